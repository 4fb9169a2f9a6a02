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

impl Expected {
    /// As lines to compare.
    pub fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> =
            self.charges.iter().map(|c| format!("{} {} {}", c.code, c.x12, c.amount)).collect();
        lines.push(format!("total {} {}", self.total, self.currency));
        for hold in &self.holds {
            let stop = hold.stop.map(|s| format!(" stop {s}")).unwrap_or_default();
            let named = |name: &str, value: &Option<String>| {
                value.as_ref().map(|value| format!(" {name} {value}")).unwrap_or_default()
            };
            let of =
                [named("document", &hold.document), named("reference", &hold.reference), named("charge", &hold.charge)];
            lines.push(format!("hold {}{stop}{}", hold.code, of.concat()));
        }
        lines.extend(self.warnings.iter().map(|w| format!("warning {w}")));
        lines.push(format!("ready {}", self.ready));
        lines
    }

    /// As the table of a case's file.
    fn text(&self) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let list = |name: &str, rows: Vec<String>| match rows.is_empty() {
            true => format!("{name} = []\n"),
            false => format!("{name} = [\n{}]\n", rows.iter().map(|r| format!("    {r},\n")).collect::<String>()),
        };
        let charges = self.charges.iter().map(|c| {
            let (code, x12, amount) = (quoted(&c.code), quoted(&c.x12), quoted(&c.amount));
            format!("{{ code = {code}, x12 = {x12}, amount = {amount} }}")
        });
        let holds = self.holds.iter().map(|h| {
            let mut parts = vec![format!("code = {}", quoted(&h.code))];
            parts.extend(h.stop.map(|stop| format!("stop = {stop}")));
            for (name, value) in [("document", &h.document), ("reference", &h.reference), ("charge", &h.charge)] {
                parts.extend(value.as_ref().map(|value| format!("{name} = {}", quoted(value))));
            }
            format!("{{ {} }}", parts.join(", "))
        });
        let mut text = format!(
            "[expected]\ncurrency = {}\ntotal = {}\nready = {}\n",
            quoted(&self.currency),
            quoted(&self.total),
            self.ready
        );
        text.push_str(&list("charges", charges.collect()));
        text.push_str(&list("holds", holds.collect()));
        text.push_str(&list("warnings", self.warnings.iter().map(|w| quoted(w)).collect()));
        text
    }
}

/// A case's text with another `[expected]`; what stands before it is kept as it is. LH-342 when the text has no such line, or
/// more than what is expected stands behind it.
pub fn with_expected(text: &str, expected: &Expected) -> Outcome<String> {
    let at = text.lines().position(|line| line.trim() == "[expected]");
    let head: String = text.split_inclusive('\n').take(at.unwrap_or_default()).collect();
    let written = format!("{head}{}", expected.text());
    let refuse = |why: &str| {
        Fault::new(
            "LH-342",
            format!("the golden case cannot be written anew: {why}"),
            "It stays as it is.",
            "Write `[expected]` on a line of its own, as the last table of the file.",
        )
    };
    if at.is_none() {
        return Err(refuse("it has no line `[expected]`"));
    }
    let (before, after) = (read_case(text)?, read_case(&written)?);
    let same = before.title == after.title && before.source == after.source && before.load == after.load;
    if same && after.expected.lines() == expected.lines() {
        Ok(written)
    } else {
        Err(refuse("it would not read the same"))
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
