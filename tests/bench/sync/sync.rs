//! What a day's sync costs beside a cache of a million loads and beside one of ten thousand: 1,000 changed loads, 1,000
//! delivered again unchanged in other bytes, and nothing new. Rounds are interleaved.

use std::path::Path;

use crate::company::{Templates, settle};
use crate::report::Report;
use crate::run::{Program, median};

/// Loads that change, or come again.
const ROWS: usize = 1_000;

/// Both workspaces have been synced.
pub fn bench(program: &Program, sides: [(&Path, usize); 2], rounds: usize, report: &mut Report) {
    let templates = Templates::read();
    let mut changed = [vec![], vec![]];
    let mut again = [vec![], vec![]];
    let mut nothing = [vec![], vec![]];
    // The first sync remembers files that had just been written when they were read.
    for (dir, _) in sides {
        program.verb(dir, &["sync"]);
    }
    let before = sides.map(|(dir, _)| rounds_before(dir)).into_iter().max().unwrap_or_default();
    for round in before + 1..=before + rounds {
        let picked = sides.map(|(_, all)| spread(all, round));
        for (side, (dir, _)) in sides.iter().enumerate() {
            templates.write_loads(&dir.join(format!("drop/loads-changed-{round}.csv")), &picked[side], round);
        }
        settle();
        for (side, (dir, _)) in sides.iter().enumerate() {
            changed[side].push(program.verb(dir, &["sync"]).seconds);
        }
        for (side, (dir, _)) in sides.iter().enumerate() {
            let turned: Vec<usize> = picked[side].iter().rev().copied().collect();
            templates.write_loads(&dir.join(format!("drop/loads-again-{round}.csv")), &turned, round);
        }
        settle();
        for (side, (dir, _)) in sides.iter().enumerate() {
            again[side].push(program.verb(dir, &["sync"]).seconds);
        }
        for (side, (dir, _)) in sides.iter().enumerate() {
            nothing[side].push(program.verb(dir, &["sync"]).seconds);
        }
    }
    let [few, many] = changed.map(median);
    let [few_again, many_again] = again.map(median);
    let [few_nothing, many_nothing] = nothing.map(median);
    for (name, few, many) in [
        ("sync of 1,000 changed", few, many),
        ("sync of 1,000 again", few_again, many_again),
        ("sync of nothing", few_nothing, many_nothing),
    ] {
        report.row(&format!("{name}, beside few"), few * 1000.0, "ms");
        report.row(&format!("{name}, beside many"), many * 1000.0, "ms");
    }
    report.ratio("sync_1m_over_10k", many / few);
    report.ratio("noop_1m_over_10k", many_nothing / few_nothing);
    report.ratio("replay_over_change", many_again / many);
}

/// Rounds that a workspace has behind it: what they delivered would be known.
fn rounds_before(dir: &Path) -> usize {
    let names = std::fs::read_dir(dir.join("drop")).expect("a drop").flatten();
    let round = |entry: std::fs::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        name.strip_prefix("loads-changed-")?.strip_suffix(".csv")?.parse::<usize>().ok()
    };
    names.filter_map(round).max().unwrap_or_default()
}

/// Loads all over the company, others in each round.
fn spread(all: usize, round: usize) -> Vec<usize> {
    let step = (all / ROWS).max(1);
    (0..ROWS.min(all)).map(|at| (at * step + round) % all).collect()
}
