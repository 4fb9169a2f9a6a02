//! The fixed names of the language, from the lists that the program itself reads.

use std::fmt::Write;

use linehaul_domain::code::{KNOWN, Known};
use linehaul_domain::document::{REFERENCES, TYPES};
use linehaul_domain::event::EventKind;
use linehaul_domain::terms::REDELIVERY_MILES;

/// What phrases read beside the canonical fields, with the phrase.
const EXTRAS: &[(&str, &str)] =
    &[("CODE_cost", "`at_cost \"CODE\"`, the code in small letters"), (REDELIVERY_MILES, "`redelivery`")];

/// The fields of a load as JSON, by what they stand in.
const FIELDS: &[(&str, &str)] = &[
    (
        "the load",
        "**load_number**, mode, equipment, miles, deadhead_miles, weight_lb, driver_count (2 is a team), status (`booked`, \
         `in_transit`, `delivered`, `tonu`, `cancelled`; without it stops and events tell: `truck_not_used` and `cancelled`; only `delivered` and `tonu` are judged and billed, `cancelled` is without charge), stops, documents, references (by name), \
         items, events, customer, bill_to, payors, legal_entity, carrier, order, currency, expected_total, booked (by charge), \
         origin_country, destination_country, extras; **any other field is an extra of that name**, as `driver_assist_stops`; a cost (`lumper_cost`) is in the load's currency where that is stated, and any amount can say its own: `{\"amount\": 150.00, \"currency\": \"CAD\"}`; one that looks like a misspelt field that is absent is refused (LH-240), unless it stands in `extras`",
    ),
    (
        "a stop",
        "**seq**, **type** (`pickup`, `delivery`, `empty_return`, `waypoint`), **timezone** (IANA, `America/Chicago`), name, \
         city (`Memphis TN`), region, country, appointment, or window_from and window_to, handling (`live`, `drop`), arrived_at, \
         notified_at, departed_at, told_to_return_at, returned_at, closures (each with from and to), status (`cancelled`)",
    ),
    (
        "a document",
        "`\"pod_signed\"`, of stop 2 `\"pod_signed:2\"`, or type, stop, amount (on a receipt), readability (`readable`, `empty`, \
         `encrypted`, `mistyped`, `cut`, `absent`)",
    ),
    ("an event", "**event**, **at**, event_id, stop, recorded_at, charge, amount, note"),
    ("an item", "class, weight_lb, pieces, hazmat"),
    ("a payor", "**customer**, **share_percent** or **weight_lb**, by which the contract prorates"),
];

/// The end of the page.
pub fn names() -> String {
    let quoted = |names: &mut dyn Iterator<Item = &str>| names.map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
    let mut page = String::from(
        "\n# Names\n\nA misspelt one of these is an error in a contract, and quarantined in what dispatch sends.\n",
    );
    let _ = write!(page, "\n## Documents\n\n{}.\n", quoted(&mut TYPES.iter().copied()));
    let _ = write!(
        page,
        "\nA document is looked up by stop: `needs` and `at each delivery` take one that is filed for the stop, or for the load as \
         a whole where that is clear (evidence of a charge; the only delivery).\n\n## References\n\n{}.\n",
        quoted(&mut REFERENCES.iter().copied())
    );
    let _ = write!(
        page,
        "\n## Events\n\n{}.\n\n`load.happened(\"…\")` is also true where dispatch states the time at a stop (`arrived`, `notified`, \
         `departed`, `told_to_return`, `returned`, `facility_closed`, `facility_opened`) or the status (`delivered`, \
         `truck_not_used`, `cancelled`).\n",
        quoted(&mut EventKind::ALL.iter().map(|(_, name)| *name))
    );
    page.push_str(
        "\n## Charges\n\nOur code, the X12 element 150 code, the title on the invoice. A code of your own is capitals, digits and \
         `_`, and goes out as `ZZZ`.\n\n| code | X12 | title |\n|---|---|---|\n",
    );
    for Known { code, x12, title } in KNOWN {
        let _ = writeln!(page, "| {code} | {x12} | {title} |");
    }
    page.push_str("\n## Extras\n\nWhat dispatch sends beside the canonical fields has the name that it is sent under. Phrases read:\n\n");
    for (name, phrase) in EXTRAS {
        let _ = writeln!(page, "- `{name}`: {phrase}");
    }
    page.push_str(
        "\nEvery other name is your own (`per \"driver_assist_stops\"`, `date \"yard_in\"`, `load.number(\"pallets\")`). A misspelt \
         one cannot be told from \"nothing was done\": `rules check` says which names no golden case has.\n\n# A load as JSON\n\nFor \
         `linehaul rate` and golden cases. Bold fields must be there. Times are ISO 8601 with an offset, or local at the \
         stop.\n\n| in | fields |\n|---|---|\n",
    );
    for (of, fields) in FIELDS {
        let _ = writeln!(page, "| {of} | {fields} |");
    }
    page.push_str(&crate::tables::load());
    page
}
