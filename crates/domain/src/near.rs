//! The known word that a misspelt one was meant to be.

/// The known word nearest to `word`, if one is near: within a change for short words, three for long ones; neighbours
/// that change places are one change. A word that is itself known has none.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = word.chars().count();
    let limit = (letters / 3).clamp(1, 3);
    let alike = known.into_iter().filter(|k| *k != word && k.chars().count().abs_diff(letters) <= limit);
    let scored = alike.map(|k| (strsim::osa_distance(word, k), k)).filter(|(distance, _)| *distance <= limit);
    scored.min_by_key(|(distance, _)| *distance).map(|(_, k)| k)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [&str; 4] = ["linehaul", "pod", "pod_signed", "miles"];

    #[test]
    fn a_near_word_is_found_and_a_far_one_is_not() {
        assert_eq!(nearest("linehual", WORDS), Some("linehaul"));
        assert_eq!(nearest("pod_singed", WORDS), Some("pod_signed"));
        assert_eq!(nearest("mile", WORDS), Some("miles"));
        assert_eq!(nearest("zebra", WORDS), None);
        assert_eq!(nearest("miles", ["miles"]), None);
    }

    #[test]
    fn the_nearest_of_two_wins_and_short_words_bear_one_change() {
        assert_eq!(nearest("stopp", ["stope_", "stop"]), Some("stop"));
        assert_eq!(nearest("pdo", WORDS), Some("pod"));
        assert_eq!(nearest("xdo", WORDS), None);
    }

    #[test]
    fn a_word_of_a_million_letters_is_told_apart_at_once() {
        assert_eq!(nearest(&"m".repeat(1_000_000), WORDS), None);
    }
}
