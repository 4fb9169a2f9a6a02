//! ERPs: the file ERP over a ledger in memory, and the conformance suite.

mod celerp;
mod conformance;
mod feed;
mod file;
mod memory;
mod put_off;
mod slow;
mod world;

use linehaul_domain::canonical::exact;
use linehaul_domain::invoice::{Invoice, InvoiceLine};
use linehaul_domain::money::Currency;
use linehaul_domain::time::NaiveDate;

/// A good invoice of batch B-1: linehaul, fuel and a tax line.
fn invoice(number: &str) -> Invoice {
    let date = NaiveDate::from_ymd_opt(2025, 3, 7).expect("a date");
    let line = |code: &str, x12: &str, amount: &str| InvoiceLine {
        load: "L-1".into(),
        code: code.into(),
        x12: x12.to_owned(),
        erp_item: "4000".to_owned(),
        erp_account: (code == "LINEHAUL").then(|| "4100".to_owned()),
        dimensions: [("department".to_owned(), "CHI".to_owned())].into(),
        description: format!("{code}, as agreed"),
        amount: exact(amount).expect("an amount"),
        taxed: None,
    };
    Invoice {
        number: number.into(),
        generation: 1,
        printed: None,
        kind: Default::default(),
        original: None,
        settles: Vec::new(),
        batch: "B-1".into(),
        legal_entity: None,
        customer: "ACME".into(),
        bill_to: None,
        erp_party: "C-100".to_owned(),
        currency: Currency::USD,
        invoice_date: date,
        accounting_date: date,
        payment_terms: Some("Net 30".to_owned()),
        erp_terms: None,
        lines: vec![line("LINEHAUL", "400", "1850.00"), line("FSC", "405", "281.52"), line("TAX_GST", "GST", "106.58")],
        tax: exact("106.58").expect("a tax"),
        total: exact("2238.10").expect("a total"),
        approvals: vec![1],
    }
}

fn three() -> Vec<Invoice> {
    ["PSL-A-000001-G1", "PSL-A-000002-G1", "PSL-A-000003-G1"].map(invoice).to_vec()
}
