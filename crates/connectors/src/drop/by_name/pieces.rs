//! Pieces: a file's name taken apart into runs of letters and of digits, with what stands between them.

use linehaul_domain::ids::normal;

/// A run of letters or of digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// As it stands there, in capitals.
    pub text: String,
    /// Is it of digits?
    pub digits: bool,
    /// What stands before it, up to the one before.
    pub before: String,
}

/// A name, taken apart.
#[derive(Debug, Clone)]
pub struct Pieces {
    /// The name without its ending, in its normal form.
    pub stem: String,
    /// Its runs.
    pub all: Vec<Piece>,
    /// What stands behind the last one.
    pub end: String,
}

/// Longest ending of a name: `.jpeg`.
const MAX_ENDING: usize = 5;

impl Pieces {
    /// Of a file's name.
    pub fn new(file: &str) -> Pieces {
        let stem = match file.rsplit_once('.') {
            Some((stem, end)) if (1..=MAX_ENDING).contains(&end.len()) && end.chars().all(char::is_alphanumeric) => {
                stem
            }
            _ => file,
        };
        let stem = normal(stem);
        let (mut all, mut before) = (Vec::<Piece>::new(), String::new());
        let mut inside = false;
        for c in stem.chars() {
            let (digit, letter) = (c.is_ascii_digit(), c.is_alphanumeric());
            match all.last_mut() {
                Some(last) if inside && letter && last.digits == digit => last.text.push(c),
                _ if letter => {
                    let before = std::mem::take(&mut before);
                    all.push(Piece { text: c.to_string(), digits: digit, before });
                }
                _ => before.push(c),
            }
            inside = letter;
        }
        Pieces { stem, all, end: before }
    }

    /// The text from a piece to the one before another, with `joint` in place of each underscore and blank where one is given.
    pub fn text(&self, from: usize, to: usize, joint: Option<char>) -> String {
        let mut text = String::new();
        for (at, piece) in self.all.iter().enumerate().take(to).skip(from) {
            if at > from {
                text.extend(piece.before.chars().map(|c| joint.filter(|_| matches!(c, '_' | ' ')).unwrap_or(c)));
            }
            text.push_str(&piece.text);
        }
        text
    }

    /// What stands between the piece before this one and it; behind the last one what ends the name.
    pub fn before(&self, at: usize) -> &str {
        self.all.get(at).map_or(self.end.as_str(), |piece| &piece.before)
    }

    /// Does nothing stand between the piece before this one and it?
    pub fn is_glued(&self, at: usize) -> bool {
        at > 0 && self.all.get(at).is_some_and(|piece| piece.before.is_empty())
    }

    /// The number that a piece is, of at most so many digits.
    pub fn number(&self, at: usize, most: usize) -> Option<u32> {
        let piece = self.all.get(at).filter(|piece| piece.digits && piece.text.len() <= most)?;
        piece.text.parse().ok()
    }

    /// Is a piece one of these words?
    pub fn is(&self, at: usize, words: &[&str]) -> bool {
        self.all.get(at).is_some_and(|piece| words.contains(&piece.text.as_str()))
    }

    /// Does a sign between two pieces say that the name is of both: `10421-10422`, `10421 & 10422`?
    pub fn joins(&self, from: usize, to: usize) -> bool {
        match to.checked_sub(from) {
            Some(0) => matches!(self.before(to).trim(), "-" | "+" | "&" | ","),
            Some(1) => self.is(from, &["AND"]) && !self.is_glued(from) && !self.is_glued(to),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_apart_by_letters_and_digits() {
        let pieces = Pieces::new("pod_PS-0242\u{2011}p2.JPG");
        let all: Vec<(&str, &str)> = pieces.all.iter().map(|piece| (piece.before.as_str(), &*piece.text)).collect();
        assert_eq!(all, [("", "POD"), ("_", "PS"), ("-", "0242"), ("-", "P"), ("", "2")]);
        assert_eq!(pieces.text(1, 3, None), "PS-0242");
        assert_eq!(Pieces::new("10421_2.pdf").text(0, 2, Some('-')), "10421-2");
        assert_eq!(Pieces::new("10421 POD").stem, "10421 POD");
    }
}
