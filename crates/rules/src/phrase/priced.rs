//! `accessorial`, `daily`, `trailer_detention`.

use linehaul_domain::Decimal;
use linehaul_domain::fault::Code;
use linehaul_domain::terms::{Daily, Days, FreeDays, Per, Price, Priced, TrailerDetention, Verb};

use crate::phrase::cursor::{Cursor, Step};
use crate::phrase::fuel::base;
use crate::phrase::options::Options;

/// `accessorial "SORTING" greater of 3.00 per cwt and 1.14 per piece, minimum 121.00`.
pub fn accessorial(cursor: &mut Cursor<'_>, options: &mut Options) -> Step<Verb> {
    let code = cursor.code()?;
    let greatest = cursor.take("greater of");
    let more = if greatest { "and" } else { "plus" };
    let mut prices = vec![price(cursor)?];
    while cursor.take(more) {
        prices.push(price(cursor)?);
    }
    if greatest && prices.len() < 2 {
        return cursor.expected(&["and"]);
    }
    let (mut minimum, mut maximum) = (None, None);
    options.rest_with(cursor, &["minimum", "at most"], |cursor| bounds(cursor, &mut minimum, &mut maximum))?;
    Ok(Verb::Priced(Priced { code, prices, greatest, minimum, maximum }))
}

fn bounds(cursor: &mut Cursor<'_>, minimum: &mut Option<Decimal>, maximum: &mut Option<Decimal>) -> Step<bool> {
    if cursor.take("minimum") {
        *minimum = Some(cursor.amount("a minimum")?);
    } else if cursor.take("at most") {
        *maximum = Some(cursor.amount("a limit")?);
    } else {
        return Ok(false);
    }
    Ok(true)
}

/// `75.00`, `100.00 per "driver_assist_hours"`, `3.00 per cwt`, `10 percent of net linehaul and "FSC"`, `net linehaul per mile
/// rounded half up to 2 places per "circuitous_miles"`.
fn price(cursor: &mut Cursor<'_>) -> Step<Price> {
    if matches!(cursor.peek(), Some("gross" | "net")) {
        let of = base(cursor)?;
        cursor.words("per mile rounded")?;
        let rounding = cursor.rounding()?;
        cursor.words("to")?;
        let places = cursor.whole("places", 0, 6)?;
        cursor.words("places per")?;
        let (name, _) = cursor.text("what dispatch counts")?;
        return Ok(Price { amount: Decimal::ONE, per: Per::RevenueMile { of, rounding, places, name } });
    }
    if !cursor.at_number() {
        return cursor.expected(&["a price", "gross linehaul per mile", "net linehaul per mile"]);
    }
    let at = cursor.at();
    let amount = cursor.amount("a price")?;
    if cursor.take("percent of") {
        if amount > Decimal::ONE_HUNDRED {
            return cursor.fail_at(at, Code::ValueSenseless, format!("{amount} percent makes no sense"));
        }
        return Ok(Price { amount, per: Per::PercentOf(base(cursor)?) });
    }
    if !cursor.take("per") {
        return Ok(Price { amount, per: Per::Flat });
    }
    let words: [(&str, Per); 6] = [
        ("mile", Per::Mile),
        ("cwt", Per::Cwt),
        ("piece", Per::Piece),
        ("extra stop", Per::ExtraStop),
        ("delivery", Per::Delivery),
        ("pickup", Per::Pickup),
    ];
    for (word, per) in words {
        if cursor.take(word) {
            return Ok(Price { amount, per });
        }
    }
    if !cursor.at_text() {
        return cursor.expected(&["mile", "cwt", "piece", "extra stop", "delivery", "pickup", "a name in quotes"]);
    }
    Ok(Price { amount, per: Per::Extra(cursor.text("what dispatch counts")?.0) })
}

/// `daily "STORAGE" from date "yard_in" to date "yard_out", both days counted, 2 calendar days free, 60.00 per calendar day`.
pub fn daily(cursor: &mut Cursor<'_>, options: &mut Options) -> Step<Verb> {
    let code = cursor.code()?;
    cursor.words("from")?;
    let from = cursor.date()?;
    cursor.words("to")?;
    let to = cursor.date()?;
    cursor.words(",")?;
    let first_counted = if cursor.take("both days counted") {
        true
    } else if cursor.take("first day not counted") {
        false
    } else {
        return cursor.expected(&["both days counted", "first day not counted"]);
    };
    cursor.words(",")?;
    let (free, free_days) = free(cursor)?;
    cursor.words(",")?;
    let mut tiers = Vec::new();
    while cursor.take("first") || cursor.take("next") {
        let days = cursor.whole("days", 1, 365)?;
        cursor.words("days")?;
        tiers.push((days, cursor.amount("an amount a day")?));
        cursor.words(",")?;
    }
    if !tiers.is_empty() {
        cursor.words("then")?;
    }
    let then = cursor.amount("an amount a day")?;
    cursor.words("per")?;
    let charged_days = days(cursor, "day")?;
    let mut daily = Daily {
        code,
        from,
        to,
        first_counted,
        free,
        free_days,
        charged_days,
        tiers,
        then,
        times: None,
        minimum: None,
        maximum: None,
    };
    options.rest_with(cursor, &["times \"…\"", "minimum", "at most"], |cursor| {
        if cursor.take("times") {
            daily.times = Some(cursor.text("what dispatch counts")?.0);
            return Ok(true);
        }
        bounds(cursor, &mut daily.minimum, &mut daily.maximum)
    })?;
    Ok(Verb::Daily(daily))
}

/// `2 calendar days free`, `2 calendar days but "gate_closed" free`, `5 working days of "us_holidays" free`, `"transit_days" calendar days free`.
fn free(cursor: &mut Cursor<'_>) -> Step<(FreeDays, Days)> {
    let free = match cursor.at_text() {
        true => FreeDays::Extra(cursor.text("what dispatch counts")?.0),
        false => FreeDays::Fixed(cursor.whole("free days", 0, 365)?),
    };
    let days = days(cursor, "days")?;
    cursor.words("free")?;
    Ok((free, days))
}

fn days(cursor: &mut Cursor<'_>, word: &str) -> Step<Days> {
    if cursor.take("calendar") {
        cursor.words(word)?;
        if cursor.take("but") {
            return Ok(Days::CalendarBut(cursor.table("holidays")?));
        }
        return Ok(Days::Calendar);
    }
    if !cursor.take("working") {
        return cursor.expected(&["calendar", "working"]);
    }
    cursor.words(word)?;
    cursor.words("of")?;
    Ok(Days::Working(cursor.table("holidays")?))
}

/// `trailer_detention at every stop, free 24 hours, first 7 periods 50.00, then 200.00 per started 24 hours`, `…, notice 24 hours
/// ahead or forfeits`.
pub fn trailer(cursor: &mut Cursor<'_>, options: &mut Options) -> Step<Verb> {
    cursor.words("at")?;
    let at = cursor.stops()?;
    cursor.words(", free")?;
    let free_hours = cursor.whole("hours", 0, 1_000)?;
    cursor.words("hours ,")?;
    let mut tiers = Vec::new();
    while cursor.take("first") || cursor.take("next") {
        let periods = cursor.whole("periods", 1, 365)?;
        cursor.words("periods")?;
        tiers.push((periods, cursor.amount("an amount a period")?));
        cursor.words(",")?;
    }
    if !tiers.is_empty() {
        cursor.words("then")?;
    }
    let then = cursor.amount("an amount a period")?;
    cursor.words("per started")?;
    let hours = cursor.whole("hours", 1, 168)?;
    cursor.words("hours")?;
    let mut notice_hours = None;
    options.rest_with(cursor, &["notice"], |cursor| {
        if !cursor.take("notice") {
            return Ok(false);
        }
        notice_hours = Some(cursor.whole("hours", 1, 1_000)?);
        cursor.words("hours ahead or forfeits")?;
        Ok(true)
    })?;
    Ok(Verb::TrailerDetention(TrailerDetention { at, free_hours, hours, tiers, then, notice_hours }))
}
