//! What terms name: the tables that they read, the codes that they bill, the codes that they are reckoned from.

use crate::code::ChargeCode;
use crate::ids::TableName;
use crate::terms::{Base, Days, FuelShape, FuelUnit, IndexUse, LinehaulBasis, Per, Term, Verb};

#[deny(clippy::wildcard_enum_match_arm)]
impl Verb {
    /// Every table that the phrase reads.
    pub fn tables(&self) -> Vec<&TableName> {
        match self {
            Verb::Linehaul(linehaul) => match &linehaul.basis {
                LinehaulBasis::Scale { table, .. } | LinehaulBasis::Lanes { table, .. } => vec![table],
                LinehaulBasis::Classes(classes) => std::iter::once(&classes.table).chain(&classes.zones).collect(),
                LinehaulBasis::Flat(_)
                | LinehaulBasis::PerMile(_)
                | LinehaulBasis::PerCwt(_)
                | LinehaulBasis::AsBooked => Vec::new(),
            },
            Verb::Fuel(fuel) => of_fuel(&fuel.shape),
            Verb::BorderFee { exchange, .. } => vec![exchange],
            Verb::CanadianTax(tax) => vec![&tax.rates],
            Verb::Daily(daily) => [&daily.free_days, &daily.charged_days].into_iter().filter_map(days).collect(),
            Verb::Minimum { .. }
            | Verb::Discount { .. }
            | Verb::Detention(_)
            | Verb::StopOff { .. }
            | Verb::Layover { .. }
            | Verb::Tonu(_)
            | Verb::Redelivery { .. }
            | Verb::Accessorial { .. }
            | Verb::AtCost { .. }
            | Verb::Chassis { .. }
            | Verb::Priced(_)
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

    /// What a percent of the phrase is reckoned from.
    pub fn base(&self) -> Option<&Base> {
        match self {
            Verb::Fuel(fuel) => match &fuel.shape {
                FuelShape::Percent { of, .. } => Some(of),
                FuelShape::Bands { unit, .. }
                | FuelShape::Steps { unit, .. }
                | FuelShape::Dated { unit, .. }
                | FuelShape::Monthly { unit, .. } => match unit {
                    FuelUnit::PercentOf(base) => Some(base),
                    FuelUnit::PerMile => None,
                },
                FuelShape::Included | FuelShape::Formula { .. } | FuelShape::Factor { .. } => None,
            },
            Verb::Priced(priced) => priced.prices.iter().find_map(|price| match &price.per {
                Per::PercentOf(base) | Per::RevenueMile { of: base, .. } => Some(base),
                Per::Flat
                | Per::Mile
                | Per::Cwt
                | Per::Piece
                | Per::ExtraStop
                | Per::Delivery
                | Per::Pickup
                | Per::Extra(_) => None,
            }),
            Verb::Linehaul(_)
            | Verb::Minimum { .. }
            | Verb::Discount { .. }
            | Verb::Detention(_)
            | Verb::StopOff { .. }
            | Verb::Layover { .. }
            | Verb::Tonu(_)
            | Verb::Redelivery { .. }
            | Verb::Accessorial { .. }
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
            | Verb::NeedReference { .. }
            | Verb::NeedStops { .. }
            | Verb::Claim { .. }
            | Verb::Prorate(_) => None,
        }
    }
}

fn days(days: &Days) -> Option<&TableName> {
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
        FuelShape::Included | FuelShape::Percent { .. } => Vec::new(),
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

impl Term {
    /// The codes that the phrase may bill; none for one that bills nothing.
    pub fn bills(&self) -> Vec<&str> {
        if let Some(own) = &self.code {
            return vec![own.as_str()];
        }
        match &self.verb {
            Verb::Linehaul(_) => vec!["LINEHAUL"],
            Verb::Minimum { .. } => vec!["MINIMUM"],
            Verb::Discount { .. } => vec!["DISCOUNT"],
            Verb::Fuel(fuel) if fuel.shape == FuelShape::Included => Vec::new(),
            Verb::Fuel(_) => vec!["FSC"],
            Verb::Detention(_) => vec!["DETENTION_LOADING", "DETENTION_UNLOADING"],
            Verb::StopOff { .. } => vec!["STOP_OFF"],
            Verb::Layover { .. } => vec!["LAYOVER"],
            Verb::Tonu(_) => vec!["TONU"],
            Verb::Redelivery { .. } => vec!["REDELIVERY"],
            Verb::Accessorial { kind, .. } => vec![kind.bills()],
            Verb::AtCost { code, .. } => vec![ChargeCode::as_str(code)],
            Verb::Chassis { .. } => vec!["CHASSIS"],
            Verb::BorderFee { .. } => vec!["BORDER_FEE"],
            Verb::CanadianTax(_) => vec!["TAX_GST", "TAX_HST", "TAX_QST", "TAX_GST_ZERO"],
            Verb::Priced(priced) => vec![priced.code.as_str()],
            Verb::Daily(daily) => vec![daily.code.as_str()],
            Verb::TrailerDetention(_) => vec!["TRAILER_DETENTION"],
            Verb::InvoiceMinimum { .. } => vec!["MINIMUM_INVOICE"],
            Verb::Charge { code, .. } => vec![ChargeCode::as_str(code)],
            Verb::Ask { .. }
            | Verb::NeedDocument { .. }
            | Verb::NeedReference { .. }
            | Verb::NeedStops { .. }
            | Verb::Prorate(_)
            | Verb::Claim { .. } => Vec::new(),
        }
    }

    /// The phrase in short, as people say it: its word, and what tells it from others of that word.
    pub fn says(&self) -> String {
        let word = self.verb.name().split('@').next().unwrap_or_default();
        match &self.verb {
            Verb::Priced(_) | Verb::Daily(_) | Verb::AtCost { .. } | Verb::Charge { .. } => {
                format!("{word} {}", self.bills().join(", "))
            }
            Verb::NeedDocument { kind, .. } => format!("need document \"{kind}\""),
            Verb::NeedReference { name, .. } => format!("need reference \"{name}\""),
            Verb::NeedStops { .. } => "need stops".to_owned(),
            Verb::InvoiceMinimum { .. } => "minimum invoice".to_owned(),
            Verb::Ask { question } => format!("ask \"{question}\""),
            _ => word.to_owned(),
        }
    }
}
