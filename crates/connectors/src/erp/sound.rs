//! What no ERP here takes: an invoice whose parts do not fit together.

use linehaul_domain::Decimal;
use linehaul_domain::fault::Code;
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::invoice::Invoice;

use crate::erp::{MAX_DESCRIPTION_CHARS, Refusal};

/// LH-640 with the reason, when an invoice is not sound in itself.
pub(crate) fn unsound(invoice: &Invoice) -> Option<Refusal> {
    let wrong = wrong_amounts(invoice).or_else(|| wrong_texts(invoice));
    wrong.map(|message| Refusal { code: Code::InvoiceUnsound, message })
}

fn wrong_amounts(invoice: &Invoice) -> Option<String> {
    if invoice.lines.is_empty() {
        return Some("an invoice without lines is not taken".to_owned());
    }
    let places = invoice.currency.places();
    let mut amounts = invoice.lines.iter().map(|l| l.amount).chain([invoice.total, invoice.tax]);
    if amounts.any(|a| a.normalize().scale() > places) {
        return Some(format!("an amount has more than {places} decimals"));
    }
    let sum = |tax_only: bool| {
        let lines = invoice.lines.iter().filter(|l| !tax_only || l.code.is_tax());
        lines.map(|l| l.amount).try_fold(Decimal::ZERO, Decimal::checked_add)
    };
    match (sum(false), sum(true)) {
        (None, _) | (_, None) => Some("the amounts are too large to add".to_owned()),
        (Some(sum), _) if sum != invoice.total => {
            Some(format!("the lines sum to {sum}, the total says {}", invoice.total))
        }
        (_, Some(tax)) if tax != invoice.tax => {
            Some(format!("the tax lines sum to {tax}, the tax says {}", invoice.tax))
        }
        (Some(_), Some(_)) => None,
    }
}

fn wrong_texts(invoice: &Invoice) -> Option<String> {
    if invoice.erp_party.trim().is_empty() {
        return Some("the invoice names no party".to_owned());
    }
    if invoice.number.as_str().trim().is_empty() || invoice.number.as_str().len() > InvoiceNumber::MAX_LENGTH {
        return Some(format!("`{}` is no number of 1 to {} characters", invoice.number, InvoiceNumber::MAX_LENGTH));
    }
    let long = invoice.lines.iter().find(|l| l.description.chars().count() > MAX_DESCRIPTION_CHARS)?;
    Some(format!(
        "the description of {} on load {} is longer than {MAX_DESCRIPTION_CHARS} characters",
        long.code, long.load
    ))
}
