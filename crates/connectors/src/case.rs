//! Golden cases: what a contract must make of a load, line by line.

use linehaul_domain::fault::{Code, Fault, Outcome};
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
    /// What must come out; none while a case is only begun.
    pub expected: Option<Expected>,
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
    /// X12 element 150; what is not stated is not compared.
    pub x12: Option<String>,
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
            self.charges.iter().map(|c| [Some(&c.code), c.x12.as_ref(), Some(&c.amount)]).map(words).collect();
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
            let (code, amount) = (quoted(&c.code), quoted(&c.amount));
            let x12 = c.x12.as_ref().map(|x12| format!(", x12 = {}", quoted(x12))).unwrap_or_default();
            format!("{{ code = {code}{x12}, amount = {amount} }}")
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

fn words(parts: [Option<&String>; 3]) -> String {
    parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// A case that is only begun: its title and its load.
pub fn begun(title: &str, load: &str) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    format!("title = {}\nload = {}\n", quoted(title), quoted(load))
}

/// A case's text with another `[expected]`; what stands before it is kept as it is. LH-342 when more than what is expected
/// stands behind it, or it has no line of its own.
pub fn with_expected(text: &str, expected: &Expected) -> Outcome<String> {
    let before = read_case(text)?;
    let at = text.lines().position(|line| line.trim() == "[expected]");
    let head: String = match at {
        Some(at) => text.split_inclusive('\n').take(at).collect(),
        None => format!("{}\n\n", text.trim_end()),
    };
    let written = format!("{head}{}", expected.text());
    let refuse = |why: &str| {
        Fault::new(
            Code::CaseUnwritable,
            format!("the golden case cannot be written anew: {why}"),
            "It stays as it is.",
            "Write `[expected]` on a line of its own, as the last table of the file.",
        )
    };
    if at.is_none() && before.expected.is_some() {
        return Err(refuse("it has no line `[expected]`"));
    }
    let after = read_case(&written)?;
    let same = before.title == after.title && before.source == after.source && before.load == after.load;
    if same && after.expected.is_some_and(|after| after.lines() == expected.lines()) {
        Ok(written)
    } else {
        Err(refuse("it would not read the same"))
    }
}

/// Reads a case; LH-341 names what is wrong with it.
pub fn read_case(text: &str) -> Outcome<GoldenCase> {
    toml::from_str(text).map_err(|e| {
        let upto = e.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = upto.matches('\n').count() + 1;
        Fault::new(
            Code::CaseUnreadable,
            format!("the golden case does not read: line {line}: {}", plain(e.message())),
            "The case was not run.",
            "Mend it; the guide shows a whole case, and `rules test --update` writes `[expected]` for you.",
        )
    })
}

/// The reader's words, in ours.
fn plain(message: &str) -> String {
    let message = message.trim();
    if let Some(field) = message.strip_prefix("missing field ") {
        return format!("{field} is missing");
    }
    match message.strip_prefix("unknown field ") {
        Some(rest) => format!(
            "there is no {}",
            rest.replace(", expected one of", "; there are").replace(", expected", "; there is")
        ),
        None => message.replace("invalid type: ", "").replace(", expected", " stands where there should be"),
    }
}
