//! What a specialist meets: one bad invoice among fifty, an ERP that is away, a wrong password, a name that the ERP does not
//! know; and that the password is told nowhere.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use linehaul_tests::harness::{Company, Proxy, Tryton, only_ours};
use serde_json::Value;

use crate::{answer, audit, company, invoices, linehaul, list, text};

/// Ready loads whose last departure is in one of these months (`2025-02`), by the sample's own files.
fn ready_of(dir: &Path, months: &[&str]) -> Vec<String> {
    let mut last: BTreeMap<String, String> = BTreeMap::new();
    let files = std::fs::read_dir(dir.join("drop")).expect("a folder").flatten();
    for file in files.filter(|f| f.file_name().to_string_lossy().starts_with("stops-")) {
        let text = std::fs::read_to_string(file.path()).expect("a file");
        let header: Vec<&str> = text.lines().next().expect("a header").split(',').collect();
        let Some(at) = header.iter().position(|h| *h == "departed_at") else { continue };
        for row in text.lines().skip(1) {
            let cells: Vec<&str> = row.split(',').collect();
            let departed = cells.get(at).copied().unwrap_or_default().to_owned();
            let entry = last.entry(cells[0].to_owned()).or_default();
            *entry = departed.max(entry.clone());
        }
    }
    let queue = answer(dir, &["queue", "--state", "ready"]);
    let ready = list(&queue, "loads").iter().filter(|l| text(l, "customer") != "HARBOR");
    let ready = ready.map(|l| text(l, "load").to_owned());
    ready.filter(|l| last.get(l).is_some_and(|d| months.iter().any(|m| d.starts_with(m)))).collect()
}

fn with_setting(company: &Company, from: &str, to: &str) {
    let path = company.dir().join("linehaul.toml");
    let text = std::fs::read_to_string(&path).expect("a configuration");
    assert!(text.contains(from), "no {from} in {text}");
    std::fs::write(path, text.replace(from, to)).expect("written");
}

#[test]
fn one_bad_invoice_of_fifty_is_named_and_the_others_are_posted() {
    let tryton = Tryton::start();
    let company = company(&tryton.url(), &tryton, "batch_size = 50");
    with_setting(&company, "invoice_date = \"drafting\"", "invoice_date = \"delivery\"");
    let dir = company.dir();
    // The ERP has no period before December 2024.
    let bad = ready_of(&dir, &["2024-11"]).first().expect("a load of November").clone();
    let months = ["2024-12", "2025-01", "2025-02", "2025-03"];
    let mut loads: Vec<String> = ready_of(&dir, &months).into_iter().take(49).collect();
    loads.push(bad.clone());
    assert_eq!(loads.len(), 50);
    let mut words = vec!["approve", "--as", "approver"];
    words.extend(loads.iter().map(String::as_str));
    answer(&dir, &words);
    let pushed = answer(&dir, &["push", "--as", "biller"]);
    let rejected = list(&pushed, "rejected");
    assert_eq!((list(&pushed, "posted").len(), rejected.len()), (49, 1), "{pushed}");
    assert_eq!(rejected[0]["loads"], serde_json::json!([bad]));
    assert_eq!(text(&rejected[0], "code"), "LH-644");
    assert!(text(&rejected[0], "message").contains("period"), "{pushed}");

    let again = answer(&dir, &["retry", "--reason", "finance says the year is open", "--as", "biller"]);
    assert_eq!(list(&again, "queued").len(), 1, "{again}");
    let pushed = answer(&dir, &["push", "--as", "biller"]);
    assert_eq!((list(&pushed, "posted").len(), list(&pushed, "rejected").len()), (0, 1), "{pushed}");
    let numbers: Vec<_> = invoices(&dir).keys().map(|n| n.as_str().into()).collect();
    let (posted, drafts) = tryton.counts(&numbers);
    assert_eq!((posted.len(), drafts.len()), (49, 0));
}

#[test]
fn what_the_erp_has_no_name_for_waits_and_goes_out_when_it_has() {
    let tryton = Tryton::start();
    let company = company(&tryton.url(), &tryton, "");
    let dir = company.dir();
    let loads = ready_of(&dir, &["2025-02"]);
    let mut words = vec!["approve", "--as", "approver"];
    words.extend(loads.iter().take(3).map(String::as_str));
    answer(&dir, &words);
    with_setting(&company, "\"Net 30\" = \"Net 30 days\"", "\"Net 30\" = \"Net 31 days\"");
    let doctor = answer(&dir, &["doctor"]);
    let terms = list(&doctor, "checks").iter().find(|c| text(c, "name") == "erp tryton: payment terms");
    let terms = terms.expect("a check of the terms");
    assert_eq!(terms["ok"], false);
    assert!(text(terms, "message").contains("Net 31 days"), "{doctor}");
    let output = linehaul(&dir, &["push", "--yes", "--as", "biller"]).output().expect("the binary runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said.matches("LH-647").count(), 3, "{said}");
    with_setting(&company, "Net 31 days", "Net 30 days");
    let pushed = answer(&dir, &["push", "--as", "biller"]);
    assert_eq!(list(&pushed, "posted").len(), 3, "{pushed}");
    assert_eq!(audit(&dir, &tryton), 3);
}

fn skipped_codes(pushed: &Value) -> Vec<&str> {
    list(pushed, "skipped").iter().map(|s| text(s, "code")).collect()
}

#[test]
fn an_erp_that_is_away_or_says_no_to_the_login_costs_nothing() {
    let mut tryton = Tryton::start();
    let company = company(&tryton.url(), &tryton, "");
    let dir = company.dir();
    let loads = ready_of(&dir, &["2025-02"]);
    answer(&dir, &["approve", "--as", "approver", &loads[2]]);
    tryton.kill();
    // A book that has sent nothing asks first whether its numbers are free.
    let output = linehaul(&dir, &["push", "--yes", "--as", "biller"]).output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("not sent: PSL-A-000001-G1"), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("LH-601"), "{output:?}");
    tryton.start_again();
    assert_eq!(list(&answer(&dir, &["push", "--as", "biller"]), "posted").len(), 1);
    answer(&dir, &["approve", "--as", "approver", &loads[0], &loads[1]]);
    tryton.kill();
    let pushed = answer(&dir, &["push", "--as", "biller"]);
    assert_eq!(skipped_codes(&pushed), ["LH-601", "LH-601"], "{pushed}");
    tryton.start_again();
    company.keep_secret("not the password");
    let pushed = answer(&dir, &["push", "--as", "biller"]);
    assert_eq!(skipped_codes(&pushed), ["LH-606", "LH-606"], "{pushed}");
    let doctor = answer(&dir, &["doctor"]);
    let login = list(&doctor, "checks").iter().find(|c| text(c, "name") == "erp tryton: login").expect("a check");
    assert!(login["ok"] == false && text(login, "message").contains("linehaul secret set"), "{doctor}");
    company.keep_secret(&tryton.password());
    only_ours(&dir.join("secrets.toml"), 0o644);
    let refused = answer(&dir, &["push", "--as", "biller"]);
    assert_eq!(text(&refused["error"], "code"), "LH-112", "{refused}");
    only_ours(&dir.join("secrets.toml"), 0o600);
    assert_eq!(list(&answer(&dir, &["push", "--as", "biller"]), "posted").len(), 2);
    assert_eq!(audit(&dir, &tryton), 3);
}

/// Every file of a folder that holds one of these texts.
fn holding(dir: &Path, texts: &[String], found: &mut Vec<String>) {
    for entry in std::fs::read_dir(dir).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            holding(&path, texts, found);
        } else if path.file_name().is_some_and(|n| n != "secrets.toml") {
            let bytes = std::fs::read(&path).expect("a file");
            let holds = |text: &String| bytes.windows(text.len()).any(|w| w == text.as_bytes());
            found.extend(texts.iter().filter(|t| holds(t)).map(|t| format!("{}: {t}", path.display())));
        }
    }
}

/// A password of our own and one that Tryton takes: both through every verb that reaches the ERP, well and broken.
#[test]
fn the_password_is_told_nowhere() {
    let tryton = Tryton::start();
    let proxy = Proxy::before(tryton.port());
    let canary = "canary-9f3b-Swordfish".to_owned();
    let more = "answer_within_seconds = 2\nmaster_data = { read = \"asked\" }";
    let company = Company::new(&proxy.url(), &canary, more);
    let dir = company.dir();
    let real = tryton.password();
    let mut said = Vec::new();
    let mut run = |words: &[&str]| {
        let output = linehaul(&dir, words)
            .env("RUST_LOG", "trace")
            .env("RUST_BACKTRACE", "full")
            .output()
            .expect("the binary runs");
        said.extend(output.stdout);
        said.extend(output.stderr);
    };
    answer(&dir, &["sync"]);
    let loads = ready_of(&dir, &["2025-02"]);
    run(&["approve", "--as", "approver", &loads[0], &loads[1], &loads[2]]);
    for password in [&canary, &real] {
        company.keep_secret(password);
        proxy.plan(&[]);
        run(&["doctor"]);
        run(&["push", "--yes", "--as", "biller", "--dry-run"]);
        for method in ["common.db.login", "search_read", "invoice.create", "invoice.post"] {
            use linehaul_tests::harness::{Break, Rule};
            let breaks = [Break::CutAnswer, Break::LoseRequest].map(|how| Rule { method, after: 0, times: 1, how });
            proxy.plan(&breaks);
            run(&["doctor"]);
            if method == "search_read" {
                run(&["push", "--as", "biller", "--json"]);
            }
        }
        // One that is let in posts now, one that is not is told so.
        proxy.plan(&[]);
        run(&["push", "--yes", "--as", "biller"]);
        run(&["reconcile", "--as", "biller"]);
        run(&["sync", "erp"]);
        run(&["cutover", "2025-01-01", "--billed", "erp", "--dry-run"]);
        std::fs::write(dir.join("secrets.toml"), format!("erp = [\"{password}\"]\n")).expect("written");
        run(&["push", "--yes", "--as", "biller"]);
        std::fs::write(dir.join("secrets.toml"), format!("erp = {password}")).expect("written");
        run(&["doctor", "--json"]);
    }
    let piped = Command::new("sh")
        .args(["-c", "printf '%s\\n' \"$1\" | env -u DBUS_SESSION_BUS_ADDRESS -u XDG_RUNTIME_DIR \"$2\" --workspace \"$3\" secret set", "sh"])
        .arg(&canary)
        .arg(env!("CARGO_BIN_EXE_linehaul"))
        .arg(&dir)
        .output()
        .expect("a shell");
    assert!(!piped.status.success(), "a broken file of secrets is not written over");
    said.extend(piped.stderr);
    assert!(said.len() > 1_000, "the binary said next to nothing");
    let said = String::from_utf8_lossy(&said);
    let mut texts = vec![canary.clone(), real.clone()];
    for user in ["linehaul:", ""] {
        texts.extend([&canary, &real].map(|p| base64(&format!("{user}{p}"))));
    }
    for text in &texts {
        assert!(!said.contains(text.as_str()), "a secret was said: {said}");
    }
    must_be_logged(&dir);
    let mut found = Vec::new();
    holding(&dir, &texts, &mut found);
    assert_eq!(found, Vec::<String>::new());
}

/// The log was written through all of that: what was sent, posted, compared, and what did not go out.
fn must_be_logged(dir: &Path) {
    let log = std::fs::read_to_string(dir.join("log/linehaul.jsonl")).expect("a log");
    let verbs = ["push", "reconcile", "doctor"].map(|verb| format!("\"verb\":\"{verb}\""));
    let kinds = ["sending", "posted"].map(|kind| format!("\"kind\":\"{kind}\""));
    for line in verbs.iter().chain(&kinds).map(String::as_str).chain(["\"message\":\"not posted\""]) {
        assert!(log.contains(line), "{line} is not in the log: {log}");
    }
}

/// As a header would carry it.
fn base64(text: &str) -> String {
    let output =
        Command::new("sh").args(["-c", "printf %s \"$1\" | base64 -w0", "sh", text]).output().expect("a shell");
    String::from_utf8(output.stdout).expect("text").trim_end_matches('=').to_owned()
}

#[test]
fn a_password_is_kept_in_a_file_that_only_its_owner_reads_and_is_forgotten() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let company = Company::new("http://127.0.0.1:9", "first", "");
    let dir = company.dir();
    let input = folder.path().join("password");
    std::fs::write(&input, "second \n").expect("written");
    let set = linehaul(&dir, &["secret", "set"]).stdin(std::fs::File::open(&input).expect("a file")).output();
    let set = set.expect("the binary runs");
    let said = String::from_utf8_lossy(&set.stdout);
    assert!(set.status.success() && said.contains("in the clear"), "{said}");
    let file = dir.join("secrets.toml");
    assert_eq!(std::fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o600);
    let bound = "[erp]\naccount = \"linehaul at http://127.0.0.1:9 linehaul\"\nsecret = \"second \"\n";
    assert_eq!(std::fs::read_to_string(&file).expect("text"), bound, "it is for this address alone");
    assert!(linehaul(&dir, &["secret", "forget"]).status().expect("the binary runs").success());
    assert_eq!(std::fs::read_to_string(&file).expect("text"), "");
    let doctor = answer(&dir, &["doctor"]);
    assert!(doctor.to_string().contains("LH-110"), "{doctor}");
}
