//! What each verb costs a load in a company of a hundred thousand loads, over that in one of ten thousand. The company is the
//! sample many times over, so that invoices, holds and documents are as mixed as there; one customer wants a single invoice for
//! all its loads, which grows with the company.

use std::path::{Path, PathBuf};

use linehaul_tests::harness::large_company;

use crate::company::settle;
use crate::report::Report;
use crate::run::{self, Program, median};

/// Loads of the sample.
const SAMPLE: usize = 283;

/// The verbs in the order of a day. The first three can be done once in a workspace.
const VERBS: &[(&str, &[&str])] = &[
    ("approve", &["approve", "--all-ready", "--as", "approver"]),
    ("batch", &["batch", "create", "--as", "biller"]),
    ("push", &["push", "--yes", "--as", "biller"]),
    ("audit", &["audit", "verify"]),
    ("rebuild", &["rebuild", "--check"]),
    ("reproduce", &["reproduce", "--all"]),
    ("radar", &["radar"]),
];

/// Workspaces of a size.
struct Side {
    times: usize,
    dirs: Vec<PathBuf>,
}

impl Side {
    fn make(program: &Program, dir: &Path, loads: usize, rounds: usize, report: &mut Report) -> Side {
        let times = (loads / SAMPLE).max(1);
        large_company(dir, times);
        settle();
        let took = program.verb(dir, &["sync"]);
        report.row(&format!("first sync of {} loads of the sample", times * SAMPLE), took.seconds, "s");
        let mut dirs = vec![dir.to_owned()];
        for round in 1..rounds {
            let other = dir.with_extension(round.to_string());
            run::copy(dir, &other);
            dirs.push(other);
        }
        Side { times, dirs }
    }

    /// Milliseconds for each load, and the most memory.
    fn verb(&self, program: &Program, round: usize, words: &[&str]) -> Option<(f64, f64)> {
        let took = program.verb(self.dirs.get(round)?, words);
        Some((took.seconds * 1000.0 / (self.times * SAMPLE) as f64, took.peak_mib))
    }
}

/// Makes both companies and goes through a day in each.
pub fn bench(program: &Program, dir: &Path, sizes: [usize; 2], rounds: [usize; 2], report: &mut Report) {
    let few = Side::make(program, &dir.join("few"), sizes[0], rounds[0], report);
    let many = Side::make(program, &dir.join("many"), sizes[1], rounds[1], report);
    for (name, words) in VERBS {
        let (mut small, mut large) = (vec![], vec![]);
        for round in 0..rounds[0].max(rounds[1]) {
            small.extend(few.verb(program, round, words));
            large.extend(many.verb(program, round, words));
        }
        let of = |all: &[(f64, f64)]| median(all.iter().map(|(ms, _)| *ms).collect());
        let peak = large.iter().map(|(_, mib)| *mib).fold(0.0, f64::max);
        report.row(&format!("{name}, few"), of(&small) * 1000.0, "µs a load");
        report.row(&format!("{name}, many"), of(&large) * 1000.0, "µs a load");
        report.row(&format!("{name}, peak memory, many"), peak, "MiB");
        report.ratio(&format!("{name}_100k_over_10k"), of(&large) / of(&small));
    }
}
