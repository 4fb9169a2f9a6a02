//! Words: the vocabulary, and the nearest word to a misspelt one.

/// Words that begin a phrase.
pub const VERBS: &[&str] = &[
    "contract",
    "linehaul",
    "minimum",
    "discount",
    "fuel",
    "detention",
    "stop_off",
    "layover",
    "tonu",
    "redelivery",
    "team_service",
    "hazmat",
    "tarp",
    "temperature_control",
    "permit",
    "lumper",
    "chassis",
    "border_fee",
    "canadian_tax",
    "accessorial",
    "daily",
    "trailer_detention",
    "charge",
    "ask",
    "claim",
    "prorate",
    "need",
];

/// The condition word.
pub const WHEN: &str = "when";

/// What stands after `load.` without brackets. Disjoint from the verbs.
pub const FIELDS: &[&str] = &[
    "mode",
    "equipment",
    "status",
    "team",
    "hazardous",
    "miles",
    "deadhead_miles",
    "weight_lb",
    "driver_count",
    "stops",
    "extra_stops",
    "origin_region",
    "destination_region",
    "origin_country",
    "destination_country",
];

/// What stands after `load.` with one text in brackets.
pub const METHODS: &[&str] =
    &["number", "money", "text", "flag", "has_extra", "has_document", "has_reference", "reference", "happened"];

/// Functions that an expression may call.
pub const FUNCTIONS: &[&str] = &["least", "greatest", "round_half_up", "round_up", "round_down"];

/// Edit distance, up to transpositions of neighbours.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(40).collect(), b.chars().take(40).collect());
    let mut rows = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let swap = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + swap);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

/// The known word nearest to a misspelt one, if any is near.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).clamp(1, 3);
    let scored = known.into_iter().map(|k| (distance(word, k), k)).filter(|(d, k)| *d <= limit && *k != word);
    scored.min_by_key(|(d, _)| *d).map(|(_, k)| k)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_found_and_a_far_one_is_not() {
        assert_eq!(nearest("linehual", VERBS.iter().copied()), Some("linehaul"));
        assert_eq!(nearest("pod_singed", ["pod", "pod_signed"]), Some("pod_signed"));
        assert_eq!(nearest("zebra", VERBS.iter().copied()), None);
    }

    #[test]
    fn verbs_and_fields_are_disjoint() {
        assert!(VERBS.iter().all(|v| !FIELDS.contains(v) && !METHODS.contains(v)));
    }
}
