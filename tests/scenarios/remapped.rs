//! A mapping that is changed while its loads are in work: what was decided on keeps its number and what it was priced by.

use linehaul_api::command::session::Session;
use linehaul_tests::harness::Asks;

use crate::workspace::{CONFIG, TestWorkspace, approve, push, state, sync};

const MAPPING: &str = r#"
currency = "USD"
[zones]
default = "America/Chicago"
[[file]]
names = ["orders*.csv"]
[[file.makes]]
kind = "load"
[file.makes.fields]
load_number = "Order"
customer = "Cust"
status = "Status"
miles = "Miles"
mode = "Mode"
equipment = { value = "53ft dry van" }
expected_total = "Expected"
"ref:group" = "Group"
updated_at = { value = "2025-03-03T00:00:00Z" }
"#;

/// The tiny company, whose loads come by a mapping. T-1 is posted, T-2 approved, T-3 is ready.
fn mapped() -> (TestWorkspace, Session) {
    let workspace = TestWorkspace::tiny();
    workspace.write("linehaul.toml", CONFIG.replace("folder = \"drop\"", "folder = \"drop\"\nmapping = \"orders\""));
    workspace.write("mappings/orders.toml", MAPPING);
    for number in ["T-2", "T-3"] {
        workspace.another(number, str::to_owned);
    }
    for number in ["", "-T-2", "-T-3"] {
        std::fs::remove_file(workspace.dir().join(format!("drop/loads{number}.csv"))).expect("removed");
    }
    let row = |(n, miles): (u32, u32)| format!("T-{n},G-{n},ACME,delivered,{miles},TL,{}.00\n", 2 * miles);
    let rows: String = [(1, 500), (2, 501), (3, 502)].map(row).concat();
    workspace.write("drop/orders.csv", format!("Order,Group,Cust,Status,Miles,Mode,Expected\n{rows}"));
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    assert_eq!(push(&mut session).posted.len(), 1);
    approve(&mut session, &["T-2"]);
    assert_eq!(["T-1", "T-2", "T-3"].map(|load| state(&session, load)), ["posted", "approved", "ready"]);
    (workspace, session)
}

/// What a sync says of the source: its error's code, and its notes.
fn told(session: &mut Session) -> (Option<String>, Vec<String>) {
    let source = sync(session).sources.remove(0);
    (source.error.map(|error| error.code.to_string()), source.notes)
}

#[test]
fn what_was_decided_on_keeps_its_number_and_its_rows() {
    let (workspace, mut session) = mapped();
    for changed in [
        MAPPING.replace("load_number = \"Order\"", "load_number = { columns = [\"Mode\", \"Order\"], join = \"-\" }"),
        MAPPING
            .replace("load_number = \"Order\"", "load_number = \"Group\"")
            .replace("\"ref:group\" = \"Group\"", "\"ref:group\" = \"Order\""),
        // Nobody reads the old column any more, so that the old file stays read by the former mapping: the next one would not.
        MAPPING
            .replace("load_number = \"Order\"", "load_number = \"Group\"")
            .replace("\"ref:group\" = \"Group\"\n", ""),
        MAPPING.replace("[[file.makes]]", "when = { column = \"Order\", is = [\"T-3\"] }\n[[file.makes]]"),
    ] {
        workspace.write("mappings/orders.toml", &changed);
        assert_eq!(told(&mut session).0.as_deref(), Some("LH-132"), "{changed}");
        assert_eq!(["T-1", "T-2", "T-3"].map(|load| state(&session, load)), ["posted", "approved", "ready"]);
        drop(session);
        session = workspace.open();
    }
    workspace.write("mappings/orders.toml", MAPPING);
    assert_eq!(told(&mut session).0, None);
    assert_eq!(push(&mut session).posted.len(), 1, "T-2");
    assert_eq!(session.rebuild_check().expect("an answer").differing, [""; 0]);
}

#[test]
fn a_load_that_nobody_decided_on_and_that_is_spoken_of_no_more_is_told() {
    let (workspace, mut session) = mapped();
    workspace.write(
        "mappings/orders.toml",
        MAPPING.replace("[[file.makes]]", "when = { column = \"Order\", is = [\"T-1\", \"T-2\"] }\n[[file.makes]]"),
    );
    let (error, notes) = told(&mut session);
    assert!(error.is_none() && notes.iter().any(|note| note.contains("no more: T-3;")), "{error:?} {notes:?}");
    assert!(session.show("T-3").is_err());
    assert_eq!(["T-1", "T-2"].map(|load| state(&session, load)), ["posted", "approved"]);
}

/// Another spelling of a status, another column of miles: what mends what was read goes on to do so.
#[test]
fn what_a_mapping_mends_is_mended() {
    let (workspace, mut session) = mapped();
    workspace.write(
        "mappings/orders.toml",
        MAPPING.replace("mode = \"Mode\"", "mode = { value = \"LTL\" }\n\"ref:mode\" = \"Mode\""),
    );
    assert_eq!(told(&mut session).0, None);
    assert_eq!(session.show("T-3").expect("shown").mode, "LTL");
}

/// A row that the mapping leaves out by now was not taken: it is told as what it is.
#[test]
fn a_row_that_a_mapping_leaves_out_is_told_as_left_out() {
    let (workspace, mut session) = mapped();
    workspace.write(
        "drop/orders-2.csv",
        "Order,Group,Cust,Status,Miles,Mode,Expected\nTEST-9,G-9,ACME,delivered,many,TL,10.00\n\
         T-8,G-8,ACME,delivered,few,TL,10.00\n",
    );
    assert_eq!(sync(&mut session).quarantined, 2);
    let ids: Vec<String> = session.quarantine().expect("a list").items.into_iter().map(|item| item.id).collect();
    let orders = "when = { column = \"Order\", is = [\"T-1\", \"T-2\", \"T-3\", \"T-8\"] }\n[[file.makes]]";
    workspace.write("mappings/orders.toml", MAPPING.replace("[[file.makes]]", orders));
    let replayed = session.quarantine_replay(&[]).expect("replayed");
    assert_eq!((replayed.left_out.len(), replayed.taken.len(), replayed.waiting.len()), (1, 0, 1), "{replayed:?}");
    assert!(ids.contains(&replayed.left_out[0]) && replayed.waiting[0].content.starts_with("T-8"), "{replayed:?}");
}
