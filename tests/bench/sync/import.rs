//! A first import beside `sqlite3 .import` of the same files into bare tables, with indexes on what identifies a statement.
//!
//! Ours archives each file, reads it, keeps every row as a fact under its hash with the load marked, and then reads the facts of
//! each load back, checks their hashes and folds them, on as many threads as there are processors. The folded load is written
//! with its assessment, which is no part of this; the whole sync is told beside it.

use std::ffi::OsStr;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::ScopedJoinHandle;
use std::time::Instant;

use linehaul_domain::fold::fold;
use linehaul_domain::ids::LoadNumber;
use linehaul_store::FactRow;
use linehaul_workbench::intake::{open, sync};
use linehaul_workbench::workspace::home::Workbench;
use serde_json::json;

use crate::company;
use crate::report::Report;
use crate::run::{self, Program, median};

/// What identifies a statement of each kind: its load, the thing in it, and its version.
const INDEXES: &[(&str, &str)] = &[
    ("loads", "load_number, updated_at"),
    ("stops", "load_number, seq, updated_at"),
    ("documents", "load_number, document_id, updated_at"),
];

/// Loads whose facts are handed to a thread at once.
const CHUNK: u64 = 256;

type Rows = Vec<(LoadNumber, Vec<FactRow>)>;

/// Imports so often; leaves the last workspace in `dir`, assessed.
pub fn bench(program: &Program, dir: &Path, loads: usize, rounds: usize, report: &mut Report) {
    let (mut facts, mut folds, mut both, mut peaks, mut peers) = (vec![], vec![], vec![], vec![], vec![]);
    for round in 0..rounds {
        // It is not there in the first round.
        let _ = std::fs::remove_dir_all(dir);
        let files = company::make(dir, loads);
        let (said, took) = run::part(&[OsStr::new("import"), dir.as_os_str()]);
        let number = |name: &str| said[name].as_f64().unwrap_or_default();
        facts.push(number("facts"));
        folds.push(number("fold"));
        both.push(number("facts") + number("fold"));
        peaks.push(took.peak_mib);
        peers.push(peer(&dir.with_extension("peer.sqlite"), &files));
        report.say(&format!("import, round {}: ours {:.1} s, sqlite3 {:.1} s", round + 1, both[round], peers[round]));
    }
    let assessed = program.verb(dir, &["sync"]);
    let (ours, peer) = (median(both), median(peers));
    report.row("import: facts in and archived", median(facts), "s");
    report.row("import: loads folded", median(folds), "s");
    report.row("import: sqlite3, the same files and indexes", peer, "s");
    report.row("the sync that assessed all of them", assessed.seconds, "s");
    report.row("the same, peak memory", assessed.peak_mib, "MiB");
    report.ratio("import_over_sqlite3", ours / peer);
    report.ratio("rss_mb_import", median(peaks));
}

/// The other side: `.import` of every file, then the indexes.
fn peer(database: &Path, files: &[PathBuf]) -> f64 {
    // It is not there in the first round.
    let _ = std::fs::remove_file(database);
    let mut script = String::from(".mode csv\n");
    let mut known: Vec<&str> = Vec::new();
    for file in files {
        let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let Some((table, _)) = INDEXES.iter().find(|(table, _)| name.starts_with(table)) else { continue };
        let skip = if known.contains(table) { "--skip 1 " } else { "" };
        known.push(table);
        script.push_str(&format!(".import {skip}{} {table}\n", file.display()));
    }
    for (table, columns) in INDEXES {
        script.push_str(&format!("CREATE UNIQUE INDEX {table}_once ON {table} ({columns});\n"));
    }
    let text = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(text.path(), script).expect("written");
    let mut sqlite = Command::new("sqlite3");
    sqlite.arg(database).arg(format!(".read {}", text.path().display()));
    let took = run::took(&mut sqlite, &[0]);
    std::fs::remove_file(database).expect("it was made");
    took.seconds
}

/// The part of a process of its own: facts, and the fold.
pub fn part(dir: &Path) {
    let begun = Instant::now();
    let mut bench = open::open(dir).expect("a workspace");
    // Once it would assess, all is in.
    let synced = sync::sync(&mut bench, &[], &mut |what, _, _| what != "assessing").expect("a sync");
    let facts = begun.elapsed().as_secs_f64();
    assert!(synced.sources.iter().all(|s| s.error.is_none() && s.notes.is_empty()), "{:?}", synced.sources);
    let begun = Instant::now();
    let folded = fold_all(&bench);
    let fold = begun.elapsed().as_secs_f64();
    assert_eq!(folded as u64, synced.assessed.left, "every load folds");
    run::answer(&json!({"facts": facts, "fold": fold, "loads": folded}));
}

fn fold_all(bench: &Workbench) -> usize {
    let mut at = String::new();
    let next = || {
        let numbers = bench.cache.stale_after(&at, CHUNK).expect("the stale loads");
        at = numbers.last()?.0.clone();
        let rows = |number: LoadNumber| Ok((number.clone(), bench.cache.fact_rows(&number)?));
        Some(bench.cache.at_once(|| numbers.into_iter().map(rows).collect()).expect("their facts"))
    };
    handed_out(bench.workers, next, fold_each)
}

/// Hands out what there is to so many threads, and adds up what they come to. The threads own the other end: once none of them is
/// left nobody waits for one, and the first one's panic is told.
fn handed_out<T: Send>(workers: usize, mut next: impl FnMut() -> Option<T>, each: impl Fn(T) -> usize + Sync) -> usize {
    let (give, take) = sync_channel::<T>(8);
    let take = Arc::new(Mutex::new(take));
    let work = |take: Arc<Mutex<Receiver<T>>>| {
        let mut sum = 0;
        loop {
            let next = take.lock().expect("nobody broke it").recv();
            let Ok(one) = next else { return sum };
            sum += each(one);
        }
    };
    let work = &work;
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers)
            .map(|_| {
                let take = Arc::clone(&take);
                scope.spawn(move || work(take))
            })
            .collect();
        drop(take);
        while let Some(one) = next() {
            if give.send(one).is_err() {
                break;
            }
        }
        drop(give);
        let ended = |thread: ScopedJoinHandle<'_, usize>| thread.join().unwrap_or_else(|panic| resume_unwind(panic));
        threads.into_iter().map(ended).sum()
    })
}

fn fold_each(rows: Rows) -> usize {
    let mut folded = 0;
    for (number, facts) in rows {
        let facts: Vec<_> = facts.iter().map(|fact| fact.read().expect("a fact")).collect();
        let load = fold(&number, &facts).expect("a load");
        folded += usize::from(std::hint::black_box(&load).number == number);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hundred are more than wait in between: whoever hands out would wait for ever.
    #[test]
    #[should_panic(expected = "it does not fold")]
    fn where_every_thread_fails_nobody_waits_for_one() {
        let mut left = 0..100;
        handed_out(2, || left.next(), |_| panic!("it does not fold"));
    }

    #[test]
    fn all_that_there_is_is_added_up() {
        let mut left = 0..100_usize;
        assert_eq!(handed_out(3, || left.next(), |one| one), 4_950);
    }
}
