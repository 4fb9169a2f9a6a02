//! Golden cases: what a contract must make of a load, line by line.

use linehaul_domain::fault::{Fault, Outcome};
use serde::Deserialize;

/// A golden case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldenCase {
    /// What it shows.
    pub title: String,
    /// Where its figures come from.
    #[serde(default)]
    pub source: Vec<String>,
    /// The load's file, beside the case.
    pub load: String,
    /// What must come out.
    pub expected: Expected,
}

/// What must come out.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Currency.
    pub currency: String,
    /// Total, decimal text.
    pub total: String,
    /// Nothing blocks.
    pub ready: bool,
    /// Lines in order.
    #[serde(default)]
    pub charges: Vec<ExpectedCharge>,
    /// Holds in order.
    #[serde(default)]
    pub holds: Vec<ExpectedHold>,
    /// Warning codes in order.
    #[serde(default)]
    pub warnings: Vec<String>,
}

/// One line.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedCharge {
    /// Our code.
    pub code: String,
    /// X12 element 150.
    pub x12: String,
    /// Amount, decimal text.
    pub amount: String,
}

/// One hold.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedHold {
    /// Code.
    pub code: String,
    /// Stop.
    pub stop: Option<u32>,
    /// Document.
    pub document: Option<String>,
    /// Reference.
    pub reference: Option<String>,
    /// Charge.
    pub charge: Option<String>,
}

impl GoldenCase {
    /// The case as lines to compare.
    pub fn lines(&self) -> Vec<String> {
        let expected = &self.expected;
        let mut lines: Vec<String> =
            expected.charges.iter().map(|c| format!("{} {} {}", c.code, c.x12, c.amount)).collect();
        lines.push(format!("total {} {}", expected.total, expected.currency));
        for hold in &expected.holds {
            let stop = hold.stop.map(|s| format!(" stop {s}")).unwrap_or_default();
            lines.push(format!("hold {}{stop}", hold.code));
        }
        lines.extend(expected.warnings.iter().map(|w| format!("warning {w}")));
        lines.push(format!("ready {}", expected.ready));
        lines
    }
}

/// Reads a case; LH-341 names what is wrong with it.
pub fn read_case(text: &str) -> Outcome<GoldenCase> {
    toml::from_str(text).map_err(|e| {
        Fault::new(
            "LH-341",
            format!("the golden case does not read: {}", e.to_string().trim()),
            "The case was not run.",
            "Mend it; the shape is that of rules/examples/*/cases/golden.toml.",
        )
    })
}
