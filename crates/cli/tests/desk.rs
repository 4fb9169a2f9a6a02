//! What the desk says of a load, in words of the command line and as JSON.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn linehaul(dir: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linehaul"));
    command.arg("--workspace").arg(dir).args(words).stdin(Stdio::null()).output().expect("the binary runs")
}

fn said(dir: &Path, words: &[&str]) -> (bool, String) {
    let output = linehaul(dir, words);
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (output.status.success(), text)
}

fn json(dir: &Path, words: &[&str]) -> Value {
    let words = [words, &["--json"]].concat();
    serde_json::from_slice(&linehaul(dir, &words).stdout).expect("JSON")
}

/// The codes of a load's holds.
fn held(dir: &Path, load: &str) -> Vec<String> {
    let holds = json(dir, &["show", load])["holds"].as_array().cloned().unwrap_or_default();
    holds.iter().map(|hold| hold["code"].as_str().unwrap_or_default().to_owned()).collect()
}

/// The first load of the sample that is held for that alone.
fn held_for(dir: &Path, code: &str) -> String {
    let queue = json(dir, &["queue", "--state", "held"]);
    let loads = queue["loads"].as_array().cloned().unwrap_or_default();
    let loads = loads.iter().map(|load| load["load"].as_str().unwrap_or_default().to_owned());
    loads
        .into_iter()
        .find(|load| held(dir, load) == [code])
        .unwrap_or_else(|| panic!("no load is held for {code} alone"))
}

#[test]
fn holds_of_the_sample_end_by_words_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("w");
    let place = dir.to_string_lossy().into_owned();
    assert!(linehaul(&dir, &["init", "--sample", &place]).status.success());
    assert!(linehaul(&dir, &["sync"]).status.success());
    let scan = folder.path().join("pod.pdf");
    std::fs::write(&scan, b"%PDF-1.4\nreceived\n%%EOF\n").expect("written");
    let scan = scan.to_string_lossy().into_owned();

    let load = held_for(&dir, "POD_UNSIGNED");
    let (done, words) = said(&dir, &["attest", &load, "--signed-by", "J. Doe", "--clean", "--as", "biller"]);
    assert!(done && words.contains("is attested"), "{words}");
    assert!(held(&dir, &load).is_empty(), "{:?}", held(&dir, &load));

    let load = held_for(&dir, "POD_MISSING");
    let attach = ["attach", &load, &scan, "--type", "pod", "--signed-by", "J. Doe", "--as", "biller"];
    let (done, words) = said(&dir, &attach);
    assert!(done && words.contains("has it on file"), "{words}");
    assert!(held(&dir, &load).is_empty(), "{:?}", held(&dir, &load));

    let load = held_for(&dir, "VARIANCE");
    let (done, words) = said(&dir, &["accept", &load, "VARIANCE", "--because", "ours is right", "--as", "approver"]);
    assert!(done && words.contains("is right as it stands"), "{words}");
    assert!(held(&dir, &load).is_empty(), "{:?}", held(&dir, &load));

    let load = held_for(&dir, "REFERENCE_MISSING");
    let hold = &json(&dir, &["show", &load])["holds"][0];
    let name = hold["message"].as_str().and_then(|words| words.strip_prefix("no ")).expect("a name").to_owned();
    let seen = json(&dir, &["show", &load])["assessment"].as_str().expect("a hash").to_owned();
    let why = ["--because", "it was left out", "--from", "J. Smith, phone", "--as", "biller"];
    let set = [&["set", &load, &name, "4500012345"][..], &why].concat();
    let (done, words) = said(&dir, &[&set[..], &["--seen", "0000"]].concat());
    assert!(!done && words.contains("LH-423"), "{words}");
    let answer = json(&dir, &[&set[..], &["--seen", &seen]].concat());
    assert_eq!(answer["done"][0].as_str(), Some(load.as_str()), "{answer}");
    let detail = json(&dir, &["show", &load]);
    assert_eq!(detail["references"][&name].as_str(), Some("4500012345"));
    let (_, words) = said(&dir, &["show", &load]);
    assert!(words.contains("said at the desk, entry") && words.contains("(from J. Smith, phone)"), "{words}");
    let entry = detail["desk"][0]["entry"].to_string();
    let (done, words) = said(&dir, &["take-back", &load, &entry, "--because", "another load's", "--as", "biller"]);
    assert!(done && words.contains("is as before that was said"), "{words}");
    assert_eq!(held(&dir, &load), ["REFERENCE_MISSING"]);

    let load = held_for(&dir, "APPROVAL_NEEDED");
    let hold = json(&dir, &["show", &load])["holds"][0]["message"].as_str().unwrap_or_default().to_owned();
    let mut parts = hold.split(' ');
    let (charge, amount) = (parts.next().expect("a charge"), parts.nth(1).expect("an amount").trim_end_matches(','));
    let words =
        ["approved-by-customer", &load, charge, "--name", "Pat Buyer", "--channel", "mail", "--date", "2025-03-05"];
    let (done, words) = said(&dir, &[&words[..], &["--amount", amount, "--as", "biller"]].concat());
    assert!(done && words.contains("has the approval"), "{hold}: {words}");
    assert!(held(&dir, &load).is_empty(), "{:?}", held(&dir, &load));

    let load = held_for(&dir, "DOCUMENT_MISSING");
    let charge = json(&dir, &["show", &load])["holds"][0]["message"].as_str().unwrap_or_default().to_owned();
    let charge = charge.split(' ').next().unwrap_or_default().to_owned();
    let (done, words) = said(&dir, &["waive", &load, &charge, "--because", "goodwill", "--as", "biller"]);
    assert!(done && words.contains("is without the charge"), "{charge}: {words}");
    assert!(!held(&dir, &load).contains(&"DOCUMENT_MISSING".to_owned()), "{:?}", held(&dir, &load));
    let (_, words) = said(&dir, &["radar"]);
    assert!(words.contains(&format!("waived: {load} {charge}")), "{words}");

    let (done, words) = said(&dir, &["dismiss", &load, "--kind", "test", "--because", "only tried", "--as", "biller"]);
    assert!(done && words.contains("is not billed"), "{words}");
    let (done, words) = said(&dir, &["reopen", &load, "--because", "it is one", "--as", "biller"]);
    assert!(done && words.contains("is open again"), "{words}");
    assert!(linehaul(&dir, &["rebuild", "--check"]).status.success());
    assert!(linehaul(&dir, &["audit", "verify"]).status.success());
}
