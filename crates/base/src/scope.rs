//! What the one who asks may see.

use crate::{Act, Date, Id, Privacy, Reach, Role};
use std::sync::Arc;

/// A role in force: for an organisation, in a programme and those under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// For which organisation.
    pub organisation: Id,
    /// In which programmes: the one it was given for, and those under it.
    pub programmes: Vec<Id>,
    /// Whether it is for every programme that there is and will be.
    pub everywhere: bool,
    /// The organisation's parts in those programmes.
    pub partners: Vec<Id>,
}

/// Whose records are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's in the programme.
    Everybody,
    /// Those of these partners, and of these organisations, which are they.
    Partners {
        /// Parts in the programme.
        partners: Vec<Id>,
        /// The organisations that play them.
        organisations: Vec<Id>,
    },
    /// Nobody's.
    Nobody,
}

/// What nobody sees through the eyes of another role who may not see it with their own.
const PERSONAL: [Act; 3] = [Act::SeeNames, Act::SeeSensitive, Act::SeeSpecial];

/// What the one who asks may see. Every read of personal data takes one; nothing but an [`Actor`](crate::Actor) makes one.
/// Cloning shares it.
///
/// ```compile_fail
/// let forged = base::Scope { inside: todo!() };
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    inside: Arc<Inside>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inside {
    /// None: everything, for whoever has the database in hand.
    user: Option<Id>,
    grants: Vec<Grant>,
    any_restricted: bool,
    named_for: Vec<Id>,
    /// Set while somebody looks through the eyes of another role.
    viewing: bool,
    /// The day on which it was worked out.
    today: Option<Date>,
    /// What is kept back in which programme, whatever the role says: it is not the asker's to see.
    kept_back: Vec<(Act, Id)>,
}

impl Scope {
    pub(crate) fn everything() -> Self {
        let inside = Inside {
            user: None,
            grants: Vec::new(),
            any_restricted: false,
            named_for: Vec::new(),
            viewing: false,
            today: None,
            kept_back: Vec::new(),
        };
        Self { inside: Arc::new(inside) }
    }

    pub(crate) fn granted(user: Id, grants: Vec<Grant>) -> Self {
        let mut scope = Self::everything();
        scope.change(|inside| (inside.user, inside.grants) = (Some(user), grants));
        scope
    }

    pub(crate) fn restricted(mut self, any: bool, named_for: Vec<Id>) -> Self {
        self.change(|inside| (inside.any_restricted, inside.named_for) = (any, named_for));
        self
    }

    pub(crate) fn on(mut self, today: Date) -> Self {
        self.change(|inside| inside.today = Some(today));
        self
    }

    pub(crate) fn viewing(mut self, grants: Vec<Grant>) -> Self {
        let all = grants.iter().flat_map(|grant| grant.programmes.iter().map(move |programme| (grant, *programme)));
        let personal = all.flat_map(|(grant, programme)| PERSONAL.map(|act| (grant, act, programme)));
        let hidden = personal.filter(|(grant, act, programme)| match self.whose(*act, *programme) {
            Whose::Everybody => false,
            Whose::Nobody => true,
            Whose::Partners { organisations, .. } => {
                grant.role.reach() == Reach::Programme || !organisations.contains(&grant.organisation)
            }
        });
        let kept_back = hidden.map(|(_, act, programme)| (act, programme)).collect();
        self.change(|inside| {
            inside.grants = grants;
            inside.viewing = true;
            inside.kept_back = kept_back;
        });
        self
    }

    fn change(&mut self, change: impl FnOnce(&mut Inside)) {
        change(Arc::make_mut(&mut self.inside));
    }

    /// Whether nothing is out of sight: the database is in the asker's hands.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.inside.user.is_none()
    }

    /// The user who asks, if a user does.
    #[must_use]
    pub fn user(&self) -> Option<Id> {
        self.inside.user
    }

    /// The day as of which it holds, if that was said: what has ended before opens nothing any more.
    #[must_use]
    pub fn today(&self) -> Option<Date> {
        self.inside.today
    }

    /// Whether somebody looks through the eyes of another role, and so changes nothing.
    #[must_use]
    pub fn is_viewing(&self) -> bool {
        self.inside.viewing
    }

    /// The roles in force.
    #[must_use]
    pub fn grants(&self) -> &[Grant] {
        &self.inside.grants
    }

    /// Whether the programme may be looked at at all.
    #[must_use]
    pub fn sees(&self, programme: Id) -> bool {
        self.is_everything() || self.grants().iter().any(|grant| grant.programmes.contains(&programme))
    }

    /// Whether the asker may do this in the programme, as far as the role that allows it reaches.
    #[must_use]
    pub fn may(&self, act: Act, programme: Id) -> bool {
        if self.is_everything() {
            return true;
        }
        self.allows(act) && !self.hides(act, programme) && self.granting(act, programme).next().is_some()
    }

    /// Whether the asker may do this in any programme.
    #[must_use]
    pub fn may_somewhere(&self, act: Act) -> bool {
        let granting = self.grants().iter().filter(|grant| grant.role.may(act));
        self.is_everything()
            || self.allows(act)
                && granting.flat_map(|grant| &grant.programmes).any(|programme| !self.hides(act, *programme))
            // An administrator of a workspace without programmes is one all the same.
            || self.allows(act) && self.grants().iter().any(|grant| grant.role.may(act) && grant.programmes.is_empty())
    }

    /// Whose records the asker may do this with in the programme.
    #[must_use]
    pub fn whose(&self, act: Act, programme: Id) -> Whose {
        if self.is_everything() {
            return Whose::Everybody;
        }
        if !self.may(act, programme) {
            return Whose::Nobody;
        }
        let (mut partners, mut organisations) = (Vec::new(), Vec::new());
        for grant in self.granting(act, programme) {
            match grant.role.reach() {
                Reach::Programme => return Whose::Everybody,
                Reach::Organisation => {
                    partners.extend_from_slice(&grant.partners);
                    organisations.push(grant.organisation);
                }
            }
        }
        for ids in [&mut partners, &mut organisations] {
            ids.sort_unstable();
            ids.dedup();
        }
        Whose::Partners { partners, organisations }
    }

    /// Whether the asker may do this with a record of the programme that is this partner's: what [`whose`](Self::whose) says, for one
    /// record of many.
    #[must_use]
    pub fn reaches(&self, act: Act, programme: Id, partner: Option<Id>) -> bool {
        let reaches = |grant: &Grant| match grant.role.reach() {
            Reach::Programme => true,
            Reach::Organisation => partner.is_some_and(|partner| grant.partners.contains(&partner)),
        };
        self.is_everything()
            || self.allows(act) && !self.hides(act, programme) && self.granting(act, programme).any(reaches)
    }

    /// Whether a field of this privacy may be seen of people in the programme.
    #[must_use]
    pub fn reads(&self, privacy: Privacy, programme: Id) -> bool {
        match privacy.act() {
            Some(act) => self.may(act, programme),
            None => privacy != Privacy::Secret,
        }
    }

    /// Whether a field of this privacy may be seen of everybody whose records are seen in the programme.
    #[must_use]
    pub fn reads_of_all(&self, privacy: Privacy, programme: Id) -> bool {
        let same = |act| self.whose(act, programme) == self.whose(Act::SeeRecords, programme);
        self.reads(privacy, programme) && privacy.act().is_none_or(same)
    }

    /// Whether anybody's record is restricted to named users, so that it must be asked for whom.
    #[must_use]
    pub fn any_restricted(&self) -> bool {
        !self.is_everything() && self.inside.any_restricted
    }

    /// The people with restricted records for whom the asker is named.
    #[must_use]
    pub fn named_for(&self) -> &[Id] {
        &self.inside.named_for
    }

    fn granting(&self, act: Act, programme: Id) -> impl Iterator<Item = &Grant> {
        self.grants().iter().filter(move |grant| grant.role.may(act) && grant.programmes.contains(&programme))
    }

    /// Whoever looks through other eyes changes nothing.
    fn allows(&self, act: Act) -> bool {
        let changes = [Act::Record, Act::Import, Act::Restrict, Act::Approve, Act::ManageUsers];
        !self.inside.viewing || !changes.contains(&act)
    }

    fn hides(&self, act: Act, programme: Id) -> bool {
        self.inside.kept_back.contains(&(act, programme))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Actor;

    const PROGRAMME: Id = Id::from_number(1);
    const OTHER: Id = Id::from_number(2);

    fn grant(role: Role, organisation: i64) -> Grant {
        Grant {
            role,
            organisation: Id::from_number(organisation),
            programmes: vec![PROGRAMME],
            everywhere: false,
            partners: vec![Id::from_number(organisation + 100)],
        }
    }

    fn scope(grants: Vec<Grant>) -> Scope {
        Actor::user(Id::from_number(9), "Somebody", grants).scope()
    }

    #[test]
    fn a_worker_sees_their_own_organisations_people_and_nothing_of_another_programme() {
        let worker = scope(vec![grant(Role::Worker, 10)]);
        let own = Whose::Partners { partners: vec![Id::from_number(110)], organisations: vec![Id::from_number(10)] };
        assert_eq!(worker.whose(Act::SeeRecords, PROGRAMME), own);
        assert_eq!(worker.whose(Act::SeeRecords, OTHER), Whose::Nobody);
        let (own, anothers) = (Some(Id::from_number(110)), Some(Id::from_number(111)));
        assert!(worker.reaches(Act::SeeRecords, PROGRAMME, own) && !worker.reaches(Act::SeeRecords, OTHER, own));
        assert!(!worker.reaches(Act::SeeRecords, PROGRAMME, anothers));
        assert!(!worker.reaches(Act::SeeRecords, PROGRAMME, None), "a record of no partner in particular");
        assert!(!worker.may_somewhere(Act::ManageUsers));
    }

    #[test]
    fn of_two_roles_each_allows_its_own() {
        let both = scope(vec![grant(Role::Worker, 10), grant(Role::Lead, 11)]);
        assert_eq!(both.whose(Act::SeeNames, PROGRAMME), Whose::Everybody);
        let Whose::Partners { organisations, .. } = both.whose(Act::SeeSensitive, PROGRAMME) else {
            panic!("notes of every partner")
        };
        assert_eq!(organisations, [Id::from_number(10)]);
        assert!(both.reaches(Act::SeeNames, PROGRAMME, None));
        assert!(!both.reaches(Act::SeeSensitive, PROGRAMME, Some(Id::from_number(111))));
    }

    #[test]
    fn an_administrator_who_views_as_a_worker_changes_nothing_and_sees_no_name() {
        let admin = Actor::user(Id::from_number(9), "Somebody", vec![grant(Role::Administrator, 10)]);
        let viewing = admin.viewing(vec![grant(Role::Worker, 12)]).scope();
        assert!(viewing.may(Act::SeeRecords, PROGRAMME));
        assert!(!viewing.may(Act::SeeNames, PROGRAMME) && !viewing.may(Act::Record, PROGRAMME));
        let lead = Actor::user(Id::from_number(9), "Somebody", vec![grant(Role::Lead, 10)]);
        let viewing = lead.viewing(vec![grant(Role::Worker, 12)]).scope();
        assert!(viewing.may(Act::SeeNames, PROGRAMME));
        assert!(!viewing.may(Act::SeeSensitive, PROGRAMME) && !viewing.may(Act::SeeSpecial, PROGRAMME));
    }

    #[test]
    fn whoever_has_the_database_sees_everything() {
        let scope = Actor::operator().scope();
        assert!(scope.may(Act::SeeSpecial, OTHER) && scope.sees(OTHER));
        assert_eq!(scope.whose(Act::SeeRecords, OTHER), Whose::Everybody);
    }
}
