//! Every route, asked by everybody, about one's own, others' and restricted records. What is due follows from the rules alone:
//! the route's, and the role's. A route without a line in [`addresses`] fails, and the failure says what to add.

use crate::app::{Answer, TestApp, links};
use crate::planted::{Planted, Who, Whose};
use axum::body::Body;
use axum::http::{Method, StatusCode};
use base::{Act, Role};
use db::{Db, db_test};
use std::collections::{BTreeSet, VecDeque};
use web::{Route, Rule};

/// How many pages are visited at most, as each role.
const PAGES: usize = 400;

/// What a route is asked for, about whose records. None for a route that nothing is written about here.
fn addresses(path: &str, planted: &Planted, whose: Whose) -> Option<Vec<String>> {
    let programme = if whose == Whose::Elsewhere { "orchard" } else { "garden" };
    let partner = match whose {
        Whose::Own | Whose::Restricted => "north",
        Whose::Other => "south",
        Whose::Elsewhere => "far",
    };
    let person = planted.person(whose);
    let within = |path: &str| format!("{path}?programme={programme}");
    let at_partner = |path: &str| format!("{path}?programme={programme}&partner={partner}");
    Some(match path {
        "/reports/{name}" => vec![
            at_partner("/reports/overview"),
            within("/reports/overview.csv"),
            within("/reports/participants.json"),
            within("/reports/participants.xlsx"),
            at_partner("/reports/question"),
            format!("/reports/question.csv?programme={programme}&of=interaction&by=partner"),
            format!("/reports/question?programme={programme}&of=interaction&by=worker"),
            format!("/reports/question?programme={programme}&of=interaction&by=first-or-repeat"),
        ],
        "/reports/{name}/{counted}" => vec![
            within("/reports/participants/counted"),
            at_partner("/reports/participants/counted"),
            within("/reports/participants/counted.csv"),
            format!("/reports/question/counted?programme={programme}&of=interaction&by=partner&cell={partner}"),
        ],
        "/invitation/{token}" | "/reset/{token}" | "/welcome/{token}" => vec![path.replace("{token}", &"0".repeat(64))],
        "/reports/{name}/approval" => vec!["/reports/participants/approval".to_owned()],
        "/people" => vec![
            "/people".to_owned(),
            at_partner("/people"),
            within("/people?q=zar").replacen("?programme", "&programme", 1),
        ],
        "/people/find" => vec![
            "/people/find?q=zar".to_owned(),
            "/people/find?q=01+01+1990".to_owned(),
            "/people/find?q=1/1/1990".to_owned(),
            "/people/find?q=ZZ".to_owned(),
            "/people/find?q=0161+555".to_owned(),
        ],
        "/people/new" | "/people/duplicates" => vec![path.to_owned(), within(path)],
        "/people/new/alike" => vec![within(path)],
        "/people/duplicates/{one}/{other}" => {
            vec![format!("/people/duplicates/{person}/{}", planted.person(Whose::Own))]
        }
        "/people/merges/{merge}/undo" => vec![format!("/people/merges/{person}/undo")],
        "/people/{person}" => vec![format!("/people/{person}"), within(&format!("/people/{person}"))],
        "/people/{person}/summary" => vec![format!("/people/{person}/summary")],
        "/people/{person}/details" => vec![format!("/people/{person}/details")],
        "/people/{person}/history" => vec![format!("/people/{person}/history")],
        "/people/{person}/restrict" => vec![format!("/people/{person}/restrict")],
        "/people/{person}/needs" => vec![format!("/people/{person}/needs")],
        "/people/{person}/plan" => vec![format!("/people/{person}/plan")],
        "/people/{person}/measures" => vec![format!("/people/{person}/measures")],
        "/people/{person}/outcomes" => vec![format!("/people/{person}/outcomes")],
        "/people/{person}/referrals" => vec![format!("/people/{person}/referrals")],
        "/people/{person}/refer/{way}" => {
            vec![format!("/people/{person}/refer/between"), format!("/people/{person}/refer/out")]
        }
        "/groups/counts/{count}" => vec![format!("/groups/counts/{person}")],
        "/referrals/{referral}" => vec![format!("/referrals/{person}")],
        "/people/{person}/workers" => vec![format!("/people/{person}/workers")],
        "/people/{person}/assign" => vec![format!("/people/{person}/assign")],
        "/people/{person}/leave" => vec![format!("/people/{person}/leave")],
        "/people/{person}/family" => {
            vec![format!("/people/{person}/family"), format!("/people/{person}/family?q=zar")]
        }
        "/people/{person}/mistake" => vec![format!("/people/{person}/mistake")],
        "/people/{person}/enrol/{programme}" => vec![format!("/people/{person}/enrol/{programme}")],
        "/people/{person}/archive" => vec![format!("/people/{person}/archive")],
        "/log/people" => {
            vec!["/log/people?q=zar".to_owned(), format!("/log/people?programme={programme}&q=zar")]
        }
        "/people/{person}/return" => vec![format!("/people/{person}/return")],
        "/people/{person}/workers/{assignment}/{act}" => vec![
            format!("/people/{person}/workers/{person}/hand-over"),
            format!("/people/{person}/workers/{person}/cover"),
            format!("/people/{person}/workers/{person}/end"),
        ],
        "/people/{person}/plan/{plan}" => vec![format!("/people/{person}/plan/{person}")],
        "/people/{person}/agree/{plan}" => vec![format!("/people/{person}/agree/{person}")],
        "/people/{person}/tick/{action}" => vec![format!("/people/{person}/tick/{person}")],
        "/people/{person}/add/{kind}" => vec![
            format!("/people/{person}/add/need"),
            format!("/people/{person}/add/interaction"),
            format!("/people/{person}/add/plan"),
        ],
        "/people/{person}/record/{kind}/{record}" => vec![
            format!("/people/{person}/record/need/{person}"),
            format!("/people/{person}/record/details/{person}"),
            format!("/people/{person}/record/contact/{person}"),
            format!("/people/{person}/record/equality/{person}"),
            format!("/people/{person}/record/characteristics/{person}"),
        ],
        "/appointments/{appointment}" => vec![format!("/appointments/{person}")],
        "/undo/{submission}" => vec![format!("/undo/{person}")],
        "/import/templates/{name}" => vec!["/import/templates/people.csv".to_owned()],
        "/import/{token}" => vec![format!("/import/{person}")],
        "/import/{token}/rejected.csv" => vec![format!("/import/{person}/rejected.csv")],
        "/admin/users/{user}" => vec![format!("/admin/users/{}", planted.colleague(whose))],
        "/api/v1/people/{person}" => vec![format!("/api/v1/people/{person}")],
        "/api/v1/programmes/{key}" => vec![format!("/api/v1/programmes/{programme}")],
        "/api/v1/programmes/{key}/figures/{figure}" => vec![
            format!("/api/v1/programmes/{programme}/figures/participants"),
            format!("/api/v1/programmes/{programme}/figures/participants?by=partner"),
        ],
        "/api/v1/programmes/{key}/question" => {
            vec![format!("/api/v1/programmes/{programme}/question?of=interaction&by=partner")]
        }
        "/sign-in/sign-on/{provider}" => vec!["/sign-in/sign-on/nobodys".to_owned()],
        "/sign-in/sign-on/{provider}/back" => vec!["/sign-in/sign-on/nobodys/back?code=x&state=y".to_owned()],
        "/account/passkeys/{passkey}/remove" => vec![format!("/account/passkeys/{person}/remove")],
        plain if !plain.contains('{') => vec![plain.to_owned(), within(plain)],
        _ => return None,
    })
}

/// Whether an address of this route names one record that this one may not see: it is there for those who may, and for nobody else.
fn is_out_of_sight(path: &str, who: Who, act: Act, whose: Whose) -> bool {
    match path {
        _ if path.contains("{user}") => !who.manages(whose),
        _ => path.contains("{person}") && !who.may(act, whose),
    }
}

/// What the rules say about an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    /// To be sent to sign in.
    SignIn,
    /// To be told that one's role does not allow it.
    Forbidden,
    /// To be told that there is no such thing.
    Hidden,
    /// To be answered.
    Answered,
}

fn due(route: &Route, who: Who, whose: Whose) -> Due {
    let Rule::May(act) = route.rule else {
        let known = route.rule == Rule::Anyone || who.role().is_some();
        return if known { Due::Answered } else { Due::SignIn };
    };
    match who.role() {
        None => Due::SignIn,
        Some(role) if !role.may(act) => Due::Forbidden,
        Some(_) if is_out_of_sight(route.path, who, act, whose) => Due::Hidden,
        Some(_) => Due::Answered,
    }
}

/// Why an answer is not what was due.
fn wrong(due: Due, route: &Route, answer: &Answer) -> Option<String> {
    let status = answer.status;
    let program = route.path.starts_with("/api/") || route.method != Method::GET;
    let right = match due {
        Due::SignIn if program => status == StatusCode::UNAUTHORIZED,
        Due::SignIn => status == StatusCode::SEE_OTHER && answer.header("location").starts_with("/sign-in"),
        Due::Forbidden => status == StatusCode::FORBIDDEN,
        Due::Hidden => status == StatusCode::NOT_FOUND,
        // A form that is sent empty is told what is missing, and a programme out of sight is not there.
        Due::Answered => !status.is_server_error() && status != StatusCode::UNAUTHORIZED,
    };
    (!right).then(|| format!("{due:?} was due, and {status} came"))
}

/// Asks with a session of this one's, if they have any.
fn ask(planted: &Planted, token: Option<&str>, method: &Method, address: &str) -> Answer {
    let mut request = TestApp::request(method.clone(), address);
    if let Some(token) = token {
        request = request.header("cookie", format!("waymark={token}"));
    }
    let body = match (method, token) {
        (&Method::POST, Some(token)) => Body::from(format!("form-token={}", form_token(token))),
        _ => Body::empty(),
    };
    if method == Method::POST {
        request = request.header("content-type", "application/x-www-form-urlencoded");
    }
    planted.app.send(request.body(body).unwrap())
}

/// What a form of this session carries: made as the pages make it, so that a form is refused for no other reason than its sender's role.
fn form_token(token: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(format!("form {token}")).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[db_test]
fn everybody_is_told_what_the_rules_let_them_see_and_nothing_else(db: Db) {
    let planted = Planted::new(db);
    let mut faults = Vec::new();
    let mut asked = 0;
    let (shown, sent): (Vec<Route>, Vec<Route>) =
        web::list().into_iter().partition(|route| route.method == Method::GET);
    // What is only looked at comes first: forms change things, even those that are sent empty.
    for route in shown.iter().chain(&sent) {
        for whose in Whose::ALL {
            let Some(addresses) = addresses(route.path, &planted, whose) else {
                faults.push(format!(
                    "{} {} has no line in `addresses` of this test: say there which address to ask for each `Whose`",
                    route.method, route.path
                ));
                break;
            };
            for who in Who::all() {
                let token = planted.token(who);
                for address in &addresses {
                    let before = planted.audited();
                    let answer = ask(&planted, token.as_deref(), &route.method, address);
                    asked += 1;
                    let due = due(route, who, whose);
                    let mut fault = |why: String| faults.push(format!("{} {address} as {who:?}: {why}", route.method));
                    if let Some(why) = wrong(due, route, &answer) {
                        fault(why);
                    }
                    for leak in planted.leaks(who, &told(address, &answer)) {
                        fault(format!("tells {leak}"));
                    }
                    if due != Due::Answered && planted.audited() != before {
                        fault("changed something".to_owned());
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} of {asked}:\n{}", faults.len(), faults.join("\n"));
    assert!(asked > 500, "{asked}");
}

#[db_test]
fn whoever_views_as_somebody_else_sends_no_form_but_to_stop_to_stay_and_to_leave(db: Db) {
    let planted = Planted::new(db);
    let app = &planted.app;
    app.sign_in_as(&[(Role::Administrator, "north")]);
    let catalogue = app.workspace.catalogue();
    let garden = catalogue.programme("garden").unwrap();
    let north = garden.partners.iter().find(|partner| partner.key == "north").unwrap().organisation;
    let (programme, organisation) = (garden.programme.id.to_string(), north.to_string());
    let leaves = ["/view-as/stop", "/account/stay", "/sign-out"];
    let forms: Vec<Route> = web::list().into_iter().filter(|route| route.method != Method::GET).collect();
    let mut faults = Vec::new();
    for role in Role::ALL {
        let view = [("role", role.key()), ("organisation", &organisation), ("programme", &programme)];
        assert_eq!(app.post("/view-as", &view).status, StatusCode::SEE_OTHER, "{role:?}");
        let before = planted.audited();
        for route in forms.iter().filter(|route| !leaves.contains(&route.path)) {
            for address in addresses(route.path, &planted, Whose::Own).unwrap_or_default() {
                let answer = app.post(&address, &[("name", "Somebody else"), ("do", "off"), ("why", "a try")]);
                if answer.status != StatusCode::FORBIDDEN || planted.audited() != before {
                    faults.push(format!("{address} as {role:?}: {}", answer.status));
                }
            }
        }
        assert_eq!(app.post("/account/stay", &[]).status, StatusCode::NO_CONTENT);
        assert_eq!(app.post("/view-as/stop", &[]).status, StatusCode::SEE_OTHER);
    }
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults.join("\n"));
    assert!(forms.len() > 30, "{}", forms.len());
    // With their own eyes they may.
    assert_eq!(app.post("/account/name", &[("name", "Ada")]).status, StatusCode::SEE_OTHER);
    let view = [("role", "worker"), ("organisation", &organisation), ("programme", &programme)];
    app.post("/view-as", &view);
    let refused = app.post("/account/name", &[("name", "Eve")]);
    assert!(refused.text().contains("Nothing can be changed while you view as somebody else"), "{}", refused.text());
    assert_eq!(app.post("/sign-out", &[]).status, StatusCode::SEE_OTHER);
}

/// What an answer tells that was not in the question: its text with the address that was asked for taken out.
fn told(address: &str, answer: &Answer) -> String {
    let path = address.split('?').next().unwrap_or(address);
    let known: BTreeSet<&str> = path.split('/').filter(|part| part.len() == 13).collect();
    let mut text = format!("{} {}", answer.text(), answer.header("location"));
    for part in known {
        text = text.replace(part, "");
    }
    text
}

#[db_test]
fn every_role_can_follow_every_link_it_is_shown(db: Db) {
    let planted = Planted::new(db);
    let routes = web::list();
    let mut faults = Vec::new();
    for role in Role::ALL {
        let who = Who::In(role);
        let token = planted.token(who);
        let mut seen = BTreeSet::from(["/".to_owned()]);
        let mut waiting = VecDeque::from([("/".to_owned(), "the start".to_owned())]);
        let mut visited = 0;
        while let Some((address, found_on)) = waiting.pop_front() {
            if visited == PAGES {
                break;
            }
            visited += 1;
            let answer = ask(&planted, token.as_deref(), &Method::GET, &address);
            let mut fault = |why: String| faults.push(format!("{role:?}: {address} (linked from {found_on}): {why}"));
            for leak in planted.leaks(who, &answer.text()) {
                fault(format!("tells {leak}"));
            }
            match answer.status {
                StatusCode::OK => {}
                StatusCode::SEE_OTHER | StatusCode::PERMANENT_REDIRECT => {
                    let to = answer.header("location").to_owned();
                    if to.starts_with("/sign-in") {
                        fault("asks to sign in again".to_owned());
                    } else if seen.insert(to.clone()) {
                        waiting.push_back((to, address.clone()));
                    }
                }
                StatusCode::FORBIDDEN if forbidden(&routes, role, &address) => {}
                status => fault(status.to_string()),
            }
            if answer.header("content-type").starts_with("text/html") {
                for link in links(&answer.text()) {
                    let link = link.split('#').next().unwrap_or_default().to_owned();
                    if !link.starts_with("/assets/") && seen.insert(link.clone()) {
                        waiting.push_back((link, address.clone()));
                    }
                }
            }
        }
        assert!(visited > 3, "{role:?} found {visited} pages");
    }
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults.join("\n"));
}

/// Whether the rule of the route at this address refuses the role.
fn forbidden(routes: &[Route], role: Role, address: &str) -> bool {
    let parts =
        |path: &str| path.split('?').next().unwrap_or_default().split('/').map(str::to_owned).collect::<Vec<_>>();
    let asked = parts(address);
    let fits = |route: &&Route| {
        let path = parts(route.path);
        let same = |(a, b): (&String, &String)| a == b || a.starts_with('{');
        route.method == Method::GET && path.len() == asked.len() && path.iter().zip(&asked).all(same)
    };
    // A route without parameters goes before one with them.
    let route = routes.iter().filter(fits).min_by_key(|route| route.path.matches('{').count());
    route.is_some_and(|route| matches!(route.rule, Rule::May(act) if !role.may(act)))
}
