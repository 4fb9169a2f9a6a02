//! A source over a network, through the real binary: its secret is set, told by the doctor, and stands nowhere else; what it hands out
//! outlives the cache. The dispatch system is simulated, since no real one runs here.
//!
//! Planted once and seen red: an answer that repeats it kept; the secret not bound to its address.
#![cfg(unix)]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use linehaul_tests::harness::dispatch::{Dispatch, Pages, Wrong, load};

const CANARY: &str = "canary-71c4-Tilefish";
const AT: &str = "2025-03-01T00:00:00Z";

fn linehaul(dir: &Path, words: &[&str], piped: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linehaul"));
    command.arg("--workspace").arg(dir).args(words);
    command.env_remove("DBUS_SESSION_BUS_ADDRESS").env_remove("XDG_RUNTIME_DIR");
    command.env("RUST_LOG", "trace").env("RUST_BACKTRACE", "full");
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().expect("the binary runs");
    // One that wants nothing may be through already.
    let _ = child.stdin.take().expect("a pipe").write_all(piped.as_bytes());
    child.wait_with_output().expect("it ends")
}

fn workspace(dir: &Path, dispatch: &Dispatch, access: &str) {
    let made = Command::new(env!("CARGO_BIN_EXE_linehaul")).arg("init").arg(dir).output().expect("it runs");
    assert!(made.status.success());
    let path = dir.join("linehaul.toml");
    let text = std::fs::read_to_string(&path).expect("a configuration");
    let (url, before) = (dispatch.url(), text.find("[erp]").expect("an [erp]"));
    let source = format!(
        "[[source]]\nname = \"tms\"\nkind = \"http\"\nurl = \"{url}\"\n{access}\nanswer_within_seconds = 1\nrequests_a_minute = 6000\n"
    );
    std::fs::write(path, format!("{}{source}{}", &text[..before], &text[before..])).expect("written");
}

fn out(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Every file of a folder that holds one of these texts, but the file of secrets.
fn holding(dir: &Path, texts: &[&str], found: &mut Vec<String>) {
    for entry in std::fs::read_dir(dir).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            holding(&path, texts, found);
        } else if path.file_name().is_some_and(|name| name != "secrets.toml") {
            let bytes = std::fs::read(&path).expect("a file");
            let holds = |text: &&&str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
            found.extend(texts.iter().filter(holds).map(|text| format!("{}: {text}", path.display())));
        }
    }
}

#[test]
fn the_secret_of_a_source_is_told_nowhere() {
    // As base64 of `ann:…` has it in a header.
    let encoded = "YW5uOmNhbmFyeS03MWM0LVRpbGVmaXNo";
    for (access, header) in [
        ("access = \"bearer\"", format!("Bearer {CANARY}")),
        ("access = \"basic\"\nuser = \"ann\"", format!("Basic {encoded}")),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path().join("w");
        let dispatch = Dispatch::start(Pages::Links);
        dispatch.let_in(&header);
        dispatch.page(&[load("T-1", AT)]);
        workspace(&dir, &dispatch, access);
        let mut said = Vec::new();
        let mut run = |words: &[&str], piped: &str| {
            let output = linehaul(&dir, words, piped);
            said.push(out(&output));
            output
        };
        let doctor = out(&run(&["doctor"], ""));
        assert!(doctor.contains("source tms: secret") && doctor.contains("LH-110"), "{doctor}");
        assert!(doctor.contains("secret set --source tms"), "{doctor}");
        assert!(out(&run(&["sync"], "")).contains("LH-110"));
        assert_eq!(dispatch.asked(), Vec::<String>::new(), "nobody was asked without it");
        assert!(out(&run(&["secret", "set", "--source", "nobody"], CANARY)).contains("LH-105"));
        assert!(run(&["secret", "set", "--source", "tms"], "wrong-one\n").status.success());
        assert!(out(&run(&["sync"], "")).contains("LH-231"));
        let set = run(&["secret", "set", "--source", "tms"], &format!("{CANARY}\n"));
        assert!(set.status.success() && out(&set).contains("in the clear"), "{}", out(&set));
        for wrong in [
            Wrong::Echo,
            Wrong::Status(401, "WWW-Authenticate: Basic\r\n"),
            Wrong::Status(302, "Location: http://127.0.0.1:9/\r\n"),
            Wrong::Status(500, ""),
            Wrong::Half,
            Wrong::Body("application/json", format!("{{\"loads\": [], \"next\": \"/?token={CANARY}\"}}")),
            Wrong::Body("text/html", CANARY.to_owned()),
        ] {
            dispatch.wrong(wrong.clone());
            run(&["doctor"], "");
            dispatch.wrong(wrong);
            run(&["sync"], "");
        }
        assert!(out(&run(&["sync"], "")).contains("tms"));
        let doctor = out(&run(&["doctor", "--json"], ""));
        assert!(doctor.contains("its first page has 1 loads"), "{doctor}");
        let secrets = std::fs::read_to_string(dir.join("secrets.toml")).expect("secrets");
        assert!(secrets.contains("[\"source tms\"]") && secrets.contains(&dispatch.url()), "{secrets}");
        // Another address never gets it.
        let path = dir.join("linehaul.toml");
        let moved = std::fs::read_to_string(&path).expect("a configuration").replace("/api/loads", "/other");
        std::fs::write(&path, moved).expect("written");
        let asked = dispatch.asked().len();
        assert!(out(&run(&["sync"], "")).contains("LH-110"));
        assert_eq!(dispatch.asked().len(), asked);
        assert!(run(&["secret", "forget", "--source", "tms"], "").status.success());
        assert_eq!(std::fs::read_to_string(dir.join("secrets.toml")).expect("secrets"), "");
        let texts = [CANARY, encoded, "Y2FuYXJ5LTcxYzQtVGlsZWZpc2"];
        for said in &said {
            assert!(!texts.iter().any(|text| said.contains(text)), "a secret was said: {said}");
        }
        let mut found = Vec::new();
        holding(&dir, &texts, &mut found);
        assert_eq!(found, Vec::<String>::new());
        let log = std::fs::read_to_string(dir.join("log/linehaul.jsonl")).expect("a log");
        assert!(log.contains("secret set") && log.contains("not read"), "{log}");
    }
}

#[test]
fn what_a_source_handed_out_outlives_the_cache() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("w");
    let dispatch = Dispatch::start(Pages::Links);
    (1..=3).for_each(|number| dispatch.page(&[load(&format!("T-{number}"), AT)]));
    workspace(&dir, &dispatch, "access = \"none\"");
    let loads = |dir: &Path| {
        let told = linehaul(dir, &["queue", "--json"], "");
        String::from_utf8_lossy(&told.stdout).matches("tms/T-").count()
    };
    let synced = linehaul(&dir, &["sync"], "");
    assert!(synced.status.success(), "{}", out(&synced));
    let before = loads(&dir);
    assert!(before >= 3, "{before}");
    for name in ["cache.sqlite", "cache.sqlite-wal", "cache.sqlite-shm"] {
        // The log of a database is there only while somebody has it open.
        let _ = std::fs::remove_file(dir.join(name));
    }
    let asked = dispatch.asked().len();
    assert_eq!(loads(&dir), before, "made again from the archive");
    assert!(linehaul(&dir, &["sync"], "").status.success());
    assert_eq!((dispatch.asked().len() - asked, dispatch.unchanged()), (1, 1), "asked once whether anything changed");
    assert_eq!(loads(&dir), before);
}
