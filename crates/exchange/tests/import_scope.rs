//! A partner's manager brings in that partner's records, changes nobody else's, and learns of nobody else's.
#![cfg(test)]

use base::{Actor, Clock, Id, Role};
use db::{Db, db_test};
use exchange::Source;
use exchange::import::{ImportFault, Kind, Options, Summary, run};
use records::people::restriction;
use records::users::{self, Membership, User};
use records::{Workspace, imports, programmes};

const DEFINITION: &str = include_str!("../../../programmes/positive-communities.toml");
const PROGRAMME: &str = "positive-communities";

struct Story {
    workspace: Workspace,
    /// The names of two partners.
    names: [String; 2],
}

impl Story {
    fn new(db: &Db) -> Self {
        let clock = Clock::Stopped("2023-07-01T12:00:00Z".parse().unwrap());
        let workspace = Workspace::over(db.clone(), clock).unwrap();
        let plan = programmes::plan(&workspace, "positive-communities.toml", DEFINITION).unwrap();
        programmes::apply(&workspace, &Actor::operator(), &plan).unwrap();
        let catalogue = workspace.catalogue();
        let entry = catalogue.programme(PROGRAMME).unwrap();
        let name = |place: usize| catalogue.organisation(entry.partners[place].organisation).unwrap().name.clone();
        Self { names: [name(0), name(1)], workspace: workspace.clone() }
    }

    /// Somebody in this role for one of the two partners.
    fn someone(&self, role: Role, partner: usize) -> Actor {
        let catalogue = self.workspace.catalogue();
        let entry = catalogue.programme(PROGRAMME).unwrap();
        let (id, membership) = (self.workspace.id(), self.workspace.id());
        self.workspace
            .write(&Actor::operator(), |tx| {
                tx.insert(&User::new(id, &format!("{id}@example.org"), role.label()))?;
                tx.insert(&Membership {
                    id: membership,
                    user: id,
                    organisation: entry.partners[partner].organisation,
                    programme: Some(entry.programme.id),
                    role,
                    start: "2021-01-01".parse().unwrap(),
                    end: None,
                })?;
                Ok(())
            })
            .unwrap();
        self.again(id)
    }

    /// The same user as of now.
    fn again(&self, id: Id) -> Actor {
        let today = self.workspace.clock().today();
        self.workspace
            .read(|reader| {
                let user = users::find(reader, id)?.unwrap();
                Ok(users::actor(reader, &self.workspace.catalogue(), user, None, today)?.actor)
            })
            .unwrap()
    }

    fn bring(&self, actor: &Actor, kind: Kind, text: &str) -> Result<Summary, ImportFault> {
        let source = Source::from_bytes("file.csv", text.as_bytes().to_vec()).unwrap();
        let mut files = [("file.csv".to_owned(), source)];
        let options = Options { accept_good: true, ..Options::default() };
        run(&self.workspace, actor, PROGRAMME, kind, &mut files, &options, &mut |_| {})
    }

    /// What was brought in, and the first reason why a row was not.
    fn told(&self, actor: &Actor, kind: Kind, text: &str) -> (u64, String) {
        let summary = self.bring(actor, kind, text).unwrap();
        (
            summary.created + summary.changed,
            summary.faults.first().map(|fault| fault.reason.clone()).unwrap_or_default(),
        )
    }
}

#[db_test]
fn a_manager_brings_in_their_own_partners_people_and_no_other(db: Db) {
    let story = Story::new(&db);
    let [own, other] = &story.names;
    let manager = story.someone(Role::Manager, 0);
    let people = format!(
        "reference,first name,start date,partner\nA1,Ada,1/9/2021,\nA2,Abe,1/9/2021,\"{own}\"\nA3,Al,1/9/2021,\"{other}\"\n"
    );
    let (kept, why) = story.told(&manager, Kind::People, &people);
    assert_eq!(kept, 2, "{why}");
    assert!(why.contains("is another partner") && why.contains(own) && why.contains("ask the programme lead"), "{why}");
    let sql = "SELECT COUNT(*) FROM enrolment WHERE partner_id IS NULL";
    let without: i64 = story.workspace.read(|reader| Ok(reader.one(sql, &[], |row| row.get(0))?)).unwrap();
    assert_eq!(without, 0, "an empty partner is their own");
    let worker = story.bring(&story.someone(Role::Worker, 0), Kind::People, &people).unwrap_err().to_string();
    assert!(worker.contains("does not let you bring in records"), "{worker}");
    assert_eq!(
        story.told(&story.someone(Role::Lead, 0), Kind::People, "reference,start date,partner\nB1,1/9/2021,\n").0,
        1
    );
}

#[db_test]
fn a_reference_of_somebody_out_of_sight_is_refused_in_the_same_words_whyever(db: Db) {
    let story = Story::new(&db);
    let manager = story.someone(Role::Manager, 0);
    let known = "reference,first name,start date\nA1,Ada,1/9/2021\nA2,Abe,1/9/2021\n";
    assert_eq!(story.told(&manager, Kind::People, known).0, 2);
    let other = story.someone(Role::Manager, 1);
    let row = "reference,first name,start date\nA1,Changed,1/9/2020\n";
    let (kept, others) = story.told(&other, Kind::People, row);
    assert_eq!(kept, 0);
    assert!(others.contains("is already known under this reference to another partner"), "{others}");
    let (kept, support) = story.told(&other, Kind::Interactions, "reference,date\nA1,1/10/2021\n");
    assert_eq!((kept, &support), (0, &others));
    // A colleague of the manager's, for whom only the manager is named.
    let sql = "SELECT id FROM person WHERE reference = 'A1'";
    let ada: Id = story.workspace.read(|reader| Ok(reader.one(sql, &[], |row| row.get(0))?)).unwrap();
    let named = manager.id().unwrap();
    restriction::restrict(&story.workspace, &manager, ada, "a colleague", &[named]).unwrap();
    for role in [Role::Manager, Role::Lead] {
        let (kept, restricted) = story.told(&story.someone(role, 0), Kind::People, row);
        assert_eq!((kept, restricted), (0, others.clone()), "{role:?}");
    }
    assert_eq!(story.told(&story.again(named), Kind::People, row).0, 1, "who is named changes the record");
}

#[db_test]
fn a_lead_does_not_find_out_by_trying_what_is_withheld_from_them(db: Db) {
    let story = Story::new(&db);
    let (manager, lead) = (story.someone(Role::Manager, 0), story.someone(Role::Lead, 0));
    let rows = |ethnicity: &str, phone: &str| {
        format!("reference,first name,start date,ethnic group,phone\nA1,Ada,1/9/2021,{ethnicity},{phone}\n")
    };
    assert_eq!(story.bring(&manager, Kind::People, &rows("Indian", "0161 555 0123")).unwrap().created, 1);
    let came = |actor: &Actor, text: &str, dry_run: bool| {
        let source = Source::from_bytes("file.csv", text.as_bytes().to_vec()).unwrap();
        let mut files = [("file.csv".to_owned(), source)];
        let options = Options { dry_run, ..Options::default() };
        let summary = run(&story.workspace, actor, PROGRAMME, Kind::People, &mut files, &options, &mut |_| {}).unwrap();
        (summary.changed, summary.unchanged)
    };
    let (right, wrong) = (rows("Indian", "0161 555 0123"), rows("Chinese", "0161 555 0199"));
    assert_eq!(came(&lead, &right, true), came(&lead, &wrong, true), "a guess that is right looks like any other");
    assert_eq!(came(&lead, &right, true), (1, 0));
    assert_eq!(came(&lead, &right, false), (1, 0), "nor does bringing it in say that it was known");
    let names = "reference,first name,start date\nA1,Ada,1/9/2021\n";
    assert_eq!(came(&lead, names, true), (0, 1), "what they read they may compare");
    assert_eq!(came(&manager, &right, true), (0, 1), "as whoever works with her may all of it");
}

#[db_test]
fn past_imports_are_ones_own_and_for_a_lead_all(db: Db) {
    let story = Story::new(&db);
    let (manager, other, lead) =
        (story.someone(Role::Manager, 0), story.someone(Role::Manager, 1), story.someone(Role::Lead, 0));
    story.told(&manager, Kind::People, "reference,start date\nA1,1/9/2021\n");
    let programme = story.workspace.catalogue().programme(PROGRAMME).unwrap().programme.id;
    let past = |actor: &Actor| {
        story.workspace.read(|reader| imports::of_programme(reader, &actor.scope(), programme)).unwrap().len()
    };
    assert_eq!((past(&manager), past(&other), past(&lead)), (1, 0, 1));
}
