//! The header, `need`, `ask`.

use linehaul_domain::document::{REFERENCES, TYPES};
use linehaul_domain::fault::Code;
use linehaul_domain::ids::ContractName;
use linehaul_domain::terms::{ClaimFrom, DocumentScope, Leftover, Prorate, ProrateBy, Verb};

use crate::draft::Header;
use crate::phrase::cursor::{Cursor, Step};
use crate::phrase::options::Options;

/// `contract for "X", currency "USD", version by actual pickup, rounded half up per line, otherwise house tariff`.
pub fn header(cursor: &mut Cursor<'_>) -> Step<Header> {
    cursor.words("for")?;
    let (name, _) = cursor.text("the contract's name")?;
    cursor.words(", currency")?;
    let (currency, at) = cursor.text("a currency")?;
    let currency = match currency.parse() {
        Ok(currency) => currency,
        Err(why) => return cursor.fail_at(at, Code::ValueSenseless, why),
    };
    cursor.words(", version by")?;
    let version_by = cursor.date()?;
    cursor.words(", rounded")?;
    let rounding = cursor.rounding()?;
    cursor.words("per line")?;
    let otherwise_house_tariff = cursor.more()?;
    if otherwise_house_tariff {
        cursor.words("otherwise house tariff")?;
    }
    cursor.finish()?;
    Ok(Header { name: ContractName(name), currency, version_by, rounding, otherwise_house_tariff })
}

/// `ask "…"`.
pub fn ask(cursor: &mut Cursor<'_>) -> Step<Verb> {
    Ok(Verb::Ask { question: cursor.question()? })
}

/// `claim within 180 days of the invoice`, `claim within 60 days of delivery`.
pub fn claim(cursor: &mut Cursor<'_>, options: &mut Options) -> Step<Verb> {
    cursor.words("within")?;
    let days = cursor.whole("days", 1, 1_000)?;
    cursor.words("days of")?;
    let from = if cursor.take("the invoice") {
        ClaimFrom::Invoice
    } else if cursor.take("delivery") {
        ClaimFrom::Delivery
    } else {
        return cursor.expected(&["the invoice", "delivery"]);
    };
    options.rest(cursor)?;
    Ok(Verb::Claim { days, from })
}

/// `prorate by share, leftover cents to the first payor`, `prorate by weight, … to the largest share`.
pub fn prorate(cursor: &mut Cursor<'_>, options: &mut Options) -> Step<Verb> {
    cursor.words("by")?;
    let by = if cursor.take("share") {
        ProrateBy::Share
    } else if cursor.take("weight") {
        ProrateBy::Weight
    } else {
        return cursor.expected(&["share", "weight"]);
    };
    cursor.words(", leftover cents to the")?;
    let leftover = if cursor.take("first payor") {
        Leftover::First
    } else if cursor.take("largest share") {
        Leftover::Largest
    } else {
        return cursor.expected(&["first payor", "largest share"]);
    };
    options.rest(cursor)?;
    Ok(Verb::Prorate(Prorate { by, leftover }))
}

/// `need document …`, `need reference …`, `need stops …`.
pub fn need(cursor: &mut Cursor<'_>) -> Step<Verb> {
    if cursor.take("document") {
        document(cursor)
    } else if cursor.take("reference") {
        reference(cursor)
    } else if cursor.take("stops") {
        Ok(Verb::NeedStops { at: cursor.stops()? })
    } else {
        cursor.expected(&["document", "reference", "stops"])
    }
}

fn document(cursor: &mut Cursor<'_>) -> Step<Verb> {
    let kind = cursor.known("document", TYPES)?;
    let mut at = DocumentScope::Load;
    let mut owner = None;
    while cursor.more()? {
        if cursor.take("at each delivery") {
            at = DocumentScope::EachDelivery;
        } else if cursor.take("at each pickup") {
            at = DocumentScope::EachPickup;
        } else if cursor.take("at the load") {
            at = DocumentScope::Load;
        } else if cursor.take("ask") {
            owner = Some(cursor.text("who gets it")?.0);
        } else {
            return cursor.expected(&["at each delivery", "at each pickup", "at the load", "ask \"…\""]);
        }
    }
    Ok(Verb::NeedDocument { kind, at, owner })
}

fn reference(cursor: &mut Cursor<'_>) -> Step<Verb> {
    let name = cursor.known("reference", REFERENCES)?;
    let like = if cursor.take("like") { Some(cursor.text("a pattern")?.0) } else { None };
    let mut owner = None;
    while cursor.more()? {
        if !cursor.take("ask") {
            return cursor.expected(&["ask \"…\""]);
        }
        owner = Some(cursor.text("who gets it")?.0);
    }
    Ok(Verb::NeedReference { name, like, owner })
}
