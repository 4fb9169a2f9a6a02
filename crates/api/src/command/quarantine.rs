//! The quarantine: what waits in it, and how it comes to wait no longer.

use clap::Args;
use linehaul_domain::fault::{Code, Fault};
use linehaul_domain::ids::Hash;
use linehaul_workbench::decisions::mend::{mend, replay};
use linehaul_workbench::decisions::quarantine::{self, By as Grouped, Which};
use serde::Deserialize;
use ts_rs::TS;

use crate::command::declare::{By, Command, Decides, Reads, Spoken, Tag, Works};
use crate::command::session::Session;
use crate::error::{Answer, answer};
use crate::wire::quarantine::{self as wire, Mended, QuarantineCleared, QuarantineReplayed, QuarantinedRow};

/// What a decision on rows changes: what is known of their loads, and what becomes of approvals and invoices by that.
const ROWS: &[Tag] = &[Tag::Deliveries, Tag::Loads, Tag::Invoices, Tag::Book];

/// Rows that could not be taken and wait for somebody, with all that is wrong with them.
#[derive(Debug, Default, Deserialize, TS, Args)]
pub struct Quarantine {
    /// Put together by what is wrong (`cause`), or by `source` or `file`.
    #[arg(long, value_parser = ["cause", "source", "file"])]
    #[serde(default)]
    #[ts(optional)]
    pub by: Option<String>,
    /// Only rows of this source.
    #[arg(long)]
    #[serde(default)]
    #[ts(optional)]
    pub source: Option<String>,
    /// Only rows with this fault, such as LH-220.
    #[arg(long)]
    #[serde(default)]
    #[ts(optional)]
    pub cause: Option<String>,
    /// Those that were mended or cleared too.
    #[arg(long)]
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub ever: bool,
}

impl Command for Quarantine {
    type At = Reads;
    type Answer = wire::Quarantine;
    const NAME: &'static str = "quarantine";
    const READS: &'static [Tag] = &[Tag::Deliveries];

    fn logged(&self) -> &'static str {
        Self::WORDS
    }

    fn answer(&self, session: &Session, _: &mut By<'_>) -> Answer<wire::Quarantine> {
        let by = match self.by.as_deref() {
            Some("source") => Grouped::Source,
            Some("file") => Grouped::File,
            _ => Grouped::Cause,
        };
        let Quarantine { source, cause, ever, .. } = self;
        let which = Which { source: source.clone(), cause: cause.clone(), ever: *ever };
        answer(quarantine::list(session.bench(), &which).map(|rows| (rows, by)))
    }
}

impl Spoken for Quarantine {
    const WORDS: &'static str = "quarantine list";
}

/// One row of the quarantine, with its cells by the names of their columns.
#[derive(Debug, Deserialize, TS, Args)]
pub struct QuarantineShow {
    /// Its id, as the list has it.
    pub item: String,
}

impl Command for QuarantineShow {
    type At = Reads;
    type Answer = QuarantinedRow;
    const NAME: &'static str = "quarantine_show";
    const READS: &'static [Tag] = &[Tag::Deliveries];

    fn logged(&self) -> &'static str {
        Self::WORDS
    }

    fn answer(&self, session: &Session, _: &mut By<'_>) -> Answer<QuarantinedRow> {
        answer(quarantine::show(session.bench(), &self.item))
    }
}

impl Spoken for QuarantineShow {
    const WORDS: &'static str = "quarantine show";
}

/// Mend a row in place: it is read as if its source had delivered it so. Where it still does not read, or changes more than what was
/// wrong with it, that is told and nothing is written.
#[derive(Debug, Deserialize, TS, Args)]
pub struct QuarantineMend {
    /// Its id, as the list has it.
    pub item: String,
    /// What is to stand where, by the file's own names for its columns.
    #[arg(value_name = "COLUMN=VALUE", required = true)]
    pub values: Vec<String>,
    /// Why, and from whom it is known.
    #[arg(long)]
    pub because: String,
    /// What was looked at of what it changes, as the answer says it (`seen`).
    #[arg(long)]
    #[serde(default)]
    #[ts(optional)]
    pub seen: Option<String>,
}

impl Command for QuarantineMend {
    type At = Decides;
    type Answer = Mended;
    const NAME: &'static str = "quarantine_mend";
    const CHANGES: &'static [Tag] = ROWS;

    fn logged(&self) -> &'static str {
        Self::WORDS
    }

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<Mended> {
        let values = self.values.iter().map(|value| parted(value)).collect::<Result<Vec<_>, Fault>>()?;
        let seen = self.seen.clone().map(Hash);
        answer(mend(session.bench_mut(), (&self.item, &values), seen.as_ref(), by.user, &self.because))
    }

    fn left(done: &Mended) -> bool {
        !done.taken
    }
}

impl Spoken for QuarantineMend {
    const WORDS: &'static str = "quarantine mend";
}

/// `COLUMN=VALUE`. LH-446.
fn parted(text: &str) -> Result<(String, String), Fault> {
    let parted = text.split_once('=').map(|(column, value)| (column.trim().to_owned(), value.trim().to_owned()));
    parted.ok_or_else(|| {
        Fault::new(
            Code::RowNotMendable,
            format!("`{text}` does not say what is to stand where"),
            "Nothing was decided; the row waits as before.",
            "Say COLUMN=VALUE, with the column as the file has it.",
        )
    })
}

/// Read what waits once more, by the mappings as they are now.
#[derive(Debug, Default, Deserialize, TS, Args)]
pub struct QuarantineReplay {
    /// Only these rows.
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    pub items: Vec<String>,
    /// Only rows of this source.
    #[arg(long)]
    #[serde(default)]
    #[ts(optional)]
    pub source: Option<String>,
    /// Only rows with this fault, such as LH-220.
    #[arg(long)]
    #[serde(default)]
    #[ts(optional)]
    pub cause: Option<String>,
}

impl Command for QuarantineReplay {
    type At = Works;
    type Answer = QuarantineReplayed;
    const NAME: &'static str = "quarantine_replay";
    const TELLS: bool = true;
    const CHANGES: &'static [Tag] = ROWS;

    fn logged(&self) -> &'static str {
        Self::WORDS
    }

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<QuarantineReplayed> {
        let which = Which { source: self.source.clone(), cause: self.cause.clone(), ever: false };
        answer(replay(session.bench_mut(), &self.items, &which, &mut by.tick("assessing")))
    }

    fn left(done: &QuarantineReplayed) -> bool {
        !done.waiting.is_empty()
    }
}

impl Spoken for QuarantineReplay {
    const WORDS: &'static str = "quarantine replay";
}

/// Clear rows: what they say does not count, and they hold nothing.
#[derive(Debug, Deserialize, TS, Args)]
pub struct QuarantineClear {
    /// Their ids, as the list has them.
    #[arg(required = true)]
    pub items: Vec<String>,
    /// Why.
    #[arg(long)]
    pub because: String,
}

impl Command for QuarantineClear {
    type At = Decides;
    type Answer = QuarantineCleared;
    const NAME: &'static str = "quarantine_clear";
    const CHANGES: &'static [Tag] = ROWS;

    fn logged(&self) -> &'static str {
        Self::WORDS
    }

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<QuarantineCleared> {
        let loads = quarantine::clear(session.bench_mut(), &self.items, by.user, &self.because)?;
        Ok(QuarantineCleared { items: self.items.clone(), loads: loads.into_iter().map(|load| load.0).collect() })
    }
}

impl Spoken for QuarantineClear {
    const WORDS: &'static str = "quarantine clear";
}

/// Take back that rows were cleared: they wait again.
#[derive(Debug, Deserialize, TS, Args)]
pub struct QuarantineReopen {
    /// Their ids.
    #[arg(required = true)]
    pub items: Vec<String>,
    /// Why.
    #[arg(long)]
    pub because: String,
}

impl Command for QuarantineReopen {
    type At = Decides;
    type Answer = QuarantineCleared;
    const NAME: &'static str = "quarantine_reopen";
    const CHANGES: &'static [Tag] = ROWS;

    fn logged(&self) -> &'static str {
        Self::WORDS
    }

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<QuarantineCleared> {
        let loads = quarantine::reopen(session.bench_mut(), &self.items, by.user, &self.because)?;
        Ok(QuarantineCleared { items: self.items.clone(), loads: loads.into_iter().map(|load| load.0).collect() })
    }
}

impl Spoken for QuarantineReopen {
    const WORDS: &'static str = "quarantine reopen";
}
