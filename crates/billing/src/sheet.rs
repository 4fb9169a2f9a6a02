//! The sheet: what rating writes on while it goes through a contract's terms.

use linehaul_domain::Decimal;
use linehaul_domain::charge::{Charge, NearMiss};
use linehaul_domain::code::ChargeCode;
use linehaul_domain::hold::{Hold, HoldCode, Warning};
use linehaul_domain::load::Load;
use linehaul_domain::money::{Currency, Rounding};
use linehaul_domain::step::Step;
use linehaul_domain::table::Tables;
use linehaul_domain::terms::{DateBasis, Place, Term};
use linehaul_domain::time::NaiveDate;

use crate::lookup::NoRow;
use crate::version::date_of;

/// Steps, kept only when somebody will read them.
pub struct Trail {
    steps: Vec<Step>,
    on: bool,
}

impl Trail {
    /// Notes a step; the closure is not called when nobody reads.
    pub fn note(&mut self, step: impl FnOnce() -> Step) {
        if self.on {
            self.steps.push(step());
        }
    }
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
pub struct Sheet<'a> {
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
}

/// Why a line has no amount: the hold is on the sheet already, or nothing is due.
pub struct NoLine;

/// An amount, or none.
pub type Due<T> = Result<T, NoLine>;

impl<'a> Sheet<'a> {
    /// A fresh trail.
    pub fn trail(&self) -> Trail {
        Trail { steps: Vec::new(), on: self.explain }
    }

    /// Holds for a missing input.
    pub fn need<T>(&mut self, value: Option<T>, name: &str, code: &ChargeCode) -> Due<T> {
        value.ok_or_else(|| {
            let message = format!("{name} is not known, and {code} needs it");
            self.hold(HoldCode::InputMissing, message, format!("Have dispatch send {name} of the load."), Some(code));
            self.line_lost = true;
            NoLine
        })
    }

    /// Puts a hold on the sheet, once.
    pub fn hold(&mut self, code: HoldCode, message: String, next_step: String, charge: Option<&ChargeCode>) {
        let mut hold = Hold::new(code, message, "", next_step);
        hold.charge = charge.cloned();
        if !self.holds.contains(&hold) {
            self.holds.push(hold);
        }
    }

    /// A table row, or the hold that says why there is none.
    pub fn row<T>(&mut self, found: Result<T, NoRow>, code: &ChargeCode) -> Due<T> {
        found.map_err(|no| {
            let next = match no.code {
                HoldCode::IndexStale => "Load the newer rows of the table.",
                HoldCode::ContractError => "Mend the contract or the table.",
                _ => "Add the row to the table, or mend what is looked up.",
            };
            self.hold(no.code, no.message, next.to_owned(), Some(code));
            self.line_lost = true;
            NoLine
        })
    }

    /// The date of a basis.
    pub fn date(&mut self, basis: &DateBasis, code: &ChargeCode) -> Due<NaiveDate> {
        match date_of(basis, self.load) {
            Ok(date) => Ok(date),
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
        let limit = Decimal::from(1_000_000_000u32);
        value.filter(|v| v.abs() < limit).ok_or_else(|| {
            let message = format!("{code} comes out beyond a billion: an input cannot be right");
            self.hold(
                HoldCode::InputMissing,
                message,
                "Check miles, weight and amounts in dispatch.".into(),
                Some(code),
            );
            self.line_lost = true;
            NoLine
        })
    }

    /// Rounds an amount as the contract says and notes the step when that changed the number.
    pub fn rounded(&self, amount: Decimal, trail: &mut Trail) -> Decimal {
        let to = self.rounding.apply(amount, self.currency.places());
        if to != amount {
            let how = self.rounding;
            trail.note(|| Step::Rounded { from: amount, to, how });
        }
        to
    }

    /// Writes a line; answers its rounded amount.
    pub fn write(&mut self, term: &Term, line: Line) -> Decimal {
        let Line { code, stop, quantity, unit, rate, amount, mut trail } = line;
        let code = term.code.clone().unwrap_or(code);
        let amount = self.rounded(amount, &mut trail);
        let description = describe(&code, stop, quantity, unit, rate);
        self.charges.push(Charge {
            x12: code.x12().to_owned(),
            description,
            stop,
            quantity,
            unit: unit.to_owned(),
            rate,
            amount,
            derivation: trail.steps,
            rule: term.place.clone(),
            clause: term.clause.clone(),
            verb: term.verb.name().to_owned(),
            code,
        });
        amount
    }

    /// Notes that something almost was billed.
    pub fn near_miss(&mut self, code: &ChargeCode, stop: Option<u32>, message: String, worth: Option<Decimal>) {
        self.near_misses.push(NearMiss { code: code.clone(), stop, message, worth });
    }
}

fn describe(code: &ChargeCode, stop: Option<u32>, quantity: Decimal, unit: &str, rate: Decimal) -> String {
    let at = stop.map(|s| format!(", stop {s}")).unwrap_or_default();
    let title = code.title();
    match unit {
        "flat" => format!("{title}{at}"),
        "%" => format!("{title}{at}, {}% of {quantity}", rate.normalize()),
        _ => format!("{title}{at}, {} {unit} x {rate}", quantity.normalize()),
    }
}

/// A place outside any contract: the book.
pub fn book_place() -> Place {
    Place { file: "book".to_owned(), line: 0, column: 0 }
}
