//! One process writes a workspace at a time.

use linehaul_store::lock;

#[test]
fn a_second_one_is_refused_and_told_who_has_it() {
    let folder = tempfile::tempdir().expect("folder");
    let first = lock(folder.path()).expect("locks");
    let fault = lock(folder.path()).expect_err("refuses");
    assert_eq!(fault.code, "LH-108");
    if !cfg!(windows) {
        assert!(fault.what.contains(&format!("process {}", std::process::id())), "{fault}");
    }
    drop(first);
    lock(folder.path()).expect("locks again");
}

#[test]
fn a_lock_left_by_a_dead_process_is_free() {
    let folder = tempfile::tempdir().expect("folder");
    std::fs::write(folder.path().join(".lock"), "99999999\n").expect("writes");
    let lock = lock(folder.path()).expect("locks");
    if !cfg!(windows) {
        let text = std::fs::read_to_string(folder.path().join(".lock")).expect("reads");
        assert_eq!(text.trim(), std::process::id().to_string());
    }
    drop(lock);
}

#[test]
fn a_folder_that_is_not_there_is_said_so() {
    let folder = tempfile::tempdir().expect("folder");
    assert_eq!(lock(&folder.path().join("nowhere")).expect_err("refuses").code, "LH-109");
}
