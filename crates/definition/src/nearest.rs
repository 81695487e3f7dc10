//! "Did you mean …?"

/// The known word nearest to what was written, if it is near enough to be a slip of the fingers.
pub(crate) fn nearest<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let written = written.to_lowercase().replace(['_', ' '], "-");
    let length = written.chars().count();
    known
        .into_iter()
        .filter_map(|word| {
            let distance = strsim::osa_distance(&written, word);
            let inside = length >= 4 && (word.starts_with(&written) || written.starts_with(word) && word.len() >= 4);
            let near = distance <= 1 + length / 4 || inside;
            near.then_some((distance, word))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_recognised_and_a_different_word_is_not() {
        let known = ["gender", "age", "partner", "enrolment-partner", "financial-year"];
        assert_eq!(nearest("gendre", known), Some("gender"));
        assert_eq!(nearest("Partners", known), Some("partner"));
        assert_eq!(nearest("financial_year", known), Some("financial-year"));
        assert_eq!(nearest("wellbeing", known), None);
    }
}
