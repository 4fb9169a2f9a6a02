//! The committed sample is what the generator makes, byte for byte; read as a sync would read it, every seeded mistake
//! is seen as what it is and every other load is ready, at the total that dispatch reckoned apart from the contracts.

mod audit;
mod dispatch;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

type Files = BTreeMap<PathBuf, Vec<u8>>;

fn read(folder: &Path, root: &Path, into: &mut Files) {
    for entry in std::fs::read_dir(folder).expect("a folder of the sample") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read(&path, root, into);
        } else {
            let name = path.strip_prefix(root).expect("below the root").to_path_buf();
            into.insert(name, std::fs::read(&path).expect("a file of the sample"));
        }
    }
}

#[test]
fn sample_is_current() {
    let made_in = tempfile::tempdir().expect("a folder");
    let made =
        Command::new(env!("CARGO_BIN_EXE_make-sample")).arg(made_in.path()).output().expect("the generator runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let committed_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples");
    let (mut made, mut committed) = (Files::new(), Files::new());
    read(made_in.path(), made_in.path(), &mut made);
    read(&committed_in.join("company/drop"), &committed_in, &mut committed);
    let advice = "run `cargo run -p linehaul-tests --bin make-sample` and commit what changed";
    for (name, bytes) in &made {
        let stored = std::fs::read(committed_in.join(name)).unwrap_or_default();
        assert!(&stored == bytes, "samples/{} is not what the generator makes: {advice}", name.display());
    }
    let left: Vec<&PathBuf> = committed.keys().filter(|name| !made.contains_key(*name)).collect();
    assert!(left.is_empty(), "{left:?} would not be made any more: {advice}");
}

#[test]
fn the_sample_is_small() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples/company");
    let mut files = Files::new();
    read(&folder, &folder, &mut files);
    let bytes: usize = files.values().map(Vec::len).sum();
    assert!(bytes < 3_000_000, "the sample has {bytes} bytes");
    let large = files.iter().find(|(name, b)| name.extension().is_some_and(|e| e == "pdf") && b.len() > 2048);
    assert!(large.is_none(), "{:?} is larger than 2 KB", large.map(|(name, _)| name));
}

/// What the sample comes to.
fn come_to() -> dispatch::Read {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let drop = root.join("samples/company/drop");
    let mut files = Files::new();
    read(&drop, &drop, &mut files);
    let named = files.into_iter().map(|(name, bytes)| (name.to_string_lossy().replace('\\', "/"), bytes)).collect();
    let company = dispatch::Company::read(&root).expect("the sample's contracts and settings");
    let problems = company.problems();
    assert!(problems.iter().all(|p| p.starts_with("tinker/2025-02-01.rhai")), "{}", problems.join("\n"));
    assert_eq!(problems.len(), 1, "one word is misspelt on purpose: {problems:?}");
    company.assess(&named)
}

#[test]
fn every_seeded_mistake_is_seen_and_nothing_else_is_held() {
    let mistakes = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples/mistakes.csv"));
    let wrong = audit::differences(&mistakes.expect("the list of mistakes"), &come_to().assessments);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn seven_rows_go_to_quarantine_and_two_thirds_of_the_loads_are_ready() {
    let read = come_to();
    assert_eq!(read.quarantined.len(), 7, "{}", read.quarantined.join("\n"));
    let ready = read.assessments.values().filter(|a| a.is_ready()).count();
    let percent = ready * 100 / read.assessments.len();
    assert!((63..=73).contains(&percent), "{ready} of {} are ready", read.assessments.len());
}
