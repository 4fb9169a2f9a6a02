//! The file of secrets, on a machine whose keychain knows nothing of these accounts.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use linehaul_connectors::{ExposeSecret, SecretString};
use linehaul_workbench::machine::secret::{ERP, FILE, find, forget, set};

const HERE: &str = "test-linehaul at https://erp.invalid:8000 test";
const ELSEWHERE: &str = "test-linehaul at https://erp.invalid:8001 test";

fn write(dir: &Path, text: &str) {
    let path = dir.join(FILE);
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

fn names(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).unwrap().flatten();
    let mut names: Vec<String> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_secret_is_found_for_its_own_address_and_for_no_other() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &format!("[erp]\naccount = {HERE:?}\nsecret = \"Swordfish\"\n"));
    assert_eq!(find(folder.path(), ERP, HERE).unwrap().0.expose_secret(), "Swordfish");
    let elsewhere = find(folder.path(), ERP, ELSEWHERE).unwrap_err();
    assert_eq!(elsewhere.code, "LH-110");
    assert!(elsewhere.what.contains("8000") && elsewhere.what.contains("8001"), "{}", elsewhere.what);
    write(folder.path(), "erp = \"Swordfish\"\n");
    let unbound = find(folder.path(), ERP, HERE).unwrap_err();
    assert!(unbound.code == "LH-110" && unbound.what.contains("which address"), "{}", unbound.what);
}

#[test]
fn what_a_killed_set_left_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let leave = || {
        std::fs::write(folder.path().join(".secretsAb3dEf"), "erp = \"Swordfish\"").unwrap();
        std::fs::write(folder.path().join("secrets.toml.part"), "erp = \"Swordfish\"").unwrap();
        std::fs::write(folder.path().join(".secrets-of-mine"), "not ours").unwrap();
    };
    leave();
    forget(folder.path(), ERP, HERE).unwrap();
    assert_eq!(names(folder.path()), [".secrets-of-mine"]);
    leave();
    assert_eq!(find(folder.path(), ERP, HERE).unwrap_err().code, "LH-110");
    assert_eq!(names(folder.path()), [".secrets-of-mine"]);
}

#[test]
fn what_is_set_is_found_again_and_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".secretsAb3dEf"), "erp = \"Swordfish\"").unwrap();
    let secret = SecretString::from("pass \"word\" = \\");
    set(folder.path(), ERP, HERE, &secret).unwrap();
    assert!(!folder.path().join(".secretsAb3dEf").exists());
    assert_eq!(find(folder.path(), ERP, HERE).unwrap().0.expose_secret(), secret.expose_secret());
    assert_eq!(find(folder.path(), ERP, ELSEWHERE).unwrap_err().code, "LH-110");
    forget(folder.path(), ERP, HERE).unwrap();
    assert_eq!(find(folder.path(), ERP, HERE).unwrap_err().code, "LH-110");
}
