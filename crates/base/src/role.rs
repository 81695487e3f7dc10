//! Roles, and what each may do: the one table of rules from which access, its explanation and its tests are made.

/// What somebody is in a programme, for an organisation. A programme may call it otherwise ("mentor", "tutor"); the rules do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Runs the system: users, organisations, the audit log. Sees figures, and nobody by name.
    Administrator,
    /// Answers for the whole programme.
    Lead,
    /// Answers for one partner's part in it.
    Manager,
    /// Supports people for one partner: keyworker, mentor, tutor, community builder.
    Worker,
    /// Asks why it worked; sees records of people without their names.
    Evaluator,
    /// Pays for it; sees the figures that were approved.
    Funder,
}

/// How far a role reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Everything in the programme.
    Programme,
    /// What the role's own organisation does in the programme.
    Organisation,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Administrator, Self::Lead, Self::Manager, Self::Worker, Self::Evaluator, Self::Funder];

    /// The word for it in the database, in addresses and on the command line.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Lead => "lead",
            Self::Manager => "manager",
            Self::Worker => "worker",
            Self::Evaluator => "evaluator",
            Self::Funder => "funder",
        }
    }

    /// The role with this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.key() == key)
    }

    /// What people see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Administrator => "Administrator",
            Self::Lead => "Programme lead",
            Self::Manager => "Partner manager",
            Self::Worker => "Worker",
            Self::Evaluator => "Evaluator",
            Self::Funder => "Funder",
        }
    }

    /// How far it reaches.
    #[must_use]
    pub fn reach(self) -> Reach {
        match self {
            Self::Manager | Self::Worker => Reach::Organisation,
            Self::Administrator | Self::Lead | Self::Evaluator | Self::Funder => Reach::Programme,
        }
    }

    /// Whether it may do this, as far as it reaches.
    #[must_use]
    pub fn may(self, act: Act) -> bool {
        act.roles().contains(&self)
    }

    /// Whether whoever has it must sign in with a second factor: everybody who sees personal data, or decides who does.
    #[must_use]
    pub fn needs_second_factor(self) -> bool {
        [Act::SeeRecords, Act::ManageUsers].into_iter().any(|act| self.may(act))
    }
}

/// Something that a role may or may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Act {
    /// See the figures that were approved for funders.
    SeeApproved,
    /// See every figure and ask questions of one's own.
    SeeFigures,
    /// Read the programme's definition.
    SeeDefinition,
    /// See the records of single people.
    SeeRecords,
    /// See people's names, references and dates of birth.
    SeeNames,
    /// See addresses, telephone numbers and notes.
    SeeSensitive,
    /// See special-category details, such as ethnic group and disability.
    SeeSpecial,
    /// Register people, and add to and change their records.
    Record,
    /// Bring in files of records.
    Import,
    /// See who changed a record, when, and how it was before.
    SeeHistory,
    /// Restrict a person's record to named users.
    Restrict,
    /// Say that two people are one, and undo it.
    Merge,
    /// Say which figures funders see.
    Approve,
    /// See the audit log.
    SeeAudit,
    /// Invite users, give them roles, and switch them off.
    ManageUsers,
    /// See the pages as somebody in another role would.
    ViewAs,
}

impl Act {
    /// All of them, from the most harmless on.
    pub const ALL: [Self; 16] = [
        Self::SeeApproved,
        Self::SeeFigures,
        Self::SeeDefinition,
        Self::SeeRecords,
        Self::SeeNames,
        Self::SeeSensitive,
        Self::SeeSpecial,
        Self::Record,
        Self::Import,
        Self::SeeHistory,
        Self::Restrict,
        Self::Merge,
        Self::Approve,
        Self::SeeAudit,
        Self::ManageUsers,
        Self::ViewAs,
    ];

    /// The rule: which roles may.
    #[must_use]
    pub fn roles(self) -> &'static [Role] {
        use Role::{Administrator, Evaluator, Funder, Lead, Manager, Worker};
        match self {
            Self::SeeApproved | Self::SeeDefinition => &[Administrator, Lead, Manager, Worker, Evaluator, Funder],
            Self::SeeFigures => &[Administrator, Lead, Manager, Worker, Evaluator],
            Self::SeeRecords => &[Lead, Manager, Worker, Evaluator],
            Self::SeeNames => &[Lead, Manager, Worker],
            Self::SeeSensitive | Self::Record => &[Manager, Worker],
            Self::SeeSpecial => &[Manager, Worker, Evaluator],
            Self::Import | Self::SeeHistory | Self::Restrict | Self::Merge => &[Lead, Manager],
            Self::Approve => &[Lead],
            Self::SeeAudit | Self::ManageUsers => &[Administrator, Lead, Manager],
            Self::ViewAs => &[Administrator, Lead],
        }
    }

    /// What it is, as a sentence without its subject: "see people's names".
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::SeeApproved => "See the figures approved for funders",
            Self::SeeFigures => "See every figure and ask questions of one\u{2019}s own",
            Self::SeeDefinition => "Read the programme\u{2019}s definition",
            Self::SeeRecords => "See the records of single people",
            Self::SeeNames => "See people\u{2019}s names, references and dates of birth",
            Self::SeeSensitive => "See addresses, telephone numbers and notes",
            Self::SeeSpecial => "See special-category details, such as ethnic group and disability",
            Self::Record => "Register people and change their records",
            Self::Import => "Bring in files of records",
            Self::SeeHistory => "See who changed a record, and how it was before",
            Self::Restrict => "Restrict a person\u{2019}s record to named users",
            Self::Merge => "Merge the records of people who turn out to be one",
            Self::Approve => "Say which figures funders see",
            Self::SeeAudit => "See the audit log",
            Self::ManageUsers => "Invite users, give them roles and switch them off",
            Self::ViewAs => "See the pages as another role would",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_funder_sees_approved_figures_and_the_definition_only() {
        let may: Vec<Act> = Act::ALL.into_iter().filter(|act| Role::Funder.may(*act)).collect();
        assert_eq!(may, [Act::SeeApproved, Act::SeeDefinition]);
        assert!(!Role::Funder.needs_second_factor());
    }

    #[test]
    fn an_evaluator_sees_records_without_names_and_an_administrator_sees_nobody() {
        assert!(Role::Evaluator.may(Act::SeeRecords) && !Role::Evaluator.may(Act::SeeNames));
        assert!(!Role::Administrator.may(Act::SeeRecords) && Role::Administrator.needs_second_factor());
    }

    #[test]
    fn every_role_has_one_key() {
        for role in Role::ALL {
            assert_eq!(Role::from_key(role.key()), Some(role));
        }
    }
}
