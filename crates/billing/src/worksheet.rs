//! The worksheet: what rating writes on while it goes through a contract's terms.

use linehaul_domain::charge::{Bound, Charge, Miss, NearMiss};
use linehaul_domain::code::ChargeCode;
use linehaul_domain::extra::Extra;
use linehaul_domain::hold::{Hold, HoldCode, Warning};
use linehaul_domain::load::Load;
use linehaul_domain::money::{Currency, Rounding};
use linehaul_domain::step::Step;
use linehaul_domain::table::Tables;
use linehaul_domain::terms::{DateBasis, Location, Prorate, Term};
use linehaul_domain::time::NaiveDate;
use linehaul_domain::{Decimal, Word};

use crate::lookup::NoRow;
use crate::version::date_of;

/// Steps, kept only when somebody will read them.
pub struct Trail {
    steps: Vec<Step>,
    on: bool,
}

impl Trail {
    /// Goes on behind steps that were noted already.
    pub fn onto(steps: Vec<Step>, on: bool) -> Trail {
        Trail { steps, on }
    }

    /// The steps.
    pub fn done(self) -> Vec<Step> {
        self.steps
    }

    /// Notes a step; the closure is not called when nobody reads.
    #[inline(always)]
    pub fn note(&mut self, step: impl FnOnce() -> Step) {
        if self.on {
            self.steps.push(step());
        }
    }
}

/// No line, price or input of a load reaches this: what does is a mistake.
pub const BEYOND_MEASURE: Decimal = Decimal::from_parts(1_000_000_000, 0, 0, false, 0);

/// Is a number below [`BEYOND_MEASURE`], either way of zero?
pub fn within_measure(value: Decimal) -> bool {
    const BILLION: u128 = 1_000_000_000;
    let (digits, scale) = (value.mantissa().unsigned_abs(), value.scale());
    digits < BILLION || 10u128.checked_pow(scale).and_then(|s| s.checked_mul(BILLION)).is_some_and(|most| digits < most)
}

/// A line about to be written.
pub struct Line {
    /// Our code.
    pub code: ChargeCode,
    /// Stop.
    pub stop: Option<u32>,
    /// Quantity.
    pub quantity: Decimal,
    /// Unit.
    pub unit: &'static str,
    /// Rate.
    pub rate: Decimal,
    /// Unrounded amount.
    pub amount: Decimal,
    /// How it came about.
    pub trail: Trail,
}

/// Rating of one load in progress.
pub struct Worksheet<'a> {
    /// The load.
    pub load: &'a Load,
    /// Tables at hand.
    pub tables: &'a Tables,
    /// Contract's currency.
    pub currency: Currency,
    /// Contract's rounding of a line.
    pub rounding: Rounding,
    /// Are steps kept?
    pub explain: bool,
    /// Lines so far.
    pub charges: Vec<Charge>,
    /// For each line of `canadian_tax` so far: of how many of the other lines it is.
    pub taxed: Vec<usize>,
    /// Holds so far.
    pub holds: Vec<Hold>,
    /// Warnings so far.
    pub warnings: Vec<Warning>,
    /// Near misses so far.
    pub near_misses: Vec<NearMiss>,
    /// Gross linehaul, once known.
    pub gross: Option<Decimal>,
    /// Linehaul after discount and minimum, once known.
    pub net: Option<Decimal>,
    /// A line could not be computed: what depends on the sum of all lines is not computed either.
    pub line_lost: bool,
    /// The charges of the lines that could not be computed.
    pub dropped: Vec<ChargeCode>,
    /// One of them is of the freight: a percent of freight is not computed either.
    pub freight_lost: bool,
    /// How lines are prorated over payors.
    pub prorate: Option<Prorate>,
}

/// How far a worksheet is written.
#[derive(Debug)]
pub struct Mark {
    charges: usize,
    holds: usize,
    near_misses: usize,
    warnings: usize,
    dropped: usize,
    line_lost: bool,
}

impl Mark {
    /// Lines written before it.
    pub fn charges(&self) -> usize {
        self.charges
    }

    /// Holds written before it.
    pub fn holds(&self) -> usize {
        self.holds
    }
}

/// Why a line has no amount: the hold is on the worksheet already, or nothing is due.
pub struct NoLine;

/// An amount, or none.
pub type Due<T> = Result<T, NoLine>;

const NEXT_OF_QUESTIONS: &str =
    "Ask the customer, then write the answer into the contract, or answer it for this load (`linehaul answer`).";

impl<'a> Worksheet<'a> {
    /// A fresh trail.
    pub fn trail(&self) -> Trail {
        Trail { steps: Vec::with_capacity(if self.explain { 4 } else { 0 }), on: self.explain }
    }

    /// Holds for a missing input.
    pub fn need<T>(&mut self, value: Option<T>, name: &str, code: &ChargeCode) -> Due<T> {
        value.ok_or_else(|| {
            let message = format!("{name} is not known, and {code} needs it");
            self.hold(HoldCode::InputMissing, message, format!("Have dispatch send {name} of the load."), Some(code));
            NoLine
        })
    }

    /// A number that dispatch sends under a name, or the hold: it is not there, or it is no number.
    pub fn counted(&mut self, name: &str, code: &ChargeCode) -> Due<Decimal> {
        match self.load.extras.get(name) {
            Some(extra) if extra.number().is_none() => {
                self.wrong(format!("{name} is `{}`, which is no number, and {code} needs it", extra.show()), code)
            }
            found => self.need(found.and_then(Extra::number), name, code),
        }
    }

    /// A fact that must be above zero (miles, weight), or the hold.
    pub fn need_above_zero(&mut self, value: Option<Decimal>, name: &str, code: &ChargeCode) -> Due<Decimal> {
        let value = self.need(value, name, code)?;
        if value.is_zero() {
            return self.wrong(format!("{name} is 0, and {code} needs it"), code);
        }
        self.not_negative(value, name, code)
    }

    /// A fact that is not negative, or the hold.
    pub fn not_negative(&mut self, value: Decimal, name: &str, code: &ChargeCode) -> Due<Decimal> {
        if value.is_sign_negative() && !value.is_zero() {
            return self.wrong(format!("{name} is {value}, which cannot be right, and {code} needs it"), code);
        }
        Ok(value)
    }

    /// INPUT_MISSING for a fact that is there and cannot be right.
    pub fn wrong<T>(&mut self, message: String, code: &ChargeCode) -> Due<T> {
        self.hold(HoldCode::InputMissing, message, "Have dispatch mend it.".to_owned(), Some(code));
        Err(NoLine)
    }

    /// Puts a hold on the worksheet, once. Naming a charge says that its line could not be computed.
    pub fn hold(&mut self, code: HoldCode, message: String, next_step: String, charge: Option<&ChargeCode>) {
        let mut hold = Hold::new(code, message, "", next_step);
        hold.charge = charge.cloned();
        if let Some(charge) = charge {
            self.lose(charge);
        }
        if !self.holds.contains(&hold) {
            self.holds.push(hold);
        }
    }

    /// Asks the customer about a charge at a stop, whose line is not computed.
    pub fn ask(&mut self, message: String, code: &ChargeCode, stop: u32) {
        let next = NEXT_OF_QUESTIONS;
        self.lose(code);
        self.holds.push(Hold::new(HoldCode::ContractAsks, message, "", next).of_charge(code).at_stop(stop));
    }

    /// The same of a whole load, or of a charge of it.
    pub fn ask_of_load(&mut self, question: String, code: Option<&ChargeCode>) {
        self.hold(HoldCode::ContractAsks, question, NEXT_OF_QUESTIONS.to_owned(), code);
    }

    /// Notes that a charge's line could not be computed.
    pub fn lose(&mut self, charge: &ChargeCode) {
        self.dropped.push(charge.clone());
        self.line_lost = true;
    }

    /// Takes that back, of what was written since a mark: nothing is missing of a line that is not wanted.
    pub fn found(&mut self, charge: &ChargeCode, mark: &Mark) {
        let since = self.dropped.split_off(mark.dropped.min(self.dropped.len()));
        let left: Vec<ChargeCode> = since.into_iter().filter(|code| code != charge).collect();
        self.line_lost = mark.line_lost || !left.is_empty();
        self.dropped.extend(left);
    }

    /// A table row, or the hold that says why there is none.
    pub fn row<T>(&mut self, found: Result<T, NoRow>, code: &ChargeCode) -> Due<T> {
        found.map_err(|no| {
            self.hold(no.lacks.hold(), no.message, no.lacks.next_step().to_owned(), Some(code));
            NoLine
        })
    }

    /// The date of a basis.
    pub fn date(&mut self, basis: &DateBasis, code: &ChargeCode) -> Due<NaiveDate> {
        match date_of(basis, self.load) {
            Ok(date) => Ok(date),
            Err(missing) if self.load.extras.contains_key(&missing.input) => {
                let stated = self.load.extras.get(&missing.input).map(Extra::show).unwrap_or_default();
                let what = format!("{} is `{stated}`, which is no day like 2025-01-31", missing.input);
                self.wrong(format!("{what}, and {code} needs it"), code)
            }
            Err(missing) => self.need(None, &missing.input, code),
        }
    }

    /// A checked product.
    pub fn times(&mut self, a: Decimal, b: Decimal, code: &ChargeCode) -> Due<Decimal> {
        let product = a.checked_mul(b);
        self.sane(product, code)
    }

    /// An arithmetic result, or a hold because a number is beyond all measure.
    pub fn sane(&mut self, value: Option<Decimal>, code: &ChargeCode) -> Due<Decimal> {
        value.filter(|v| within_measure(*v)).ok_or_else(|| {
            let message = format!("{code} comes out beyond a billion: an input cannot be right");
            self.hold(
                HoldCode::InputMissing,
                message,
                "Check miles, weight and amounts in dispatch.".into(),
                Some(code),
            );
            NoLine
        })
    }

    /// Rounds an amount as the contract says and notes the step when that changed the number.
    pub fn rounded(&self, amount: Decimal, trail: &mut Trail) -> Decimal {
        rounded(self.rounding, self.currency, amount, trail)
    }

    /// Writes a line; answers its rounded amount. A line beyond all measure becomes a hold, and nothing is written.
    pub fn write(&mut self, term: &Term, line: Line) -> Decimal {
        let Line { code, stop, quantity, unit, rate, amount, mut trail } = line;
        let code = term.code.clone().unwrap_or(code);
        let Ok(amount) = self.sane(Some(amount), &code) else { return Decimal::ZERO };
        let bound = if self.explain { bound(unit, &trail.steps) } else { None };
        let amount = self.rounded(amount, &mut trail);
        self.charges.push(Charge {
            stop,
            quantity,
            unit: Word::new_static(unit),
            rate,
            amount,
            bound,
            reason: None,
            derivation: trail.steps,
            rule: term.location.clone(),
            clause: term.clause.clone(),
            verb: Word::new_static(term.verb.name()),
            code,
        });
        amount
    }

    /// How far the worksheet is written.
    pub fn mark(&self) -> Mark {
        Mark {
            charges: self.charges.len(),
            holds: self.holds.len(),
            near_misses: self.near_misses.len(),
            warnings: self.warnings.len(),
            dropped: self.dropped.len(),
            line_lost: self.line_lost,
        }
    }

    /// Was a line given up since a mark, perhaps for a hold that stood on the worksheet before?
    pub fn is_lost_since(&self, mark: &Mark) -> bool {
        self.dropped.len() > mark.dropped
    }

    /// Strikes lines, holds and near misses that were written since the mark.
    pub fn back_to(&mut self, mark: &Mark) {
        self.charges.truncate(mark.charges);
        self.holds.truncate(mark.holds);
        self.near_misses.truncate(mark.near_misses);
        self.warnings.truncate(mark.warnings);
        self.dropped.truncate(mark.dropped);
        self.line_lost = mark.line_lost;
    }

    /// Notes that something almost was billed, when somebody will read it.
    pub fn near_miss(
        &mut self,
        code: &ChargeCode,
        stop: Option<u32>,
        worth: Option<Decimal>,
        why: impl FnOnce() -> Miss,
    ) {
        if self.explain {
            self.near_misses.push(NearMiss { code: code.clone(), stop, why: why(), worth });
        }
    }
}

/// Rounds to the currency's places and notes the step when that changed the number.
pub fn rounded(how: Rounding, currency: Currency, amount: Decimal, trail: &mut Trail) -> Decimal {
    let to = how.apply(amount, currency.places());
    if to != amount {
        trail.note(|| Step::Rounded { from: amount, to, how });
    }
    to
}

/// Did a minimum or a limit win over what was computed? Of both the one that came last.
fn bound(unit: &str, steps: &[Step]) -> Option<Bound> {
    if matches!(unit, "flat" | "%" | "stop") {
        return None;
    }
    steps.iter().rev().find_map(|step| match step {
        Step::Minimum { computed, minimum } if computed < minimum => Some(Bound::Minimum),
        Step::Cap(limit) if limit.allowed < limit.computed => Some(Bound::Limit),
        _ => None,
    })
}

/// A place outside any contract: the book.
pub fn in_the_book() -> Location {
    Location { file: Word::new_static("book"), line: 0, column: 0 }
}
