//! The pages: what people see of Waymark in a browser.

pub mod assets;
pub mod ui;
