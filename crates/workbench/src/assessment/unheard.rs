//! Unheard: words on a load that could not be taken. One that is newer than what is known of its thing holds the load: billed
//! without it, it would be billed on facts that its source has taken back.

use linehaul_domain::fact::Fact;
use linehaul_domain::hold::{Hold, HoldCode};
use linehaul_store::Unheard;

/// Is a word newer than what is known of its thing? By its version, where it says one, else by when it was received. One that names
/// no thing of its load in full may be on any of them. A statement that speaks of less than its source did before answers for no word.
pub fn is_newer(word: &Unheard, facts: &[Fact]) -> bool {
    // What another source says answers for no word of this one, which may own a field that the other has too.
    let own = facts.iter().filter(|fact| fact.source == word.source);
    let of_thing: Vec<&Fact> = own.filter(|fact| fact.key() == word.key.key).collect();
    let before = |fact: &Fact, other: &&&Fact| other.receipt < fact.receipt;
    let whole =
        |fact: &Fact| of_thing.iter().filter(|other| before(fact, other)).all(|other| fact.said.covers(&other.said));
    let known = || of_thing.iter().filter(|fact| whole(fact));
    match (known().map(|fact| (fact.version, fact.receipt)).max(), word.key.version) {
        (None, _) => true,
        (Some(stands), Some(version)) => (version, word.receipt) > stands,
        (Some(_), None) => known().map(|fact| fact.receipt).max() < Some(word.receipt),
    }
}

/// The holds of a load by the words on it that could not be taken: one for each row.
pub fn holds(words: &[Unheard], facts: &[Fact]) -> Vec<Hold> {
    let mut told: Vec<&str> = Vec::new();
    let mut holds = Vec::new();
    for word in words.iter().filter(|word| is_newer(word, facts)) {
        if told.contains(&word.item.as_str()) {
            continue;
        }
        told.push(&word.item);
        let Unheard { item, file, line, fault, mendable, .. } = word;
        let column = fault.column.as_ref().map(|column| format!("{column}: ")).unwrap_or_default();
        let message =
            format!("{file} line {line} is in quarantine as {item}: {column}{} ({})", fault.message, fault.code);
        let mend = match mendable {
            true => format!(", mend it with `linehaul quarantine mend {item} COLUMN=VALUE --because …`,"),
            false => String::new(),
        };
        let next = format!(
            "Have it delivered so that it reads{mend} or clear it with `linehaul quarantine clear {item} --because …`."
        );
        holds.push(Hold::new(HoldCode::RowQuarantined, message, "billing", next));
    }
    holds
}
