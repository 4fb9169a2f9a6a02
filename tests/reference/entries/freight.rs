//! Freight, fuel and what is taken off or made up.

use super::{Entry, Example, NONE};

pub const ENTRIES: &[Entry] = &[
    Entry {
        verb: "linehaul",
        forms: &[
            "linehaul flat AMOUNT",
            "linehaul AMOUNT per mile | per cwt [, minimum AMOUNT]",
            "linehaul scale \"TABLE\", deficit weight charged | no deficit weight",
            "linehaul lanes \"TABLE\", by DATE",
            "linehaul as booked",
        ],
        says: "The freight itself.",
        unit: "Loaded miles from dispatch; hundredweight of the load's weight in pounds. Rounded once, as a line.",
        holds: "INPUT_MISSING without miles, weight or booked amount, or when it comes out at nothing; INDEX_MISSING without a lane.",
        examples: &[
            Example {
                source: "FWCC 2006, default rate",
                phrase: "linehaul 1.50 per mile;",
                load: NONE,
                lines: &[("LINEHAUL", "918.00")],
                holds: &[],
            },
            Example {
                source: "Logisource, minimum truckload charge",
                phrase: "linehaul 0.50 per mile, minimum 500.00;",
                load: NONE,
                lines: &[("LINEHAUL", "500.00")],
                holds: &[],
            },
        ],
    },
    Entry {
        verb: "discount",
        forms: &["discount NUMBER percent of gross linehaul"],
        says: "A discount on gross linehaul, as a line of its own. It never applies to accessorials.",
        unit: "Percent of the rounded linehaul lines.",
        holds: "Nothing by itself; without linehaul there is none.",
        examples: &[Example {
            source: "FedEx Freight FXF 100 item 195: discounts do not apply to additional services",
            phrase: "linehaul flat 1000.00; discount 62 percent of gross linehaul; accessorial \"RESIDENTIAL\" 100.00;",
            load: NONE,
            lines: &[("LINEHAUL", "1000.00"), ("DISCOUNT", "-620.00"), ("RESIDENTIAL", "100.00")],
            holds: &[],
        }],
    },
    Entry {
        verb: "minimum",
        forms: &["minimum AMOUNT net linehaul", "minimum AMOUNT invoice"],
        says: "Raises net linehaul, or the sum of all lines before taxes, to at least this, as a line of its own.",
        unit: "Contract's currency. `invoice` stands behind every other charge and before taxes.",
        holds: "Nothing by itself; while a line is missing there is none.",
        examples: &[
            Example {
                source: "Smart Cabinetry, per-mile loads",
                phrase: "linehaul 1.00 per mile; minimum 700.00 net linehaul;",
                load: NONE,
                lines: &[("LINEHAUL", "612.00"), ("MINIMUM", "88.00")],
                holds: &[],
            },
            Example {
                source: "arithmetic",
                phrase: "linehaul flat 500.00; accessorial \"RESIDENTIAL\" 100.00; minimum 700.00 invoice;",
                load: NONE,
                lines: &[("LINEHAUL", "500.00"), ("RESIDENTIAL", "100.00"), ("MINIMUM_INVOICE", "100.00")],
                holds: &[],
            },
        ],
    },
    Entry {
        verb: "fuel",
        forms: &[
            "fuel included",
            "fuel NUMBER percent of BASE",
            "fuel UNIT from bands \"TABLE\" column \"COLUMN\", INDEX, by DATE [, beyond the table NUMBER for each started NUMBER] [, second source \"TABLE\" within NUMBER]",
            "fuel UNIT NUMBER for each started NUMBER above PRICE, INDEX, by DATE",
            "fuel per mile formula base PRICE, NUMBER miles per gallon, rate rounded ROUNDING to N places, INDEX, by DATE",
            "fuel UNIT from dated \"TABLE\" column \"COLUMN\", by DATE",
            "fuel UNIT from monthly \"TABLE\" column \"COLUMN\", by DATE [, checked against \"TABLE\" N months before column \"COLUMN\" within NUMBER]",
        ],
        says: "The fuel surcharge. UNIT is `per mile` or `percent of BASE`; BASE is `gross linehaul`, `net linehaul` or `net linehaul and \"CODE\" and …`; INDEX is `index \"TABLE\", monday price from DAY`.",
        unit: "US dollars a gallon in the index; the rate is not rounded but where the phrase says so; the line is.",
        holds: "INDEX_MISSING where no row covers, INDEX_STALE where the table ends before the date.",
        examples: &[
            Example {
                source: "RRTS schedule, as a fixed percent",
                phrase: "linehaul flat 1000.00; fuel 31.25 percent of net linehaul;",
                load: NONE,
                lines: &[("LINEHAUL", "1000.00"), ("FSC", "312.50")],
                holds: &[],
            },
            Example {
                source: "TGS per-mile table and EIA, Monday 2025-05-19 at 3.536",
                phrase: "linehaul flat 1000.00; fuel per mile from bands \"tgs\" column \"usd_per_mile\", index \"eia_us\", monday price from tuesday, by actual pickup;",
                load: NONE,
                lines: &[("LINEHAUL", "1000.00"), ("FSC", "281.52")],
                holds: &[],
            },
            Example {
                source: "one cent a mile for each started six cents above 1.20, EIA 3.536",
                phrase: "linehaul flat 1000.00; fuel per mile 0.01 for each started 0.06 above 1.20, index \"eia_us\", monday price from tuesday, by actual pickup;",
                load: NONE,
                lines: &[("LINEHAUL", "1000.00"), ("FSC", "238.68")],
                holds: &[],
            },
            Example {
                source: "a formula of base 1.20 and 6 miles a gallon, EIA 3.536",
                phrase: "linehaul flat 1000.00; fuel per mile formula base 1.20, 6.0 miles per gallon, rate rounded half up to 3 places, index \"eia_us\", monday price from tuesday, by actual pickup;",
                load: NONE,
                lines: &[("LINEHAUL", "1000.00"), ("FSC", "238.07")],
                holds: &[],
            },
        ],
    },
];
