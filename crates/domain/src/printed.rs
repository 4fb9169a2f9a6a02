//! The printed number of an invoice: what customers, factors and remittances match on. It is made from a template when the
//! invoice is drafted, and is one invoice's alone within a legal entity. Our own number stays beside it as the mark.

use serde::{Deserialize, Serialize};

use crate::declared;

/// Longest printed number, in characters.
pub const MAX_CHARS: usize = 30;

declared! {
    /// How the numbers of a legal entity are made.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct NumberTemplate {
        /// Text with `{pro}`, `{load}`, `{seq}` or `{number}` (our own number).
        pub template: String,
        /// Behind the number of a supplement; `{n}` counts.
        /// Default: `"-S{n}"`
        #[serde(default = "supplement")]
        pub supplement: String,
        /// Behind the number of an invoice that bills again what was cancelled; `{n}` counts.
        /// Default: `"-R{n}"`
        #[serde(default = "rebill")]
        pub rebill: String,
        /// Behind the number of another load's invoice that would be the same; `{n}` counts from 2. Without it that is refused.
        /// Default: none
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub twin: Option<String>,
    }
}

fn supplement() -> String {
    "-S{n}".to_owned()
}

fn rebill() -> String {
    "-R{n}".to_owned()
}

/// What a template is filled with.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// Our number.
    pub number: &'a str,
    /// Its place in the sequence.
    pub seq: u64,
    /// The first load, as dispatch writes it.
    pub load: &'a str,
    /// The first load's PRO.
    pub pro: Option<&'a str>,
    /// How many loads there are behind the first one.
    pub more: usize,
}

/// What a suffix is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suffix {
    /// A supplement.
    Supplement,
    /// What was cancelled is billed again.
    Rebill,
    /// Another load's invoice.
    Twin,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
}

fn pieces(template: &str) -> Result<Vec<Piece<'_>>, String> {
    let (mut pieces, mut rest) = (Vec::new(), template);
    while let Some((text, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').ok_or_else(|| format!("`{template}` has a {{ without a }}"))?;
        pieces.extend([Piece::Text(text), Piece::Name(name)]);
        rest = behind;
    }
    pieces.push(Piece::Text(rest));
    Ok(pieces)
}

/// A character that may stand in a printed number.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_./#+".contains(c)
}

/// Texts of which all characters may stand in a printed number, and only these placeholders.
fn wrong_text(template: &str, known: &[&str]) -> Option<String> {
    let all = match pieces(template) {
        Ok(all) => all,
        Err(why) => return Some(why),
    };
    all.iter().find_map(|piece| match piece {
        Piece::Text(text) if !text.chars().all(is_plain) => {
            Some(format!("`{template}`: a number has letters, digits and - _ . / # + only"))
        }
        Piece::Name(name) if !known.contains(name) => {
            let known: Vec<String> = known.iter().map(|name| format!("{{{name}}}")).collect();
            Some(format!("`{template}`: {{{name}}} is not known; known is {}", known.join(", ")))
        }
        _ => None,
    })
}

impl NumberTemplate {
    /// What makes no sense, in words; `None` when all does.
    pub fn wrong(&self) -> Option<String> {
        if let Some(why) = wrong_text(&self.template, &["pro", "load", "seq", "number"]) {
            return Some(why);
        }
        let constant = pieces(&self.template).is_ok_and(|all| all.iter().all(|piece| matches!(piece, Piece::Text(_))));
        if constant && self.twin.is_none() {
            return Some(format!(
                "`{}` is the same for every invoice; it needs {{pro}}, {{load}}, {{seq}} or {{number}}, or a `twin`",
                self.template
            ));
        }
        for suffix in [Some(&self.supplement), Some(&self.rebill), self.twin.as_ref()].into_iter().flatten() {
            if let Some(why) = wrong_text(suffix, &["n"]) {
                return Some(why);
            }
            if !suffix.contains("{n}") {
                return Some(format!("`{suffix}` is the same for the second and the third; it needs {{n}}"));
            }
        }
        None
    }

    /// The number without a suffix. That of several loads is the first one's, with how many more there are: `1001+2`. An error in
    /// words where a part is missing, or what comes out is no number.
    pub fn fill(&self, parts: &Parts<'_>) -> Result<String, String> {
        let mut number = String::new();
        let mut of_a_load = false;
        for piece in pieces(&self.template)? {
            match piece {
                Piece::Text(text) => number.push_str(text),
                Piece::Name("number") => number.push_str(parts.number),
                Piece::Name("seq") => number.push_str(&format!("{:06}", parts.seq)),
                Piece::Name(name) => {
                    of_a_load = true;
                    let value = if name == "pro" { parts.pro } else { Some(parts.load) };
                    let value = value.map(str::trim).filter(|value| !value.is_empty());
                    number.push_str(value.ok_or_else(|| format!("{} has no {name}", parts.load))?);
                }
            }
        }
        if of_a_load && parts.more > 0 {
            number.push_str(&format!("+{}", parts.more));
        }
        sound(number)
    }

    /// The same with a suffix; nothing where none is said.
    pub fn suffixed(&self, base: &str, suffix: Suffix, n: u32) -> Option<Result<String, String>> {
        let text = match suffix {
            Suffix::Supplement => &self.supplement,
            Suffix::Rebill => &self.rebill,
            Suffix::Twin => self.twin.as_ref()?,
        };
        Some(sound(format!("{base}{}", text.replace("{n}", &n.to_string()))))
    }
}

fn sound(number: String) -> Result<String, String> {
    if !number.chars().all(is_plain) {
        return Err(format!("`{number}` is no number: it has letters, digits and - _ . / # + only"));
    }
    match number.chars().count() {
        0 => Err("it would be empty".to_owned()),
        1..=MAX_CHARS => Ok(number),
        more => Err(format!("`{number}` has {more} characters, at most {MAX_CHARS} go")),
    }
}
