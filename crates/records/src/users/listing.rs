//! Users as lists.

use super::managing::{may_manage, may_see};
use super::{Membership, User};
use crate::reach::Sql;
use crate::{Result, Workspace};
use base::{Act, Date, Id, Reach, Role, Scope, Timestamp};
use db::Reader;

/// Everybody who can sign in on a day and has a role then: an entry for each of their roles, in the order in which they were
/// given.
///
/// # Errors
/// When the database fails.
pub fn in_force(reader: &Reader<'_>, day: Date) -> Result<Vec<(User, Membership)>> {
    let users = reader.list::<User>("WHERE disabled = $1 ORDER BY id", &[false.into()])?;
    let sql = "WHERE start_date <= $1 AND (end_date IS NULL OR end_date >= $1) ORDER BY id";
    let memberships = reader.list::<Membership>(sql, &[day.into()])?;
    let of = |membership: Membership| {
        let place = users.binary_search_by_key(&membership.user, |user| user.id).ok()?;
        Some((users.get(place)?.clone(), membership))
    };
    Ok(memberships.into_iter().filter_map(of).collect())
}

/// How it stands with a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Has signed in before and has a role now.
    Active,
    /// Has never signed in.
    Invited,
    /// Has no role now.
    WithoutRole,
    /// Is switched off.
    Off,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Active, Self::Invited, Self::WithoutRole, Self::Off];

    /// The word for it in addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Invited => "invited",
            Self::WithoutRole => "without-role",
            Self::Off => "off",
        }
    }

    /// What people see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Invited => "Not signed in yet",
            Self::WithoutRole => "Without a role now",
            Self::Off => "Switched off",
        }
    }
}

/// Which users are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// Words in the name or e-mail address; empty for any.
    pub words: &'a str,
    /// With a role for this organisation.
    pub organisation: Option<Id>,
    /// With this role.
    pub role: Option<Role>,
    /// With a role in this programme.
    pub programme: Option<Id>,
    /// With whom it stands so.
    pub state: Option<State>,
    /// This user alone.
    pub user: Option<Id>,
    /// Only those who come after this user.
    pub after: Option<Id>,
    /// At most so many.
    pub limit: Option<u32>,
}

/// A user in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Identity.
    pub id: Id,
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// How it stands with them.
    pub state: State,
    /// Whether the asker [answers for them as a whole](super::managing::may_manage); else how and when they sign in is left out.
    pub managed: bool,
    /// When they last signed in.
    pub signed_in: Option<Timestamp>,
    /// Whether a second factor is set up: an authenticator or a passkey.
    pub second_factor: bool,
    /// Their roles, ended ones included, as far as the asker may see them.
    pub roles: Vec<Membership>,
}

/// The users whom the asker may see, by name.
///
/// # Errors
/// When the database fails.
pub fn listed(workspace: &Workspace, scope: &Scope, wanted: &Wanted<'_>) -> Result<Vec<Listed>> {
    let today = workspace.clock().today();
    let mut sql = Sql::new(
        "SELECT u.id, u.name, u.email, u.disabled, u.totp IS NOT NULL,
                EXISTS (SELECT 1 FROM passkey k WHERE k.user_id = u.id), s.began_at,
                EXISTS (SELECT 1 FROM membership m WHERE m.user_id = u.id AND m.start_date <= ",
    );
    sql.value(today).push(" AND (m.end_date IS NULL OR m.end_date >= ").value(today).push(
        ")) FROM user_account u
         LEFT JOIN (SELECT user_id, max(began_at) AS began_at FROM session WHERE complete GROUP BY user_id) s
         ON s.user_id = u.id WHERE ",
    );
    within(&mut sql, scope, workspace);
    if let Some(user) = wanted.user {
        sql.push(" AND u.id = ").value(user);
    }
    for word in wanted.words.split_whitespace() {
        let word = word.to_lowercase().replace(['%', '_'], "");
        let like = format!("%{word}%");
        sql.push(" AND (lower(u.name) LIKE ").value(like.clone()).push(" OR u.email LIKE ").value(like).push(")");
    }
    if wanted.organisation.is_some() || wanted.role.is_some() || wanted.programme.is_some() {
        sql.push(" AND EXISTS (SELECT 1 FROM membership m WHERE m.user_id = u.id AND ");
        reached(&mut sql, scope, workspace);
        if let Some(organisation) = wanted.organisation {
            sql.push(" AND m.organisation_id = ").value(organisation);
        }
        if let Some(role) = wanted.role {
            sql.push(" AND m.role = ").value(role.key());
        }
        if let Some(programme) = wanted.programme {
            sql.push(" AND (m.programme_id IS NULL OR m.programme_id = ").value(programme).push(")");
        }
        sql.push(")");
    }
    if let Some(state) = wanted.state {
        in_state(&mut sql, state, today);
    }
    if let Some(after) = wanted.after {
        sql.push(" AND (lower(u.name), u.id) > ((SELECT lower(name) FROM user_account WHERE id = ").value(after);
        sql.push("), ").value(after).push(")");
    }
    sql.push(" ORDER BY lower(u.name), u.id");
    if let Some(limit) = wanted.limit {
        sql.push(" LIMIT ").value(limit);
    }
    let catalogue = workspace.catalogue();
    workspace.read(|reader| {
        let mut found = reader.query(&sql.text, &sql.values, |row| {
            let (disabled, has_role): (bool, bool) = (row.get(3)?, row.get(7)?);
            let signed_in: Option<Timestamp> = row.get(6)?;
            let state = match (disabled, signed_in, has_role) {
                (true, ..) => State::Off,
                (false, None, _) => State::Invited,
                (false, Some(_), false) => State::WithoutRole,
                (false, Some(_), true) => State::Active,
            };
            let second_factor = row.get::<bool>(4)? || row.get::<bool>(5)?;
            let (id, name, email) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Listed { id, name, email, state, managed: false, signed_in, second_factor, roles: Vec::new() })
        })?;
        let ids: Vec<Id> = found.iter().map(|user| user.id).collect();
        let mut sql = Sql::new("WHERE user_id IN ");
        sql.list(&ids).push(" ORDER BY start_date DESC, id DESC");
        for membership in reader.list::<Membership>(&sql.text, &sql.values)? {
            if let Some(user) = found.iter_mut().find(|user| user.id == membership.user) {
                user.roles.push(membership);
            }
        }
        for user in &mut found {
            user.managed = may_manage(scope, user.id, &user.roles, today);
            if !user.managed {
                (user.signed_in, user.second_factor) = (None, false);
            }
            user.roles.retain(|role| may_see(scope, &catalogue, role));
        }
        Ok(found)
    })
}

/// Adds the condition that the asker may see the user `u`: they administer, or the user has or had a role in their reach.
pub(crate) fn within(sql: &mut Sql, scope: &Scope, workspace: &Workspace) {
    if sees_all(scope) {
        sql.push("1 = 1");
        return;
    }
    sql.push("EXISTS (SELECT 1 FROM membership m WHERE m.user_id = u.id AND ");
    reached(sql, scope, workspace);
    sql.push(")");
}

fn sees_all(scope: &Scope) -> bool {
    scope.is_everything()
        || !scope.is_viewing()
            && scope.grants().iter().any(|grant| grant.everywhere && grant.role == Role::Administrator)
}

/// Adds the condition that the role `m` is in the asker's reach; [`may_see`] says the same of one.
pub(crate) fn reached(sql: &mut Sql, scope: &Scope, workspace: &Workspace) {
    if sees_all(scope) {
        sql.push("1 = 1");
        return;
    }
    let all: Vec<Id> = workspace.catalogue().entries().iter().map(|entry| entry.programme.id).collect();
    sql.push("(1 = 0");
    for grant in scope.grants().iter().filter(|grant| grant.role.may(Act::ManageUsers)) {
        sql.push(" OR ((");
        if all.iter().all(|id| grant.programmes.contains(id)) {
            sql.push("m.programme_id IS NULL OR ");
        }
        sql.push("m.programme_id IN ").list(&grant.programmes).push(")");
        if grant.role.reach() == Reach::Organisation {
            sql.push(" AND m.organisation_id = ").value(grant.organisation);
        }
        sql.push(")");
    }
    sql.push(")");
}

fn in_state(sql: &mut Sql, state: State, today: Date) {
    let has_role = |sql: &mut Sql| {
        sql.push("EXISTS (SELECT 1 FROM membership m WHERE m.user_id = u.id AND m.start_date <= ").value(today);
        sql.push(" AND (m.end_date IS NULL OR m.end_date >= ").value(today).push("))");
    };
    sql.push(" AND u.disabled = ").value(state == State::Off);
    match state {
        State::Off => {}
        State::Invited => {
            sql.push(" AND s.began_at IS NULL");
        }
        State::WithoutRole => {
            sql.push(" AND s.began_at IS NOT NULL AND NOT ");
            has_role(sql);
        }
        State::Active => {
            sql.push(" AND s.began_at IS NOT NULL AND ");
            has_role(sql);
        }
    }
}
