//! Borders, taxes, charges of a contract's own, questions, claims, documents.

use super::{Entry, Example, NONE};

pub const ENTRIES: &[Entry] = &[
    Entry {
        verb: "border_fee",
        forms: &["border_fee AMOUNT \"CURRENCY\", exchange \"TABLE\", by DATE"],
        says: "A border fee in its own currency, exchanged by a dated table; each direction has its own rate.",
        unit: "Rounded after the exchange.",
        holds: "INDEX_MISSING without a rate; INDEX_STALE when the last one is older than the table's `valid_days`, or than a week where it states none.",
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
        verb: "prorate",
        forms: &["prorate by share | by weight, leftover cents to the first payor | largest share"],
        says: "How several payors of a load share it: each line by the shares that dispatch states, or by the weight of each payor's freight (line times weight, divided by the sum of the weights). Each payor's part of each line is shown; the load is held, since one invoice cannot bill two.",
        unit: "Each part of a line is rounded down to the cent; what is left over of the line goes to one payor, so that the parts sum to the line.",
        holds: "SPLIT_NEEDED with each payor's amount, or with what is not known (a share, a weight, shares that are not 100 together); without this phrase SPLIT_NEEDED that asks for it.",
        examples: &[
            Example {
                source: "motor carriers' rules: more than one payor, prorated",
                phrase: "linehaul flat 1000.00; prorate by share, leftover cents to the largest share;",
                load: r#"{"customer": "ACME", "payors": [{"customer": "ACME", "share_percent": 33.3}, {"customer": "BETA", "share_percent": 66.7}]}"#,
                lines: &[("LINEHAUL", "1000.00")],
                holds: &["SPLIT_NEEDED"],
            },
            Example {
                source: "Hercules and Target FMI item 500: more than one payor, prorated by weight: ACME pays 363.64, BETA 636.36",
                phrase: "linehaul flat 1000.00; prorate by weight, leftover cents to the first payor;",
                load: r#"{"customer": "ACME", "payors": [{"customer": "ACME", "weight_lb": 4000}, {"customer": "BETA", "weight_lb": 7000}]}"#,
                lines: &[("LINEHAUL", "1000.00")],
                holds: &["SPLIT_NEEDED"],
            },
        ],
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
