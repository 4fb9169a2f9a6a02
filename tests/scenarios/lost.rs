//! Columns that a source sends no more: told on each load that they concern, and held where the load is billed by them.
//!
//! Planted once and seen red: rows that say nothing new tell nothing of their columns; a column that nobody reads taken for none of those
//! that other files had, and these taken for lost where all columns are read; a field that some records leave out taken for lost.

use linehaul_api::command::session::Session;
use linehaul_tests::harness::Asks;

use crate::workspace::{CONFIG, CONTRACT, DOCUMENTS, LOADS, STOPS, TestWorkspace, state, sync};

const FEE: &str = "hazmat flat 200.00;\n";

/// Loads with their column of dangerous freight under a name, one a number, at a day.
fn loads(column: &str, numbers: &[&str], day: &str) -> String {
    let (header, row) = LOADS.split_once('\n').expect("two lines");
    let row = row.replace("delivered,", "delivered,yes,").replace("1000.00", "1200.00").replace("03T", day);
    let rows: String = numbers.iter().map(|number| row.replace("T-1", number)).collect();
    format!("{}\n{rows}", header.replace("status,", &format!("status,{column},")))
}

/// The tiny company with a fee for dangerous freight, the stops and papers of two loads, and one of these loads.
fn hazardous() -> TestWorkspace {
    let workspace = TestWorkspace::tiny();
    workspace.write("rules/customers/acme/2025-01-01.rhai", format!("{CONTRACT}{FEE}"));
    workspace.write("linehaul.toml", CONFIG.replace("ADJUSTMENT =", "HAZMAT = \"4030\", ADJUSTMENT ="));
    let rows = |text: &str| {
        text.lines().skip(1).map(|row| row.replace("T-1", "T-2").replace("D-1", "D-2") + "\n").collect::<String>()
    };
    workspace.write("drop/stops.csv", format!("{STOPS}{}", rows(STOPS)));
    workspace.write("drop/documents.csv", format!("{DOCUMENTS}{}", rows(DOCUMENTS)));
    workspace.write("drop/loads.csv", loads("hazmat", &["T-1"], "03T"));
    workspace
}

fn lost(session: &Session, load: &str) -> Vec<String> {
    let shown = session.show(load).expect("shown");
    let holds = shown.holds.iter().filter(|hold| hold.code == "COLUMN_LOST").map(|hold| hold.message.clone());
    holds.collect()
}

fn gone(session: &Session, load: &str) -> Vec<String> {
    let shown = session.show(load).expect("shown");
    let warnings = shown.warnings.iter().filter(|warning| warning.code == "COLUMN_GONE");
    warnings.map(|warning| warning.message.clone()).collect()
}

fn is_rebuilt(session: &mut Session) {
    assert_eq!(session.rebuild_check().expect("checked").differing, Vec::<String>::new());
}

#[test]
fn a_renamed_column_holds_every_load_that_is_billed_by_it() {
    let workspace = hazardous();
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!((state(&session, "T-1"), lost(&session, "T-1")), ("ready".to_owned(), vec![]));
    // T-2 never had the column: without a word it would be ready, 200.00 cheaper.
    workspace.write("drop/loads.csv", loads("haz", &["T-1", "T-2"], "04T").replace("1200.00", ""));
    sync(&mut session);
    for load in ["T-1", "T-2"] {
        assert_eq!(state(&session, load), "held", "{load}");
        let held = lost(&session, load);
        let expected = "hazmat is not in what dispatch sends, since loads.csv; it has a column haz, which may be it, and billing looks at it";
        assert_eq!(held, [expected], "{load}");
    }
    is_rebuilt(&mut session);
    workspace.write(
        "linehaul.toml",
        std::fs::read_to_string(workspace.dir().join("linehaul.toml"))
            .expect("read")
            .replace("folder = \"drop\"", "folder = \"drop\"\ncolumns = { loads = { haz = \"hazmat\" } }"),
    );
    drop(session);
    let mut session = workspace.open();
    sync(&mut session);
    for load in ["T-1", "T-2"] {
        assert_eq!(
            (state(&session, load), session.show(load).expect("shown").total),
            ("ready".into(), "1200.00".into())
        );
    }
    is_rebuilt(&mut session);
}

#[test]
fn a_column_that_comes_again_ends_it_though_its_rows_say_nothing_new() {
    let workspace = hazardous();
    let mut session = workspace.open();
    sync(&mut session);
    for (at, column) in ["haz", "hazmat", "haz"].into_iter().enumerate() {
        workspace.write("drop/loads.csv", loads(column, &["T-1"], "03T"));
        sync(&mut session);
        assert_eq!(lost(&session, "T-1").len(), usize::from(column == "haz"), "{at}");
        is_rebuilt(&mut session);
    }
}

#[test]
fn a_renamed_column_in_a_file_of_another_name_is_seen() {
    let workspace = hazardous();
    let mut session = workspace.open();
    sync(&mut session);
    // Not even the letters of its new name tell it; but any column that nobody reads may be it.
    workspace.write("drop/loads-next.csv", loads("dg", &["T-2"], "04T"));
    sync(&mut session);
    assert_eq!(
        lost(&session, "T-2"),
        ["hazmat is not in what dispatch sends, since loads-next.csv, and billing looks at it"]
    );
    assert_eq!(lost(&session, "T-1"), Vec::<String>::new(), "that file does not speak of it");
    is_rebuilt(&mut session);
}

#[test]
fn a_partial_row_holds_nothing_where_it_is_meant() {
    let workspace = hazardous();
    let mut session = workspace.open();
    sync(&mut session);
    let partial =
        |day: &str| format!("load_number,customer,status,updated_at,ref:po\nT-1,ACME,delivered,2025-03-{day},4500\n");
    // A sort of files of its own has what it has.
    workspace.write("drop/loads-phone.csv", partial("04T00:00:00Z"));
    sync(&mut session);
    assert_eq!(
        (state(&session, "T-1"), lost(&session, "T-1"), gone(&session, "T-1")),
        ("ready".into(), vec![], vec![])
    );
    // In place of the files that had all of them it is told, until they have them again.
    workspace.write("drop/loads.csv", partial("05T00:00:00Z"));
    sync(&mut session);
    let names =
        |told: Vec<String>| told.iter().map(|m| m.split(' ').next().unwrap_or_default().to_owned()).collect::<Vec<_>>();
    assert_eq!(names(lost(&session, "T-1")), ["expected_total", "hazmat", "miles"]);
    assert_eq!(names(gone(&session, "T-1")), ["currency", "equipment", "mode"]);
    assert_eq!(session.show("T-1").expect("shown").total, "1200.00", "nothing is emptied");
    is_rebuilt(&mut session);
    workspace.write("drop/loads.csv", loads("hazmat", &["T-1"], "06T"));
    sync(&mut session);
    assert_eq!((state(&session, "T-1"), lost(&session, "T-1")), ("ready".into(), vec![]));
    assert_eq!(gone(&session, "T-1"), ["ref:po is not in what dispatch sends, since loads.csv"]);
    is_rebuilt(&mut session);
}

#[test]
fn a_column_that_nobody_wants_any_more_is_named_and_told_no_more() {
    let workspace = hazardous();
    let mut session = workspace.open();
    sync(&mut session);
    workspace.write("drop/loads.csv", loads("haz", &["T-1"], "04T"));
    sync(&mut session);
    assert_eq!(lost(&session, "T-1").len(), 1);
    let config = std::fs::read_to_string(workspace.dir().join("linehaul.toml")).expect("read");
    workspace.write(
        "linehaul.toml",
        config.replace("folder = \"drop\"", "folder = \"drop\"\nignore = [\"Hazmat\", \"haz\"]"),
    );
    drop(session);
    let mut session = workspace.open();
    let report = sync(&mut session);
    assert_eq!((state(&session, "T-1"), lost(&session, "T-1")), ("ready".into(), vec![]));
    assert!(report.sources.iter().all(|source| source.notes.iter().all(|note| !note.contains("haz"))), "{report:?}");
    is_rebuilt(&mut session);
}

#[test]
fn a_column_that_is_nearly_called_as_ours_is_told_though_none_ever_was() {
    let workspace = hazardous();
    workspace.write("drop/loads.csv", loads("hazmt", &["T-1"], "03T"));
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(lost(&session, "T-1").len(), 1);
    assert_eq!(state(&session, "T-1"), "held");
}

#[test]
fn a_column_that_a_contract_asks_for_and_nobody_reads_holds() {
    let workspace = hazardous();
    let asks = "when load.number(\"pallets\") > 10 { charge \"PALLETS\" amount 50.00; }\n";
    workspace.write("rules/customers/acme/2025-01-01.rhai", format!("{CONTRACT}{asks}"));
    workspace.write("drop/loads.csv", loads("Pallets", &["T-1"], "03T"));
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(
        lost(&session, "T-1"),
        ["nobody reads the column pallets, and the contract or the posting asks for extra:pallets"]
    );
    // Where no contract asks for it, it is told of the file, and not of each load.
    workspace.write("rules/customers/acme/2025-01-01.rhai", CONTRACT);
    sync(&mut session);
    assert_eq!((lost(&session, "T-1"), gone(&session, "T-1")), (vec![], vec![]));
    is_rebuilt(&mut session);
}

#[test]
fn a_column_of_stops_is_told_once_of_all_its_stops() {
    let workspace = hazardous();
    let mut session = workspace.open();
    sync(&mut session);
    let stops = STOPS.replace("departed_at", "left_at").replace("03T", "04T");
    workspace.write("drop/stops.csv", stops);
    sync(&mut session);
    assert_eq!(
        lost(&session, "T-1"),
        ["departed_at of each stop is not in what dispatch sends, since stops.csv, and billing looks at it"]
    );
    is_rebuilt(&mut session);
}

const JSON: &str = r#"
[zones]
default = "America/Chicago"
[[file]]
names = ["orders*.json"]
[[file.makes]]
kind = "load"
[file.makes.fields]
load_number = "No"
customer = "Bill"
status = { value = "delivered" }
miles = "Miles"
hazmat = "Hazmat"
mode = "Mode"
"#;

/// Records of JSON, each with what its fields are.
fn orders(day: &str, of: &[&str]) -> String {
    let records = of.iter().map(|fields| format!("{{\"Bill\": \"ACME\", {fields}}}"));
    format!("[{}]{}", records.collect::<Vec<_>>().join(","), " ".repeat(day.len()))
}

#[test]
fn a_path_that_no_record_has_any_more_is_lost_and_one_that_some_have_is_not() {
    let workspace = hazardous();
    workspace.write("mappings/orders.toml", JSON);
    let config = std::fs::read_to_string(workspace.dir().join("linehaul.toml")).expect("read");
    workspace.write("linehaul.toml", config.replace("folder = \"drop\"", "folder = \"drop\"\nmapping = \"orders\""));
    std::fs::remove_file(workspace.dir().join("drop/loads.csv")).expect("removed");
    let mut session = workspace.open();
    let both = [
        "\"No\": \"T-1\", \"Miles\": 500, \"Hazmat\": \"yes\", \"Mode\": \"TL\"",
        "\"No\": \"T-2\", \"Miles\": 500, \"Hazmat\": \"no\"",
    ];
    workspace.write("drop/orders-1.json", orders("1", &both));
    sync(&mut session);
    assert_eq!(lost(&session, "T-1"), Vec::<String>::new());
    workspace.write("drop/orders-2.json", orders("22", &["\"No\": \"T-2\", \"Miles\": 510, \"Haz\": \"yes\""]));
    sync(&mut session);
    assert_eq!(
        lost(&session, "T-2"),
        [
            "Hazmat is not in what dispatch sends, since orders-2.json; it has a column Haz, which may be it, and billing looks at it"
        ]
    );
    assert_eq!(gone(&session, "T-2"), Vec::<String>::new(), "not each record had a mode");
    is_rebuilt(&mut session);
    workspace.write("drop/orders-3.json", orders("333", &["\"No\": \"T-2\", \"Miles\": 510, \"Hazmat\": \"yes\""]));
    sync(&mut session);
    assert_eq!(lost(&session, "T-2"), Vec::<String>::new());
    is_rebuilt(&mut session);
}
