//! Files that the reference shows whole: a table of each kind, and a load. Both are read by the tests.

use std::fmt::Write;

use linehaul_connectors::load_json::read_load;
use linehaul_connectors::table::read_table;

/// (kind, more of the head, header and rows, what it says).
const TABLES: &[(&str, &str, &str, &str)] = &[
    (
        "index",
        "",
        "monday,price\n2025-05-19,3.536",
        "a weekly fuel price, at its Monday; `linehaul init` brings `eia_us`, the U.S. average",
    ),
    (
        "bands",
        "",
        "low,below,usd_per_mile\n3.50,3.56,0.40\n3.56,,0.41",
        "from `low` on and below `below`; an empty `below` is open; then columns of your own names",
    ),
    (
        "dated",
        "# valid_days: 7\n",
        "effective,ltl_pct,tl_pct\n2025-05-21,31.25,62.50",
        "values in force from a day, for so many days",
    ),
    ("monthly", "", "month,usd_per_mile\n2025-05,0.5520", "values of a calendar month"),
    (
        "scale",
        "# until_lb: 20000\n",
        "from_lb,rate_per_cwt\n0,100.00\n500,90.00",
        "dollars a hundredweight from a weight on",
    ),
    (
        "lanes",
        "",
        "origin,destination,equipment,from,until,flat,per_mile,minimum\nMemphis TN,TX,*,2025-01-01,,,2.15,500.00",
        "a place is a city with its region (`Memphis TN`, `St. Paul, MN`), a city, a region, ZIP codes (`54302`, `543`, `54300-54399`), a country (`USA`, `CAN`, `MEX`) or `*`; `flat` or `per_mile`",
    ),
    (
        "classes",
        "",
        "origin,destination,class,from_lb,rate_per_cwt,minimum,from,until\nS1,W2,70,0,42.10,98.00,2025-01-01,",
        "less than truckload, between zones",
    ),
    ("zones", "", "place,zone\nDallas TX,W2\nTX,W1", "the zone of a city or region"),
    (
        "exchange",
        "# valid_days: 31\n",
        "effective,from,to,rate\n2026-01-01,USD,CAD,1.3016",
        "a rate from a day on, for so many days; where nothing is said, for 7",
    ),
    ("taxes", "", "region,tax,percent,effective\nON,HST,13,2010-07-01", "by region of the destination"),
    ("holidays", "", "day,name\n2025-05-26,Memorial Day", "days that no business day counts"),
];

const LOAD: &str = r#"{
  "load_number": "A-1", "mode": "TL", "equipment": "53ft dry van", "status": "delivered",
  "miles": 612, "weight_lb": 38120, "driver_count": 1,
  "stops": [
    { "seq": 1, "type": "pickup", "name": "Shipper", "city": "Memphis TN", "timezone": "America/Chicago",
      "appointment": "2025-05-21T08:00", "arrived_at": "2025-05-21T07:50", "departed_at": "2025-05-21T09:00" },
    { "seq": 2, "type": "delivery", "name": "Consignee", "city": "Dallas TX", "timezone": "America/Chicago",
      "appointment": "2025-05-22T09:00", "arrived_at": "2025-05-22T09:00", "departed_at": "2025-05-22T12:20" }
  ],
  "documents": [ "pod_signed:2", { "type": "lumper_receipt", "stop": 2, "amount": 180.00 } ],
  "references": { "customer_po": "PO-77" },
  "events": [ { "event": "dispatched", "at": "2025-05-20T15:00:00-05:00" } ],
  "lumper_cost": 180.00, "driver_assist_stops": 1
}"#;

fn file((kind, more, rows, _): &(&str, &str, &str, &str)) -> String {
    format!("# kind: {kind}\n# source: where the figures are from\n# licence: whose they are\n{more}{rows}\n")
}

#[test]
fn every_table_and_the_load_are_read() {
    for table in TABLES {
        let read = read_table(table.0, file(table).as_bytes());
        assert!(read.is_ok(), "{}: {:?}", table.0, read.err());
    }
    let load = read_load(LOAD).unwrap_or_else(|f| panic!("{}", f.what));
    assert_eq!((load.stops.len(), load.documents.len(), load.extras.len()), (2, 2, 2));
}

/// The whole load, as the page shows it.
pub fn load() -> String {
    format!("\n```json\n{LOAD}\n```\n")
}

/// The page's section on tables.
pub fn tables() -> String {
    let mut page = String::from(
        "\n# Tables\n\nA table is a file `rules/tables/NAME.csv`; a contract names it `\"NAME\"`. Its head says what it is, from where, \
         and whose; then come a line of columns and the rows. `linehaul rules prove` finds its gaps and overlaps.\n",
    );
    for table in TABLES {
        let _ = write!(page, "\n{}: {}\n\n```\n{}```\n", table.0, table.3, file(table));
    }
    page
}
