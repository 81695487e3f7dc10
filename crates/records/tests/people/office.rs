//! A programme with two partners, in which people are found, noticed and merged.

use base::{Actor, Clock, Date, Grant, Id, Role};
use db::Db;
use definition::Vocabulary;
use records::enrolments::Enrolment;
use records::interactions::Interaction;
use records::people::{self, Person, duplicates, finding, merging};
use records::users::{Membership, User};
use records::{Error, Workspace, programmes, submissions};

pub const KEY: &str = "positive-communities";

/// A workspace with two partners, a manager of each, and the programme's lead.
pub struct Office {
    pub workspace: Workspace,
    pub programme: Id,
    pub partners: Vec<Id>,
    pub manager: Actor,
    pub other: Actor,
    pub lead: Actor,
    forms: std::cell::Cell<u32>,
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

impl Office {
    pub fn open(db: Db) -> Self {
        let workspace = Workspace::over(db, Clock::Stopped("2023-05-15T10:00:00Z".parse().unwrap())).unwrap();
        let body = include_str!("../../../../programmes/positive-communities.toml");
        let plan = programmes::plan(&workspace, "positive-communities.toml", body).unwrap();
        programmes::apply(&workspace, &Actor::operator(), &plan).unwrap();
        let catalogue = workspace.catalogue();
        let entry = catalogue.programme(KEY).unwrap();
        let programme = entry.programme.id;
        let parts: Vec<(Id, Id)> = entry.partners.iter().take(2).map(|part| (part.id, part.organisation)).collect();
        let user = |name: &str, role: Role, (partner, organisation): (Id, Id)| {
            let user = workspace.id();
            workspace
                .write(&Actor::operator(), |tx| {
                    tx.insert(&User::new(user, &format!("{name}@example.org"), name))?;
                    tx.insert(&Membership {
                        id: tx.new_id(),
                        user,
                        organisation,
                        programme: Some(programme),
                        role,
                        start: day("2019-01-01"),
                        end: None,
                    })?;
                    Ok::<_, Error>(())
                })
                .unwrap();
            let grant =
                Grant { role, organisation, programmes: vec![programme], partners: vec![partner], everywhere: false };
            Actor::user(user, name, vec![grant])
        };
        let (manager, other) = (user("mina", Role::Manager, parts[0]), user("otto", Role::Manager, parts[1]));
        let lead = user("lena", Role::Lead, parts[0]);
        let partners = parts.iter().map(|(partner, _)| *partner).collect();
        Self { workspace: workspace.clone(), programme, partners, manager, other, lead, forms: 0.into() }
    }

    /// A worker for the partner of this manager.
    pub fn worker_of(manager: &Actor) -> Actor {
        let mut grants = manager.scope().grants().to_vec();
        grants.iter_mut().for_each(|grant| grant.role = Role::Worker);
        Actor::user(Id::from_number(1), "worker", grants)
    }

    pub fn form(&self) -> String {
        self.forms.set(self.forms.get() + 1);
        format!("form-{}", self.forms.get())
    }

    /// Somebody enrolled by the first (0) or second (1) partner.
    pub fn enrolled(&self, partner: usize, person: &Person) -> Id {
        let id = self.workspace.id();
        let reference = if person.reference.is_empty() { id.to_string() } else { person.reference.clone() };
        let person = Person { id, register: self.programme, reference, ..person.clone() };
        self.workspace
            .write(&Actor::operator(), |tx| {
                tx.insert(&person)?;
                tx.insert(&Enrolment {
                    id: tx.new_id(),
                    person: id,
                    programme: self.programme,
                    partner: Some(self.partners[partner]),
                    area: None,
                    start: day("2022-03-01"),
                    reentry: None,
                    end: None,
                    destination: None,
                    employment: None,
                    evidence: None,
                    evidence_seen: None,
                    route: None,
                })?;
                Ok::<_, Error>(())
            })
            .unwrap();
        id
    }

    pub fn support(&self, person: Id, partner: usize, date: &str) {
        let interaction = Interaction {
            partner: Some(self.partners[partner]),
            service: self.workspace.catalogue().programme(KEY).unwrap().terms(Vocabulary::Service).next().map(|t| t.id),
            ..Interaction::new(self.workspace.id(), person, self.programme, day(date))
        };
        self.workspace.write(&Actor::operator(), |tx| Ok::<_, Error>(tx.insert(&interaction)?)).unwrap();
    }

    /// The names of those whom somebody finds.
    pub fn finds(&self, who: &Actor, text: &str) -> Vec<String> {
        let found = self.workspace.read(|reader| finding::find(reader, &who.scope(), text, 20)).unwrap();
        found.iter().map(people::Seen::name).collect()
    }

    pub fn alike(&self, who: &Actor, person: &Person) -> duplicates::Alike {
        let (workspace, scope) = (&self.workspace, who.scope());
        workspace.read(|reader| duplicates::alike(reader, workspace, &scope, self.programme, person)).unwrap()
    }

    pub fn merge(&self, kept: Id, gone: Id, chosen: &[&str]) -> records::Result<submissions::Made> {
        let chosen: Vec<String> = chosen.iter().map(ToString::to_string).collect();
        merging::merge(&self.workspace, &self.manager, &self.form(), (kept, gone), &chosen, None)
    }

    pub fn participants(&self) -> i64 {
        let none = records::figures::Narrowing::default();
        let figure = definition::Figure::participants();
        let scope = Actor::operator().scope();
        let tables = records::figures::answers(&self.workspace, &scope, KEY, &[figure], &none).unwrap();
        let compared = records::figures::compare(&self.workspace, &scope).unwrap();
        assert!(compared.iter().all(|cell| cell.engine == cell.sql), "engine and SQL agree");
        match tables[0].total {
            Some(records::figures::Number::Whole(number)) => number,
            ref other => panic!("{other:?}"),
        }
    }

    pub fn seen(&self, who: &Actor, person: Id) -> Option<people::Seen> {
        self.workspace.read(|reader| people::seen(reader, &who.scope(), person)).unwrap()
    }

    pub fn keys_hold(&self) -> bool {
        self.workspace.read(|reader| Ok(reader.keys_hold::<Person>()?)).unwrap().2
    }
}

pub fn person(given: &str, family: &str) -> Person {
    let nobody = Id::from_number(0);
    Person { given_name: Some(given.into()), family_name: Some(family.into()), ..Person::new(nobody, nobody, "") }
}

pub fn elise() -> Person {
    Person {
        birth_date: Some(day("1984-09-03")),
        gender: Some("woman".into()),
        phone: Some("0161 555 0123".into()),
        postcode: Some("LS1 4AP".into()),
        email: Some("elise@example.org".into()),
        known_as: Some("Lizzie".into()),
        reference: "HL-00417".into(),
        ..person("\u{c9}lise Ann", "O\u{2019}Neill")
    }
}
