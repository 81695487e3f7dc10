//! The story that the tests tell: a garden of two plots.

use base::{Actor, Clock, Id, Role};
use db::Db;
use definition::{Figure, Vocabulary};
use records::enrolments::Enrolment;
use records::figures::{self, Narrowing, Number};
use records::interactions::Interaction;
use records::outcomes::Outcome;
use records::people::{self, Person, Search, restriction};
use records::users::{self, Membership, User};
use records::{Error, Workspace, programmes};

const GARDEN: &str = r#"
[programme]
key = "garden"
name = "Town Garden"
summary = "People dig and meet."
start = 2022-04-01

[[partner]]
key = "north"
label = "North Plot"

[[partner]]
key = "south"
label = "South Plot"

[[service]]
key = "digging"
label = "Digging"

[[service]]
key = "sowing"
label = "Sowing"

[[outcome]]
key = "job"
label = "Found a job"
core = true

[[indicator]]
key = "participants"
label = "Participants"
unit = "people"
figure = "participants"

[[targets]]
key = "first"
label = "As agreed"
in-force = true
target = [{ indicator = "participants", value = 10 }, { indicator = "participants", partner = "north", value = 4 }]

[[figure]]
key = "participants"
title = "Participants"
against = "participants"

[[figure]]
key = "gender"
title = "Gender"
by = ["gender"]
base = "participants"

[[report]]
key = "overview"
title = "Overview"
headline = ["participants"]
"#;

/// The garden, with Ada (north), Ben (south), Cy (enrolled by south, supported by both) and Dee (north, restricted to Nia).
pub struct Story {
    pub workspace: Workspace,
    pub people: [Id; 4],
    /// The manager of the northern plot, who is named for Dee.
    pub nia: Id,
}

pub const ADA: usize = 0;
pub const BEN: usize = 1;
pub const CY: usize = 2;
pub const DEE: usize = 3;

impl Story {
    pub fn new(db: Db) -> Self {
        let workspace = Workspace::over(db, Clock::Stopped("2023-09-30T12:00:00Z".parse().unwrap())).unwrap();
        let plan = programmes::plan(&workspace, "garden.toml", GARDEN).unwrap();
        programmes::apply(&workspace, &Actor::operator(), &plan).unwrap();
        let catalogue = workspace.catalogue();
        let entry = catalogue.programme("garden").unwrap();
        let people = [(); 4].map(|()| workspace.id());
        workspace
            .write(&Actor::operator(), |tx| {
                for (place, (name, partner)) in
                    [("Ada", "north"), ("Ben", "south"), ("Cy", "south"), ("Dee", "north")].into_iter().enumerate()
                {
                    person(tx, entry, people[place], name, partner)?;
                }
                support(tx, entry, people[CY], "north", "digging", "the north said")?;
                support(tx, entry, people[CY], "south", "sowing", "the south said")?;
                support(tx, entry, people[ADA], "north", "digging", "about Ada")?;
                achieve(tx, entry, people[CY], "south")?;
                Ok(())
            })
            .unwrap();
        let nia = user(&workspace, "Nia", Role::Manager, "north");
        let story = Self { workspace, people, nia };
        // Asked once before, so that the engine learns of the restriction as it happens.
        story.workspace.engine().unwrap();
        restriction::restrict(&story.workspace, &story.actor(nia), people[DEE], "a colleague", &[nia]).unwrap();
        story
    }

    pub fn actor(&self, user: Id) -> Actor {
        self.workspace
            .read(|reader| {
                let user = users::find(reader, user)?.unwrap();
                let today = self.workspace.clock().today();
                Ok(users::actor(reader, &self.workspace.catalogue(), user, None, today)?.actor)
            })
            .unwrap()
    }

    /// Somebody new in this role for this partner.
    pub fn someone(&self, role: Role, partner: &str) -> Actor {
        self.actor(user(&self.workspace, role.label(), role, partner))
    }

    pub fn total(&self, actor: &Actor, figure: &Figure) -> i64 {
        whole(self.table(actor, figure, &Narrowing::default()).total)
    }

    pub fn table(&self, actor: &Actor, figure: &Figure, narrowing: &Narrowing) -> figures::Table {
        figures::answer(&self.workspace, &actor.scope(), "garden", figure, narrowing).unwrap()
    }

    pub fn refused(&self, actor: &Actor, figure: &Figure, narrowing: &Narrowing) -> Error {
        figures::answer(&self.workspace, &actor.scope(), "garden", figure, narrowing).unwrap_err()
    }

    pub fn declared(&self, key: &str) -> Figure {
        self.workspace.catalogue().programme("garden").unwrap().definition.figure(key).unwrap().clone()
    }

    /// Who is found in the list, by what they are called.
    pub fn listed(&self, actor: &Actor, search: &Search) -> Vec<String> {
        let (workspace, scope) = (&self.workspace, actor.scope());
        let (page, count) = workspace
            .read(|reader| {
                let page = people::list(reader, &scope, workspace, search, None, 10)?;
                Ok((page, people::counted(reader, &scope, workspace, search, 10)?))
            })
            .unwrap();
        assert_eq!(page.people.len() as i64, count, "the list and its count agree");
        page.people.iter().map(people::Seen::name).collect()
    }

    pub fn seen(&self, actor: &Actor, person: usize) -> Option<people::Seen> {
        self.workspace.read(|reader| people::seen(reader, &actor.scope(), self.people[person])).unwrap()
    }

    /// Who stands behind the number of participants.
    pub fn behind(&self, actor: &Actor, figure: &Figure) -> Vec<(String, String)> {
        let behind = figures::behind(&self.workspace, &actor.scope(), "garden", figure, &[], None, 10).unwrap();
        let told = |listed: &figures::Listed| (listed.person.as_ref().unwrap().name(), listed.partner.clone());
        behind.records.iter().map(told).collect()
    }
}

pub fn whole(number: Option<Number>) -> i64 {
    match number {
        Some(Number::Whole(whole)) => whole,
        other => panic!("{other:?}"),
    }
}

pub fn person(
    tx: &mut db::Tx<'_>,
    entry: &programmes::Entry,
    id: Id,
    name: &str,
    partner: &str,
) -> records::Result<()> {
    tx.insert(&Person {
        given_name: Some(name.to_owned()),
        family_name: Some("Example".to_owned()),
        birth_date: Some("1990-12-31".parse().unwrap()),
        gender: Some("woman".to_owned()),
        ethnicity: Some("white-british".to_owned()),
        postcode: Some("M1 1AA".to_owned()),
        ..Person::new(id, entry.programme.id, format!("R-{name}"))
    })?;
    let enrolment = tx.new_id();
    tx.insert(&Enrolment {
        id: enrolment,
        person: id,
        programme: entry.programme.id,
        partner: part(entry, partner),
        area: None,
        start: "2023-01-09".parse().unwrap(),
        reentry: None,
        end: None,
        destination: None,
        employment: None,
        evidence: None,
        evidence_seen: None,
        route: None,
    })?;
    Ok(())
}

pub fn part(entry: &programmes::Entry, key: &str) -> Option<Id> {
    entry.partners.iter().find(|partner| partner.key == key).map(|partner| partner.id)
}

pub fn support(
    tx: &mut db::Tx<'_>,
    entry: &programmes::Entry,
    person: Id,
    partner: &str,
    service: &str,
    notes: &str,
) -> records::Result<()> {
    let id = tx.new_id();
    tx.insert(&Interaction {
        partner: part(entry, partner),
        service: entry.term(Vocabulary::Service, service).map(|term| term.id),
        minutes: Some(30),
        notes: Some(notes.to_owned()),
        ..Interaction::new(id, person, entry.programme.id, "2023-02-01".parse().unwrap())
    })?;
    Ok(())
}

pub fn achieve(tx: &mut db::Tx<'_>, entry: &programmes::Entry, person: Id, partner: &str) -> records::Result<()> {
    let id = tx.new_id();
    tx.insert(&Outcome {
        id,
        person,
        programme: entry.programme.id,
        partner: part(entry, partner),
        date: "2023-03-01".parse().unwrap(),
        outcome: entry.term(Vocabulary::Outcome, "job").unwrap().id,
        evidence: None,
        verification: "claimed".to_owned(),
        source_key: None,
    })?;
    Ok(())
}

pub fn user(workspace: &Workspace, name: &str, role: Role, partner: &str) -> Id {
    let catalogue = workspace.catalogue();
    let entry = catalogue.programme("garden").unwrap();
    let own = entry.partners.iter().find(|known| known.key == partner).unwrap().organisation;
    let (id, membership) = (workspace.id(), workspace.id());
    workspace
        .write(&Actor::operator(), |tx| {
            tx.insert(&User::new(id, &format!("{id}@example.org"), name))?;
            tx.insert(&Membership {
                id: membership,
                user: id,
                organisation: own,
                programme: Some(entry.programme.id),
                role,
                start: "2022-04-01".parse().unwrap(),
                end: None,
            })?;
            Ok(())
        })
        .unwrap();
    id
}
