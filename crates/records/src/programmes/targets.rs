//! Targets: what an indicator should reach, in named versions, for the whole programme or for a period or partner.

use base::{Date, Field, Id, Kind};
use db::{Record, Row, Table, Value};

/// What one indicator should reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Identity.
    pub id: Id,
    /// The programme.
    pub programme: Id,
    /// The named version of the set of targets that it belongs to.
    pub version: String,
    /// The indicator's key.
    pub indicator: String,
    /// The partner it is for; none for the whole programme.
    pub partner: Option<Id>,
    /// The first day of the period it is for; none for the whole of the programme.
    pub period_start: Option<Date>,
    /// The last day of that period.
    pub period_end: Option<Date>,
    /// What to reach, in the indicator's unit.
    pub value: i64,
    /// Whether its version is the one in force.
    pub in_force: bool,
}

impl Record for Target {
    const TABLE: &'static Table = &Table {
        name: "target",
        label: "Target",
        fields: &[
            Field::new("programme_id", "Programme", Kind::Record("programme")).required(),
            Field::new("version", "Version", Kind::Text).required(),
            Field::new("indicator", "Indicator", Kind::Text).required(),
            Field::new("partner_id", "Partner", Kind::Record("partner")),
            Field::new("period_start", "From", Kind::Date),
            Field::new("period_end", "To", Kind::Date),
            Field::new("value", "Target", Kind::Whole).required(),
            Field::new("in_force", "In force", Kind::YesNo).required(),
        ],
    };

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        None
    }

    fn values(&self) -> Vec<Value> {
        vec![
            self.programme.into(),
            self.version.clone().into(),
            self.indicator.clone().into(),
            self.partner.into(),
            self.period_start.into(),
            self.period_end.into(),
            self.value.into(),
            self.in_force.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            programme: row.get(1)?,
            version: row.get(2)?,
            indicator: row.get(3)?,
            partner: row.get(4)?,
            period_start: row.get(5)?,
            period_end: row.get(6)?,
            value: row.get(7)?,
            in_force: row.get(8)?,
        })
    }
}
