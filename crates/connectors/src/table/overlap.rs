//! Rows of a table that are in force on one day and contradict each other.

use linehaul_domain::time::NaiveDate;

/// Rows of one key of which the first is still in force when the second begins. They are sorted, not each compared with all.
pub fn overlaps<'r, R, K: Ord>(
    rows: &'r [R],
    key: impl Fn(&'r R) -> K,
    in_force: impl Fn(&'r R) -> (NaiveDate, Option<NaiveDate>),
) -> Vec<(&'r R, &'r R)> {
    let mut sorted: Vec<&R> = rows.iter().collect();
    sorted.sort_by_key(|row| (key(row), in_force(row).0));
    let overlap = |first: &'r R, second: &'r R| {
        key(first) == key(second) && in_force(first).1.is_none_or(|until| until >= in_force(second).0)
    };
    sorted.windows(2).map(|pair| (pair[0], pair[1])).filter(|(first, second)| overlap(first, second)).collect()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn rows_are_not_each_compared_with_all_others() {
        const ROWS: u32 = 1 << 14;
        let asked = Cell::new(0_u32);
        let key = |row: &u32| {
            asked.set(asked.get() + 1);
            // Neither sorted nor the reverse of it, and no two alike.
            row.wrapping_mul(2_654_435_761)
        };
        let rows: Vec<u32> = (0..ROWS).collect();
        let found = overlaps(&rows, key, |_| (NaiveDate::MIN, None));
        assert!(found.is_empty());
        // Sorting compares each some log2(n) = 14 times; each with all others would be 8,000 times that.
        assert!(asked.get() < 40 * ROWS, "{} rows were asked for their key {} times", ROWS, asked.get());
    }
}
