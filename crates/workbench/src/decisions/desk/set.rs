//! Set: what stands in a field of a load, by somebody's word. The value that it takes the place of is kept with it.

use linehaul_connectors::cell::{self, BadCell};
use linehaul_domain::desk::{Entered, Field, FieldSet, OF_LOAD, OF_STOP, Says, Sort, Value};
use linehaul_domain::document::REFERENCES;
use linehaul_domain::extra::Extra;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::fields::value_of;
use linehaul_domain::ids::CustomerId;
use linehaul_domain::load::Load;
use linehaul_domain::money::Money;
use linehaul_domain::near::nearest;
use linehaul_domain::time::{Instant, Tz};

use crate::decisions::desk::{Looked, Saying, state};
use crate::decisions::review::Decided;
use crate::workspace::home::Workbench;

/// Longest text that is set, in characters.
const MAX_TEXT: usize = 400;

/// Sets a field of a load, or of a stop of it; an empty text says that there is nothing. LH-461 for what is no such field, LH-462 for what
/// cannot stand there, LH-463 for a time that its zone has not once, LH-464 where it stands already.
pub fn set(
    bench: &mut Workbench,
    saying: Saying<'_>,
    (name, stop): (&str, Option<u32>),
    text: &str,
) -> Outcome<Decided> {
    state(bench, saying, |looked, notes| {
        let field = field_of(&looked.load, name.trim(), stop)?;
        let replaced = value_of(&looked.sources, &field).unwrap_or(Value::Nothing);
        let value = read(looked, &field, text.trim(), &replaced)?;
        is_news(looked, &field, &value)?;
        let set = FieldSet { field, value, replaced };
        let says = Says::Set(set);
        notes.push(format!("{}: {}", looked.load.number, says.words()));
        Ok(vec![says])
    })
}

fn unknown(what: String, next: String) -> Fault {
    Fault::new(Code::FieldUnknown, what, "Nothing was decided.", next)
}

/// The field of a name: a column of ours, or a reference or an extra that is known by its name alone.
fn field_of(load: &Load, name: &str, stop: Option<u32>) -> Outcome<Field> {
    let field = Field { stop, column: name.to_owned() };
    if let Some(seq) = stop.filter(|seq| load.stop(*seq).is_none()) {
        let stops: Vec<String> = load.stops.iter().map(|stop| stop.seq.to_string()).collect();
        let next = if stops.is_empty() { "none; dispatch sends its stops".to_owned() } else { stops.join(", ") };
        return Err(unknown(format!("{} has no stop {seq}", load.number), format!("Its stops are {next}.")));
    }
    match field.sort() {
        Some(Sort::Reference) => return known_reference(load, field),
        Some(_) => return Ok(field),
        None => {}
    }
    let of = |kind: &str| Field { stop: None, column: format!("{kind}:{name}") };
    if stop.is_none() && (REFERENCES.contains(&name) || load.references.contains_key(name)) {
        return Ok(of("ref"));
    }
    if stop.is_none() && load.extras.contains_key(name) {
        return Ok(of("extra"));
    }
    Err(no_field(load, name, stop))
}

/// A reference that no load names may be one that is misspelt.
fn known_reference(load: &Load, field: Field) -> Outcome<Field> {
    let name = field.column.trim_start_matches("ref:");
    let known = || REFERENCES.iter().copied().chain(load.references.keys().map(String::as_str));
    if known().any(|known| known == name) {
        return Ok(field);
    }
    match nearest(name, known()) {
        Some(near) => Err(unknown(
            format!("`{}` is no reference that is known", cell::shown(name)),
            format!("Did you mean `ref:{near}`?"),
        )),
        None => Ok(field),
    }
}

fn no_field(load: &Load, name: &str, stop: Option<u32>) -> Fault {
    let own = || {
        let references = load.references.keys().map(String::as_str).chain(REFERENCES.iter().copied());
        references.chain(load.extras.keys().map(String::as_str))
    };
    let table = if stop.is_some() { OF_STOP } else { OF_LOAD };
    let all = || table.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let next = match name {
        "expected_total" => {
            "What dispatch expects is dispatch's own to say; adjust a charge where ours is wrong.".to_owned()
        }
        "status" | "booked" | "payors" => "That is dispatch's own to say: have dispatch send it.".to_owned(),
        _ if stop.is_none() && OF_STOP.iter().any(|(known, _)| *known == name) => {
            format!("`{name}` is a field of a stop: say which with `--stop`.")
        }
        _ => match Field::near(name, stop.is_some(), own().filter(|_| stop.is_none())) {
            Some(near) => format!("Did you mean `{near}`?"),
            None if stop.is_some() => format!("Fields of a stop: {}.", all()),
            None => format!("Fields: {}, a reference as ref:NAME, an extra as extra:NAME.", all()),
        },
    };
    unknown(format!("`{}` is no field that is set at the desk", cell::shown(name)), next)
}

/// A point in time, by the clock of a zone where it has no offset. LH-463 for one that the zone has not once.
pub(crate) fn time_of(what: &str, text: &str, zone: Option<Tz>) -> Outcome<Instant> {
    cell::instant(text, zone).map_err(|bad| match bad.code {
        Code::TimeNotOnce => Fault::new(
            Code::ClockTwice,
            format!("{what}: {}", bad.message),
            "Nothing was decided: an hour of waiting would hang on a guess.",
            "Say it with its offset, like 2025-11-02T01:30-05:00.",
        ),
        _ => unreadable(what, &bad.message, "Say it like 2025-01-31 08:00, by the clock of the stop."),
    })
}

fn unreadable(of: &str, what: &str, next: &str) -> Fault {
    let what = format!("{of}: {what}");
    Fault::new(Code::ValueUnreadable, what, "Nothing was decided.", next)
}

fn read(looked: &Looked<'_>, field: &Field, text: &str, replaced: &Value) -> Outcome<Value> {
    let example = |example: &str| format!("Say it like {example}.");
    if text.chars().any(char::is_control) || text.chars().count() > MAX_TEXT {
        let next = format!("Say it in at most {MAX_TEXT} signs on one line.");
        return Err(unreadable(&field.words(), "the text is too long, or has signs that nobody sees", &next));
    }
    let sort = field.sort().unwrap_or(Sort::Text);
    if text.is_empty() && !matches!(sort, Sort::Flag) && field.column != "customer" {
        return Ok(Value::Nothing);
    }
    let bad = |example_text: &str| {
        let next = example(example_text);
        move |bad: BadCell| unreadable(&field.words(), &bad.message, &next)
    };
    match sort {
        Sort::Text | Sort::Reference => Ok(Value::Text(text.to_owned())),
        Sort::Customer => customer(looked.bench, field, text),
        Sort::Number => cell::quantity(text).map(Value::Number).map_err(bad("612 or 612.5")),
        Sort::Whole => cell::whole(text).map(Value::Whole).map_err(bad("2")),
        Sort::Flag => cell::flag(text).map(Value::Flag).map_err(bad("yes or no")),
        Sort::Time => {
            let zone = field.stop.and_then(|seq| looked.load.stop(seq)).map(|stop| stop.zone);
            let at = time_of(&field.words(), text, zone)?;
            let zone = zone.unwrap_or(looked.bench.config.business.zone);
            Ok(Value::Time(at, zone))
        }
        Sort::Extra => extra(text, replaced).map(Value::Extra).map_err(bad("the one that is there")),
    }
}

/// One that is known, since who is billed has a contract and a code at the ERP.
fn customer(bench: &Workbench, field: &Field, text: &str) -> Outcome<Value> {
    let id = CustomerId(text.to_owned());
    if bench.cache.customer(&id)?.is_some() {
        return Ok(Value::Text(text.to_owned()));
    }
    let known = bench.cache.customers()?;
    let near = nearest(text, known.iter().map(|customer| customer.id.as_str()));
    let next = match near {
        Some(near) => format!("Did you mean `{near}`?"),
        None => "Name it by its id, as dispatch does; set it up first where it is new (customers….csv).".to_owned(),
    };
    Err(unreadable(&field.words(), &format!("nothing is known of a customer `{}`", cell::shown(text)), &next))
}

/// Of the type that the source's has; a text where it has none: a plain decimal also reads as a number.
fn extra(text: &str, replaced: &Value) -> Result<Extra, BadCell> {
    let Value::Extra(known) = replaced else { return Ok(Extra::Text(text.to_owned())) };
    Ok(match known {
        Extra::Text(_) | Extra::Nested(_) => Extra::Text(text.to_owned()),
        Extra::Number(_) => Extra::Number(cell::decimal(text)?),
        Extra::Date(_) => Extra::Date(cell::date(text)?),
        Extra::Instant(_) => Extra::Instant(cell::instant(text, None)?),
        Extra::Flag(_) => Extra::Flag(cell::flag(text)?),
        Extra::Money(Money { currency, .. }) => {
            let (amount, said) = text.split_once(' ').unwrap_or((text, currency.code()));
            let said = cell::currency(said.trim())?;
            if said != *currency {
                return cell::bad(Code::CurrencyWrong, format!("it is in {currency}, and not in {said}"));
            }
            Extra::Money(Money::new(cell::decimal(amount)?, *currency))
        }
    })
}

/// LH-464 where it stands already, and nobody is asked about it.
fn is_news(looked: &Looked<'_>, field: &Field, value: &Value) -> Outcome<()> {
    let stands = value_of(&looked.load, field).unwrap_or(Value::Nothing);
    let key_of = |stop: u32| format!("stop/{}/{stop}", looked.load.number);
    let asked = looked.load.conflicts.iter().any(|conflict| {
        conflict.asks() && conflict.field == field.column && field.stop.is_none_or(|stop| conflict.key == key_of(stop))
    });
    if !stands.is_same(value) || asked {
        return Ok(());
    }
    let about = |said: &&Entered| matches!(&said.says, Says::Set(set) if set.field == *field);
    let by = match looked.load_state.desk.iter().find(about) {
        Some(said) => format!("as {} said in entry {}", said.by, said.seq),
        None => "as its sources say".to_owned(),
    };
    Err(Fault::new(
        Code::SaidAlready,
        format!("{} of {} is {} already, {by}", field.words(), looked.load.number, stands.words()),
        "Nothing was decided.",
        "Nothing needs doing.",
    ))
}
