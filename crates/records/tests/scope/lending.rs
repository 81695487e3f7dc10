//! A partner that only lends a hand to somebody whom another enrolled, or is invited for a while: what it may not do with that.

use crate::garden::{ADA, CY, Story, user};
use base::{Actor, Role};
use db::{Db, db_test};
use records::Error;
use records::assignments::{self, Assignment, ROLE};
use records::interactions::Interaction;
use records::keeping::{self, Sight};
use records::people::{merging, restriction};

fn why(error: Error) -> String {
    match error {
        Error::Refused(why) => why,
        other => panic!("{other:?}"),
    }
}

#[db_test]
fn it_does_not_merge_them_with_one_of_its_own_to_read_what_the_others_wrote(db: Db) {
    let story = Story::new(db);
    let (ada, cy) = (story.people[ADA], story.people[CY]);
    let manager = story.someone(Role::Manager, "north");
    for (place, (kept, gone)) in [(cy, ada), (ada, cy)].into_iter().enumerate() {
        let token = format!("merge-{place}");
        let refused = merging::merge(&story.workspace, &manager, &token, (kept, gone), &[], None).unwrap_err();
        assert!(why(refused).contains("ask the programme\u{2019}s lead"));
    }
    let lead = story.someone(Role::Lead, "north");
    merging::merge(&story.workspace, &lead, "merge-by-the-lead", (cy, ada), &[], None).unwrap();
}

#[db_test]
fn it_does_not_hide_them_from_the_partner_that_enrolled_them(db: Db) {
    let story = Story::new(db);
    let north = user(&story.workspace, "Noah", Role::Manager, "north");
    let refused = restriction::restrict(&story.workspace, &story.actor(north), story.people[CY], "mine now", &[north]);
    assert!(why(refused.unwrap_err()).contains("only the partner that enrolled them"));
    assert!(story.seen(&story.someone(Role::Manager, "south"), CY).is_some());
    // Whoever does restrict a record names their own colleagues and the leads, and is not told who works elsewhere.
    let south = user(&story.workspace, "Sue", Role::Manager, "south");
    let scope = story.actor(south).scope();
    let today = story.workspace.clock().today();
    let named =
        |reader: &db::Reader<'_>| restriction::candidates(reader, &story.workspace, &scope, story.people[CY], today);
    let named = story.workspace.read(named).unwrap();
    assert!(named.iter().any(|user| user.id == south) && !named.iter().any(|user| user.id == north), "{named:?}");
}

#[db_test]
fn who_was_invited_reads_until_the_last_day_and_whoever_enrolled_the_person_can_end_it(db: Db) {
    let story = Story::new(db);
    let workspace = &story.workspace;
    let catalogue = workspace.catalogue();
    let programme = catalogue.programme("garden").unwrap().programme.id;
    let (tutor, cy) = (user(workspace, "Tess", Role::Worker, "north"), story.people[CY]);
    let manager = story.someone(Role::Manager, "south");
    let notes = |actor: &Actor| {
        let scope = actor.scope();
        let all = workspace.read(|reader| keeping::of_person::<Interaction>(reader, &scope, cy)).unwrap();
        all.into_iter().filter_map(|one| one.notes).collect::<Vec<_>>()
    };
    assert_eq!(notes(&story.actor(tutor)), ["the north said"]);

    let invited = Assignment::new(cy, programme, tutor, ROLE[0].key, "2023-09-01".parse().unwrap());
    let made = assignments::assign(workspace, &manager, "invited", &invited).unwrap();
    assert_eq!(notes(&story.actor(tutor)).len(), 2, "invited, the tutor knows what the keyworker knows");

    let scope = manager.scope();
    let seen = workspace.read(|reader| Sight::of(reader, &scope, cy)?.list_answered_for::<Assignment>(reader)).unwrap();
    assert_eq!(
        seen.iter().map(|one| one.worker).collect::<Vec<_>>(),
        [tutor],
        "the partner that enrolled sees whom it invited"
    );
    let yesterday = "2023-09-29".parse().unwrap();
    assignments::release(workspace, &manager, "ended", made.record, yesterday, "").unwrap();
    assert_eq!(notes(&story.actor(tutor)), ["the north said"], "afterwards only what is its own");
}
