//! Steps: what an evaluation did, typed, kept while it did it. Text is made when somebody reads.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::Word;
use crate::money::{Currency, Rounding};
use crate::stop::StopName;
use crate::terms::CapPer;
use crate::time::{Instant, NaiveDate, Tz, wall_clock, wall_clock_dated};

/// One step of a derivation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum Step {
    /// A fact that was read.
    Fact {
        /// Its name.
        name: Word,
        /// Its value.
        value: Word,
    },
    /// An amount that the contract states.
    Stated {
        /// The amount.
        amount: Decimal,
    },
    /// A condition that held.
    Condition {
        /// Its source text.
        text: Word,
    },
    /// The clock of a visit.
    Clock {
        /// The visit.
        stop: StopName,
        /// Its zone.
        zone: Tz,
        /// Start.
        from: Instant,
        /// Why then.
        because: Word,
        /// End.
        to: Instant,
        /// What ended it.
        until: Word,
        /// Elapsed minutes.
        minutes: i64,
    },
    /// Waiting left out.
    LeftOut {
        /// Minutes.
        minutes: i64,
        /// Why.
        because: Word,
    },
    /// Free time and steps.
    Steps {
        /// Counted minutes.
        minutes: i64,
        /// Free of them.
        free: u32,
        /// Minutes of a step.
        step_minutes: u32,
        /// Does only a full step count? Otherwise a started one does.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        full: bool,
        /// Steps that count.
        steps: i64,
        /// Amount of a step.
        per_step: Decimal,
        /// Product.
        amount: Decimal,
    },
    /// Calendar days or periods counted.
    Count {
        /// What was counted, e.g. `calendar days 2025-07-08 to 2025-07-09`.
        what: Word,
        /// How many.
        count: i64,
    },
    /// The weekly price that speaks.
    Index {
        /// The index.
        table: Word,
        /// The date that picks.
        date: NaiveDate,
        /// What that date is.
        basis: Word,
        /// The Monday.
        monday: NaiveDate,
        /// In force from.
        effective: NaiveDate,
        /// The price.
        price: Decimal,
    },
    /// A row of a table.
    Row {
        /// The table.
        table: Word,
        /// The row, as `3.50 to below 3.55`.
        row: Word,
        /// The column.
        column: Word,
        /// The value.
        value: Decimal,
    },
    /// A product.
    Times {
        /// Quantity.
        quantity: Decimal,
        /// Its unit, e.g. `mi`.
        unit: Word,
        /// Rate.
        rate: Decimal,
        /// Product.
        amount: Decimal,
    },
    /// A percent.
    Percent {
        /// Percent.
        percent: Decimal,
        /// Base amount.
        base: Decimal,
        /// What the base is.
        of: Word,
        /// Result.
        amount: Decimal,
    },
    /// Stops beyond the first pickup and the last delivery.
    Stops {
        /// Pickups and deliveries.
        stops: i64,
        /// Of them beyond two.
        extra: i64,
    },
    /// Several amounts added.
    Sum {
        /// The amounts.
        parts: Vec<Decimal>,
        /// Their sum.
        amount: Decimal,
    },
    /// Started or full steps of a price above a base.
    PriceSteps {
        /// The price.
        price: Decimal,
        /// The base.
        above: Decimal,
        /// Size of a step.
        each: Decimal,
        /// Did only full steps count?
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        full: bool,
        /// Steps that count.
        steps: Decimal,
        /// Value of a step.
        rate: Decimal,
        /// Product.
        value: Decimal,
    },
    /// A price above a base by miles per gallon.
    PerGallon {
        /// The price.
        price: Decimal,
        /// The base.
        base: Decimal,
        /// Miles per gallon.
        miles: Decimal,
        /// Rounded rate per mile.
        rate: Decimal,
    },
    /// A formula's rate.
    Formula {
        /// As text, e.g. `(3.143 - 1.20) / 6.0`.
        text: Word,
        /// Rounded rate.
        rate: Decimal,
    },
    /// A sum.
    Plus {
        /// First.
        left: Decimal,
        /// Second.
        right: Decimal,
        /// Sum.
        amount: Decimal,
    },
    /// Two ways to rate; the lower won.
    LowerOf {
        /// First way.
        first: Word,
        /// Its amount.
        first_amount: Decimal,
        /// Second way.
        second: Word,
        /// Its amount.
        second_amount: Decimal,
    },
    /// A minimum: did it win?
    Minimum {
        /// Computed.
        computed: Decimal,
        /// At least.
        minimum: Decimal,
    },
    /// A cap: did it win?
    Cap(Limit),
    /// An exchange.
    Exchange {
        /// Amount.
        amount: Decimal,
        /// From.
        from: Currency,
        /// Rate.
        rate: Decimal,
        /// To.
        to: Currency,
        /// The rate's date.
        effective: NaiveDate,
        /// Result.
        result: Decimal,
    },
    /// A rounding that changed the number.
    Rounded {
        /// From.
        from: Decimal,
        /// To.
        to: Decimal,
        /// How.
        how: Rounding,
    },
    /// Anything else worth saying.
    Note {
        /// Words.
        text: Word,
    },
}

/// A limit on a charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// Computed.
    pub computed: Decimal,
    /// What the limit leaves.
    pub allowed: Decimal,
    /// The limit, contract's currency.
    pub limit: Decimal,
    /// What it counts by; nothing for the charge as a whole.
    pub per: Option<CapPer>,
    /// Is it the limit for a team?
    pub team: bool,
}

impl Step {
    /// The kind's name: `clock`, `steps`, `row`, ….
    pub fn name(&self) -> &'static str {
        match self {
            Step::Fact { .. } => "fact",
            Step::Stated { .. } => "stated",
            Step::Condition { .. } => "condition",
            Step::Clock { .. } => "clock",
            Step::LeftOut { .. } => "left_out",
            Step::Steps { .. } => "steps",
            Step::Count { .. } => "count",
            Step::Index { .. } => "index",
            Step::Row { .. } => "row",
            Step::Times { .. } => "times",
            Step::Percent { .. } => "percent",
            Step::Stops { .. } => "stops",
            Step::Sum { .. } => "sum",
            Step::PriceSteps { .. } => "price_steps",
            Step::PerGallon { .. } => "per_gallon",
            Step::Formula { .. } => "formula",
            Step::Plus { .. } => "plus",
            Step::LowerOf { .. } => "lower_of",
            Step::Minimum { .. } => "minimum",
            Step::Cap(_) => "cap",
            Step::Exchange { .. } => "exchange",
            Step::Rounded { .. } => "rounded",
            Step::Note { .. } => "note",
        }
    }

    /// The step as a person reads it.
    pub fn text(&self) -> String {
        match self {
            Step::Fact { name, value } => format!("{name} {value}"),
            Step::Stated { amount } => format!("{amount} as the contract states"),
            Step::Condition { text } => format!("because {text}"),
            Step::Clock { stop, zone, from, because, to, until, minutes } => {
                let same_day = from.with_timezone(zone).date_naive() == to.with_timezone(zone).date_naive();
                let show = if same_day { wall_clock } else { wall_clock_dated };
                let (from, to) = (show(*from, *zone), show(*to, *zone));
                format!("{stop}: clock {from} ({because}) to {to} ({until}) = {minutes} min")
            }
            Step::LeftOut { minutes, because } => format!("{minutes} min left out: {because}"),
            Step::Steps { minutes, free, step_minutes, full, steps, per_step, amount } => {
                let kind = if *full { "full" } else { "started" };
                let over = minutes - i64::from(*free);
                let s = if *steps == 1 { "" } else { "s" };
                format!(
                    "{minutes} - {free} free = {over} min -> {steps} {kind} {step_minutes}-min step{s} x {per_step} = {amount}"
                )
            }
            Step::Count { what, count } => format!("{what} = {count}"),
            Step::Index { table, date, basis, monday, effective, price } => {
                format!(
                    "{basis} {} {date}: {table} of Mon {monday} (in force from {effective}) = {price}",
                    date.format("%a")
                )
            }
            Step::Row { table, row, column, value } => format!("{table}: {row} -> {column} {value}"),
            Step::Times { quantity, unit, rate, amount } => {
                format!("{quantity} {} x {rate} = {amount}", of_number(unit, *quantity))
            }
            Step::Percent { percent, base, of, amount } => format!("{percent}% of {base} ({of}) = {amount}"),
            Step::Stops { stops, extra } => {
                format!("{stops} stops, first pickup and last delivery free: extra stops = {extra}")
            }
            Step::Sum { parts, amount } => {
                let parts: Vec<String> = parts.iter().map(Decimal::to_string).collect();
                format!("{} = {amount}", parts.join(" + "))
            }
            Step::PriceSteps { price, above, each, full, steps, rate, value } => {
                let kind = if *full { "full" } else { "started" };
                format!("({price} - {above}) in {kind} steps of {each} = {steps}, x {rate} -> {value}")
            }
            Step::PerGallon { price, base, miles, rate } => format!("({price} - {base}) / {miles} -> {rate}"),
            Step::Formula { text, rate } => format!("{text} -> {rate}"),
            Step::Plus { left, right, amount } => format!("{left} + {right} = {amount}"),
            Step::LowerOf { first, first_amount, second, second_amount } => {
                let won = if second_amount < first_amount { second } else { first };
                format!("{first} = {first_amount}; {second} = {second_amount}; {won} is lower")
            }
            Step::Minimum { computed, minimum } if computed < minimum => {
                format!("{computed} is below the minimum {minimum}: the minimum applies")
            }
            Step::Minimum { minimum, .. } => format!("not below the minimum {minimum}"),
            Step::Cap(Limit { computed, allowed, limit, per, team }) => {
                let words = per.map_or("", limit_words);
                let whose = if *team { " (team)" } else { "" };
                match allowed < computed {
                    true => format!("limit {limit}{words}{whose} applies: {computed} -> {allowed}"),
                    false => format!("limit {limit}{words}{whose} not reached"),
                }
            }
            Step::Exchange { amount, from, rate, to, effective, result } => {
                format!("{amount} {from} x {rate} (rate of {effective}) = {result} {to}")
            }
            Step::Rounded { from, to, how } => format!("{from} rounded {} = {to}", how.words()),
            Step::Note { text } => text.to_string(),
        }
    }
}

fn limit_words(per: CapPer) -> &'static str {
    match per {
        CapPer::CalendarDay => " a calendar day",
        CapPer::TwentyFourHours => " per 24 hours",
        CapPer::Stop => " a stop",
    }
}

/// `1 period`, `2 periods`: of our own units; a name that dispatch gave stands as it is.
fn of_number(unit: &str, quantity: Decimal) -> String {
    let (first, rest) = unit.split_at(unit.find(' ').unwrap_or(unit.len()));
    let one = first.strip_suffix('s').filter(|one| quantity == Decimal::ONE && matches!(*one, "day" | "period"));
    format!("{}{rest}", one.unwrap_or(first))
}
