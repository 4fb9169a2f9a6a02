//! A table of a published contract is published with it: an edited lane is a draft, and next week's fuel price is none.

use crate::workspace::{TestWorkspace, sync};
use linehaul_tests::harness::Asks;

const LANES: &str = "rules/tables/acme_lanes.csv";
const FUEL: &str = "rules/tables/eia_us.csv";

fn published() -> (TestWorkspace, std::path::PathBuf) {
    let workspace = TestWorkspace::sample();
    let mut session = workspace.open();
    sync(&mut session);
    let file = "rules/customers/acme-foods/2025-02-01.rhai";
    let text = std::fs::read_to_string(workspace.dir().join(file)).expect("the contract") + "// once more\n";
    workspace.write("drafts/acme-foods/2025-02-01.rhai", text);
    let draft = workspace.dir().join("drafts/acme-foods/2025-02-01.rhai");
    let done = session.publish(&draft, Some("pricing"), "begun", &mut |_, _| true).expect("published");
    assert!(done.in_force);
    (workspace, draft)
}

/// Every price per mile a hundredth higher: `2.15` becomes `2.151`.
fn edited(text: &str) -> String {
    let dearer = |cell: &str| {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let price = cell.split_once('.').is_some_and(|(whole, cents)| digits(whole) && digits(cents));
        if price { format!("{cell}1") } else { cell.to_owned() }
    };
    let line = |line: &str| line.split(',').map(dearer).collect::<Vec<_>>().join(",") + "\n";
    text.lines().map(line).collect()
}

#[test]
fn an_edited_lane_is_a_draft_until_its_contract_is_published_again() {
    let (workspace, draft) = published();
    let mut session = workspace.open();
    let before = session.queue(&Default::default()).expect("a queue");
    let text = std::fs::read_to_string(workspace.dir().join(LANES)).expect("lanes");
    let changed = edited(&text);
    assert_ne!(text, changed);
    workspace.write(LANES, changed);
    let report = sync(&mut session);
    assert_eq!(report.assessed, 0, "a draft prices nothing");
    let after = session.queue(&Default::default()).expect("a queue");
    let totals = |queue: &linehaul_api::wire::queue::Queue| {
        queue.loads.iter().map(|row| (row.load.clone(), row.total.clone())).collect::<Vec<_>>()
    };
    assert_eq!(totals(&before), totals(&after));
    let doctor = session.doctor().expect("a doctor");
    let tables = doctor.checks.iter().find(|check| check.name == "tables").expect("looked at");
    assert!(!tables.ok && tables.message.contains("acme_lanes"), "{}", tables.message);

    let again = session.publish(&draft, Some("pricing"), "new lanes", &mut |_, _| true).expect("an answer");
    if !again.in_force {
        session.agree(again.entry, Some("approver")).expect("agreed");
    }
    let doctor = session.doctor().expect("a doctor");
    assert!(doctor.checks.iter().any(|check| check.name == "tables" && check.ok));
    assert!(again.backtest.changed > 0, "its effect was measured before");
    assert_ne!(totals(&after), totals(&session.queue(&Default::default()).expect("a queue")));
    assert_eq!(session.rebuild_check().expect("checked").differing, [""; 0]);
}

#[test]
fn a_later_fuel_price_is_in_force_and_an_edited_one_is_not() {
    let (workspace, _) = published();
    let text = std::fs::read_to_string(workspace.dir().join(FUEL)).expect("prices");
    let last = text.lines().rev().find(|line| line.starts_with("20")).expect("a price").to_owned();
    let day: linehaul_domain::time::NaiveDate = last.get(..10).and_then(|d| d.parse().ok()).expect("a day");
    let next = day + linehaul_domain::time::Duration::days(7);
    let price = last.rsplit(',').next().expect("a price");
    workspace.write(FUEL, format!("{}\n{next},{price}\n", text.trim_end()));
    let mut session = workspace.open();
    sync(&mut session);
    let ok = |session: &mut linehaul_api::command::session::Session| {
        session.doctor().expect("a doctor").checks.iter().any(|check| check.name == "tables" && check.ok)
    };
    assert!(ok(&mut session), "a later row is no draft");
    workspace.write(FUEL, text.replacen(&last, &format!("{},9.999", &last[..10]), 1));
    sync(&mut session);
    assert!(!ok(&mut session), "an edited row is one");
}
