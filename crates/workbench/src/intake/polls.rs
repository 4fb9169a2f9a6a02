//! Polls: sources are asked side by side, each on a thread of its own, and what one has is taken while others are still waited for.
//! None stops another. Where all are quick they are taken in the order of the settings.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use linehaul_connectors::source::Source as Port;
use linehaul_domain::fault::{Code, Fault, Outcome};

use crate::intake::poll::Poll;
use crate::intake::take::SourceReport;
use crate::machine::clock::Clock;
use crate::settings::config::Source;
use crate::workspace::home::Workbench;

/// One that has not answered for so long keeps no other behind it from being taken before it.
const QUICK: Duration = Duration::from_millis(250);
/// No source is waited for longer than this for one answer.
const LONGEST: Duration = Duration::from_secs(30 * 60);
/// Somebody who stops does not wait longer for a source that hangs.
const STOPPING: Duration = Duration::from_secs(2);

type OwnPoll = Poll<Box<dyn Port + Send>>;
/// What a thread tells: its place, its turn, and the poll.
type Told = (usize, u64, OwnPoll);

/// A source that is being asked.
struct Away {
    source: Source,
    thread: JoinHandle<()>,
    /// Which of all that were sent: what comes of one that was left behind is not taken for another.
    turn: u64,
    /// How long it was waited for.
    waited: Duration,
}

/// What the threads look at and say.
#[derive(Default)]
struct Shared {
    stop: AtomicBool,
    doing: Mutex<(String, usize, usize)>,
}

/// Sources that are being asked, by their places in the order of the settings.
pub(crate) struct Polls {
    clock: Clock,
    tell: Sender<Told>,
    told: Receiver<Told>,
    turns: u64,
    away: BTreeMap<usize, Away>,
    back: BTreeMap<usize, OwnPoll>,
    slow: BTreeSet<usize>,
    shared: Arc<Shared>,
    /// How long ago somebody stopped them.
    stopped: Option<Duration>,
}

/// What became of one.
pub(crate) type Ended = (Source, SourceReport);

impl Polls {
    /// None yet.
    pub fn new(clock: &Clock) -> Polls {
        let (tell, told) = channel();
        let (away, back, slow) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        Polls { clock: clock.clone(), tell, told, turns: 0, away, back, slow, shared: Arc::default(), stopped: None }
    }

    /// Begins one, in the workspace: the source is opened here, and asked elsewhere. LH-232 while it is to be left alone.
    pub fn begin(&mut self, bench: &Workbench, at: usize, source: &Source) -> Outcome<()> {
        let poll = Poll::begin(bench, source, bench.source(source)?)?;
        self.slow.remove(&at);
        self.send(at, source.clone(), poll);
        Ok(())
    }

    fn send(&mut self, at: usize, source: Source, mut poll: OwnPoll) {
        let (clock, tell, shared) = (self.clock.clone(), self.tell.clone(), self.shared.clone());
        self.turns += 1;
        let turn = self.turns;
        let thread = std::thread::spawn(move || {
            poll.away(&clock, &mut |what, done, all| {
                *shared.doing.lock().unwrap_or_else(PoisonError::into_inner) = (what.to_owned(), done, all);
                !shared.stop.load(Ordering::SeqCst)
            });
            // Whoever waited may have left it behind.
            let _ = tell.send((at, turn, poll));
        });
        self.away.insert(at, Away { source, thread, turn, waited: Duration::ZERO });
    }

    /// Is none left?
    pub fn is_empty(&self) -> bool {
        self.away.is_empty() && self.back.is_empty()
    }

    /// Waits for up to that long; answers whether there is something to be taken.
    pub fn wait(&mut self, most: Duration) -> bool {
        match self.told.recv_timeout(most) {
            Ok(told) => self.came(told),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                self.away.values_mut().for_each(|away| away.waited += most);
                self.stopped = self.stopped.map(|ago| ago + most);
            }
        }
        while let Ok(told) = self.told.try_recv() {
            self.came(told);
        }
        self.next().is_some()
    }

    /// Are all that are left slow: is there time for something else?
    pub fn are_slow(&self) -> bool {
        self.back.is_empty() && self.away.values().all(|away| away.waited > QUICK)
    }

    fn came(&mut self, (at, turn, poll): Told) {
        // One that was left behind is not waited for any more.
        if self.away.get(&at).is_some_and(|away| away.turn == turn) {
            self.away.remove(&at);
            self.back.insert(at, poll);
        }
    }

    /// The next one to be taken: the first of the settings, unless those before it are slow.
    fn next(&mut self) -> Option<usize> {
        let first = *self.back.keys().next()?;
        let slow = self.away.range(..first).filter(|(_, away)| away.waited > QUICK).map(|(at, _)| *at);
        self.slow.extend(slow);
        self.away.range(..first).all(|(at, _)| self.slow.contains(at)).then_some(first)
    }

    /// Takes what one had; answers it where it is through, and asks its source on where it is not.
    pub fn take(&mut self, bench: &mut Workbench) -> Option<Ended> {
        let at = self.next()?;
        let mut poll = self.back.remove(&at)?;
        let source = poll.source().clone();
        match poll.here(bench) {
            Ok(true) => {
                self.send(at, source, poll);
                None
            }
            Ok(false) => Some((source, poll.report())),
            Err(fault) => Some((source, SourceReport { error: Some(fault), ..poll.report() })),
        }
    }

    /// Those that died, or have been silent for longer than any source may be, or hang while somebody wants to stop.
    pub fn lost(&mut self) -> Vec<Ended> {
        let hurried = self.stopped.is_some_and(|ago| ago > STOPPING);
        let lost = |(at, away): (&usize, &Away)| {
            (hurried || away.waited > LONGEST || away.thread.is_finished()).then_some(*at)
        };
        let lost: Vec<usize> = self.away.iter().filter_map(lost).collect();
        // What has told is at hand before its thread is looked at.
        self.wait(Duration::ZERO);
        let gone: Vec<Away> = lost.into_iter().filter_map(|at| self.away.remove(&at)).collect();
        gone.into_iter().map(ended).collect()
    }

    /// Where one of them is.
    pub fn doing(&self) -> (String, usize, usize) {
        self.shared.doing.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Each is to stop before its next request.
    pub fn stop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        self.stopped.get_or_insert(Duration::ZERO);
    }
}

/// LH-209, or the panic of its thread.
fn ended(Away { source, thread, .. }: Away) -> Ended {
    if thread.is_finished()
        && let Err(panic) = thread.join()
    {
        std::panic::resume_unwind(panic);
    }
    let fault = Fault::new(
        Code::SourceSilent,
        format!("the source `{}` did not answer, and is not waited for any more", source.name),
        "Nothing new is known of it; what was known stays, and the other sources were read.",
        "Check that its folder or its system can be reached, then sync again.",
    );
    let report = SourceReport { error: Some(fault), ..SourceReport::of(&source) };
    (source, report)
}
