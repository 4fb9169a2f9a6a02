//! A scan of several loads, split by page.

use clap::Args;
use linehaul_domain::fault::{Code, Fault};
use linehaul_domain::pages::Pages;
use linehaul_workbench::decisions::split::{Part, split};
use serde::Deserialize;
use ts_rs::TS;

use crate::command::declare::{By, Command, Decides, Spoken, Tag};
use crate::command::session::Session;
use crate::error::Answer;
use crate::wire::quarantine::{CutOutLine, ScanSplit};

/// Say which pages of a scan that waits in the quarantine are of which load: each load gets its pages as a document of its own.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Split {
    /// The scan: its name, or its id in the quarantine.
    pub scan: String,
    /// Pages and the load that they are of, like `1-2=10421 3=10422`; `4=-` where they are nobody's.
    #[arg(value_name = "PAGES=LOAD", required = true)]
    pub parts: Vec<String>,
    /// What its documents are, such as `pod_signed`, where its name does not say it.
    #[arg(long = "type", value_name = "TYPE")]
    #[serde(default)]
    #[ts(optional)]
    pub kind: Option<String>,
    /// Why, and from whom it is known.
    #[arg(long)]
    pub because: String,
}

impl Command for Split {
    type At = Decides;
    type Answer = ScanSplit;
    const NAME: &'static str = "split";
    const CHANGES: &'static [Tag] = &[Tag::Deliveries, Tag::Loads, Tag::Invoices, Tag::Book];

    fn logged(&self) -> &'static str {
        Self::WORDS
    }

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<ScanSplit> {
        let parts = self.parts.iter().map(|part| parted(part)).collect::<Result<Vec<_>, Fault>>()?;
        let asked = (self.scan.as_str(), parts.as_slice(), self.kind.as_deref());
        let done = split(session.bench_mut(), asked, by.user, &self.because)?;
        Ok(ScanSplit { documents: done.into_iter().map(CutOutLine::from).collect() })
    }
}

impl Spoken for Split {
    const WORDS: &'static str = "split";
}

/// `PAGES=LOAD`. LH-446.
fn parted(text: &str) -> Result<Part, Fault> {
    let part = text.split_once('=').and_then(|(pages, load)| Some((Pages::of_text(pages.trim())?, load.trim())));
    match part.filter(|(_, load)| !load.is_empty()) {
        Some((pages, "-")) => Ok((pages, None)),
        Some((pages, load)) => Ok((pages, Some(load.to_owned()))),
        None => Err(Fault::new(
            Code::RowNotMendable,
            format!("`{text}` does not say which pages are of which load"),
            "Nothing was decided; the scan waits as before.",
            "Say PAGES=LOAD, like `1-2=10421`, `3,5=10422`, or `4=-` for what is nobody's.",
        )),
    }
}
