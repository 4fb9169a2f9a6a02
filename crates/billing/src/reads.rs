//! Reads: which columns of a load rating and readiness look at, by what the contract says and by which of its phrases apply to
//! the load. Where a column is read sometimes, as miles by a table of lanes, it counts as read.
//!
//! `tests/billing/reads.rs` changes one field after the other and compares: what changes a result and is not told here is found.

use linehaul_domain::code::AppliesTo;
use linehaul_domain::fold::OFF_ROUTE_MILES;
use linehaul_domain::load::Load;
use linehaul_domain::lost::Column;
use linehaul_domain::near::plain;
use linehaul_domain::posting::Posting;
use linehaul_domain::terms::{
    Condition, DateBasis, Detention, FreeTime, Fuel, FuelShape, FuelUnit, LinehaulBasis, Per, ProrateBy, SimpleBasis,
    Term, Tonu, Verb,
};
use linehaul_domain::thing::Thing;

use crate::contract_terms::ContractTerms;

/// What is looked at of one load.
pub struct Reads<'a, A> {
    /// The load.
    pub load: &'a Load,
    /// Its contract, and the house tariff where that may speak.
    pub contracts: Vec<&'a A>,
    /// How its lines are posted.
    pub posting: Option<&'a Posting>,
}

/// Columns of a load that are needed to bill it, whatever its contract says: who pays, whose entity bills, what dispatch expects.
const LOAD_ALWAYS: &[&str] =
    &["load_number", "customer", "bill_to", "payors", "legal_entity", "status", "expected_total"];
/// The same of a stop: where and when it was.
const STOP_ALWAYS: &[&str] = &[
    "load_number",
    "seq",
    "type",
    "zone",
    "timezone",
    "city",
    "region",
    "country",
    "arrived_at",
    "departed_at",
    "cancelled",
    "status",
];
/// Columns of a stop of which phrases of waiting ask.
const WAITING: &[&str] = &[
    "schedule",
    "appointment",
    "window_from",
    "window_to",
    "handling",
    "notified_at",
    "told_to_return_at",
    "returned_at",
    "closures",
];
/// What was agreed on when to come.
const AGREED: &[&str] = &["schedule", "appointment", "window_from", "window_to"];
/// Columns of events and documents that say nothing that is billed by.
const NEVER: &[&str] = &["note", "by", "recorded_at", "updated_at"];

impl<'a, A: ContractTerms> Reads<'a, A> {
    /// Is a column looked at?
    pub fn column(&self, column: &Column) -> bool {
        let ours = column.ours.as_str();
        let always = match column.thing {
            Thing::Load => LOAD_ALWAYS.contains(&ours),
            Thing::Stop => STOP_ALWAYS.contains(&ours),
            Thing::Event => match ours {
                "charge" | "amount" | "currency" => self.any(|term| term.approval_above.is_some()),
                // It is read as the miles beside the route.
                "quantity" => {
                    let miles = format!("extra:{OFF_ROUTE_MILES}");
                    self.contracts.iter().any(|contract| self.names(contract).contains(&miles))
                }
                _ => !NEVER.contains(&ours),
            },
            Thing::Document => match ours {
                "amount" | "currency" => self.any(|term| matches!(term.verb, Verb::AtCost { .. })),
                _ => !NEVER.contains(&ours),
            },
            Thing::Customer => true,
        };
        always || self.posts(column) || self.contracts.iter().any(|contract| self.contract(*contract, column))
    }

    /// Does any phrase look at a column, whether it applies to the load or not, or is it posted by?
    pub fn mentions(&self, column: &Column) -> bool {
        let of_term = |contract: &A, term: &Term| {
            let mut conditions = term.when.iter();
            conditions.any(|condition| reads_expression(contract.reads(condition.expression), column))
                || reads_verb(contract, &term.verb, column)
        };
        let of = |contract: &&A| {
            let terms = contract.terms();
            reads_dates(&[&terms.version_by], column) || terms.terms.iter().any(|term| of_term(contract, term))
        };
        self.posts(column) || self.contracts.iter().any(of)
    }

    /// The extra or reference that is asked for under the name of a column that nobody reads, and of which the load says nothing.
    pub fn named(&self, unread: &str) -> Option<String> {
        let wanted = [plain(unread), plain(unread.rsplit(['.', ']']).next().unwrap_or(unread))];
        let known = self.contracts.iter().flat_map(|contract| self.names(*contract));
        let posted = self.posting.into_iter().flat_map(Posting::columns);
        let mut all = known.chain(posted);
        all.find(|column| {
            let Some((kind, name)) = column.split_once(':') else { return false };
            let there = match kind {
                "extra" => self.load.extras.contains_key(name),
                _ => self.load.references.contains_key(name),
            };
            !there && wanted.contains(&plain(name))
        })
    }

    /// The open columns that a contract reads on this load.
    fn names(&self, contract: &'a A) -> Vec<String> {
        let mut names = dates(&[&contract.terms().version_by]);
        'terms: for term in &contract.terms().terms {
            for condition in &term.when {
                names.extend(open_of_expression(contract.reads(condition.expression)));
                if !may_hold(contract, condition, self.load) {
                    continue 'terms;
                }
            }
            if let Verb::Charge { amount, .. } = &term.verb {
                names.extend(open_of_expression(contract.reads(*amount)));
            }
            names.extend(of_verb(&term.verb).into_iter().filter(|name| name.contains(':')));
        }
        names
    }

    fn any(&self, which: impl Fn(&Term) -> bool) -> bool {
        self.contracts.iter().any(|contract| contract.terms().terms.iter().any(&which))
    }

    fn posts(&self, column: &Column) -> bool {
        let fields = self.posting.into_iter().flat_map(Posting::columns);
        column.thing == Thing::Load && fields.into_iter().any(|field| field == column.ours)
    }

    fn contract(&self, contract: &A, column: &Column) -> bool {
        let terms = contract.terms();
        if reads_dates(&[&terms.version_by], column) {
            return true;
        }
        terms.terms.iter().any(|term| match self.applies(contract, term, column) {
            Applies::Read => true,
            Applies::No => false,
            Applies::Yes => reads_verb(contract, &term.verb, column),
        })
    }

    /// Does a phrase apply, as far as that does not depend on the column?
    fn applies(&self, contract: &A, term: &Term, column: &Column) -> Applies {
        for condition in &term.when {
            if reads_expression(contract.reads(condition.expression), column) {
                return Applies::Read;
            }
            if !may_hold(contract, condition, self.load) {
                return Applies::No;
            }
        }
        Applies::Yes
    }
}

enum Applies {
    /// That depends on the column.
    Read,
    Yes,
    No,
}

fn may_hold<A: ContractTerms>(contract: &A, condition: &Condition, load: &Load) -> bool {
    // What cannot be judged is judged once what it lacks is there.
    contract.holds(condition, load).unwrap_or(true)
}

/// What an expression reads, by the names of its fields and methods: `miles`, `number:pallets`.
fn reads_expression(reads: &[String], column: &Column) -> bool {
    let any = |names: &[&str]| reads.iter().any(|read| names.contains(&read.as_str()));
    let method = |methods: &[&str], of: &str| {
        let fits = |read: &String| {
            let Some((method, name)) = read.split_once(':') else { return false };
            methods.contains(&method) && (name == of || name == "*")
        };
        reads.iter().any(fits)
    };
    match (column.thing, column.ours.as_str()) {
        (Thing::Load, "driver_count") => any(&["driver_count", "team"]),
        (Thing::Load, "hazmat") => any(&["hazardous"]),
        (Thing::Load, ours) => match ours.split_once(':') {
            Some(("extra", name)) => method(&["number", "money", "text", "flag", "has_extra"], name),
            Some(("ref", name)) => method(&["reference", "has_reference"], name),
            Some(_) => false,
            None => any(&[ours]),
        },
        // What happened, a stop may say too.
        (Thing::Stop, ours) if WAITING.contains(&ours) => reads.iter().any(|read| read.starts_with("happened:")),
        _ => false,
    }
}

fn open_of_expression(reads: &[String]) -> impl Iterator<Item = String> {
    reads.iter().filter_map(|read| match read.split_once(':') {
        Some(("number" | "money" | "text" | "flag" | "has_extra", name)) => Some(format!("extra:{name}")),
        Some(("reference" | "has_reference", name)) => Some(format!("ref:{name}")),
        _ => None,
    })
}

fn reads_verb<A: ContractTerms>(contract: &A, verb: &Verb, column: &Column) -> bool {
    let of_amount = || match verb {
        Verb::Charge { amount, .. } => reads_expression(contract.reads(*amount), column),
        _ => false,
    };
    match column.thing {
        Thing::Load => of_verb(verb).contains(&column.ours) || of_amount(),
        Thing::Stop => {
            let waits = matches!(
                verb,
                Verb::Detention(_) | Verb::Layover { .. } | Verb::TrailerDetention(_) | Verb::Daily(_) | Verb::Tonu(_)
            );
            waits && WAITING.contains(&column.ours.as_str())
                || column.ours == "postal_code" && matches!(verb, Verb::Linehaul(_) | Verb::CanadianTax(_))
                || reads_dates(&dated_by(verb), column)
                || of_amount()
        }
        Thing::Event | Thing::Document | Thing::Customer => false,
    }
}

fn reads_dates(bases: &[&DateBasis], column: &Column) -> bool {
    let agreed = bases.iter().any(|basis| matches!(basis, DateBasis::PickupAppointment));
    match column.thing {
        Thing::Load => dates(bases).contains(&column.ours),
        Thing::Stop => agreed && AGREED.contains(&column.ours.as_str()),
        _ => false,
    }
}

fn dates(bases: &[&DateBasis]) -> Vec<String> {
    let extra = |basis: &&DateBasis| match basis {
        DateBasis::Extra(name) => Some(format!("extra:{name}")),
        DateBasis::ActualPickup
        | DateBasis::PickupDeparture
        | DateBasis::PickupAppointment
        | DateBasis::ActualDelivery => None,
    };
    bases.iter().filter_map(extra).collect()
}

/// The dates that a phrase goes by.
fn dated_by(verb: &Verb) -> Vec<&DateBasis> {
    match verb {
        Verb::Linehaul(linehaul) => match &linehaul.basis {
            LinehaulBasis::Lanes { by, .. } => vec![by],
            LinehaulBasis::Classes(classes) => vec![&classes.by],
            _ => Vec::new(),
        },
        Verb::Fuel(fuel) => fuel.by.iter().collect(),
        Verb::BorderFee { by, .. } => vec![by],
        Verb::CanadianTax(tax) => vec![&tax.by],
        Verb::Daily(daily) => vec![&daily.from, &daily.to],
        _ => Vec::new(),
    }
}

/// The columns of a load that a phrase reads.
#[deny(clippy::wildcard_enum_match_arm)]
fn of_verb(verb: &Verb) -> Vec<String> {
    let own: Vec<&str> = match verb {
        Verb::Linehaul(linehaul) => of_linehaul(&linehaul.basis),
        Verb::Fuel(fuel) => of_fuel(fuel),
        Verb::Detention(detention) => of_detention(detention),
        Verb::Tonu(tonu) => of_tonu(tonu),
        Verb::Accessorial { kind, basis } => {
            let who = match kind.applies_to() {
                AppliesTo::Teams => Some("driver_count"),
                AppliesTo::Hazardous => Some("hazmat"),
                AppliesTo::Any => None,
            };
            let per = match basis {
                SimpleBasis::PerMile(_) => Some("miles"),
                SimpleBasis::Flat(_) => None,
            };
            who.into_iter().chain(per).collect()
        }
        Verb::Priced(priced) => priced.prices.iter().flat_map(|price| of_price(&price.per)).copied().collect(),
        Verb::Prorate(prorate) => match prorate.by {
            ProrateBy::Share | ProrateBy::Weight => vec!["payors"],
        },
        Verb::NeedReference { name, .. } => return vec![format!("ref:{name}")],
        Verb::Minimum { .. }
        | Verb::Discount { .. }
        | Verb::StopOff { .. }
        | Verb::Layover { .. }
        | Verb::Redelivery { .. }
        | Verb::AtCost { .. }
        | Verb::Chassis { .. }
        | Verb::BorderFee { .. }
        | Verb::CanadianTax(_)
        | Verb::Daily(_)
        | Verb::TrailerDetention(_)
        | Verb::InvoiceMinimum { .. }
        | Verb::Charge { .. }
        | Verb::Ask { .. }
        | Verb::NeedDocument { .. }
        | Verb::Claim { .. }
        | Verb::NeedStops { .. } => Vec::new(),
    };
    let extras = verb.extras_read().into_iter().map(|read| format!("extra:{}", read.name));
    own.into_iter().map(str::to_owned).chain(extras).collect()
}

fn of_linehaul(basis: &LinehaulBasis) -> Vec<&'static str> {
    match basis {
        LinehaulBasis::Flat(_) => Vec::new(),
        LinehaulBasis::PerMile(_) => vec!["miles"],
        LinehaulBasis::PerCwt(_) | LinehaulBasis::Scale { .. } => vec!["weight_lb"],
        LinehaulBasis::Lanes { .. } => vec!["equipment", "miles"],
        LinehaulBasis::Classes(_) => vec!["weight_lb", "item_class", "equipment"],
        LinehaulBasis::AsBooked => vec!["booked:LINEHAUL"],
    }
}

fn of_fuel(fuel: &Fuel) -> Vec<&'static str> {
    let unit = |unit: &FuelUnit| match unit {
        FuelUnit::PerMile => vec!["miles"],
        FuelUnit::PercentOf(_) => Vec::new(),
    };
    match &fuel.shape {
        FuelShape::Included | FuelShape::Percent { .. } => Vec::new(),
        FuelShape::Formula { .. } | FuelShape::PerMile { .. } => vec!["miles"],
        FuelShape::Factor { .. } => vec!["miles", "weight_lb"],
        FuelShape::Bands { unit: per, .. }
        | FuelShape::Steps { unit: per, .. }
        | FuelShape::Dated { unit: per, .. }
        | FuelShape::Monthly { unit: per, .. } => unit(per),
    }
}

fn of_detention(detention: &Detention) -> Vec<&'static str> {
    let by_weight = matches!(detention.free, FreeTime::ByWeight { .. }).then_some("weight_lb");
    let team = detention.cap.as_ref().and_then(|cap| cap.team_amount).map(|_| "driver_count");
    by_weight.into_iter().chain(team).collect()
}

fn of_tonu(tonu: &Tonu) -> Vec<&'static str> {
    match tonu {
        Tonu::Flat(_) => Vec::new(),
        Tonu::PerDeadheadMile { .. } => vec!["deadhead_miles"],
        Tonu::SameDay { otherwise, .. } | Tonu::UnlessCancelledAhead { otherwise, .. } => of_tonu(otherwise),
    }
}

fn of_price(per: &Per) -> &'static [&'static str] {
    match per {
        Per::Mile | Per::RevenueMile { .. } => &["miles"],
        Per::Cwt => &["weight_lb"],
        Per::Piece => &["pieces"],
        Per::Flat | Per::ExtraStop | Per::Delivery | Per::Pickup | Per::Extra(_) | Per::PercentOf(_) => &[],
    }
}
