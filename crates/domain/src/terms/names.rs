//! What terms name: the tables that they read, the codes that they bill, the codes that they are reckoned from.

use crate::code::ChargeCode;
use crate::ids::TableName;
use crate::terms::{
    AccessorialKind, Base, Days, FreeDays, FuelShape, FuelUnit, IndexUse, LinehaulBasis, Per, Term, Verb,
};

impl Verb {
    /// Every table that the phrase reads.
    pub fn tables(&self) -> Vec<&TableName> {
        match self {
            Verb::Linehaul(linehaul) => match &linehaul.basis {
                LinehaulBasis::Scale { table, .. } | LinehaulBasis::Lanes { table, .. } => vec![table],
                LinehaulBasis::Classes(classes) => std::iter::once(&classes.table).chain(&classes.zones).collect(),
                _ => Vec::new(),
            },
            Verb::Fuel(fuel) => of_fuel(&fuel.shape),
            Verb::BorderFee { exchange, .. } => vec![exchange],
            Verb::CanadianTax(tax) => vec![&tax.rates],
            Verb::Daily(daily) => [&daily.free_days, &daily.charged_days].into_iter().filter_map(days).collect(),
            _ => Vec::new(),
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
                _ => None,
            }),
            _ => None,
        }
    }
}

impl Verb {
    /// What the phrase reads of what dispatch counts, by name: pups, pallets, hours, transit days.
    pub fn counts(&self) -> Vec<&str> {
        match self {
            Verb::Detention(detention) => detention.times.as_deref().into_iter().collect(),
            Verb::Priced(priced) => priced.prices.iter().filter_map(|price| price.per.counted()).collect(),
            Verb::Daily(daily) => {
                let free = if let FreeDays::Extra(name) = &daily.free { Some(name.as_str()) } else { None };
                free.into_iter().chain(daily.times.as_deref()).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl Per {
    /// The name under which dispatch counts what the price is for; without that fact nothing is charged.
    pub fn counted(&self) -> Option<&str> {
        match self {
            Per::Extra(name) | Per::RevenueMile { name, .. } => Some(name),
            _ => None,
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
            Verb::Accessorial { kind, .. } => vec![match kind {
                AccessorialKind::Team => "TEAM",
                AccessorialKind::Hazmat => "HAZMAT",
                AccessorialKind::Tarp => "TARP",
                AccessorialKind::TemperatureControl => "TEMPERATURE_CONTROL",
            }],
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
