//! Questions in a table: `# ask 2025-03-03: …`, and of an exchange rate `# ask 2025-03-03 USD CAD: …`. Each stands in place of a row
//! that the table does not have, and holds what needs it. The row answers it.

use linehaul_domain::table::{TableAsk, TableBody};

use crate::cell;

/// A line of a table's text that asks it.
pub fn line(ask: &TableAsk) -> String {
    let pair = ask.pair.map(|(from, to)| format!(" {from} {to}")).unwrap_or_default();
    // A question of several lines would be rows of the table.
    let question = ask.question.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("# ask {}{pair}: {question}", ask.day)
}

/// What a remark asks, behind its `#`; nothing where it is another remark, and why it cannot be told what it asks.
pub fn read(remark: &str) -> Option<Result<TableAsk, String>> {
    let (key, question) = remark.trim_start().strip_prefix("ask ")?.split_once(':')?;
    let words: Vec<&str> = key.split_whitespace().collect();
    // A remark that begins with this word and has no day behind it is a sentence.
    let day = cell::date(words.first()?).ok()?;
    let pair = match words.as_slice() {
        [_] => None,
        [_, from, to] => match (cell::currency(from), cell::currency(to)) {
            (Ok(from), Ok(to)) => Some((from, to)),
            _ => return Some(Err(format!("`# ask {}`: {from} and {to} are no two currencies", words.join(" ")))),
        },
        _ => return Some(Err(format!("`# ask {}`: a day, or a day and two currencies", words.join(" ")))),
    };
    Some(Ok(TableAsk { day, pair, question: question.trim().to_owned() }))
}

/// Those that no row answers, in their order, once each.
pub(super) fn unanswered(mut asks: Vec<TableAsk>, body: &TableBody) -> Vec<TableAsk> {
    asks.retain(|ask| match body {
        TableBody::Index { prices } => !prices.contains_key(&ask.day),
        TableBody::Exchange { rates, .. } => {
            !rates.iter().any(|rate| rate.effective == ask.day && Some((rate.from, rate.to)) == ask.pair)
        }
        _ => false,
    });
    asks.sort();
    asks.dedup_by(|second, first| (second.day, second.pair) == (first.day, first.pair));
    asks
}
