//! How like two written words are.

/// Winkler's variant of Jaro's likeness: from 0 (nothing in common) to 1 (the same), better for the same beginning
/// (Winkler 1990), whichever of the two comes first. As `strsim` computes it, but for words of up to 64 Latin letters
/// without touching the heap: this is where a search spends its time.
pub fn likeness(a: &str, b: &str) -> f64 {
    // Which letters find each other can depend on which word is read first.
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    let (x, y) = (a.as_bytes(), b.as_bytes());
    if x.len() > 64 || y.len() > 64 || !a.is_ascii() || !b.is_ascii() {
        return strsim::jaro_winkler(a, b);
    }
    let jaro = jaro(x, y);
    if jaro <= 0.7 {
        return jaro;
    }
    let prefix = x.iter().zip(y).take(4).take_while(|(x, y)| x == y).count();
    jaro + 0.1 * prefix as f64 * (1.0 - jaro)
}

/// Jaro's likeness, the letters already found kept as bits.
fn jaro(x: &[u8], y: &[u8]) -> f64 {
    if x.is_empty() && y.is_empty() {
        return 1.0;
    }
    let reach = (x.len().max(y.len()) / 2).saturating_sub(1);
    let (mut found_x, mut found_y) = (0_u64, 0_u64);
    for (at, letter) in x.iter().enumerate() {
        let from = at.saturating_sub(reach);
        let near = y.iter().enumerate().skip(from).take(at + reach + 1 - from);
        let mut free = near.filter(|(there, other)| *other == letter && found_y >> there & 1 == 0);
        if let Some((there, _)) = free.next() {
            found_x |= 1 << at;
            found_y |= 1 << there;
        }
    }
    let common = found_x.count_ones();
    if common == 0 {
        return 0.0;
    }
    let (left, right) = (in_order(x, found_x), in_order(y, found_y));
    let out_of_place = left.iter().zip(&right).filter(|(left, right)| left != right).count();
    let (common, moved) = (f64::from(common), (out_of_place / 2) as f64);
    (common / x.len() as f64 + common / y.len() as f64 + (common - moved) / common) / 3.0
}

/// The letters that were found, in order.
fn in_order(word: &[u8], found: u64) -> [u8; 64] {
    let mut row = [0; 64];
    let letters = word.iter().enumerate().filter(|(at, _)| found >> at & 1 == 1);
    for (place, (_, letter)) in row.iter_mut().zip(letters) {
        *place = *letter;
    }
    row
}

/// Whether two words differ by one slip of a finger: a letter left out, added or changed, or two neighbours exchanged.
pub fn one_slip<T: PartialEq>(a: &[T], b: &[T]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let (short, long) = (short.get(same..).unwrap_or_default(), long.get(same..).unwrap_or_default());
    match (short, long) {
        ([], [_]) => true,
        (short, [_, rest @ ..]) if short.len() == rest.len() => short == rest,
        ([_, x @ ..], [_, y @ ..]) if x == y => true,
        ([p, q, x @ ..], [r, s, y @ ..]) => p == s && q == r && x == y,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_slip_is_one_letter_or_two_neighbours() {
        let slip = |a: &str, b: &str| one_slip(a.as_bytes(), b.as_bytes());
        assert!(slip("smith", "smth") && slip("smith", "smyth") && slip("smith", "smithe") && slip("smith", "msith"));
        assert!(!slip("smith", "smith"), "the same is no slip");
        assert!(!slip("smith", "smyht") && !slip("ab", "abcd") && !slip("", "ab"));
    }

    proptest! {
        #[test]
        fn likeness_is_what_the_library_says(a in "[a-d]{0,12}", b in "[a-d]{0,12}") {
            prop_assert!((likeness(&a, &b) - strsim::jaro_winkler((&a).min(&b), (&a).max(&b))).abs() < 1e-9);
            prop_assert_eq!(likeness(&a, &b), likeness(&b, &a));
        }

        #[test]
        fn a_slip_is_a_distance_of_one(a in "[ab]{0,6}", b in "[ab]{0,6}") {
            prop_assert_eq!(one_slip(a.as_bytes(), b.as_bytes()), strsim::osa_distance(&a, &b) == 1);
        }
    }
}
