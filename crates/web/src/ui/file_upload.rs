//! Files from one's own machine.

use super::Question;
use maud::{Markup, html};

/// Which files may be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FileUpload<'a> {
    /// Endings and kinds, as in HTML's accept attribute: ".csv,.xlsx".
    pub accept: Option<&'a str>,
    /// Whether several may be chosen at once.
    pub multiple: bool,
}

/// A choice of files. The form it stands in must be sent as `multipart/form-data`.
#[must_use]
pub fn file_upload(question: &Question<'_>, files: &FileUpload<'_>) -> Markup {
    question.around(&html! {
        input class=(question.class("govuk-file-upload")) id=(question.key()) name=(question.name) type="file"
            accept=[files.accept] multiple[files.multiple] aria-describedby=[question.described_by()];
    })
}
