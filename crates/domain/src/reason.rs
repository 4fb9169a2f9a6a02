//! Reason: why somebody decided something, in words that somebody can read. Spaces, signs without width and signs that only turn
//! a text round are no words: the book would keep a reason that shows nothing.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::fault::{Code, Fault, Outcome};
use crate::spelt::is_obeyed;

/// Why. It has at least one sign that can be seen; what stands in the book was looked at when it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reason(String);

impl Reason {
    /// What a person gave, without the spaces around it; LH-415 where nothing of it can be seen.
    pub fn given(text: &str) -> Outcome<Reason> {
        if text.chars().any(is_seen) {
            return Ok(Reason(text.trim().to_owned()));
        }
        let what = match text.trim() {
            "" => "no reason was given",
            _ => "the reason that was given has no sign that can be seen",
        };
        Err(Fault::new(Code::ReasonMissing, what, "Nothing was decided.", "Say why: the book keeps it."))
    }

    /// In the program's own words.
    pub fn ours(words: &'static str) -> Reason {
        Reason(words.to_owned())
    }

    /// The same, behind what it is of.
    pub fn of(self, what: &impl fmt::Display) -> Reason {
        Reason(format!("{what} {self}"))
    }

    /// The same, with what led to it.
    pub fn since(self, why: &impl fmt::Display) -> Reason {
        Reason(format!("{self}: {why}"))
    }

    /// The same, with a remark behind it.
    pub fn with(self, remark: &impl fmt::Display) -> Reason {
        Reason(format!("{self} ({remark})"))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Does a reader see it? Fillers, selectors of variants and a blank of Braille leave a place empty without being spaces.
fn is_seen(c: char) -> bool {
    let blank = matches!(
        c,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2800}'
    ) || matches!(c, '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0100}'..='\u{e01ef}');
    !c.is_whitespace() && !is_obeyed(c) && !blank
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_no_reason() {
        for text in
            ["", " ", "\u{200b}", "\u{202e} \u{2066}", "\u{3164}\u{2800}", "\u{feff}\t\u{ad}", "\u{fe0f}", "\u{0}"]
        {
            assert_eq!(Reason::given(text).expect_err("nothing to see").code, Code::ReasonMissing, "{text:?}");
        }
        for text in ["x", " agreed by phone\n", "…", "½", "د", "\u{200b}a"] {
            assert_eq!(Reason::given(text).map(|reason| reason.to_string()), Ok(text.trim().to_owned()));
        }
    }

    #[test]
    fn it_is_kept_as_its_text() {
        let reason = Reason::ours("changed since approval").of(&"L-1").since(&"5.00 more");
        assert_eq!(reason.as_str(), "L-1 changed since approval: 5.00 more");
        assert_eq!(serde_json::to_string(&reason).expect("JSON"), "\"L-1 changed since approval: 5.00 more\"");
    }
}
