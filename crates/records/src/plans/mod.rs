//! Plans: goals, actions, reviews, and the participant's agreement.

mod action;
mod goal;
mod plan;
mod review;
mod work;

pub use action::{Action, OWNER};
pub use goal::{Goal, STATUS};
pub use plan::Plan;
pub use review::Review;
pub use work::{Agreement, add_action, add_goal, add_review, agree, tick};
