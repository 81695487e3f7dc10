//! The frame that every page stands in: head, header, navigation, notices, footer.

use super::mark::mark;
use super::{Link, Notice, breadcrumbs, notification};
use crate::{assets, form_token};
use maud::{DOCTYPE, Markup, html};

/// The parts of the program, as the main navigation names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// What needs me today.
    Home,
    /// The people we support.
    People,
    /// Activities and their registers.
    Groups,
    /// The community builders' side.
    Community,
    /// Figures, returns and studies.
    Reports,
    /// The programme's definition.
    Programme,
    /// Users, settings, the audit log.
    Admin,
}

impl Section {
    /// Its name in the navigation.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Home => "Home",
            Self::People => "People",
            Self::Groups => "Groups",
            Self::Community => "Community",
            Self::Reports => "Reports",
            Self::Programme => "Programme",
            Self::Admin => "Admin",
        }
    }
}

/// What stands around a page. Fill in what the page has, and take the rest from [`Frame::new`].
#[derive(Debug, Clone, Default)]
pub struct Frame<'a> {
    /// What the page is about, for the window's title; the page says it again as its heading.
    pub title: &'a str,
    /// Whether the page shows what is wrong with something sent, which its title then says.
    pub faulty: bool,
    /// The workspace's name.
    pub workspace: &'a str,
    /// The programmes one can switch between, by name; shown when there is more than one.
    pub programmes: &'a [Link<'a>],
    /// The name of the programme one is in.
    pub programme: Option<&'a str>,
    /// The sections that exist, in their order, with their addresses.
    pub navigation: &'a [(Section, &'a str)],
    /// The section one is in.
    pub section: Option<Section>,
    /// The way here from home, without this page itself.
    pub breadcrumbs: &'a [Link<'a>],
    /// Where the search box sends its words as `q`, and what stands in it; no box without.
    pub search: Option<(&'a str, &'a str)>,
    /// Where one logs something, always in reach on a telephone.
    pub log: Option<&'a str>,
    /// The signed-in user's name, and where their account is.
    pub user: Option<Link<'a>>,
    /// What forms carry to prove that they were made for this session; none where nobody is signed in.
    pub token: Option<&'a str>,
    /// After how many seconds without a sign of life the session runs out, of which its user is warned.
    pub lasts: Option<u64>,
    /// Who one is here, and in which role.
    pub standing: Option<Markup>,
    /// What is fixed at the head while one is with one person: name, reference, age, alerts.
    pub banner: Option<Markup>,
    /// What has just happened.
    pub notice: Option<Notice<'a>>,
    /// Whether the records are made up, which every page then says.
    pub synthetic: bool,
    /// Whether the user has asked for more on a screen.
    pub compact: bool,
    /// The program's version.
    pub version: &'a str,
}

impl<'a> Frame<'a> {
    /// The frame of a page called `title` in a workspace.
    #[must_use]
    pub fn new(title: &'a str, workspace: &'a str) -> Self {
        Self { title, workspace, version: env!("CARGO_PKG_VERSION"), ..Self::default() }
    }

    /// The whole document around `main`, the page's own content.
    #[must_use]
    pub fn page(&self, main: &Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" class="govuk-template wm-page" {
                (self.head())
                body class={ "govuk-template__body" @if self.compact { " wm-compact" } } {
                    a href="#main" class="govuk-skip-link" { "Skip to main content" }
                    (self.header())
                    @if self.synthetic { (synthetic()) }
                    @if let Some(standing) = &self.standing { (standing) }
                    @if let Some(banner) = &self.banner { div class="wm-banner" role="region" aria-label="Whom this page is about" { div class="wm-width" { (banner) } } }
                    div class="wm-width" {
                        @if !self.breadcrumbs.is_empty() { (breadcrumbs(self.breadcrumbs)) }
                        main class="wm-main" id="main" tabindex="-1" {
                            @if let Some(notice) = &self.notice { (notification(notice)) }
                            (main)
                        }
                    }
                    (self.footer())
                    (self.bar())
                    @if let (Some(token), Some(lasts)) = (self.token, self.lasts) { (idle(token, lasts)) }
                }
            }
        }
    }

    fn head(&self) -> Markup {
        html! {
            head {
                meta charset="utf-8";
                title {
                    @if self.faulty { "Error: " }
                    (self.title)
                    @if let Some(programme) = self.programme { " \u{2013} " (programme) }
                    " \u{2013} " (self.workspace)
                }
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="theme-color" content="#0b4a52";
                meta name="referrer" content="same-origin";
                link rel="icon" type="image/svg+xml" href=(assets::address("mark.svg"));
                link rel="stylesheet" href=(assets::address("govuk-frontend.css"));
                link rel="stylesheet" href=(assets::address("waymark.css"));
                script src=(assets::address("waymark.js")) defer {}
                @if self.search.is_some() { script src=(assets::address("people.js")) defer {} }
            }
        }
    }

    fn header(&self) -> Markup {
        html! {
            header class="wm-header" {
                div class="wm-width wm-header__row" {
                    a class="wm-header__home" href="/" {
                        (mark()) span class="wm-header__name" { "Waymark" }
                        span class="wm-header__workspace" { (self.workspace) }
                    }
                    (self.switcher())
                    @if let Some((action, words)) = self.search { (search(action, words)) }
                    (self.account())
                }
            }
            @if !self.navigation.is_empty() {
                nav class="wm-navigation" id="navigation" aria-label="Main" {
                    ul class="wm-width wm-navigation__list" {
                        @for (section, href) in self.navigation {
                            @let here = self.section == Some(*section);
                            li {
                                a class={ "wm-navigation__link" @if here { " wm-navigation__link--here" } } href=(href)
                                    aria-current=[here.then_some("true")] { (section.label()) }
                            }
                        }
                        @if let Some(log) = self.log { li class="wm-navigation__log" { a class="wm-log" href=(log) { "Log" } } }
                        li class="wm-navigation__close" { a class="wm-navigation__link" href="#main" { "Close menu" } }
                    }
                }
            }
        }
    }

    /// Who is signed in, and the way out.
    fn account(&self) -> Markup {
        html! {
            @if self.user.is_some() || self.token.is_some() {
                div class="wm-header__account" {
                    @if let Some(user) = self.user { a class="wm-header__user" href=(user.href) { (user.text) } }
                    @if let Some(token) = self.token {
                        form method="post" action="/sign-out" {
                            (form_token::hidden(token))
                            button class="wm-header__out" type="submit" { "Sign out" }
                        }
                    }
                }
            }
        }
    }

    fn switcher(&self) -> Markup {
        html! {
            @if self.programmes.len() > 1 {
                details class="wm-switch" {
                    summary class="wm-switch__summary" {
                        span class="govuk-visually-hidden" { "Programme: " } (self.programme.unwrap_or("All programmes"))
                    }
                    ul class="wm-switch__list" {
                        @for programme in self.programmes {
                            @let here = self.programme == Some(programme.text);
                            li { a href=(programme.href) aria-current=[here.then_some("true")] { (programme.text) } }
                        }
                    }
                }
            } @else if let Some(programme) = self.programme {
                span class="wm-header__programme" { (programme) }
            }
        }
    }

    fn footer(&self) -> Markup {
        html! {
            footer class="wm-footer" {
                div class="wm-width wm-footer__row" {
                    p { "Waymark " (self.version) }
                    @if self.synthetic { p { "Everybody in these records is made up. No person, address or date of birth is real." } }
                }
            }
        }
    }

    /// What a thumb reaches on a telephone. The menu is the main navigation, shown while the address names it.
    fn bar(&self) -> Markup {
        html! {
            @if !self.navigation.is_empty() {
                nav class="wm-bar-phone" aria-label="Quick" {
                    @if self.search.is_some() { a class="wm-bar-phone__link" href="#search" { "Search" } }
                    @if let Some(log) = self.log { a class="wm-log" href=(log) { "Log" } }
                    a class="wm-bar-phone__link" href="#navigation" { "Menu" }
                }
            }
        }
    }
}

/// The search box. With a script, the first results stand beneath it while one types; they come from `action` with `/find` after it.
fn search(action: &str, words: &str) -> Markup {
    html! {
        form class="wm-search" role="search" method="get" action=(action) {
            label class="govuk-visually-hidden" for="search" { "Find a person" }
            input class="wm-search__words" id="search" name="q" type="search" value=[(!words.is_empty()).then_some(words)]
                placeholder="Find a person" aria-describedby="search-hint" spellcheck="false" autocomplete="off"
                data-find={ (action) "/find" };
            span class="govuk-visually-hidden" id="search-hint" {
                "Any part of a name, reference, date of birth, telephone number or postcode"
            }
            button class="wm-search__send" type="submit" {
                span class="govuk-visually-hidden" { "Search" }
                svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false" {
                    circle cx="8.5" cy="8.5" r="5.5" fill="none" stroke="currentColor" stroke-width="2.5" {}
                    path d="M12.8 12.8L18 18" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" {}
                }
            }
            div class="wm-found" id="search-found" {
                p class="govuk-visually-hidden" role="status" {}
                div class="wm-found__list" hidden {}
            }
        }
    }
}

/// How long before a session runs out its user is warned, in seconds.
const WARNING: u64 = 2 * 60;

/// The warning that a script shows before the session runs out. What is sent after that is kept, with and without a script.
fn idle(token: &str, lasts: u64) -> Markup {
    html! {
        dialog class="wm-idle" id="idle" data-after=(lasts.saturating_sub(WARNING)) data-left=(WARNING)
            aria-labelledby="idle-title" aria-describedby="idle-text" {
            h2 class="govuk-heading-m" id="idle-title" { "You will be signed out in 2 minutes" }
            p class="govuk-body" id="idle-text" {
                "You have not done anything for a while. What you have typed stays on the page either way."
            }
            p class="govuk-body" id="idle-over" hidden {
                "What you have typed is still on this page. Send it as usual: you are asked to sign in first, and nothing is lost."
            }
            form method="post" action="/account/stay" {
                (form_token::hidden(token))
                button class="govuk-button" type="submit" { "Stay signed in" }
            }
        }
    }
}

fn synthetic() -> Markup {
    html! {
        div class="wm-synthetic" role="region" aria-label="About these records" {
            p class="wm-width" { strong { "Demonstration" } " These records are synthetic: nobody in them exists." }
        }
    }
}
