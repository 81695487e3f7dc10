//! Waymark's own mark: a fingerpost.

use maud::{Markup, html};

/// The mark, in the colour of the text around it.
pub(super) fn mark() -> Markup {
    html! {
        svg class="wm-mark" xmlns="http://www.w3.org/2000/svg" width="30" height="30" viewBox="0 0 30 30" aria-hidden="true" focusable="false" {
            path fill="currentColor" d="M13.5 1h3v28h-3z" {}
            path fill="currentColor" d="M15 4h9.5l4.5 3.5-4.5 3.5H15z" {}
            path fill="currentColor" opacity="0.72" d="M15 13.5H5.5L1 17l4.5 3.5H15z" {}
        }
    }
}
