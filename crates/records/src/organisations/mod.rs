//! Organisations: lead bodies, partners, community anchors, funders, outside agencies.

use crate::{Error, Result, Workspace};
use base::{Actor, Field, Id, Invalid, Kind};
use db::{Reader, Record, Row, Table, Value};

/// An organisation, whatever part it plays in whichever programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Identity.
    pub id: Id,
    /// Stable key, in lower case with hyphens; the same organisation has the same key in every definition.
    pub key: String,
    /// Name.
    pub name: String,
    /// Sector, such as "housing association" or "local authority".
    pub sector: Option<String>,
    /// Anything worth knowing about it.
    pub about: Option<String>,
}

impl Record for Organisation {
    const TABLE: &'static Table = &Table {
        name: "organisation",
        label: "Organisation",
        fields: &[
            Field::new("key", "Key", Kind::Text).required(),
            Field::new("name", "Name", Kind::Text).required(),
            Field::new("sector", "Sector", Kind::Text),
            Field::new("about", "About", Kind::LongText),
        ],
    };

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        None
    }

    fn values(&self) -> Vec<Value> {
        vec![self.key.clone().into(), self.name.clone().into(), self.sector.clone().into(), self.about.clone().into()]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self { id: row.get(0)?, key: row.get(1)?, name: row.get(2)?, sector: row.get(3)?, about: row.get(4)? })
    }
}

/// Every organisation of the workspace.
pub fn all(reader: &Reader<'_>) -> Result<Vec<Organisation>> {
    Ok(reader.list::<Organisation>("ORDER BY name, id", &[])?)
}

/// Adds an organisation that no definition names, such as a funder or an evaluator's university. Its key is made from its
/// name. If there is one of this name already, that one is returned and nothing is added.
///
/// # Errors
/// [`Error::Invalid`] without a name; else when the database fails.
pub fn add(workspace: &Workspace, actor: &Actor, name: &str, sector: &str, about: &str) -> Result<Organisation> {
    let name = name.trim();
    let key = key(name);
    if key.is_empty() {
        return Err(Error::Invalid(vec![Invalid::new("name", name, "say what the organisation is called")]));
    }
    let said = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    let (organisation, new) = workspace.write(actor, |tx| {
        let known = all(tx)?;
        if let Some(known) = known.iter().find(|known| known.name.to_lowercase() == name.to_lowercase()) {
            return Ok((known.clone(), false));
        }
        let taken = |key: &str| known.iter().any(|known| known.key == key);
        let mut free = key.clone();
        for number in 2.. {
            if !taken(&free) {
                break;
            }
            free = format!("{key}-{number}");
        }
        let new = Organisation {
            id: tx.new_id(),
            key: free,
            name: name.to_owned(),
            sector: said(sector),
            about: said(about),
        };
        tx.insert(&new)?;
        Ok((new, true))
    })?;
    if new {
        workspace.refresh()?;
    }
    Ok(organisation)
}

/// A key for a name: its letters and digits in lower case, with hyphens for what is between.
fn key(name: &str) -> String {
    let mut key = String::new();
    for letter in name.to_lowercase().chars() {
        if letter.is_ascii_alphanumeric() {
            key.push(letter);
        } else if !key.ends_with('-') && !key.is_empty() && letter != '\u{2019}' && letter != '\'' {
            key.push('-');
        }
    }
    key.trim_end_matches('-').chars().take(60).collect()
}
