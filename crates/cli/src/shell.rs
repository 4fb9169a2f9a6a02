//! Where commands are asked from a command line: the workspace, who acts, a progress bar.

use std::path::{Path, PathBuf};

use linehaul_api::ApiError;
use linehaul_api::command::declare::{self, Access, At, By, Command, Host, Step};
use linehaul_api::command::session::{Session, Signal, data_folder};
use linehaul_api::error::Answer;
use serde::Serialize;

use crate::out;
use crate::progress::Bar;

/// Exit code, or why it cannot run.
pub type Exit = Result<u8, ApiError>;

/// The command line's side of a question.
pub struct Shell {
    /// One JSON document on standard output?
    pub json: bool,
    /// The user that was named.
    pub user: Option<String>,
    workspace: Option<PathBuf>,
    session: Option<Session>,
}

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
            None => opened(&self.folder()?, access)?,
        };
        Ok(self.session.insert(session))
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
    /// A shell that has opened nothing yet.
    pub fn new(workspace: Option<PathBuf>, json: bool, user: Option<String>) -> Shell {
        Shell { json, user, workspace, session: None }
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
        ask(self, &mut By { user: user.as_deref(), told: &mut told })
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
