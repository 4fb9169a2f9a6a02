//! What is said of a load at the desk, beside its sources.

use clap::Args;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{Hash, LoadNumber};
use linehaul_workbench::decisions::desk::{self, Saying};
use linehaul_workbench::decisions::review::Decided;
use linehaul_workbench::workspace::home::Workbench;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use ts_rs::TS;

use crate::command::decide::DECISION;
use crate::command::declare::{By, Command, Decides, Spoken, Tag};
use crate::command::session::Session;
use crate::error::{Answer, answer};
use crate::wire::review::Decisions;

/// Who says what of which load, and why, as the workbench takes it.
pub(crate) struct Told<'a> {
    load: LoadNumber,
    because: &'a str,
    from: Option<&'a str>,
    seen: Option<Hash>,
}

impl<'a> Told<'a> {
    pub(crate) fn new(load: &str, because: &'a str, from: &'a Option<String>, seen: &Option<String>) -> Told<'a> {
        Told { load: load.into(), because, from: from.as_deref(), seen: seen.clone().map(Hash) }
    }

    pub(crate) fn by<'t>(&'t self, user: Option<&'t str>) -> Saying<'t> {
        let Told { load, because, from, seen } = self;
        Saying { load, as_user: user, because, from: *from, seen: seen.as_ref() }
    }
}

/// Something that is said of a load: what its command has beside its arguments. Whatever is said is a decision, and is left where it is refused.
pub trait Statement: DeserializeOwned + TS + Args + Send + 'static {
    /// The name by which a shell asks it.
    const NAME: &'static str;
    /// The words of the command line.
    const WORDS: &'static str;

    /// Says it, as a user.
    fn say(&self, bench: &mut Workbench, user: Option<&str>) -> Outcome<Decided>;
}

impl<S: Statement> Command for S {
    type At = Decides;
    type Answer = Decisions;
    const NAME: &'static str = S::NAME;
    const CHANGES: &'static [Tag] = DECISION;

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<Decisions> {
        answer(self.say(session.bench_mut(), by.user))
    }

    fn left(done: &Decisions) -> bool {
        !done.refused.is_empty()
    }
}

impl<S: Statement> Spoken for S {
    const WORDS: &'static str = S::WORDS;
}

/// Say what stands in a field of a load, in place of what its sources say: a reference, an extra, the customer, miles, a stop's time. Nothing that is
/// not named is touched.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Set {
    /// The load's number.
    pub load: String,
    /// The field: miles, weight_lb, bill_to, customer_po, ref:NAME, extra:NAME; with --stop also arrived_at, departed_at.
    pub field: String,
    /// What stands there; "" for nothing. A time is by the clock of its stop, or has its offset.
    #[arg(allow_hyphen_values = true)]
    pub value: String,
    /// The stop, for a field of one.
    #[arg(long)]
    #[serde(default)]
    pub stop: Option<u32>,
    /// Why.
    #[arg(long)]
    pub because: String,
    /// Who told it, and how: "J. Smith, phone".
    #[arg(long)]
    #[serde(default)]
    pub from: Option<String>,
    /// What was looked at, as `show --json` has it: refused where the load is not so any more.
    #[arg(long, value_name = "HASH")]
    #[serde(default)]
    pub seen: Option<String>,
}

impl Statement for Set {
    const NAME: &'static str = "set";
    const WORDS: &'static str = "set";

    fn say(&self, bench: &mut Workbench, user: Option<&str>) -> Outcome<Decided> {
        let Set { load, field, value, stop, because, from, seen } = self;
        let told = Told::new(load, because, from, seen);
        desk::set(bench, told.by(user), (field, *stop), value)
    }
}

/// Take back what was said of a load at the desk: what its sources say stands again.
#[derive(Debug, Deserialize, TS, Args)]
pub struct TakeBack {
    /// The load's number.
    pub load: String,
    /// The entry of the book that says it, as `show` lists it.
    pub entry: u64,
    /// Why.
    #[arg(long)]
    pub because: String,
    /// What was looked at, as `show --json` has it: refused where the load is not so any more.
    #[arg(long, value_name = "HASH")]
    #[serde(default)]
    pub seen: Option<String>,
}

impl Statement for TakeBack {
    const NAME: &'static str = "take_back";
    const WORDS: &'static str = "take-back";

    fn say(&self, bench: &mut Workbench, user: Option<&str>) -> Outcome<Decided> {
        let TakeBack { load, entry, because, seen } = self;
        let told = Told::new(load, because, &None, seen);
        desk::take_back(bench, told.by(user), *entry)
    }
}
