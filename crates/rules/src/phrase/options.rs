//! Options that every charge may have: clause, approval, evidence, another code.

use linehaul_domain::code::ChargeCode;
use linehaul_domain::document::TYPES;
use linehaul_domain::{Decimal, Word};

use crate::phrase::cursor::{Cursor, Step};

/// What the options say.
#[derive(Default)]
pub struct Options {
    /// Clause of the paper contract.
    pub clause: Option<Word>,
    /// Approval above this amount.
    pub approval_above: Option<Decimal>,
    /// Documents without which it may not be billed.
    pub evidence: Vec<String>,
    /// Another code.
    pub code: Option<ChargeCode>,
}

/// The words that begin an option.
pub const WORDS: &[&str] = &["clause \"…\"", "approval above", "needs \"…\"", "code \"…\""];

impl Options {
    /// Takes the option that stands here, if one does.
    pub fn take(&mut self, cursor: &mut Cursor<'_>) -> Step<bool> {
        if cursor.take("clause") {
            self.clause = Some(cursor.text("a clause")?.0.into());
        } else if cursor.take("approval") {
            cursor.words("above")?;
            self.approval_above = Some(cursor.amount("a limit")?);
        } else if cursor.take("needs") {
            self.evidence.push(cursor.known("document", TYPES)?);
        } else if cursor.take("code") {
            self.code = Some(cursor.code()?);
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// Takes all that is left of a phrase as options.
    pub fn rest(&mut self, cursor: &mut Cursor<'_>) -> Step<()> {
        while cursor.more()? {
            if !self.take(cursor)? {
                return cursor.expected(WORDS);
            }
        }
        Ok(())
    }

    /// Takes all that is left: clauses of the phrase's own by `own` (false: not mine), else options.
    pub fn rest_with(
        &mut self,
        cursor: &mut Cursor<'_>,
        known: &[&str],
        mut own: impl FnMut(&mut Cursor<'_>) -> Step<bool>,
    ) -> Step<()> {
        while cursor.more()? {
            if own(cursor)? || self.take(cursor)? {
                continue;
            }
            let all: Vec<&str> = known.iter().chain(WORDS).copied().collect();
            return cursor.expected(&all);
        }
        Ok(())
    }
}
