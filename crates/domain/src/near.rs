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

/// Letters and digits of a name, in lower case: how it is written besides tells nothing.
pub fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Shortest beginning of a name that is taken for it.
const SHORTEST: usize = 3;

/// The one of several names that probably means this one: near to it, written otherwise, or cut short (`haz` for `hazmat`).
pub fn meaning<'a>(name: &str, among: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let own = plain(name);
    let others: Vec<(String, &str)> = among.into_iter().map(|other| (plain(other), other)).collect();
    if let Some((_, other)) = others.iter().find(|(plain, _)| *plain == own) {
        return Some(other);
    }
    let near = nearest(&own, others.iter().map(|(plain, _)| plain.as_str()));
    let short = |plain: &str| plain.chars().count() >= SHORTEST && own.starts_with(plain);
    let found = others.iter().find(|(plain, _)| near.is_some_and(|near| near == plain) || short(plain));
    found.map(|(_, other)| *other)
}

/// The same of a column that was there and is not: a longer name of it may be it too.
pub fn resembling<'a>(name: &str, among: &[&'a str]) -> Option<&'a str> {
    let own = plain(name);
    let longer =
        || among.iter().copied().find(|other| own.chars().count() >= SHORTEST && plain(other).starts_with(&own));
    meaning(name, among.iter().copied()).or_else(longer)
}

/// Words of a company's name that tell no company from another.
const OF_COMPANIES: &[&str] =
    &["inc", "llc", "ltd", "co", "corp", "corporation", "company", "the", "lp", "plc", "and", "of", "usa"];

/// So many names are offered.
const MOST: usize = 3;

/// Of several companies, each with its id and its name, those that a name may mean: it begins as theirs does, or is nearly written so.
/// The likeliest first.
pub fn companies<'a>(name: &str, among: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<&'a str> {
    let words = |text: &str| -> Vec<String> {
        let all = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).filter(|word| !word.is_empty());
        all.filter(|word| !OF_COMPANIES.contains(&word.as_str())).collect()
    };
    let own = words(name);
    let joined = own.concat();
    let score = |text: &str| -> u32 {
        let theirs = words(text);
        let whole = theirs.concat();
        let begins = |one: &str, other: &str| other.chars().count() >= SHORTEST && one.starts_with(other);
        match (theirs.first(), own.first()) {
            _ if whole.is_empty() || joined.is_empty() => 0,
            _ if whole == joined => 4,
            _ if begins(&whole, &joined) || begins(&joined, &whole) => 3,
            (Some(one), Some(other)) if one == other && one.chars().count() >= SHORTEST => 2,
            _ if nearest(&joined, [whole.as_str()]).is_some() => 1,
            _ => 0,
        }
    };
    let mut found: Vec<(u32, &str)> = among
        .into_iter()
        .map(|(id, called)| (score(id).max(score(called)), id))
        .filter(|(score, _)| *score > 0)
        .collect();
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    found.into_iter().take(MOST).map(|(_, id)| id).collect()
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
    #[test]
    fn a_company_is_found_by_how_its_name_begins() {
        let known =
            [("ACME", "Acme Foods"), ("BETA", "Beta Paper LLC"), ("C-1", "Acme Steel Co"), ("BIGBOX", "BigBox Retail")];
        assert_eq!(companies("Acme Foods Inc", known), ["ACME", "C-1"]);
        assert_eq!(companies("Big Box", known), ["BIGBOX"]);
        assert_eq!(companies("Betta Paper", known), ["BETA"]);
        assert!(companies("Zenith", known).is_empty() && companies("Inc.", known).is_empty());
    }

    #[test]
    fn a_name_cut_short_or_written_otherwise_resembles_the_whole_one() {
        assert_eq!(meaning("hazmat", ["dock", "haz"]), Some("haz"));
        assert_eq!(meaning("miles", ["Mile s", "milage"]), Some("Mile s"));
        assert_eq!(meaning("weight_lb", ["Weight"]), Some("Weight"));
        assert_eq!(meaning("expected_total", ["Expected Total"]), Some("Expected Total"));
        assert_eq!(meaning("hazmat", ["ha", "driver"]), None);
        assert_eq!(
            (meaning("miles", ["miles_billed"]), resembling("miles", &["miles_billed"])),
            (None, Some("miles_billed"))
        );
    }
}
