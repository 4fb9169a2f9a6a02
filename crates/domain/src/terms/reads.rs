//! What phrases read: tables, what a percent is of, and what dispatch sends beside the canonical fields, by name. A misspelt
//! name cannot be told from one that was not sent: whoever warns of it, proves with it or looks for the loads that a phrase
//! reaches asks here.

use std::borrow::Cow;

use crate::ids::TableName;
use crate::terms::{
    Base, DateBasis, Days, FreeDays, FuelShape, FuelUnit, IndexUse, LinehaulBasis, Per, REDELIVERY_MILES, Verb,
    cost_stated_in,
};

/// What dispatch says under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExtraKind {
    /// How often, how many: pallets, hours, pups, free days.
    Count,
    /// Miles.
    Miles,
    /// What something has cost.
    Cost,
    /// A day.
    Date,
}

/// What comes of it when dispatch says nothing under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Without<'t> {
    /// Nothing was done: nothing is billed, and nobody is told.
    NotBilled,
    /// The same, unless this receipt is on file: then the load is held.
    NotBilledUnless(&'t str),
    /// The load is held.
    Held,
}

/// A name that a phrase reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtraRead<'t> {
    /// The name.
    pub name: Cow<'t, str>,
    /// What stands under it.
    pub kind: ExtraKind,
    /// What its want does.
    pub without: Without<'t>,
}

impl<'t> ExtraRead<'t> {
    fn of(name: &'t str, kind: ExtraKind, without: Without<'t>) -> ExtraRead<'t> {
        ExtraRead { name: Cow::Borrowed(name), kind, without }
    }

    fn count_held(name: &'t str) -> ExtraRead<'t> {
        ExtraRead::of(name, ExtraKind::Count, Without::Held)
    }
}

fn date<'t>(basis: &'t DateBasis, without: Without<'t>) -> Option<ExtraRead<'t>> {
    match basis {
        DateBasis::Extra(name) => Some(ExtraRead::of(name, ExtraKind::Date, without)),
        DateBasis::ActualPickup
        | DateBasis::PickupDeparture
        | DateBasis::PickupAppointment
        | DateBasis::ActualDelivery => None,
    }
}

impl DateBasis {
    /// The name under which dispatch says the date, without which the load is held.
    pub fn extra_read(&self) -> Option<ExtraRead<'_>> {
        date(self, Without::Held)
    }
}

#[deny(clippy::wildcard_enum_match_arm)]
impl Per {
    /// The name under which dispatch counts what the price is for; without that fact nothing is charged.
    pub fn counted(&self) -> Option<&str> {
        self.extra_read().map(|(name, _)| name)
    }

    /// What a percent is of.
    fn base(&self) -> Option<&Base> {
        match self {
            Per::PercentOf(base) | Per::RevenueMile { of: base, .. } => Some(base),
            Per::Flat
            | Per::Mile
            | Per::Cwt
            | Per::Piece
            | Per::ExtraStop
            | Per::Delivery
            | Per::Pickup
            | Per::Extra(_) => None,
        }
    }

    fn extra_read(&self) -> Option<(&str, ExtraKind)> {
        match self {
            Per::Extra(name) => Some((name, ExtraKind::Count)),
            Per::RevenueMile { name, .. } => Some((name, ExtraKind::Miles)),
            Per::Flat
            | Per::Mile
            | Per::Cwt
            | Per::Piece
            | Per::ExtraStop
            | Per::Delivery
            | Per::Pickup
            | Per::PercentOf(_) => None,
        }
    }
}

/// What a phrase reads.
#[derive(Default)]
struct Reads<'t> {
    tables: Vec<&'t TableName>,
    extras: Vec<ExtraRead<'t>>,
    base: Option<&'t Base>,
}

#[deny(clippy::wildcard_enum_match_arm)]
impl Verb {
    /// Every table that the phrase reads.
    pub fn tables(&self) -> Vec<&TableName> {
        self.reads().tables
    }

    /// Every name under which the phrase reads what dispatch sends, in the order of the phrase. What its conditions and the
    /// amount of a `charge` read, the contract knows.
    pub fn extras_read(&self) -> Vec<ExtraRead<'_>> {
        self.reads().extras
    }

    /// What a percent of the phrase is reckoned from.
    pub fn base(&self) -> Option<&Base> {
        self.reads().base
    }

    fn reads(&self) -> Reads<'_> {
        let nothing = Reads::default();
        match self {
            Verb::Linehaul(linehaul) => of_linehaul(&linehaul.basis),
            Verb::Fuel(fuel) => Reads {
                tables: of_fuel(&fuel.shape),
                extras: fuel.by.iter().filter_map(DateBasis::extra_read).collect(),
                base: base_of_fuel(&fuel.shape),
            },
            Verb::Detention(detention) => {
                let times = detention.times.as_deref().map(ExtraRead::count_held);
                Reads { extras: times.into_iter().collect(), ..nothing }
            }
            Verb::Redelivery { .. } => {
                Reads { extras: vec![ExtraRead::of(REDELIVERY_MILES, ExtraKind::Miles, Without::Held)], ..nothing }
            }
            Verb::AtCost { code, receipt, .. } => {
                let (name, without) = (Cow::Owned(cost_stated_in(code)), Without::NotBilledUnless(receipt));
                Reads { extras: vec![ExtraRead { name, kind: ExtraKind::Cost, without }], ..nothing }
            }
            Verb::BorderFee { exchange, by, .. } => {
                Reads { tables: vec![exchange], extras: by.extra_read().into_iter().collect(), ..nothing }
            }
            Verb::CanadianTax(tax) => {
                Reads { tables: vec![&tax.rates], extras: tax.by.extra_read().into_iter().collect(), ..nothing }
            }
            Verb::Priced(priced) => {
                let counted = priced.prices.iter().filter_map(|price| price.per.extra_read());
                let extras = counted.map(|(name, kind)| ExtraRead::of(name, kind, Without::NotBilled)).collect();
                Reads { extras, base: priced.prices.iter().find_map(|price| price.per.base()), ..nothing }
            }
            Verb::Daily(daily) => {
                let free = match &daily.free {
                    FreeDays::Extra(name) => Some(name.as_str()),
                    FreeDays::Fixed(_) => None,
                };
                let counts = free.into_iter().chain(daily.times.as_deref()).map(ExtraRead::count_held);
                let dates = [date(&daily.from, Without::NotBilled), daily.to.extra_read()];
                let tables = [&daily.free_days, &daily.charged_days].into_iter().filter_map(of_days).collect();
                Reads { tables, extras: dates.into_iter().flatten().chain(counts).collect(), ..nothing }
            }
            Verb::Minimum { .. }
            | Verb::Discount { .. }
            | Verb::StopOff { .. }
            | Verb::Layover { .. }
            | Verb::Tonu(_)
            | Verb::Accessorial { .. }
            | Verb::Chassis { .. }
            | Verb::TrailerDetention(_)
            | Verb::InvoiceMinimum { .. }
            | Verb::Charge { .. }
            | Verb::Ask { .. }
            | Verb::NeedDocument { .. }
            | Verb::NeedReference { .. }
            | Verb::NeedStops { .. }
            | Verb::Claim { .. }
            | Verb::Prorate(_) => nothing,
        }
    }
}

fn of_linehaul(basis: &LinehaulBasis) -> Reads<'_> {
    let nothing = Reads::default();
    match basis {
        LinehaulBasis::Scale { table, .. } => Reads { tables: vec![table], ..nothing },
        LinehaulBasis::Lanes { table, by, .. } => {
            Reads { tables: vec![table], extras: by.extra_read().into_iter().collect(), ..nothing }
        }
        LinehaulBasis::Classes(classes) => Reads {
            tables: std::iter::once(&classes.table).chain(&classes.zones).collect(),
            extras: classes.by.extra_read().into_iter().collect(),
            ..nothing
        },
        LinehaulBasis::Flat(_) | LinehaulBasis::PerMile(_) | LinehaulBasis::PerCwt(_) | LinehaulBasis::AsBooked => {
            nothing
        }
    }
}

fn base_of_fuel(shape: &FuelShape) -> Option<&Base> {
    match shape {
        FuelShape::Percent { of, .. } => Some(of),
        FuelShape::Bands { unit, .. }
        | FuelShape::Steps { unit, .. }
        | FuelShape::Dated { unit, .. }
        | FuelShape::Monthly { unit, .. } => match unit {
            FuelUnit::PercentOf(base) => Some(base),
            FuelUnit::PerMile => None,
        },
        FuelShape::Included | FuelShape::PerMile { .. } | FuelShape::Formula { .. } | FuelShape::Factor { .. } => None,
    }
}

fn of_days(days: &Days) -> Option<&TableName> {
    match days {
        Days::Working(table) | Days::CalendarBut(table) => Some(table),
        Days::Calendar => None,
    }
}

fn index(usage: &IndexUse) -> impl Iterator<Item = &TableName> {
    std::iter::once(&usage.table).chain(usage.second_source.as_ref().map(|s| &s.table))
}

fn of_fuel(shape: &FuelShape) -> Vec<&TableName> {
    match shape {
        FuelShape::Included | FuelShape::Percent { .. } | FuelShape::PerMile { .. } => Vec::new(),
        FuelShape::Bands { table, index: usage, .. } => std::iter::once(table).chain(index(usage)).collect(),
        FuelShape::Formula { index: usage, .. }
        | FuelShape::Steps { index: usage, .. }
        | FuelShape::Factor { index: usage, .. } => index(usage).collect(),
        FuelShape::Dated { table, .. } => vec![table],
        FuelShape::Monthly { table, checked_against, .. } => {
            std::iter::once(table).chain(checked_against.as_ref().map(|c| &c.index)).collect()
        }
    }
}
