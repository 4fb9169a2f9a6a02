//! What is done while the window is open and nobody asks for it: sources are read when they are due, or something changes in their
//! folders. It goes behind whatever somebody does, and the page is told what came of it.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

use linehaul_api::command::session::{self, Watch};
use linehaul_api::error::Answer;
use linehaul_api::wire::unattended::{RunReport, TroubleLine};
use tauri::{AppHandle, Manager, Runtime};

use crate::happened::Happened;
use crate::notice;
use crate::sessions::Sessions;

/// A workspace that was opened just now is shown first.
const FIRST: Duration = Duration::from_secs(3);
/// What failed as a whole is tried again after so long.
const FAILED: Duration = Duration::from_secs(60);
const BLINK: Duration = Duration::from_millis(100);

/// A workspace that is looked after.
struct Looked {
    dir: PathBuf,
    watch: Watch,
    due: Instant,
    /// Was none of its folders looked through yet?
    first: bool,
    round: Option<Receiver<Answer<RunReport>>>,
    /// What the last round found amiss, and nobody was told yet.
    new: Vec<TroubleLine>,
}

impl Looked {
    /// Nothing where its settings say that it is not to be, or do not read.
    fn at(dir: &Path) -> Option<Looked> {
        if !session::reads_unattended(dir).unwrap_or(false) {
            return None;
        }
        let watch = session::watch(dir).ok()?;
        Some(Looked {
            dir: dir.to_owned(),
            watch,
            due: Instant::now() + FIRST,
            first: true,
            round: None,
            new: Vec::new(),
        })
    }

    /// Looks once; answers what is to be told.
    fn look(&mut self, sessions: &Sessions) -> Option<Happened> {
        let came = sessions.note_changes(self.watch.changed());
        match self.round.as_ref().map(Receiver::try_recv) {
            Some(Err(TryRecvError::Empty)) => None,
            Some(Ok(Ok(report))) => {
                (self.round, self.first) = (None, false);
                self.due = Instant::now() + Duration::from_millis(report.wait_ms);
                self.new.clone_from(&report.new);
                Some(report.into())
            }
            // Why it failed stands in the log, and shows where somebody does something.
            Some(Ok(Err(_)) | Err(TryRecvError::Disconnected)) => {
                (self.round, self.due) = (None, Instant::now() + FAILED);
                None
            }
            None if Instant::now() >= self.due || came && !self.first => {
                let (tell, told) = channel();
                self.round = Some(told);
                sessions.run_unattended(self.first, tell);
                None
            }
            None => None,
        }
    }
}

/// From now on, for as long as the program runs: the workspace that is open is looked after, unless the program was started with
/// `--no-watch`.
pub fn begin<R: Runtime>(app: AppHandle<R>) {
    if std::env::args_os().any(|word| word == "--no-watch") {
        return;
    }
    let work = move || {
        let sessions = app.state::<Sessions>();
        let mut looked: Option<Looked> = None;
        let mut off: Option<PathBuf> = None;
        loop {
            std::thread::sleep(BLINK);
            let dir = sessions.dir();
            if looked.as_ref().map(|looked| &looked.dir) != dir.as_ref() && off != dir {
                looked = dir.as_deref().and_then(Looked::at);
                off = dir.filter(|_| looked.is_none());
            }
            let Some(looked) = looked.as_mut() else { continue };
            let Some(happened) = looked.look(&sessions) else { continue };
            notice::show(notice::of(&happened.new));
            if sessions.tell(happened) {
                // What cannot be kept is told once more.
                drop(session::were_told(&looked.dir, &std::mem::take(&mut looked.new)));
            }
        }
    };
    // Without it everything is read when somebody asks.
    drop(std::thread::Builder::new().name("unattended".to_owned()).spawn(work));
}
