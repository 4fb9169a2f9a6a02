//! `cargo run --release -p linehaul-tests --bin make-large -- FOLDER TIMES`: the sample company with every load so many times.

use std::path::PathBuf;

fn main() {
    let mut words = std::env::args().skip(1);
    let (folder, times) = (words.next().map(PathBuf::from), words.next().and_then(|t| t.parse().ok()));
    let (Some(folder), Some(times)) = (folder, times) else {
        eprintln!("make-large FOLDER TIMES");
        std::process::exit(2);
    };
    linehaul_tests::harness::large_company(&folder, times);
}
