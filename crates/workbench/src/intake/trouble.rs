//! Trouble: what is amiss and is nobody's decision, and whether somebody was told. Each is told once, however long it lasts and however
//! often it is looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use linehaul_domain::fault::{Code, Fault};
use linehaul_domain::time::Instant;
use serde::{Deserialize, Serialize};

use crate::intake::schedule::span;

/// One that comes back so soon after it ended is the same one: a line that comes and goes is no news each time.
const SAME_WITHIN: Duration = Duration::from_secs(60 * 60);
/// A source that only asks for patience is given it.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// Something that is amiss.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// `LH-nnn`.
    pub code: Code,
    /// What happened.
    pub what: String,
    /// What it means.
    pub means: String,
    /// What to do.
    pub next: String,
    /// Since when, UTC.
    pub since: Instant,
    /// From when on it is worth telling.
    tell: Instant,
    /// When somebody was told.
    pub told: Option<Instant>,
    /// When it was over.
    pub over: Option<Instant>,
}

/// Every one, by what it is of: `source dispatch`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Troubles(BTreeMap<String, Trouble>);

impl Trouble {
    fn of(fault: Fault, now: Instant) -> Trouble {
        let tell = if fault.code == Code::SourceBusy { now + span(PATIENCE) } else { now };
        let Fault { code, what, means, next } = fault;
        Trouble { code, what, means, next, since: now, tell, told: None, over: None }
    }

    /// Is it the same trouble, as it shows now?
    fn is_still(&self, code: Code) -> bool {
        self.code == code || self.code.is_of_a_source_away() && code.is_of_a_source_away()
    }
}

impl Troubles {
    /// All of this was looked at, and so much of it was found amiss. What is well again is over.
    pub fn look(&mut self, at: &BTreeSet<String>, found: Vec<(String, Fault)>, now: Instant) {
        self.0.retain(|_, trouble| trouble.over.is_none_or(|over| now - over < span(SAME_WITHIN)));
        let mut amiss = BTreeSet::new();
        for (of, fault) in found {
            match self.0.get_mut(&of).filter(|known| known.is_still(fault.code)) {
                Some(known) => {
                    // One that came back is told if it stays for longer than it takes to be another one.
                    if known.over.take().is_some() {
                        (known.since, known.tell, known.told) = (now, now + span(SAME_WITHIN), None);
                    }
                    (known.code, known.what) = (fault.code, fault.what);
                    (known.means, known.next) = (fault.means, fault.next);
                }
                None => drop(self.0.insert(of.clone(), Trouble::of(fault, now))),
            }
            amiss.insert(of);
        }
        for (_, trouble) in self.0.iter_mut().filter(|(of, _)| at.contains(*of) && !amiss.contains(*of)) {
            trouble.over.get_or_insert(now);
        }
    }

    /// Those that somebody is to be told now: until [`Troubles::were_told`] nobody was.
    pub fn to_tell(&self, now: Instant) -> Vec<(String, Trouble)> {
        let new = |trouble: &Trouble| trouble.over.is_none() && trouble.told.is_none() && trouble.tell <= now;
        let new = self.0.iter().filter(|(_, trouble)| new(trouble));
        new.map(|(of, trouble)| (of.clone(), trouble.clone())).collect()
    }

    /// Somebody was told these.
    pub fn were_told(&mut self, of: &[String], now: Instant) {
        for (_, trouble) in self.0.iter_mut().filter(|(known, _)| of.contains(known)) {
            trouble.told.get_or_insert(now);
        }
    }

    /// What there is, or was lately, by how its name begins.
    pub fn named(&self, beginning: &str) -> impl Iterator<Item = &String> {
        self.0.keys().filter(move |of| of.starts_with(beginning))
    }

    /// Those that last.
    pub fn lasting(&self) -> Vec<(String, Trouble)> {
        let lasting = self.0.iter().filter(|(_, trouble)| trouble.over.is_none());
        lasting.map(|(of, trouble)| (of.clone(), trouble.clone())).collect()
    }

    /// What is of none of these any more is forgotten.
    pub fn keep_only(&mut self, of: &dyn Fn(&str) -> bool) {
        self.0.retain(|name, _| of(name));
    }
}
