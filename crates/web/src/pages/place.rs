//! Where the one who looks is: the workspace, the programme, the address; and the frame that a page stands in there.

use super::standing::{self, MOVED};
use super::undo;
use crate::ui::{Frame, Link, Notice, Section, Weight};
use crate::viewer::Viewer;
use crate::{App, Instead, Query, form_token};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use base::{Act, Actor, Scope};
use maud::{Markup, html};
use records::programmes::{Catalogue, Entry};
use records::users::session;
use std::sync::Arc;

/// The name in the address that says which programme is meant.
pub(crate) const PROGRAMME: &str = "programme";

/// Where the one who looks is.
#[derive(Clone)]
pub(crate) struct Place {
    pub app: App,
    /// Who looks.
    pub viewer: Viewer,
    pub catalogue: Arc<Catalogue>,
    /// The address without its query.
    pub path: String,
    pub query: Query,
    /// Whether another page was meant, which the role now used does not see.
    pub moved: bool,
}

/// What a page is, for its frame.
#[derive(Clone, Copy, Default)]
pub(crate) struct Page<'a> {
    /// What stays in sight while one is with one person.
    pub banner: Option<&'a Markup>,
    pub title: &'a str,
    pub section: Option<Section>,
    /// The way here from home, without home and this page.
    pub way: &'a [Link<'a>],
    /// The programme it is about.
    pub entry: Option<&'a Entry>,
    /// Whether it says what is wrong with something sent.
    pub faulty: bool,
}

impl FromRequestParts<App> for Place {
    type Rejection = Instead;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Instead> {
        let viewer = parts.extensions.get::<Viewer>().cloned().unwrap_or_default();
        Ok(Self::new(app, viewer, parts.uri.path(), &Query::read(&parts.uri)?))
    }
}

impl Place {
    pub fn new(app: &App, viewer: Viewer, path: &str, query: &Query) -> Self {
        let (moved, query) = (query.get(MOVED).is_some(), query.without(MOVED));
        Self { app: app.clone(), viewer, catalogue: app.workspace().catalogue(), path: path.to_owned(), query, moved }
    }

    /// Who acts.
    pub fn actor(&self) -> Actor {
        self.viewer.actor()
    }

    /// What the one who looks may see.
    pub fn scope(&self) -> Scope {
        self.viewer.scope()
    }

    /// The programmes that the one who looks may see.
    pub fn programmes(&self) -> Vec<&Entry> {
        let scope = self.scope();
        self.catalogue.entries().iter().filter(|entry| scope.sees(entry.programme.id)).collect()
    }

    /// Does the work of a page at this place.
    pub async fn work<T: Send + 'static>(
        self,
        work: impl FnOnce(&Self) -> Result<T, Instead> + Send + 'static,
    ) -> Result<T, Instead> {
        let app = self.app.clone();
        app.work(move || work(&self)).await
    }

    /// The programme with this key, if the one who looks may see it.
    pub fn programme(&self, key: &str) -> Result<&Entry, Instead> {
        self.programmes().into_iter().find(|entry| entry.programme.key == key).ok_or_else(|| {
            let keys: Vec<&str> = self.programmes().iter().map(|entry| entry.programme.key.as_str()).collect();
            let mend = match keys.as_slice() {
                [] => "There are no programmes that you may see.".to_owned(),
                some => format!("There are: {}.", some.join(", ")),
            };
            Instead::missing(format!("There is no programme \u{201c}{key}\u{201d}"), mend)
        })
    }

    /// The programme that the address names, or the only one there is.
    pub fn entry(&self) -> Result<&Entry, Instead> {
        match (self.query.get(PROGRAMME), self.programmes().as_slice()) {
            (Some(key), _) => self.programme(key),
            (None, [only]) => Ok(only),
            (None, []) => Err(Instead::missing(
                "There is no programme here yet",
                "Apply a programme's definition first: the home page says how.",
            )),
            (None, _) => Err(Instead::Choose),
        }
    }

    /// Whether every figure of the programme may be seen, and not only those approved for funders.
    pub fn sees_figures(&self, entry: &Entry) -> bool {
        self.scope().may(Act::SeeFigures, entry.programme.id)
    }

    /// The address of another page about the same programme.
    pub fn about(&self, path: &str) -> String {
        self.query.keeping(|name, _| name == PROGRAMME).at(path)
    }

    /// The address of this page about another programme: the period stays, what only this programme has does not.
    fn elsewhere(&self, entry: &Entry) -> String {
        let key = &entry.programme.key;
        let kept = self.query.keeping(|name, _| ["over", "cumulative"].contains(&name)).with(PROGRAMME, key);
        let name = self.path.strip_prefix("/reports/");
        match name {
            Some(name) if super::has(entry, name) && self.sees_figures(entry) => kept.at(&self.path),
            Some(_) => kept.at("/reports"),
            None if self.path == "/" && self.sees_figures(entry) => kept.at("/reports/overview"),
            None if self.path == "/" => kept.at("/reports"),
            // Somebody in one programme need not be in the other.
            None if self.path.starts_with("/people") => kept.at("/people"),
            None => kept.at(&self.path),
        }
    }

    /// The same place as nobody sees it: for an answer that comes with another session, whose forms are not those of the one before.
    pub fn unsigned(&self) -> Self {
        Self { viewer: Viewer::Nobody, ..self.clone() }
    }

    /// A form that is sent to `action`, with what proves that it was made for the one who looks.
    pub fn form(&self, action: &str, content: &Markup) -> Markup {
        html! {
            form method="post" action=(action) {
                (form_token::hidden(self.viewer.token()))
                (content)
            }
        }
    }

    /// The whole document around `main`.
    pub fn page(&self, page: &Page<'_>, main: &Markup) -> Markup {
        let addresses: Vec<String> = self.programmes().iter().map(|entry| self.elsewhere(entry)).collect();
        let programmes = self.programmes();
        let names = programmes.iter().map(|entry| entry.programme.name.as_str());
        let links: Vec<Link<'_>> = names.zip(&addresses).map(|(name, href)| Link::new(name, href)).collect();
        let (reports, programme) = (self.about("/reports"), self.about("/programme"));
        let (people, groups) = (self.about("/people"), self.about("/groups"));
        let scope = self.scope();
        let sees_people = scope.may_somewhere(Act::SeeRecords);
        let mut navigation = vec![(Section::Home, "/")];
        if sees_people {
            navigation.extend([(Section::People, &*people), (Section::Groups, &*groups)]);
        }
        navigation.extend([(Section::Reports, &*reports), (Section::Programme, &*programme)]);
        if [Act::ManageUsers, Act::SeeAudit, Act::ViewAs].into_iter().any(|act| scope.may_somewhere(act)) {
            navigation.push((Section::Admin, "/admin"));
        }
        let words = self.query.get("q").filter(|_| self.path == "/people").unwrap_or_default();
        let way: Vec<Link<'_>> = std::iter::once(Link::new("Home", "/")).chain(page.way.iter().copied()).collect();
        let at_home = page.section == Some(Section::Home);
        let synthetic = match page.entry {
            Some(entry) => entry.programme.synthetic,
            None => self.app.settings().demonstration || programmes.iter().any(|entry| entry.programme.synthetic),
        };
        let signed = self.viewer.signed();
        let log = (scope.may_somewhere(Act::Record) && signed.is_some()).then(|| undo::log(self));
        let done = undo::said(self);
        let done = done.as_ref().map(|(text, action)| Notice { text, action: action.clone(), ..Notice::default() });
        let moved = self.moved.then_some(Notice {
            weight: Weight::Important,
            text: "In this role you do not see the page you were on. This is the nearest that you do.",
            action: None,
        });
        let frame = Frame {
            faulty: page.faulty,
            programmes: &links,
            programme: page.entry.map(|entry| entry.programme.name.as_str()),
            navigation: if signed.is_some() { &navigation } else { &[] },
            section: page.section,
            breadcrumbs: if at_home || signed.is_none() { &[] } else { &way },
            user: signed.map(|signed| Link::new(&signed.user.name, "/account")),
            lasts: signed.map(|_| session::IDLE.as_secs()),
            token: self.viewer.known().map(|known| known.token.as_str()),
            standing: standing::line(self),
            notice: moved.or(done),
            log: log.as_deref(),
            search: sees_people.then_some(("/people", words)),
            banner: page.banner.cloned(),
            synthetic,
            ..Frame::new(page.title, self.app.name())
        };
        frame.page(main)
    }
}
