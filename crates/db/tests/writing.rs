//! What is written, what is undone, and what the audit log says of it.
#![cfg(test)]

mod story;

use base::{Actor, Id};
use db::{Action, Db, Error, Record, Subjects, db_test};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use story::{Organisation, count, organisation};

#[db_test]
fn a_record_is_added_changed_and_removed_and_its_history_tells(db: Db) -> Result<(), Error> {
    let somebody = Actor::program("test");
    let before =
        Organisation { about: Some("quiet \"types\"\\\n".to_owned()), ..organisation(db.new_id(), "Mill House") };
    let after = Organisation { name: "Mill House Trust".to_owned(), about: None, ..before.clone() };
    db.write(&somebody, |tx| tx.insert(&before))?;
    db.write(&somebody, |tx| tx.because("it became a charity").update(&before, &after))?;
    assert_eq!(db.read(|reader| reader.find(before.id))?, Some(after.clone()));
    db.write(&somebody, |tx| tx.remove(&after))?;
    assert_eq!(db.read(|reader| reader.find::<Organisation>(before.id))?, None);

    let history = db.read(|reader| reader.history(Organisation::TABLE, before.id, 10))?;
    let actions: Vec<Action> = history.iter().map(|change| change.action).collect();
    assert_eq!(actions, [Action::Remove, Action::Update, Action::Insert]);
    let change = &history[1];
    assert_eq!((change.actor_name.as_str(), change.why.as_str()), ("waymark test", "it became a charity"));
    let old = serde_json::json!({ "name": "Mill House", "about": { "sensitive": "quiet \"types\"\\\n" } });
    let new = serde_json::json!({ "name": "Mill House Trust", "about": { "sensitive": null } });
    assert_eq!((change.before.as_ref(), change.after.as_ref()), (Some(&old), Some(&new)));
    assert_eq!(history[0].before.as_ref().unwrap()["name"], "Mill House Trust");
    Ok(())
}

#[db_test]
fn a_change_that_changes_nothing_leaves_no_trace(db: Db) -> Result<(), Error> {
    let one = organisation(db.new_id(), "Same");
    db.write(&Actor::operator(), |tx| tx.insert(&one))?;
    db.write(&Actor::operator(), |tx| tx.update(&one, &one))?;
    assert_eq!(count(&db, "audit"), 1);
    Ok(())
}

#[db_test]
fn what_is_gone_can_be_neither_changed_nor_removed(db: Db) {
    let ghost = organisation(db.new_id(), "Ghost");
    let renamed = Organisation { name: "Spirit".to_owned(), ..ghost.clone() };
    let gone = Err(Error::Gone { table: "organisation", id: ghost.id });
    assert_eq!(db.write(&Actor::operator(), |tx| tx.update(&ghost, &renamed)), gone);
    assert_eq!(db.write(&Actor::operator(), |tx| tx.remove(&ghost)), gone);
    assert_eq!(count(&db, "audit"), 0);
}

#[db_test]
fn an_error_undoes_everything_and_so_does_one_that_was_ignored(db: Db) {
    let one = organisation(db.new_id(), "One");
    let refused: Result<(), Error> = db.write(&Actor::operator(), |tx| {
        tx.insert(&one)?;
        Err(Error::Value("a second thought".to_owned()))
    });
    assert_eq!(refused, Err(Error::Value("a second thought".to_owned())));
    let twin = Organisation { id: db.new_id(), ..one.clone() };
    let ignored: Result<(), Error> = db.write(&Actor::operator(), |tx| {
        tx.insert(&one)?;
        let _ = tx.insert(&twin);
        Ok(())
    });
    assert!(matches!(ignored, Err(Error::Unique(_))), "{ignored:?}");
    assert_eq!((count(&db, "organisation"), count(&db, "audit"), count(&db, "audit_waiting")), (0, 0, 0));
}

#[db_test]
fn a_panic_undoes_everything_and_the_next_write_succeeds(db: Db) {
    let one = organisation(db.new_id(), "One");
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        db.write(&Actor::operator(), |tx| -> Result<(), Error> {
            tx.insert(&one)?;
            panic!("something unforeseen");
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(count(&db, "organisation"), 0);
    db.write(&Actor::operator(), |tx| tx.insert(&one)).unwrap();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        db.read(|_| -> Result<(), Error> { panic!("while reading") })
    }));
    assert!(panicked.is_err());
    assert_eq!((count(&db, "organisation"), count(&db, "audit")), (1, 1));
}

#[db_test]
fn an_id_that_is_taken_is_made_again(db: Db) -> Result<(), Error> {
    let first = organisation(db.new_id(), "First");
    db.write(&Actor::operator(), |tx| tx.insert(&first))?;
    let tries = AtomicU32::new(0);
    db.write(&Actor::operator(), |tx| {
        let id = if tries.fetch_add(1, Ordering::SeqCst) == 0 { first.id } else { tx.new_id() };
        tx.insert(&organisation(id, "Second"))
    })?;
    assert_eq!((tries.into_inner(), count(&db, "organisation"), count(&db, "audit")), (2, 2, 2));
    // One that is always taken is told in the end.
    let stuck = db.write(&Actor::operator(), |tx| tx.insert(&organisation(first.id, "Third")));
    assert_eq!(stuck, Err(Error::Clash("organisation".to_owned())));
    Ok(())
}

#[db_test]
fn fifty_people_save_at_once_and_every_one_is_kept(db: Db) {
    std::thread::scope(|scope| {
        for person in 0..50 {
            let db = &db;
            scope.spawn(move || {
                for entry in 0..10 {
                    let saved = db.write(&Actor::operator(), |tx| {
                        tx.insert(&organisation(tx.new_id(), &format!("{person} {entry}")))?;
                        // Every tenth is refused by a rule, in the midst of the others.
                        if (person + entry) % 10 == 0 { Err(Error::Value("refused".to_owned())) } else { Ok(()) }
                    });
                    assert_eq!(saved.is_err(), (person + entry) % 10 == 0, "{saved:?}");
                }
            });
        }
    });
    assert_eq!((count(&db, "organisation"), count(&db, "audit")), (450, 450));
}

#[db_test]
fn two_who_read_and_then_write_do_not_overlook_each_other(db: Db) -> Result<(), Error> {
    let counter = Organisation { sector: Some("0".to_owned()), ..organisation(db.new_id(), "Counter") };
    db.write(&Actor::operator(), |tx| tx.insert(&counter))?;
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..10 {
                    loop {
                        let added = db.write(&Actor::operator(), |tx| {
                            let before: Organisation = tx.find(counter.id)?.unwrap();
                            let number: i64 = before.sector.as_deref().unwrap().parse().unwrap();
                            let after = Organisation { sector: Some((number + 1).to_string()), ..before.clone() };
                            tx.update(&before, &after)
                        });
                        match added {
                            Ok(()) => break,
                            Err(Error::Busy(_)) => {}
                            Err(other) => panic!("{other}"),
                        }
                    }
                }
            });
        }
    });
    let counted: Option<Organisation> = db.read(|reader| reader.find(counter.id))?;
    assert_eq!(counted.unwrap().sector.as_deref(), Some("40"));
    Ok(())
}

#[db_test]
fn many_records_are_added_at_once_and_each_has_its_history(db: Db) -> Result<(), Error> {
    let ids: Vec<Id> = (0..2500).map(|_| db.new_id()).collect();
    let added = db.write(&Actor::operator(), |tx| {
        tx.because("the old spreadsheet").insert_all(
            ids.iter().map(|id| Organisation { about: Some("from the file".to_owned()), ..organisation(*id, "Bulk") }),
        )
    })?;
    assert_eq!((added, count(&db, "organisation"), count(&db, "audit")), (2500, 2500, 3));
    for id in [ids[0], ids[999], ids[1000], ids[2499]] {
        let history = db.read(|reader| reader.history(Organisation::TABLE, id, 10))?;
        assert_eq!(history.len(), 1);
        assert_eq!(history[0].why, "the old spreadsheet");
        let after = history[0].after.as_ref().unwrap();
        assert_eq!(after["key"], organisation(id, "Bulk").key);
        assert_eq!(after["about"], serde_json::json!({ "sensitive": "from the file" }));
        assert_eq!(after.get("sector"), None);
    }
    let none = db.write(&Actor::operator(), |tx| tx.insert_all(std::iter::empty::<Organisation>()))?;
    let one = db.write(&Actor::operator(), |tx| tx.insert_all([organisation(tx.new_id(), "Alone")]))?;
    assert_eq!((none, one, count(&db, "audit")), (0, 1, 4));
    // One bad record among many keeps all of them out.
    let refused = db.write(&Actor::operator(), |tx| {
        let twin = organisation(ids[0], "Bulk");
        tx.insert_all([organisation(tx.new_id(), "Good"), Organisation { id: tx.new_id(), ..twin }])
    });
    assert!(matches!(refused, Err(Error::Unique(_))), "{refused:?}");
    assert_eq!(count(&db, "organisation"), 2501);
    Ok(())
}

#[db_test]
fn listeners_hear_whom_a_change_is_about_before_the_writer_goes_on(db: Db) -> Result<(), Error> {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let ear = Arc::clone(&heard);
    db.on_commit(Box::new(move |touched| ear.lock().unwrap().push(touched.clone())));
    let about = |subject: i64| Organisation { sector: Some(subject.to_string()), ..organisation(db.new_id(), "About") };
    let (first, second) = (about(7), about(5));
    db.write(&Actor::operator(), |tx| {
        tx.insert(&first)?;
        tx.insert(&second)?;
        tx.update(&first, &Organisation { sector: Some("9".to_owned()), ..first.clone() })
    })?;
    let touched = heard.lock().unwrap().pop().unwrap();
    assert_eq!(touched.tables, ["organisation"]);
    assert_eq!(touched.subjects, Subjects::These([5, 7, 9].map(Id::from_number).to_vec()));
    let _ = db.write(&Actor::operator(), |tx| -> Result<(), Error> {
        tx.insert(&about(11))?;
        Err(Error::Value("no".to_owned()))
    });
    assert_eq!(heard.lock().unwrap().len(), 0, "what was undone is not told");
    db.write(&Actor::operator(), |tx| {
        tx.insert_all(
            (0..20_000).map(|n| Organisation { sector: Some(n.to_string()), ..organisation(db.new_id(), "Many") }),
        )
    })?;
    assert_eq!(heard.lock().unwrap().pop().unwrap().subjects, Subjects::Many);
    Ok(())
}

#[db_test]
fn a_write_within_a_write_is_refused_instead_of_waiting_for_itself(db: Db) -> Result<(), Error> {
    db.write(&Actor::operator(), |tx| {
        let inner = db.write(&Actor::operator(), |tx| tx.insert(&organisation(tx.new_id(), "Inner")));
        assert!(matches!(inner, Err(Error::Nested(_))), "{inner:?}");
        // Reading what is committed is allowed.
        assert_eq!(count(&db, "organisation"), 0);
        tx.insert(&organisation(tx.new_id(), "Outer"))
    })?;
    assert_eq!(count(&db, "organisation"), 1);
    Ok(())
}
