//! Exports in the shapes of real systems: read by their mappings alone, assessed, and billed to the cent. What each load comes to
//! is reckoned here by hand, from the export and the contract, apart from the engine.

use std::path::Path;

use linehaul_api::command::session::{Session, Signal};
use linehaul_tests::harness::Asks;

use crate::workspace::{TestWorkspace, sync};

/// A copy of one of the companies in `samples/exports`.
pub fn company(name: &str) -> TestWorkspace {
    let workspace = TestWorkspace::empty();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples/exports").join(name);
    copy(&from, &workspace.dir());
    workspace
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("copied");
        }
    }
}

/// Billing by hand: minutes beyond free time, in steps, at so many cents a step.
fn waiting(minutes: i64, free: i64, step: i64, cents: i64) -> i64 {
    let beyond = (minutes - free).max(0);
    (beyond + step - 1) / step * cents
}

/// Half up to the cent of a percentage, in tenths of a percent.
fn percent(cents: i64, tenths: i64) -> i64 {
    (cents * tenths * 2 + 1000) / 2000
}

/// Approves what is ready and pushes it; answers each load with what it was billed at.
fn billed(desk: &mut Session, loads: &[&str]) -> Vec<(String, String)> {
    let pushed = {
        let named: Vec<String> = Vec::new();
        desk.cutover_set("none", None, Some("owner")).expect("a company without a history");
        let done = desk.approve(&named, true, Some("owner"), None, &mut |_, _| true).expect("approved");
        assert!(done.refused.is_empty(), "{:?}", done.refused);
        desk.push(None, Some("owner"), &mut |_| Signal::Continue).expect("pushed")
    };
    let posted: i64 = pushed.totals.iter().map(|total| cents(&total.total)).sum();
    let billed: Vec<(String, String)> = loads
        .iter()
        .map(|load| {
            let shown = desk.show(load).expect("shown");
            assert_eq!(shown.state, "posted", "{load}: {:?}", shown.holds);
            ((*load).to_owned(), shown.total)
        })
        .collect();
    let sum: i64 = billed.iter().map(|(_, total)| cents(total)).sum();
    assert_eq!(posted, sum, "no other load is billed, and none otherwise");
    billed
}

fn cents(text: &str) -> i64 {
    text.replace('.', "").parse().expect("an amount")
}

fn is_billed(desk: &mut Session, wanted: &[(&str, i64)]) {
    let loads: Vec<&str> = wanted.iter().map(|(load, _)| *load).collect();
    let billed: Vec<(String, i64)> =
        billed(desk, &loads).into_iter().map(|(load, total)| (load, cents(&total))).collect();
    let wanted: Vec<(String, i64)> = wanted.iter().map(|(load, total)| ((*load).to_owned(), *total)).collect();
    assert_eq!(billed, wanted);
}

fn states(desk: &Session, loads: &[(&str, &str)]) {
    for (load, state) in loads {
        let shown = desk.show(load).expect("shown");
        assert_eq!(shown.state, *state, "{load}: {:?}", shown.holds);
    }
}

/// Lines, columns and codes of the quarantine, each with everything that is wrong.
fn quarantine(desk: &Session) -> Vec<(u64, String, String)> {
    let items = desk.quarantine().expect("a list").items;
    items
        .into_iter()
        .map(|item| (item.line, item.code, format!("{}: {}", item.column.unwrap_or_default(), item.message)))
        .collect()
}

#[test]
fn a_sheet_kept_by_hand_is_billed_to_the_cent() {
    let workspace = company("by-hand");
    let mut desk = workspace.open();
    let report = sync(&mut desk);
    let source = &report.sources[0];
    assert_eq!((source.read, source.quarantined), (11, 2), "{:?}", source.notes);
    let bad = quarantine(&desk);
    assert_eq!((bad[0].0, bad[0].1.as_str()), (11, "LH-223"), "{bad:?}");
    assert!(bad[0].2.contains("TX has more than one zone"), "{bad:?}");
    for part in ["Complete", "13/3/2025 6:00 AM", "337 mi"] {
        assert!(bad[1].0 == 12 && bad[1].2.contains(part), "{part}: {bad:?}");
    }
    states(&desk, &[("3107", "held"), ("3108", "in_transit"), ("3109", "in_transit")]);
    is_billed(
        &mut desk,
        &[
            // 208 mi x 2.10 is 436.80, below the minimum; at the door from the appointment at 3:00 to 6:10.
            ("3101", 60_000 + waiting(190, 120, 15, 1_500)),
            ("3102", 1_012 * 210 + 7_500),
            // Knoxville is an hour ahead of Wausau: 8:00 to 12:20 there.
            ("3103", 861 * 210 + 20_000 + waiting(260, 120, 15, 1_500)),
            ("3104", 15_000),
            // 185 minutes: of 65 beyond free time two half hours are full.
            ("3105", 95_000 + 65 / 30 * 2_500),
            ("3106", 115_000),
        ],
    );
}

#[test]
fn an_export_with_the_tables_of_a_large_system_is_billed_to_the_cent() {
    let workspace = company("mcleod-like");
    let mut desk = workspace.open();
    let report = sync(&mut desk);
    assert_eq!(report.sources[0].quarantined, 1, "{:?}", quarantine(&desk));
    assert!(
        quarantine(&desk)[0].2.starts_with("Doc Type: the mapping has no value for `99`"),
        "{:?}",
        quarantine(&desk)
    );
    states(&desk, &[("0048215", "in_transit"), ("0048216", "held"), ("0048217", "not_billable")]);
    // What kind of document it is may decide what is billed: its load waits until somebody has looked.
    let items = desk.quarantine().expect("a list").items;
    assert_eq!(items[0].holds, items[0].loads, "{items:?}");
    states(&desk, &[(items[0].holds[0].as_str(), "held")]);
    let cleared = desk.quarantine_clear(&[items[0].id.clone()], Some("owner"), "a photo of the trailer");
    assert_eq!(cleared.expect("cleared").loads, items[0].loads);
    is_billed(
        &mut desk,
        &[
            ("0048213", 123_600 + percent(123_600, 245) + waiting(205, 120, 15, 1_750)),
            // At the pickup clocks go forward at two: from 1:30 to 4:20 are 110 minutes.
            ("0048214", 180_125 + percent(180_125, 245) + 6_000),
            // Ten and a half hours, at most 350.00 a stop.
            ("0048218", 116_550 + percent(116_550, 245) + waiting(630, 120, 15, 1_750).min(35_000)),
        ],
    );
}

#[test]
fn pages_of_json_are_billed_to_the_cent() {
    let workspace = company("alvys-like");
    let mut desk = workspace.open();
    let report = sync(&mut desk);
    let bad = quarantine(&desk);
    assert_eq!((report.sources[0].quarantined, bad.len(), bad[0].0), (1, 1, 4), "{bad:?}");
    assert!(bad[0].2.contains("En Route") && bad[0].2.contains("n/a"), "{bad:?}");
    assert!(report.sources[0].notes.iter().all(|note| !note.contains("nobody reads")), "{:?}", report.sources[0].notes);
    states(&desk, &[("100233", "held")]);
    // 498.60 mi x 2.35 is 1171.71, 244.1 mi x 2.35 is 573.64, below the minimum.
    is_billed(
        &mut desk,
        &[
            ("100231", 117_171 + percent(117_171, 180) + waiting(175, 90, 30, 4_000)),
            ("100232", 75_000 + percent(75_000, 180)),
        ],
    );
}

#[test]
fn queries_of_a_dispatch_database_are_billed_to_the_cent() {
    let workspace = company("tmw-like");
    let mut desk = workspace.open();
    let report = sync(&mut desk);
    let source = &report.sources[0];
    let bad = quarantine(&desk);
    assert_eq!((source.read, source.quarantined), (6 + 11 + 5, 1), "{bad:?}");
    assert!(bad[0].2.starts_with("abbr: the mapping has no value for `SCL`"), "{bad:?}");
    for (what, rows) in [("a master order", 1), ("the truck's own move", 1), ("papers that have not come", 2)] {
        assert!(
            source.notes.iter().any(|note| note.contains(&format!("{rows} left out"))),
            "{what}: {:?}",
            source.notes
        );
    }
    assert!(source.notes.iter().all(|note| !note.contains("nobody reads")), "{:?}", source.notes);
    // A stop that is open has the times at which the truck is expected: these are no arrival.
    let under_way = desk.show("1184504").expect("shown");
    assert_eq!((under_way.state.as_str(), under_way.stops[1].arrived.clone()), ("in_transit", None));
    states(&desk, &[("1184505", "held"), ("1184506", "not_billable")]);
    is_billed(
        &mut desk,
        &[
            // 512 mi x 2.18 is 1116.16; at the bakery from 8:50 to 12:05.
            ("1184501", 111_616 + percent(111_616, 215) + waiting(195, 120, 15, 1_500)),
            // 231 mi x 2.18 is 503.58, below the minimum; a trailer that was dropped waits for free.
            ("1184502", 65_000 + percent(65_000, 215)),
            ("1184503", 744 * 218 + percent(744 * 218, 215) + 5_500 + waiting(135 - 20, 120, 15, 1_500)),
        ],
    );
}

#[test]
fn orders_with_tasks_over_several_manifests_are_billed_to_the_cent() {
    let workspace = company("rose-rocket-like");
    let mut desk = workspace.open();
    let report = sync(&mut desk);
    let bad = quarantine(&desk);
    assert_eq!((report.sources[0].read, report.sources[0].quarantined, bad[0].0), (6, 1, 6), "{bad:?}");
    assert!(bad[0].2.contains("there are several with description `Freight`"), "{bad:?}");
    assert!(report.sources[0].notes.iter().all(|note| !note.contains("nobody reads")), "{:?}", report.sources[0].notes);
    states(&desk, &[("O-503", "in_transit"), ("O-504", "held"), ("O-505", "not_billable")]);
    // The dock on which the freight changed trucks is no stop of the order.
    assert_eq!(desk.show("O-502").expect("shown").stops.len(), 2);
    is_billed(
        &mut desk,
        &[
            // At the market from the appointment at 8:00 to 10:55 there.
            ("O-501", 148_000 + percent(148_000, 160) + waiting(175, 90, 15, 1_750)),
            ("O-502", 91_555 + percent(91_555, 160) + waiting(80, 90, 15, 1_750)),
        ],
    );
}

#[test]
fn what_drivers_paid_is_billed_at_cost_where_we_paid_it_and_told_where_nobody_bills_it() {
    let workspace = company("fuel-cards");
    let mut desk = workspace.open();
    let report = sync(&mut desk);
    assert!(report.sources[0].error.is_none(), "{:?}", report.sources[0].error);
    let bad = quarantine(&desk);
    let codes: Vec<(u64, &str)> = bad.iter().map(|(line, code, _)| (*line, code.as_str())).collect();
    // A line that was cut off, and a kind of payment that the mapping does not know.
    assert_eq!(codes, [(6, "LH-212"), (5, "LH-227")], "{bad:?}");
    assert!(report.sources[0].notes.iter().all(|note| !note.contains("nobody reads")), "{:?}", report.sources[0].notes);
    let holds = |load: &str| -> Vec<String> {
        desk.show(load).expect("shown").holds.into_iter().map(|hold| hold.code).collect()
    };
    // Paid, and the scan of its receipt has not come; paid, and dispatch says no cost; paid, and dispatch says another one.
    assert_eq!(holds("C-3"), ["DOCUMENT_UNREADABLE"]);
    assert_eq!(holds("C-4"), ["INPUT_MISSING"]);
    assert_eq!(holds("C-6"), ["RECEIPT_DIFFERS"]);
    let told = desk.show("C-5").expect("shown").near_misses;
    assert!(told.iter().any(|near| near.message.contains("is told of and not on file")), "{told:?}");
    let remarks = desk.show("C-2").expect("shown").events;
    assert!(remarks.iter().any(|event| event.note.as_deref() == Some("Lumper CUSTOMER 4411")), "{remarks:?}");
    is_billed(
        &mut desk,
        &[
            ("C-1", 500 * 200 + 18_550),
            // The customer's own code paid.
            ("C-2", 400 * 200),
            ("C-5", 600 * 210),
            ("C-7", 350 * 200 + 9_525),
        ],
    );
}
