//! The same figures as JSON, for programs.

mod figures;
mod people;
mod programmes;

use crate::routes::{Routes, Rule};
use base::Act;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/api", Rule::Anyone, programmes::description)
        .get("/api/v1/programmes", Rule::May(Act::SeeDefinition), programmes::list)
        .get("/api/v1/programmes/{key}", Rule::May(Act::SeeDefinition), programmes::one)
        .get("/api/v1/programmes/{key}/figures/{figure}", Rule::May(Act::SeeApproved), figures::declared)
        .get("/api/v1/people/{person}", Rule::May(Act::SeeRecords), people::one)
        .get("/api/v1/programmes/{key}/question", Rule::May(Act::SeeFigures), figures::own)
}
