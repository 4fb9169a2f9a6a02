//! What is printed of each answer, one file per group; and the verbs that are of a terminal.

mod decide;
mod batch;
mod cutover;
mod erp;
mod init;
mod pricing;
mod quarantine;
mod queue;
mod show;
mod rules;
mod safety;
mod source;
mod run;
mod sync;
mod upkeep;

use std::any::Any;

use linehaul_api::clap::ArgMatches;
use linehaul_api::command::declare::Command;
use linehaul_api::command::registry::{AnyCommand, Entry, Reply};
use linehaul_api::command::{
    again, approve, contracts, decide as decided, desk as said, desk_load as whole, desk_money as money,
    desk_papers as papers, erp as at_erp, map as mapped, pricing as priced, upkeep as kept,
};
use linehaul_api::command::{
    batch as batched, cutover as before, quarantine as waits, safety as safe, source as sourced, split as cut,
    sync as synced,
};

use crate::out;
use crate::shell::{Exit, Shell};
use crate::words::{Does, Verb};

/// Prints an answer for people.
type Tell = dyn Fn(&dyn AnyCommand, &Reply, &mut Shell);

struct Teller {
    name: &'static str,
    tell: Box<Tell>,
}

fn of<C: Command>(tell: impl Fn(&C, &C::Answer, &mut Shell) + 'static) -> Teller {
    let told = move |command: &dyn AnyCommand, reply: &Reply, shell: &mut Shell| {
        let command: &dyn Any = command;
        if let (Some(command), Some(answer)) = (command.downcast_ref(), reply.answer()) {
            tell(command, answer, shell);
        }
    };
    Teller { name: C::NAME, tell: Box::new(told) }
}

/// How each answer is told. A command that is not here is told as JSON.
fn tellers() -> Vec<Teller> {
    vec![
        of::<synced::Sync>(|_, report, shell| sync::sync(report, shell)),
        of::<approve::ApproveNamed>(|_, done, _| decide::approved(done)),
        of::<decided::Hold>(|_, done, _| decide::done(done, "held")),
        of::<decided::Withdraw>(|_, done, _| decide::done(done, "is no longer approved")),
        of::<decided::Release>(|_, done, _| decide::done(done, "released")),
        of::<decided::Adjust>(|_, done, _| decide::done(done, "adjusted")),
        of::<said::Set>(|_, done, _| decide::done(done, "is corrected")),
        of::<papers::Attest>(|_, done, _| decide::done(done, "is attested")),
        of::<papers::Attach>(|_, done, _| decide::done(done, "has it on file")),
        of::<whole::Dismiss>(|_, done, _| decide::done(done, "is not billed")),
        of::<whole::Reopen>(|_, done, _| decide::done(done, "is open again")),
        of::<mapped::Map>(|_, done, _| decide::done(done, "is mapped")),
        of::<whole::Answer>(|_, done, _| decide::done(done, "has the answer")),
        of::<money::Waive>(|_, done, _| decide::done(done, "is without the charge")),
        of::<money::Accept>(|_, done, _| decide::done(done, "is right as it stands")),
        of::<money::ApprovedByCustomer>(|_, done, _| decide::done(done, "has the approval")),
        of::<said::TakeBack>(|_, done, _| decide::done(done, "is as before that was said")),
        of::<before::CutOverBill>(|_, done, _| decide::done(done, "is billed here")),
        of::<before::CutOverKeep>(|_, report, _| cutover::stands(report)),
        of::<before::CutOverElsewhere>(|_, done, _| decide::done(done, "was billed elsewhere")),
        of::<batched::BatchCreate>(|_, view, _| batch::created(view)),
        of::<batched::BatchList>(|_, all, _| batch::list(all)),
        of::<batched::BatchShow>(|_, view, _| batch::show(view)),
        of::<at_erp::Reconcile>(|_, report, _| erp::reconciled(report)),
        of::<at_erp::Retry>(|_, report, _| erp::retried(report)),
        of::<at_erp::Cancelled>(|_, settled, _| erp::settled(settled)),
        of::<at_erp::Owed>(|_, ended, _| erp::ended(ended)),
        of::<at_erp::SecretForget>(|command, _, _| erp::forgotten(command.source.as_deref())),
        of::<synced::Sources>(|_, sources, _| source::health(sources)),
        of::<waits::Quarantine>(|asked, report, _| quarantine::list(asked, report)),
        of::<waits::QuarantineShow>(|_, row, _| quarantine::show(row)),
        of::<waits::QuarantineMend>(|asked, done, _| quarantine::mended(&asked.item, done)),
        of::<waits::QuarantineReplay>(|_, done, _| quarantine::replayed(done)),
        of::<waits::QuarantineClear>(|_, done, _| quarantine::cleared(done, "cleared")),
        of::<waits::QuarantineReopen>(|_, done, _| quarantine::cleared(done, "in quarantine again")),
        of::<cut::Split>(|asked, done, _| quarantine::split(&asked.scan, done)),
        of::<sourced::SourceTest>(|_, report, _| source::tried(report)),
        of::<sourced::SourceGuess>(|_, report, _| source::guessed(report)),
        of::<contracts::Check>(|_, report, _| rules::checked(report)),
        of::<contracts::Test>(|command, report, shell| rules::tested(command, report, shell)),
        of::<priced::Prove>(|_, report, _| pricing::proven(report)),
        of::<priced::Backtest>(|_, report, _| pricing::backtested(report)),
        of::<priced::Publish>(|_, report, _| pricing::published(report)),
        of::<priced::Agree>(|_, agreed, _| out::line(&format!("{} is in force.", agreed.file))),
        of::<priced::RollBack>(|_, report, _| pricing::published(report)),
        of::<priced::History>(|_, history, _| pricing::history(history)),
        of::<again::Radar>(|_, report, _| pricing::radar(report)),
        of::<again::Reproduce>(|_, report, _| pricing::reproduced(report)),
        of::<again::VerifyProof>(|_, report, _| pricing::verified(report)),
        of::<safe::Backup>(|_, report, _| safety::backup(report)),
        of::<safe::Restore>(|_, report, _| safety::restored(report)),
        of::<kept::Rebuild>(|command, report, _| upkeep::rebuilt(command, report)),
        of::<kept::Doctor>(|_, report, _| upkeep::doctor(report)),
    ]
}

/// Verbs that do more than to ask one command: they choose between two, ask on the terminal, write a file, take a stream.
pub fn own() -> Vec<Verb> {
    vec![
        init::verb(),
        queue::verb(),
        show::verb(),
        cutover::verb(),
        run::verb(),
        batch::push_verb(),
        erp::secret_verb(),
        rules::rate_verb(),
        pricing::proof_verb(),
        upkeep::audit_verb(),
        safety::recover_verb(),
    ]
}

/// Does what the words say.
pub fn run(verb: &Verb, matches: &ArgMatches, shell: &mut Shell) -> Exit {
    match verb.does {
        Does::Own(does) => does(matches, shell),
        Does::Asks(entry, read) => asks(entry, &*read(matches).unwrap_or_else(|why| why.exit()), shell),
    }
}

fn asks(entry: &Entry, command: &dyn AnyCommand, shell: &mut Shell) -> Exit {
    let reply = shell.asking(entry.access, entry.tells, |shell, by| command.answer(shell, by))?;
    let teller = tellers().into_iter().find(|teller| teller.name == entry.name).filter(|_| !shell.json);
    match teller {
        Some(teller) => (teller.tell)(command, &reply, shell),
        None => out::written(reply.json(true)),
    }
    Ok(u8::from(reply.left))
}
