//! The runner: takes what is owed and due, does it, and records each step before the next. It knows no kind.
//!
//! Before an attempt the book says that it begins; behind it what came of it. What dies in between has no outcome: what may
//! repeat is done again, and of what is done once it is asked. What nothing tells goes to a person, and so does what failed too
//! often. How long to wait after a failure stands in the book, whichever run looks next.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration as Span;

use linehaul_connectors::erp::Erp;
use linehaul_domain::canonical;
use linehaul_domain::decision::Decision;
use linehaul_domain::effect::{EffectId, EffectState, EffectStep, Manner};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{BatchId, EffectKind, ErpPlace};
use linehaul_domain::time::{Duration, Instant};
use linehaul_store::{BookWrite, EffectRow};

use crate::effects::kind::{At, AttemptResult, AttemptStatus, Kind, Packet, Prepared, Why};
use crate::effects::told::{self, Told, packets, ready};
use crate::machine::{backoff, crash};
use crate::settings::actor::entry;
use crate::workspace::home::Workbench;

/// Attempts before a person must look.
pub const MAX_ATTEMPTS: u32 = 8;
/// Hours in doubt before a person must look.
pub const MAX_DOUBT_HOURS: i64 = 24;
const SHORTEST_WAIT: Span = Span::from_secs(60);
const LONGEST_WAIT: Span = Span::from_secs(3_600);
/// Whatever the other side asks for, it is tried again after a day: a wrong number must not silence it for ever.
const LONGEST_ASKED_SECONDS: u32 = 86_400;

/// What a run did.
#[derive(Debug, Default)]
pub struct Went {
    /// Packets that are done now.
    pub done: usize,
    /// Files that were handed out, by path.
    pub files: Vec<PathBuf>,
    /// What is owed and not done, when it ended.
    pub left: Vec<Told>,
}

struct Run<'a> {
    bench: &'a mut Workbench,
    erp: &'a mut dyn Erp,
    /// Which that is: nothing of another's is done here.
    place: ErpPlace,
    /// Nothing else is looked at.
    batch: Option<&'a BatchId>,
    went: Went,
    /// Each is tried once in a run.
    tried: BTreeSet<EffectId>,
    /// What kept effects from being prepared: nothing has happened, and the book says nothing of it.
    unprepared: BTreeMap<EffectId, Fault>,
}

/// Is there anything to do at this ERP now, of a batch or of all?
pub fn is_due(bench: &Workbench, erp: &ErpPlace, batch: Option<&BatchId>) -> Outcome<bool> {
    let now = bench.clock.now();
    for row in bench.book.effects_open()? {
        let meant = row.erp == *erp && batch.is_none_or(|batch| row.batch == *batch);
        if meant && can_go(&row, now) && (row.state != EffectState::Planned || ready(bench, &row)?) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn can_go(row: &EffectRow, now: Instant) -> bool {
    row.state != EffectState::NeedsPerson && row.not_before.is_none_or(|at| at <= now)
}

/// Does everything that is due and belongs to this ERP, of a batch or of all. Where something is done, others may have waited for it.
pub fn run(bench: &mut Workbench, erp: &mut dyn Erp, kinds: &[&dyn Kind], batch: Option<&BatchId>) -> Outcome<Went> {
    let (tried, unprepared) = (BTreeSet::new(), BTreeMap::new());
    let place = erp.place();
    let mut run = Run { bench, place: place.clone(), erp, batch, went: Went::default(), tried, unprepared };
    loop {
        let before = run.went.done;
        for kind in kinds {
            run.kind(*kind)?;
        }
        if run.went.done == before {
            break;
        }
    }
    let Run { bench, mut went, unprepared, .. } = run;
    let mut rows = bench.book.effects_open()?;
    rows.retain(|row| batch.is_none_or(|batch| row.batch == *batch));
    let of = |fault: &Fault, row: &EffectRow| EffectRow {
        code: Some(fault.code.to_string()),
        words: Some(fault.what.clone()),
        state: EffectState::Prepared,
        ..row.clone()
    };
    let rows = rows.iter().map(|row| unprepared.get(&row.id).map_or_else(|| row.clone(), |fault| of(fault, row)));
    went.left = told::of(bench, rows.collect(), &place)?;
    Ok(went)
}

impl Run<'_> {
    /// Open effects of a kind that may go now and were not tried yet.
    fn due(&self, kind: &dyn Kind) -> Outcome<Vec<EffectRow>> {
        let now = self.bench.clock.now();
        let mut rows = self.bench.book.effects_open()?;
        rows.retain(|row| {
            let own = row.id.of.as_str() == kind.name() && row.erp == self.place;
            let meant = self.batch.is_none_or(|batch| row.batch == *batch);
            own && meant && can_go(row, now) && !self.tried.contains(&row.id)
        });
        Ok(rows)
    }

    fn kind(&mut self, kind: &dyn Kind) -> Outcome<()> {
        let (owed, made): (Vec<_>, Vec<_>) =
            self.due(kind)?.into_iter().partition(|row| row.state == EffectState::Planned);
        for packet in packets(made) {
            self.go(kind, packet)?;
        }
        let mut by_batch: BTreeMap<BatchId, Vec<EffectRow>> = BTreeMap::new();
        for row in owed {
            if ready(self.bench, &row)? {
                by_batch.entry(row.batch.clone()).or_default().push(row);
            }
        }
        for (batch, due) in by_batch {
            self.tried.extend(due.iter().map(|row| row.id.clone()));
            let prepared = kind.prepare(&mut At { bench: self.bench, erp: self.erp }, &batch, &due);
            match prepared {
                Ok(all) => {
                    for one in all {
                        let packet = self.keep(kind, &batch, one)?;
                        self.go(kind, packet)?;
                    }
                }
                Err(fault) => self.unprepared.extend(due.into_iter().map(|row| (row.id, fault.clone()))),
            }
        }
        Ok(())
    }

    /// The book has what goes out before anything does.
    fn keep(&mut self, kind: &dyn Kind, batch: &BatchId, prepared: Prepared) -> Outcome<Packet> {
        let Prepared { name, effects, content } = prepared;
        let kept = content.map(|bytes| (canonical::hash_bytes(&bytes), bytes));
        let body = kept.as_ref().map(|(hash, _)| hash.clone());
        let step = EffectStep::Prepared { effects: effects.clone(), body: body.clone() };
        let (of, packet) = (EffectKind::from(kind.name()), name.clone());
        let decision = Decision::Effect { of, packet, batch: batch.clone(), step };
        let entries = vec![entry(self.bench.clock.now(), decision)];
        self.bench.append(&BookWrite { entries, bodies: kept.into_iter().collect(), ..BookWrite::default() })?;
        crash::point("effect.after_prepare");
        let effects = self.bench.book.effects_of_packet(&EffectKind::from(kind.name()), &name)?;
        Ok(Packet { name, batch: batch.clone(), body, effects })
    }

    /// Takes what goes out together as far as it goes.
    fn go(&mut self, kind: &dyn Kind, packet: Packet) -> Outcome<()> {
        self.tried.extend(packet.effects.iter().map(|row| row.id.clone()));
        let Some(first) = packet.effects.first().cloned() else { return Ok(()) };
        let lost = matches!(first.state, EffectState::Begun | EffectState::InDoubt);
        if lost && first.manner == Manner::Once && !self.asked(kind, &packet, &first)? {
            return Ok(());
        }
        if first.attempt >= MAX_ATTEMPTS {
            let words = format!("{} attempts were made: {}", first.attempt, first.words.unwrap_or_default());
            return self.person(&packet, kind, &words);
        }
        let mut at = At { bench: self.bench, erp: self.erp };
        if let Err(Fault { code, what: words, .. }) = kind.stage(&mut at, &packet) {
            return self.not_done(&packet, kind, &Why { code, words, retry_after_seconds: Some(0) }, first.attempt);
        }
        crash::point("effect.after_stage");
        let attempt = first.attempt + 1;
        self.step(&packet, kind, EffectStep::Begun { attempt })?;
        crash::point("effect.after_begin");
        let came = kind.perform(&mut At { bench: self.bench, erp: self.erp }, &packet);
        crash::point("effect.after_perform");
        match came {
            AttemptResult::Done(path) => {
                self.went.files.extend(path);
                self.done(&packet, kind)
            }
            AttemptResult::Lost(why) if first.manner == Manner::Once => self.in_doubt(&packet, kind, &why),
            AttemptResult::NotDone(why) | AttemptResult::Lost(why) => self.not_done(&packet, kind, &why, attempt),
        }
    }

    /// Asks about an attempt without an outcome; answers whether it is to be tried again.
    fn asked(&mut self, kind: &dyn Kind, packet: &Packet, first: &EffectRow) -> Outcome<bool> {
        match kind.ask(&mut At { bench: self.bench, erp: self.erp }, packet) {
            AttemptStatus::Done => self.done(packet, kind).map(|()| false),
            AttemptStatus::NotDone => {
                let (code, message) = (Code::EffectInDoubt.to_string(), "asked, it did not go out".to_owned());
                self.step(packet, kind, EffectStep::NotDone { code, message, not_before: None }).map(|()| true)
            }
            AttemptStatus::Later(why) if self.too_long(first)? => {
                let words = format!("in doubt for more than {MAX_DOUBT_HOURS} hours, and {}", why.words);
                self.person(packet, kind, &words).map(|()| false)
            }
            // How long it is in doubt counts from the first time.
            AttemptStatus::Later(_) if first.state == EffectState::InDoubt => Ok(false),
            AttemptStatus::Later(why) => self.in_doubt(packet, kind, &why).map(|()| false),
            AttemptStatus::NobodyKnows(why) => {
                let words = format!("an attempt has no outcome, and nothing tells whether it went out ({why})");
                self.person(packet, kind, &words).map(|()| false)
            }
        }
    }

    fn too_long(&self, row: &EffectRow) -> Outcome<bool> {
        let since = self.bench.book.entry(row.updated)?.map(|entry| entry.entry.at);
        Ok(since.is_some_and(|at| self.bench.clock.now() - at > Duration::hours(MAX_DOUBT_HOURS)))
    }

    fn done(&mut self, packet: &Packet, kind: &dyn Kind) -> Outcome<()> {
        self.went.done += 1;
        self.step(packet, kind, EffectStep::Done)
    }

    fn not_done(&mut self, packet: &Packet, kind: &dyn Kind, why: &Why, attempt: u32) -> Outcome<()> {
        let (code, message) = (why.code.to_string(), why.words.clone());
        let not_before = self.not_before(why, attempt);
        self.step(packet, kind, EffectStep::NotDone { code, message, not_before })
    }

    fn in_doubt(&mut self, packet: &Packet, kind: &dyn Kind, why: &Why) -> Outcome<()> {
        let (code, message) = (why.code.to_string(), why.words.clone());
        let not_before = self.not_before(why, 1);
        self.step(packet, kind, EffectStep::InDoubt { code, message, not_before })
    }

    fn person(&mut self, packet: &Packet, kind: &dyn Kind, words: &str) -> Outcome<()> {
        let (code, message) = (Code::EffectStuck.to_string(), words.to_owned());
        self.step(packet, kind, EffectStep::NeedsPerson { code, message })
    }

    /// As the other side asks, else longer after each attempt.
    fn not_before(&self, why: &Why, attempt: u32) -> Option<Instant> {
        let asked = why.retry_after_seconds.map(|seconds| Span::from_secs(seconds.min(LONGEST_ASKED_SECONDS).into()));
        let wait = asked.unwrap_or_else(|| backoff::doubled(SHORTEST_WAIT, attempt.saturating_sub(1), LONGEST_WAIT));
        let wait = Duration::from_std(wait).unwrap_or_default();
        (wait > Duration::zero()).then(|| self.bench.clock.now() + wait)
    }

    fn step(&mut self, packet: &Packet, kind: &dyn Kind, step: EffectStep) -> Outcome<()> {
        let (of, name, batch) = (EffectKind::from(kind.name()), packet.name.clone(), packet.batch.clone());
        let decision = Decision::Effect { of, packet: name, batch, step };
        let entries = vec![entry(self.bench.clock.now(), decision)];
        self.bench.append(&BookWrite { entries, ..BookWrite::default() })
    }
}
