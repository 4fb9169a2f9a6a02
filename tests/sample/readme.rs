//! `samples/README.md`: what the sample is, whose figures it has, how to make it again, and which mistakes are in it.

use crate::mistakes::Seeded;
use crate::trip::Trip;

/// The text.
pub fn text(seed: u64, trips: &[Trip], seeded: &[Seeded]) -> String {
    let count = |status: &str| trips.iter().filter(|t| t.status == status).count();
    let (delivered, unused) = (count("delivered"), count("tonu"));
    let (moving, booked) = (count("in_transit"), count("booked"));
    format!(
        "{HEAD}\n\
         {} loads: {delivered} delivered, {unused} trucks ordered and not used, {moving} in transit, {booked} booked.\n\
         The seed is {seed}.\n\n## Seeded mistakes\n\n\
         Each delivered load or unused truck that is not in this table is billing-ready.\n\n\
         | code | what is wrong | loads |\n|---|---|---|\n{}\n{TAIL}",
        trips.len(),
        table(seeded)
    )
}

/// Codes that warn and do not hold.
pub const WARNINGS: &[&str] = &["VARIANCE_SMALL", "FACTS_CONFLICT", "INDEX_CONFLICT", "CREDIT_HOLD"];

/// `mistakes.csv`: each load that was delivered or not used, with the code that must come of it, or `none`.
pub fn mistakes(trips: &[Trip], seeded: &[Seeded]) -> String {
    let mut text = String::from("load_number,code\n");
    for trip in trips.iter().filter(|t| matches!(t.status, "delivered" | "tonu")) {
        let code = seeded.iter().find(|s| s.load == trip.number).map_or("none", |s| s.code);
        text.push_str(&format!("{},{code}\n", trip.number));
    }
    text
}

fn table(seeded: &[Seeded]) -> String {
    let mut kinds: Vec<(&str, &str)> = seeded.iter().map(|s| (s.code, s.words)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let row = |(code, words): (&str, &str)| {
        let of_kind = seeded.iter().filter(|s| (s.code, s.words) == (code, words));
        let mut loads: Vec<&str> = of_kind.map(|s| s.load.as_str()).collect();
        loads.sort_unstable();
        format!("| {code} | {words} | {} |\n", loads.join(" "))
    };
    kinds.into_iter().map(row).collect()
}

const HEAD: &str = "# The sample company

This file is made by the generator; change `tests/sample/readme.rs` instead.

`company/` is a ready workspace: Prairie Star Logistics, a carrier and broker in the American Midwest, as it stood on
the morning of 2025-03-07. Company, customers, people, loads and rates are invented. Real are the prices and the public
tables under `company/rules/tables`; each names its source and licence in its head.

Diesel prices: U.S. Energy Information Administration (EIA), weekly U.S. No 2 diesel retail prices, public domain.
Fuel surcharge tables, the weight scale and the tax rates are facts as their publishers state them.

| customer | what | contract |
|---|---|---|
| ACME | dry van and refrigerated truckload, lanes, lumpers | `acme-foods`, two versions |
| BIGBOX | store deliveries with stop-offs and layovers, boxes by rail | `bigbox`, two versions |
| NORTHLIGHT | LTL by weight scale, discount, published fuel percents | `northlight` |
| STEELCO | flatbed, tarps, permits | `steelco` |
| MAPLE | Canadian dollars, GST, HST, QST, border fees | `maple` |
| HARBOR | drayage with chassis, summary invoices | `harbor` |
| SUNRISE | no contract: house tariff and spot rates as booked | none |
| TINKER, NOVATE, NEWCO | two loads each, none billable as it stands | one broken, none |
| LATEPAY | two loads; credit is stopped, which warns | none |

`linehaul.toml`, the contracts and the tables `acme_lanes`, `harbor_lanes` and `prairie_fx` are written by hand. All of
`company/drop`, the copies of `rules/tables`, `mistakes.csv` and this file are made, always the same, by

```
cargo run -p linehaul-tests --bin make-sample
```
";

const TAIL: &str = "## What else is in the drop folder

- `loads-2024-12.csv` has the headers of an older system; `linehaul.toml` maps them.
- `stops-2025-01.csv` went through a spreadsheet: byte order mark, semicolons, local times without offset.
- Events lie in no order; one in twenty comes with the export of the next month, one in thirty comes twice.
- PODs and other papers may come a month after their load.
- `loads-2025-03-resend.csv` repeats rows that are known and brings older versions after newer ones.
- `loads-board-2025-03-06.csv` and its next day's are the dispatch board: all loads that are open there, which
  `linehaul.toml` says of them (`complete`).
- Seven rows belong to no load and go to quarantine: an unknown status, a weight with a comma, no load number, an
  unknown zone, an hour that the clock change skips, an unknown event, an unknown document type.
- LTL loads picked up from 2025-03-05 on warn INDEX_CONFLICT: the second print of that week's fuel index is a misprint.
- Files named `pod-….pdf` serve every delivery of their load; a few have no bytes, a password, or a picture inside.
";
