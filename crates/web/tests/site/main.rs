//! The whole application over records, on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod administration;
mod app;
mod attacks;
mod day;
mod demonstration;
mod dimensions;
mod evidence;
mod finding;
mod head_counts;
mod interface;
mod letters;
mod matrix;
mod mending;
mod people;
mod planted;
mod referrals;
mod reports;
mod safety;
mod serving;
mod sign_on;
mod signing_in;
mod support;
mod withheld;
