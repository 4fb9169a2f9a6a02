//! `detention`, `layover`.

use linehaul_domain::Decimal;
use linehaul_domain::fault::Code;
use linehaul_domain::terms::{
    Cap, CapPer, ClockStart, Detention, DuringLayover, FreeTime, Lateness, Open, OpenClause, PriceEnd, Verb,
};

use crate::phrase::cursor::{Cursor, Step};
use crate::phrase::options::Options;

/// What a detention phrase has said so far.
#[derive(Default)]
struct DetentionClauses {
    clock: Option<ClockStart>,
    late: Option<Lateness>,
    free: Option<FreeTime>,
    drop_free: Option<u32>,
    rate: Option<Rate>,
    times: Option<String>,
    minimum: Option<Decimal>,
    cap: Option<Cap>,
    during_layover: Option<DuringLayover>,
    not_while_closed: bool,
    notice_minutes: Option<u32>,
    beyond: Option<PriceEnd>,
    open: Vec<Open>,
}

const CLAUSES: &[&str] = &[
    "clock from",
    "clock ask \"…\"",
    "lateness has no effect",
    "late over",
    "lateness ask \"…\"",
    "free",
    "at a drop free",
    "an amount per hour or per started minutes",
    "times \"…\"",
    "minimum",
    "at most",
    "team at most",
    "not during layover",
    "not during layover until the return",
    "also during layover",
    "layover ask \"…\"",
    "not while closed",
    "notice within",
    "beyond",
];

/// One detention phrase; clock, lateness, free time and rate must be said, or asked where there are answers to choose from.
pub fn detention(cursor: &mut Cursor<'_>, options: &mut Options) -> Step<Verb> {
    cursor.words("at")?;
    let at = cursor.stops()?;
    let mut clauses = DetentionClauses::default();
    options.rest_with(cursor, CLAUSES, |cursor| clause(cursor, &mut clauses))?;
    let DetentionClauses { clock, late, free, rate, during_layover, open, .. } = clauses;
    let Some(clock) = clock else {
        let message = "say when the clock starts: `clock from …`; if the paper is silent, `clock ask \"…\"`";
        return cursor.fail(Code::ClauseMissing, message);
    };
    let Some(late) = late else {
        let message = "say what lateness does: `lateness has no effect` or `late over 60 minutes forfeits`; if the paper is \
                       silent, `lateness ask \"…\"`";
        return cursor.fail(Code::ClauseMissing, message);
    };
    let Some(free) = free else { return cursor.fail(Code::ClauseMissing, "say how long is free: `free 120 minutes`") };
    let Some(Rate { rate, rate_minutes, step_minutes, full }) = rate else {
        return cursor.fail(Code::ClauseMissing, "say the rate: `50.00 per hour in started 15 minute steps`");
    };
    if during_layover.is_none() {
        cursor.leaves_layover_open();
    }
    Ok(Verb::Detention(Detention {
        at,
        clock,
        late,
        free,
        drop_free: clauses.drop_free,
        rate,
        rate_minutes,
        step_minutes,
        full,
        times: clauses.times,
        minimum: clauses.minimum,
        cap: clauses.cap,
        during_layover: during_layover.unwrap_or(DuringLayover::Counts),
        not_while_closed: clauses.not_while_closed,
        notice_minutes: clauses.notice_minutes,
        beyond: clauses.beyond,
        open,
    }))
}

fn clause(cursor: &mut Cursor<'_>, clauses: &mut DetentionClauses) -> Step<bool> {
    if let Some(clause) = open(cursor) {
        let question = cursor.question()?;
        match clause {
            OpenClause::Clock => clauses.clock = Some(ClockStart::Arrival),
            OpenClause::Lateness => clauses.late = Some(Lateness::NoEffect),
            OpenClause::Layover => clauses.during_layover = Some(DuringLayover::Counts),
        }
        clauses.open.retain(|open| open.clause != clause);
        clauses.open.push(Open { clause, question });
    } else if cursor.take("clock from") {
        clauses.clock = Some(clock(cursor)?);
    } else if cursor.take("lateness has no effect") {
        clauses.late = Some(Lateness::NoEffect);
    } else if cursor.take("late over") {
        let after_minutes = cursor.whole("minutes", 0, 1440)?;
        cursor.words("minutes forfeits")?;
        clauses.late = Some(Lateness::Forfeits { after_minutes });
    } else if cursor.take("free") {
        clauses.free = Some(free(cursor)?);
    } else if cursor.take("at a drop free") {
        clauses.drop_free = Some(cursor.whole("free minutes", 0, 10_080)?);
        cursor.words("minutes")?;
    } else if cursor.take("times") {
        clauses.times = Some(cursor.text("what dispatch counts")?.0);
    } else if cursor.take("minimum") {
        clauses.minimum = Some(cursor.amount("a minimum")?);
    } else if cursor.take("at most") {
        clauses.cap = Some(cap(cursor)?);
    } else if cursor.take("team at most") {
        let amount = cursor.amount("a limit")?;
        match &mut clauses.cap {
            Some(cap) => cap.team_amount = Some(amount),
            None => return cursor.fail(Code::ClauseMissing, "say `at most …` for a single driver first"),
        }
    } else if cursor.take("not during layover until the return") {
        clauses.during_layover = Some(DuringLayover::NotUntilReturn);
    } else if cursor.take("not during layover") {
        clauses.during_layover = Some(DuringLayover::NotInPaidPeriods);
    } else if cursor.take("also during layover") {
        clauses.during_layover = Some(DuringLayover::Counts);
    } else if cursor.take("not while closed") {
        clauses.not_while_closed = true;
    } else if cursor.take("notice within") {
        clauses.notice_minutes = Some(cursor.whole("minutes", 1, 10_080)?);
        cursor.words("minutes or forfeits")?;
    } else if cursor.take("beyond") {
        let minutes = cursor.whole("minutes", 1, 44_640)?;
        cursor.words("minutes ask")?;
        clauses.beyond = Some(PriceEnd { minutes, question: cursor.question()? });
    } else if cursor.at_number() {
        clauses.rate = Some(rate(cursor)?);
    } else {
        return Ok(false);
    }
    Ok(true)
}

/// `clock ask`, `lateness ask`, `layover ask`: left open.
fn open(cursor: &mut Cursor<'_>) -> Option<OpenClause> {
    let all = [
        ("clock ask", OpenClause::Clock),
        ("lateness ask", OpenClause::Lateness),
        ("layover ask", OpenClause::Layover),
    ];
    all.into_iter().find(|(words, _)| cursor.take(words)).map(|(_, clause)| clause)
}

fn clock(cursor: &mut Cursor<'_>) -> Step<ClockStart> {
    if cursor.take("the later of arrival and appointment") {
        Ok(ClockStart::LaterOfArrivalAndAppointment)
    } else if cursor.take("arrival") {
        Ok(ClockStart::Arrival)
    } else if cursor.take("notification") {
        Ok(ClockStart::Notification)
    } else if cursor.take("the appointment") {
        Ok(ClockStart::Appointment)
    } else {
        cursor.expected(&["arrival", "the later of arrival and appointment", "the appointment", "notification"])
    }
}

fn free(cursor: &mut Cursor<'_>) -> Step<FreeTime> {
    if !cursor.take("by weight") {
        let minutes = cursor.whole("free minutes", 0, 10_080)?;
        cursor.words("minutes")?;
        return Ok(FreeTime::Minutes(minutes));
    }
    let mut below_lb: Vec<(Decimal, u32)> = Vec::new();
    loop {
        if cursor.take("otherwise") {
            let otherwise = cursor.whole("free minutes", 0, 10_080)?;
            cursor.words("minutes")?;
            return Ok(FreeTime::ByWeight { below_lb, otherwise });
        }
        if !cursor.take("below") {
            return cursor.expected(&["below", "otherwise"]);
        }
        let at = cursor.at();
        let weight = cursor.number("a weight")?;
        if below_lb.last().is_some_and(|(last, _)| *last >= weight) {
            return cursor.fail_at(at, Code::ValueSenseless, "the weights must rise");
        }
        cursor.words("lb")?;
        below_lb.push((weight, cursor.whole("free minutes", 0, 10_080)?));
        cursor.words(",")?;
    }
}

/// What a step costs, and which steps count.
struct Rate {
    rate: Decimal,
    rate_minutes: u32,
    step_minutes: u32,
    full: bool,
}

/// `50.00 per hour in started 15 minute steps`, `25.00 per full 30 minutes`.
fn rate(cursor: &mut Cursor<'_>) -> Step<Rate> {
    let rate = cursor.amount("a rate")?;
    cursor.words("per")?;
    if !cursor.take("hour") {
        let full = full_steps(cursor)?;
        let minutes = cursor.whole("minutes", 1, 1440)?;
        cursor.words("minutes")?;
        return Ok(Rate { rate, rate_minutes: minutes, step_minutes: minutes, full });
    }
    cursor.words("in")?;
    let full = full_steps(cursor)?;
    let step_minutes = cursor.whole("minutes", 1, 1440)?;
    cursor.words("minute steps")?;
    Ok(Rate { rate, rate_minutes: 60, step_minutes, full })
}

fn full_steps(cursor: &mut Cursor<'_>) -> Step<bool> {
    if cursor.take("full") {
        return Ok(true);
    }
    if cursor.take("started") {
        return Ok(false);
    }
    if !cursor.at_number() {
        return cursor.expected(&["hour", "started", "full"]);
    }
    let message =
        "does a part of a step count? `in started 15 minute steps` counts it, `in full 15 minute steps` does not";
    cursor.fail(Code::ClauseMissing, message)
}

fn cap(cursor: &mut Cursor<'_>) -> Step<Cap> {
    let amount = cursor.amount("a limit")?;
    cursor.words("per")?;
    let per = if cursor.take("calendar day") {
        CapPer::CalendarDay
    } else if cursor.at_number() {
        cursor.whole("hours", 24, 24)?;
        cursor.words("hours")?;
        CapPer::TwentyFourHours
    } else if cursor.take("stop") {
        CapPer::Stop
    } else {
        return cursor.expected(&["calendar day", "24 hours", "stop"]);
    };
    Ok(Cap { amount, team_amount: None, per })
}

/// `layover 250.00 per started 24 hours, weekend 400.00`.
pub fn layover(cursor: &mut Cursor<'_>, options: &mut Options) -> Step<Verb> {
    let rate = cursor.amount("a rate")?;
    cursor.words("per")?;
    if !cursor.take("started") {
        return cursor.fail(
            Code::ClauseMissing,
            "say `per started 24 hours`: a begun period of a layover is paid as a whole one",
        );
    }
    let hours = cursor.whole("hours", 1, 168)?;
    cursor.words("hours")?;
    let mut weekend = None;
    options.rest_with(cursor, &["weekend"], |cursor| {
        if !cursor.take("weekend") {
            return Ok(false);
        }
        weekend = Some(cursor.amount("a rate")?);
        Ok(true)
    })?;
    Ok(Verb::Layover { rate, hours, weekend })
}
