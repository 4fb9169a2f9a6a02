//! Where commands are asked from a command line: the workspace, who acts, a progress bar.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use linehaul_api::command::declare::{self, Access, At, By, Command, Host, Step};
use linehaul_api::command::session::{self, Session, Signal, Watch, data_folder};
use linehaul_api::error::Answer;
use linehaul_api::{ApiError, Code};
use serde::Serialize;

use crate::out;
use crate::progress::{self, Bar};

/// Exit code, or why it cannot run.
pub type Exit = Result<u8, ApiError>;

/// The exit code of an error.
pub fn exit_of(error: &ApiError) -> u8 {
    if error.cannot_run() { 2 } else { 1 }
}

/// The command line's side of a question.
pub struct Shell {
    /// One JSON document on standard output?
    pub json: bool,
    /// The user that was named.
    pub user: Option<String>,
    workspace: Option<PathBuf>,
    session: Option<Session>,
    /// Was it left to others: may one of them have it?
    left: bool,
    /// Folders that are watched.
    watch: Option<Watch>,
    /// The sources in whose folders something changed that nobody has read yet.
    changed: BTreeSet<String>,
}

/// What is waited for with the workspace open, as often as it is looked: to open it again takes longer.
const WITH_IT: usize = 8;
/// So long the workspace is waited for where it was left to others.
const WAITED_FOR: Duration = Duration::from_secs(60);
const BLINK: Duration = Duration::from_millis(100);

impl Host for Shell {
    /// `--workspace`, `LINEHAUL_WORKSPACE`, else the workspace in which the current folder lies, else the platform's data
    /// folder; LH-116 when nothing says where that is.
    fn folder(&self) -> Answer<PathBuf> {
        let around = || {
            let here = std::env::current_dir().ok()?;
            here.ancestors().find(|folder| folder.join("linehaul.toml").is_file()).map(PathBuf::from)
        };
        self.workspace.clone().or_else(around).map_or_else(data_folder, Ok)
    }

    /// It is opened when it is wanted first: much can be asked without a workspace.
    fn session(&mut self, access: Access) -> Answer<&mut Session> {
        let session = match self.session.take() {
            Some(session) => session,
            None => self.opened(access)?,
        };
        Ok(self.session.insert(session))
    }

    /// Another process can have it meanwhile.
    fn leave(&mut self, until: &mut dyn FnMut() -> bool) {
        for _ in 0..WITH_IT {
            if until() {
                return;
            }
        }
        self.session = None;
        self.left = true;
        while !until() {}
    }

    fn changed(&mut self) -> BTreeSet<String> {
        self.look();
        std::mem::take(&mut self.changed)
    }
}

/// An open workspace; a word where its cache had to be made again.
fn opened(dir: &Path, access: Access) -> Answer<Session> {
    let session = if access.in_part() { Session::open_in_part(dir) } else { Session::open(dir) }?;
    if session.cache_was_rebuilt() {
        out::remark(
            "The cache was missing, damaged, or read as other sources than are set now; it was made again from archive and book.",
        );
    }
    Ok(session)
}

/// What is being done, for the progress bar.
fn doing(step: Step<'_>) -> String {
    match step.asking {
        0 => step.what.to_owned(),
        some => format!("asking the ERP about {some}"),
    }
}

impl Shell {
    /// Opens the workspace; where it was left to others they may finish first.
    fn opened(&mut self, access: Access) -> Answer<Session> {
        let (dir, since) = (self.folder()?, Instant::now());
        loop {
            match opened(&dir, access) {
                Err(why) if self.left && why.code == Code::WorkspaceInUse && since.elapsed() < WAITED_FOR => {
                    std::thread::sleep(BLINK);
                }
                other => {
                    self.left = false;
                    return other;
                }
            }
        }
    }

    /// Watches the folders of the workspace's sources from now on; in words why not all of them can be.
    pub fn watch(&mut self) -> Answer<Option<String>> {
        let watch = self.watch.insert(session::watch(&self.folder()?)?);
        Ok(watch.trouble().map(ToString::to_string))
    }

    fn look(&mut self) {
        self.changed.extend(self.watch.as_mut().map(Watch::changed).unwrap_or_default());
    }

    /// Leaves the workspace, and rests that long; no longer than until somebody stops it, or something changes in a folder that is
    /// watched where that is waited for.
    pub fn rest(&mut self, most: Duration, for_changes: bool) {
        self.session = None;
        let since = Instant::now();
        while since.elapsed() < most && !progress::is_stopped() {
            self.look();
            match &self.watch {
                _ if for_changes && !self.changed.is_empty() => return,
                Some(watch) => watch.wait(),
                None => std::thread::sleep(BLINK),
            }
        }
    }

    /// A shell that has opened nothing yet.
    pub fn new(workspace: Option<PathBuf>, json: bool, user: Option<String>) -> Shell {
        Shell { json, user, workspace, session: None, left: false, watch: None, changed: BTreeSet::new() }
    }

    /// Asks, with a bar where the command tells how far it is. Ctrl-C stops it.
    pub fn asking<T>(
        &mut self,
        access: Access,
        tells: bool,
        ask: impl FnOnce(&mut Shell, &mut By<'_>) -> Answer<T>,
    ) -> Answer<T> {
        if access != Access::Apart {
            self.session(access)?;
        }
        let mut bar = tells.then(Bar::new);
        let mut told = |step: Step<'_>| {
            let go_on = bar.as_mut().is_none_or(|bar| bar.tick(&doing(step), step.done, step.all));
            if go_on { Signal::Continue } else { Signal::Stop }
        };
        let user = self.user.clone();
        ask(self, &mut By { user: user.as_deref(), told: &mut told, picked: None })
    }

    /// Asks a command whose type is known.
    pub fn ask<C: Command>(&mut self, command: &C) -> Answer<C::Answer> {
        self.asking(C::At::ACCESS, C::TELLS, |shell, by| declare::ask(command, shell, by))
    }

    /// The same, told as JSON or by `tell`.
    pub fn tell<C: Command>(&mut self, command: &C, tell: impl FnOnce(&C::Answer)) -> Exit {
        let answer = self.ask(command)?;
        self.say(&answer, tell);
        Ok(u8::from(C::left(&answer)))
    }

    /// An answer as JSON, or by `tell`.
    pub fn say<T: Serialize>(&self, answer: &T, tell: impl FnOnce(&T)) {
        if self.json { out::json(answer) } else { tell(answer) }
    }
}
