//! What an ERP takes, by what it says of itself: whatever kind of ERP it is, what it has no room for is not sent.

use linehaul_connectors::erp::{Refusal, Traits};
use linehaul_domain::Decimal;
use linehaul_domain::fault::Code;
use linehaul_domain::invoice::{Invoice, InvoiceKind};

/// Why this ERP takes no such invoice.
pub(super) fn not_taken(invoice: &Invoice, traits: &Traits) -> Option<Refusal> {
    let all = [too_long, too_fine, no_place, no_credit];
    all.into_iter().find_map(|why| why(invoice, traits))
}

fn no(code: Code, message: String) -> Option<Refusal> {
    Some(Refusal { code, message })
}

fn too_long(invoice: &Invoice, traits: &Traits) -> Option<Refusal> {
    let (number, lengths) = (invoice.number.as_str(), traits.lengths);
    if number.chars().count() > lengths.number {
        let words = format!("the ERP takes numbers of {} characters, `{number}` is longer", lengths.number);
        return no(Code::InvoiceUnsound, words);
    }
    if invoice.lines.len() > lengths.lines {
        let (most, lines) = (lengths.lines, invoice.lines.len());
        let words = format!("the ERP takes {most} lines, it has {lines}: bill its loads in smaller groups");
        return no(Code::InvoiceUnsound, words);
    }
    let line = invoice.lines.iter().find(|l| l.description.chars().count() > lengths.description)?;
    let most = lengths.description;
    let words = format!("the ERP takes {most} characters of a line, {} on {} has more", line.code, line.load);
    no(Code::InvoiceUnsound, words)
}

/// An amount that the ERP rounds is another amount. Each line goes as one of its amount, which is its unit price too.
fn too_fine(invoice: &Invoice, traits: &Traits) -> Option<Refusal> {
    let finer = |amount: Decimal, places: u32| amount.normalize().scale() > places;
    let of_line = traits.money_decimals.min(traits.price_decimals);
    let line = invoice.lines.iter().find(|line| finer(line.amount, of_line));
    let line = line.map(|line| (of_line, line.amount, format!("{} on {}", line.code, line.load)));
    let of_all = [(invoice.total, "the total"), (invoice.tax, "the tax")];
    let of_all = of_all.into_iter().find(|(amount, _)| finer(*amount, traits.money_decimals));
    let of_all = of_all.map(|(amount, what)| (traits.money_decimals, amount, what.to_owned()));
    let (places, amount, what) = line.or(of_all)?;
    let words = format!("the ERP keeps {places} decimals of an amount, {what} is {amount} {}", invoice.currency);
    no(Code::AmountTooFine, words)
}

/// What the settings refuse as well: an invoice may have been drafted for another ERP.
fn no_place(invoice: &Invoice, traits: &Traits) -> Option<Refusal> {
    let (accounts, dimensions) = (traits.accounts, traits.dimensions);
    let line = invoice.lines.iter().find_map(|line| {
        let account = line.erp_account.as_ref().filter(|_| !accounts).map(|code| format!("the account {code}"));
        let dimension = || line.dimensions.keys().next().filter(|_| !dimensions).map(|name| format!("`{name}`"));
        Some((line, account.or_else(dimension)?))
    });
    let (line, what) = line?;
    no(Code::DimensionRefused, format!("the ERP has no place for {what} of {} on {}", line.code, line.load))
}

fn no_credit(invoice: &Invoice, traits: &Traits) -> Option<Refusal> {
    let refused = invoice.kind == InvoiceKind::CreditMemo && !traits.credits;
    let words = "the ERP takes no credit memo from here: credit it there";
    refused.then(|| Refusal { code: Code::InvoiceUnsound, message: words.to_owned() })
}

#[cfg(test)]
mod tests {
    use linehaul_connectors::erp::memory::able;
    use linehaul_domain::canonical::exact;
    use linehaul_domain::invoice::InvoiceLine;

    use super::*;

    fn invoice(amount: &str, currency: &str) -> Invoice {
        let amount = exact(amount).unwrap();
        let date = linehaul_domain::time::NaiveDate::from_ymd_opt(2025, 3, 7).unwrap();
        let line = InvoiceLine {
            load: "L-1".into(),
            code: "LINEHAUL".into(),
            x12: "400".to_owned(),
            erp_item: "4000".to_owned(),
            erp_account: Some("4100".to_owned()),
            dimensions: [("department".to_owned(), "CHI".to_owned())].into(),
            description: "as agreed".to_owned(),
            amount,
            taxed: None,
        };
        Invoice {
            number: "PSL-A-000001-G1".into(),
            generation: 1,
            printed: None,
            kind: InvoiceKind::Original,
            original: None,
            settles: Vec::new(),
            batch: "B-1".into(),
            legal_entity: None,
            bill_to: None,
            customer: "ACME".into(),
            erp_party: "C-100".to_owned(),
            currency: currency.parse().unwrap(),
            invoice_date: date,
            accounting_date: date,
            payment_terms: None,
            erp_terms: None,
            lines: vec![line],
            tax: Decimal::ZERO,
            total: amount,
            approvals: vec![1],
        }
    }

    fn told(invoice: &Invoice, traits: Traits) -> Option<(Code, String)> {
        not_taken(invoice, &traits).map(|no| (no.code, no.message))
    }

    #[test]
    fn dinars_are_not_sent_to_an_erp_of_two_decimals() {
        let cents = || Traits { money_decimals: 2, price_decimals: 4, ..able() };
        assert_eq!(told(&invoice("123.450", "KWD"), cents()), None, "its third decimal is nothing");
        let words = "the ERP keeps 2 decimals of an amount, LINEHAUL on L-1 is 123.456 KWD".to_owned();
        assert_eq!(told(&invoice("123.456", "KWD"), cents()), Some((Code::AmountTooFine, words)));
        assert_eq!(told(&invoice("123.456", "KWD"), able()), None);
        let coarse_prices = Traits { price_decimals: 2, ..able() };
        assert_eq!(told(&invoice("123.456", "KWD"), coarse_prices).map(|(code, _)| code), Some(Code::AmountTooFine));
        // The sum of lines of two decimals has no more, but what is said is looked at as it stands.
        let total = Invoice { total: exact("1.001").unwrap(), ..invoice("1.00", "KWD") };
        assert!(told(&total, cents()).is_some_and(|(_, words)| words.contains("the total is 1.001 KWD")));
    }

    #[test]
    fn what_the_erp_has_no_place_for_is_not_sent() {
        let usual = invoice("100.00", "USD");
        assert_eq!(told(&usual, able()), None);
        let of = |traits: Traits| told(&usual, traits);
        let lacks = |words: &str| {
            Some((Code::DimensionRefused, format!("the ERP has no place for {words} of LINEHAUL on L-1")))
        };
        assert_eq!(of(Traits { accounts: false, ..able() }), lacks("the account 4100"));
        assert_eq!(of(Traits { dimensions: false, ..able() }), lacks("`department`"));
        let credit = Invoice { kind: InvoiceKind::CreditMemo, ..usual.clone() };
        let no = told(&credit, Traits { credits: false, ..able() });
        assert_eq!(no.map(|(code, _)| code), Some(Code::InvoiceUnsound));
        let short = linehaul_connectors::erp::Lengths { number: 10, ..able().lengths };
        assert!(
            of(Traits { lengths: short, ..able() })
                .is_some_and(|(_, words)| words.contains("numbers of 10 characters"))
        );
    }
}
