//! What must not be told, planted where somebody might be told it: a person of one's own organisation, one of another partner's,
//! one whose record is restricted to a named colleague, and one of another programme.

use crate::app::{GARDEN, TestApp};
use base::{Act, Actor, Field, Id, Kind, Reach, Role};
use db::{Db, Record, Row, Table, Value};
use definition::Vocabulary;
use records::Workspace;
use records::enrolments::Enrolment;
use records::interactions::Interaction;
use records::people::Person;
use records::users::{Membership, User, session};

/// A programme in which nobody of the garden has a part.
const ORCHARD: &str = r#"
[programme]
key = "orchard"
name = "The Orchard"
summary = "People pick."
start = 2022-04-01

[[partner]]
key = "far"
label = "Far Side"

[[service]]
key = "picking"
label = "Picking"

[[figure]]
key = "participants"
title = "Participants"

[[report]]
key = "overview"
title = "Overview"
headline = ["participants"]
"#;

/// Whose something is, to somebody of the garden's northern partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Their own organisation's.
    Own,
    /// Another partner's in the same programme.
    Other,
    /// Their own organisation's, but of a person whose record is restricted to a named colleague.
    Restricted,
    /// Of another programme.
    Elsewhere,
}

impl Whose {
    pub const ALL: [Self; 4] = [Self::Own, Self::Other, Self::Restricted, Self::Elsewhere];

    fn word(self) -> &'static str {
        match self {
            Self::Own => "Zarnorth",
            Self::Other => "Zarsouth",
            Self::Restricted => "Zarhidden",
            Self::Elsewhere => "Zarfar",
        }
    }

    /// What a worker of that organisation is called.
    fn colleague(self) -> String {
        format!("{}colleague", self.word())
    }

    /// What stands in the person's record, each with what it takes to read it.
    fn planted(self) -> [(Act, String); 7] {
        let word = self.word();
        let number = 1 + Self::ALL.iter().position(|whose| *whose == self).unwrap_or_default();
        [
            (Act::SeeNames, format!("{word}given")),
            (Act::SeeNames, format!("{word}family")),
            (Act::SeeNames, format!("{}-REF", word.to_uppercase())),
            (Act::SeeSensitive, format!("{word}-said-in-confidence")),
            (Act::SeeSensitive, format!("0161 555 000{number}")),
            (Act::SeeSensitive, format!("{}@example.net", word.to_lowercase())),
            (Act::SeeSensitive, format!("ZZ{number} {number}ZZ")),
        ]
    }
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Nobody who is known.
    Nobody,
    /// A worker who has given a password and not yet the second factor.
    Half,
    /// Somebody of the northern partner, in this role.
    In(Role),
    /// A worker of the northern partner, named for the person whose record is restricted.
    Named,
}

impl Who {
    pub fn all() -> Vec<Self> {
        let roles = Role::ALL.into_iter().map(Self::In);
        [Self::Nobody, Self::Half].into_iter().chain(roles).chain([Self::Named]).collect()
    }

    /// The role, if one is signed in.
    pub fn role(self) -> Option<Role> {
        match self {
            Self::Nobody | Self::Half => None,
            Self::In(role) => Some(role),
            Self::Named => Some(Role::Worker),
        }
    }

    /// Whether the rules let this one do this with a record of that person.
    pub fn may(self, act: Act, whose: Whose) -> bool {
        let reaches = |role: Role| match whose {
            Whose::Own => true,
            Whose::Other => role.reach() == Reach::Programme,
            Whose::Restricted => self == Self::Named,
            Whose::Elsewhere => false,
        };
        self.role().is_some_and(|role| role.may(act) && reaches(role))
    }
}

impl Who {
    /// Whether the rules let this one see the users of that organisation. Users are the workspace's, and an administrator runs it; and
    /// a colleague is no secret for working with somebody who is.
    pub fn manages(self, whose: Whose) -> bool {
        let whose = if whose == Whose::Restricted { Whose::Own } else { whose };
        self == Self::In(Role::Administrator) || self.may(Act::ManageUsers, whose)
    }
}

impl Who {
    /// Whether the rules let this one hear what the users of that organisation are called: whoever may hand people over knows their
    /// own colleagues, and nobody of another partner's.
    fn knows(self, whose: Whose) -> bool {
        let own = if whose == Whose::Restricted { Whose::Own } else { whose };
        self.manages(whose) || self.may(Act::Record, own)
    }
}

/// The application with everybody in it.
pub struct Planted {
    pub app: TestApp,
    people: Vec<(Whose, Id)>,
    users: Vec<(Who, Id)>,
    colleagues: Vec<(Whose, Id)>,
}

impl Planted {
    pub fn new(db: Db) -> Self {
        let app = TestApp::empty(db);
        app.apply("garden.toml", GARDEN);
        app.apply("orchard.toml", ORCHARD);
        app.sign_out();
        let people: Vec<(Whose, Id)> =
            Whose::ALL.into_iter().map(|whose| (whose, person(&app.workspace, whose))).collect();
        let users: Vec<(Who, Id)> = Who::all().into_iter().map(|who| (who, user(&app.workspace, who))).collect();
        let find = |whose| people.iter().find(|(other, _)| *other == whose).unwrap().1;
        let named = users.iter().find(|(who, _)| *who == Who::Named).unwrap().1;
        restrict(&app.workspace, find(Whose::Restricted), named);
        let colleagues = Whose::ALL.into_iter().map(|whose| (whose, colleague(&app.workspace, whose))).collect();
        Self { app, people, users, colleagues }
    }

    pub fn person(&self, whose: Whose) -> Id {
        self.people.iter().find(|(other, _)| *other == whose).unwrap().1
    }

    /// A worker of the same organisation as that person's.
    pub fn colleague(&self, whose: Whose) -> Id {
        self.colleagues.iter().find(|(other, _)| *other == whose).unwrap().1
    }

    pub fn user(&self, who: Who) -> Id {
        self.users.iter().find(|(other, _)| *other == who).unwrap().1
    }

    /// A new session of this user: its token.
    pub fn token(&self, who: Who) -> Option<String> {
        let complete = match who {
            Who::Nobody => return None,
            Who::Half => false,
            Who::In(_) | Who::Named => true,
        };
        Some(session::begin(&self.app.workspace, self.user(who), "password", "a test", complete).unwrap())
    }

    /// What an answer tells this one that the rules do not let them see.
    pub fn leaks(&self, who: Who, answer: &str) -> Vec<String> {
        let all = Whose::ALL.into_iter().flat_map(|whose| whose.planted().map(|(act, text)| (whose, act, text)));
        let hidden = all.filter(|(whose, act, _)| !who.may(*act, *whose));
        let mut leaks: Vec<String> = hidden.map(|(_, _, text)| text).filter(|text| answer.contains(text)).collect();
        let colleagues = Whose::ALL.into_iter().filter(|whose| !who.knows(*whose));
        leaks.extend(colleagues.map(Whose::colleague).filter(|name| answer.contains(name)));
        // An id in an address would say that there is such a person.
        let people = self.people.iter().filter(|(whose, _)| !who.may(Act::SeeRecords, *whose));
        leaks.extend(people.map(|(_, id)| id.to_string()).filter(|id| answer.contains(id)));
        leaks
    }

    /// How many rows the audit log has.
    pub fn audited(&self) -> i64 {
        self.app.workspace.read(|reader| Ok(reader.one("SELECT count(*) FROM audit", &[], |row| row.get(0))?)).unwrap()
    }
}

fn person(workspace: &Workspace, whose: Whose) -> Id {
    let catalogue = workspace.catalogue();
    let (programme, partner, service) = at(whose);
    let entry = catalogue.programme(programme).unwrap();
    let partner = entry.partners.iter().find(|known| known.key == partner).map(|known| known.id);
    let service = entry.term(Vocabulary::Service, service).map(|term| term.id);
    let [given, family, reference, notes, phone, email, postcode] = whose.planted().map(|(_, text)| text);
    let id = workspace.id();
    workspace
        .write(&Actor::operator(), |tx| {
            tx.insert(&Person {
                given_name: Some(given.clone()),
                family_name: Some(family.clone()),
                birth_date: Some("1990-01-01".parse().unwrap()),
                gender: Some("woman".to_owned()),
                disability: Some("yes".to_owned()),
                postcode: Some(postcode.clone()),
                phone: Some(phone.clone()),
                email: Some(email.clone()),
                ..Person::new(id, entry.programme.id, reference.as_str())
            })?;
            let enrolment = tx.new_id();
            tx.insert(&Enrolment {
                id: enrolment,
                person: id,
                programme: entry.programme.id,
                partner,
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
            let interaction = tx.new_id();
            tx.insert(&Interaction {
                partner,
                service,
                minutes: Some(30),
                notes: Some(notes.clone()),
                ..Interaction::new(interaction, id, entry.programme.id, "2023-02-01".parse().unwrap())
            })?;
            Ok(())
        })
        .unwrap();
    id
}

fn user(workspace: &Workspace, who: Who) -> Id {
    let catalogue = workspace.catalogue();
    let entry = catalogue.programme("garden").unwrap();
    let north = entry.partners.iter().find(|partner| partner.key == "north").unwrap().organisation;
    let (id, membership) = (workspace.id(), workspace.id());
    workspace
        .write(&Actor::operator(), |tx| {
            // With an authenticator, as whoever sees personal data has.
            let user = User { totp: Some(vec![7; 20]), ..User::new(id, &format!("{id}@example.org"), "Somebody") };
            tx.insert(&user)?;
            if who == Who::Nobody {
                return Ok(());
            }
            tx.insert(&Membership {
                id: membership,
                user: id,
                organisation: north,
                programme: Some(entry.programme.id),
                role: who.role().unwrap_or(Role::Worker),
                start: "2022-04-01".parse().unwrap(),
                end: None,
            })?;
            Ok(())
        })
        .unwrap();
    id
}

fn colleague(workspace: &Workspace, whose: Whose) -> Id {
    let catalogue = workspace.catalogue();
    let (programme, partner, _) = at(whose);
    let entry = catalogue.programme(programme).unwrap();
    let organisation = entry.partners.iter().find(|known| known.key == partner).unwrap().organisation;
    let (id, membership) = (workspace.id(), workspace.id());
    workspace
        .write(&Actor::operator(), |tx| {
            tx.insert(&User::new(id, &format!("{}@example.org", whose.colleague()), &whose.colleague()))?;
            tx.insert(&Membership {
                id: membership,
                user: id,
                organisation,
                programme: Some(entry.programme.id),
                role: Role::Worker,
                start: "2022-04-01".parse().unwrap(),
                end: None,
            })?;
            Ok(())
        })
        .unwrap();
    id
}

/// The programme, partner and service of that person.
fn at(whose: Whose) -> (&'static str, &'static str, &'static str) {
    match whose {
        Whose::Own | Whose::Restricted => ("garden", "north", "digging"),
        Whose::Other => ("garden", "south", "digging"),
        Whose::Elsewhere => ("orchard", "far", "picking"),
    }
}

/// A restriction and who is named in it, as the tables have them.
struct Restriction(Id, Id);
struct Named(Id, Id, Id, Id);

impl Record for Restriction {
    const TABLE: &'static Table = &Table {
        name: "restriction",
        label: "Restriction",
        fields: &[
            Field::new("person_id", "Person", Kind::Record("person")),
            Field::new("reason", "Reason", Kind::Text),
        ],
    };

    fn id(&self) -> Id {
        self.0
    }

    fn subject(&self) -> Option<Id> {
        Some(self.1)
    }

    fn values(&self) -> Vec<Value> {
        vec![self.1.into(), "a colleague".into()]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self(row.get(0)?, row.get(1)?))
    }
}

impl Record for Named {
    const TABLE: &'static Table = &Table {
        name: "restriction_user",
        label: "Named user",
        fields: &[
            Field::new("restriction_id", "Restriction", Kind::Record("restriction")),
            Field::new("person_id", "Person", Kind::Record("person")),
            Field::new("user_id", "User", Kind::Record("user_account")),
        ],
    };

    fn id(&self) -> Id {
        self.0
    }

    fn subject(&self) -> Option<Id> {
        Some(self.2)
    }

    fn values(&self) -> Vec<Value> {
        vec![self.1.into(), self.2.into(), self.3.into()]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self(row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    }
}

fn restrict(workspace: &Workspace, person: Id, named: Id) {
    let restriction = workspace.id();
    workspace
        .write(&Actor::operator(), |tx| {
            tx.insert(&Restriction(restriction, person))?;
            let id = tx.new_id();
            tx.insert(&Named(id, restriction, person, named))?;
            Ok(())
        })
        .unwrap();
}
