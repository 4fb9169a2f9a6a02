//! What else is decided of one load.

use clap::Args;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::ids::Hash;
use linehaul_workbench::decisions::review;
use serde::Deserialize;
use ts_rs::TS;

use crate::command::declare::{By, Command, Decides, Spoken, Tag};
use crate::command::session::Session;
use crate::error::{Answer, answer};
use crate::wire::review::Decisions;

/// What a decision changes: its load, the book, and the invoice that bills the load, where that is voided.
pub(crate) const DECISION: &[Tag] = &[Tag::Loads, Tag::Invoices, Tag::Book];

/// Hold a load with a reason.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Hold {
    /// Its number.
    pub load: String,
    /// Why.
    #[arg(long)]
    pub reason: String,
}

impl Command for Hold {
    type At = Decides;
    type Answer = Decisions;
    const NAME: &'static str = "hold";
    const CHANGES: &'static [Tag] = DECISION;

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<Decisions> {
        answer(review::hold(session.bench_mut(), &self.load.as_str().into(), by.user, &self.reason))
    }

    fn left(done: &Decisions) -> bool {
        !done.refused.is_empty()
    }
}

impl Spoken for Hold {
    const WORDS: &'static str = "hold";
}

/// Take an approval back that was not sent.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Withdraw {
    /// Its number.
    pub load: String,
    /// Why.
    #[arg(long)]
    pub reason: String,
}

impl Command for Withdraw {
    type At = Decides;
    type Answer = Decisions;
    const NAME: &'static str = "withdraw";
    const CHANGES: &'static [Tag] = DECISION;

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<Decisions> {
        answer(review::withdraw(session.bench_mut(), &self.load.as_str().into(), by.user, &self.reason))
    }

    fn left(done: &Decisions) -> bool {
        !done.refused.is_empty()
    }
}

impl Spoken for Withdraw {
    const WORDS: &'static str = "withdraw";
}

/// End a person's hold, accept a lapsed approval as it stands now, or answer what holds a load until somebody says: facts that are disputed
/// (what stands is right), a load that vanished (it is billed all the same), loads that look alike (they are two).
#[derive(Debug, Deserialize, TS, Args)]
pub struct Release {
    /// Its number.
    pub load: String,
    /// What was looked at, as `show` and `queue` say it (`assessment`).
    #[arg(long, value_name = "HASH")]
    #[serde(default)]
    #[ts(optional)]
    pub seen: Option<String>,
    /// Why.
    #[arg(long)]
    pub reason: String,
}

impl Command for Release {
    type At = Decides;
    type Answer = Decisions;
    const NAME: &'static str = "release";
    const CHANGES: &'static [Tag] = DECISION;

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<Decisions> {
        let (load, seen) = (self.load.as_str().into(), self.seen.clone().map(Hash));
        answer(review::release(session.bench_mut(), (&load, seen.as_ref()), by.user, &self.reason))
    }

    fn left(done: &Decisions) -> bool {
        !done.refused.is_empty()
    }
}

impl Spoken for Release {
    const WORDS: &'static str = "release";
}

/// Add an amount to a charge, as a line of its own.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Adjust {
    /// Its number.
    pub load: String,
    /// The charge's code, e.g. DETENTION_LOADING.
    pub code: String,
    /// The amount, invoice currency; may be negative.
    #[arg(allow_hyphen_values = true)]
    pub amount: String,
    /// What was looked at, as `show --json` has it: refused where the load is not so any more.
    #[arg(long, value_name = "HASH")]
    #[serde(default)]
    #[ts(optional)]
    pub seen: Option<String>,
    /// Why.
    #[arg(long)]
    pub reason: String,
}

impl Command for Adjust {
    type At = Decides;
    type Answer = Decisions;
    const NAME: &'static str = "adjust";
    const CHANGES: &'static [Tag] = DECISION;

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<Decisions> {
        let Adjust { load, code, amount, seen, reason } = self;
        let (load, code, seen) = (load.as_str().into(), ChargeCode::from(code.as_str()), seen.clone().map(Hash));
        answer(review::adjust(session.bench_mut(), (&load, seen.as_ref()), by.user, &code, amount, reason))
    }

    fn left(done: &Decisions) -> bool {
        !done.refused.is_empty()
    }
}

impl Spoken for Adjust {
    const WORDS: &'static str = "adjust";
}
