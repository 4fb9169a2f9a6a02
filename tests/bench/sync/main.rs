//! `./dev bench sync`: what a cache of a million loads costs beside one of ten thousand, a first import beside SQLite's own, and
//! what each verb costs a load as the company grows. The program is measured from outside, as it is shipped, but for the parts
//! that no verb does alone: those run in a process of this bench.
//!
//! Sizes and rounds come from the environment, so that there is a quick run: `LINEHAUL_BENCH_LOADS` (a million),
//! `LINEHAUL_BENCH_FEW` (ten thousand), `LINEHAUL_BENCH_COMPANY` (a hundred thousand: the second table, beside `_FEW`),
//! `LINEHAUL_BENCH_ROUNDS` (5), `LINEHAUL_BENCH_LARGE_ROUNDS` (3: what takes minutes), `LINEHAUL_BENCH_PARTS` (all:
//! `import,sync,queue,assess,cost`; `arrival,mapped,xlsx` is `./dev bench sources`, with
//! `LINEHAUL_BENCH_MAPPED` and `LINEHAUL_BENCH_XLSX` rows: 200,000), `LINEHAUL_BENCH_FOLDER` (a temporary one, which goes with the bench).

mod arrival;
mod assess;
mod company;
mod cost;
mod import;
mod mapped;
mod queue;
mod report;
mod run;
mod sync;
mod xlsx;

use std::path::{Path, PathBuf};

use report::Report;
use run::Program;

/// As in the programs that are shipped.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn asked(name: &str, otherwise: usize) -> usize {
    let text = std::env::var(format!("LINEHAUL_BENCH_{name}"));
    text.ok().map_or(otherwise, |text| text.parse().expect("LINEHAUL_BENCH_ wants a number"))
}

/// A synced workspace of so many loads, made where it is not there.
fn synced(program: &Program, dir: &Path, loads: usize) -> PathBuf {
    if !dir.exists() {
        company::make(dir, loads);
        program.verb(dir, &["sync"]);
    }
    dir.to_owned()
}

#[allow(clippy::print_stdout)]
fn measure(folder: &Path) {
    let parts = std::env::var("LINEHAUL_BENCH_PARTS").unwrap_or_else(|_| "import,sync,queue,assess,cost".to_owned());
    let wanted = |part: &str| parts.split(',').any(|p| p == part);
    let (loads, few, company) = (asked("LOADS", 1_000_000), asked("FEW", 10_000), asked("COMPANY", 100_000));
    let (rounds, large_rounds) = (asked("ROUNDS", 5), asked("LARGE_ROUNDS", 3));
    let (program, mut report) = (Program::find(), Report::default());
    println!(
        "sync: {loads} loads beside {few}, a company of {company}; {rounds} rounds, {large_rounds} of what takes minutes"
    );
    let many_dir = folder.join("many");
    if wanted("import") {
        import::bench(&program, &many_dir, loads, large_rounds, &mut report);
    }
    if wanted("sync") || wanted("queue") {
        let few_dir = synced(&program, &folder.join("few"), few);
        let many_dir = synced(&program, &many_dir, loads);
        if wanted("sync") {
            sync::bench(&program, [(&few_dir, few), (&many_dir, loads)], rounds, &mut report);
        }
        if wanted("queue") {
            queue::bench([&few_dir, &many_dir], &mut report);
        }
    }
    if wanted("assess") {
        let dir = synced(&program, &folder.join("assess"), company);
        assess::bench(&program, &dir, rounds, &mut report);
    }
    if wanted("arrival") {
        let dir = synced(&program, &folder.join("arrival"), company);
        arrival::bench(&program, &dir, company, &mut report);
    }
    if wanted("mapped") {
        mapped::bench(folder, asked("MAPPED", 200_000), large_rounds, &mut report);
    }
    if wanted("xlsx") {
        xlsx::bench(asked("XLSX", 200_000), large_rounds, &mut report);
    }
    if wanted("cost") {
        // What a day appends stays in the book: it wants a company of its own each time.
        let dir = tempfile::tempdir_in(folder).expect("a folder");
        cost::bench(&program, dir.path(), [few, company], [rounds.min(3), large_rounds.min(1)], &mut report);
    }
    println!("{}", report.tables());
    println!("{}", report.line(&report::machine()));
}

fn main() {
    let words: Vec<std::ffi::OsString> = std::env::args_os().skip(1).collect();
    match words.as_slice() {
        [part, dir] if part == "import" => import::part(Path::new(dir)),
        [part, dir] if part == "queue" => queue::part(Path::new(dir)),
        _ => match std::env::var_os("LINEHAUL_BENCH_FOLDER") {
            Some(folder) => {
                std::fs::create_dir_all(&folder).expect("a folder");
                measure(Path::new(&folder));
            }
            None => measure(tempfile::tempdir().expect("a folder").path()),
        },
    }
}
