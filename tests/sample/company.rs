//! The company: its customers and all their loads, clean, numbered by day of pickup.

use crate::calendar::day;
use crate::csv_text::Row;
use crate::random::Dice;
use crate::trip::Trip;
use crate::{canada, drayage, flatbed, ltl, retail, truckload};

/// Customers as dispatch exports them: id, name, ERP code, credit hold, currency, invoice style.
const CUSTOMERS: &[[&str; 6]] = &[
    ["ACME", "ACME Foods Inc.", "C-10010", "no", "USD", "per_load"],
    ["BIGBOX", "BigBox Retail LLC", "C-10020", "no", "USD", "per_load"],
    ["NORTHLIGHT", "Northlight Lighting Co.", "C-10030", "no", "USD", "per_load"],
    ["STEELCO", "Steelco Fabrication", "C-10040", "no", "USD", "per_load"],
    ["MAPLE", "Maple Grocers Ltd.", "C-10050", "no", "CAD", "per_load"],
    ["HARBOR", "Harbor Imports", "C-10060", "no", "USD", "summary"],
    ["SUNRISE", "Sunrise Paper", "C-10070", "no", "USD", "per_load"],
    ["TINKER", "Tinker Toys & Co.", "C-10080", "no", "USD", "per_load"],
    ["NOVATE", "Novate Systems", "C-10090", "no", "USD", "per_load"],
    ["LATEPAY", "Latepay Furniture", "C-10100", "yes", "USD", "per_load"],
    ["NEWCO", "Newco Beverages", "", "no", "USD", "per_load"],
];

/// All loads, numbered.
pub fn loads(dice: &mut Dice) -> Vec<Trip> {
    let mut all = truckload::acme(dice, 72);
    all.extend(retail::bigbox(dice, 48));
    all.extend(ltl::northlight(dice, 45));
    all.extend(flatbed::steelco(dice, 34));
    all.extend(canada::maple(dice, 32));
    all.extend(drayage::harbor(dice, 26));
    all.extend(truckload::house(dice, "SUNRISE", 18));
    all.extend(truckload::few(dice, "TINKER", &[day("2025-02-12"), day("2025-02-27")]));
    all.extend(truckload::few(dice, "NOVATE", &[day("2025-01-22"), day("2025-02-18")]));
    all.extend(truckload::few(dice, "LATEPAY", &[day("2025-02-05"), day("2025-02-20")]));
    all.extend(truckload::few(dice, "NEWCO", &[day("2025-02-24"), day("2025-02-26")]));
    all.sort_by_key(|trip| (trip.day, trip.customer));
    for (index, trip) in all.iter_mut().enumerate() {
        trip.number = format!("PS-{}", 24_001 + index);
    }
    all
}

/// The customers as they stood on a day; credit of Latepay was stopped in February.
pub fn customers(updated_at: &str, credit_stopped: bool) -> Vec<Row> {
    let rows = CUSTOMERS.iter().map(|[id, name, erp, hold, currency, style]| {
        let hold = if credit_stopped { hold } else { "no" };
        let cells = [
            ("customer", *id),
            ("name", name),
            ("erp_code", erp),
            ("credit_hold", hold),
            ("currency", currency),
            ("payment_terms", "Net 30"),
            ("legal_entity", if *currency == "CAD" { "PSL-CANADA" } else { "PSL-US" }),
            ("invoice_style", style),
            ("updated_at", updated_at),
        ];
        cells.into_iter().map(|(column, cell)| (column.to_owned(), cell.to_owned())).collect()
    });
    rows.collect()
}
