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

#[cfg(unix)]
#[test]
fn a_lock_that_is_a_link_or_a_pipe_is_refused_and_what_it_leads_to_stays() {
    let folder = tempfile::tempdir().expect("folder");
    let (target, path) = (folder.path().join("target"), folder.path().join(".lock"));
    std::fs::write(&target, "precious").expect("writes");
    for to in [&target, &folder.path().join("none"), &folder.path().to_owned()] {
        std::os::unix::fs::symlink(to, &path).expect("links");
        assert_eq!(lock(folder.path()).expect_err("refuses").code, "LH-109");
        std::fs::remove_file(&path).expect("removes");
    }
    assert_eq!(std::fs::read_to_string(&target).expect("reads"), "precious");
    assert!(!folder.path().join("none").exists());
    assert!(std::process::Command::new("mkfifo").arg(&path).status().expect("mkfifo runs").success());
    assert_eq!(lock(folder.path()).expect_err("refuses").code, "LH-109");
}
