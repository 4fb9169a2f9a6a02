//! What terms are called: the codes that they bill, and what people say for them.

use crate::code::ChargeCode;
use crate::terms::{FuelShape, Term, Verb};

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
