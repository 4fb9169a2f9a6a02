//! Sources are read while nobody asks for it. One that is slow, or down for a day, keeps no other and nobody from the workspace, is told
//! once, and nothing of it is lost.
//!
//! Planted once and seen red: the workspace kept while a source is waited for; what a quick source brought assessed only once the slow
//! one is through; a page taken that somebody else took meanwhile; a trouble told in each round; the time
//! that a source said not kept to; a failing source asked as often as one that is well.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use linehaul_api::command::session::Session;
use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::time::{Duration as Span, Instant};
use linehaul_tests::harness::Asks;
use linehaul_tests::harness::dispatch::{Dispatch, Pages, Wrong, load};
use linehaul_workbench::intake::health::Kept;
use linehaul_workbench::intake::open::open_in_part;
use linehaul_workbench::intake::place::Place;
use linehaul_workbench::intake::sync::sync_at;
use linehaul_workbench::machine::clock::{Clock, Hands};
use linehaul_workbench::upkeep::unattended::{Round, Wants, round, were_told};
use linehaul_workbench::workspace::home::Workbench;

use crate::workspace::{CONFIG, TestWorkspace, approve, state};

/// A load of the dispatch system: itself, two stops, an event and a document.
const ROWS: u64 = 5;

/// A clock that moves only while somebody waits, or a test says so.
#[derive(Debug, Default)]
struct Driven(AtomicU64);

impl Hands for Driven {
    fn now(&self) -> Instant {
        let begun: Instant = "2025-03-07T12:00:00Z".parse().expect("an instant");
        begun + Span::milliseconds(i64::try_from(self.0.load(Ordering::SeqCst)).expect("a time"))
    }

    fn monotonic(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::SeqCst))
    }

    fn sleep(&self, pause: Duration) {
        self.0.fetch_add(u64::try_from(pause.as_millis()).expect("a pause").max(1), Ordering::SeqCst);
    }
}

type Meanwhile<'a> = Box<dyn FnOnce(&Path) + 'a>;

/// A workspace as a process has it that closes it while it waits, so that another one may open it.
struct Process<'a> {
    dir: PathBuf,
    clock: Arc<Driven>,
    bench: Option<Workbench>,
    /// What is done with the workspace the first time that it is left.
    meanwhile: Option<Meanwhile<'a>>,
}

impl<'a> Process<'a> {
    fn of(workspace: &TestWorkspace) -> Process<'a> {
        Process { dir: workspace.dir(), clock: Arc::default(), bench: None, meanwhile: None }
    }
}

impl Place for Process<'_> {
    fn bench(&mut self) -> Outcome<&mut Workbench> {
        if self.bench.is_none() {
            let mut bench = open_in_part(&self.dir)?;
            bench.clock = Clock::driven(self.clock.clone());
            self.bench = Some(bench);
        }
        Ok(self.bench.as_mut().expect("it is open"))
    }

    fn leave(&mut self, until: &mut dyn FnMut() -> bool) {
        // As long as a quick source takes.
        for _ in 0..10 {
            if until() {
                return;
            }
        }
        self.bench = None;
        if let Some(meanwhile) = self.meanwhile.take() {
            meanwhile(&self.dir);
        }
        while !until() {}
    }
}

/// The tiny company, with a dispatch system over HTTP in front of its drop.
fn company(dispatch: &Dispatch) -> TestWorkspace {
    let workspace = TestWorkspace::tiny();
    let tms = format!(
        "[[source]]\nname = \"tms\"\nkind = \"http\"\nurl = \"{}\"\naccess = \"none\"\nrequests_a_minute = 6000\nanswer_within_seconds = 2\n[erp]",
        dispatch.url()
    );
    workspace.write("linehaul.toml", CONFIG.replace("[erp]", &tms));
    workspace
}

fn known(dir: &Path) -> Vec<String> {
    let session = Session::open(dir).expect("opens");
    let queue = session.queue(&linehaul_api::wire::queue::QueueAsk::default()).expect("a queue");
    queue.loads.into_iter().map(|row| row.load).collect()
}

#[test]
fn what_a_quick_source_brought_is_decided_on_while_a_slow_one_is_waited_for() {
    let dispatch = Dispatch::start(Pages::Links);
    dispatch.page(&[load("L-1", "2025-03-01T00:00:00Z")]);
    let workspace = company(&dispatch);
    dispatch.wrong(Wrong::Silence);
    let mut decided = None;
    let mut process = Process::of(&workspace);
    process.meanwhile = Some(Box::new(|dir: &Path| {
        let mut session = Session::open(dir).expect("nobody has it");
        decided = Some(approve(&mut session, &["T-1"]).approved);
    }));
    let synced = sync_at(&mut process, &[], &mut |_, _, _| true).expect("synced");
    let told: Vec<(&str, u64, bool)> =
        synced.sources.iter().map(|source| (source.name.as_str(), source.new, source.error.is_some())).collect();
    assert_eq!(told, [("dispatch", 5, false), ("tms", ROWS, false)], "{:?}", synced.sources);
    drop(process);
    assert_eq!(decided.expect("it was left"), ["T-1"], "while the other one was silent");
    assert_eq!(state(&workspace.open(), "T-1"), "approved");
    assert!(known(&workspace.dir()).contains(&"tms/L-1".to_owned()));
}

#[test]
fn what_another_process_read_meanwhile_is_not_taken_a_second_time() {
    let dispatch = Dispatch::start(Pages::Links);
    dispatch.page(&[load("L-1", "2025-03-01T00:00:00Z")]);
    let workspace = company(&dispatch);
    // The one waits for its answer, and the other has it at once.
    dispatch.wrong(Wrong::Silence);
    let mut process = Process::of(&workspace);
    process.meanwhile = Some(Box::new(|dir: &Path| {
        let report = Session::open(dir).expect("nobody has it").sync(&["tms".to_owned()], &mut |_, _, _| true);
        assert_eq!(report.expect("synced").sources[0].new, ROWS);
    }));
    let synced = sync_at(&mut process, &["tms".to_owned()], &mut |_, _, _| true).expect("synced");
    let source = &synced.sources[0];
    assert_eq!((source.read, source.left), (0, true), "{source:?}");
    assert!(source.notes.iter().any(|note| note.contains("LH-208")), "{:?}", source.notes);
    let synced = sync_at(&mut process, &[], &mut |_, _, _| true).expect("synced");
    assert_eq!((synced.sources[1].read, synced.sources[1].left), (0, false), "and the next one goes on behind it");
}

/// A round of a timer: a process of its own.
fn timer(workspace: &TestWorkspace, clock: &Arc<Driven>) -> Round {
    let round = silent_timer(workspace, clock);
    let of: Vec<String> = round.new.iter().map(|(of, _)| of.clone()).collect();
    were_told(&workspace.dir(), &of).expect("kept");
    round
}

/// The same of which nobody hears.
fn silent_timer(workspace: &TestWorkspace, clock: &Arc<Driven>) -> Round {
    let mut process = Process { clock: clock.clone(), ..Process::of(workspace) };
    round(&mut process, Wants { alone: true }, &mut |_, _, _| true).expect("a round")
}

#[test]
fn what_nobody_could_be_told_is_told_again() {
    let dispatch = Dispatch::start(Pages::Links);
    let (workspace, clock) = (company(&dispatch), Arc::<Driven>::default());
    dispatch.down(true);
    timer(&workspace, &clock);
    // It is given patience before it is told.
    clock.sleep(Duration::from_secs(20 * 60));
    assert_eq!(amiss(&silent_timer(&workspace, &clock)), ["source tms"], "its reader had gone away");
    assert_eq!(amiss(&timer(&workspace, &clock)), ["source tms"]);
    assert_eq!(amiss(&timer(&workspace, &clock)), [""; 0]);
}

fn amiss(round: &Round) -> Vec<&str> {
    round.new.iter().map(|(of, _)| of.as_str()).collect()
}

#[test]
fn a_source_down_for_a_day_is_told_once_and_nothing_is_lost() {
    let dispatch = Dispatch::start(Pages::Links);
    dispatch.page(&[load("L-1", "2025-03-01T00:00:00Z")]);
    let (workspace, clock) = (company(&dispatch), Arc::<Driven>::default());
    let first = timer(&workspace, &clock);
    assert_eq!((first.sources.len(), amiss(&first).len()), (2, 0), "{first:?}");
    dispatch.down(true);
    let before = dispatch.asked().len();
    let (mut told, mut lasting) = (Vec::new(), 0);
    for five_minutes in 1..=288u32 {
        clock.sleep(Duration::from_secs(300));
        if five_minutes % 48 == 0 {
            let number = format!("T-{five_minutes}");
            workspace.another(&number, str::to_owned);
            // The system at the other end goes on too.
            dispatch.page(&[load(&format!("L-{five_minutes}"), "2025-03-01T00:00:00Z")]);
            let ran = timer(&workspace, &clock);
            assert!(ran.assessed.loads > 0 && ran.sources[0].new > 0, "{five_minutes}: {ran:?}");
            assert!(known(&workspace.dir()).contains(&number), "it is in the queue in the same round");
        }
        let ran = timer(&workspace, &clock);
        assert!(ran.sources.iter().all(|source| source.name == "tms" || source.error.is_none()), "{ran:?}");
        told.extend(ran.new.iter().map(|(of, trouble)| (of.clone(), trouble.code)));
        lasting += usize::from(!ran.lasting.is_empty());
    }
    assert_eq!(told, [("source tms".to_owned(), Code::SourceBusy)], "once");
    assert!(lasting > 280, "and each later round has a line of it: {lasting}");
    let asked = dispatch.asked().len() - before;
    assert!((50..600).contains(&asked), "less and less often, and not never: {asked}");
    let health = Kept::read(&workspace.dir()).of("tms");
    assert!(health.failed > 50 && health.is_late(linehaul_workbench::settings::config::Every::Watched, clock.now()));

    dispatch.down(false);
    clock.sleep(Duration::from_secs(20 * 60));
    let back = timer(&workspace, &clock);
    assert_eq!((amiss(&back).len(), back.lasting.len()), (0, 0), "{back:?}");
    let tms = back.sources.iter().find(|source| source.name == "tms").expect("it was read");
    assert_eq!((tms.new, tms.error.is_none()), (6 * ROWS, true), "{tms:?}");
    let known = known(&workspace.dir());
    for five_minutes in [48, 96, 144, 192, 240, 288] {
        assert!(known.contains(&format!("tms/L-{five_minutes}")) && known.contains(&format!("T-{five_minutes}")));
    }
    let health = Kept::read(&workspace.dir()).of("tms");
    assert_eq!((health.failed, health.failure), (0, None));
}

#[test]
fn a_round_approves_makes_and_sends_nothing() {
    let (workspace, clock) = (TestWorkspace::tiny(), Arc::<Driven>::default());
    let ran = timer(&workspace, &clock);
    assert!(ran.assessed.loads > 0 && ran.done == 0, "{ran:?}");
    let mut session = workspace.open();
    assert_eq!(state(&session, "T-1"), "ready");
    approve(&mut session, &["T-1"]);
    drop(session);
    timer(&workspace, &clock);
    let session = workspace.open();
    assert_eq!(state(&session, "T-1"), "approved");
    assert!(session.batch_list().expect("batches").batches.iter().all(|batch| batch.invoices.is_empty()));
}

#[test]
fn a_source_that_asks_to_be_left_alone_is_not_asked_before_its_time() {
    let dispatch = Dispatch::start(Pages::Links);
    dispatch.page(&[load("L-1", "2025-03-01T00:00:00Z")]);
    let (workspace, clock) = (company(&dispatch), Arc::<Driven>::default());
    dispatch.wrong(Wrong::Status(429, "Retry-After: 3600\r\n"));
    let first = timer(&workspace, &clock);
    assert_eq!(amiss(&first).len(), 0, "it asks for patience, and has it");
    let asked = dispatch.asked().len();
    for _ in 0..11 {
        clock.sleep(Duration::from_secs(300));
        let ran = timer(&workspace, &clock);
        assert_eq!(ran.waiting.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["tms"]);
    }
    assert_eq!(dispatch.asked().len(), asked, "it was not asked");
    clock.sleep(Duration::from_secs(600));
    assert_eq!(timer(&workspace, &clock).sources[1].new, ROWS);
}
