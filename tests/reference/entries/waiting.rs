//! Waiting, and what did not go as planned.

use super::{Entry, Example};

/// Two hours and 40 minutes at the delivery: 40 beyond 120.
const WAITED: &str = r#"{"wait": 160}"#;

pub const ENTRIES: &[Entry] = &[
    Entry {
        verb: "detention",
        forms: &[
            "detention at STOPS, clock from CLOCK, LATENESS, free N minutes | free by weight … [, at a drop free N minutes], AMOUNT per hour in started | full N minute steps | AMOUNT per started | full N minutes [, times \"NAME\"] [, minimum AMOUNT] [, at most AMOUNT per calendar day | per 24 hours | per stop] [, team at most AMOUNT] [, not during layover | not during layover until the return | also during layover] [, not while closed] [, notice within N minutes or forfeits] [, beyond N minutes ask \"…\"]",
            "detention at STOPS, clock ask \"…\", lateness ask \"…\", free …, AMOUNT …, layover ask \"…\"",
        ],
        says: "Waiting with power beyond free time. CLOCK is `arrival`, `the later of arrival and appointment`, `the appointment` or `notification`; LATENESS is `lateness has no effect` or `late over N minutes forfeits` (exactly N does not); STOPS is `every stop`, `pickups` or `deliveries`. Whether waiting counts during a layover must be said where the contract has a layover phrase: `not during layover` leaves out whatever lies in a period paid as layover, also after the truck came back; `not during layover until the return` leaves out the time from the instruction to the return only. At a stop where the trailer is dropped no driver waits, unless `at a drop free N minutes` says that its times are the driver's, with a free time of their own; then no `trailer_detention` may speak of the same stops. Of `started` steps a begun one counts whole, of `full` ones it does not count. `times \"NAME\"` multiplies the rate of a step by what dispatch counts under that name (pups, helpers); of none counted nothing is due. `notice within N minutes or forfeits` counts from the appointment (without one, the arrival) to the notification of the stop; `beyond N minutes ask` holds a stop that waited longer than there is a price for, free time among the minutes. A clause on which the paper is silent is asked instead: `clock ask`, `lateness ask`, `layover ask`. Every answer is tried on each load; where all give the same amount it is billed, and where they differ the load is held with your question and with what each answer would give.",
        unit: "Elapsed minutes from clock to departure, whole minutes; a step that counts is charged whole; a day is the stop's local day.",
        holds: "INPUT_MISSING for times that cannot be right, or a missing notification, weight or count; CONTRACT_ASKS where the answers to an open clause differ, or the waiting lies beyond its price.",
        examples: &[
            Example {
                source: "L R Logistics 2024: 2 h free, 50.00 an hour in quarters",
                phrase: "linehaul flat 1000.00; detention at every stop, clock from the later of arrival and appointment, lateness has no effect, free 120 minutes, 50.00 per hour in started 15 minute steps, at most 400.00 per calendar day;",
                load: WAITED,
                lines: &[("LINEHAUL", "1000.00"), ("DETENTION_UNLOADING", "37.50")],
                holds: &[],
            },
            Example {
                source: "the same rate where only full quarters count",
                phrase: "linehaul flat 1000.00; detention at every stop, clock from the later of arrival and appointment, lateness has no effect, free 120 minutes, 50.00 per hour in full 15 minute steps;",
                load: WAITED,
                lines: &[("LINEHAUL", "1000.00"), ("DETENTION_UNLOADING", "25.00")],
                holds: &[],
            },
            Example {
                source: "after J.P. Donmoyer 2004 (20.00 a started quarter, minimum 80.00), with 120 minutes free",
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
            Example {
                source: "FedEx Freight FXF 100 item 500: 52.00 a pup for each started quarter, minimum 61.00; two pups, with 120 minutes free",
                phrase: "linehaul flat 1000.00; detention at deliveries, clock from arrival, lateness has no effect, free 120 minutes, 52.00 per started 15 minutes, times \"pups\", minimum 61.00;",
                load: r#"{"wait": 160, "pups": 2}"#,
                lines: &[("LINEHAUL", "1000.00"), ("DETENTION_UNLOADING", "312.00")],
                holds: &[],
            },
            Example {
                source: "the same where dispatch does not say how many",
                phrase: "linehaul flat 1000.00; detention at deliveries, clock from arrival, lateness has no effect, free 120 minutes, 52.00 per started 15 minutes, times \"pups\", minimum 61.00;",
                load: r#"{"wait": 160}"#,
                lines: &[("LINEHAUL", "1000.00")],
                holds: &["INPUT_MISSING"],
            },
            Example {
                source: "DrayNow: live 2 h free, drop-and-hook 1 h, only if on time; the rate is assumed; the trailer was dropped",
                phrase: "linehaul flat 1000.00; detention at every stop, clock from the later of arrival and appointment, late over 0 minutes forfeits, free 120 minutes, at a drop free 60 minutes, 60.00 per hour in started 15 minute steps;",
                load: r#"{"wait": 100, "drop": true}"#,
                lines: &[("LINEHAUL", "1000.00"), ("DETENTION_UNLOADING", "45.00")],
                holds: &[],
            },
            Example {
                source: "J.P. Donmoyer 2004: after 10 hours case by case",
                phrase: "linehaul flat 1000.00; detention at deliveries, clock from arrival, lateness has no effect, free 60 minutes, 20.00 per started 15 minutes, minimum 80.00, beyond 600 minutes ask \"What is agreed beyond ten hours?\";",
                load: r#"{"wait": 610}"#,
                lines: &[("LINEHAUL", "1000.00")],
                holds: &["CONTRACT_ASKS"],
            },
            Example {
                source: "J.B. Hunt: 2 h from the appointment, 50.00 an hour, notice within 2 h; the facility was told after 2 h 10 min",
                phrase: "linehaul flat 1000.00; detention at deliveries, clock from the appointment, lateness has no effect, free 120 minutes, 50.00 per started 60 minutes, notice within 120 minutes or forfeits;",
                load: r#"{"wait": 160, "notified": 130}"#,
                lines: &[("LINEHAUL", "1000.00")],
                holds: &[],
            },
            Example {
                source: "a paper that does not say when the clock starts: the truck came at its appointment, so it makes no difference",
                phrase: "linehaul flat 1000.00; detention at deliveries, clock ask \"When does the clock start?\", lateness has no effect, free 120 minutes, 50.00 per hour in started 15 minute steps;",
                load: WAITED,
                lines: &[("LINEHAUL", "1000.00"), ("DETENTION_UNLOADING", "37.50")],
                holds: &[],
            },
            Example {
                source: "a paper that does not say whether waiting and layover are paid together",
                phrase: "linehaul flat 1000.00; detention at deliveries, clock from arrival, lateness has no effect, free 60 minutes, 50.00 per started 60 minutes, layover ask \"Is waiting paid during a layover?\"; layover 650.00 per started 24 hours;",
                load: r#"{"told": 12}"#,
                lines: &[("LINEHAUL", "1000.00"), ("LAYOVER", "650.00")],
                holds: &["CONTRACT_ASKS"],
            },
            Example {
                source: "back after 12 hours: what was waited before the instruction and after the return counts",
                phrase: "linehaul flat 1000.00; detention at deliveries, clock from arrival, lateness has no effect, free 30 minutes, 50.00 per started 60 minutes, not during layover until the return; layover 650.00 per started 24 hours;",
                load: r#"{"told": 12}"#,
                lines: &[("LINEHAUL", "1000.00"), ("DETENTION_UNLOADING", "50.00"), ("LAYOVER", "650.00")],
                holds: &[],
            },
        ],
    },
    Entry {
        verb: "trailer_detention",
        forms: &[
            "trailer_detention at STOPS, free N hours, [first N periods AMOUNT,] [next N periods AMOUNT,] then AMOUNT per started N hours [, notice N hours ahead or forfeits]",
        ],
        says: "Detention without power: a trailer that was dropped, from its drop to its pick-up. With `notice N hours ahead or forfeits` the stop must be notified so long before charging starts, which is the drop and the free hours.",
        unit: "Started periods beyond the free hours, weekends counted.",
        holds: "INPUT_MISSING for times that cannot be right, or a missing notification where it decides.",
        examples: &[
            Example {
                source: "USA Truck 100: no free time, 50.00 for 24 h for 7 days, then 200.00",
                phrase: "linehaul flat 1000.00; trailer_detention at deliveries, free 0 hours, first 7 periods 50.00, then 200.00 per started 24 hours;",
                load: r#"{"wait": 12000, "drop": true}"#,
                lines: &[("LINEHAUL", "1000.00"), ("TRAILER_DETENTION", "750.00")],
                holds: &[],
            },
            Example {
                source: "Law Insider clause: 35.00 a day after 3 days, failure to give 24 h notice forfeits the charge; notice on the first day",
                phrase: "linehaul flat 1000.00; trailer_detention at deliveries, free 72 hours, 35.00 per started 24 hours, notice 24 hours ahead or forfeits;",
                load: r#"{"wait": 5800, "drop": true, "notified": 600}"#,
                lines: &[("LINEHAUL", "1000.00"), ("TRAILER_DETENTION", "70.00")],
                holds: &[],
            },
            Example {
                source: "the same with notice a minute too late",
                phrase: "linehaul flat 1000.00; trailer_detention at deliveries, free 72 hours, 35.00 per started 24 hours, notice 24 hours ahead or forfeits;",
                load: r#"{"wait": 5800, "drop": true, "notified": 2881}"#,
                lines: &[("LINEHAUL", "1000.00")],
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
            "tonu flat AMOUNT [, same day AMOUNT] [, free when cancelled N hours ahead]",
            "tonu AMOUNT per deadhead mile, minimum AMOUNT [, same day AMOUNT] [, free when cancelled N hours ahead]",
        ],
        says: "Truck ordered, not used: instead of every other charge but those that stand under `when load.status == \"tonu\"` or `when load.happened(\"truck_not_used\")`. Cancelled exactly N hours ahead is free. The time is that of the event `cancelled` or `truck_not_used`, whichever came first. `same day` is due in place of the other amount where it was cancelled on the day of the appointment at the first pickup, local there, or later.",
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
                load: r#"{"status": "tonu", "deadhead_miles": 118, "events": [{"event_id": "c", "event": "cancelled", "at": "2025-05-20T18:00:00-05:00"}]}"#,
                lines: &[],
                holds: &["NOTHING_BILLABLE"],
            },
            Example {
                source: "L R Logistics 2024: 150.00, on the same day 200.00; cancelled at 05:00",
                phrase: "linehaul flat 1000.00; tonu flat 150.00, same day 200.00;",
                load: r#"{"status": "tonu", "events": [{"event_id": "c", "event": "cancelled", "at": "2025-05-21T05:00:00-05:00"}]}"#,
                lines: &[("TONU", "200.00")],
                holds: &[],
            },
            Example {
                source: "USA Truck 100, cancelled 5 h before pickup",
                phrase: "linehaul flat 1000.00; tonu 1.65 per deadhead mile, minimum 125.00, free when cancelled 12 hours ahead;",
                load: r#"{"status": "tonu", "deadhead_miles": 118, "events": [{"event_id": "c", "event": "cancelled", "at": "2025-05-21T03:00:00-05:00"}]}"#,
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
            load: r#"{"redelivery_miles": 140, "events": [{"event_id": "r", "event": "redelivery_requested", "at": "2025-05-22T12:00:00-05:00"}]}"#,
            lines: &[("LINEHAUL", "1000.00"), ("REDELIVERY", "350.00")],
            holds: &[],
        }],
    },
];
