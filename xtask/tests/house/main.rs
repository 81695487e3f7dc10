//! The rules of the house that no compiler checks: which crate may lean on which, under which licences others' work is used, and that
//! nothing in the repository belongs to one machine only.

#![expect(clippy::expect_used, reason = "a test without cargo, rustc or its own folder has nothing to say")]

mod arrows;
mod licences;
mod machines;
mod metadata;
mod security;
