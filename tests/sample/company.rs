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

/// Where their invoices go, as dispatch exports it, by id: street, second line, city, region, postal code, country, contacts. All
/// of it is made up. One is not set up yet, and has none.
const ADDRESSES: &[[&str; 8]] = &[
    [
        "ACME",
        "2400 Grain Ave",
        "Suite 310",
        "Chicago",
        "IL",
        "60608",
        "US",
        "billing: Dana Ortiz <ap@acme-foods.example>; claims: claims@acme-foods.example",
    ],
    ["BIGBOX", "One BigBox Plaza", "", "Columbus", "OH", "43215", "US", "billing: freight-ap@bigbox.example"],
    [
        "NORTHLIGHT",
        "77 Filament St",
        "",
        "Milwaukee",
        "WI",
        "53204",
        "US",
        "billing: Sam Reyes <sam.reyes@northlight.example>; other: dock@northlight.example",
    ],
    ["STEELCO", "1500 Rolling Mill Rd", "", "Gary", "IN", "46402", "US", "billing: payables@steelco.example"],
    [
        "MAPLE",
        "90 Orchard Pkwy",
        "Unit 4",
        "Mississauga",
        "ON",
        "L5T 2N7",
        "CA",
        "billing: Claire Roy <comptes@maple-grocers.example>; claims: claims@maple-grocers.example",
    ],
    ["HARBOR", "18 Pier Head", "", "Long Beach", "CA", "90802", "US", "billing: statements@harbor-imports.example"],
    ["SUNRISE", "300 Pulp Mill Ln", "", "Green Bay", "WI", "54303", "US", "billing: ap@sunrise-paper.example"],
    ["TINKER", "5 Spinning Top Ct", "", "Dayton", "OH", "45402", "US", "billing: Jo Bell <jo@tinker-toys.example>"],
    ["NOVATE", "810 Server Farm Dr", "", "Plano", "TX", "75024", "US", ""],
    ["LATEPAY", "62 Sofa Way", "", "High Point", "NC", "27260", "US", "billing: office@latepay.example"],
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
        let none = [""; 8];
        let [_, street, second, city, region, code, country, contacts] =
            ADDRESSES.iter().find(|known| known[0] == *id).unwrap_or(&none);
        let cells = [
            ("customer", *id),
            ("name", name),
            ("erp_code", erp),
            ("credit_hold", hold),
            ("currency", currency),
            ("payment_terms", "Net 30"),
            ("legal_entity", if *currency == "CAD" { "PSL-CANADA" } else { "PSL-US" }),
            ("invoice_style", style),
            ("address_1", street),
            ("address_2", second),
            ("city", city),
            ("region", region),
            ("postal_code", code),
            ("country", country),
            ("contacts", contacts),
            ("updated_at", updated_at),
        ];
        cells.into_iter().map(|(column, cell)| (column.to_owned(), cell.to_owned())).collect()
    });
    rows.collect()
}
