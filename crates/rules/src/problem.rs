//! Problems: what is wrong in a contract's text, at its exact place.

use linehaul_domain::fault::Code;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The contract is not used.
    Error,
    /// It is used; somebody should look.
    Warning,
}

/// What is wrong, in words, and the word to write instead where one is near.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// In words.
    pub text: String,
    /// Written in the place of the word or text that stands there, it mends the problem.
    pub fix: Option<String>,
}

impl From<String> for Message {
    fn from(text: String) -> Message {
        Message { text, fix: None }
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Message {
        text.to_owned().into()
    }
}

/// A misspelt word: the message asks whether the nearest known one was meant.
pub fn misspelt(text: String, near: Option<&str>) -> Message {
    match near {
        Some(near) => Message { text: format!("{text}; did you mean `{near}`?"), fix: Some(near.to_owned()) },
        None => text.into(),
    }
}

/// A name that is none of a vocabulary: the nearest one, or else all of them.
pub fn unlisted(of: &str, name: &str, known: &[&str], near: Option<&str>) -> Message {
    let text = format!("there is no {of} \"{name}\"");
    match near {
        Some(_) => misspelt(text, near),
        None => format!("{text}; there are {}", known.join(", ")).into(),
    }
}

/// Something wrong at a place. Codes: LH-310 the text is not a contract's language, LH-311 an unknown word, LH-312 a
/// clause that must be said is missing, LH-313 a value makes no sense, LH-314 a table, column or name does not exist,
/// LH-315 too much work, LH-316 not allowed in a contract. Remarks: LH-320 what most contracts say, LH-321 a phrase that can
/// never apply, LH-322 said twice, LH-324 bills on a document that nothing asks for, LH-325 computed before what it is
/// reckoned from, LH-326 a name that no load of the golden cases has, LH-327 a sign that nobody sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file as shown to people.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1.
    pub column: u32,
    /// `LH-3nn`.
    pub code: Code,
    /// In words.
    pub message: String,
    /// The word to write in the place of the one that stands there, where one mends it.
    pub fix: Option<String>,
    /// How bad.
    pub severity: Severity,
}
