//! Problems: what is wrong in a contract's text, at its exact place.

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The contract is not used.
    Error,
    /// It is used; somebody should look.
    Warning,
}

/// Something wrong at a place. Codes: LH-310 the text is not a contract's language, LH-311 an unknown word, LH-312 a
/// clause that must be said is missing, LH-313 a value makes no sense, LH-314 a table, column or name does not exist,
/// LH-315 too much work, LH-316 not allowed in a contract, LH-320 a remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file as shown to people.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1.
    pub column: u32,
    /// `LH-3nn`.
    pub code: &'static str,
    /// In words.
    pub message: String,
    /// How bad.
    pub severity: Severity,
}
