//! Who acts is what the operating system says, not what the environment does.

use std::path::Path;
use std::process::{Command, Output, Stdio};

fn linehaul(dir: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linehaul"));
    for name in ["LOGNAME", "USER", "USERNAME"] {
        command.env(name, "somebody-else");
    }
    command.arg("--workspace").arg(dir).args(words).stdin(Stdio::null()).output().expect("the binary runs")
}

#[cfg(unix)]
#[test]
fn the_account_is_that_of_the_process_whatever_the_environment_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("w");
    let place = dir.to_string_lossy().into_owned();
    assert!(linehaul(&dir, &["init", &place]).status.success());
    let id = Command::new("id").arg("-run").output().expect("id runs");
    let account = String::from_utf8_lossy(&id.stdout).trim().to_owned();
    let config = dir.join("linehaul.toml");
    let text = std::fs::read_to_string(&config).expect("a configuration");
    assert!(text.contains(&format!("accounts = [\"{account}\"]")), "init binds it: {text}");

    std::fs::write(&config, text.replace(&format!("[\"{account}\"]"), "[\"somebody-else\"]")).expect("written");
    let refused = linehaul(&dir, &["approve", "--all-ready", "--as", "biller"]);
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("LH-402") && said.contains(&account), "{said}");
}

#[cfg(unix)]
#[test]
fn without_a_home_of_an_absolute_path_no_workspace_is_looked_for_in_the_current_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path().join(".local/share/linehaul");
    let made = Command::new(env!("CARGO_BIN_EXE_linehaul")).args(["init", "--sample"]).arg(&here).output();
    assert!(made.expect("the binary runs").status.success());
    for data in [None, Some(".local/share")] {
        // Without HOME it is the account's home that the system knows: whoever runs this test may have a workspace there.
        let mut command = Command::new(env!("CARGO_BIN_EXE_linehaul"));
        command.env("HOME", ".").env_remove("XDG_DATA_HOME").env_remove("LINEHAUL_WORKSPACE");
        command.envs(data.map(|data| ("XDG_DATA_HOME", data)));
        let output = command.current_dir(folder.path()).arg("queue").output().expect("the binary runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("LH-116") && said.contains("HOME"), "{said}");
    }
}

/// What `linehaul init` makes of answers, without a terminal.
fn made(words: &[&str]) -> (Output, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("w");
    let place = dir.to_string_lossy().into_owned();
    let output = linehaul(&dir, &[&["init", place.as_str()], words].concat());
    (output, std::fs::read_to_string(dir.join("linehaul.toml")).unwrap_or_default())
}

#[test]
fn a_firm_of_one_says_so_once_and_its_settings_say_what_they_mean() {
    let exports = tempfile::tempdir().expect("a folder");
    let folder = exports.path().to_string_lossy().into_owned();
    let words = ["--name", "Kowalski \"K\" Trucking LLC", "--currency", "cad", "--zone", "America/Toronto"];
    let (output, text) = made(&[&words[..], &["--approvers", "1", "--exports", &folder, "--desk", "B"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for part in [
        "name = 'Kowalski \"K\" Trucking LLC'",
        "currency = \"CAD\"",
        "zone = \"America/Toronto\"",
        "invoice_prefix = \"KKT\"",
        "desk = \"B\"",
        "four_eyes = false",
        &format!("folder = \"{folder}\""),
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("One person adjusts and approves") && !said.contains("Nobody said"), "{said}");
    assert!(said.contains("KKT-B-000001-G1"), "{said}");
}

#[test]
fn where_nobody_is_asked_what_is_left_out_is_told_and_four_eyes_are_kept() {
    let (output, text) = made(&[]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && said.contains("Nobody said --name, --currency, --zone, --approvers"), "{said}");
    assert!(text.contains("four_eyes = true") && text.contains("\n# currency = "), "{text}");
    for (words, why) in [
        (["--zone", "CST"], "did you mean `America/Chicago`?"),
        (["--approvers", "none"], "no number of people"),
        (["--exports", "~/exports"], "there is no folder"),
        (["--desk", "TOOLONG"], "is no desk"),
    ] {
        let (output, text) = made(&words);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("LH-103") && said.contains(why) && text.is_empty(), "{words:?} {said}");
        assert_eq!(output.status.code(), Some(2));
    }
}
