//! Verbs: one file per group. Each returns the exit code.

mod batch;
mod erp;
mod decide;
mod pricing;
mod queue;
mod rules;
mod safety;
mod show;
mod sync;
mod upkeep;

use std::path::{Path, PathBuf};

use linehaul_api::ApiError;
use linehaul_api::command::desk::{Desk, data_folder, init_desk};
use linehaul_api::command::pricing::How;
use linehaul_api::wire::queue::QueueAsk;

use crate::args::{BatchVerb, Cli, ProofVerb, QuarantineVerb, RulesVerb, SecretVerb, Verb};
use crate::out;

/// Exit code, or why it cannot run.
pub type Exit = Result<u8, ApiError>;

/// Does what the words say.
pub fn run(cli: Cli) -> Exit {
    let json = cli.json;
    let named = cli.workspace;
    // Only when it is wanted: much can be asked without a workspace.
    let dir = || workspace(named.clone());
    let open = || opened(&dir()?, Desk::open);
    // What mends a workspace, or only looks after it, works where not all of it reads.
    let in_part = || opened(&dir()?, Desk::open_in_part);
    match cli.verb {
        Verb::Init { dir, sample, desk } => init(&dir, sample, desk.as_deref(), json),
        Verb::Sync { sources } => sync::sync(&mut in_part()?, &sources, json),
        Verb::Queue { state, customer, limit, differing, summary: false } => {
            let ask = QueueAsk { state, customer, limit, differing, ..QueueAsk::default() };
            queue::queue(&open()?, &ask, json)
        }
        Verb::Queue { summary: true, .. } => queue::summary(&open()?, json),
        Verb::Show { load, as_invoiced: true } => show::as_invoiced(&open()?, &load, json),
        Verb::Show { load, as_invoiced: false } => show::show(&open()?, &load, json),
        Verb::Approve { loads, all_ready, seen, actor, note } => {
            let which = decide::Which { loads, all_ready, seen };
            decide::approve(&mut open()?, &which, actor.user(), note.as_deref(), json)
        }
        Verb::Hold { load, reason, actor } => decide::done(open()?.hold(&load, actor.user(), &reason)?, "held", json),
        Verb::Withdraw { load, reason, actor } => {
            decide::done(open()?.withdraw(&load, actor.user(), &reason)?, "is no longer approved", json)
        }
        Verb::Release { load, reason, actor } => {
            decide::done(open()?.release(&load, actor.user(), &reason)?, "released", json)
        }
        Verb::Adjust { load, code, amount, reason, actor } => {
            let decided = open()?.adjust(&load, actor.user(), &code, &amount, &reason)?;
            decide::done(decided, "adjusted", json)
        }
        Verb::Batch { action: BatchVerb::Create { actor, .. } } => batch::create(&mut open()?, actor.user(), json),
        Verb::Batch { action: BatchVerb::List } => batch::list(&open()?, json),
        Verb::Batch { action: BatchVerb::Show { id } } => batch::show(&open()?, &id, json),
        Verb::Push { batch, dry_run, yes, actor } => {
            let how = batch::How { dry_run, yes, json };
            batch::push(&mut open()?, batch.as_deref(), actor.user(), &how)
        }
        Verb::Reconcile { actor } => erp::reconcile(&mut open()?, actor.user(), json),
        Verb::Cancelled { invoice, bill_again, closed: _, reason, actor } => {
            erp::cancelled(&mut open()?, &invoice, bill_again, actor.user(), &reason, json)
        }
        Verb::Retry { invoices, reason, actor } => erp::retry(&mut open()?, &invoices, actor.user(), &reason, json),
        Verb::Secret { action: SecretVerb::Set } => erp::secret_set(&open()?, json),
        Verb::Secret { action: SecretVerb::Forget } => erp::secret_forget(&open()?, json),
        Verb::Quarantine { action: QuarantineVerb::List } => upkeep::quarantine(&open()?, json),
        Verb::Rules { action } => rules_verb(action, dir, open, json),
        Verb::Radar { since } => pricing::radar(&open()?, since.as_deref(), json),
        Verb::Reproduce { invoices, all: _, tables } => {
            pricing::reproduce(&open()?, &invoices, tables.as_deref(), json)
        }
        Verb::Proof { action: Some(ProofVerb::Verify { file }), .. } => pricing::verify(&file, json),
        Verb::Proof { action: None, invoice, out } => {
            pricing::proof(&open()?, &invoice.unwrap_or_default(), &out.unwrap_or_default(), json)
        }
        Verb::Rate { contract, load, tables } => rules::rate(&contract, &load, tables.as_deref(), json),
        Verb::Audit { .. } => upkeep::audit(in_part(), &dir()?, json),
        Verb::Recover { confirm: false, of, .. } => safety::list(&open()?, &of, json),
        Verb::Recover { confirm: true, of, reason, actor } => {
            let reason = reason.unwrap_or_default();
            safety::confirm(&mut open()?, &of, actor.user(), &reason, json)
        }
        Verb::Backup { file } => safety::backup(&mut in_part()?, &file, json),
        Verb::Restore { file } => safety::restore(&dir()?, &file, json),
        Verb::Rebuild { check } => upkeep::rebuild(&mut open()?, check, json),
        Verb::Doctor => upkeep::doctor(&mut in_part()?, json),
    }
}

/// An open workspace; a word where its cache had to be made again.
fn opened(dir: &Path, way: impl Fn(&Path) -> Result<Desk, ApiError>) -> Result<Desk, ApiError> {
    let desk = way(dir)?;
    if desk.cache_was_rebuilt() {
        out::remark(
            "The cache was missing, damaged, or read as other sources than are set now; it was made again from archive and book.",
        );
    }
    Ok(desk)
}

fn init(dir: &Path, sample: bool, desk: Option<&str>, json: bool) -> Exit {
    let made = init_desk(dir, sample, desk)?;
    if json {
        out::json(&made);
    } else {
        out::line(&format!("Workspace {} is ready. Next: linehaul --workspace {0} sync", made.workspace));
    }
    Ok(0)
}

/// What is asked of contracts. Checking, testing and proving need no workspace.
fn rules_verb(
    action: RulesVerb,
    dir: impl Fn() -> Result<PathBuf, ApiError>,
    open: impl Fn() -> Result<Desk, ApiError>,
    json: bool,
) -> Exit {
    let or_own = |path: Option<PathBuf>| path.map_or_else(|| Ok::<_, ApiError>(dir()?.join("rules")), Ok);
    match action {
        RulesVerb::Check { path } => rules::check(&or_own(path)?, json),
        RulesVerb::Test { path, coverage, update } => rules::test(&or_own(path)?, coverage, update, json),
        RulesVerb::Prove { path, seed, loads, keep } => pricing::prove(&or_own(path)?, How { seed, loads, keep }, json),
        RulesVerb::Backtest { contract, against: _, since, everything } => {
            pricing::backtest(&open()?, &contract, since.as_deref(), everything, json)
        }
        RulesVerb::Publish { file, reason, actor } => {
            pricing::publish(&mut open()?, &file, actor.user(), &reason, json)
        }
        RulesVerb::Agree { entry, actor } => pricing::agree(&mut open()?, entry, actor.user(), json),
        RulesVerb::Rollback { entry, reason, actor } => {
            pricing::roll_back(&mut open()?, entry, actor.user(), &reason, json)
        }
        RulesVerb::History => pricing::history(&open()?, json),
    }
}

/// `--workspace`, `LINEHAUL_WORKSPACE`, else the workspace in which the current folder lies, else the platform's data
/// folder; LH-116 when nothing says where that is.
fn workspace(named: Option<PathBuf>) -> Result<PathBuf, ApiError> {
    let around = || {
        let here = std::env::current_dir().ok()?;
        here.ancestors().find(|folder| folder.join("linehaul.toml").is_file()).map(PathBuf::from)
    };
    named.or_else(around).map_or_else(data_folder, Ok)
}
