//! An office in the spring of 2023: a programme, two partners' workers, and what forms carry.

use base::{Actor, Clock, Date, Grant, Id, Role};
use db::Db;
use definition::Vocabulary;
use records::interactions::Log;
use records::keeping::{self, Saved};
use records::people::{self, Consent, Newcomer, Person};
use records::submissions::Made;
use records::users::{Membership, User};
use records::{Error, Workspace, programmes};

pub const KEY: &str = "positive-communities";

/// A workspace in the spring of 2023, two partners' workers in it, and what forms carry.
pub struct Office {
    pub workspace: Workspace,
    pub programme: Id,
    pub partners: Vec<Id>,
    pub keyworker: Actor,
    pub colleague: Actor,
    pub tutor: Actor,
    forms: std::cell::Cell<u32>,
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

impl Office {
    pub fn open(db: Db) -> Self {
        let clock = Clock::Stopped("2023-05-15T10:00:00Z".parse().unwrap());
        let workspace = Workspace::over(db, clock).unwrap();
        let body = include_str!("../../../../programmes/positive-communities.toml");
        let plan = programmes::plan(&workspace, "positive-communities.toml", body).unwrap();
        programmes::apply(&workspace, &Actor::operator(), &plan).unwrap();
        let catalogue = workspace.catalogue();
        let entry = catalogue.programme(KEY).unwrap();
        let programme = entry.programme.id;
        let named: Vec<(Id, Id)> =
            entry.partners.iter().take(2).map(|partner| (partner.id, partner.organisation)).collect();
        let worker = |name: &str, (partner, organisation): (Id, Id)| {
            let user = workspace.id();
            workspace
                .write(&Actor::operator(), |tx| {
                    tx.insert(&User::new(user, &format!("{name}@example.org"), name))?;
                    let role = Membership {
                        id: tx.new_id(),
                        user,
                        organisation,
                        programme: Some(programme),
                        role: Role::Worker,
                        start: day("2019-01-01"),
                        end: None,
                    };
                    tx.insert(&role)?;
                    Ok::<_, Error>(())
                })
                .unwrap();
            let grant = Grant {
                role: Role::Worker,
                organisation,
                programmes: vec![programme],
                everywhere: false,
                partners: vec![partner],
            };
            Actor::user(user, name, vec![grant])
        };
        let (keyworker, colleague) = (worker("kim", named[0]), worker("cora", named[0]));
        let tutor = worker("tom", named[1]);
        let partners = named.iter().map(|(partner, _)| *partner).collect();
        Self { workspace: workspace.clone(), programme, partners, keyworker, colleague, tutor, forms: 0.into() }
    }

    /// A new form's token.
    pub fn form(&self) -> String {
        self.forms.set(self.forms.get() + 1);
        format!("form-{}", self.forms.get())
    }

    pub fn term(&self, vocabulary: Vocabulary, key: &str) -> Id {
        let catalogue = self.workspace.catalogue();
        let entry = catalogue.programme(KEY).unwrap();
        entry.term(vocabulary, key).unwrap_or_else(|| panic!("{key}")).id
    }

    pub fn newcomer(&self) -> Newcomer {
        let nobody = Person::new(Id::from_number(0), self.programme, "");
        let notice = Consent::given(Id::from_number(0), self.programme, "privacy-notice", day("2022-03-01"));
        Newcomer {
            person: Person {
                given_name: Some("Amina".to_owned()),
                family_name: Some("Example".to_owned()),
                birth_date: Some(day("1990-01-01")),
                birth_precision: Some("year".to_owned()),
                no_voicemail: Some(true),
                alert: Some("Ring the bell twice.".to_owned()),
                ..nobody
            },
            programme: self.programme,
            partner: None,
            area: None,
            start: day("2022-03-01"),
            route: Some(self.term(Vocabulary::Route, "self")),
            employment: None,
            evidence: None,
            evidence_seen: None,
            consents: vec![Consent { basis: Some("legitimate-interests".to_owned()), ..notice }],
            keyworker: self.keyworker.id(),
            despite: None,
        }
    }

    pub fn amina(&self) -> Id {
        people::register(&self.workspace, &self.keyworker, &self.form(), &self.newcomer()).unwrap().record
    }

    pub fn add<R: keeping::Supported>(&self, record: &R) -> records::Result<Made> {
        keeping::add(&self.workspace, &self.keyworker, &self.form(), record)
    }

    pub fn page(&self, who: &Actor, person: Id) -> Option<people::Page> {
        self.workspace.read(|reader| people::page(reader, &who.scope(), person)).unwrap()
    }

    pub fn log(&self, person: Id, services: &[&str], date: &str) -> Log {
        Log {
            people: vec![person],
            programme: self.programme,
            partner: None,
            date: day(date),
            services: services.iter().map(|key| self.term(Vocabulary::Service, key)).collect(),
            channel: Some("phone".to_owned()),
            reason: None,
            minutes: Some(30),
            present: None,
            notes: Some("She rang; all is well.".to_owned()),
            worker: None,
            despite: None,
        }
    }

    pub fn count(&self, asked: &str) -> f64 {
        let catalogue = self.workspace.catalogue();
        let entry = catalogue.programme(KEY).unwrap();
        let compared = records::figures::compare(&self.workspace, &Actor::operator().scope()).unwrap();
        assert!(compared.iter().all(|cell| cell.engine == cell.sql), "engine and SQL agree");
        let of = definition::FactKind::ALL.into_iter().find(|kind| kind.key() == asked).unwrap();
        let figure = definition::Figure {
            of: definition::Of::kind(of),
            count: definition::Count::Records,
            base: None,
            ..definition::Figure::participants()
        };
        let none = records::figures::Narrowing::default();
        let scope = Actor::operator().scope();
        let tables =
            records::figures::answers(&self.workspace, &scope, &entry.programme.key, &[figure], &none).unwrap();
        match tables[0].total {
            Some(records::figures::Number::Whole(number)) => number as f64,
            _ => 0.0,
        }
    }
}

/// What was refused, in words.
pub fn why<T: std::fmt::Debug>(outcome: records::Result<T>) -> String {
    outcome.unwrap_err().to_string()
}

pub fn saved<R: std::fmt::Debug>(outcome: Saved<R>) -> Made {
    match outcome {
        Saved::Done(made) => made,
        Saved::Conflict { theirs, .. } => panic!("a conflict: {theirs:?}"),
    }
}
