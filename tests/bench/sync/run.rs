//! Running the program, and what it took: seconds of the clock and the most memory that it had.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What a run took.
#[derive(Debug, Clone, Copy)]
pub struct Took {
    /// Seconds of the clock.
    pub seconds: f64,
    /// Peak resident memory, MiB; what was last seen of a process that is gone.
    pub peak_mib: f64,
}

/// The program that is measured.
#[derive(Debug, Clone)]
pub struct Program {
    path: PathBuf,
}

impl Program {
    /// The one that `LINEHAUL_BENCH_PROGRAM` names, else the one beside this bench.
    pub fn find() -> Program {
        let beside = || std::env::current_exe().expect("this program").with_file_name("linehaul");
        let path = std::env::var_os("LINEHAUL_BENCH_PROGRAM").map_or_else(beside, PathBuf::from);
        assert!(path.exists(), "{} is not there: `./dev bench sync` builds it", path.display());
        Program { path }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Runs a verb in a workspace. Exit code 1 says that something needs a person, which the sample always does.
    pub fn verb(&self, dir: &Path, words: &[&str]) -> Took {
        self.on_cores(None, dir, words)
    }

    /// The same on these processors only.
    pub fn on_cores(&self, cores: Option<&str>, dir: &Path, words: &[&str]) -> Took {
        let mut command = match cores {
            Some(cores) => {
                let mut taskset = Command::new("taskset");
                taskset.arg("-c").arg(cores).arg(&self.path);
                taskset
            }
            None => Command::new(&self.path),
        };
        command.arg("--workspace").arg(dir).arg("--json").args(words);
        took(&mut command, &[0, 1])
    }
}

/// Runs a command to its end; only these exit codes will do.
pub fn took(command: &mut Command, codes: &[i32]) -> Took {
    let log = tempfile::NamedTempFile::new().expect("a file");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log.reopen().expect("a file"));
    let begun = Instant::now();
    let mut child = command.spawn().expect("it starts");
    let (ended, status) = (AtomicBool::new(false), format!("/proc/{}/status", child.id()));
    let (code, seconds, peak_mib) = std::thread::scope(|scope| {
        let peak = scope.spawn(|| watch(&status, &ended));
        let code = child.wait().expect("it ends").code().unwrap_or(-1);
        let seconds = begun.elapsed().as_secs_f64();
        ended.store(true, Ordering::Relaxed);
        (code, seconds, peak.join().expect("it was watched"))
    });
    if !codes.contains(&code) {
        let said = std::fs::read_to_string(log.path()).unwrap_or_default();
        panic!("{command:?} ended with {code}: {said}");
    }
    Took { seconds, peak_mib }
}

/// Looks at the peak until the end: the system counts it, so that only the last moments are missed.
fn watch(status: &str, ended: &AtomicBool) -> f64 {
    let mut peak = 0.0_f64;
    while !ended.load(Ordering::Relaxed) {
        peak = peak.max(peak_of(status));
        std::thread::sleep(Duration::from_millis(5));
    }
    peak
}

fn peak_of(status: &str) -> f64 {
    let text = std::fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|rest| rest.split_whitespace().next()).and_then(|n| n.parse::<f64>().ok());
    kib.unwrap_or_default() / 1024.0
}

/// This bench once more, as a process of its own, for one part that asks the workbench itself: its answer, and what it took.
pub fn part(words: &[&OsStr]) -> (serde_json::Value, Took) {
    let answer = tempfile::NamedTempFile::new().expect("a file");
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(words).env("LINEHAUL_BENCH_ANSWER", answer.path());
    let took = took(&mut command, &[0]);
    let text = std::fs::read_to_string(answer.path()).expect("an answer");
    (serde_json::from_str(&text).expect("an answer"), took)
}

/// Answers from a part.
pub fn answer(value: &serde_json::Value) {
    let path = std::env::var_os("LINEHAUL_BENCH_ANSWER").expect("asked by the bench");
    std::fs::write(path, value.to_string()).expect("written");
}

/// The middle of some figures.
pub fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or_default()
}

/// So many hundredths of some figures lie at or below this.
pub fn percentile(mut all: Vec<f64>, share: f64) -> f64 {
    all.sort_by(f64::total_cmp);
    let at = ((all.len() as f64 * share).ceil() as usize).saturating_sub(1);
    all.get(at).copied().unwrap_or_default()
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    let status = Command::new("cp").arg("-a").arg(from).arg(to).status().expect("cp");
    assert!(status.success(), "{} is copied", from.display());
}
