//! An import at work: how far it is.

use super::super::place::Place;
use super::{Told, address, form, number};
use crate::jobs::Job;
use crate::ui::{self, Button, Heading, Progress};
use maud::html;

/// How far an import is, as a page that asks for itself again.
pub(super) fn told(place: &Place, job: &Job, saving: bool, of: Option<u64>) -> Told {
    let at = job.progress();
    let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let title = format!("{} {}", if saving { "Saving" } else { "Checking" }, job.name);
    let unit = format!("rows read, {} rejected", number(at.rejected));
    let again = address(job);
    let main = html! {
        (ui::heading(&Heading { title: &title, ..Heading::default() }))
        (ui::progress(&Progress {
            id: "import-progress",
            label: if saving { "Saving the rows" } else { "Reading the rows" },
            done: whole(at.rows),
            of: of.map(whole),
            unit: &unit,
            again: Some(&again),
        }))
        @if saving {
            (ui::paragraph("You may leave this page: the rows are saved all the same, and past imports will list the file."))
        } @else {
            (ui::paragraph("Nothing is saved yet. You may leave this page and come back to its address."))
            (form::decide(place, job, &[Button::submit("Discard").secondary().sends("do", "discard")]))
        }
    };
    Told { title, faulty: false, main }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::viewer::Viewer;
    use exchange::import::Kind;

    #[test]
    fn a_long_import_says_how_far_it_is_with_a_script_and_without() {
        let job =
            Job::new(base::Actor::operator(), "garden", Kind::People, "people.csv", tempfile::tempfile().unwrap())
                .unwrap();
        let folder = db::testing::Folder::new();
        let url = format!("sqlite:{}", folder.path().join("empty.db").display());
        let workspace = records::Workspace::open(&url, base::Clock::System).unwrap();
        let place =
            Place::new(&crate::App::new(workspace, "Test"), Viewer::default(), "/import", &crate::Query::default());
        let checking = told(&place, &job, false, None);
        assert_eq!(checking.title, "Checking people.csv");
        let page = checking.main.into_string();
        let again = address(&job);
        assert!(page.contains(&format!("id=\"import-progress\" data-refresh=\"{again}\"")), "{page}");
        assert!(page.contains(&format!("href=\"{again}\">See how far it is now</a>")), "{page}");
        assert!(page.contains("0 rows read, 0 rejected") && page.contains("value=\"discard\""), "{page}");
        let page = told(&place, &job, true, Some(20_000)).main.into_string();
        assert!(page.contains("0 of 20,000 rows read") && !page.contains("value=\"discard\""), "{page}");
    }
}
