//! The invoices that every connector is tried with.

use linehaul_domain::Decimal;
use linehaul_domain::invoice::{Invoice, InvoiceKind, InvoiceLine, Taxed};
use linehaul_domain::money::Currency;
use linehaul_domain::time::NaiveDate;

/// An exact amount.
pub fn dec(text: &str) -> Decimal {
    linehaul_domain::canonical::exact(text).expect("an amount")
}

fn line(code: &str, item: &str, amount: &str, taxed: Option<(&str, &str)>) -> InvoiceLine {
    InvoiceLine {
        // An account of the chart that the tests' Tryton has.
        erp_account: (code == "LINEHAUL").then(|| "4.2.2".to_owned()),
        dimensions: [("department".to_owned(), "CHI".to_owned())].into(),
        load: "L-1".into(),
        code: code.into(),
        x12: "400".to_owned(),
        erp_item: item.to_owned(),
        description: format!("{code}, as agreed"),
        amount: dec(amount),
        taxed: taxed.map(|(base, percent)| Taxed { base: dec(base), percent: dec(percent) }),
    }
}

fn invoice(number: &str, party: &str, currency: Currency, lines: Vec<InvoiceLine>) -> Invoice {
    let date = NaiveDate::from_ymd_opt(2025, 3, 7).expect("a date");
    let tax = lines.iter().filter(|l| l.code.is_tax()).map(|l| l.amount).sum();
    Invoice {
        number: number.into(),
        generation: 1,
        printed: Some(number.replace("PSL-A-", "PRO/")),
        batch: "B-1".into(),
        legal_entity: None,
        customer: "ACME".into(),
        bill_to: None,
        erp_party: party.to_owned(),
        currency,
        invoice_date: date,
        accounting_date: date,
        payment_terms: Some("Net 30".to_owned()),
        erp_terms: None,
        tax,
        total: lines.iter().map(|l| l.amount).sum(),
        lines,
        approvals: vec![1],
        kind: InvoiceKind::Original,
        original: None,
        settles: Vec::new(),
    }
}

/// A US invoice, a Canadian one with two taxes of which one lies on half a cent, a zero-rated one, and one with a discount.
pub fn four() -> Vec<Invoice> {
    vec![
        invoice(
            "PSL-A-000001-G1",
            "C-10010",
            Currency::USD,
            vec![line("LINEHAUL", "4000", "1850.00", None), line("FSC", "4010", "281.52", None)],
        ),
        invoice(
            "PSL-A-000002-G1",
            "C-10050",
            Currency::CAD,
            vec![
                line("LINEHAUL", "4000", "100.10", None),
                line("TAX_GST", "2210", "5.01", Some(("100.10", "5"))),
                line("TAX_QST", "2212", "9.98", Some(("100.10", "9.975"))),
            ],
        ),
        invoice(
            "PSL-A-000003-G1",
            "C-10050",
            Currency::CAD,
            vec![
                line("LINEHAUL", "4000", "2100.00", None),
                line("TAX_GST_ZERO", "2210", "0.00", Some(("2100.00", "0"))),
            ],
        ),
        invoice(
            "PSL-A-000004-G1",
            "C-10010",
            Currency::USD,
            vec![line("LINEHAUL_GROSS", "4000", "1000.00", None), line("DISCOUNT", "4005", "-650.00", None)],
        ),
    ]
}
