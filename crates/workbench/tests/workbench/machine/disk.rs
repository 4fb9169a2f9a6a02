//! Planted once and seen red: the file made anew whatever stands there.

use linehaul_domain::fault::Code;
use linehaul_workbench::machine::disk::{bytes_within, write_new};

#[test]
fn a_file_that_is_there_is_not_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let (book, link) = (folder.path().join("book.sqlite"), folder.path().join("link"));
    std::fs::write(&book, "decisions").expect("written");
    assert_eq!(write_new(&book, b"a proof").map_err(|fault| fault.code), Err(Code::PlaceTaken));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&book, &link).expect("a link");
        assert_eq!(write_new(&link, b"a proof").map_err(|fault| fault.code), Err(Code::PlaceTaken));
    }
    assert_eq!(std::fs::read(&book).expect("read"), b"decisions");
    let fresh = folder.path().join("proof.json");
    assert_eq!(write_new(&fresh, b"a proof"), Ok(()));
    assert_eq!(std::fs::read(&fresh).expect("read"), b"a proof");
    let nowhere = folder.path().join("nowhere/proof.json");
    assert_eq!(write_new(&nowhere, b"a proof").map_err(|fault| fault.code), Err(Code::FileUnwritable));
}

#[test]
fn a_file_that_somebody_names_is_read_up_to_a_bound() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("proof.json");
    std::fs::write(&path, [0u8; 1_025]).expect("written");
    assert_eq!(bytes_within(&path, 1_025).map(|bytes| bytes.len()), Ok(1_025));
    assert!(bytes_within(&path, 1_024).expect_err("refused").contains("longer"));
    #[cfg(unix)]
    assert_eq!(bytes_within(std::path::Path::new("/dev/zero"), 1_024), Err("it is no file".to_owned()));
}
