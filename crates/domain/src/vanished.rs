//! Vanished: loads that a complete delivery of a source lacks and that the one before it had. A source says which of its deliveries are
//! complete; of every other one, what is not in it says nothing.
//!
//! What a delivery takes away is a function of what its sort of files listed before it, in the archive's order. Whether that asks anything of
//! a load is a function of the load as it is.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::ids::LoadNumber;
use crate::time::{Duration, Instant, NaiveDate};

/// What each delivery of a sort of files lists all of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Complete {
    /// Every load that there is: none leaves it.
    All,
    /// Every load that is open there: one that is billed here may leave it.
    Open,
    /// Every load of so many days: an older one may leave it.
    Days(u32),
}

impl Complete {
    /// Reads `all`, `open`, `30 days`; in words why it is none.
    pub fn read(text: &str) -> Result<Complete, String> {
        let unread = || format!("complete `{text}`: say `all`, `open`, or a time like `30 days`");
        match text.trim() {
            "all" => Ok(Complete::All),
            "open" => Ok(Complete::Open),
            days => {
                let number = days.strip_suffix("days").map(str::trim).and_then(|number| number.parse().ok());
                number.filter(|number| *number > 0).map(Complete::Days).ok_or_else(unread)
            }
        }
    }

    /// May a load on which nothing happened after that day be missing from a list of that instant, for its age?
    pub fn is_past(self, last_day: Option<NaiveDate>, at: Instant) -> bool {
        let Complete::Days(days) = self else { return false };
        let oldest = at.date_naive().checked_sub_signed(Duration::days(days.into()));
        last_day.zip(oldest).is_some_and(|(last, oldest)| last < oldest)
    }
}

/// What a complete delivery lists, told once all of it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Of which sort of files it is.
    pub sort: String,
    /// What it lists all of.
    pub complete: Complete,
    /// The loads of which it speaks, in quarantine or not.
    pub loads: BTreeSet<LoadNumber>,
    /// Is there no row of which nobody can tell the load?
    pub is_sure: bool,
}

/// Why a complete delivery takes nothing away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Short {
    /// It lists fewer than half of those before it: so many of so many.
    TooFew(usize, usize),
    /// A row of it could not be read, and nobody can tell of which load it is.
    Unsure,
}

impl Listing {
    /// Is it like one before it: does it list at least half of that?
    pub fn confirms(&self, before: &BTreeSet<LoadNumber>) -> bool {
        !before.is_empty() && 2 * before.intersection(&self.loads).count() >= before.len()
    }

    /// What of a former list it takes away; or why nothing.
    pub fn takes_away(&self, former: &BTreeSet<LoadNumber>) -> Result<Vec<LoadNumber>, Short> {
        let gone: Vec<LoadNumber> = former.difference(&self.loads).cloned().collect();
        if gone.is_empty() {
            return Ok(gone);
        }
        let still = former.len() - gone.len();
        match (self.is_sure, still * 2 < former.len()) {
            (false, _) => Err(Short::Unsure),
            (true, true) => Err(Short::TooFew(still, former.len())),
            (true, false) => Ok(gone),
        }
    }
}

/// A complete delivery that takes nothing away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShortList {
    /// The file.
    pub file: String,
    /// When it was received.
    pub at: Instant,
    /// Why it does not.
    pub why: Short,
}

/// What a complete delivery did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// The loads that it lists no more.
    pub gone: Vec<LoadNumber>,
    /// Those that are back by it.
    pub back: Vec<LoadNumber>,
    /// Why it takes nothing away.
    pub short: Option<ShortList>,
}

impl Listed {
    /// The loads of which something else is known now.
    pub fn touched(&self) -> impl Iterator<Item = &LoadNumber> {
        self.gone.iter().chain(&self.back)
    }
}

/// How it ended that a load was not listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// A later delivery listed it again.
    Back {
        /// Which.
        file: String,
        /// When it was received.
        at: Instant,
    },
    /// A person said that it is billed all the same.
    Answered,
}

/// That a load is not listed any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vanished {
    /// Whose list it was.
    pub source: String,
    /// Of which sort of files.
    pub sort: String,
    /// The file that listed it last.
    pub listed: String,
    /// The first one that does not.
    pub file: String,
    /// When that was received.
    pub at: Instant,
    /// What it lists all of.
    pub complete: Complete,
    /// How it ended, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
}

impl Vanished {
    /// Does it ask something of a load on which nothing happened after that day: it is not back, nobody answered, and it is not older than
    /// what is listed?
    pub fn asks(&self, last_day: Option<NaiveDate>) -> bool {
        self.ended.is_none() && !self.complete.is_past(last_day, self.at)
    }

    /// May a load that is billed leave that list?
    pub fn may_be_billed(&self) -> bool {
        self.complete == Complete::Open
    }

    /// By what an answer names it: another time it is another question.
    pub fn question(&self) -> String {
        format!("not listed by {} since {} of {}", self.source, self.file, self.at.to_rfc3339())
    }

    /// In words, behind the load's number.
    pub fn words(&self) -> String {
        let Vanished { source, listed, file, at, .. } = self;
        format!("{source} listed it in {listed}, and {file}, received {}, does not", moment(*at))
    }

    /// The same with how it ended, for the load's history.
    pub fn told(&self) -> String {
        match &self.ended {
            Some(Ended::Back { file, at }) => {
                format!("{}; {file}, received {}, lists it again", self.words(), moment(*at))
            }
            Some(Ended::Answered) => format!("{}; a person said to bill it all the same", self.words()),
            None => self.words(),
        }
    }
}

/// `2025-03-04 08:00 UTC`.
pub fn moment(at: Instant) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}
