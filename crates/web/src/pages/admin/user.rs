//! One user: their roles with dates, how they sign in, and what can be done about both.

use super::super::Place;
use super::super::words::{day, moment};
use super::super::{history, standing};
use super::users::{RoleForm, state};
use super::{page, said};
use crate::ui::{self, Button, Column, DateParts, Heading, Line, Link, Notice, Question, Size, Table, TextInput};
use crate::{Instead, Query};
use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Date, Id, Invalid};
use maud::{Markup, html};
use records::Error;
use records::users::listing::{Listed, State, Wanted, listed};
use records::users::managing::{self, Step};
use records::users::{Membership, Session, session};

/// A user as the page shows them.
struct Told {
    user: Listed,
    sessions: Vec<Session>,
    /// Whether what concerns all of their roles is the asker's to do.
    managed: bool,
}

fn find(place: &Place, user: &str) -> Result<Told, Instead> {
    let missing = || {
        Instead::missing(
            "There is no such user in your reach",
            "Look for them in the list of users, or ask an administrator.",
        )
    };
    let id: Id = user.parse().map_err(|_| missing())?;
    let workspace = place.app.workspace();
    let wanted = Wanted { user: Some(id), ..Wanted::default() };
    let user = listed(workspace, &place.scope(), &wanted)?.into_iter().next().ok_or_else(missing)?;
    let now = workspace.clock().now();
    let sessions = workspace.read(|reader| session::of_user(reader, id, now))?;
    let managed = workspace.read(|reader| managing::managed(workspace, reader, &place.actor(), id)).is_ok();
    Ok(Told { user, sessions, managed })
}

pub(super) async fn show(Path(user): Path<String>, place: Place) -> Result<Markup, Instead> {
    place
        .work(move |place| {
            let told = find(place, &user)?;
            let today = place.app.workspace().clock().today();
            page_of(place, &told, &RoleForm::new(today), None)
        })
        .await
}

fn page_of(place: &Place, told: &Told, form: &RoleForm, fault: Option<&str>) -> Result<Markup, Instead> {
    let user = &told.user;
    let here = format!("/admin/users/{}", user.id);
    let audit: Query = [("user", user.id.to_string().as_str())].into_iter().collect();
    let fields = form.fields(place)?;
    let open = !form.wrong.is_empty();
    let past = if told.managed { history::of_record(place, "user_account", user.id, None)? } else { None };
    let errors: Vec<ui::Error> =
        fault.map(|text| ui::Error { text: text.to_owned(), control: None }).into_iter().collect();
    let give = place.form(
        &here,
        &html! { (fields) (ui::button(&Button::submit("Give this role").secondary().sends("do", "give"))) },
    );
    let mut lines = vec![
        Line::text("E-mail address", &user.email),
        Line { key: "State", value: state(user.state), actions: Vec::new() },
    ];
    let signed_in = user.signed_in.map_or_else(|| "Never".to_owned(), moment);
    // How somebody signs in is for whoever answers for the whole of their account.
    if told.managed {
        lines.push(Line::text("Last signed in", &signed_in));
        lines.push(Line::text("Second factor", if user.second_factor { "Set up" } else { "Not set up" }));
    }
    let main = html! {
        (form.summary())
        (ui::error_summary(&errors))
        @if let Some(text) = place.query.get("done").and_then(done) {
            (ui::notification(&Notice { text, ..Notice::default() }))
        }
        (ui::heading(&Heading { title: &user.name, caption: Some("User"), ..Heading::default() }))
        (ui::summary_list(&lines))
        h2 class="govuk-heading-m" { "Roles" }
        (roles(place, told, &here))
        @if place.scope().user() == Some(user.id) {
            (ui::paragraph("These are your own roles. A colleague who may manage users can change them; you cannot."))
        } @else {
            (ui::details("Give another role", &give, open, Some("give-role")))
            (signing_in(place, told, &here))
        }
        @if told.managed {
            h2 class="govuk-heading-m" { "Signed in now" }
            (sessions(&told.sessions))
        }
        @if let Some(past) = past { (past) }
        p class="govuk-body" { (ui::link(Link::new("What this user changed and looked at", &audit.at("/admin/audit")))) }
    };
    let way = [Link::new("Users", "/admin/users")];
    Ok(page(place, &user.name, open || fault.is_some(), &way, &main))
}

fn roles(place: &Place, told: &Told, here: &str) -> Markup {
    let today = place.app.workspace().clock().today();
    let scope = place.scope();
    if told.user.roles.is_empty() {
        return ui::paragraph("No roles yet: this user sees nothing when they sign in.");
    }
    let row = |role: &Membership| {
        let mine = scope.user() != Some(told.user.id)
            && managing::may_give(&scope, role.role, role.organisation, role.programme);
        vec![
            html! { (standing::said(place, role)) },
            html! { (day(role.start)) },
            html! { (role.end.map_or_else(|| "No end".to_owned(), day)) },
            html! {
                @if role.in_force(today) { (ui::tag("In force", ui::Colour::Green)) }
                @else if today < role.start { (ui::tag("To come", ui::Colour::Yellow)) }
                @else { (ui::tag("Ended", ui::Colour::Grey)) }
            },
            html! { @if mine { (ending(place, role, here, today)) } @else { "Not yours to change" } },
        ]
    };
    ui::table(&Table {
        caption: "Roles",
        caption_hidden: true,
        columns: ["Role", "From", "Until", "State", "Change"].map(Column::text).into(),
        rows: told.user.roles.iter().map(row).collect(),
        cards: true,
        ..Table::default()
    })
}

/// Ends a role, or lets one that was ended go on.
fn ending(place: &Place, role: &Membership, here: &str, today: Date) -> Markup {
    let id = role.id.to_string();
    let said = html! { span class="govuk-visually-hidden" { " the role " (standing::said(place, role)) } };
    let last = format!("last-{id}");
    if role.end.is_some() {
        return place.form(here, &html! {
            input type="hidden" name="role" value=(id);
            button type="submit" class="govuk-button govuk-button--secondary wm-in-row" name="do" value="go-on" { "Let it go on" (said) }
        });
    }
    let content = place.form(here, &html! {
        input type="hidden" name="role" value=(id);
        (ui::date_input(&Question::new("last", "Last day").id(&last), &DateParts::read(&today.to_string())))
        (ui::text_input(&Question::new("why", "Reason (optional)").id(&format!("why-{id}")), &TextInput::default()))
        button type="submit" class="govuk-button govuk-button--secondary wm-in-row" name="do" value="end" { "End" (said) }
    });
    html! {
        details class="govuk-details wm-in-row" {
            summary class="govuk-details__summary" { span class="govuk-details__summary-text" { "End" (said) } }
            div class="govuk-details__text" { (content) }
        }
    }
}

fn signing_in(place: &Place, told: &Told, here: &str) -> Markup {
    let user = &told.user;
    html! {
        h2 class="govuk-heading-m" { "Signing in" }
        @if told.managed {
            (place.form(here, &html! {
                (ui::text_input(
                    &Question::new("why", "Reason").hint("It stands in the audit log with what you do. Needed to switch somebody off or remove their second factor.").size(Size::Small),
                    &TextInput::default(),
                ))
                div class="govuk-button-group" {
                    @if user.state == State::Off {
                        (ui::button(&Button::submit("Switch on").secondary().sends("do", "on")))
                    } @else {
                        @let link = if user.state == State::Invited { "Send invitation" } else { "Send link to a new password" };
                        (ui::button(&Button::submit(link).secondary().sends("do", "link")))
                        (ui::button(&Button::submit("Switch off").warning().sends("do", "off")))
                        @if !told.sessions.is_empty() { (ui::button(&Button::submit("Sign out everywhere").secondary().sends("do", "sign-out"))) }
                        @if user.second_factor { (ui::button(&Button::submit("Remove second factor").secondary().sends("do", "remove-factor"))) }
                    }
                }
            }))
        } @else {
            (ui::paragraph("This user also has roles that are not yours to give, so an administrator has to switch them off or help them sign in."))
        }
    }
}

fn sessions(sessions: &[Session]) -> Markup {
    if sessions.is_empty() {
        return ui::paragraph("Not signed in anywhere.");
    }
    let row = |session: &Session| {
        vec![html! { (session.device) }, html! { (moment(session.began)) }, html! { (moment(session.seen)) }]
    };
    ui::table(&Table {
        caption: "Where this user is signed in",
        caption_hidden: true,
        columns: ["Device", "Since", "Last seen"].map(Column::text).into(),
        rows: sessions.iter().map(row).collect(),
        cards: true,
        ..Table::default()
    })
}

/// What has just been done, in words.
fn done(what: &str) -> Option<&'static str> {
    Some(match what {
        "invited" => "The user was added. Send them their invitation next.",
        "role" => "The role was given.",
        "end" => "The last day was set. \u{201c}Let it go on\u{201d} takes it back.",
        "go-on" => "The role goes on.",
        "off" => "The user was switched off, and is signed out everywhere. \u{201c}Switch on\u{201d} takes it back.",
        "on" => "The user was switched on.",
        "sign-out" => "The user was signed out everywhere.",
        "remove-factor" => "The second factor was removed. They set it up anew when they next sign in.",
        _ => return None,
    })
}

pub(super) async fn sent(
    Path(user): Path<String>,
    place: Place,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let told = find(place, &user)?;
            let (id, today) = (told.user.id, place.app.workspace().clock().today());
            let what = said(&pairs, "do");
            if what == "link" {
                return super::link::given(place, id);
            }
            let mut form = if what == "give" { RoleForm::sent(&pairs) } else { RoleForm::new(today) };
            match act(place, id, what, &pairs, &mut form) {
                Ok(()) => {
                    let what = if what == "give" { "role" } else { what };
                    let query: Query = [("done", what)].into_iter().collect();
                    Ok(Redirect::to(&query.at(&format!("/admin/users/{id}"))).into_response())
                }
                Err(Error::Invalid(wrong)) if what == "give" => {
                    form.wrong.extend(wrong);
                    Ok(page_of(place, &told, &form, None)?.into_response())
                }
                Err(Error::Invalid(wrong)) => {
                    let why: Vec<String> = wrong.iter().map(ToString::to_string).collect();
                    Ok(page_of(place, &told, &form, Some(&crate::instead::capital(&why.join("; "))))?.into_response())
                }
                Err(Error::Refused(why)) => {
                    Ok(page_of(place, &told, &form, Some(&crate::instead::capital(&why)))?.into_response())
                }
                Err(other) => Err(other.into()),
            }
        })
        .await
}

fn act(place: &Place, user: Id, what: &str, pairs: &[(String, String)], form: &mut RoleForm) -> Result<(), Error> {
    let (workspace, actor) = (place.app.workspace(), place.actor());
    let why = said(pairs, "why");
    let missing = |field, reason: &str| Err(Error::Invalid(vec![Invalid::new(field, "", reason)]));
    let step = match what {
        "give" => {
            let Some(given) = form.given(place) else { return Err(Error::Invalid(Vec::new())) };
            return managing::give(workspace, &actor, user, given, why);
        }
        "end" | "go-on" => {
            let Ok(role) = said(pairs, "role").parse::<Id>() else { return missing("role", "choose the role to end") };
            let part = |part: &str| said(pairs, &format!("last-{part}")).to_owned();
            let parts = DateParts { day: part("day"), month: part("month"), year: part("year") };
            let last = match (what, parts.text().parse::<Date>()) {
                ("go-on", _) => None,
                (_, Ok(last)) => Some(last),
                (_, Err(_)) => return missing("last", "say the last day of the role as a date, such as 27 3 2024"),
            };
            return managing::end(workspace, &actor, role, last, why);
        }
        "off" => Step::SwitchOff,
        "on" => Step::SwitchOn,
        "sign-out" => Step::SignOut,
        "remove-factor" => Step::RemoveSecondFactor,
        _ => return missing("do", "choose what to do"),
    };
    if why.is_empty() && [Step::SwitchOff, Step::RemoveSecondFactor].contains(&step) {
        return missing("why", "say why, for the audit log; nothing was changed");
    }
    managing::step(workspace, &actor, user, step, why)
}
