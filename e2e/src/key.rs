//! Keys that are pressed rather than typed.

/// A key of the keyboard, sent to whatever has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// To the next thing that can have the focus.
    Tab,
    /// To the one before: shift and tab.
    BackTab,
    /// Follows a link, presses a button, sends a form.
    Enter,
    /// Ticks a box, presses a button, scrolls.
    Space,
    /// Leaves, closes.
    Escape,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// To the start.
    Home,
    /// To the end.
    End,
    /// Removes the character before.
    Backspace,
    /// Removes the character after.
    Delete,
}

/// Shift, as the WebDriver protocol writes it.
const SHIFT: char = '\u{E008}';

impl Key {
    /// The keys to hold down, in order, in the protocol's private-use characters (WebDriver §17.4.2).
    pub(crate) fn strokes(self) -> Vec<char> {
        match self {
            Self::Tab => vec!['\u{E004}'],
            Self::BackTab => vec![SHIFT, '\u{E004}'],
            Self::Enter => vec!['\u{E007}'],
            Self::Space => vec![' '],
            Self::Escape => vec!['\u{E00C}'],
            Self::Up => vec!['\u{E013}'],
            Self::Down => vec!['\u{E015}'],
            Self::Left => vec!['\u{E012}'],
            Self::Right => vec!['\u{E014}'],
            Self::Home => vec!['\u{E011}'],
            Self::End => vec!['\u{E010}'],
            Self::Backspace => vec!['\u{E003}'],
            Self::Delete => vec!['\u{E017}'],
        }
    }
}
