//! The draft: what reading a contract has found so far.

use std::collections::BTreeMap;

use linehaul_domain::fault::Code;
use linehaul_domain::ids::ContractName;
use linehaul_domain::money::{Currency, Rounding};
use linehaul_domain::table::Tables;
use linehaul_domain::terms::{Condition, DateBasis, ExpressionId, Location, Term};
use rhai::Position;

use crate::engine::{MAX_KEPT_CHARS, MAX_PHRASES};
use crate::problem::{Message, Problem, Severity};

/// What the first phrase says.
#[derive(Debug, Clone)]
pub struct Header {
    /// Name.
    pub name: ContractName,
    /// Currency.
    pub currency: Currency,
    /// The date that picks the version.
    pub version_by: DateBasis,
    /// Rounding of a line.
    pub rounding: Rounding,
    /// Does the house tariff fill in?
    pub otherwise_house_tariff: bool,
}

/// What is known of tables: kind and columns by name.
pub type Catalog = BTreeMap<String, (&'static str, Vec<String>)>;

/// Reading in progress.
pub struct Draft {
    /// The file as shown to people.
    pub file: String,
    /// Its text.
    pub text: String,
    /// Tables that exist.
    pub tables: Catalog,
    /// The first phrase.
    pub header: Option<Header>,
    /// Terms in order.
    pub terms: Vec<Term>,
    /// Detention terms that do not say whether waiting counts during a layover, by their place among the terms.
    pub layover_open: Vec<usize>,
    /// Kept expressions.
    pub expressions: Vec<rhai::Expr>,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// Conditions around the phrase being read.
    pub conditions: Vec<Condition>,
    /// Was this text agreed to before? What has been refused since is read as it was then.
    pub agreed: bool,
    phrases: usize,
}

impl Draft {
    /// Nothing read yet.
    pub fn new(file: &str, text: &str, tables: &Tables) -> Draft {
        let catalog = tables.values().map(|t| (t.name.to_string(), (t.kind(), t.columns().to_vec())));
        Draft {
            file: file.to_owned(),
            text: text.to_owned(),
            tables: catalog.collect(),
            header: None,
            terms: Vec::new(),
            layover_open: Vec::new(),
            expressions: Vec::new(),
            problems: Vec::new(),
            conditions: Vec::new(),
            agreed: false,
            phrases: 0,
        }
    }

    /// Counts a phrase or condition; false when there are too many.
    pub fn count(&mut self) -> bool {
        self.phrases += 1;
        self.phrases <= MAX_PHRASES
    }

    /// A place of the file.
    pub fn location(&self, at: Position) -> Location {
        let (line, column) = line_column(at);
        Location { file: self.file.as_str().into(), line, column }
    }

    /// Notes a problem, once at a place.
    pub fn problem(&mut self, at: Position, code: Code, message: impl Into<Message>) {
        let (line, column) = line_column(at);
        let file = self.file.clone();
        let Message { text: message, fix } = message.into();
        let problem = Problem { file, line, column, code, message, fix, severity: Severity::Error };
        if !self.problems.contains(&problem) && self.problems.len() < 50 {
            self.problems.push(problem);
        }
    }

    /// Keeps an expression; of a contract that will be refused, none.
    pub fn keep(&mut self, expression: rhai::Expr) -> ExpressionId {
        let id = ExpressionId(self.expressions.len());
        if self.problems.is_empty() {
            self.expressions.push(expression);
        }
        id
    }

    /// Where a phrase's own word stands, given where its first piece does: callbacks are told of pieces only.
    pub fn word_before(&self, word: &str, piece: Position) -> Position {
        let (line, column) = line_column(piece);
        let mut row = line as usize;
        let mut upto = column as usize - 1;
        for text in self.text.lines().take(line as usize).collect::<Vec<_>>().into_iter().rev() {
            let head: String = text.chars().take(upto).collect();
            if let Some(at) = head.rfind(word) {
                let column = head[..at].chars().count() + 1;
                return Position::new(
                    u16::try_from(row).unwrap_or(u16::MAX),
                    u16::try_from(column).unwrap_or(u16::MAX),
                );
            }
            row -= 1;
            upto = usize::MAX;
        }
        piece
    }

    /// The source text after a word at a position, up to the first of these signs outside brackets and quotes. LH-315 when
    /// it is too long.
    pub fn text_after(&mut self, word: &str, from: Position, ends: &[char]) -> String {
        let (line, column) = line_column(from);
        let skip: usize = self.text.split_inclusive('\n').take(line as usize - 1).map(|l| l.chars().count()).sum();
        let mut depth = 0usize;
        let mut quoted = false;
        let mut out = String::new();
        let mut room = MAX_KEPT_CHARS;
        for c in self.text.chars().skip(skip + column as usize - 1 + word.chars().count()) {
            match c {
                '"' => quoted = !quoted,
                _ if !quoted && depth == 0 && ends.contains(&c) => break,
                '(' | '[' if !quoted => depth += 1,
                ')' | ']' if !quoted => depth = depth.saturating_sub(1),
                _ => {}
            }
            if room == 0 {
                let message = format!("an expression has at most {MAX_KEPT_CHARS} characters");
                self.problem(from, Code::TooMuchWork, message);
                return String::new();
            }
            room -= 1;
            out.push(c);
        }
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Line and column from 1.
pub fn line_column(at: Position) -> (u32, u32) {
    let number = |n: Option<usize>| u32::try_from(n.unwrap_or(1)).unwrap_or(u32::MAX);
    (number(at.line()), number(at.position()))
}
