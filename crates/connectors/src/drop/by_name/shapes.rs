//! Shapes: how names are made, where the settings say it: `{load} {type}`, `{type}_{load}_p{page}`.

use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::normal;
use regex::Regex;

use super::pieces::Pieces;
use super::types::Words;
use super::{Found, Known, Rest, no_load};
use crate::cell::shown;

/// A type: known words first, since a name may have in them what stands between its parts.
const TYPE: &str = "(?P<type>KNOWN|.+?)";

/// What may stand in braces.
const FIELDS: &[(&str, &str)] = &[
    ("load", "(?P<load>.+?)"),
    ("type", TYPE),
    ("stop", "(?P<stop>[0-9]{1,3})"),
    ("page", "(?P<page>[0-9]{1,3})"),
    ("*", ".*?"),
];

/// One of them.
#[derive(Debug, Clone)]
pub struct Shape(Regex);

impl Shape {
    /// Of its text; else what is wrong with it. What does not say the type needs one that holds for all. `known` are words of types.
    pub fn new(text: &str, known: &Words, has_type: bool) -> Result<Shape, String> {
        let wrong = |why: &str| format!("documents: names: `{text}` {why}");
        let (mut pattern, mut rest, words) = (String::from("^"), text, known.pattern());
        while let Some((before, behind)) = rest.split_once('{') {
            let (field, behind) = behind.split_once('}').ok_or_else(|| wrong("has a brace that is never closed"))?;
            let named = FIELDS.iter().find(|(name, _)| *name == field);
            let (_, part) = named.ok_or_else(|| wrong("may have {load}, {type}, {stop}, {page} and {*}"))?;
            pattern.push_str(&regex::escape(&fixed(before)));
            if pattern.contains(&format!("<{field}>")) {
                return Err(wrong("has one of them twice"));
            }
            pattern.push_str(&part.replace("KNOWN", &words));
            rest = behind;
        }
        pattern.push_str(&regex::escape(&fixed(rest)));
        pattern.push('$');
        if !pattern.contains("<load>") {
            return Err(wrong("does not say where the {load} stands"));
        }
        if !pattern.contains("<type>") && !has_type {
            return Err(wrong("does not say the {type}, and there is no `type` for all"));
        }
        Regex::new(&pattern).map(Shape).map_err(|why| wrong(&why.to_string()))
    }
}

/// What stands as it is, in the form that names are compared in; blanks at its ends stay.
fn fixed(text: &str) -> String {
    let blank = |is: bool| if is { " " } else { "" };
    let inner = normal(text);
    if inner.is_empty() {
        return blank(!text.is_empty()).to_owned();
    }
    format!("{}{inner}{}", blank(text.starts_with(char::is_whitespace)), blank(text.ends_with(char::is_whitespace)))
}

/// What the first shape that fits a name with a known load says.
pub fn found(shapes: &[Shape], pieces: &Pieces, known: Known<'_>) -> Outcome<Found> {
    let mut unknown: Option<String> = None;
    for Shape(shape) in shapes {
        let Some(fits) = shape.captures(&pieces.stem) else { continue };
        let load = fits.name("load").map_or("", |found| found.as_str().trim());
        let number = |name: &str| fits.name(name).and_then(|found| found.as_str().parse().ok());
        let all: Vec<String> = match known(load)? {
            true => vec![load.to_owned()],
            false => load.split(['-', '+', '&', ',']).map(|part| part.trim().to_owned()).collect(),
        };
        let mut missing = None;
        for part in &all {
            if missing.is_none() && !known(part)? {
                missing = Some(part.clone());
            }
        }
        match missing {
            None => {
                let kind = fits.name("type").map(|found| found.as_str().to_owned());
                return Ok(Ok((all, Rest::Shape { kind, stop: number("stop") })));
            }
            Some(missing) => unknown = unknown.or(Some(missing)),
        }
    }
    Ok(Err(match unknown {
        Some(load) => {
            no_load(&format!("there is no load {} that is known; it waits for that one, or rename it", shown(&load)))
        }
        None => no_load("its name is made like none of `names` in [source.documents]; rename it"),
    }))
}
