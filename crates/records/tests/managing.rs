//! Who may manage whom, as a manager reads it.
#![cfg(test)]

use base::{Actor, Clock, Date, Id, Role};
use db::{Db, db_test};
use records::users::listing::{State, Wanted, listed};
use records::users::managing::{Given, Step, add, end, give, let_in, step};
use records::users::{self, Membership, User, session};
use records::{Error, Workspace, organisations, programmes};

const TODAY: Date = Date::constant(2024, 3, 1);

const REST: &str = r#"
summary = "People dig."
start = 2022-04-01

[[partner]]
key = "north"
label = "North"

[[figure]]
key = "participants"
title = "Participants"

[[report]]
key = "overview"
title = "Overview"
headline = ["participants"]
"#;

/// Two programmes; an administrator, and in the first a lead, the manager and a worker of North, and the manager of South.
struct Story {
    workspace: Workspace,
}

impl Story {
    fn begin(db: Db) -> Self {
        let workspace = Workspace::over(db, Clock::Stopped("2024-03-01T12:00:00Z".parse().unwrap())).unwrap();
        for key in ["garden", "orchard"] {
            let body = format!("[programme]\nkey = \"{key}\"\nname = \"{key}\"\n{REST}");
            let plan = programmes::plan(&workspace, key, &body).unwrap();
            programmes::apply(&workspace, &Actor::operator(), &plan).unwrap();
        }
        let story = Self { workspace };
        story.user("ada", Role::Administrator, "Office", None);
        story.user("lena", Role::Lead, "Office", Some("garden"));
        story.user("nora", Role::Manager, "North", Some("garden"));
        story.user("will", Role::Worker, "North", Some("garden"));
        story.user("sam", Role::Manager, "South", Some("garden"));
        story
    }

    fn organisation(&self, name: &str) -> Id {
        organisations::add(&self.workspace, &Actor::operator(), name, "", "").unwrap().id
    }

    fn given(&self, role: Role, organisation: &str, programme: Option<&str>) -> Given {
        let catalogue = self.workspace.catalogue();
        let programme = programme.map(|key| catalogue.programme(key).unwrap().programme.id);
        Given { role, organisation: self.organisation(organisation), programme, start: TODAY, end: None }
    }

    fn user(&self, name: &str, role: Role, organisation: &str, programme: Option<&str>) -> Id {
        let given = self.given(role, organisation, programme);
        let email = format!("{name}@example.org");
        add(&self.workspace, &Actor::operator(), &email, name, given, "").unwrap().0.id
    }

    fn id(&self, name: &str) -> Id {
        let email = format!("{name}@example.org");
        self.workspace.read(|reader| Ok(users::by_email(reader, &email)?.unwrap().id)).unwrap()
    }

    fn actor(&self, name: &str) -> Actor {
        let catalogue = self.workspace.catalogue();
        self.workspace
            .read(|reader| {
                let user = users::find(reader, self.id(name))?.unwrap();
                Ok(users::actor(reader, &catalogue, user, None, TODAY)?.actor)
            })
            .unwrap()
    }

    /// Whether `who` may invite somebody with this role.
    fn invites(&self, who: &str, role: Role, organisation: &str, programme: Option<&str>) -> bool {
        let given = self.given(role, organisation, programme);
        let email = format!("{}@example.org", self.workspace.id());
        match add(&self.workspace, &self.actor(who), &email, "New", given, "joins us") {
            Ok(_) => true,
            Err(Error::Refused(_)) => false,
            Err(other) => panic!("{other}"),
        }
    }

    fn does(&self, who: &str, what: Step, to: &str) -> bool {
        step(&self.workspace, &self.actor(who), self.id(to), what, "as agreed").is_ok()
    }

    fn sees(&self, who: &str) -> Vec<String> {
        let found = listed(&self.workspace, &self.actor(who).scope(), &Wanted::default()).unwrap();
        found.into_iter().map(|user| user.name).collect()
    }

    fn roles(&self, name: &str) -> Vec<Membership> {
        self.workspace.read(|reader| users::memberships(reader, self.id(name))).unwrap()
    }
}

#[db_test]
fn a_manager_invites_workers_and_managers_of_their_own_organisation_and_nobody_else(db: Db) {
    let story = Story::begin(db);
    assert!(story.invites("nora", Role::Worker, "North", Some("garden")));
    assert!(story.invites("nora", Role::Manager, "North", Some("garden")));
    for (role, organisation, programme) in [
        (Role::Worker, "South", Some("garden")),
        (Role::Worker, "North", Some("orchard")),
        (Role::Lead, "North", Some("garden")),
        (Role::Evaluator, "North", Some("garden")),
        (Role::Administrator, "North", None),
    ] {
        assert!(!story.invites("nora", role, organisation, programme), "{role:?} of {organisation} in {programme:?}");
    }
}

#[db_test]
fn a_lead_invites_everybody_but_administrators_and_only_into_their_programme(db: Db) {
    let story = Story::begin(db);
    for role in [Role::Lead, Role::Manager, Role::Worker, Role::Evaluator, Role::Funder] {
        assert!(story.invites("lena", role, "South", Some("garden")), "{role:?}");
        assert!(!story.invites("lena", role, "South", Some("orchard")), "{role:?}");
    }
    assert!(!story.invites("lena", Role::Administrator, "Office", None));
    assert!(!story.invites("lena", Role::Administrator, "Office", Some("garden")));
    assert!(story.invites("ada", Role::Administrator, "Office", None));
    assert!(!story.invites("will", Role::Worker, "North", Some("garden")), "a worker invites nobody");
}

#[db_test]
fn nobody_lifts_themselves_higher_or_somebody_above_them_down(db: Db) {
    let story = Story::begin(db);
    let evaluator = story.given(Role::Evaluator, "Office", Some("garden"));
    let given = give(&story.workspace, &story.actor("lena"), story.id("lena"), evaluator, "");
    assert!(matches!(given, Err(Error::Refused(why)) if why.contains("Nobody changes their own roles")));
    for what in [Step::SwitchOff, Step::SignOut, Step::RemoveSecondFactor] {
        assert!(!story.does("nora", what, "lena") && !story.does("lena", what, "ada"), "{what:?}");
        assert!(!story.does("nora", what, "sam"), "another partner\u{2019}s manager");
        assert!(!story.does("nora", what, "nora"), "oneself");
    }
    let of_lead = story.roles("lena")[0].id;
    assert!(end(&story.workspace, &story.actor("nora"), of_lead, Some(TODAY), "").is_err());
    // Whoever has a role elsewhere too is not switched off by one of their managers; that one role can be ended.
    let orchard = story.given(Role::Worker, "South", Some("orchard"));
    give(&story.workspace, &story.actor("ada"), story.id("will"), orchard, "").unwrap();
    assert!(!story.does("nora", Step::SwitchOff, "will"));
    let of_north = story.roles("will").into_iter().find(|role| role.organisation == story.organisation("North"));
    end(&story.workspace, &story.actor("nora"), of_north.unwrap().id, Some(TODAY), "left us").unwrap();
}

#[db_test]
fn whoever_is_switched_off_is_signed_out_at_once_and_can_be_switched_on_again(db: Db) {
    let story = Story::begin(db);
    let (workspace, will) = (&story.workspace, story.id("will"));
    let token = session::begin(workspace, will, "password", "a test", true).unwrap();
    assert!(story.does("nora", Step::SwitchOff, "will"));
    let session = workspace.read(|reader| session::with_token(reader, &token)).unwrap().unwrap();
    assert!(!session.holds(workspace.clock().now()));
    let off = Wanted { state: Some(State::Off), ..Wanted::default() };
    let found = listed(workspace, &story.actor("nora").scope(), &off).unwrap();
    assert_eq!(found.iter().map(|user| user.name.as_str()).collect::<Vec<_>>(), ["will"]);
    assert!(story.does("nora", Step::SwitchOn, "will"));
    let history = workspace.read(|reader| Ok(reader.history(<User as db::Record>::TABLE, will, 10)?)).unwrap();
    assert_eq!(history.iter().filter(|change| change.why == "as agreed" && change.actor_name == "nora").count(), 2);
}

#[db_test]
fn when_somebody_signs_in_is_told_to_whoever_answers_for_them(db: Db) {
    let story = Story::begin(db);
    for name in ["will", "sam"] {
        session::begin(&story.workspace, story.id(name), "password", "a test", true).unwrap();
    }
    let orchard = story.given(Role::Worker, "South", Some("orchard"));
    give(&story.workspace, &story.actor("ada"), story.id("sam"), orchard, "").unwrap();
    let told = |asker: &str, of: &str| {
        let wanted = Wanted { user: Some(story.id(of)), ..Wanted::default() };
        let user = listed(&story.workspace, &story.actor(asker).scope(), &wanted).unwrap().remove(0);
        (user.managed, user.signed_in.is_some(), user.state)
    };
    assert_eq!(told("nora", "will"), (true, true, State::Active));
    assert_eq!(told("lena", "sam"), (false, false, State::Active), "who works elsewhere too, and not for the lead");
    assert_eq!(told("ada", "sam"), (true, true, State::Active));
}

#[db_test]
fn the_last_administrator_stays(db: Db) {
    let story = Story::begin(db);
    let operator = Actor::operator();
    let ada = story.id("ada");
    assert!(step(&story.workspace, &operator, ada, Step::SwitchOff, "").is_err());
    let role = story.roles("ada")[0].id;
    assert!(end(&story.workspace, &operator, role, Some(TODAY), "").is_err());
    story.user("bea", Role::Administrator, "Office", None);
    assert!(story.does("bea", Step::SwitchOff, "ada"));
    assert!(step(&story.workspace, &operator, story.id("bea"), Step::SwitchOff, "").is_err());
}

#[db_test]
fn an_administrator_of_every_programme_there_is_does_not_administer_those_there_will_be(db: Db) {
    let story = Story::begin(db);
    for programme in ["garden", "orchard"] {
        story.user("anna", Role::Administrator, "Office", Some(programme));
    }
    assert!(story.invites("anna", Role::Administrator, "Office", Some("garden")));
    assert!(!story.invites("anna", Role::Administrator, "Office", None));
    let of_everything = story.roles("ada")[0].id;
    story.user("bea", Role::Administrator, "Office", None);
    assert!(end(&story.workspace, &story.actor("anna"), of_everything, Some(TODAY), "").is_err());
    assert!(!story.does("anna", Step::SwitchOff, "ada") && story.does("bea", Step::SignOut, "ada"));
}

#[db_test]
fn a_link_to_sign_in_by_is_for_those_to_hand_out_who_may_give_every_role_its_user_ever_had(db: Db) {
    let story = Story::begin(db);
    let links = |who: &str, to: &str| {
        let (actor, user) = (story.actor(who), story.id(to));
        story.workspace.read(|reader| let_in(reader, &actor, user)).is_ok()
    };
    assert!(links("nora", "will") && links("lena", "nora") && !links("nora", "lena") && !links("nora", "nora"));
    // The lead stops leading, and comes to dig.
    end(&story.workspace, &story.actor("ada"), story.roles("lena")[0].id, Some(TODAY), "").unwrap();
    let digs = Given { start: Date::constant(2024, 3, 2), ..story.given(Role::Worker, "North", Some("garden")) };
    give(&story.workspace, &story.actor("nora"), story.id("lena"), digs, "").unwrap();
    assert!(!links("nora", "lena") && links("ada", "lena"));
}

#[db_test]
fn each_sees_the_users_in_their_reach(db: Db) {
    let story = Story::begin(db);
    story.user("olga", Role::Lead, "Office", Some("orchard"));
    assert_eq!(story.sees("ada"), ["ada", "lena", "nora", "olga", "sam", "will"]);
    assert_eq!(story.sees("lena"), ["lena", "nora", "sam", "will"]);
    assert_eq!(story.sees("nora"), ["nora", "will"]);
    assert_eq!(story.sees("olga"), ["olga"]);
    assert!(story.sees("will").is_empty());
    story.user("anna", Role::Administrator, "Office", Some("orchard"));
    assert_eq!(story.sees("anna"), ["anna", "olga"], "an administrator of one programme");
    let wanted = Wanted { after: Some(story.id("nora")), limit: Some(1), ..Wanted::default() };
    let next = listed(&story.workspace, &story.actor("ada").scope(), &wanted).unwrap();
    assert_eq!(next[0].name, "olga");
    let wanted = Wanted { words: "WI", role: Some(Role::Worker), state: Some(State::Invited), ..Wanted::default() };
    assert_eq!(listed(&story.workspace, &story.actor("lena").scope(), &wanted).unwrap()[0].name, "will");
    assert!(listed(&story.workspace, &story.actor("olga").scope(), &wanted).unwrap().is_empty());
}

#[db_test]
fn a_role_has_a_first_and_a_last_day_and_nobody_has_it_twice(db: Db) {
    let story = Story::begin(db);
    let (lena, will) = (story.actor("lena"), story.id("will"));
    let role = story.roles("will")[0].id;
    let before = Date::constant(2024, 2, 1);
    assert!(matches!(end(&story.workspace, &lena, role, Some(before), ""), Err(Error::Invalid(_))));
    end(&story.workspace, &lena, role, Some(TODAY), "moves on").unwrap();
    let again = story.given(Role::Worker, "North", Some("garden"));
    assert!(matches!(give(&story.workspace, &lena, will, again, ""), Err(Error::Invalid(_))));
    let later = Given { start: Date::constant(2024, 3, 2), ..again };
    give(&story.workspace, &lena, will, later, "comes back").unwrap();
    assert_eq!(story.roles("will").len(), 2);
}
