//! The entries of the reference: every phrase with its forms, units and holds, and examples from published schedules that
//! run. Figures are the publishers'; words are ours.

/// One example: a phrase, a load that differs from the ordinary one in these fields, and what comes out.
pub struct Example {
    /// Where the figures are from.
    pub source: &'static str,
    /// The phrases, beside the header.
    pub phrase: &'static str,
    /// Fields of the load, as JSON, put over the ordinary load's.
    pub load: &'static str,
    /// Code and amount of each line beside linehaul.
    pub lines: &'static [(&'static str, &'static str)],
    /// Codes of the holds.
    pub holds: &'static [&'static str],
}

/// One phrase of the language.
pub struct Entry {
    /// Its first word.
    pub verb: &'static str,
    /// How it is written.
    pub forms: &'static [&'static str],
    /// What it says.
    pub says: &'static str,
    /// Units, rounding, what counts.
    pub unit: &'static str,
    /// What holds a load.
    pub holds: &'static str,
    /// Examples that run.
    pub examples: &'static [Example],
}

const NONE: &str = "{}";
/// Two hours and 40 minutes at the delivery: 40 beyond 120.
const WAITED: &str = r#"{"wait": 160}"#;

/// Every phrase.
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
    Entry {
        verb: "detention",
        forms: &[
            "detention at STOPS, clock from CLOCK, LATENESS, free N minutes | free by weight …, AMOUNT per hour in started N minute steps | AMOUNT per started N minutes [, minimum AMOUNT] [, at most AMOUNT per calendar day | per 24 hours | per stop] [, team at most AMOUNT] [, not during layover] [, not while closed]",
        ],
        says: "Waiting with power beyond free time. CLOCK is `arrival`, `the later of arrival and appointment`, `the appointment` or `notification`; LATENESS is `lateness has no effect` or `late over N minutes forfeits`; STOPS is `every stop`, `pickups` or `deliveries`.",
        unit: "Elapsed minutes from clock to departure, whole minutes; each started step is charged whole; a day is the stop's local day.",
        holds: "INPUT_MISSING for times that cannot be right, or a missing notification or weight.",
        examples: &[
            Example {
                source: "L R Logistics 2024: 2 h free, 50.00 an hour in quarters",
                phrase: "linehaul flat 1000.00; detention at every stop, clock from the later of arrival and appointment, lateness has no effect, free 120 minutes, 50.00 per hour in started 15 minute steps, at most 400.00 per calendar day;",
                load: WAITED,
                lines: &[("LINEHAUL", "1000.00"), ("DETENTION_UNLOADING", "37.50")],
                holds: &[],
            },
            Example {
                source: "J.P. Donmoyer 2004: 60 min free, 20.00 a started quarter, minimum 80.00",
                phrase: "linehaul flat 1000.00; detention at deliveries, clock from arrival, lateness has no effect, free 120 minutes, 20.00 per started 15 minutes, minimum 80.00;",
                load: WAITED,
                lines: &[("LINEHAUL", "1000.00"), ("DETENTION_UNLOADING", "80.00")],
                holds: &[],
            },
            Example {
                source: "Hi-Tech: 1 h free, 22.50 a started quarter, arrival to departure",
                phrase: "linehaul flat 1000.00; detention at deliveries, clock from arrival, lateness has no effect, free 60 minutes, 22.50 per started 15 minutes;",
                load: WAITED,
                lines: &[("LINEHAUL", "1000.00"), ("DETENTION_UNLOADING", "157.50")],
                holds: &[],
            },
        ],
    },
    Entry {
        verb: "trailer_detention",
        forms: &[
            "trailer_detention at STOPS, free N hours, [first N periods AMOUNT,] [next N periods AMOUNT,] then AMOUNT per started N hours",
        ],
        says: "Detention without power: a trailer that was dropped, from its drop to its pick-up.",
        unit: "Started periods beyond the free hours, weekends counted.",
        holds: "INPUT_MISSING for times that cannot be right.",
        examples: &[
            Example {
                source: "USA Truck 100: no free time, 50.00 for 24 h for 7 days, then 200.00",
                phrase: "linehaul flat 1000.00; trailer_detention at deliveries, free 0 hours, first 7 periods 50.00, then 200.00 per started 24 hours;",
                load: r#"{"wait": 12000, "drop": true}"#,
                lines: &[("LINEHAUL", "1000.00"), ("TRAILER_DETENTION", "750.00")],
                holds: &[],
            },
            Example {
                source: "Hi-Tech: 100.00 a started 24 h after 24 h",
                phrase: "linehaul flat 1000.00; trailer_detention at deliveries, free 24 hours, 100.00 per started 24 hours;",
                load: r#"{"wait": 3000, "drop": true}"#,
                lines: &[("LINEHAUL", "1000.00"), ("TRAILER_DETENTION", "200.00")],
                holds: &[],
            },
        ],
    },
    Entry {
        verb: "layover",
        forms: &["layover AMOUNT per started N hours [, weekend AMOUNT]"],
        says: "Told to come back another day.",
        unit: "Started periods from the instruction to the return; a weekend's rate for periods that begin on a Saturday or Sunday at the stop.",
        holds: "INPUT_MISSING without return or departure.",
        examples: &[
            Example {
                source: "USA Truck 100: 650.00 per 24 h",
                phrase: "linehaul flat 1000.00; layover 650.00 per started 24 hours;",
                load: r#"{"told": 30}"#,
                lines: &[("LINEHAUL", "1000.00"), ("LAYOVER", "1300.00")],
                holds: &[],
            },
            Example {
                source: "L R Logistics 2024: 250.00 a day, weekend 400.00",
                phrase: "linehaul flat 1000.00; layover 250.00 per started 24 hours, weekend 400.00;",
                load: r#"{"told": 60}"#,
                lines: &[("LINEHAUL", "1000.00"), ("LAYOVER", "900.00")],
                holds: &[],
            },
        ],
    },
    Entry {
        verb: "stop_off",
        forms: &["stop_off first AMOUNT [, second AMOUNT …] [, further AMOUNT]"],
        says: "Stops beyond the first pickup and the last delivery.",
        unit: "Pickups and deliveries; waypoints and empty returns do not count.",
        holds: "CONTRACT_ASKS where a further stop has no price.",
        examples: &[
            Example {
                source: "FWCC 2006: 100, 175, 250, then 325 each",
                phrase: "linehaul flat 1000.00; stop_off first 100.00, second 175.00, third 250.00, further 325.00;",
                load: r#"{"more_stops": 2}"#,
                lines: &[("LINEHAUL", "1000.00"), ("STOP_OFF", "275.00")],
                holds: &[],
            },
            Example {
                source: "Logisource: 50, then 100 each, five at most",
                phrase: "linehaul flat 1000.00; stop_off first 50.00;",
                load: r#"{"more_stops": 2}"#,
                lines: &[("LINEHAUL", "1000.00")],
                holds: &["CONTRACT_ASKS"],
            },
        ],
    },
    Entry {
        verb: "tonu",
        forms: &[
            "tonu flat AMOUNT [, free when cancelled N hours ahead]",
            "tonu AMOUNT per deadhead mile, minimum AMOUNT [, free when cancelled N hours ahead]",
        ],
        says: "Truck ordered, not used: instead of every other charge.",
        unit: "Empty miles to the pickup; hours from the cancellation to the appointment.",
        holds: "INPUT_MISSING without deadhead miles, or without the time of cancellation where it decides.",
        examples: &[
            Example {
                source: "Logisource: 1.65 a deadhead mile, minimum 250.00",
                phrase: "linehaul flat 1000.00; tonu 1.65 per deadhead mile, minimum 250.00;",
                load: r#"{"status": "tonu", "deadhead_miles": 118}"#,
                lines: &[("TONU", "250.00")],
                holds: &[],
            },
            Example {
                source: "USA Truck 100: free if cancelled 12 h before pickup",
                phrase: "linehaul flat 1000.00; tonu 1.65 per deadhead mile, minimum 125.00, free when cancelled 12 hours ahead;",
                load: r#"{"status": "tonu", "deadhead_miles": 118, "events": [{"id": "c", "event": "cancelled", "at": "2025-05-20T18:00:00-05:00"}]}"#,
                lines: &[],
                holds: &["NOTHING_BILLABLE"],
            },
            Example {
                source: "USA Truck 100, cancelled 5 h before pickup",
                phrase: "linehaul flat 1000.00; tonu 1.65 per deadhead mile, minimum 125.00, free when cancelled 12 hours ahead;",
                load: r#"{"status": "tonu", "deadhead_miles": 118, "events": [{"id": "c", "event": "cancelled", "at": "2025-05-21T03:00:00-05:00"}]}"#,
                lines: &[("TONU", "194.70")],
                holds: &[],
            },
        ],
    },
    Entry {
        verb: "redelivery",
        forms: &["redelivery AMOUNT per mile, minimum AMOUNT"],
        says: "A second attempt to deliver, when the event `redelivery_requested` is there.",
        unit: "The extra `redelivery_miles`.",
        holds: "INPUT_MISSING without the miles.",
        examples: &[Example {
            source: "L R Logistics 2024: 2.50 a mile, minimum 250.00",
            phrase: "linehaul flat 1000.00; redelivery 2.50 per mile, minimum 250.00;",
            load: r#"{"redelivery_miles": 140, "events": [{"id": "r", "event": "redelivery_requested", "at": "2025-05-22T12:00:00-05:00"}]}"#,
            lines: &[("LINEHAUL", "1000.00"), ("REDELIVERY", "350.00")],
            holds: &[],
        }],
    },
    Entry {
        verb: "team_service",
        forms: &["team_service flat AMOUNT | AMOUNT per mile"],
        says: "Team service, for loads of two or more drivers.",
        unit: "Loaded miles.",
        holds: "INPUT_MISSING without miles.",
        examples: &[Example {
            source: "USA Truck 100: 0.28 a mile",
            phrase: "linehaul flat 1000.00; team_service 0.28 per mile;",
            load: r#"{"driver_count": 2}"#,
            lines: &[("LINEHAUL", "1000.00"), ("TEAM", "171.36")],
            holds: &[],
        }],
    },
    Entry {
        verb: "hazmat",
        forms: &["hazmat flat AMOUNT | AMOUNT per mile"],
        says: "Hazardous materials, for loads with such an item.",
        unit: "Loaded miles.",
        holds: "INPUT_MISSING without miles.",
        examples: &[Example {
            source: "Logisource: 250.00",
            phrase: "linehaul flat 1000.00; hazmat flat 250.00;",
            load: r#"{"items": [{"hazmat": true}]}"#,
            lines: &[("LINEHAUL", "1000.00"), ("HAZMAT", "250.00")],
            holds: &[],
        }],
    },
    Entry {
        verb: "tarp",
        forms: &["tarp flat AMOUNT | AMOUNT per mile"],
        says: "Tarping, where its condition holds.",
        unit: "Loaded miles.",
        holds: "INPUT_MISSING without miles.",
        examples: &[Example {
            source: "assumed: no published tarp price was found",
            phrase: "linehaul flat 1000.00; when load.has_document(\"tarp_ordered_on_rate_con\") { tarp flat 100.00; }",
            load: r#"{"documents": ["tarp_ordered_on_rate_con"]}"#,
            lines: &[("LINEHAUL", "1000.00"), ("TARP", "100.00")],
            holds: &[],
        }],
    },
    Entry {
        verb: "temperature_control",
        forms: &["temperature_control flat AMOUNT | AMOUNT per mile"],
        says: "Temperature control, where its condition holds.",
        unit: "Loaded miles.",
        holds: "INPUT_MISSING without miles.",
        examples: &[Example {
            source: "Logisource: 200.00 up to 72 h",
            phrase: "linehaul flat 1000.00; when load.equipment == \"53ft reefer\" { temperature_control flat 200.00; }",
            load: r#"{"equipment": "53ft reefer"}"#,
            lines: &[("LINEHAUL", "1000.00"), ("TEMPERATURE_CONTROL", "200.00")],
            holds: &[],
        }],
    },
    Entry {
        verb: "permit",
        forms: &["permit at cost [plus AMOUNT | plus NUMBER percent], receipt \"DOCUMENT\""],
        says: "Permits passed through from the extra `permit_cost`.",
        unit: "Contract's currency.",
        holds: "DOCUMENT_MISSING without the receipt, RECEIPT_DIFFERS where it says another amount.",
        examples: &[Example {
            source: "L R Logistics 2024: cost + 50.00",
            phrase: "linehaul flat 1000.00; permit at cost plus 50.00, receipt \"permit_receipt\";",
            load: r#"{"permit_cost": 85.25, "documents": ["permit_receipt"]}"#,
            lines: &[("LINEHAUL", "1000.00"), ("PERMIT", "135.25")],
            holds: &[],
        }],
    },
    Entry {
        verb: "lumper",
        forms: &["lumper at cost [plus AMOUNT | plus NUMBER percent], receipt \"DOCUMENT\""],
        says: "Lumper passed through from the extra `lumper_cost`.",
        unit: "Contract's currency.",
        holds: "As `permit`.",
        examples: &[
            Example {
                source: "L R Logistics 2024: cost + 10 percent",
                phrase: "linehaul flat 1000.00; lumper at cost plus 10 percent, receipt \"lumper_receipt\";",
                load: r#"{"lumper_cost": 108.94, "documents": ["lumper_receipt"]}"#,
                lines: &[("LINEHAUL", "1000.00"), ("LUMPER", "119.83")],
                holds: &[],
            },
            Example {
                source: "FWCC 2006: cost + 5.00 a transaction, no receipt on file",
                phrase: "linehaul flat 1000.00; lumper at cost plus 5.00, receipt \"lumper_receipt\";",
                load: r#"{"lumper_cost": 100.00}"#,
                lines: &[("LINEHAUL", "1000.00"), ("LUMPER", "105.00")],
                holds: &["DOCUMENT_MISSING"],
            },
        ],
    },
    Entry {
        verb: "chassis",
        forms: &["chassis AMOUNT per calendar day, at least N days"],
        says: "A chassis, from the departure from the first pickup to the arrival at the empty return.",
        unit: "Local calendar days, both ends counted.",
        holds: "INPUT_MISSING without those times.",
        examples: &[Example {
            source: "Dray Alliance: 45.00 a day, three at least",
            phrase: "linehaul flat 1000.00; chassis 45.00 per calendar day, at least 3 days;",
            load: NONE,
            lines: &[("LINEHAUL", "1000.00"), ("CHASSIS", "135.00")],
            holds: &[],
        }],
    },
    Entry {
        verb: "accessorial",
        forms: &[
            "accessorial \"CODE\" PRICE [plus PRICE …] [, minimum AMOUNT] [, at most AMOUNT]",
            "accessorial \"CODE\" greater of PRICE and PRICE [and PRICE …] [, minimum AMOUNT] [, at most AMOUNT]",
        ],
        says: "Any accessorial by prices. PRICE is `AMOUNT`, `AMOUNT per mile | cwt | piece | extra stop | delivery | pickup`, `AMOUNT per \"NAME\"` (what dispatch counts under that name: without it nothing was done and nothing is charged) or `NUMBER percent of BASE`.",
        unit: "Each price is reckoned unrounded; the line is rounded once.",
        holds: "INPUT_MISSING without miles, weight or pieces.",
        examples: &[
            Example {
                source: "FedEx Freight FXF 100 item 887, sorting: higher of 3.00/cwt and 1.14/piece, min 121.00",
                phrase: "linehaul flat 1000.00; accessorial \"PALLET_SORT\" greater of 3.00 per cwt and 1.14 per piece, minimum 121.00;",
                load: r#"{"weight_lb": 5000, "items": [{"pieces": 180}]}"#,
                lines: &[("LINEHAUL", "1000.00"), ("PALLET_SORT", "205.20")],
                holds: &[],
            },
            Example {
                source: "FedEx Freight FXF 100 item 480, in bond: 5.53/cwt, min 110.00, max 513.00",
                phrase: "linehaul flat 1000.00; accessorial \"IN_BOND\" 5.53 per cwt, minimum 110.00, at most 513.00;",
                load: r#"{"weight_lb": 12000}"#,
                lines: &[("LINEHAUL", "1000.00"), ("IN_BOND", "513.00")],
                holds: &[],
            },
            Example {
                source: "L R Logistics 2024: driver assist 100.00 an hour",
                phrase: "linehaul flat 1000.00; accessorial \"DRIVER_ASSIST\" 100.00 per \"driver_assist_hours\";",
                load: r#"{"driver_assist_hours": 1.5}"#,
                lines: &[("LINEHAUL", "1000.00"), ("DRIVER_ASSIST", "150.00")],
                holds: &[],
            },
            Example {
                source: "FWCC 2006: reconsignment 125.00 and 1.35 a mile via the point",
                phrase: "linehaul flat 1000.00; accessorial \"RECONSIGNMENT\" 125.00 plus 1.35 per \"reconsignment_miles\";",
                load: r#"{"reconsignment_miles": 40}"#,
                lines: &[("LINEHAUL", "1000.00"), ("RECONSIGNMENT", "179.00")],
                holds: &[],
            },
            Example {
                source: "FedEx Freight: protection from freezing, 10 percent of total freight charges, min 39.00",
                phrase: "linehaul flat 300.00; fuel 20 percent of net linehaul; accessorial \"PROTECTIVE_COLD\" 10 percent of net linehaul and \"FSC\", minimum 39.00;",
                load: NONE,
                lines: &[("LINEHAUL", "300.00"), ("FSC", "60.00"), ("PROTECTIVE_COLD", "39.00")],
                holds: &[],
            },
            Example {
                source: "Smart Cabinetry: driver assist 75.00 a stop",
                phrase: "linehaul flat 1000.00; accessorial \"DRIVER_ASSIST\" 75.00 per delivery;",
                load: r#"{"more_stops": 2}"#,
                lines: &[("LINEHAUL", "1000.00"), ("DRIVER_ASSIST", "225.00")],
                holds: &[],
            },
            Example {
                source: "Agmark 2023: out of route 4.00 a mile; none driven",
                phrase: "linehaul flat 1000.00; accessorial \"OUT_OF_ROUTE\" 4.00 per \"out_of_route_miles\";",
                load: NONE,
                lines: &[("LINEHAUL", "1000.00")],
                holds: &[],
            },
        ],
    },
    Entry {
        verb: "daily",
        forms: &[
            "daily \"CODE\" from DATE to DATE, both days counted | first day not counted, N | \"NAME\" calendar days | working days of \"TABLE\" free, [first N days AMOUNT,] [next N days AMOUNT,] [then] AMOUNT per calendar day | working day of \"TABLE\" [, times \"NAME\"] [, minimum AMOUNT] [, at most AMOUNT]",
        ],
        says: "Storage, demurrage, holding: so much a day between two dates. Without its first date nothing happened. Free days may be working days and charged days calendar days.",
        unit: "Local dates. Working days leave out Saturday, Sunday and the holidays of the table.",
        holds: "INPUT_MISSING without the last date; INDEX_STALE where the holidays do not reach.",
        examples: &[
            Example {
                source: "Dray Alliance: storage 60.00 a calendar day, the first two free",
                phrase: "linehaul flat 1000.00; daily \"STORAGE\" from date \"yard_in\" to date \"yard_out\", both days counted, 2 calendar days free, 60.00 per calendar day;",
                load: r#"{"yard_in": "2025-05-21", "yard_out": "2025-05-26"}"#,
                lines: &[("LINEHAUL", "1000.00"), ("STORAGE", "240.00")],
                holds: &[],
            },
            Example {
                source: "an ocean demurrage sheet of 2021: day of discharge + 5 working days free, then calendar days 220.00, from the sixth 280.00",
                phrase: "linehaul flat 1000.00; daily \"DEMURRAGE\" from date \"discharged\" to date \"gated_out\", first day not counted, 5 working days of \"us_holidays\" free, first 5 days 220.00, then 280.00 per calendar day;",
                load: r#"{"discharged": "2025-05-19", "gated_out": "2025-06-03"}"#,
                lines: &[("LINEHAUL", "1000.00"), ("DEMURRAGE", "1660.00")],
                holds: &[],
            },
            Example {
                source: "Trademark: holding, 300.00 a day without weekends and holidays, days less transit days",
                phrase: "linehaul flat 1000.00; daily \"HOLDING\" from actual pickup to actual delivery, first day not counted, \"transit_days\" calendar days free, 300.00 per working day of \"us_holidays\";",
                load: r#"{"transit_days": 1, "late_days": 5}"#,
                lines: &[("LINEHAUL", "1000.00"), ("HOLDING", "600.00")],
                holds: &[],
            },
            Example {
                source: "Trademark, LTL: 25.00 a pallet, min 75.00, max 300.00",
                phrase: "linehaul flat 1000.00; daily \"HOLDING\" from actual pickup to actual delivery, first day not counted, \"transit_days\" calendar days free, 25.00 per working day of \"us_holidays\", times \"pallets\", minimum 75.00, at most 300.00;",
                load: r#"{"transit_days": 1, "late_days": 5, "pallets": 9}"#,
                lines: &[("LINEHAUL", "1000.00"), ("HOLDING", "300.00")],
                holds: &[],
            },
        ],
    },
    Entry {
        verb: "border_fee",
        forms: &["border_fee AMOUNT \"CURRENCY\", exchange \"TABLE\", by DATE"],
        says: "A border fee in its own currency, exchanged by a dated table; each direction has its own rate.",
        unit: "Rounded after the exchange.",
        holds: "INDEX_MISSING without a rate.",
        examples: &[Example {
            source: "Hi-Tech: US$21.95 on an invoice in US dollars",
            phrase: "linehaul flat 1000.00; border_fee 21.95 \"USD\", exchange \"hitech_fx\", by actual pickup;",
            load: NONE,
            lines: &[("LINEHAUL", "1000.00"), ("BORDER_FEE", "21.95")],
            holds: &[],
        }],
    },
    Entry {
        verb: "canadian_tax",
        forms: &["canadian_tax rates \"TABLE\", by DATE, zero rated with \"DOCUMENT\""],
        says: "GST, HST and QST on freight by place of supply; export and inbound freight keeps a 0.00 line. Source: CRA memorandum 28-2, Revenu Québec.",
        unit: "Each tax once an invoice, on the same base.",
        holds: "TAX_EVIDENCE_MISSING without the proof of zero-rating.",
        examples: &[Example {
            source: "a load inside the United States bears none",
            phrase: "linehaul flat 1000.00; canadian_tax rates \"ca_taxes\", by actual delivery, zero rated with \"customs_release\";",
            load: NONE,
            lines: &[("LINEHAUL", "1000.00")],
            holds: &[],
        }],
    },
    Entry {
        verb: "charge",
        forms: &["charge \"CODE\" amount EXPRESSION"],
        says: "A free amount. The expression is kept and reckoned for each load; see the guide for what it may read.",
        unit: "Contract's currency; nothing is written for zero.",
        holds: "INPUT_MISSING for a field that is not there, CONTRACT_ERROR for an expression that fails.",
        examples: &[Example {
            source: "arithmetic",
            phrase: "linehaul flat 1000.00; const RATE = 2.50; charge \"PALLETS\" amount greatest(load.number(\"pallets\") - 26, 0) * RATE;",
            load: r#"{"pallets": 30}"#,
            lines: &[("LINEHAUL", "1000.00"), ("PALLETS", "10.00")],
            holds: &[],
        }],
    },
    Entry {
        verb: "ask",
        forms: &["ask \"QUESTION\""],
        says: "The paper contract is silent: loads that this concerns are held with the question.",
        unit: "Nothing is charged.",
        holds: "CONTRACT_ASKS.",
        examples: &[Example {
            source: "J.P. Donmoyer 2004: after 10 hours case by case",
            phrase: "linehaul flat 1000.00; when load.number(\"hours_on_site\") > 10 { ask \"What is due after ten hours?\"; }",
            load: r#"{"hours_on_site": 11}"#,
            lines: &[("LINEHAUL", "1000.00")],
            holds: &["CONTRACT_ASKS"],
        }],
    },
    Entry {
        verb: "claim",
        forms: &["claim within N days of the invoice | of delivery"],
        says: "Until when something that was earned and not billed may be claimed. Without it the law's 180 days count (49 U.S.C. 13710).",
        unit: "Calendar days.",
        holds: "Nothing.",
        examples: &[Example {
            source: "PITT OHIO item 660: 180 days",
            phrase: "linehaul flat 1000.00; claim within 180 days of the invoice;",
            load: NONE,
            lines: &[("LINEHAUL", "1000.00")],
            holds: &[],
        }],
    },
    Entry {
        verb: "need",
        forms: &[
            "need document \"TYPE\" [, at each delivery | at each pickup | at the load] [, ask \"WHO\"]",
            "need reference \"NAME\" [like \"PATTERN\"] [, ask \"WHO\"]",
            "need stops STOPS",
        ],
        says: "What must be there before the load is billed. In a pattern `#` is a digit, `@` a letter, `*` anything.",
        unit: "Nothing is charged.",
        holds: "POD_MISSING, POD_UNSIGNED, DOCUMENT_MISSING, DOCUMENT_UNREADABLE, REFERENCE_MISSING, REFERENCE_MALFORMED, STOPS_INCOMPLETE.",
        examples: &[
            Example {
                source: "arithmetic",
                phrase: "linehaul flat 1000.00; need document \"pod_signed\", at each delivery, ask \"driver manager\";",
                load: NONE,
                lines: &[("LINEHAUL", "1000.00")],
                holds: &["POD_MISSING"],
            },
            Example {
                source: "arithmetic",
                phrase: "linehaul flat 1000.00; need reference \"customer_po\" like \"PO-######\";",
                load: r#"{"references": {"customer_po": "PO-12"}}"#,
                lines: &[("LINEHAUL", "1000.00")],
                holds: &["REFERENCE_MALFORMED"],
            },
        ],
    },
];
