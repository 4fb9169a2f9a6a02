//! A record: what a mapping reads, a row of a file or an object of a JSON document.

use std::borrow::Cow;

use crate::cell::Read;

/// One of them. Columns and lists are numbered as the mapping's file names them.
pub trait Record {
    /// What stands in a column, trimmed; of an element of a list where the column is of one.
    fn text(&self, column: usize, element: Option<usize>) -> Read<Cow<'_, str>>;

    /// Does it have the column at all? One that it has not says nothing, an empty one says that there is nothing.
    fn has(&self, column: usize, element: Option<usize>) -> bool;

    /// How many elements a list has.
    fn elements(&self, list: usize) -> Read<usize>;
}

/// A name with `*` for any characters, in any case.
#[derive(Debug, Clone)]
pub struct Pattern(Vec<char>);

impl Pattern {
    /// Of a text.
    pub fn new(text: &str) -> Pattern {
        Pattern(text.trim().to_lowercase().chars().collect())
    }

    /// Does a name fit?
    pub fn fits(&self, name: &str) -> bool {
        let name: Vec<char> = name.trim().to_lowercase().chars().collect();
        let (mut at, mut star) = (0, None);
        let mut pattern = 0;
        while at < name.len() {
            match self.0.get(pattern) {
                Some('*') => {
                    star = Some((pattern, at));
                    pattern += 1;
                }
                Some(c) if *c == name[at] => {
                    at += 1;
                    pattern += 1;
                }
                _ => match star {
                    // The last star takes one character more.
                    Some((from, taken)) => {
                        star = Some((from, taken + 1));
                        (pattern, at) = (from + 1, taken + 1);
                    }
                    None => return false,
                },
            }
        }
        self.0[pattern..].iter().all(|c| *c == '*')
    }

    /// Does it name one thing alone?
    pub fn is_plain(&self) -> bool {
        !self.0.contains(&'*')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, name, fits) in [
            ("orders*.csv", "Orders-2025.CSV", true),
            ("orders*.csv", "orders.csv", true),
            ("orders*.csv", "old-orders.csv", false),
            ("*", "", true),
            ("*a*b", "xxaxxabxb", true),
            ("*a*b", "xxaxxabxc", false),
            ("orders.csv", "orders.csv.part", false),
        ] {
            assert_eq!(Pattern::new(pattern).fits(name), fits, "{pattern} {name}");
        }
    }
}
