//! Attribute macros for `db`.
