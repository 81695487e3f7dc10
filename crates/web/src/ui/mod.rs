//! The look: GOV.UK's components and a few of our own as functions that give HTML.
//!
//! A component is a function from a struct of what it shows to [`maud::Markup`]; nothing here knows a request or a record. Markup and
//! classes are those of GOV.UK Frontend where it has the component, and tests hold them to the examples it publishes. Everything
//! works without JavaScript, and nothing carries a script or style of its own.

mod breadcrumbs;
mod button;
mod checkboxes;
mod date_input;
mod details;
mod empty;
mod errors;
mod fieldset;
mod figure;
mod file_upload;
mod filters;
pub mod form;
mod frame;
mod gallery;
mod heading;
mod input;
mod link;
mod mark;
mod notification;
mod pagination;
mod panel;
mod progress;
mod question;
mod radios;
mod rungs;
mod select;
mod summary_list;
mod table;
mod tag;
mod text;
mod textarea;
mod tiles;

pub use breadcrumbs::{back_link, breadcrumbs};
pub use button::{Button, Look, button, buttons};
pub use checkboxes::checkboxes;
pub use date_input::{DateParts, date_input};
pub use details::details;
pub use empty::{Empty, empty};
pub use errors::{Error, error_summary};
pub use fieldset::fieldset;
pub use figure::{Figure, figure, figures};
pub use file_upload::{FileUpload, file_upload};
pub use filters::{Filter, Filters, Named, filters};
pub use frame::{Frame, Section};
pub use gallery::gallery;
pub use heading::{Heading, heading};
pub use input::{Holds, TextInput, text_input};
pub use link::{Link, link, links};
pub use notification::{Notice, Weight, notification};
pub use pagination::{Pages, pagination};
pub use panel::panel;
pub use progress::{Progress, progress};
pub use question::{Item, Question, Size};
pub use radios::{Radios, radios};
pub use rungs::rungs;
pub use select::select;
pub use summary_list::{Line, summary_list};
pub use table::{Column, Order, Table, table};
pub use tag::{Colour, tag};
pub use text::{inset, paragraph, warning};
pub use textarea::textarea;
pub use tiles::{Tile, tiles};
