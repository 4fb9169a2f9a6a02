//! Approving, by the page and by words.

use clap::Args;
use linehaul_domain::fault::Code;
use linehaul_domain::ids::Hash;
use linehaul_workbench::decisions::approve::{self, Ask};
use serde::Deserialize;
use ts_rs::TS;

use crate::command::decide::DECISION;
use crate::command::declare::{By, Command, Decides, Spoken, Tag};
use crate::command::session::Session;
use crate::error::{Answer, ApiError, answer};
use crate::wire::review::Approvals;

/// What is being done, as it is told.
const APPROVING: &str = "approving";

/// Approve loads, each as it was looked at: with the assessment that was shown.
#[derive(Debug, Deserialize, TS)]
pub struct Approve {
    /// Each load with the `assessment` that it showed.
    pub seen: Vec<(String, String)>,
}

fn seen((load, seen): (&String, &String)) -> Ask {
    Ask { load: load.as_str().into(), seen: Some(Hash(seen.clone())) }
}

impl Command for Approve {
    type At = Decides;
    type Answer = Approvals;
    const NAME: &'static str = "approve";
    const TELLS: bool = true;
    const CHANGES: &'static [Tag] = DECISION;

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<Approvals> {
        let asked: Vec<Ask> = self.seen.iter().map(|(load, shown)| seen((load, shown))).collect();
        answer(approve::approve(session.bench_mut(), &asked, by.user, None, &mut by.tick(APPROVING)))
    }

    fn left(done: &Approvals) -> bool {
        !done.refused.is_empty()
    }
}

/// Approve loads as they stand.
#[derive(Debug, Default, Deserialize, TS, Args)]
#[serde(default)]
pub struct ApproveNamed {
    /// Their numbers.
    #[arg(required_unless_present = "all_ready", conflicts_with = "all_ready")]
    pub loads: Vec<String>,
    /// Every load that is ready.
    #[arg(long)]
    pub all_ready: bool,
    /// What was looked at, as `show` and `queue` say it (`assessment`), for each load in the order named.
    #[arg(long, value_name = "HASH", conflicts_with = "all_ready")]
    pub seen: Vec<String>,
    /// A remark for the book.
    #[arg(long)]
    pub note: Option<String>,
}

impl Command for ApproveNamed {
    type At = Decides;
    type Answer = Approvals;
    const NAME: &'static str = "approve_named";
    const TELLS: bool = true;
    const CHANGES: &'static [Tag] = DECISION;

    fn logged(&self) -> &'static str {
        Approve::NAME
    }

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<Approvals> {
        let mut asked: Vec<Ask> = match self.seen.len() {
            0 => self.loads.iter().map(|load| Ask { load: load.as_str().into(), seen: None }).collect(),
            as_many if as_many == self.loads.len() => self.loads.iter().zip(&self.seen).map(seen).collect(),
            _ => return Err(self.uneven()),
        };
        if self.all_ready {
            asked.extend(approve::all_ready(session.bench())?);
        }
        answer(approve::approve(session.bench_mut(), &asked, by.user, self.note.as_deref(), &mut by.tick(APPROVING)))
    }

    fn left(done: &Approvals) -> bool {
        !done.refused.is_empty()
    }
}

impl Spoken for ApproveNamed {
    const WORDS: &'static str = "approve";
}

impl ApproveNamed {
    /// LH-426: as many hashes as loads.
    fn uneven(&self) -> ApiError {
        let loads = if self.loads.len() == 1 { "1 load".to_owned() } else { format!("{} loads", self.loads.len()) };
        ApiError {
            code: Code::SeenUneven,
            message: format!("{loads} named, and {} for --seen", self.seen.len()),
            meaning: "Nothing was approved.".to_owned(),
            next_step: "Say --seen once for each load, in the order of the loads.".to_owned(),
        }
    }
}
