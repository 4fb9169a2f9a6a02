//! Swallowed: rows that a stray quote of one row and another of a later row take for one field.

use std::borrow::Cow;

/// Does a field go over lines of which one looks like a row of `most` cells, or, where it ends, like the beginning of one up to this
/// column, counted from 1? So it is where two stray quotes stand in one column. A row begins with a name, as its own does in its
/// first cell, and not with words of a sentence.
pub(crate) fn swallows(
    field: &str,
    delimiter: u8,
    first: Option<&Cow<'_, str>>,
    (column, most): (usize, usize),
) -> bool {
    let delimiter = char::from(delimiter);
    let is_name = |cell: &str| !cell.trim().is_empty() && !cell.trim().contains(char::is_whitespace);
    let named = first.is_none_or(|own| is_name(own));
    let begins = |line: &str| !named || line.split(delimiter).next().is_some_and(is_name);
    let cells = |line: &str| line.matches(delimiter).count() + 1;
    let Some((above, last)) = field.rsplit_once(['\n', '\r']) else { return false };
    let mut between = above.split(['\n', '\r']).skip(1);
    column > 1 && cells(last) == column && begins(last) || between.any(|line| cells(line) == most && begins(line))
}
