//! What a declaration of a command says: its name, arguments and answer, what it wants of the workspace, what it reads and
//! changes, and its body. Every shell (the command line, the window, whatever comes) is made of that.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_workbench::intake::place::Place;
pub use linehaul_workbench::intake::place::Wanted;
use linehaul_workbench::invoicing::push::{PushProgress, Signal};
use linehaul_workbench::log::Log;
use linehaul_workbench::workspace::home::Workbench;
use serde::Serialize;
use serde::de::DeserializeOwned;
use ts_rs::TS;

use crate::command::session::Session;
use crate::error::{Answer, ApiError};
use crate::wire::batch::Progress;

/// A part of what is known. A command that reads one has to be asked again after a command that changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// Loads: their facts, charges, holds, states and documents.
    Loads,
    /// Invoices and their batches.
    Invoices,
    /// The book: who decided what, and what came of it.
    Book,
    /// Deliveries: what was read of each source, what could not be, and the customers that came with it.
    Deliveries,
    /// Contracts and tables, and which of them are in force.
    Contracts,
    /// How the workspace stands: its configuration, files and ERP, and what the doctor looks at.
    Workspace,
}

/// What a command wants of the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// To look at it; it can be looked at while something else is being decided.
    Reads,
    /// The same where not all of it reads.
    Inspects,
    /// To decide, as a user.
    Decides,
    /// To write what is nobody's decision.
    Works,
    /// The same where not all of the workspace reads: it mends it, or only looks after it.
    Mends,
    /// The same, for a step at a time: between two it waits for somebody else, and nobody for it.
    Turns,
    /// Nothing, or the folder alone.
    Apart,
}

impl Access {
    /// Is nothing written by it?
    pub fn only_reads(self) -> bool {
        matches!(self, Access::Reads | Access::Inspects)
    }

    /// Does it do its work where not all of the workspace reads?
    pub fn in_part(self) -> bool {
        matches!(self, Access::Inspects | Access::Mends | Access::Turns)
    }
}

/// Where a command is asked: it has the workspace, and opens it when one is wanted.
pub trait Host {
    /// The workspace's folder.
    fn folder(&self) -> Answer<PathBuf>;
    /// The open workspace.
    fn session(&mut self, access: Access) -> Answer<&mut Session>;
    /// Leaves the workspace to others until that answers `true`; it waits itself, a moment at a time.
    fn leave(&mut self, until: &mut dyn FnMut() -> bool) {
        while !until() {}
    }
    /// The sources in whose folders something changed since this was asked last, where they are watched.
    fn changed(&mut self) -> BTreeSet<String> {
        BTreeSet::new()
    }
    /// Tells whether somebody waits for the workspace.
    fn wanted(&self) -> Wanted {
        Arc::new(|| false)
    }
}

/// A workspace that is had for a step at a time.
pub enum Turn<'a> {
    /// From where it is asked.
    At(&'a mut dyn Host, Log),
    /// It is at hand, and nobody else wants it.
    Held(&'a mut Session),
}

impl<'a> From<&'a mut Session> for Turn<'a> {
    fn from(session: &'a mut Session) -> Turn<'a> {
        Turn::Held(session)
    }
}

impl Place for Turn<'_> {
    fn bench(&mut self) -> Outcome<&mut Workbench> {
        match self {
            Turn::At(host, _) => Ok(host.session(Access::Turns)?.bench_mut()),
            Turn::Held(session) => Ok(session.bench_mut()),
        }
    }

    fn leave(&mut self, until: &mut dyn FnMut() -> bool) {
        match self {
            Turn::At(host, _) => host.leave(until),
            Turn::Held(_) => while !until() {},
        }
    }

    fn changed(&mut self) -> BTreeSet<String> {
        match self {
            Turn::At(host, _) => host.changed(),
            Turn::Held(_) => BTreeSet::new(),
        }
    }

    fn wanted(&self) -> Wanted {
        match self {
            Turn::At(host, _) => host.wanted(),
            Turn::Held(_) => Arc::new(|| false),
        }
    }
}

/// An [`Access`] as a type, so that the compiler holds a body to it.
pub trait At {
    /// The same as a value.
    const ACCESS: Access;
    /// What a body gets.
    type Handle<'a>;
    /// Gets it.
    fn open(host: &mut dyn Host) -> Answer<Self::Handle<'_>>;
    /// The log of its workspace, where it has one.
    fn log(handle: &Self::Handle<'_>) -> Option<Log>;
}

/// [`Access::Reads`].
pub enum Reads {}
/// [`Access::Inspects`].
pub enum Inspects {}
/// [`Access::Decides`].
pub enum Decides {}
/// [`Access::Works`].
pub enum Works {}
/// [`Access::Mends`].
pub enum Mends {}
/// [`Access::Turns`].
pub enum Turns {}
/// [`Access::Apart`].
pub enum Apart {}

impl At for Reads {
    const ACCESS: Access = Access::Reads;
    type Handle<'a> = &'a Session;
    fn open(host: &mut dyn Host) -> Answer<&Session> {
        host.session(Self::ACCESS).map(|session| &*session)
    }
    fn log(session: &&Session) -> Option<Log> {
        Some(session.log())
    }
}

impl At for Inspects {
    const ACCESS: Access = Access::Inspects;
    type Handle<'a> = &'a Session;
    fn open(host: &mut dyn Host) -> Answer<&Session> {
        host.session(Self::ACCESS).map(|session| &*session)
    }
    fn log(session: &&Session) -> Option<Log> {
        Some(session.log())
    }
}

impl At for Decides {
    const ACCESS: Access = Access::Decides;
    type Handle<'a> = &'a mut Session;
    fn open(host: &mut dyn Host) -> Answer<&mut Session> {
        host.session(Self::ACCESS)
    }
    fn log(session: &&mut Session) -> Option<Log> {
        Some(session.log())
    }
}

impl At for Works {
    const ACCESS: Access = Access::Works;
    type Handle<'a> = &'a mut Session;
    fn open(host: &mut dyn Host) -> Answer<&mut Session> {
        host.session(Self::ACCESS)
    }
    fn log(session: &&mut Session) -> Option<Log> {
        Some(session.log())
    }
}

impl At for Mends {
    const ACCESS: Access = Access::Mends;
    type Handle<'a> = &'a mut Session;
    fn open(host: &mut dyn Host) -> Answer<&mut Session> {
        host.session(Self::ACCESS)
    }
    fn log(session: &&mut Session) -> Option<Log> {
        Some(session.log())
    }
}

impl At for Turns {
    const ACCESS: Access = Access::Turns;
    type Handle<'a> = Turn<'a>;
    fn open(host: &mut dyn Host) -> Answer<Turn<'_>> {
        let log = host.session(Self::ACCESS)?.log();
        Ok(Turn::At(host, log))
    }
    fn log(turn: &Turn<'_>) -> Option<Log> {
        Some(match turn {
            Turn::At(_, log) => log.clone(),
            Turn::Held(session) => session.log(),
        })
    }
}

impl At for Apart {
    const ACCESS: Access = Access::Apart;
    type Handle<'a> = &'a dyn Host;
    fn open(host: &mut dyn Host) -> Answer<&dyn Host> {
        Ok(host)
    }
    fn log(_: &&dyn Host) -> Option<Log> {
        None
    }
}

/// How far long work is.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    /// What is being done: `rating`, or the name of a source.
    pub what: &'a str,
    /// So far.
    pub done: usize,
    /// In all.
    pub all: usize,
    /// Invoices about which the ERP is being asked.
    pub asking: usize,
    /// Does it rest, as a pause wants it?
    pub resting: bool,
}

impl From<Step<'_>> for Progress {
    fn from(Step { done, all, asking, resting, .. }: Step<'_>) -> Progress {
        Progress { done, all, asking, resting }
    }
}

/// Who asks a command, as the shell knows it. None of it is an argument: a page could name anybody.
pub struct By<'a> {
    /// The user that was named or chosen; where none was, whoever of this account's users has the role.
    pub user: Option<&'a str>,
    /// Is told each step; answers whether to go on.
    pub told: &'a mut dyn FnMut(Step<'_>) -> Signal,
    /// The file that somebody picked in a dialog of the shell.
    pub picked: Option<&'a Path>,
}

impl By<'_> {
    /// The file that was said on the command line, or was picked. LH-126 neither was.
    pub fn file(&self, said: Option<&Path>) -> Answer<PathBuf> {
        let nothing = || ApiError {
            code: Code::NothingPicked,
            message: "no file is picked".to_owned(),
            meaning: "Nothing was read and nothing was decided.".to_owned(),
            next_step: "Pick the file again.".to_owned(),
        };
        said.filter(|said| !said.as_os_str().is_empty()).or(self.picked).map(Path::to_owned).ok_or_else(nothing)
    }

    /// Tells work that only counts; whether to go on.
    pub fn tick(&mut self, what: &'static str) -> impl FnMut(usize, usize) -> bool {
        move |done, all| (self.told)(Step { what, done, all, asking: 0, resting: false }) != Signal::Stop
    }

    /// The same where it says what it is at.
    pub fn named(&mut self) -> impl FnMut(&str, usize, usize) -> bool {
        move |what, done, all| (self.told)(Step { what, done, all, asking: 0, resting: false }) != Signal::Stop
    }

    /// Tells work at the ERP, which can pause.
    pub fn pausable(&mut self, what: &'static str) -> impl FnMut(PushProgress) -> Signal {
        move |PushProgress { done, all, asking, resting }| (self.told)(Step { what, done, all, asking, resting })
    }
}

/// A command. Its fields are its arguments, its doc comment says what it does.
pub trait Command: DeserializeOwned + TS + Send + 'static {
    /// What it wants of the workspace.
    type At: At;
    /// What comes back.
    type Answer: Serialize + Send + 'static;
    /// The name by which a shell asks it: that of the type, in `snake_case`.
    const NAME: &'static str;
    /// Does it tell how far it is?
    const TELLS: bool = false;
    /// What it reads.
    const READS: &'static [Tag] = &[];
    /// What it changes, also where it fails on its way.
    const CHANGES: &'static [Tag] = &[];

    /// Does it.
    fn answer(&self, session: <Self::At as At>::Handle<'_>, by: &mut By<'_>) -> Answer<Self::Answer>;

    /// What it is called in the log: by its name, or the words of the command line where those are others.
    fn logged(&self) -> &'static str {
        Self::NAME
    }

    /// Is anything left for a person to see to? It is the command line's exit code.
    fn left(_: &Self::Answer) -> bool {
        false
    }
}

/// Bytes of a file, which no shell puts into words.
#[derive(Debug, Serialize, TS)]
#[ts(type = "ArrayBuffer")]
pub struct Bytes(pub Vec<u8>);

/// A command that has words of the command line. Its fields are their arguments.
pub trait Spoken: Command + clap::Args {
    /// `batch create`.
    const WORDS: &'static str;
}

/// Asks a command whose type is known.
pub fn ask<C: Command>(command: &C, host: &mut dyn Host, by: &mut By<'_>) -> Answer<C::Answer> {
    ask_at(command, C::At::open(host)?, by)
}

/// The same where what it wants is at hand. The log has that it began, who decides, and how it ended; of a command that
/// reads it has that it could not.
pub fn ask_at<C: Command>(command: &C, handle: <C::At as At>::Handle<'_>, by: &mut By<'_>) -> Answer<C::Answer> {
    let Some(log) = C::At::log(&handle) else { return command.answer(handle, by) };
    let who = by.user.filter(|_| C::At::ACCESS == Access::Decides);
    let work = || command.answer(handle, by).map_err(Fault::from);
    let done = match C::At::ACCESS {
        Access::Reads => log.look(command.logged(), work),
        _ => log.verb(command.logged(), who, work),
    };
    done.map_err(ApiError::from)
}
