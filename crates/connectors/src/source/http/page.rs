//! A page: `{"loads": [{"load_number": …, "updated_at": …, …}, …], "next": …}`. A load is written as everywhere in Linehaul
//! ([`crate::load_json`]), with the time of its last change beside it; what it says of stops, events and documents are facts of
//! their own.

use std::collections::BTreeSet;

use linehaul_domain::canonical;
use linehaul_domain::document::{Attestation, Readability};
use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::fault::Code;
use linehaul_domain::ids::{Hash, SourceName, normal};
use linehaul_domain::said::{Said, Thing};
use linehaul_domain::time::Instant;
use serde_json::Value;

use crate::cell::{self, BadCell};
use crate::drop::{self, AHEAD, AT_ONCE, About, OpenDocument, ParsedFile, Stated, Take, not_ahead, readability};
use crate::http::Answer;
use crate::load_json::{Object, has_amounts, stated};
use crate::mapping::{ColumnMap, Kind, ReadBy};
use crate::marks::Marks;
use crate::once;
use crate::row_text::RowText;
use crate::source::Read;

use super::header::{self, DELETED};

/// Most values of a page, by the signs that part them: three times as many as loads of its length have.
const MOST_VALUES: usize = 2_000_000;

/// A page as it came.
pub(super) struct Page {
    pub bytes: Vec<u8>,
    /// Of its loads.
    pub hash: Hash,
    pub marks: Marks,
    /// How many loads are in it.
    pub loads: usize,
    /// What it says of the page behind it.
    pub next: Option<String>,
}

impl Page {
    /// Reads so much of an answer as says where to go on; why it is no page, in words that quote nothing of it.
    pub fn read(answer: Answer, next: &str, list: &str) -> Result<Page, String> {
        let Answer { body: bytes, marks, .. } = answer;
        // A value takes many times its bytes once it is read.
        if bytes.iter().filter(|byte| b",[{:".contains(byte)).nth(MOST_VALUES).is_some() {
            return Err(format!("it has more than {MOST_VALUES} values"));
        }
        let value: Value = serde_json::from_slice(&bytes).map_err(|_| "it is no JSON, or not all of it".to_owned())?;
        let loads =
            value.get(list).filter(|loads| loads.is_array()).ok_or_else(|| format!("it has no list `{list}`"))?;
        // That a page got another one behind it is no news of what is on it.
        let hash = canonical::hash_bytes(loads.to_string().as_bytes());
        let loads = loads.as_array().map_or(0, Vec::len);
        let next = match value.get(next) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if text.is_empty() => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(Value::Number(number)) => Some(number.to_string()),
            Some(_) => return Err(format!("its `{next}` is neither text nor a number")),
        };
        Ok(Page { bytes, hash, marks, loads, next })
    }
}

/// The field, or where it is in the load, and what is wrong.
type BadLoad = (String, BadCell);

fn unreadable(field: impl Into<String>, message: impl Into<String>) -> BadLoad {
    (field.into(), BadCell { code: Code::LoadUnreadable, message: message.into() })
}

/// Reads a page. Each statement counts as a row, and a load that does not read as one.
pub(super) fn read_in_parts(
    (source, kind, file, received): Read<'_>,
    bytes: &[u8],
    by: &ReadBy,
    open: OpenDocument<'_>,
    take: Take<'_>,
) -> ParsedFile {
    let map = match by {
        ReadBy::Columns(map) => map,
        ReadBy::Mapping(_) => return drop::read_by((source, kind, file, received), bytes, by, open, take),
    };
    let (mut parsed, mut good, mut part) = (ParsedFile::default(), 0, Stated::default());
    match loads_of(bytes) {
        Err(message) => parsed.refuse(file, BadCell { code: Code::LoadUnreadable, message }, bytes, Vec::new()),
        Ok(loads) => {
            take(Stated::headed(header::of(&loads, map)));
            for (index, load) in (1u32..).zip(loads) {
                let whole = map.of_source.whole_records;
                let read = renamed(&load, map).and_then(|own| facts((source, received, whole), own, open));
                match read {
                    Ok(facts) => {
                        good += facts.len();
                        facts.into_iter().for_each(|fact| part.add_row(index, fact));
                    }
                    Err((field, why)) => {
                        let about = about(&load, map, received).into_iter().collect();
                        parsed.take_bad(index, Some(field), why, about, || RowText::of(&load.to_string()));
                    }
                }
                if part.facts.len() >= AT_ONCE {
                    take(std::mem::take(&mut part));
                }
            }
        }
    }
    if !part.facts.is_empty() {
        take(part);
    }
    parsed.rows_read = good + parsed.quarantined();
    parsed
}

/// What a load speaks of that does not read: itself, with all that it has.
fn about(load: &Value, map: &ColumnMap, received: Instant) -> Option<About> {
    let named = |column: &str| {
        let own = load.as_object()?.iter().find(|(name, _)| map.column(name) == column)?;
        own.1.as_str().map(str::to_owned)
    };
    let number = |text: &String| !normal(text).is_empty() && !text.chars().any(char::is_control);
    let version = named("updated_at").and_then(|text| cell::instant(&text, None).ok());
    let latest = received.checked_add_signed(AHEAD);
    let version = version.filter(|version| latest.is_none_or(|latest| *version <= latest));
    named("load_number").filter(number).map(|whose| About { thing: Thing::Load, whose, part: None, version })
}

fn loads_of(bytes: &[u8]) -> Result<Vec<Value>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not text in UTF-8".to_owned())?;
    // JSON's readers keep the last of two fields of one name without a word, and with it another price.
    match once::given_twice(text) {
        Ok(Some(name)) => return Err(format!("`{}` is there twice in one object", cell::shown(&name))),
        Err(_) => return Err("it is no JSON, or not all of it".to_owned()),
        Ok(None) => {}
    }
    let mut page: Value = serde_json::from_str(text).map_err(|e| e.to_string())?;
    match page.get_mut("loads").map(Value::take) {
        Some(Value::Array(loads)) => Ok(loads),
        _ => Err("it has no list `loads`".to_owned()),
    }
}

/// The load's own fields by our names.
fn renamed(load: &Value, map: &ColumnMap) -> Result<Object, BadLoad> {
    let Value::Object(theirs) = load else { return Err(unreadable("loads", "a load is a JSON object")) };
    let mut own = Object::new();
    for (name, value) in theirs {
        let column = map.column(name);
        if own.insert(column.clone(), value.clone()).is_some() {
            return Err(unreadable(column, "it is there twice, by one name or another"));
        }
    }
    Ok(own)
}

fn present(object: &Object, field: &str) -> bool {
    object.get(field).is_some_and(|value| !value.is_null() && value.as_str() != Some(""))
}

/// What a file of rows must say, a load must say too: nothing of it is guessed.
fn must_say(object: &Object, deleted: bool) -> Result<(), BadLoad> {
    let needs: &[&str] = match deleted {
        true => &["load_number", "updated_at"],
        false => &["load_number", "customer", "status", "updated_at"],
    };
    let empty =
        |field: &str, what: &str| (field.to_owned(), BadCell { code: Code::CellEmpty, message: what.to_owned() });
    if let Some(field) = needs.iter().find(|field| !present(object, field)) {
        return Err(empty(field, "it is missing"));
    }
    let mut money = present(object, "expected_total") || present(object, "booked") || has_amounts(object);
    for (list, id) in [("documents", "id"), ("events", "event_id")] {
        let all = object.get(list).and_then(Value::as_array);
        for (index, one) in all.into_iter().flatten().enumerate() {
            // Without a name of its own, one that stands elsewhere in the list would be another one.
            let Some(one) = one.as_object().filter(|one| present(one, id)) else {
                return Err(empty(&format!("{list}[{index}].{id}"), "it is missing"));
            };
            money |= present(one, "amount");
        }
    }
    if money && !present(object, "currency") {
        let message = "it is missing, and there are amounts".to_owned();
        return Err(("currency".to_owned(), BadCell { code: Code::CurrencyWrong, message }));
    }
    Ok(())
}

/// Takes from a record whether its load was deleted: then that is its status, whatever else it says.
fn take_deleted(own: &mut Object) -> Result<bool, BadLoad> {
    let deleted = match own.remove(DELETED) {
        None | Some(Value::Null) => false,
        Some(Value::Bool(deleted)) => deleted,
        Some(other) => {
            let text = other.as_str().ok_or_else(|| unreadable(DELETED, "it is neither yes nor no"))?;
            cell::flag(text).map_err(|why| (DELETED.to_owned(), why))?
        }
    };
    if deleted {
        own.insert("status".to_owned(), Value::from(DELETED));
    }
    Ok(deleted)
}

/// What a load says, as facts of the version that it names; its events are of the time at which they were recorded.
fn facts(
    (source, received, whole): (&SourceName, Instant, bool),
    mut own: Object,
    open: OpenDocument<'_>,
) -> Result<Vec<Fact>, BadLoad> {
    let deleted = take_deleted(&mut own)?;
    must_say(&own, deleted)?;
    let updated = own.remove("updated_at").unwrap_or_default();
    let updated = updated.as_str().ok_or_else(|| unreadable("updated_at", "it is no text"))?;
    let version = cell::instant(updated, None).map_err(|why| ("updated_at".to_owned(), why))?;
    let mut load = stated(&own).map_err(|(field, message)| unreadable(field, message))?;
    let number = load.number.clone();
    let mut bodies: Vec<FactBody> = Vec::new();
    for stop in std::mem::take(&mut load.stops) {
        bodies.push(FactBody::Stop { load: number.clone(), stop: Box::new(stop) });
    }
    for event in std::mem::take(&mut load.events) {
        bodies.push(FactBody::Event { load: number.clone(), event });
    }
    for mut document in std::mem::take(&mut load.documents) {
        document.signed = document.signed.map(|_| Attestation::Source(source.0.clone()));
        let bytes = document.file.as_deref().and_then(open);
        document.hash = bytes.as_deref().map(canonical::hash_bytes);
        document.readability = match &document.file {
            Some(file) => readability(file, bytes.as_deref()),
            None => Readability::Readable,
        };
        bodies.push(FactBody::Document { load: number.clone(), document });
    }
    bodies.insert(0, FactBody::Load(Box::new(load)));
    let mut seen = BTreeSet::new();
    bodies
        .into_iter()
        .map(|body| {
            let (kind, version) = match &body {
                FactBody::Event { event, .. } => (Kind::Events, event.recorded),
                _ => (Kind::Loads, version),
            };
            // What is left of a deleted load empties nothing of it.
            let said = if whole && !deleted { Said::ALL } else { said(&own, &body) };
            let fact = Fact { source: source.clone(), version, undated: false, said, receipt: 0, came: None, body };
            let fact = not_ahead(kind, fact, received)?;
            if !seen.insert(fact.key()) {
                return Err(unreadable(fact.key(), "it is there twice in one load"));
            }
            Ok(fact)
        })
        .collect()
}

/// What a load's JSON says of one of its things: the fields that are there. One that is null says that there is nothing.
fn said(own: &Object, body: &FactBody) -> Said {
    let of = |list: &str, known: &dyn Fn(&Object) -> bool| {
        let all = own.get(list).and_then(Value::as_array);
        let one = all.into_iter().flatten().filter_map(Value::as_object).find(|one| known(one));
        let fields = one.into_iter().flat_map(Object::keys).map(String::as_str);
        Said::of_columns(body.thing(), fields)
    };
    let is = |one: &Object, field: &str, text: &str| {
        one.get(field).is_some_and(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned) == text)
    };
    match body {
        FactBody::Load(_) => {
            let items = own.get("items").map_or(&[][..], |_| &["item_class", "pieces", "hazmat"]);
            let fields = own.keys().map(String::as_str).chain(items.iter().copied());
            let mut said = Said::of_columns(body.thing(), fields);
            let empty = |(name, value): (&String, &Value)| value.is_null().then(|| name.clone());
            let within = |list: &str| own.get(list).and_then(Value::as_object).into_iter().flatten();
            own.iter().filter_map(empty).for_each(|name| said.emptying(format!("extra:{name}")));
            within("extras").filter_map(empty).for_each(|name| said.emptying(format!("extra:{name}")));
            within("references").filter_map(empty).for_each(|name| said.emptying(format!("ref:{name}")));
            said
        }
        FactBody::Stop { stop, .. } => of("stops", &|one| is(one, "seq", &stop.seq.to_string())),
        FactBody::Event { event, .. } => of("events", &|one| is(one, "event_id", &event.id)),
        FactBody::Document { document, .. } => of("documents", &|one| is(one, "id", &document.id)),
        FactBody::Customer(_) => Said::ALL,
    }
}
