//! What phrases read of what dispatch sends beside the canonical fields, by name. A misspelt name cannot be told from one that
//! was not sent: whoever warns of it, proves with it or looks for the loads that a phrase reaches asks here.

use std::borrow::Cow;

use crate::terms::{DateBasis, FreeDays, LinehaulBasis, Per, REDELIVERY_MILES, Verb, cost_stated_in};

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

#[deny(clippy::wildcard_enum_match_arm)]
impl Verb {
    /// Every name under which the phrase reads what dispatch sends, in the order of the phrase. What its conditions and the
    /// amount of a `charge` read, the contract knows.
    pub fn extras_read(&self) -> Vec<ExtraRead<'_>> {
        match self {
            Verb::Linehaul(linehaul) => match &linehaul.basis {
                LinehaulBasis::Lanes { by, .. } => by.extra_read().into_iter().collect(),
                LinehaulBasis::Classes(classes) => classes.by.extra_read().into_iter().collect(),
                LinehaulBasis::Flat(_)
                | LinehaulBasis::PerMile(_)
                | LinehaulBasis::PerCwt(_)
                | LinehaulBasis::Scale { .. }
                | LinehaulBasis::AsBooked => Vec::new(),
            },
            Verb::Fuel(fuel) => fuel.by.iter().filter_map(DateBasis::extra_read).collect(),
            Verb::Detention(detention) => detention.times.as_deref().map(ExtraRead::count_held).into_iter().collect(),
            Verb::Redelivery { .. } => vec![ExtraRead::of(REDELIVERY_MILES, ExtraKind::Miles, Without::Held)],
            Verb::AtCost { code, receipt, .. } => vec![ExtraRead {
                name: Cow::Owned(cost_stated_in(code)),
                kind: ExtraKind::Cost,
                without: Without::NotBilledUnless(receipt),
            }],
            Verb::BorderFee { by, .. } => by.extra_read().into_iter().collect(),
            Verb::CanadianTax(tax) => tax.by.extra_read().into_iter().collect(),
            Verb::Priced(priced) => {
                let counted = priced.prices.iter().filter_map(|price| price.per.extra_read());
                counted.map(|(name, kind)| ExtraRead::of(name, kind, Without::NotBilled)).collect()
            }
            Verb::Daily(daily) => {
                let free = match &daily.free {
                    FreeDays::Extra(name) => Some(name.as_str()),
                    FreeDays::Fixed(_) => None,
                };
                let counts = free.into_iter().chain(daily.times.as_deref());
                let counts = counts.map(ExtraRead::count_held);
                let dates = [date(&daily.from, Without::NotBilled), daily.to.extra_read()];
                dates.into_iter().flatten().chain(counts).collect()
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
            | Verb::Prorate(_) => Vec::new(),
        }
    }
}
