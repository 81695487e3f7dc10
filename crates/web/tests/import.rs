//! A programme lead brings in spreadsheets in the browser: looked at first, saved once, and nothing by halves.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use base::{Actor, Clock, Role};
use db::{Db, db_test};
use records::organisations::Organisation;
use records::users::{self, Membership, User, session};
use records::{Workspace, programmes};
use sha2::{Digest, Sha256};
use std::time::{Duration, Instant};
use tower::ServiceExt;

const GARDEN: &str = include_str!("site/garden.toml");
const BOUNDARY: &str = "----a-line-that-stands-in-no-file";

const PEOPLE: &str = "\
Participant ID,First Name,D.O.B.,Sex,Start date,Delivery partner,Favourite colour
G1,Ada,27/3/1985,F,11/4/2022,North Plot,red
G2,Bo,1990-12-01,Male,02/05/2022,North Plot,
G3,Cy,,prefer not to say,19 September 2022,South Plot,
";
/// The same, with a day that is not in the calendar and a start that is not yet.
const TWO_BAD: &str = "\
Participant ID,First Name,D.O.B.,Sex,Start date
G1,Ada,27/3/1985,F,11/4/2022
G4,=cmd|' /C calc'!A0,31/09/1980,F,1/9/2022
G5,Eve,1/1/1981,F,1/1/2030
";

struct Browser {
    workspace: Workspace,
    router: Router,
    runtime: tokio::runtime::Runtime,
    /// The session of an administrator who also leads, and what its forms carry.
    cookie: String,
    token: String,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The page without its markup.
    fn words(&self) -> String {
        let mut words = String::new();
        let mut inside = false;
        for letter in self.text.chars() {
            match letter {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    words.push(' ');
                }
                _ if !inside => words.push(letter),
                _ => {}
            }
        }
        words.split_whitespace().collect::<Vec<_>>().join(" ").replace("&quot;", "\"").replace("&amp;", "&")
    }

    #[track_caller]
    fn says(&self, parts: &[&str]) {
        let words = self.words();
        for part in parts {
            assert!(words.contains(part), "{part}: {words}");
        }
    }

    #[track_caller]
    fn says_nothing_of(&self, parts: &[&str]) {
        let words = self.words();
        for part in parts {
            assert!(!words.contains(part), "{part}: {words}");
        }
    }
}

impl Browser {
    fn new(db: Db) -> Self {
        let clock = Clock::Stopped("2023-09-30T12:00:00Z".parse().unwrap());
        let workspace = Workspace::over(db, clock).unwrap();
        let router = web::router(web::App::new(workspace.clone(), "Test workspace"));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let id = workspace.id();
        let user = User { totp: Some(vec![7; 20]), ..User::new(id, "somebody@example.org", "Somebody") };
        workspace.write(&Actor::operator(), |tx| Ok(tx.insert(&user)?)).unwrap();
        let session = session::begin(&workspace, id, "password", "a test", true).unwrap();
        let digest = Sha256::digest(format!("form {session}"));
        let token = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Self { workspace, router, runtime, cookie: format!("waymark={session}"), token }
    }

    /// Gives the one who asks the lead of every programme there is.
    fn lead(&self) {
        let today = self.workspace.clock().today();
        let catalogue = self.workspace.catalogue();
        self.workspace
            .write(&Actor::operator(), |tx| {
                let user = users::by_email(tx, "somebody@example.org")?.unwrap().id;
                let organisation = tx.new_id();
                let key = organisation.to_string().to_lowercase();
                tx.insert(&Organisation { id: organisation, key, name: "Office".into(), sector: None, about: None })?;
                for entry in catalogue.entries() {
                    let (id, programme) = (tx.new_id(), Some(entry.programme.id));
                    tx.insert(&Membership {
                        id,
                        user,
                        organisation,
                        programme,
                        role: Role::Lead,
                        start: today,
                        end: None,
                    })?;
                }
                Ok(())
            })
            .unwrap();
    }

    /// Before a workspace with the garden in it.
    fn garden(db: Db) -> Self {
        let browser = Self::new(db);
        browser.apply("garden.toml", GARDEN);
        browser
    }

    fn apply(&self, name: &str, body: &str) {
        let plan = programmes::plan(&self.workspace, name, body).unwrap();
        programmes::apply(&self.workspace, &Actor::operator(), &plan).unwrap();
        self.lead();
    }

    fn send(&self, mut request: Request<Body>) -> Answer {
        request.headers_mut().insert("cookie", self.cookie.parse().unwrap());
        self.runtime.block_on(async {
            let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap();
            let text = String::from_utf8_lossy(&body).into_owned();
            Answer { status: parts.status, headers: parts.headers, text }
        })
    }

    fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).header("host", "127.0.0.1:8750").body(Body::empty()).unwrap())
    }

    /// Sends a form, with the token that forms carry here as its first part.
    fn post(&self, path: &str, kind: &str, body: impl AsRef<[u8]>) -> Answer {
        let token = match kind {
            "application/x-www-form-urlencoded" => format!("form-token={}&", self.token),
            _ if kind.ends_with(BOUNDARY) && !body.as_ref().is_empty() => {
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"form-token\"\r\n\r\n{}\r\n", self.token)
            }
            _ => String::new(),
        };
        self.post_plain(path, kind, [token.as_bytes(), body.as_ref()].concat())
    }

    fn post_plain(&self, path: &str, kind: &str, body: impl Into<Body>) -> Answer {
        let request = Request::post(path).header("host", "127.0.0.1:8750").header("content-type", kind);
        self.send(request.body(body.into()).unwrap())
    }

    fn upload(&self, kind: &str, name: &str, content: &[u8]) -> Answer {
        let form = multipart("garden", kind, name, content);
        self.post("/import", &format!("multipart/form-data; boundary={BOUNDARY}"), form)
    }

    /// Sends a file, and gives the address of its import and what that says once the file is checked.
    fn check(&self, kind: &str, text: &str) -> (String, Answer) {
        let answer = self.upload(kind, "our people.csv", text.as_bytes());
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
        let address = answer.header("location").to_owned();
        let page = self.settled(&address);
        (address, page)
    }

    /// Presses a button of an import, and gives what comes of it.
    fn press(&self, address: &str, page: &Answer, what: &str, fields: &str) -> Answer {
        let check = page.text.split("name=\"check\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let form = format!("check={}&do={what}{fields}", check.unwrap_or_default());
        let answer = self.post(address, "application/x-www-form-urlencoded", form);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
        self.settled(answer.header("location"))
    }

    /// The page at `address` once it no longer asks for itself again.
    fn settled(&self, address: &str) -> Answer {
        let begun = Instant::now();
        loop {
            let page = self.get(address);
            assert_eq!(page.status, StatusCode::OK, "{address}: {}", page.words());
            if !page.text.contains("data-refresh=") {
                return page;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "{}", page.words());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn rows(&self, table: &str) -> i64 {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        self.workspace.read(|reader| Ok(reader.one(&sql, &[], |row| row.get(0))?)).unwrap()
    }
}

fn multipart(programme: &str, kind: &str, name: &str, content: &[u8]) -> Vec<u8> {
    let mut form = Vec::new();
    for (name, value) in [("programme", programme), ("kind", kind)] {
        let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        form.extend_from_slice(part.as_bytes());
    }
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n"
    );
    form.extend_from_slice(head.as_bytes());
    form.extend_from_slice(content);
    form.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    form
}

#[db_test]
fn a_file_is_looked_at_then_saved_and_its_people_are_counted(db: Db) {
    let browser = Browser::garden(db);
    let start = browser.get("/import?programme=garden");
    start.says(&["Import", "People and enrolments", "Interactions", "Outcomes", "Check this file", "Templates"]);
    start.says(&["Nothing has been imported into Town Garden yet."]);
    let (address, preview) = browser.check("people", PEOPLE);
    assert!(preview.text.contains(">Import 3 people</button>"), "{}", preview.text);
    preview.says(&[
        "Preview of our people.csv",
        "Every row is good. Nothing is saved yet.",
        "New would be added 3",
        "Rejected cannot be imported as written 0",
    ]);
    preview.says(&["CSV, UTF-8", "Rows read 3", "Favourite colour"]);
    assert_eq!(preview.header("cache-control"), "no-store");
    assert_eq!(browser.rows("person"), 0, "a preview saves nothing");

    let saved = browser.press(&address, &preview, "import", "");
    saved.says(&["3 people imported", "into Town Garden", "See the overview", "Import another file"]);
    saved.says_nothing_of(&["rejected row"]);
    assert_eq!(browser.rows("person"), 3);
    browser.get("/reports/overview?programme=garden").says(&["3 Participants 60% of the target of 5"]);

    let (address, preview) =
        browser.check("interactions", "reference,date,service\nG1,1/5/2022,Digging\nG2,2/6/2022,Sowing\n");
    browser.press(&address, &preview, "import", "").says(&["2 interactions imported"]);
    let (address, preview) = browser.check("outcomes", "reference,date,outcome\nG1,1/10/2022,Found a job\n");
    assert!(preview.text.contains(">Import 1 outcome</button>"));
    browser.press(&address, &preview, "import", "").says(&["1 outcome imported"]);
    browser.get("/reports/overview?programme=garden").says(&["1 Core outcomes by 1 p"]);
    browser.get("/import").says(&[
        "30 September 2023",
        "our people.csv People and enrolments 3 0 0 0",
        "our people.csv Outcomes 1 0 0 0",
    ]);
}

#[db_test]
fn bad_rows_are_shown_and_nothing_is_saved_until_somebody_says_so(db: Db) {
    let browser = Browser::garden(db);
    let (address, preview) = browser.check("people", TWO_BAD);
    preview.says(&[
        "2 rows cannot be imported as written. Nothing is saved yet.",
        "Rejected cannot be imported as written 2",
    ]);
    preview.says(&["3 D.O.B. 31/09/1980", "30 days", "4 Start date 2030-01-01"]);
    preview.says(&[
        "Download the 2 rejected rows",
        "Import the 1 good row and download the others",
        "imported whole or not at all",
    ]);
    let rejected = browser.get(&format!("{address}/rejected.csv"));
    assert_eq!(rejected.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(rejected.header("content-disposition"), "attachment; filename=\"our people-rejected.csv\"");
    assert_eq!(rejected.header("cache-control"), "no-store");
    assert!(rejected.text.contains("Waymark says") && rejected.text.contains("30 days"), "{}", rejected.text);
    assert_eq!(rejected.text.lines().count(), 3);
    assert!(
        rejected.text.contains("'=cmd|") && !rejected.text.contains(",=cmd"),
        "no spreadsheet runs it: {}",
        rejected.text
    );

    // All or nothing, however it is asked for.
    browser.press(&address, &preview, "import", "").says(&["2 rows cannot be imported"]);
    assert_eq!(browser.rows("person"), 0);
    let preview = browser.get(&address);
    let saved = browser.press(&address, &preview, "import-good", "");
    saved.says(&["1 person imported", "Rejected 2", "Download the 2 rejected rows"]);
    assert_eq!(browser.rows("person"), 1);
    assert_eq!(browser.get(&format!("{address}/rejected.csv")).text.lines().count(), 3);

    // Mended, they are brought in as they came back.
    let mended = rejected.text.replace("31/09/1980", "30/09/1980").replace("1/1/2030", "1/1/2023");
    let (address, preview) = browser.check("people", &mended);
    browser.press(&address, &preview, "import", "").says(&["2 people imported"]);
    assert_eq!(browser.rows("person"), 3);
}

#[db_test]
fn a_heading_that_is_not_known_is_mended_on_the_page_and_remembered(db: Db) {
    let browser = Browser::garden(db);
    let people = "Number,First Name,Began\nG1,Ada,11/4/2022\n";
    let (address, preview) = browser.check("people", people);
    preview.says(&["There is a problem", "There is no column \u{201c}Reference\u{201d}", "Check again", "Discard"]);
    assert!(preview.text.contains("<title>Error: "));
    assert!(preview.text.contains("<label class=\"govuk-visually-hidden\" for=\"column-0\">"), "{}", preview.text);
    let preview =
        browser.press(&address, &preview, "check", "&column-0=reference&column-1=given_name&column-2=start_date");
    preview.says(&["Every row is good", "It was chosen, now or for an earlier file"]);
    let preview = browser.press(&address, &preview, "check", "&column-1=");
    assert!(
        preview.text.contains("id=\"column-1\" name=\"column-1\"><option value=\"\" selected>Left out"),
        "{}",
        preview.text
    );
    browser.press(&address, &preview, "import", "").says(&["1 person imported"]);
    let name = browser
        .workspace
        .read(|reader| Ok(reader.one("SELECT given_name FROM person", &[], |row| row.get::<Option<String>>(0))?));
    assert_eq!(name.unwrap(), None, "what is left out is not brought in");
    let (_, preview) = browser.check("people", &people.replace("G1", "G2"));
    preview.says(&["Every row is good"]);
}

#[db_test]
fn two_columns_for_one_field_are_told_apart_on_the_page(db: Db) {
    let browser = Browser::garden(db);
    let (address, preview) = browser.check("people", "Reference,Start date,Date started\nG1,11/4/2022,1/1/2021\n");
    preview.says(&["There is a problem", "\u{201c}Start date\u{201d} and \u{201c}Date started\u{201d} could each be"]);
    let preview = browser.press(&address, &preview, "check", "&column-0=reference&column-1=start_date&column-2=");
    preview.says(&["Every row is good"]);
    // Moved to the other column, it leaves this one.
    let preview =
        browser.press(&address, &preview, "check", "&column-0=reference&column-1=start_date&column-2=start_date");
    preview.says(&["Every row is good"]);
    assert!(preview.text.contains("id=\"column-1\" name=\"column-1\"><option value=\"\" selected>Left out"));
}

#[db_test]
fn what_is_discarded_is_gone(db: Db) {
    let browser = Browser::garden(db);
    let (address, preview) = browser.check("people", PEOPLE);
    let start = browser.press(&address, &preview, "discard", "");
    start.says(&["The file was discarded, and nothing was saved.", "Past imports"]);
    let gone = browser.get(&address);
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    gone.says(&["There is no import at this address", "upload the file again"]);
    assert_eq!(
        browser.post(&address, "application/x-www-form-urlencoded", "do=import&check=1").status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(browser.get(&format!("{address}/rejected.csv")).status, StatusCode::NOT_FOUND);
    assert_eq!(browser.rows("person"), 0);
}

#[db_test]
fn pressing_twice_saves_once(db: Db) {
    let browser = Browser::garden(db);
    let (address, preview) = browser.check("people", PEOPLE);
    for _ in 0..3 {
        browser.post(&address, "application/x-www-form-urlencoded", "do=import&check=1");
    }
    browser.settled(&address).says(&["3 people imported"]);
    // Nothing that stands on an old page can undo or repeat it.
    for what in ["import", "import-good", "check", "discard"] {
        browser.press(&address, &preview, what, "").says(&["3 people imported"]);
    }
    assert_eq!((browser.rows("person"), browser.rows("import")), (3, 1));
    let (_, again) = browser.check("people", PEOPLE);
    again.says(&["Everything in this file is here already", "As before say nothing new 3"]);
    assert!(!again.text.contains("value=\"import\""), "there is nothing to import");
}

#[db_test]
fn what_was_checked_anew_has_to_be_looked_at_first(db: Db) {
    let browser = Browser::garden(db);
    let (address, old) = browser.check("people", PEOPLE);
    browser.press(&address, &old, "check", "&column-1=");
    browser.press(&address, &old, "import", "").says(&["Preview of our people.csv"]);
    assert_eq!(browser.rows("person"), 0);
}

#[db_test]
fn a_form_not_filled_in_says_what_is_missing_at_its_place(db: Db) {
    let browser = Browser::garden(db);
    let form = multipart("", "", "", b"");
    let answer = browser.post("/import", &format!("multipart/form-data; boundary={BOUNDARY}"), form);
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    answer.says(&["There is a problem", "Choose the programme", "Choose what the file holds", "Choose a file"]);
    assert!(answer.text.contains("href=\"#kind\"") && answer.text.contains("href=\"#file\""));
    for (name, content, said) in [
        ("empty.csv", &b""[..], "The file is empty"),
        ("photo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "This is"),
        ("letter.pdf", b"%PDF-1.7 \xff\xfe", "This is"),
        ("broken.xlsx", b"PK\x03\x04 and no more", ""),
    ] {
        let answer = browser.upload("people", name, content);
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{name}: {}", answer.words());
        answer.says(&["There is a problem", said]);
        assert!(
            answer.text.contains("id=\"file-error\"") && answer.text.contains("value=\"people\" checked"),
            "{name}"
        );
    }
}

#[db_test]
fn a_file_that_breaks_off_in_the_middle_says_so_and_saves_nothing(db: Db) {
    let browser = Browser::garden(db);
    let (_, page) = browser.check("people", "Reference,Start date,First name\nG1,11/4/2022,Ada\nG2,11/4/2022,\"Bo\n");
    page.says(&["our people.csv cannot be read", "is never closed", "Nothing was saved", "Choose a file again"]);
    assert_eq!(browser.rows("person"), 0);
}

#[db_test]
fn a_file_too_large_is_refused_in_words(db: Db) {
    let browser = Browser::garden(db);
    let answer = browser.upload("people", "large.csv", &vec![b'a'; 65 * 1024 * 1024]);
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    answer.says(&["There is a problem", "larger than 64 MB", "waymark import"]);
}

#[db_test]
fn whatever_is_sent_is_answered_in_words(db: Db) {
    let browser = Browser::garden(db);
    let whole = multipart("garden", "people", "people.csv", PEOPLE.as_bytes());
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let broken_off = Bytes::copy_from_slice(&whole[..whole.len() - 40]);
    for (kind, body) in [
        (kind.as_str(), broken_off),
        (kind.as_str(), Bytes::from_static(b"no boundary anywhere")),
        (kind.as_str(), Bytes::new()),
        ("multipart/form-data", Bytes::from(whole.clone())),
        ("text/plain", Bytes::from_static(b"programme=garden")),
        ("application/x-www-form-urlencoded", Bytes::from_static(b"programme=garden&kind=people")),
    ] {
        let answer = browser.post("/import", kind, body);
        // What does not even begin as a form that was made here is refused as a forged one.
        match answer.status {
            StatusCode::FORBIDDEN => answer.says(&["This form was not made for you here"]),
            status => assert_eq!(status, StatusCode::BAD_REQUEST, "{kind}: {}", answer.words()),
        }
    }
    let unsigned = browser.post_plain("/import", &kind, whole);
    assert_eq!(unsigned.status, StatusCode::FORBIDDEN, "{}", unsigned.words());
    assert_eq!(browser.get("/import/00000000000000000000000000000000").status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/import?programme=gardne").status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/import/templates/colours.csv").status, StatusCode::NOT_FOUND);
    let (address, _) = browser.check("people", PEOPLE);
    for (kind, body) in
        [("application/json", "{}"), ("application/x-www-form-urlencoded", "do=%ff&check=x&column-0=%00")]
    {
        let answer = browser.post(&address, kind, body);
        assert!(answer.status.is_client_error() || answer.status.is_redirection(), "{}", answer.status);
    }
    assert_eq!(browser.rows("person"), 0);
}

#[db_test]
fn names_of_files_and_cells_cannot_become_markup(db: Db) {
    let browser = Browser::garden(db);
    let people = "Reference,Start date,First name,<script>alert(1)</script>\nG1,<script>alert(2)</script>,Ada,x\n";
    let answer = browser.upload("people", "C:\\own\\<script>.csv", people.as_bytes());
    let page = browser.settled(answer.header("location"));
    assert!(!page.text.contains("<script>"), "{}", page.text);
    assert!(page.text.contains("Preview of &lt;script&gt;.csv"), "{}", page.text);
}

#[db_test]
fn templates_are_files_to_fill_in_that_come_back_as_they_are(db: Db) {
    let browser = Browser::garden(db);
    for kind in ["people", "interactions", "outcomes"] {
        let excel = browser.get(&format!("/import/templates/{kind}.xlsx"));
        assert_eq!(excel.header("content-disposition"), format!("attachment; filename=\"{kind}.xlsx\""));
        assert!(excel.text.starts_with("PK"));
        let (_, preview) = browser.check(kind, &browser.get(&format!("/import/templates/{kind}.csv")).text);
        preview.says(&["there is nothing to import"]);
        preview.says_nothing_of(&["Not known"]);
    }
}

#[db_test]
fn without_a_programme_the_page_says_what_comes_first_and_with_several_it_asks(db: Db) {
    let browser = Browser::new(db);
    browser.get("/import").says(&["It takes one of these roles: programme lead, partner manager"]);
    assert_eq!(browser.upload("people", "people.csv", PEOPLE.as_bytes()).status, StatusCode::FORBIDDEN);
    browser.apply("garden.toml", GARDEN);
    browser.get("/import").says_nothing_of(&["Choose one"]);
    browser.apply("orchard.toml", &GARDEN.replace("\"garden\"", "\"orchard\"").replace("Town Garden", "Town Orchard"));
    let page = browser.get("/import");
    page.says(&["Programme", "Choose one", "Town Garden", "Town Orchard"]);
    page.says_nothing_of(&["Past imports"]);
    assert!(browser.get("/import?programme=orchard").text.contains("<option value=\"orchard\" selected>"));
    assert!(browser.get("/programme?programme=orchard").text.contains("href=\"/import?programme=orchard\""));
}

#[db_test]
fn what_was_sent_is_saved_with_what_its_sender_may_do_by_then(db: Db) {
    let browser = Browser::garden(db);
    let (address, page) = browser.check("people", PEOPLE);
    page.says(&["Every row is good"]);
    // Meanwhile the lead has become the manager of one partner.
    let catalogue = browser.workspace.catalogue();
    let organisation = catalogue.programme("garden").unwrap().partners[0].organisation;
    let changed = browser.workspace.write(&Actor::operator(), |tx| {
        let user = users::by_email(tx, "somebody@example.org")?.unwrap().id;
        let lead = tx.list::<Membership>("WHERE user_id = $1", &[user.into()])?.remove(0);
        Ok::<_, records::Error>(tx.update(&lead, &Membership { role: Role::Manager, organisation, ..lead.clone() })?)
    });
    changed.unwrap();
    browser.press(&address, &page, "import", "").says(&["Nothing was saved", "Is another partner"]);
    assert_eq!(browser.rows("person"), 0);
}

#[db_test]
fn what_changed_since_the_check_is_shown_and_not_saved(db: Db) {
    let browser = Browser::new(db);
    browser.apply("garden.toml", &GARDEN.replace("label = \"Found a job\"", "label = \"Found a job\"\nonce = true"));
    let (address, preview) = browser.check("people", PEOPLE);
    browser.press(&address, &preview, "import", "");
    let (mine, my_preview) = browser.check("outcomes", "reference,date,outcome\nG1,1/10/2022,Found a job\n");
    let (theirs, their_preview) = browser.check("outcomes", "reference,date,outcome\nG1,2/10/2022,Found a job\n");
    browser.press(&theirs, &their_preview, "import", "").says(&["1 outcome imported"]);
    let page = browser.press(&mine, &my_preview, "import", "");
    page.says(&["Nothing was saved: records have changed since the file was checked", "has this outcome already"]);
    assert_eq!(browser.rows("outcome"), 1);
}
