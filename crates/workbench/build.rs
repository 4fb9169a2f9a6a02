//! Tells Cargo that the embedded sample company and tables are inputs of this crate.

fn main() {
    for folder in ["../../samples/company", "../../rules/tables"] {
        watch(std::path::Path::new(folder));
    }
}

fn watch(folder: &std::path::Path) {
    #[allow(clippy::print_stdout)]
    {
        println!("cargo:rerun-if-changed={}", folder.display());
    }
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten().filter(|e| e.path().is_dir()) {
        watch(&entry.path());
    }
}
