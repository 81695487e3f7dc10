//! Which character separates the cells of a text file.

/// The separators tried, the likeliest first.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Rows looked at.
const ROWS: usize = 50;

/// The separator of the text that begins like `head`, and whether its first line only says the separator ("sep=;",
/// which Excel understands).
///
/// It is the separator by which the most rows have the same number of cells, two or more.
pub(super) fn detect(head: &str) -> (u8, bool) {
    let first = head.lines().next().unwrap_or_default().trim().trim_matches('"');
    if let Some(&[separator]) = first.strip_prefix("sep=").map(str::as_bytes) {
        return (separator, true);
    }
    let mut best = (b',', (0, 0));
    for separator in SEPARATORS {
        let evenness = evenness(head.as_bytes(), separator);
        if evenness > best.1 {
            best = (separator, evenness);
        }
    }
    (best.0, false)
}

/// How many rows have the commonest width, and that width; nothing where most rows are of one cell.
fn evenness(head: &[u8], separator: u8) -> (usize, usize) {
    let widths = widths(head, separator);
    let mut best = (0, 0);
    for width in widths.iter().copied().filter(|width| *width > 1) {
        let rows = widths.iter().filter(|other| **other == width).count();
        best = best.max((rows, width));
    }
    best
}

/// The number of cells in each of the first rows that are not blank.
fn widths(head: &[u8], separator: u8) -> Vec<usize> {
    let mut widths = Vec::new();
    let mut width = 1;
    let mut quoted = false;
    let mut anything = false;
    let mut cell_start = true;
    for &byte in head {
        if byte == b'"' && (cell_start || quoted) {
            quoted = !quoted;
        } else if !quoted && byte == separator {
            width += 1;
        } else if !quoted && matches!(byte, b'\n' | b'\r') {
            if anything {
                widths.push(width);
            }
            if widths.len() == ROWS {
                return widths;
            }
            (width, anything) = (1, false);
        }
        anything |= !byte.is_ascii_whitespace() && byte != separator;
        // After a quotation mark ends a cell another may follow at once, doubled; the state above flips back then.
        cell_start = !quoted && (byte == separator || matches!(byte, b'\n' | b'\r' | b'"'));
    }
    // The last row may be cut off, but when it is the only one it is all there is to go by.
    if anything && widths.is_empty() {
        widths.push(width);
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_semicolons_tabs_and_bars_are_told_apart() {
        for (text, separator) in [
            ("Name,Date\nAda,1\n", b','),
            ("Name;Date\n\"Ada; B\";1,5\nBo;2,5\n", b';'),
            ("Name\tNote\nAda\tone, two, three\nBo\tx\n", b'\t'),
            ("Name|Date\nAda|1\n", b'|'),
            ("Name\nAda\n", b','),
            ("Register of people, March; draft\nName;Date;Note\nAda;1;x\nBo;2;y\n", b';'),
            ("", b','),
        ] {
            assert_eq!(detect(text), (separator, false), "{text}");
        }
        assert_eq!(detect("sep=;\nName;Date\n"), (b';', true));
    }
}
