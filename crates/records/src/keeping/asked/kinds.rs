//! What the forms of each kind of record ask, and by which way each is saved where it has one of its own.

use super::{Asked, Held, Sort, held, sort};
use crate::appointments::Appointment;
use crate::assessments::Assessment;
use crate::barriers::{Barrier, BarrierNote};
use crate::capacities::Capacity;
use crate::enrolments::{self, Enrolment};
use crate::interactions::Interaction;
use crate::keeping::own::{CONTACT, DETAILS, EQUALITY, FURTHER};
use crate::keeping::{Saved, Sight, change_despite};
use crate::ladder::{self, Move};
use crate::leaving::{self, FollowUp, Leaving};
use crate::needs::Need;
use crate::outcomes::Outcome;
use crate::people::Consent;
use crate::placements::Placement;
use crate::plans::{self, Action, Goal, Plan, Review};
use crate::referrals::Referral;
use crate::submissions::Made;
use crate::support::Support;
use crate::{Result, Workspace};
use base::{Actor, Id};
use db::Reader;

impl Asked for Need {
    const KEY: &'static str = "need";
    const FIELDS: &'static [&'static str] = &["need_id", "urgent", "found", "met", "note"];
    const AT_FIRST: &'static [(&'static str, &'static str)] = &[("found", "today"), ("urgent", "no")];
}

impl Asked for Barrier {
    const KEY: &'static str = "barrier";
    const FIELDS: &'static [&'static str] = &["barrier_id", "found", "removed", "note"];
    const AT_FIRST: &'static [(&'static str, &'static str)] = &[("found", "today")];
}

impl Asked for BarrierNote {
    const KEY: &'static str = "barrier-note";
    const FIELDS: &'static [&'static str] = &["barrier_id", "date", "kind", "text"];
    const AT_FIRST: &'static [(&'static str, &'static str)] = &[("date", "today")];
}

impl Asked for Support {
    const KEY: &'static str = "support";
    const FIELDS: &'static [&'static str] = &["kind", "what", "value", "date", "need_record_id", "note"];
    const AT_FIRST: &'static [(&'static str, &'static str)] = &[("date", "today")];
}

impl Asked for Assessment {
    const KEY: &'static str = "assessment";
    const FIELDS: &'static [&'static str] = &["area_id", "score", "date", "note"];
    const AT_FIRST: &'static [(&'static str, &'static str)] = &[("date", "today")];
}

impl Asked for Appointment {
    const KEY: &'static str = "appointment";
    const FIELDS: &'static [&'static str] = &["date", "time", "worker_id", "channel", "place", "note", "state"];
    const AT_FIRST: &'static [(&'static str, &'static str)] = &[("state", "planned"), ("worker_id", "me")];
}

impl Asked for Consent {
    const KEY: &'static str = "consent";
    const FIELDS: &'static [&'static str] = &["kind", "given", "date", "basis", "note"];
    const AT_FIRST: &'static [(&'static str, &'static str)] = &[("date", "today"), ("given", "yes")];
}

impl Asked for Interaction {
    const KEY: &'static str = "interaction";
    const FIELDS: &'static [&'static str] = &["date", "service_id", "channel", "reason", "minutes", "present", "notes"];
    const AT_FIRST: &'static [(&'static str, &'static str)] = &[("date", "today")];
}

impl Asked for Move {
    const KEY: &'static str = "move";
    const FIELDS: &'static [&'static str] = &["rung_id", "date", "note"];
    const AT_FIRST: &'static [(&'static str, &'static str)] = &[("date", "today")];

    fn save(workspace: &Workspace, actor: &Actor, token: &str, record: &Self, _despite: Option<&str>) -> Result<Made> {
        ladder::step(workspace, actor, token, record)
    }

    fn amend(
        workspace: &Workspace,
        actor: &Actor,
        token: &str,
        from: &str,
        after: &Self,
        _despite: Option<&str>,
    ) -> Result<Saved<Self>> {
        ladder::amend(workspace, actor, token, from, after)
    }
}

impl Asked for Capacity {
    const KEY: &'static str = "capacity";
    const FIELDS: &'static [&'static str] = &["role", "start_date", "end_date", "note"];
    const LATER: &'static [&'static str] = &["end_date"];
    const AT_FIRST: &'static [(&'static str, &'static str)] = &[("start_date", "today"), ("role", "volunteer")];
}

impl Asked for Outcome {
    const KEY: &'static str = "outcome";
    const FIELDS: &'static [&'static str] = &["outcome_id", "date", "evidence", "verification"];
    const AT_FIRST: &'static [(&'static str, &'static str)] = &[("date", "today"), ("verification", "claimed")];
}

impl Asked for Placement {
    const KEY: &'static str = "placement";
    const FIELDS: &'static [&'static str] =
        &["activity_id", "host", "start_date", "until", "end_date", "result", "reason", "note"];
    const LATER: &'static [&'static str] = &["end_date", "result", "reason"];
    const AT_FIRST: &'static [(&'static str, &'static str)] = &[("start_date", "today")];
}

impl Asked for Referral {
    const KEY: &'static str = "referral";
    const FIELDS: &'static [&'static str] =
        &["help_id", "date", "message", "status", "answered", "reason", "ended", "outcome"];
    const ADDED: bool = false;

    fn amend(
        workspace: &Workspace,
        actor: &Actor,
        token: &str,
        from: &str,
        after: &Self,
        despite: Option<&str>,
    ) -> Result<Saved<Self>> {
        let after = after.clone().dated(workspace.clock().today());
        change_despite(workspace, actor, token, from, &after, despite)
    }
}

impl Asked for Leaving {
    const KEY: &'static str = "leaving";
    const FIELDS: &'static [&'static str] = &["reason", "plan", "note"];
    const ADDED: bool = false;
}

impl Asked for Enrolment {
    const KEY: &'static str = "enrolment";
    const FIELDS: &'static [&'static str] = &[
        "start_date",
        "reentry_date",
        "area_id",
        "employment_id",
        "evidence_id",
        "evidence_seen",
        "route_id",
        "end_date",
        "destination_id",
    ];
    const ADDED: bool = false;

    fn amend(
        workspace: &Workspace,
        actor: &Actor,
        token: &str,
        from: &str,
        after: &Self,
        _despite: Option<&str>,
    ) -> Result<Saved<Self>> {
        leaving::correct(workspace, actor, token, from, after)
    }
}

impl Asked for FollowUp {
    const KEY: &'static str = "follow-up";
    const FIELDS: &'static [&'static str] = &["result", "as_of", "destination_id", "qualification", "note"];
    const ADDED: bool = false;

    fn amend(
        workspace: &Workspace,
        actor: &Actor,
        token: &str,
        from: &str,
        after: &Self,
        _despite: Option<&str>,
    ) -> Result<Saved<Self>> {
        leaving::answer(workspace, actor, token, from, after)
    }
}

impl Asked for Plan {
    const KEY: &'static str = "plan";
    const FIELDS: &'static [&'static str] =
        &["started", "next_review", "agreed_by", "agreed_on", "disagreement", "closed"];
    const LATER: &'static [&'static str] = &["agreed_by", "agreed_on", "disagreement", "closed"];
    const AT_FIRST: &'static [(&'static str, &'static str)] = &[("started", "today")];
}

impl Asked for Goal {
    const KEY: &'static str = "goal";
    const FIELDS: &'static [&'static str] = &[
        "plan_id",
        "horizon_id",
        "area_id",
        "specific",
        "measurable",
        "achievable",
        "relevant",
        "due",
        "agreed",
        "status",
        "status_on",
        "barrier_record_id",
    ];
    const LATER: &'static [&'static str] = &["status", "status_on"];
    const AT_FIRST: &'static [(&'static str, &'static str)] = &[("agreed", "today"), ("status", "open")];

    fn save(workspace: &Workspace, actor: &Actor, token: &str, record: &Self, despite: Option<&str>) -> Result<Made> {
        plans::add_goal(workspace, actor, token, record, despite)
    }
}

impl Asked for Action {
    const KEY: &'static str = "action";
    const FIELDS: &'static [&'static str] =
        &["plan_id", "goal_id", "what", "owner", "owner_user_id", "owner_name", "due", "remind", "done", "dropped"];
    const LATER: &'static [&'static str] = &["done", "dropped"];
    const AT_FIRST: &'static [(&'static str, &'static str)] = &[("owner", "participant")];

    fn save(workspace: &Workspace, actor: &Actor, token: &str, record: &Self, _despite: Option<&str>) -> Result<Made> {
        plans::add_action(workspace, actor, token, record)
    }
}

impl Asked for Review {
    const KEY: &'static str = "review";
    const FIELDS: &'static [&'static str] = &["plan_id", "date", "changed", "present", "next_review"];
    const AT_FIRST: &'static [(&'static str, &'static str)] = &[("date", "today")];

    fn save(workspace: &Workspace, actor: &Actor, token: &str, record: &Self, _despite: Option<&str>) -> Result<Made> {
        plans::add_review(workspace, actor, token, record)
    }
}

/// Every kind that is added and changed by a form of its own.
pub const SORTS: [Sort; 25] = [
    sort::<Need>(),
    sort::<Barrier>(),
    sort::<BarrierNote>(),
    sort::<Support>(),
    sort::<Assessment>(),
    sort::<Appointment>(),
    sort::<Consent>(),
    sort::<Interaction>(),
    sort::<Move>(),
    sort::<Capacity>(),
    sort::<Plan>(),
    sort::<Goal>(),
    sort::<Action>(),
    sort::<Review>(),
    sort::<Outcome>(),
    sort::<Placement>(),
    REFERRAL,
    BETWEEN,
    ENROLMENT,
    sort::<Leaving>(),
    sort::<FollowUp>(),
    DETAILS,
    CONTACT,
    EQUALITY,
    FURTHER,
];

/// An enrolment is the enrolling partner's to tell, also where others of its records are read by those who work with the person.
const ENROLMENT: Sort = Sort {
    find: |_, reader, scope, id| {
        let Some(one) = reader.find::<Enrolment>(id)? else { return Ok(None) };
        let seen = enrolments::of_person(reader, scope, one.person)?;
        Ok(seen.iter().find(|seen| seen.id == id).map(held))
    },
    // Whoever lists a person's records has the enrolments beside them.
    list: |_, _| Ok(Vec::new()),
    ..sort::<Enrolment>()
};

/// A referral to or from an agency outside: what becomes of it is written down at our end.
const REFERRAL: Sort = Sort { list: |reader, sight| referrals(reader, sight, false), ..sort::<Referral>() };

/// A referral between partners: how it stands is for the other end to say.
const BETWEEN: Sort = Sort {
    key: "referral-between",
    asked: &["help_id", "message"],
    list: |reader, sight| referrals(reader, sight, true),
    ..sort::<Referral>()
};

fn referrals(reader: &Reader<'_>, sight: &Sight, between: bool) -> Result<Vec<(Id, Held)>> {
    let all = sight.list::<Referral>(reader)?;
    Ok(all.iter().filter(|one| one.is_between() == between).map(|one| (one.id, held(one))).collect())
}
