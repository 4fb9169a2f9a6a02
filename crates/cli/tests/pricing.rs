//! Pricing's verbs of the real binary on the sample company: one JSON document each, and the exit code that scripts rely on.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// Exit code and the one document on standard output.
fn linehaul(dir: &Path, words: &[&str]) -> (i32, Value) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linehaul"));
    command.current_dir(dir).arg("--workspace").arg(dir).args(words).arg("--json").stdin(Stdio::null());
    let output = command.output().expect("the binary runs");
    let told = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{words:?} answered no JSON ({e}): {}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code().unwrap_or(-1), told)
}

fn count(value: &Value) -> usize {
    value.as_array().expect("a list").len()
}

/// A proof is written to no file that is there.
fn takes_no_books_place(dir: &Path, invoice: &str) {
    let book = dir.join("book.sqlite");
    let before = std::fs::read(&book).expect("a book");
    let (code, refused) = linehaul(dir, &["proof", invoice, "--out", &book.to_string_lossy()]);
    assert!(code != 0 && refused.to_string().contains("LH-106"), "{code} {refused}");
    assert_eq!(std::fs::read(&book).expect("a book"), before);
}

#[test]
fn every_verb_answers_one_json_document_on_the_sample_company() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("sample");
    let made = Command::new(env!("CARGO_BIN_EXE_linehaul")).arg("init").arg(&dir).arg("--sample").output();
    assert!(made.expect("the binary runs").status.success());
    linehaul(&dir, &["sync"]);

    let (code, checked) = linehaul(&dir, &["rules", "check"]);
    let errors = checked["problems"].as_array().expect("a list").iter().filter(|p| p["severity"] == "error");
    let first = errors.clone().next().expect("the sample has one contract that does not read");
    assert_eq!(
        (code, errors.count(), first["code"].as_str(), first["fix"].as_str()),
        (1, 1, Some("LH-311"), Some("free"))
    );

    let (code, tested) = linehaul(&dir, &["rules", "test"]);
    assert_eq!((code, count(&tested["failed"])), (0, 0));

    let (code, proven) = linehaul(&dir, &["rules", "prove", "--loads", "40"]);
    let has = |kind: &str| {
        proven["tables"].as_array().expect("a list").iter().any(|f| f["table"] == "tgs" && f["kind"] == kind)
    };
    assert!(has("gap") && has("width") && has("jump"), "{}", proven["tables"]);
    assert_eq!((code, proven["properties"].as_array().expect("a list").iter().all(|p| p["holds"] == true)), (1, true));

    let text = std::fs::read_to_string(dir.join("rules/customers/acme-foods/2025-02-01.rhai")).expect("a contract");
    let draft = dir.join("drafts/acme-foods/2025-02-01.rhai");
    std::fs::create_dir_all(draft.parent().expect("a parent")).expect("a folder");
    std::fs::write(&draft, text.replace("free 120 minutes", "free 90 minutes")).expect("written");
    let draft = draft.to_string_lossy().into_owned();
    let (code, tried) = linehaul(&dir, &["rules", "backtest", "--contract", &draft]);
    assert_eq!(code, 0);
    assert!(count(&tried["loads_changed"]) > 0 && tried["partial"] == false, "{tried}");
    assert!(tried["words"][0].as_str().is_some_and(|w| w.contains("free time 120 → 90 minutes")), "{}", tried["words"]);

    let (code, refused) = linehaul(&dir, &["rules", "publish", &draft, "--reason", "why", "--as", "biller"]);
    assert_eq!((code, refused["error"]["code"].as_str().or(refused["code"].as_str())), (1, Some("LH-403")));
    let (_, published) = linehaul(&dir, &["rules", "publish", &draft, "--reason", "amendment", "--as", "pricing"]);
    let entry = published["entry"].as_u64().expect("an entry").to_string();
    if published["in_force"] == false {
        let (code, agreed) = linehaul(&dir, &["rules", "agree", &entry, "--as", "approver"]);
        assert_eq!((code, agreed["in_force"].as_bool()), (0, Some(true)), "{agreed}");
    }
    let (code, history) = linehaul(&dir, &["rules", "history"]);
    assert_eq!((code, history["entries"][0]["reason"].as_str()), (0, Some("amendment")), "{history}");

    linehaul(&dir, &["approve", "--all-ready", "--as", "approver"]);
    linehaul(&dir, &["push", "--yes", "--as", "biller"]);
    let (code, radar) = linehaul(&dir, &["radar"]);
    assert_eq!((code, radar["partial"].as_bool()), (0, Some(false)));
    let (code, made) = linehaul(&dir, &["reproduce", "--all"]);
    assert_eq!((code, count(&made["drifted"])), (0, 0));
    assert!(made["invoices"].as_u64().is_some_and(|n| n > 150));

    let (_, batches) = linehaul(&dir, &["batch", "list"]);
    let invoice = batches["batches"][0]["invoices"][0]["invoice"].as_str().expect("an invoice").to_owned();
    let load = batches["batches"][0]["invoices"][0]["loads"][0].as_str().expect("a load").to_owned();
    let (code, then) = linehaul(&dir, &["show", &load, "--as-invoiced"]);
    assert_eq!((code, then["drift"].as_bool(), then["invoice"].as_str()), (0, Some(false), Some(invoice.as_str())));
    assert_eq!(then["charges"], linehaul(&dir, &["show", &load]).1["charges"]);
    let file = dir.join("proof.json").to_string_lossy().into_owned();
    assert_eq!(linehaul(&dir, &["proof", &invoice, "--out", &file]).0, 0);
    takes_no_books_place(&dir, &invoice);
    let (code, verified) = linehaul(&dir, &["proof", "verify", &file]);
    assert_eq!((code, verified["ok"].as_bool()), (0, Some(true)), "{verified}");
    let proof = std::fs::read_to_string(&file).expect("a proof");
    std::fs::write(&file, proof.replacen("\"total\":\"", "\"total\":\"1", 1)).expect("written");
    let (code, forged) = linehaul(&dir, &["proof", "verify", &file]);
    assert_ne!((code, forged["ok"].as_bool()), (0, Some(true)), "{forged}");
}

/// Inside the folder of a workspace, at any depth, its name need not be said.
#[test]
fn the_workspace_around_the_current_folder_is_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |dir: &Path, args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_linehaul"));
        command
            .current_dir(dir)
            .env_remove("LINEHAUL_WORKSPACE")
            .env("HOME", folder.path())
            .env_remove("XDG_DATA_HOME");
        command.arg("--json").args(args).output().expect("the binary runs").status.code()
    };
    let workspace = folder.path().join("ours").to_string_lossy().into_owned();
    assert_eq!(run(folder.path(), &["init", &workspace]), Some(0));
    assert_eq!(run(&folder.path().join("ours/rules/tables"), &["queue"]), Some(0));
    assert_eq!(run(folder.path(), &["queue"]), Some(2), "outside there is none");
}

/// The first Ctrl-C ends long work at its next safe place, and the answer says that it is a part.
#[cfg(unix)]
#[test]
fn what_is_stopped_answers_with_what_it_has() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/examples");
    let mut command = Command::new(env!("CARGO_BIN_EXE_linehaul"));
    command.args(["--json", "rules", "prove", "--loads", "10000000"]).arg(&rules);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
    std::thread::sleep(std::time::Duration::from_secs(2));
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(sent.success());
    let output = child.wait_with_output().expect("it ends");
    let told: Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
    assert_eq!((output.status.code(), told["partial"].as_bool()), (Some(1), Some(true)));
    assert!(told["properties"][0]["loads"].as_u64().is_some_and(|n| (1..10_000_000).contains(&n)));
}

/// A comparison that only fails when a load is judged, and tables that do not read, are told; no load is no proof.
#[test]
fn proving_finds_conditions_that_cannot_be_judged_and_tables_that_do_not_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
        std::fs::write(file, text).expect("written");
    };
    let head = "contract for \"ACME\", currency \"USD\", version by actual pickup, rounded half up per line;\n";
    let text =
        format!("{head}linehaul 1.00 per mile;\nwhen load.miles > \"5\" {{ hazmat flat 5.00; }}\nfuel included;\n");
    write("acme/2025-01-01.rhai", &text);
    write("acme/draft.rhai", &text);
    write("tables/bad.csv", "# kind: bands\nnothing");
    let path = folder.path().to_string_lossy().into_owned();
    let (code, proven) = linehaul(folder.path(), &["rules", "prove", &path, "--loads", "20"]);
    let broken = proven["properties"].as_array().expect("a list").iter().filter(|p| p["holds"] == false);
    let named: Vec<&str> = broken.filter_map(|p| p["name"].as_str()).collect();
    assert_eq!((code, named), (1, vec!["no load ends in an error of the contract"]), "{proven}");
    let unread: Vec<&String> = proven["unread"].as_object().expect("an object").keys().collect();
    assert_eq!(unread.len(), 2, "the draft without a day and the table: {unread:?}");
    let mut command = Command::new(env!("CARGO_BIN_EXE_linehaul"));
    let none = command.args(["rules", "prove", &path, "--loads", "0"]).output().expect("the binary runs");
    assert_eq!(none.status.code(), Some(2));
}

/// Made-up loads are such that their lines can be computed: else nothing is tried but holds.
#[test]
fn made_up_loads_go_where_the_tables_price() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for rules in ["rules/examples", "samples/company/rules/customers"] {
        let path = root.join(rules).to_string_lossy().into_owned();
        let (_, proven) = linehaul(&root, &["rules", "prove", &path, "--loads", "50"]);
        for (contract, loads) in proven["loads"].as_object().expect("an object") {
            let asks = contract.contains("notice-and-open-clauses");
            let whole = loads["whole"].as_u64().expect("a number");
            assert!(asks || whole >= 25, "{contract}: {loads}");
        }
    }
}

/// A counter-example becomes a golden case in two steps: kept as a load, then written to its end.
#[test]
fn a_counter_example_becomes_a_case() {
    let folder = tempfile::tempdir().expect("a folder");
    let contract = folder.path().join("acme/2025-01-01.rhai");
    std::fs::create_dir_all(contract.parent().expect("a parent")).expect("a folder");
    let text = "contract for \"ACME\", currency \"USD\", version by actual pickup, rounded half up per line;\n\
                when load.miles < 300 { linehaul flat 900.00; } otherwise { linehaul 1.00 per mile; }\nfuel included;\n";
    std::fs::write(&contract, text).expect("written");
    let path = folder.path().to_string_lossy().into_owned();
    let (code, proven) = linehaul(folder.path(), &["rules", "prove", &path, "--loads", "60", "--keep"]);
    assert_eq!((code, count(&proven["kept"])), (1, 1), "{proven}");
    let kept = proven["kept"][0].as_str().expect("a file");
    assert!(kept.ends_with("acme/cases/more-miles-are-never-cheaper-1.load.json"), "{kept}");
    let (_, tested) = linehaul(folder.path(), &["rules", "test", &path, "--update"]);
    assert_eq!((count(&tested["failed"]), tested["failed"][0]["updated"].as_bool()), (1, Some(true)), "{tested}");
    let (code, tested) = linehaul(folder.path(), &["rules", "test", &path]);
    assert_eq!((code, tested["passed"].as_u64()), (0, Some(1)), "{tested}");
}

#[cfg(target_os = "linux")]
#[test]
fn what_does_not_arrive_is_no_success() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/examples/05-tonu-deadhead-minimum");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a full device");
    let mut command = Command::new(env!("CARGO_BIN_EXE_linehaul"));
    let output = command.args(["rules", "test"]).arg(examples).stdout(full).output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("LH-117"));
}
