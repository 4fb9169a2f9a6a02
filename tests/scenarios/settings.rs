//! What `linehaul.toml` says of something that there is not, and reasons that nobody can read.
//!
//! Planted once and seen red: an unknown code of `[owners]` taken; a customer told before the first delivery, and not behind it; a
//! reason looked at for spaces alone.

use linehaul_api::command::session::Session;
use linehaul_tests::harness::Asks;

use crate::workspace::{CONFIG, TestWorkspace, approve, code, sync};

/// What opening says of settings.
fn said_of(workspace: &TestWorkspace, settings: &str) -> String {
    workspace.write("linehaul.toml", settings);
    match Session::open(&workspace.dir()) {
        Ok(_) => "opened".to_owned(),
        Err(error) => format!("{} {}", error.code, error.message),
    }
}

#[test]
fn settings_of_what_there_is_not_are_refused_with_what_was_meant() {
    let workspace = TestWorkspace::tiny();
    let with = |more: &str| format!("{CONFIG}{more}");
    assert_eq!(said_of(&workspace, &with("[owners]\nPOD_MISSING = \"billing\"\n\"*\" = \"ann\"\n")), "opened");
    let owner = said_of(&workspace, &with("[owners]\nPOD_MISSNG = \"billing\"\n"));
    assert!(owner.starts_with("LH-103") && owner.contains("did you mean `POD_MISSING`?"), "{owner}");
    let columns = |kind: &str, ours: &str| {
        let columns = format!("folder = \"drop\"\n[source.columns.{kind}]\n\"Their\" = \"{ours}\"\n");
        said_of(&workspace, &CONFIG.replace("folder = \"drop\"\n", &columns))
    };
    for (kind, ours) in [("loads", "miles"), ("loads", "ref:po"), ("stops", "zone"), ("documents", " file ")] {
        assert_eq!(columns(kind, ours), "opened", "{kind} {ours}");
    }
    let kind = columns("load", "miles");
    assert!(kind.starts_with("LH-103") && kind.contains("did you mean `loads`?"), "{kind}");
    let column = columns("loads", "mile");
    assert!(column.starts_with("LH-103") && column.contains("did you mean `miles`?"), "{column}");
    assert!(columns("stops", "ref:po").starts_with("LH-103"), "only loads have open columns");
}

#[test]
fn the_doctor_tells_of_settings_for_a_customer_whom_nobody_delivered() {
    let workspace = TestWorkspace::tiny();
    let customers = |session: &mut Session| {
        let checks = session.doctor().expect("a report").checks;
        checks
            .into_iter()
            .find(|check| check.name == "customers")
            .map(|check| (check.ok, check.message))
            .expect("a check")
    };
    workspace.write("linehaul.toml", format!("{CONFIG}[customers.ACMEE]\nhouse_tariff = false\n"));
    let mut session = workspace.open();
    assert!(customers(&mut session).0, "before the first delivery nobody can tell");
    sync(&mut session);
    let (ok, message) = customers(&mut session);
    assert!(!ok && message.contains("[customers.ACMEE] (did you mean `ACME`?)"), "{message}");
    drop(session);
    workspace.write("linehaul.toml", format!("{CONFIG}[customers.ACME]\nhouse_tariff = false\n"));
    assert_eq!(customers(&mut workspace.open()), (true, "1 of 1 have settings of their own".to_owned()));
}

#[test]
fn no_decision_takes_a_reason_that_nobody_can_see() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    let (user, none) = (Some("owner"), "\u{200b}\u{202e} \u{3164}");
    let draft = workspace.dir().join("rules/customers/acme/2025-01-01.rhai");
    let refused = [
        code(session.hold("T-1", user, none)),
        code(session.withdraw("T-1", user, none)),
        code(session.release("T-1", user, none)),
        code(session.adjust("T-1", user, "LINEHAUL", "1.00", none)),
        code(session.retry(&[], user, none)),
        code(session.cancelled("TNY-A-000001-G1", true, user, none)),
        code(session.recover_confirm(&Default::default(), user, none)),
    ];
    assert_eq!(refused, ["LH-415"; 7]);
    let pricing = CONFIG.replace("roles = [\"biller\", \"approver\"]", "roles = [\"pricing\"]");
    drop(session);
    workspace.write("linehaul.toml", pricing);
    let mut session = workspace.open();
    assert_eq!(code(session.publish(&draft, user, none, &mut |_, _| true)), "LH-415");
    assert_eq!(code(session.roll_back(1, user, none, &mut |_, _| true)), "LH-356", "there is nothing to roll back");
    assert_eq!(approve(&mut session, &["T-1"]).approved, ["T-1"], "and nothing was decided");
}
