//! Finding people by whatever is remembered of them, noticing who is registered twice, and making two records one.
#![cfg(test)]

mod alike;
mod found;
mod merged;
mod office;
