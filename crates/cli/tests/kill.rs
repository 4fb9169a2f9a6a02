//! A real kill loses nothing: the real binary dies at every crash point and at random moments, and is asked to stop, in a
//! company that has a past, while it syncs, holds, withdraws, approves, batches, pushes, reconciles and rebuilds. Afterwards
//! the same job ends with the same loads, each billed exactly once, and loads, book, ERP and import files agree.
//!
//! Planted by hand, one by one, and seen red:
//! - what a sync makes stale is remembered in memory until it is assessed, instead of with the facts: `what_died_…` (stored is
//!   not what would be rebuilt);
//! - an entry about a summary invoice marks its first load only, and a batch believes the cache: the audit of the undisturbed
//!   job, in every test (a sibling stays `queued`);
//! - a push hands out what it posted itself, not everything that is in no file: `what_died_…` (died at `push.after_post`, in no
//!   import file);
//! - a later file of a batch takes the name of the first: the importer, in every test (written or come again);
//! - a voided number is not looked for at the ERP: the auditor, in every test (a draft is left).

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use linehaul_tests::harness::{
    Ending, Importer, JOB, POINTS, audit, company_with_a_past, copy_workspace, ending, many_more_loads, start, tell,
};

/// The last steps of the job make everything derived anew.
const REBUILD: usize = JOB.len() - 3;

fn linehaul(dir: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linehaul"));
    command.arg("--workspace").arg(dir).args(words).arg("--json");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Runs to its end, or to the place where it is to die. `None` is a death by a signal; 2 would be a verb that cannot run.
fn run(dir: &Path, words: &[&str], die: Option<&str>) -> Option<i32> {
    let mut command = linehaul(dir, words);
    command.envs(die.map(|plan| ("LINEHAUL_CRASH_AT", plan)));
    let code = start(&mut command).wait().expect("it ends").code();
    assert!(code != Some(2), "{words:?} cannot run");
    code
}

/// The company with its past in a folder of its own, made once for each test.
struct Past {
    folder: tempfile::TempDir,
}

impl Past {
    fn new() -> Past {
        let past = Past { folder: tempfile::tempdir().expect("a folder") };
        company_with_a_past(&past.dir(), &|dir, words, die| {
            let code = run(dir, words, die);
            assert_eq!(code.is_none(), die.is_some(), "{words:?} ended with {code:?}");
        });
        past
    }

    fn dir(&self) -> PathBuf {
        self.folder.path().join("past")
    }
}

/// A copy of a workspace, with the importer that looks into it after every step.
struct Copy {
    folder: tempfile::TempDir,
    importer: RefCell<Importer>,
}

impl Copy {
    fn of(dir: &Path) -> Copy {
        let folder = tempfile::tempdir().expect("a folder");
        copy_workspace(dir, &folder.path().join("w"));
        Copy { importer: RefCell::new(Importer::of(dir)), folder }
    }

    fn dir(&self) -> PathBuf {
        self.folder.path().join("w")
    }

    fn step(&self, words: &[&str], die: Option<&str>) -> Option<i32> {
        let code = run(&self.dir(), words, die);
        self.importer.borrow_mut().look(&self.dir());
        code
    }

    /// What is left of the job; a rebuild only where that is what was left: it would hide what the others lost.
    fn job_from(&self, step: usize) {
        let end = if step < REBUILD { REBUILD } else { JOB.len() };
        for words in &JOB[step..end] {
            self.step(words, None);
        }
    }

    fn audit(&self, what: &str) -> Ending {
        audit(&self.dir(), &self.importer.borrow(), what);
        ending(&self.dir())
    }
}

/// The workspace as it is before every step of the job, and how it ends.
fn undisturbed(past: &Path) -> (Vec<Copy>, Ending) {
    let last = Copy::of(past);
    let before = JOB.iter().map(|words| {
        let copy = Copy::of(&last.dir());
        last.step(words, None);
        copy
    });
    let before: Vec<Copy> = before.collect();
    assert_eq!(JOB[REBUILD], ["rebuild"]);
    assert_eq!(before[REBUILD].audit("before the rebuild"), ending(&last.dir()));
    let end = last.audit("when nothing happened");
    (before, end)
}

#[test]
fn the_past_and_the_job_have_in_them_what_can_be_interrupted() {
    let past = Past::new();
    let (before, end) = undisturbed(&past.dir());
    let state = |load: &str| end.get(load).map(|(state, total)| (state.as_str(), total.as_str()));
    let expected = [
        ("A-02", "posted", "1004.00"),
        ("A-06", "posted", "1012.00"),
        ("A-08", "held", "1160.00"),
        ("A-09", "held", "1180.00"),
        ("A-10", "posted", "1020.00"),
        ("B-4", "posted", "1208.00"),
        ("B-5", "held", "1300.00"),
        ("B-6", "posted", "1212.00"),
        ("C-1", "posted", "1752.50"),
        ("C-2", "held", "1755.00"),
        ("C-3", "posted", "1406.00"),
        ("N-2", "posted", "2005.00"),
    ];
    for (load, as_expected, total) in expected {
        assert_eq!(state(load), Some((as_expected, total)), "{load}");
    }
    assert_eq!(end.len(), 22);
    let begun = &before[0];
    let files = begun.importer.borrow().invoices();
    let taken = std::fs::read_dir(begun.dir().join("taken")).expect("a folder").count();
    assert!(taken > 0 && files.len() > taken, "{taken} of {files:?}");
    let last = before.last().expect("steps").importer.borrow().invoices();
    let second = |name: &String| name.matches('-').count() == 3;
    assert!(last.values().flatten().any(second), "a batch has a second file: {last:?}");
}

/// The places of the sources, and nothing else, are the list: a new one cannot be forgotten here, since the list is gone
/// through below.
#[test]
fn every_crash_point_of_the_sources_is_in_the_list() {
    let mut called = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../workbench/src")];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).expect("sources").flatten().map(|e| e.path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a source");
            let calls = text.split("crash::point(\"").skip(1).filter_map(|rest| rest.split('"').next());
            called.extend(calls.map(str::to_owned));
        }
    }
    let listed: BTreeSet<String> = POINTS.iter().map(|point| (*point).to_owned()).collect();
    assert_eq!(called, listed);
}

/// Places that no process passes twice in so small a company: it rates, approves and sends everything in one piece.
const ONCE: &[&str] = &[
    "sync.after_facts",
    "sync.after_assess",
    "assess.after_record",
    "approve.before_append",
    "approve.after_append",
    "batch.after_append",
    "push.before_send",
    "push.after_send",
    "reconcile.after_verdict",
    "reconcile.after_looked",
    "recover.after_append",
    "recover.after_drafts",
];

/// Every step of the job, at every place that it passes: it dies, is done again, and the rest follows.
#[test]
fn dying_at_every_crash_point_of_every_verb_changes_nothing() {
    let past = Past::new();
    let (before, expected) = undisturbed(&past.dir());
    let mut deaths: BTreeMap<(&str, u32), u32> = BTreeMap::new();
    for (step, words) in JOB.iter().enumerate() {
        for point in POINTS {
            for nth in 1..=2 {
                let copy = Copy::of(&before[step].dir());
                if copy.step(words, Some(&format!("{point}:{nth}"))).is_some() {
                    break;
                }
                *deaths.entry((point, nth)).or_default() += 1;
                copy.job_from(step);
                let what = format!("after {words:?} died at {point}, time {nth}");
                assert_eq!(copy.audit(&what), expected, "{what}");
            }
        }
    }
    for point in POINTS {
        assert!(deaths.contains_key(&(point, 1)), "nothing died at {point}");
        assert_eq!(deaths.contains_key(&(point, 2)), !ONCE.contains(point), "{point}, second passing");
    }
    let all: u32 = deaths.values().sum();
    tell(&format!(
        "died at {} crash points in every verb that passes them: {all} times, 0 lost, 0 twice",
        POINTS.len()
    ));
}

/// Nobody does again what died: the next verb comes, and only afterwards the whole job. It may end otherwise (what was sent
/// before the late facts were read is posted), but never with anything lost, twice or stuck.
#[test]
fn what_died_is_taken_up_by_whatever_comes_next() {
    let past = Past::new();
    let (before, _) = undisturbed(&past.dir());
    let places = [
        (0, "sync.after_archive:2"),
        (0, "sync.after_facts:1"),
        (0, "assess.before_keep:1"),
        (0, "assess.after_record:1"),
        (3, "approve.after_append:1"),
        (4, "batch.after_append:1"),
        (5, "push.after_send:1"),
        (5, "push.after_post:2"),
        (5, "effect.after_prepare:1"),
        (5, "effect.after_begin:1"),
        (5, "effect.after_perform:1"),
        (6, "reconcile.after_looked:1"),
        (9, "rebuild.after_delivery:3"),
        (11, "recover.after_append:1"),
    ];
    for (step, place) in places {
        let copy = Copy::of(&before[step].dir());
        assert!(copy.step(JOB[step], Some(place)).is_none(), "{:?} does not pass {place}", JOB[step]);
        let what = format!("after {:?} died at {place} and others went on", JOB[step]);
        if step + 1 < JOB.len() {
            copy.job_from(step + 1);
        }
        copy.job_from(0);
        copy.audit(&what);
    }
}

/// A draft whose number was voided would be posted by somebody some day: the ERP is asked, and what is there is removed.
#[test]
fn a_draft_of_an_invoice_that_was_taken_back_is_removed() {
    let past = Past::new();
    for words in [&["withdraw", "A-06"][..], &["hold", "A-07"]] {
        let copy = Copy::of(&past.dir());
        let with = ["--reason", "wrong customer", "--as", "biller"];
        assert_eq!(copy.step(&[words, &with].concat(), None), Some(0));
        let stands = ending(&copy.dir());
        assert_eq!(stands.get(words[1]).expect("a load").0, "in_doubt", "the ERP may have it: {words:?}");
        // Before the ERP was asked it is nobody's to bill again.
        let mut approve = linehaul(&copy.dir(), &["approve", words[1], "--as", "approver"]);
        let refused = start(approve.stdout(Stdio::piped())).wait_with_output().expect("it ends");
        let refused = String::from_utf8(refused.stdout).expect("text");
        assert!(refused.contains("\"LH-424\""), "{refused}");
        copy.job_from(0);
        if words[0] == "hold" {
            copy.step(&["release", "A-07", "--reason", "settled", "--as", "biller"], None);
            copy.job_from(REBUILD - 2);
        }
        copy.audit(&format!("{words:?} after its draft was made"));
    }
}

/// Numbers that a seed makes.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

fn number_from(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn kill_9_at_random_moments_changes_nothing() {
    let past = Past::new();
    let (_, expected) = undisturbed(&past.dir());
    let seed = number_from("LINEHAUL_SEED", 20_250_307);
    let rounds = number_from("LINEHAUL_KILLS", 2);
    tell(&format!("kill -9 at random moments: seed {seed}, {rounds} rounds"));
    let mut random = Random(seed);
    let mut kills = 0;
    for round in 0..rounds {
        let copy = Copy::of(&past.dir());
        let what = format!("seed {seed}, round {round}");
        for (step, words) in JOB.iter().enumerate() {
            if step == REBUILD {
                // What a first pass took up early (each push asks about the draft of A-06) is ready only in the next.
                copy.job_from(REBUILD - 2);
                assert_eq!(copy.audit(&what), expected, "{what}");
            }
            for _ in 0..3 {
                let child = start(&mut linehaul(&copy.dir(), words));
                kills += u32::from(killed(child, 2 + random.below(160)));
                copy.importer.borrow_mut().look(&copy.dir());
            }
            copy.step(words, None);
        }
        assert_eq!(copy.audit(&what), expected, "{what}, after the rebuild");
    }
    tell(&format!("kill -9 at random moments of the job: {kills} in {rounds} rounds, 0 lost, 0 twice"));
}

/// Did the kill come before its end?
fn killed(mut child: Child, after_ms: u64) -> bool {
    std::thread::sleep(Duration::from_millis(after_ms));
    child.kill().expect("killed");
    child.wait().expect("it ends").code().is_none()
}

/// Ctrl-C: it ends at its next safe place with an exit code, not by a signal once it listens.
fn interrupted(mut child: Child, after_ms: u64) -> ExitStatus {
    std::thread::sleep(Duration::from_millis(after_ms));
    let id = child.id().to_string();
    // It may have ended meanwhile; it is waited for below, so that its id is nobody else's yet.
    let _ = start(Command::new("kill").args(["-INT", &id]).stderr(Stdio::null())).wait();
    child.wait().expect("it ends")
}

#[test]
fn ctrl_c_in_push_and_sync_leaves_nothing_half() {
    const MORE: u32 = 30;
    let past = Past::new();
    let begun = Copy::of(&past.dir());
    many_more_loads(&begun.dir(), MORE);
    let whole = Copy::of(&begun.dir());
    whole.job_from(0);
    let expected = whole.audit("when nothing happened");
    let seed = number_from("LINEHAUL_SEED", 20_250_308);
    let mut random = Random(seed);
    let mut stopped = 0;
    for round in 0..number_from("LINEHAUL_KILLS", 2) {
        let copy = Copy::of(&begun.dir());
        for words in &JOB[..REBUILD] {
            let long = matches!(words[0], "sync" | "push");
            for _ in 0..if long { 4 } else { 0 } {
                let child = start(&mut linehaul(&copy.dir(), words));
                let status = interrupted(child, 20 + random.below(200));
                stopped += u32::from(status.code() == Some(1));
                copy.importer.borrow_mut().look(&copy.dir());
            }
            copy.step(words, None);
        }
        copy.job_from(REBUILD - 2);
        let what = format!("Ctrl-C, seed {seed}, round {round}");
        assert_eq!(copy.audit(&what), expected, "{what}");
    }
    tell(&format!("Ctrl-C in sync and push: {stopped} ended with something left, 0 lost, 0 twice"));
}
