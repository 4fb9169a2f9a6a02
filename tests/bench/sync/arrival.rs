//! How long it takes from a file that is dropped to its facts assessed, while `linehaul run` watches the folder: a company of a hundred
//! thousand loads, one load changed a file. A number, and no bound.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::company::Templates;
use crate::report::Report;
use crate::run::{Program, percentile};

/// Files in a row.
const FILES: usize = 20;
/// A round that takes longer has failed.
const LONGEST: Duration = Duration::from_secs(120);

/// The next round that assessed something, or the first one at all.
fn told(rounds: &Receiver<serde_json::Value>, assessed: bool) {
    loop {
        let round = rounds.recv_timeout(LONGEST).expect("a round is told");
        if !assessed || round["assessed"].as_u64() > Some(0) {
            return;
        }
    }
}

/// The workspace has been synced.
pub fn bench(program: &Program, dir: &Path, loads: usize, report: &mut Report) {
    let templates = Templates::read();
    let mut command = Command::new(program.path());
    command.arg("--workspace").arg(dir).args(["--json", "run"]).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut running = command.spawn().expect("it starts");
    let lines = BufReader::new(running.stdout.take().expect("a pipe")).lines();
    let (tell, rounds) = channel();
    let reader = std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            if let Ok(round) = serde_json::from_str(&line) {
                // The bench is through.
                let _ = tell.send(round);
            }
        }
    });
    told(&rounds, false);
    let before = std::fs::read_dir(dir.join("drop")).expect("a drop").count();
    let mut took = Vec::new();
    for file in 0..FILES {
        let round = before + file;
        let path = dir.join(format!("drop/loads-arrival-{round}.csv"));
        let begun = Instant::now();
        templates.write_loads(&path, &[(file * 97) % loads], round);
        told(&rounds, true);
        took.push(begun.elapsed().as_secs_f64() * 1000.0);
        // As far apart that each is by itself.
        std::thread::sleep(Duration::from_secs(1));
    }
    let interrupted = Command::new("kill").args(["-INT", &running.id().to_string()]).status();
    assert!(interrupted.is_ok_and(|status| status.success()), "it is interrupted");
    running.wait().expect("it ends");
    reader.join().expect("it was read");
    report.row("arrival_p50_ms", percentile(took.clone(), 0.5), "ms");
    report.row("arrival_p95_ms", percentile(took, 0.95), "ms");
}
