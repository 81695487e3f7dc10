//! Letters: by SMTP, or into a folder while one develops and tests. No address and no link is ever written to a log.

use base::Actor;
use lettre::Transport;
use lettre::message::header::{ContentTransferEncoding, ContentType};
use lettre::message::{Body, Mailbox, Message};
use lettre::transport::smtp::SmtpTransport;
use records::programmes::Catalogue;
use records::users::links::{self, Purpose};
use records::users::{self, Membership, User};
use records::{Error, Workspace};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// The longest line that a letter may have as it is, in bytes (RFC 5322, 2.1.1).
const LINE: usize = 998;

/// How letters are sent. Cloning shares it.
#[derive(Clone)]
pub struct Mail {
    way: Arc<Way>,
    from: Mailbox,
}

enum Way {
    Smtp(SmtpTransport),
    Folder(PathBuf),
}

impl fmt::Debug for Mail {
    /// Without the password that its address may carry.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").field("from", &self.from.email.to_string()).finish_non_exhaustive()
    }
}

/// Why no letter can be sent.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The setting says no way that is known. What stands in it is not repeated: it may hold a password.
    #[error("the mail setting is not understood: {0}. Say file:FOLDER, or smtps://USER:PASSWORD@HOST:465?from=ADDRESS")]
    Setting(&'static str),
    /// The letter was not taken.
    #[error("the message could not be sent: {0}")]
    Sending(String),
}

impl Mail {
    /// The way that a setting says: `smtps://USER:PASSWORD@HOST:465?from=ADDRESS`, `smtp://…?tls=required`, or `file:FOLDER`.
    ///
    /// # Errors
    /// [`MailError::Setting`] when it says none, or would carry passwords unencrypted to another machine.
    pub fn open(setting: &str) -> Result<Self, MailError> {
        let (address, query) = setting.split_once('?').unwrap_or((setting, ""));
        let (from, rest): (Vec<_>, Vec<_>) =
            form_urlencoded::parse(query.as_bytes()).into_owned().partition(|(name, _)| name == "from");
        let from = from.into_iter().next().map(|(_, from)| from);
        if let Some(folder) = address.strip_prefix("file:") {
            return Ok(Self { way: Arc::new(Way::Folder(folder.into())), from: sender(from.as_deref())? });
        }
        let encrypted =
            address.starts_with("smtps://") || rest.iter().any(|(name, tls)| name == "tls" && tls == "required");
        let host = address.rsplit_once('@').map_or(address, |(_, host)| host).trim_start_matches("smtp://");
        let is_near =
            |near: &str| host.strip_prefix(near).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']));
        let near = ["localhost", "127.0.0.1", "[::1]"].into_iter().any(is_near);
        if !address.starts_with("smtps://") && !address.starts_with("smtp://") {
            return Err(MailError::Setting("it begins with neither smtps:// nor file:"));
        }
        if !encrypted && !near {
            return Err(MailError::Setting("smtp:// alone is not encrypted; say smtps://, or add ?tls=required"));
        }
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(rest).finish();
        let whole = if query.is_empty() { address.to_owned() } else { format!("{address}?{query}") };
        let smtp =
            SmtpTransport::from_url(&whole).map_err(|_| MailError::Setting("the address of the server is not one"))?;
        let user = address.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@')).map(|(user, _)| user);
        let user = user.map(|user| user.split(':').next().unwrap_or_default().replace("%40", "@"));
        let from = sender(from.as_deref().or(user.as_deref().filter(|user| user.contains('@'))))?;
        Ok(Self { way: Arc::new(Way::Smtp(smtp.build())), from })
    }

    /// Sends plain text.
    ///
    /// # Errors
    /// [`MailError::Sending`] when it is not taken.
    pub fn send(&self, to: &str, subject: &str, text: String) -> Result<(), MailError> {
        let failed = |fault: &dyn fmt::Display| MailError::Sending(fault.to_string());
        let to = to.parse::<Mailbox>().map_err(|fault| failed(&fault))?;
        let message =
            Message::builder().from(self.from.clone()).to(to).subject(subject).header(ContentType::TEXT_PLAIN);
        // Plain letters are sent as they are, so that a link stands in one piece whatever reads them: lettre would wrap it.
        let plain = text.bytes().all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte));
        let body = match plain && text.lines().all(|line| line.len() < LINE) {
            true => {
                Body::dangerous_pre_encoded(text.replace('\n', "\r\n").into_bytes(), ContentTransferEncoding::SevenBit)
            }
            false => Body::new(text),
        };
        let message = message.body(body).map_err(|fault| failed(&fault))?;
        match &*self.way {
            Way::Smtp(smtp) => smtp.send(&message).map(drop).map_err(|fault| failed(&fault)),
            Way::Folder(folder) => {
                let name = users::session::new_token().map_err(|fault| failed(&fault))?;
                std::fs::create_dir_all(folder).map_err(|fault| failed(&fault))?;
                let file = folder.join(format!("{}.eml", name.get(..16).unwrap_or(&name)));
                std::fs::write(file, message.formatted()).map_err(|fault| failed(&fault))
            }
        }
    }
}

fn sender(from: Option<&str>) -> Result<Mailbox, MailError> {
    let from = from.unwrap_or("Waymark <waymark@localhost.localdomain>");
    from.parse().map_err(|_| MailError::Setting("from= is not an e-mail address"))
}

/// Where links lead, and how they are sent.
#[derive(Clone, Copy)]
pub struct Post<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// Its name, as its pages have it.
    pub name: &'a str,
    /// The address of the server, such as `https://waymark.example.org`.
    pub server: &'a str,
    /// How letters are sent, if they are.
    pub mail: Option<&'a Mail>,
}

/// What became of a link that was made.
#[derive(Debug)]
pub enum Given {
    /// It was sent to the user's address.
    Sent,
    /// No letter was sent: the link is handed over by whoever made it. If one was to be, why it was not.
    ByHand {
        /// The link.
        link: String,
        /// Why it could not be sent; none where no mail is set up.
        why: Option<MailError>,
    },
}

impl Post<'_> {
    /// Makes a link for a user, and sends it to them; where it cannot be sent, it is given back to be handed over.
    ///
    /// # Errors
    /// When the user is switched off, or the database fails.
    pub fn give(&self, actor: &Actor, user: &User, purpose: Purpose) -> Result<Given, Error> {
        let token = links::make(self.workspace, actor, user, purpose)?;
        let link = purpose.address(self.server, &token);
        let Some(mail) = self.mail else { return Ok(Given::ByHand { link, why: None }) };
        let (subject, text) = match purpose {
            Purpose::Invitation => {
                let memberships = self.workspace.read(|reader| users::memberships(reader, user.id))?;
                let roles = in_words(&memberships, &self.workspace.catalogue());
                (format!("You are invited to {}", self.name), invitation(self.name, actor, user, &roles, &link))
            }
            Purpose::Reset => (format!("A new password for {}", self.name), reset(self.name, user, &link)),
        };
        match mail.send(&user.email, &subject, text) {
            Ok(()) => Ok(Given::Sent),
            Err(why) => Ok(Given::ByHand { link, why: Some(why) }),
        }
    }
}

/// The roles, one to a line: "partner manager for North Plot, in Town Garden".
fn in_words(memberships: &[Membership], catalogue: &Catalogue) -> Vec<String> {
    let said = |membership: &Membership| {
        let role = membership.role.label().to_lowercase();
        let organisation = catalogue.organisation(membership.organisation);
        let organisation = organisation.map_or_else(String::new, |known| format!(" for {}", known.name));
        let programme = membership.programme.and_then(|programme| catalogue.entry(programme));
        let programme = programme
            .map_or_else(|| ", in every programme".to_owned(), |entry| format!(", in {}", entry.programme.name));
        format!("{role}{organisation}{programme}")
    };
    memberships.iter().map(said).collect()
}

fn invitation(name: &str, actor: &Actor, user: &User, roles: &[String], link: &str) -> String {
    let by = if actor.id().is_some() { actor.name() } else { "Whoever runs it" };
    let roles = match roles {
        [] => String::new(),
        [one] => format!("You join as {one}.\n\n"),
        several => {
            format!("You join as:\n{}\n\n", several.iter().map(|role| format!("- {role}\n")).collect::<String>())
        }
    };
    format!(
        "Hello {},\n\n{by} has invited you to {name}.\n\n{roles}Follow this link to set your password. It works once, within {}:\n\n{link}\n\n\
         If you did not expect this, you need do nothing.\n",
        user.name,
        Purpose::Invitation.lasts_in_words()
    )
}

fn reset(name: &str, user: &User, link: &str) -> String {
    format!(
        "Hello {},\n\nsomebody, probably you, asked for a new password for {name}. Follow this link to set one. It works once, within {}:\n\n\
         {link}\n\nIf it was not you, you need do nothing: your password stays as it is.\n",
        user.name,
        Purpose::Reset.lasts_in_words()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_that_would_tell_passwords_to_the_network_is_refused_and_not_repeated() {
        for wrong in [
            "smtp://joan:secret@mail.example.org",
            "smtp://localhost.example.org",
            "mail.example.org",
            "",
            "smtps://joan:secret@mail.example.org?from=nobody",
        ] {
            let said = Mail::open(wrong).unwrap_err().to_string();
            assert!(!said.contains("secret") && said.contains("smtps://"), "{said}");
        }
        for right in [
            "smtps://joan:secret@mail.example.org:465?from=waymark@example.org",
            "smtp://joan%40example.org:secret@mail.example.org?tls=required",
            "smtp://localhost:1025",
            "file:letters",
        ] {
            let mail = Mail::open(right).unwrap();
            assert!(!format!("{mail:?}").contains("secret"));
        }
    }
}
