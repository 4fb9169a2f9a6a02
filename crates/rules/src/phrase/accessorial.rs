//! Accessorials and taxes.

use linehaul_domain::Decimal;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::document::TYPES;
use linehaul_domain::fault::Code;
use linehaul_domain::money::Money;
use linehaul_domain::terms::{AccessorialKind, CanadianTax, Markup, SimpleBasis, Tonu, Verb};

use crate::phrase::cursor::{Cursor, Step};
use crate::phrase::options::Options;

const ORDINALS: &[&str] = &["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];

/// `stop_off first 100.00, second 175.00, further 325.00`.
pub fn stop_off(cursor: &mut Cursor<'_>, options: &mut Options) -> Step<Verb> {
    cursor.words("first")?;
    let mut tiers = vec![cursor.amount("an amount")?];
    let mut further = None;
    options.rest_with(cursor, &["second", "third", "further"], |cursor| {
        if cursor.take("further") {
            further = Some(cursor.amount("an amount")?);
            return Ok(true);
        }
        let next = ORDINALS.get(tiers.len()).copied().unwrap_or("further");
        if !cursor.take(next) {
            return Ok(false);
        }
        if further.is_some() {
            return cursor.fail(Code::PhraseMisplaced, "`further` comes last");
        }
        tiers.push(cursor.amount("an amount")?);
        Ok(true)
    })?;
    Ok(Verb::StopOff { tiers, further })
}

/// `tonu 1.65 per deadhead mile, minimum 250.00`, `tonu flat 150.00, same day 200.00, free when cancelled 12 hours ahead`.
pub fn tonu(cursor: &mut Cursor<'_>, options: &mut Options) -> Step<Verb> {
    let tonu = if cursor.take("flat") {
        Tonu::Flat(cursor.amount("an amount")?)
    } else {
        let rate = cursor.amount("`flat` or a rate")?;
        cursor.words("per deadhead mile , minimum")?;
        Tonu::PerDeadheadMile { rate, minimum: cursor.amount("a minimum")? }
    };
    let (mut ahead, mut same_day) = (None, None);
    options.rest_with(cursor, &["same day", "free when cancelled"], |cursor| {
        if cursor.take("same day") {
            same_day = Some(cursor.amount("an amount")?);
        } else if cursor.take("free when cancelled") {
            ahead = Some(cursor.whole("hours", 1, 168)?);
            cursor.words("hours ahead")?;
        } else {
            return Ok(false);
        }
        Ok(true)
    })?;
    let tonu = match same_day {
        Some(amount) => Tonu::SameDay { otherwise: Box::new(tonu), amount },
        None => tonu,
    };
    Ok(Verb::Tonu(match ahead {
        Some(hours) => Tonu::UnlessCancelledAhead { otherwise: Box::new(tonu), hours },
        None => tonu,
    }))
}

/// `redelivery 2.50 per mile, minimum 250.00`.
pub fn redelivery(cursor: &mut Cursor<'_>, options: &mut Options) -> Step<Verb> {
    let per_mile = cursor.amount("a rate")?;
    cursor.words("per mile , minimum")?;
    let minimum = cursor.amount("a minimum")?;
    options.rest(cursor)?;
    Ok(Verb::Redelivery { per_mile, minimum })
}

/// `team_service 0.28 per mile`, `hazmat flat 150.00`, ….
pub fn simple(cursor: &mut Cursor<'_>, kind: AccessorialKind, options: &mut Options) -> Step<Verb> {
    let basis = if cursor.take("flat") {
        SimpleBasis::Flat(cursor.amount("an amount")?)
    } else if !cursor.at_number() {
        return cursor.expected(&["flat", "a rate"]);
    } else {
        let rate = cursor.amount("`flat` or a rate")?;
        cursor.words("per mile")?;
        SimpleBasis::PerMile(rate)
    };
    options.rest(cursor)?;
    Ok(Verb::Accessorial { kind, basis })
}

/// `at_cost "ESCORT" plus 10 percent, receipt "escort_receipt"`.
pub fn at_cost(cursor: &mut Cursor<'_>, options: &mut Options) -> Step<Verb> {
    let code = cursor.code()?;
    passed_through(cursor, code, options)
}

/// `permit at cost plus 50.00, receipt "permit_receipt"`.
pub fn at_cost_of(cursor: &mut Cursor<'_>, code: ChargeCode, options: &mut Options) -> Step<Verb> {
    cursor.words("at cost")?;
    passed_through(cursor, code, options)
}

fn passed_through(cursor: &mut Cursor<'_>, code: ChargeCode, options: &mut Options) -> Step<Verb> {
    let mut plus = Markup::None;
    if cursor.take("plus") {
        let at = cursor.at();
        let number = cursor.amount("an amount or a percent")?;
        if !cursor.take("percent") {
            plus = Markup::Flat(number);
        } else if number > Decimal::ONE_HUNDRED {
            return cursor.fail_at(at, Code::ValueSenseless, format!("a markup of {number} percent makes no sense"));
        } else {
            plus = Markup::Percent(number);
        }
    }
    cursor.words(", receipt")?;
    let receipt = cursor.known("document", TYPES)?;
    options.rest(cursor)?;
    Ok(Verb::AtCost { code, plus, receipt })
}

/// `chassis 45.00 per calendar day, at least 3 days`.
pub fn chassis(cursor: &mut Cursor<'_>, options: &mut Options) -> Step<Verb> {
    let per_day = cursor.amount("a rate")?;
    cursor.words("per calendar day , at least")?;
    let minimum_days = cursor.whole("days", 1, 60)?;
    if !cursor.take("days") {
        cursor.words("day")?;
    }
    options.rest(cursor)?;
    Ok(Verb::Chassis { per_day, minimum_days })
}

/// `border_fee 21.95 "USD", exchange "fx", by actual pickup`.
pub fn border_fee(cursor: &mut Cursor<'_>, options: &mut Options) -> Step<Verb> {
    let amount = cursor.amount("an amount")?;
    let (currency, at) = cursor.text("a currency")?;
    let currency = match currency.parse() {
        Ok(currency) => currency,
        Err(why) => return cursor.fail_at(at, Code::ValueSenseless, why),
    };
    cursor.words(", exchange")?;
    let exchange = cursor.table("exchange")?;
    cursor.words(", by")?;
    let by = cursor.date()?;
    options.rest(cursor)?;
    Ok(Verb::BorderFee { fee: Money::new(amount, currency), exchange, by })
}

/// `canadian_tax rates "ca_taxes", by actual delivery, zero rated with "customs_release"`.
pub fn canadian_tax(cursor: &mut Cursor<'_>, options: &mut Options) -> Step<Verb> {
    cursor.words("rates")?;
    let rates = cursor.table("taxes")?;
    cursor.words(", by")?;
    let by = cursor.date()?;
    cursor.words(", zero rated with")?;
    let zero_evidence = cursor.known("document", TYPES)?;
    options.rest(cursor)?;
    Ok(Verb::CanadianTax(CanadianTax { rates, by, zero_evidence }))
}

/// `charge "PALLET_SORT" amount load.number("pallets") * 2.50`.
pub fn charge(cursor: &mut Cursor<'_>, options: &mut Options) -> Step<Verb> {
    let code = cursor.code()?;
    cursor.words("amount")?;
    let (amount, text) = cursor.expression("an amount")?;
    options.rest(cursor)?;
    Ok(Verb::Charge { code, amount, text })
}
