//! Where somebody goes who has signed in, and what they had written when their session ran out.

use crate::form_token;
use base::Id;
use maud::{Markup, html};

/// Before the names of what is kept, so that they are no others of the form that carries them.
const KEPT: &str = "kept:";
/// The name of whose it is.
const WHOSE: &str = "kept-for";

/// Where to go, and what to send there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Next {
    /// The address, on this server.
    pub to: String,
    /// What was written; nothing to just go there.
    pub fields: Vec<(String, String)>,
    /// Who wrote it.
    pub whose: Option<Id>,
}

impl Next {
    /// To an address, if it is one on this server; else home.
    pub fn to(address: &str) -> Self {
        Self { to: if is_ours(address) { address.to_owned() } else { "/".to_owned() }, ..Self::default() }
    }

    /// With what a form sent to it, but for what no form may keep.
    pub fn carrying(mut self, pairs: Vec<(String, String)>, whose: Option<Id>) -> Self {
        self.fields = pairs.into_iter().filter(|(name, _)| !is_secret(name)).collect();
        self.whose = whose;
        self
    }

    /// As a step of signing in sends it on.
    pub fn of(pairs: &[(String, String)]) -> Self {
        let kept = pairs.iter().filter_map(|(name, value)| Some((name.strip_prefix(KEPT)?.to_owned(), value.clone())));
        let whose = super::said(pairs, WHOSE).parse().ok();
        Self::to(super::said(pairs, "to")).carrying(kept.collect(), whose)
    }

    /// For the form of a step of signing in.
    pub fn hidden(&self) -> Markup {
        html! {
            @if self.to != "/" { input type="hidden" name="to" value=(self.to); }
            @if !self.fields.is_empty() {
                @if let Some(whose) = self.whose { input type="hidden" name=(WHOSE) value=(whose); }
                @for (name, value) in &self.fields { input type="hidden" name={ (KEPT) (name) } value=(value); }
            }
        }
    }

    /// Whether there is something to be sent, and it is this user's.
    pub fn is_for(&self, user: Id) -> bool {
        !self.fields.is_empty() && self.whose == Some(user)
    }
}

/// Whether an address is a path of this server, and nothing that a browser takes for another: `//elsewhere`, `/\elsewhere`.
pub(in crate::pages) fn is_ours(address: &str) -> bool {
    let plain = !address.chars().any(|letter| letter.is_control() || letter == '\\' || letter.is_whitespace());
    plain && address.starts_with('/') && !address.starts_with("//") && address.len() <= 4000
}

fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    name == form_token::NAME || name == "code" || ["password", "token"].iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_server() {
        for elsewhere in [
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "javascript:alert(1)",
            "evil",
            "",
            "/\t/evil.example",
            "/a\nb",
        ] {
            assert_eq!(Next::to(elsewhere).to, "/", "{elsewhere}");
        }
        assert_eq!(Next::to("/reports/overview?programme=garden").to, "/reports/overview?programme=garden");
    }

    #[test]
    fn what_was_written_is_kept_and_no_secret() {
        let sent = [("notes", "came today"), ("new-password", "x"), ("form-token", "y"), ("notes", "twice")];
        let sent = sent.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let next = Next::to("/people").carrying(sent.to_vec(), Some(Id::from_number(7)));
        assert_eq!(next.fields.len(), 2);
        let shown = next.hidden().into_string();
        assert!(shown.contains("kept:notes") && shown.contains("came today") && !shown.contains("\"y\""), "{shown}");
        assert!(next.is_for(Id::from_number(7)) && !next.is_for(Id::from_number(8)));
    }
}
