//! Every command, one line each, and which shells have it.

use std::any::Any;

use clap::ArgMatches;
use serde_json::Value;
use ts_rs::{Config, Dependency, ExportError, TS, TypeVisitor};

use crate::command::declare::{Access, At, By, Bytes, Command, Host, Spoken, Tag, ask};
use crate::command::{
    about, again, approve, batch, contracts, cutover, decide, desk, desk_load, desk_money, desk_papers, erp, load, map,
    pricing, quarantine, queue, safety, source, split, sync, upkeep,
};
use crate::error::Answer;

/// Every command, in the order in which they are told.
pub static COMMANDS: &[Entry] = &[
    words::<upkeep::Init>(),
    both::<sync::Sync>(),
    words::<sync::Run>(),
    both::<queue::Queue>(),
    window::<queue::Summary>(),
    both::<load::Show>(),
    beside::<load::AsInvoiced>(),
    window::<load::Document>(),
    window::<approve::Approve>(),
    words::<approve::ApproveNamed>(),
    both::<decide::Hold>(),
    both::<decide::Withdraw>(),
    both::<decide::Release>(),
    both::<decide::Adjust>(),
    both::<desk::Set>(),
    both::<desk::TakeBack>(),
    both::<desk_papers::Attest>(),
    both::<desk_papers::Attach>(),
    both::<desk_money::Waive>(),
    both::<desk_money::Accept>(),
    both::<desk_money::ApprovedByCustomer>(),
    both::<desk_load::Answer>(),
    both::<desk_load::Dismiss>(),
    both::<desk_load::Reopen>(),
    both::<map::Map>(),
    window::<cutover::CutOver>(),
    window::<cutover::CutOverTry>(),
    window::<cutover::CutOverSet>(),
    both::<cutover::CutOverBill>(),
    both::<cutover::CutOverElsewhere>(),
    both::<cutover::CutOverKeep>(),
    both::<batch::BatchCreate>(),
    both::<batch::BatchList>(),
    both::<batch::BatchShow>(),
    both::<erp::Push>(),
    both::<erp::Reconcile>(),
    both::<erp::Retry>(),
    both::<erp::Cancelled>(),
    both::<erp::Owed>(),
    words::<erp::SecretForget>(),
    both::<quarantine::Quarantine>(),
    both::<quarantine::QuarantineShow>(),
    both::<quarantine::QuarantineMend>(),
    both::<quarantine::QuarantineReplay>(),
    both::<quarantine::QuarantineClear>(),
    both::<quarantine::QuarantineReopen>(),
    both::<split::Split>(),
    both::<sync::Sources>(),
    both::<source::SourceTest>(),
    both::<source::SourceGuess>(),
    words::<contracts::Check>(),
    words::<contracts::Test>(),
    words::<pricing::Prove>(),
    words::<pricing::Backtest>(),
    words::<pricing::Publish>(),
    words::<pricing::Agree>(),
    words::<pricing::RollBack>(),
    words::<pricing::History>(),
    words::<again::Radar>(),
    words::<again::Reproduce>(),
    beside::<again::Proof>(),
    words::<again::VerifyProof>(),
    words::<safety::Audit>(),
    beside::<safety::Recover>(),
    beside::<safety::RecoverConfirm>(),
    words::<safety::Backup>(),
    words::<safety::Restore>(),
    words::<upkeep::Rebuild>(),
    both::<upkeep::Doctor>(),
    window::<about::About>(),
    window::<about::Activity>(),
];

/// The command of a name.
pub fn find(name: &str) -> Option<&'static Entry> {
    COMMANDS.iter().find(|entry| entry.name == name)
}

/// A command, its types put aside.
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// For the window's page, where that may ask it.
    pub window: Option<Window>,
    /// What it wants of the workspace.
    pub access: Access,
    /// Does it tell how far it is?
    pub tells: bool,
    /// What it reads.
    pub reads: &'static [Tag],
    /// What it changes.
    pub changes: &'static [Tag],
    /// Its words of the command line.
    pub words: Option<Words>,
    /// Reads its arguments.
    pub read: fn(Value) -> serde_json::Result<Box<dyn AnyCommand>>,
    /// The type's name, in `CamelCase`.
    pub ident: fn(&Config) -> String,
    doc: fn() -> Option<String>,
}

impl Entry {
    /// What it does, in words.
    pub fn doc(&self) -> String {
        let comment = (self.doc)().unwrap_or_default();
        let lines = comment.lines().map(|line| line.trim_matches([' ', '/', '*'])).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join(" ")
    }
}

/// Words of the command line.
pub struct Words {
    /// `batch create`.
    pub path: &'static str,
    /// Adds the arguments, and what the command does.
    pub arguments: fn(clap::Command) -> clap::Command,
    /// Reads the arguments.
    pub read: fn(&ArgMatches) -> Result<Box<dyn AnyCommand>, clap::Error>,
}

/// What the screens are made of, in their language.
pub struct Window {
    /// The arguments, as the type of an object.
    pub arguments: fn(&Config) -> String,
    /// The type of the answer.
    pub answer: fn(&Config) -> String,
    /// The types that both name.
    pub named: fn(&Config) -> Vec<Dependency>,
    /// Writes those types, and all that they name.
    pub export: fn(&Config) -> Result<(), ExportError>,
}

/// A command with its arguments, its type put aside.
pub trait AnyCommand: Any + Send {
    /// Asks.
    fn answer(&self, host: &mut dyn Host, by: &mut By<'_>) -> Answer<Reply>;
}

impl<C: Command> AnyCommand for C {
    fn answer(&self, host: &mut dyn Host, by: &mut By<'_>) -> Answer<Reply> {
        let answer = ask(self, host, by)?;
        Ok(Reply { left: C::left(&answer), json: json::<C>, answer: Box::new(answer) })
    }
}

fn json<C: Command>(answer: &dyn Any, pretty: bool) -> serde_json::Result<String> {
    let answer = answer.downcast_ref::<C::Answer>();
    if pretty { serde_json::to_string_pretty(&answer) } else { serde_json::to_string(&answer) }
}

/// An answer, its type put aside.
pub struct Reply {
    /// Is anything left for a person to see to?
    pub left: bool,
    answer: Box<dyn Any + Send>,
    json: fn(&dyn Any, bool) -> serde_json::Result<String>,
}

impl Reply {
    /// The answer, where it is of that type.
    pub fn answer<T: 'static>(&self) -> Option<&T> {
        self.answer.downcast_ref()
    }

    /// As JSON, on one line or for people.
    pub fn json(&self, pretty: bool) -> serde_json::Result<String> {
        (self.json)(&*self.answer, pretty)
    }

    /// The bytes, where the answer is a file's.
    pub fn into_bytes(self) -> Result<Vec<u8>, Reply> {
        let Reply { left, answer, json } = self;
        answer.downcast::<Bytes>().map(|bytes| bytes.0).map_err(|answer| Reply { left, answer, json })
    }
}

/// A shell asks it beside another command, of whose words it is a variant.
const fn beside<C: Command>() -> Entry {
    Entry {
        name: C::NAME,
        window: None,
        access: C::At::ACCESS,
        tells: C::TELLS,
        reads: C::READS,
        changes: C::CHANGES,
        words: None,
        read: |arguments| Ok(Box::new(serde_json::from_value::<C>(arguments)?)),
        ident: C::ident,
        doc: C::docs,
    }
}

/// The command line has words for it.
const fn words<C: Spoken>() -> Entry {
    let words = Words {
        path: C::WORDS,
        arguments: C::augment_args,
        read: |matches| Ok(Box::new(C::from_arg_matches(matches)?)),
    };
    Entry { words: Some(words), ..beside::<C>() }
}

/// The window's page may ask it: its arguments name no path and nobody who acts.
const fn window<C: Command<Answer: TS>>() -> Entry {
    Entry { window: Some(in_window::<C>()), ..beside::<C>() }
}

/// Both.
const fn both<C: Spoken + Command<Answer: TS>>() -> Entry {
    Entry { window: Some(in_window::<C>()), ..words::<C>() }
}

const fn in_window<C: Command<Answer: TS>>() -> Window {
    Window {
        arguments: C::inline,
        answer: <C::Answer as TS>::name,
        named: |config| {
            let mut named = C::dependencies(config);
            let own = Dependency::from_ty::<C::Answer>(config);
            named.extend(own);
            named
        },
        export: |config| {
            let mut export = Export { config, done: Ok(()) };
            C::visit_dependencies(&mut export);
            export.visit::<C::Answer>();
            export.done
        },
    }
}

struct Export<'a> {
    config: &'a Config,
    done: Result<(), ExportError>,
}

impl TypeVisitor for Export<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if self.done.is_ok() && T::output_path().is_some() {
            self.done = T::export_all(self.config);
        }
    }
}
