//! What reaches the ERP: sending, reading back, letting go on; and what was found there.

use clap::Args;
use linehaul_domain::ids::{BatchId, InvoiceNumber};
use linehaul_workbench::decisions::cancelled;
use linehaul_workbench::decisions::cancelled::Fate;
use linehaul_workbench::effects::go_on::{self, End};
use linehaul_workbench::invoicing::reconcile::Which;
use linehaul_workbench::invoicing::retry::Retried;
use linehaul_workbench::invoicing::{elsewhere, push, reconcile, retry};
use linehaul_workbench::machine::secret;
use serde::Deserialize;
use ts_rs::TS;

use crate::command::decide::DECISION;
use crate::command::declare::{By, Command, Decides, Spoken, Tag, Works};
use crate::command::session::Session;
use crate::error::{Answer, answer};
use crate::wire::batch::{PushReport, UnpostedLine};
use crate::wire::reconcile::{Ended, Forgotten, ReconcileReport, RetryReport, Settled};
use crate::wire::review::RefusedLine;

/// Send what is queued; without a batch, make one of everything approved first.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Push {
    /// One batch.
    // The page names the batch that it shows.
    #[ts(type = "string")]
    pub batch: Option<String>,
}

impl Command for Push {
    type At = Decides;
    type Answer = PushReport;
    const NAME: &'static str = "push";
    const TELLS: bool = true;
    const CHANGES: &'static [Tag] = DECISION;

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<PushReport> {
        let id = self.batch.as_deref().map(BatchId::from);
        let (made, pushed) = push::send(session.bench_mut(), id.as_ref(), by.user, &mut by.pausable("sending"))?;
        let mut report = PushReport::from(pushed);
        let made_one = made.as_ref().filter(|batch| !batch.invoices.is_empty());
        report.batch = report.batch.or(made_one.map(|batch| batch.id.to_string()));
        report.refused = made.into_iter().flat_map(|b| b.refused).map(RefusedLine::from).collect();
        // What an earlier push left to a person is told by every later one: a job at night says it once only otherwise.
        let told: Vec<&UnpostedLine> = report.in_doubt.iter().chain(&report.rejected).collect();
        let told = |name: &String| told.iter().any(|line| line.invoice == *name || line.loads.contains(name));
        let earlier: Vec<(String, String)> =
            retry::left(session.bench())?.into_iter().filter(|(n, _)| !told(n)).collect();
        let earlier: Vec<(String, String)> = earlier.into_iter().filter(|(n, _)| !told(n)).collect();
        report.remarks.extend(earlier.into_iter().map(|(_, words)| words));
        Ok(report)
    }

    fn left(report: &PushReport) -> bool {
        // What was not sent goes out with the next push, but a job that runs at night must learn that it did not.
        let left = !report.rejected.is_empty() || !report.in_doubt.is_empty() || !report.skipped.is_empty();
        left || !report.refused.is_empty() || report.error.is_some() || report.waiting > 0 || !report.owed.is_empty()
    }
}

impl Spoken for Push {
    const WORDS: &'static str = "push";
}

/// Read the ERP back and clear what is in doubt. Where the ERP tells what changed, that is asked about, and a part of the rest.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Reconcile {
    /// Ask about every posted invoice.
    #[arg(long)]
    #[serde(skip)]
    #[ts(skip)]
    pub full: bool,
}

impl Command for Reconcile {
    type At = Decides;
    type Answer = ReconcileReport;
    const NAME: &'static str = "reconcile";
    const TELLS: bool = true;
    const CHANGES: &'static [Tag] = DECISION;

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<ReconcileReport> {
        let which = if self.full { Which::Every } else { Which::Changed };
        answer(reconcile::reconcile(session.bench_mut(), which, by.user, &mut by.pausable("sending")))
    }

    fn left(report: &ReconcileReport) -> bool {
        let left = !report.mismatched.is_empty() || !report.in_doubt.is_empty() || !report.needs_person.is_empty();
        left || report.stopped || report.error.is_some()
    }
}

impl Spoken for Reconcile {
    const WORDS: &'static str = "reconcile";
}

/// Let go on what was rejected or waits for a person: an invoice, a file, the note of a batch. What can be asked decides first.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Retry {
    /// Their numbers or names; every rejected invoice when none is named.
    pub invoices: Vec<String>,
    /// Somebody looked at the ERP that they were sent to, which is not the configured one: nothing of them is there, no draft either.
    #[arg(long, requires = "invoices")]
    #[serde(skip)]
    #[ts(skip)]
    pub nothing_came: bool,
    /// Why.
    #[arg(long)]
    pub reason: String,
}

impl Command for Retry {
    type At = Decides;
    type Answer = RetryReport;
    const NAME: &'static str = "retry";
    const CHANGES: &'static [Tag] = DECISION;

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<RetryReport> {
        let numbers: Vec<InvoiceNumber> = self.invoices.iter().map(|i| i.as_str().into()).collect();
        if self.nothing_came {
            let queued = elsewhere::nothing_came(session.bench_mut(), &numbers, by.user, &self.reason)?;
            return answer(Ok(Retried { queued, ..Retried::default() }));
        }
        answer(retry::retry(session.bench_mut(), &numbers, by.user, &self.reason))
    }

    fn left(report: &RetryReport) -> bool {
        !report.refused.is_empty()
    }
}

impl Spoken for Retry {
    const WORDS: &'static str = "retry";
}

/// Say what becomes of an invoice that was cancelled or credited at the ERP.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Cancelled {
    /// Its number.
    pub invoice: String,
    /// Its loads can be approved and billed again, under the next generation of its number.
    #[arg(long, required_unless_present = "closed", conflicts_with = "closed")]
    pub bill_again: bool,
    /// Its loads are not billed again.
    #[arg(long)]
    #[serde(skip)]
    #[ts(skip)]
    pub closed: bool,
    /// Why.
    #[arg(long)]
    pub reason: String,
}

impl Command for Cancelled {
    type At = Decides;
    type Answer = Settled;
    const NAME: &'static str = "cancelled";
    const CHANGES: &'static [Tag] = DECISION;

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<Settled> {
        let fate = if self.bill_again { Fate::BillAgain } else { Fate::Closed };
        let loads = cancelled::settle(session.bench_mut(), &self.invoice.as_str().into(), fate, by.user, &self.reason)?;
        let loads = loads.into_iter().map(|load| load.0).collect();
        Ok(Settled { bill_again: self.bill_again, invoice: self.invoice.clone(), loads })
    }
}

impl Spoken for Cancelled {
    const WORDS: &'static str = "cancelled";
}

/// Say what became of what is owed beside the invoices: a file, the note of a batch. It is not done any more.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Owed {
    /// Their names, as `doctor` and `batch list` tell them.
    #[arg(required = true)]
    pub names: Vec<String>,
    /// It is done: somebody saw it there.
    #[arg(long, required_unless_present = "given_up", conflicts_with = "given_up")]
    pub went_out: bool,
    /// It is given up: it was done otherwise, or is not wanted any more.
    #[arg(long)]
    #[serde(skip)]
    #[ts(skip)]
    pub given_up: bool,
    /// Why.
    #[arg(long)]
    pub reason: String,
}

impl Command for Owed {
    type At = Decides;
    type Answer = Ended;
    const NAME: &'static str = "owed";
    const CHANGES: &'static [Tag] = DECISION;

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<Ended> {
        let how = if self.went_out { End::WentOut } else { End::GivenUp };
        let ended = go_on::end(session.bench_mut(), &self.names, how, by.user, &self.reason)?;
        Ok(Ended { went_out: self.went_out, ended })
    }
}

impl Spoken for Owed {
    const WORDS: &'static str = "owed";
}

/// Forget it.
#[derive(Debug, Deserialize, TS, Args)]
pub struct SecretForget {
    /// Of this source; the ERP's when none is named.
    #[arg(long)]
    pub source: Option<String>,
}

impl Command for SecretForget {
    type At = Works;
    type Answer = Forgotten;
    const NAME: &'static str = "secret_forget";
    const CHANGES: &'static [Tag] = &[Tag::Workspace];

    fn logged(&self) -> &'static str {
        Self::WORDS
    }

    fn answer(&self, session: &mut Session, _: &mut By<'_>) -> Answer<Forgotten> {
        let bench = session.bench();
        let source = self.source.as_deref();
        let (name, account) = match (source, bench.secret_of(source)?) {
            (_, Some(kept)) => kept,
            // What an ERP of before had is forgotten too.
            (None, None) => (secret::ERP.to_owned(), bench.config.erp.secret_account().unwrap_or_default()),
            (Some(_), None) => return Err(secret::unwanted(source).into()),
        };
        secret::forget(&bench.dir, &name, &account)?;
        Ok(Forgotten { forgotten: true })
    }
}

impl Spoken for SecretForget {
    const WORDS: &'static str = "secret forget";
}
