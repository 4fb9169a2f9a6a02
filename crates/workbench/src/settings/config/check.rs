//! What must hold of a configuration that reads: names that are known, amounts that are amounts, one owner for each thing.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_connectors::mapping::Kind;
use linehaul_connectors::source::{self, master::ERP};
use linehaul_domain::Decimal;
use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::hold::HoldCode;
use linehaul_domain::money::Currency;
use linehaul_domain::near::nearest;
use linehaul_domain::said::Thing;

use crate::settings::config::{Config, FILE, LOADS, OWNED, Source};
use crate::settings::sources::{wrong_complete, wrong_every, wrong_mapping};

/// LH-103 when a value makes no sense, or names what there is not.
pub(super) fn check(config: &Config) -> Outcome<()> {
    let wrong = |what: String| {
        Err(Fault::new(
            Code::SettingRefused,
            format!("{FILE}: {what}"),
            "Nothing was read and nothing was billed.",
            "Mend it.",
        ))
    };
    let business = &config.business;
    let number_length = business.invoice_prefix.len() + business.desk.len();
    if business.invoice_prefix.is_empty() || business.desk.is_empty() || number_length > 8 {
        return wrong("invoice_prefix and desk must be there and have at most 8 characters together".into());
    }
    if !business.invoice_prefix.chars().chain(business.desk.chars()).all(|c| c.is_ascii_alphanumeric()) {
        return wrong("invoice_prefix and desk take letters and digits only".into());
    }
    if let Some(why) = business.currency.and_then(|currency| currency.code().parse::<Currency>().err()) {
        return wrong(format!("currency: {why}"));
    }
    let amounts = [&business.variance_hold_above, &business.variance_warn_above].into_iter();
    let own = config.customers.values().flat_map(|c| [&c.variance_hold_above, &c.variance_warn_above]);
    let of = &config.limits;
    let limits = [&of.adjust_biller, &of.adjust_approver, &of.variance_biller, &of.variance_approver];
    let amounts = amounts.chain(own).chain([&config.publish.money_moved_above]).flatten().chain(limits);
    for amount in amounts {
        if canonical::exact(amount).is_none_or(|d| d < Decimal::ZERO) {
            return wrong(format!("`{amount}` is not an amount"));
        }
    }
    if let Some(what) = wrong_sources(&config.sources) {
        return wrong(what);
    }
    if let Some(what) = wrong_tables(config) {
        return wrong(what);
    }
    if let Some(what) = config.owners.keys().find_map(|code| wrong_owner(code)) {
        return wrong(format!("[owners] {what}"));
    }
    if let Some((entity, what)) = config.printed_numbers.iter().find_map(|(e, t)| Some((e, t.wrong()?))) {
        return wrong(format!("[printed_number] {entity}: {what}"));
    }
    if let Some(what) = config.erp.wrong() {
        return wrong(format!("[erp] {what}"));
    }
    let mut known = BTreeSet::new();
    // Of two names that differ in case only, the book's reader could not tell who it was.
    if let Some(user) = config.users.iter().find(|u| u.name.trim().is_empty() || !known.insert(u.name.to_lowercase())) {
        return wrong(format!("the user `{}` has no name, or that of another user", user.name));
    }
    let star = config.users.iter().any(|u| u.accounts.iter().any(|a| a == "*"));
    if star && business.today.is_none() {
        return wrong("a user bound to any account (`*`) is for a sample workspace only".into());
    }
    Ok(())
}

/// What its kind says of a source's settings.
fn wrong_settings(source: &Source) -> Option<String> {
    let Some(kind) = source::kind(&source.kind) else {
        let known: Vec<&str> = source::KINDS.iter().map(|kind| kind.name).collect();
        return Some(format!("kind `{}` is not known; known is {}", source.kind, known.join(", ")));
    };
    (kind.wrong)(&source.settings)
}

/// The word that an unknown one was probably meant to be, as a question behind it.
fn meant<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

/// A hold's code, or `*` for all others.
fn wrong_owner(code: &str) -> Option<String> {
    if code == "*" || HoldCode::of(code).is_some() {
        return None;
    }
    let known = HoldCode::ALL.iter().map(|code| code.code());
    Some(format!("`{code}` is no code of a hold{}", meant(code, known)))
}

/// Sources have a name each, know their settings, and name columns that there are.
fn wrong_sources(sources: &[Source]) -> Option<String> {
    let mut names: Vec<&str> = sources.iter().map(|s| s.name.as_str()).collect();
    names.sort_unstable();
    if names.windows(2).any(|pair| pair[0] == pair[1]) {
        return Some("two sources have one name".into());
    }
    if names.contains(&ERP) {
        return Some(format!("source `{ERP}`: that name is the ERP's own"));
    }
    for source in sources {
        let wrong = wrong_settings(source).or_else(|| wrong_columns(source)).or_else(|| wrong_mapping(source));
        if let Some(what) = wrong.or_else(|| wrong_every(source)).or_else(|| wrong_complete(source)) {
            return Some(format!("source `{}`: {what}", source.name));
        }
    }
    let shouted = |s: &&Source| !s.name.chars().any(char::is_lowercase) || s.name.contains('/');
    if let Some(source) = sources.iter().skip(1).find(shouted) {
        // Numbers have no small letters in their normal form: so no number begins like a source's name.
        return Some(format!("source `{}`: a name needs a small letter, and no slash", source.name));
    }
    wrong_joins(sources)
}

/// Tables have a name each, which is no source's either: a sync is asked for both by name.
fn wrong_tables(config: &Config) -> Option<String> {
    let mut names: BTreeSet<&str> = config.sources.iter().map(|source| source.name.as_str()).chain([ERP]).collect();
    config.tables.iter().find_map(|table| {
        let twice = || Some(format!("table `{}`: another table or source has that name", table.name));
        let wrong = || table.wrong().map(|what| format!("table `{}`: {what}", table.name));
        if names.insert(&table.name) { wrong() } else { twice() }
    })
}

/// Their headers are named by kind of file, and each stands for a column of that kind.
fn wrong_columns(source: &Source) -> Option<String> {
    source.columns.iter().find_map(|(kind, columns)| {
        let Some(known) = Kind::from_name(kind) else {
            let hint = meant(kind, Kind::ALL.iter().map(|kind| kind.name()));
            return Some(format!("columns.{kind}: there is no such kind of file{hint}"));
        };
        let unknown = columns.values().map(|ours| ours.trim()).find(|ours| !known.reads(ours))?;
        Some(format!("columns.{kind}: `{unknown}` is no column of {kind}{}", meant(unknown, known.known())))
    })
}

/// A source that joins another must name one that joins none, and own something that no other joining source owns.
fn wrong_joins(sources: &[Source]) -> Option<String> {
    let mut owners: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for source in sources {
        let name = &source.name;
        let Some(joins) = &source.joins else {
            if !source.owns.is_empty() {
                return Some(format!("source `{name}` owns something without `joins`"));
            }
            continue;
        };
        if !sources.iter().any(|s| s.name == *joins && s.joins.is_none()) {
            return Some(format!("source `{name}` joins `{joins}`, which is no source of loads of its own"));
        }
        for owned in &source.owns {
            let field = owned.strip_prefix(LOADS).and_then(|rest| rest.strip_prefix('.'));
            if let Some(field) = field.filter(|field| !Thing::Load.names().contains(field)) {
                let hint = meant(field, Thing::Load.names());
                return Some(format!("source `{name}` owns `{owned}`: `{field}` is no field of a load{hint}"));
            }
            if field.is_none() && !OWNED.contains(&owned.as_str()) {
                let some = "or a field like loads.miles";
                return Some(format!("source `{name}` owns `{owned}`; there are {}, {some}", OWNED.join(", ")));
            }
            if let Some(other) = owners.insert((joins, owned), name) {
                return Some(format!("the {owned} of `{joins}` are owned by `{other}` and by `{name}`"));
            }
        }
    }
    None
}
