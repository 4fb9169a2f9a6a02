//! Tables of ours, as they stand in `rules/tables`: one whose rows come day by day is read as figures, any other stands as a whole.

use std::collections::BTreeMap;

use linehaul_domain::table::TableBody;

use crate::figures::{Figure, Key, Published, Series, Wanted, some};
use crate::table::read_table;

/// A table of ours.
pub fn table(bytes: &[u8], _: &Wanted) -> Result<Published, String> {
    let table = read_table("table", bytes).map_err(|problems| {
        let first = problems.first();
        first.map_or_else(String::new, |problem| format!("line {}: {}", problem.line, problem.message))
    })?;
    let number = |key: Key, number| (key, Figure::Number(number));
    match table.body {
        TableBody::Index { prices } => {
            some(Series::Index, prices.into_iter().map(|(day, price)| number((day, None), price)).collect())
        }
        TableBody::Exchange { rates, .. } => {
            let rates = rates.into_iter().map(|r| number((r.effective, Some((r.from, r.to))), r.rate));
            some(Series::Exchange, rates.collect::<BTreeMap<_, _>>())
        }
        _ => Ok(Published::Whole(bytes.to_vec())),
    }
}
