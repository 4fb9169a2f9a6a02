//! Pages: which ones of a scan are a document. A scan of several loads is one file; what is of one load has its name with its pages
//! behind it: `stack.pdf#pages=1-2`.

use std::fmt;

/// Between the name of a file and the pages of it.
const MARK: &str = "#pages=";

/// Highest number of a page.
const MAX: u32 = 99_999;

/// Pages of a file, from 1: each once, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pages(Vec<(u32, u32)>);

impl Pages {
    /// Of their text: `3`, `1-2`, `1,4-6`. Nothing where it is none, is not in order, or says a page twice.
    pub fn of_text(text: &str) -> Option<Pages> {
        let number = |text: &str| -> Option<u32> {
            let digits = !text.is_empty() && text.len() <= 5 && text.bytes().all(|b| b.is_ascii_digit());
            text.parse().ok().filter(|number| digits && (1..=MAX).contains(number))
        };
        let mut all: Vec<(u32, u32)> = Vec::new();
        for part in text.split(',') {
            let (from, to) = part.split_once('-').unwrap_or((part, part));
            let (from, to) = (number(from.trim())?, number(to.trim())?);
            if to < from || all.last().is_some_and(|last| from <= last.1) {
                return None;
            }
            match all.last_mut() {
                // `1,2` is `1-2`: one way of writing it.
                Some(last) if last.1 + 1 == from => last.1 = to,
                _ => all.push((from, to)),
            }
        }
        Some(Pages(all))
    }

    /// The last of them.
    pub fn last(&self) -> u32 {
        self.0.last().map_or(0, |(_, to)| *to)
    }

    /// Each of them.
    pub fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().flat_map(|(from, to)| *from..=*to)
    }

    /// The name of that part of a file.
    pub fn named(&self, file: &str) -> String {
        format!("{file}{MARK}{self}")
    }

    /// A name taken apart: the file, and which pages of it; nothing where it is that of a file as a whole.
    pub fn parted(name: &str) -> Option<(&str, Pages)> {
        let (file, pages) = name.rsplit_once(MARK)?;
        let pages = Pages::of_text(pages).filter(|of| !file.is_empty() && of.to_string() == pages)?;
        Some((file, pages))
    }
}

impl fmt::Display for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (from, to)) in self.0.iter().enumerate() {
            let sign = if at == 0 { "" } else { "," };
            if from == to { write!(f, "{sign}{from}")? } else { write!(f, "{sign}{from}-{to}")? }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_written_in_one_way_and_read_back() {
        let shown = |text: &str| Pages::of_text(text).map(|pages| pages.to_string());
        assert_eq!(shown("1,2,3, 5").as_deref(), Some("1-3,5"));
        assert_eq!(shown("2 - 4").as_deref(), Some("2-4"));
        for wrong in ["", "0", "3-1", "1,1", "2,1", "1-3,3", "x", "1-", "-1", "+1", "100000", "1;2"] {
            assert_eq!(shown(wrong), None, "{wrong}");
        }
        let pages = Pages::of_text("1-2,7").expect("pages");
        assert_eq!(pages.numbers().collect::<Vec<_>>(), [1, 2, 7]);
        assert_eq!(Pages::parted(&pages.named("a.pdf")), Some(("a.pdf", pages)));
        assert_eq!(Pages::parted("a.pdf"), None);
        assert_eq!(Pages::parted("a.pdf#pages=2,1"), None);
    }
}
