//! The clauses of a term: parts that only sometimes decide, each with how a rating shows that it did.

use linehaul_domain::Decimal;
use linehaul_domain::charge::{Charge, Miss, NearMiss};
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::step::Step;
use linehaul_domain::stop::Handling;
use linehaul_domain::terms::{
    CanadianTax, Daily, Days, Detention, DuringLayover, FreeTime, Fuel, FuelShape, Lateness, LinehaulBasis, OpenClause,
    Term, Tonu, TrailerDetention, Verb,
};

use crate::accessorial::{BEFORE_THE_DAY, ON_THE_DAY};
use crate::priced::{LATE_NOTICE, LEFT_OUT};
use crate::rate::Rating;
use crate::waiting::{CLOSED, INSIDE_LAYOVER, UNTIL_RETURN};

/// Did a clause decide? Told the lines of its term, the load, the rating.
type Reached = Box<dyn Fn(&[&Charge], &Load, &Rating) -> bool>;

/// One clause.
pub struct Clause {
    /// What no case shows, while none does.
    pub what: String,
    /// Does a rating show it?
    pub reached: Reached,
}

fn by_step(what: String, shows: impl Fn(&Step) -> bool + 'static) -> Clause {
    let reached: Reached = Box::new(move |lines, _, _| lines.iter().flat_map(|c| &c.derivation).any(&shows));
    Clause { what, reached }
}

fn minimum(amount: Decimal) -> Clause {
    let won = move |step: &Step| matches!(step, Step::Minimum { computed, minimum } if computed < minimum && *minimum == amount);
    by_step(format!("the minimum {amount} never wins"), won)
}

fn limit(amount: Decimal) -> Clause {
    by_step(
        format!("the limit {amount} is never reached"),
        |step| matches!(step, Step::Cap(limit) if limit.allowed < limit.computed),
    )
}

fn noted(what: &str, says: &'static str) -> Clause {
    by_step(what.to_owned(), move |step| matches!(step, Step::LeftOut { because, .. } if because.as_str() == says))
}

/// The clauses of a term.
pub fn clauses(term: &Term) -> Vec<Clause> {
    let mut all = match &term.verb {
        Verb::Linehaul(linehaul) => {
            let mut own: Vec<Clause> = linehaul.minimum.map(minimum).into_iter().collect();
            let deficit = match &linehaul.basis {
                LinehaulBasis::Scale { deficit_weight, .. } => *deficit_weight,
                LinehaulBasis::Classes(classes) => classes.deficit_weight,
                _ => false,
            };
            if deficit {
                own.push(by_step("deficit weight never wins".to_owned(), |step| {
                    matches!(step, Step::LowerOf { first_amount, second_amount, .. } if second_amount < first_amount)
                }));
            }
            own
        }
        Verb::Fuel(fuel) => of_fuel(fuel),
        Verb::Detention(detention) => of_detention(detention),
        Verb::StopOff { tiers, further } => of_stop_off(tiers, *further),
        Verb::Layover { weekend: Some(rate), .. } => {
            vec![by_step(
                format!("the weekend rate {rate} never applies"),
                |step| matches!(step, Step::Times { unit, .. } if unit.contains("weekend")),
            )]
        }
        Verb::Tonu(tonu) => of_tonu(tonu),
        Verb::Redelivery { minimum: least, .. } if !least.is_zero() => vec![minimum(*least)],
        Verb::Priced(priced) => priced.minimum.map(minimum).into_iter().chain(priced.maximum.map(limit)).collect(),
        Verb::Daily(daily) => of_daily(daily),
        Verb::TrailerDetention(trailer) => of_trailer(trailer),
        Verb::Chassis { minimum_days, .. } if *minimum_days > 1 => vec![minimum(Decimal::from(*minimum_days))],
        Verb::CanadianTax(tax) => of_tax(tax),
        Verb::Prorate(_) => vec![Clause {
            what: "no load has several payors".to_owned(),
            reached: Box::new(|_, _, rating| !rating.shares.is_empty()),
        }],
        _ => Vec::new(),
    };
    if let Some(above) = term.approval_above {
        let what = format!("it never needs the approval that is due above {above}");
        all.push(Clause { what, reached: Box::new(move |lines, _, _| lines.iter().any(|c| c.amount > above)) });
    }
    all
}

fn of_fuel(fuel: &Fuel) -> Vec<Clause> {
    match &fuel.shape {
        FuelShape::Bands { beyond: Some(_), .. } => vec![by_step(
            "no price lies beyond the table".to_owned(),
            |step| matches!(step, Step::Formula { text, .. } if text.starts_with("beyond ")),
        )],
        FuelShape::Factor { below_lb, otherwise, .. } => {
            let of = |factor: Decimal| {
                let ends = format!(" x {factor}");
                by_step(
                    format!("the factor {factor} never applies"),
                    move |step| matches!(step, Step::Formula { text, .. } if text.ends_with(&ends)),
                )
            };
            below_lb.iter().map(|(_, factor)| *factor).chain([*otherwise]).map(of).collect()
        }
        FuelShape::Formula { base_price, .. } | FuelShape::Steps { above: base_price, .. } => {
            let base = *base_price;
            let what = format!("no price lies at or below the base {base}");
            let reached: Reached = Box::new(move |lines, _, _| {
                lines.is_empty()
                    || lines
                        .iter()
                        .flat_map(|c| &c.derivation)
                        .any(|step| matches!(step, Step::PerGallon { rate, .. } if rate.is_zero()))
            });
            vec![Clause { what, reached }]
        }
        _ => Vec::new(),
    }
}

fn of_detention(terms: &Detention) -> Vec<Clause> {
    let mut all: Vec<Clause> = terms.minimum.map(minimum).into_iter().collect();
    if let Some(cap) = &terms.cap {
        all.push(limit(cap.amount));
        if let Some(team) = cap.team_amount {
            let what = format!("the limit {team} for a team never applies");
            let capped = |c: &&Charge| c.derivation.iter().any(|s| matches!(s, Step::Cap(_)));
            all.push(Clause {
                what,
                reached: Box::new(move |lines, load, _| load.is_team() && lines.iter().any(capped)),
            });
        }
    }
    if let Some(minutes) = terms.drop_free {
        let reached: Reached = Box::new(|lines, load, _| {
            let dropped =
                |c: &&Charge| load.stops.iter().any(|s| Some(s.seq) == c.stop && s.handling == Handling::Drop);
            lines.iter().any(dropped)
        });
        all.push(Clause { what: format!("no drop lasts longer than its {minutes} free minutes"), reached });
    }
    if let Some(name) = terms.times.clone() {
        all.push(by_step(
            format!("\"{name}\" is never more than one"),
            move |step| matches!(step, Step::Times { quantity, unit, .. } if unit.as_str() == name && *quantity > Decimal::ONE),
        ));
    }
    let settled = |clause| terms.open.iter().all(|open| open.clause != clause);
    match terms.during_layover {
        DuringLayover::NotInPaidPeriods if settled(OpenClause::Layover) => {
            all.push(noted("no waiting lies in a period paid as layover", INSIDE_LAYOVER));
        }
        DuringLayover::NotUntilReturn if settled(OpenClause::Layover) => {
            all.push(noted("no truck that was told to return had waited beyond its free time", UNTIL_RETURN));
        }
        _ => {}
    }
    if terms.not_while_closed {
        all.push(noted("no closed hours are left out", CLOSED));
    }
    let questions = terms.open.iter().map(|open| &open.question).chain(terms.beyond.iter().map(|b| &b.question));
    for question in questions {
        let (what, asked) = (format!("no load is held by the question \"{question}\""), question.clone());
        let reached: Reached = Box::new(move |_, _, rating| rating.holds.iter().any(|h| h.message.contains(&asked)));
        all.push(Clause { what, reached });
    }
    if terms.notice_minutes.is_some() {
        let late = |miss: &NearMiss| miss.why.text().starts_with("notice was given after");
        let reached: Reached = Box::new(move |_, _, rating| rating.near_misses.iter().any(late));
        all.push(Clause { what: "no late notice forfeits it".to_owned(), reached });
    }
    if let (Lateness::Forfeits { .. }, true) = (terms.late, settled(OpenClause::Lateness)) {
        let reached: Reached =
            Box::new(|_, _, rating| rating.near_misses.iter().any(|miss| matches!(miss.why, Miss::Forfeited { .. })));
        all.push(Clause { what: "no late truck forfeits it".to_owned(), reached });
    }
    if let FreeTime::ByWeight { below_lb, otherwise } = &terms.free {
        for minutes in below_lb.iter().map(|(_, minutes)| *minutes).chain([*otherwise]) {
            all.push(by_step(
                format!("{minutes} free minutes never apply"),
                move |step| matches!(step, Step::Steps { free, .. } if *free == minutes),
            ));
        }
    }
    all
}

fn of_stop_off(tiers: &[Decimal], further: Option<Decimal>) -> Vec<Clause> {
    let last = tiers.len() + usize::from(further.is_some());
    let one = |number: usize| Clause {
        what: format!("no load has {number} extra stop{}", if number == 1 { "" } else { "s" }),
        reached: Box::new(move |lines, _, _| lines.iter().any(|c| c.quantity >= Decimal::from(number))),
    };
    (1..=last).map(one).collect()
}

fn of_tonu(tonu: &Tonu) -> Vec<Clause> {
    match tonu {
        Tonu::Flat(_) => Vec::new(),
        Tonu::PerDeadheadMile { minimum: least, .. } => vec![minimum(*least)],
        Tonu::SameDay { otherwise, amount } => {
            let mut all = of_tonu(otherwise);
            let days = [(format!("none is cancelled on its day, at {amount}"), ON_THE_DAY)];
            let days = days.into_iter().chain([("none is cancelled before its day".to_owned(), BEFORE_THE_DAY)]);
            all.extend(days.map(|(what, says)| {
                by_step(what, move |step| matches!(step, Step::Fact { name, .. } if name.as_str() == says))
            }));
            all
        }
        Tonu::UnlessCancelledAhead { otherwise, hours } => {
            let mut all = of_tonu(otherwise);
            let what = format!("none is cancelled {hours} hours ahead");
            let reached: Reached = Box::new(|lines, load, rating| {
                let ahead = rating.near_misses.iter().any(|miss| matches!(miss.why, Miss::CancelledAhead { .. }));
                load.status == LoadStatus::Tonu && lines.is_empty() && ahead
            });
            all.push(Clause { what, reached });
            all
        }
    }
}

/// One clause a tier, and one for what lies behind them.
fn tiers(tiers: &[(u32, Decimal)], then: Decimal, unit: &'static str) -> Vec<Clause> {
    let all = tiers.iter().map(|(_, rate)| *rate).chain([then]);
    let one = |(at, rate): (usize, Decimal)| {
        let what = format!("tier {} at {rate} is never reached", at + 1);
        let reached: Reached = Box::new(move |lines, _, _| {
            let used = |c: &&Charge| {
                let steps = c.derivation.iter();
                steps.filter(|s| matches!(s, Step::Times { unit: of, .. } if of.as_str() == unit)).count() > at
            };
            lines.iter().any(used)
        });
        Clause { what, reached }
    };
    all.enumerate().map(one).collect()
}

fn of_daily(daily: &Daily) -> Vec<Clause> {
    let mut all = if daily.tiers.is_empty() { Vec::new() } else { tiers(&daily.tiers, daily.then, "days") };
    if [&daily.free_days, &daily.charged_days].into_iter().any(|days| matches!(days, Days::CalendarBut(_))) {
        let left_out = |step: &Step| matches!(step, Step::Count { what, .. } if what.as_str() == LEFT_OUT);
        all.push(by_step("no day of its table is left out".to_owned(), left_out));
    }
    all.extend(daily.minimum.map(minimum));
    all.extend(daily.maximum.map(limit));
    all
}

fn of_trailer(trailer: &TrailerDetention) -> Vec<Clause> {
    let mut all = if trailer.tiers.is_empty() { Vec::new() } else { tiers(&trailer.tiers, trailer.then, "periods") };
    if trailer.notice_hours.is_some() {
        let late = |miss: &NearMiss| miss.why.text().starts_with(LATE_NOTICE);
        let reached: Reached = Box::new(move |_, _, rating| rating.near_misses.iter().any(late));
        all.push(Clause { what: "no late notice forfeits it".to_owned(), reached });
    }
    all
}

fn of_tax(_: &CanadianTax) -> Vec<Clause> {
    let of = |what: &str, zero: bool| Clause {
        what: what.to_owned(),
        reached: Box::new(move |lines, _, _| lines.iter().any(|c| (c.code.as_str() == "TAX_GST_ZERO") == zero)),
    };
    vec![of("no load is taxed", false), of("no load is zero-rated", true)]
}
