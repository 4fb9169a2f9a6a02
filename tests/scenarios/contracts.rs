//! Contract files as pricing handles them: checked together, cases run and measured, written anew on request, and the odd
//! things that files do.

use std::path::{Path, PathBuf};

use linehaul_api::command::contracts;
use linehaul_api::wire::rules::{CheckReport, CoverageLine};
use linehaul_tests::harness::Asks;

use crate::workspace::{CONFIG, CONTRACT, TestWorkspace, approve, push, state, sync};

/// A copy of the worked cases and their tables.
struct Copy {
    folder: tempfile::TempDir,
}

impl Copy {
    fn of(case: &str) -> Copy {
        let copy = Copy { folder: tempfile::tempdir().expect("a folder") };
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules");
        let below = |from: &Path, to: &Path| {
            std::fs::create_dir_all(to).expect("a folder");
            for file in std::fs::read_dir(from).expect("a folder").flatten().map(|e| e.path()).filter(|p| p.is_file()) {
                std::fs::copy(&file, to.join(file.file_name().expect("a name"))).expect("copied");
            }
        };
        below(&rules.join("tables"), &copy.path("tables"));
        below(&rules.join("examples").join(case), &copy.path("acme"));
        below(&rules.join("examples").join(case).join("cases"), &copy.path("acme/cases"));
        copy
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("read")
    }

    fn change(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{name} has no `{from}`");
        std::fs::write(self.path(name), text.replacen(from, to, 1)).expect("written");
    }

    fn check(&self) -> CheckReport {
        contracts::check(self.folder.path()).expect("checked")
    }

    fn coverage(&self) -> CoverageLine {
        let report = contracts::test(self.folder.path(), false).expect("tested");
        assert!(report.failed.is_empty(), "{:?}", report.failed);
        report.coverage.into_iter().next().expect("a contract")
    }
}

const EARLY: &str = "01-dryvan-early-arrival-detention";
const EARLY_FILE: &str = "acme/2024-11-15.rhai";

#[test]
fn coverage_names_what_no_case_reaches_and_a_case_that_reaches_it_takes_it_off() {
    let copy = Copy::of(EARLY);
    let files = ["over-midnight.toml", "over-midnight.load.json"];
    let moved = |from: &str, to: &str| {
        for file in files {
            std::fs::rename(copy.path(from).join(file), copy.path(to).join(file)).expect("moved");
        }
    };
    moved("acme/cases", "");
    let before = copy.coverage();
    let limit =
        |line: &CoverageLine| line.unreached.iter().any(|u| u.what.contains("the limit 400.00 is never reached"));
    assert!(limit(&before), "{:?}", before.unreached);
    assert_eq!((before.cases, before.terms.reached, before.terms.of), (5, 4, 4));
    let rows = &before.rows[0];
    assert_eq!((rows.table.as_str(), rows.count.reached + rows.unreached.len()), ("tgs", rows.count.of));
    moved("", "acme/cases");
    assert!(!limit(&copy.coverage()));
    copy.change(EARLY_FILE, "need document", "when load.miles > 99999 { hazmat flat 5.00; }\nneed document");
    let after = copy.coverage();
    assert_eq!((after.terms.reached, after.terms.of, after.branches.reached, after.branches.of), (4, 5, 1, 2));
    let said: Vec<&str> = after.unreached.iter().map(|u| u.what.as_str()).collect();
    assert!(said.contains(&"`hazmat`") && said.contains(&"`load.miles > 99999` is never true"), "{said:?}");
}

#[test]
fn a_case_is_written_anew_only_when_asked_and_what_stood_before_is_kept() {
    let copy = Copy::of(EARLY);
    let case = "acme/cases/golden.toml";
    let text = format!("# kept with care\n{}", copy.read(case));
    std::fs::write(copy.path(case), &text).expect("written");
    copy.change(EARLY_FILE, "50.00 per hour", "60.00 per hour");
    let failed = contracts::test(copy.folder.path(), false).expect("tested").failed;
    assert!(failed.iter().any(|f| f.expected.contains(&"DETENTION_LOADING DTL 100.00".to_owned())
        && f.actual.contains(&"DETENTION_LOADING DTL 120.00".to_owned())));
    assert!(failed.iter().all(|f| !f.updated));
    assert_eq!(copy.read(case), text, "nothing is written unasked");
    let updated = contracts::test(copy.folder.path(), true).expect("tested").failed;
    assert_eq!((updated.len(), updated.iter().all(|f| f.updated)), (failed.len(), true));
    let anew = copy.read(case);
    assert!(anew.starts_with("# kept with care\ntitle = \"Early arrival"), "{anew}");
    assert!(anew.contains("amount = \"120.00\"") && !anew.contains("amount = \"100.00\""), "{anew}");
    let again = contracts::test(copy.folder.path(), true).expect("tested");
    assert!(again.failed.is_empty(), "{:?}", again.failed);
}

#[test]
fn a_hold_is_compared_with_all_that_its_case_says_of_it() {
    let copy = Copy::of(EARLY);
    copy.change(
        "acme/cases/no-pod.toml",
        "{ code = \"POD_MISSING\", stop = 2 }",
        "{ code = \"POD_MISSING\", stop = 2, document = \"scale_ticket\" }",
    );
    let failed = contracts::test(copy.folder.path(), false).expect("tested").failed;
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert!(failed[0].actual.contains(&"hold POD_MISSING stop 2 document pod_signed".to_owned()), "{failed:?}");
}

#[test]
fn a_case_whose_facts_do_not_read_is_told_and_the_others_run() {
    let copy = Copy::of(EARLY);
    std::fs::write(copy.path("acme/cases/golden.load.json"), "{\"load_number\": ").expect("written");
    let report = contracts::test(copy.folder.path(), false).expect("tested");
    let failed: Vec<&str> = report.failed.iter().flat_map(|f| f.actual.iter().map(String::as_str)).collect();
    assert!(report.passed > 0 && failed.iter().any(|line| line.starts_with("LH-240")), "{failed:?}");
}

#[test]
fn one_broken_contract_never_stops_the_check_of_the_others() {
    let copy = Copy::of(EARLY);
    std::fs::create_dir(copy.path("bolt")).expect("a folder");
    std::fs::write(copy.path("bolt/2025-01-01.rhai"), "linehual flat 5.00;").expect("written");
    std::fs::write(copy.path("bolt/draft.rhai"), "").expect("written");
    std::fs::write(copy.path("bolt/2025-02-01.rhai"), [0xFF, 0xFE, 0x00]).expect("written");
    copy.change(EARLY_FILE, "need document", "when false { hazmat flat 5.00; }\nneed document");
    let report = copy.check();
    let of = |code: &str| report.problems.iter().filter(|p| p.code == code).count();
    assert_eq!((of("LH-311"), of("LH-301"), of("LH-104"), of("LH-321")), (1, 1, 1, 1), "{:?}", report.problems);
    let misspelt = report.problems.iter().find(|p| p.code == "LH-311").expect("told");
    assert_eq!(misspelt.fix.as_deref(), Some("linehaul"));
}

#[test]
fn tables_that_no_contract_reads_are_told() {
    let copy = Copy::of(EARLY);
    let unused = |report: &CheckReport| -> Vec<String> {
        report.problems.iter().filter(|p| p.code == "LH-323").map(|p| p.file.clone()).collect()
    };
    let report = copy.check();
    assert!(unused(&report).iter().any(|f| f.ends_with("mme.csv")), "{:?}", report.problems);
    assert!(!unused(&report).iter().any(|f| f.ends_with("tgs.csv") || f.ends_with("eia_us.csv")));
}

#[test]
fn two_files_of_one_day_are_both_out_of_force() {
    let workspace = TestWorkspace::tiny();
    workspace.write("rules/customers/acme/2025-1-1.rhai", CONTRACT.replace("2.00 per mile", "1.00 per mile"));
    let mut session = workspace.open();
    sync(&mut session);
    let load = session.show("T-1").expect("shown");
    assert_eq!(load.holds[0].code, "CONTRACT_ERROR", "{:?}", load.holds);
    assert!(load.holds[0].message.contains("both in force from 2025-01-01"), "{}", load.holds[0].message);
    let report = contracts::check(&workspace.dir().join("rules")).expect("checked");
    assert!(report.problems.iter().any(|p| p.code == "LH-304"), "{:?}", report.problems);
    std::fs::remove_file(workspace.dir().join("rules/customers/acme/2025-1-1.rhai")).expect("removed");
    drop(session);
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(state(&session, "T-1"), "ready");
}

#[test]
fn a_load_before_the_first_version_is_held_also_where_a_house_tariff_could_speak() {
    let workspace = TestWorkspace::tiny();
    workspace.write("rules/house/2024-01-01.rhai", CONTRACT.replace("\"ACME\"", "\"HOUSE\""));
    let contract = workspace.dir().join("rules/customers/acme/2025-01-01.rhai");
    std::fs::rename(&contract, contract.with_file_name("2025-06-01.rhai")).expect("moved");
    let mut session = workspace.open();
    sync(&mut session);
    let shown = session.show("T-1").expect("shown");
    let hold = &shown.holds[0];
    assert_eq!((hold.code.as_str(), shown.charges.len()), ("CONTRACT_MISSING", 0));
    assert!(hold.message.contains("in force from 2025-06-01 only"), "{}", hold.message);
    std::fs::remove_dir_all(workspace.dir().join("rules/customers/acme")).expect("removed");
    sync(&mut session);
    assert_eq!(state(&session, "T-1"), "ready", "without any contract the house tariff speaks");
    let house = workspace.dir().join("rules/house/2024-01-01.rhai");
    std::fs::rename(&house, house.with_file_name("2025-06-01.rhai")).expect("moved");
    sync(&mut session);
    let message = session.show("T-1").expect("shown").holds[0].message.clone();
    assert!(message.contains("no contract in force, and no house tariff applies"), "{message}");
    assert!(message.contains("looked for rules/customers/acme/DAY.rhai, rules/house/DAY.rhai"), "{message}");
    workspace.write("rules/house/2024-01-01.rhai", "contract for");
    sync(&mut session);
    let message = session.show("T-1").expect("shown").holds[0].message.clone();
    assert!(message.contains("does not read: house/2024-01-01.rhai"), "{message}");
}

#[test]
fn a_contract_of_which_no_file_has_a_day_is_held_and_not_left_to_the_house_tariff() {
    let workspace = TestWorkspace::tiny();
    workspace.write("rules/house/2024-01-01.rhai", CONTRACT.replace("\"ACME\"", "\"HOUSE\""));
    let contract = workspace.dir().join("rules/customers/acme/2025-01-01.rhai");
    std::fs::rename(&contract, contract.with_file_name("2025-01-01-final.rhai")).expect("moved");
    let mut session = workspace.open();
    sync(&mut session);
    let shown = session.show("T-1").expect("shown");
    assert_eq!((shown.holds[0].code.as_str(), shown.charges.len()), ("CONTRACT_ERROR", 0), "{:?}", shown.holds);
    assert!(shown.holds[0].message.contains("2025-01-01-final.rhai"), "{}", shown.holds[0].message);
}

#[test]
fn a_contract_file_whose_name_is_no_day_is_told() {
    let workspace = TestWorkspace::tiny();
    for name in ["2025-02-01b.rhai", "2025-02-01.RHAI", "next year.rhai", ".#2025-01-01.rhai", "2025-01-01.rhai~"] {
        workspace.write(&format!("rules/customers/acme/{name}"), CONTRACT);
    }
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(state(&session, "T-1"), "ready", "the others go on");
    let broken = session.broken_rules();
    assert_eq!(broken.iter().filter(|b| b.contains("its name is no day")).count(), 3, "{broken:?}");
}

const BANDS: &str = "# kind: bands\n# source: invented\n# licence: facts only\nlow,below,rate\n0.00,,0.10\n";

#[test]
fn a_table_edited_while_running_never_reprices_what_is_approved() {
    let workspace = TestWorkspace::tiny();
    workspace.write(
        "linehaul.toml",
        CONFIG
            .replace("variance_hold_above = \"25.00\"", "variance_hold_above = \"250.00\"")
            .replace("[erp]\nkind = \"file\"\nitems = {", "[erp]\nkind = \"file\"\nitems = { FSC = \"4010\","),
    );
    workspace.write("rules/tables/bands.csv", BANDS);
    workspace.write(
        "rules/tables/week.csv",
        "# kind: index\n# source: invented\n# licence: facts only\nmonday,price\n2025-02-24,3.50\n",
    );
    let fuel = "fuel per mile from bands \"bands\" column \"rate\", index \"week\", monday price from tuesday, by actual pickup;";
    workspace.write("rules/customers/acme/2025-01-01.rhai", CONTRACT.replace("fuel included;", fuel));
    let mut session = workspace.open();
    sync(&mut session);
    let total = |session: &linehaul_api::command::session::Session| session.show("T-1").expect("shown").total;
    assert_eq!(total(&session), "1050.00");
    workspace.write("rules/tables/bands.csv", BANDS.replace("0.10", "0.20"));
    sync(&mut session);
    assert_eq!(total(&session), "1100.00", "an open workbench sees the table's new text");
    assert_eq!(approve(&mut session, &["T-1"]).approved.len(), 1);
    let pinned = total(&session);
    workspace.write("rules/tables/bands.csv", BANDS.replace("0.10", "0.30"));
    sync(&mut session);
    assert_eq!(total(&session), pinned, "approved work keeps its price");
    push(&mut session);
    assert_eq!(total(&session), pinned);
    let again = session.reproduce(&[], None, &mut |_, _| true).expect("made again");
    assert_eq!((again.invoices, again.drifted.len()), (1, 0), "{again:?}");
    workspace.write("rules/tables/bands.csv", "no table at all\n");
    sync(&mut session);
    let again = session.reproduce(&[], None, &mut |_, _| true).expect("made again");
    assert_eq!((again.invoices, again.drifted.len()), (1, 0), "the frozen table is used: {again:?}");
}

#[test]
fn a_load_without_its_case_is_told_and_begun_on_request() {
    let copy = Copy::of(EARLY);
    std::fs::write(copy.path("acme/cases/long-wait.load.json"), copy.read("acme/cases/golden.load.json"))
        .expect("written");
    std::fs::write(copy.path("acme/cases/short.toml"), "title = \"Short\"\nload = \"golden.load.json\"\n")
        .expect("written");
    let failed = contracts::test(copy.folder.path(), false).expect("tested").failed;
    let messages: Vec<&str> = failed.iter().map(|f| f.expected[0].as_str()).collect();
    assert_eq!(messages, ["a case beside it reads this load", "`[expected]` is stated; --update writes it"]);
    let updated = contracts::test(copy.folder.path(), true).expect("tested").failed;
    assert!(updated.len() == 2 && updated.iter().all(|f| f.updated), "{updated:?}");
    assert!(contracts::test(copy.folder.path(), false).expect("tested").failed.is_empty());
    copy.change("acme/cases/golden.toml", ", x12 = \"405\"", "");
    assert!(
        contracts::test(copy.folder.path(), false).expect("tested").failed.is_empty(),
        "x12 is compared where stated"
    );
    let written = copy.read("acme/cases/long-wait.toml");
    assert!(written.starts_with("title = \"long wait\"\nload = \"long-wait.load.json\"\n\n[expected]\n"), "{written}");
    assert!(written.contains("total = \"2231.52\""), "{written}");
}

#[test]
fn a_file_without_a_date_is_read_all_the_same() {
    let copy = Copy::of(EARLY);
    let text = copy.read(EARLY_FILE).replace("fuel per mile", "fule per mile");
    std::fs::write(copy.path("acme/draft.rhai"), text).expect("written");
    let found = copy.check().problems.into_iter().filter(|p| p.file.ends_with("draft.rhai"));
    let codes: Vec<String> = found.map(|p| p.code).collect();
    assert_eq!(codes, ["LH-301", "LH-311"]);
}

#[test]
fn a_misspelt_name_of_a_count_is_told_from_the_cases() {
    let copy = Copy::of("accessorials");
    assert_eq!(copy.check().problems.iter().filter(|p| p.code == "LH-326").count(), 0);
    copy.change("acme/2025-01-01.rhai", "\"driver_assist_hours\"", "\"driver_asist_hours\"");
    let check = copy.check();
    let messages: Vec<&str> =
        check.problems.iter().filter(|p| p.code == "LH-326").map(|p| p.message.as_str()).collect();
    assert!(messages.len() == 1 && messages[0].contains("did you mean `driver_assist_hours`?"), "{messages:?}");
}
