//! Assessing with one processor and with two: a setting changes that all loads depend on, and a sync assesses them again. What
//! two threads gain that do nothing but count is measured in the same rounds, since two shared processors are seldom two.

use std::path::Path;
use std::time::Instant;

use crate::report::Report;
use crate::run::{Program, median};

/// Steps of a thread that only counts: about as long as a second.
const STEPS: u64 = 700_000_000;

/// The workspace has been synced.
pub fn bench(program: &Program, dir: &Path, rounds: usize, report: &mut Report) {
    let (mut one, mut two, mut bare, mut ratios) = (vec![], vec![], vec![], vec![]);
    for round in 0..rounds {
        turn(dir, round * 2);
        let alone = program.on_cores(Some("0"), dir, &["sync"]).seconds;
        turn(dir, round * 2 + 1);
        let both = program.on_cores(None, dir, &["sync"]).seconds;
        let gain = bare_gain();
        one.push(alone);
        two.push(both);
        bare.push(gain);
        ratios.push(alone / both / gain);
    }
    report.row("assess all again, one processor", median(one), "s");
    report.row("assess all again, two", median(two), "s");
    report.row("two threads that count, over one", median(bare), "times");
    report.ratio("assess_two_cores_speedup", median(ratios));
}

/// Gives a setting another value on which every load depends and no amount does.
fn turn(dir: &Path, round: usize) {
    let path = dir.join("linehaul.toml");
    let text = std::fs::read_to_string(&path).expect("a configuration");
    let setting = "variance_warn_above = ";
    let line = |line: &str| match line.starts_with(setting) {
        true => format!("{setting}\"0.{:02}\"\n", round % 100 + 1),
        false => format!("{line}\n"),
    };
    std::fs::write(path, text.lines().map(line).collect::<String>()).expect("written");
}

fn bare_gain() -> f64 {
    let begun = Instant::now();
    count();
    let alone = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(count);
        }
    });
    2.0 * alone / begun.elapsed().as_secs_f64()
}

fn count() {
    let mut state = std::hint::black_box(0x9E37_79B9_7F4A_7C15_u64);
    for step in 0..STEPS {
        state = (state ^ (state >> 7)).wrapping_mul(0x2545_F491_4F6C_DD1D).wrapping_add(step);
    }
    std::hint::black_box(state);
}
