//! The open workspace behind the window: one thread decides and sends, another reads beside it, so that a screen can be
//! looked at while a push runs. A session never leaves its thread.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};

use linehaul_api::command::declare::{Access, By, Host, Step};
use linehaul_api::command::registry::{AnyCommand, Entry, Reply};
use linehaul_api::command::session::{Session, Signal};
use linehaul_api::error::Answer;
use linehaul_api::wire::batch::Progress;
use linehaul_api::{ApiError, Code};

type Job = Box<dyn FnOnce(&mut Option<Session>) + Send>;

/// What the window wants of the work that is running.
#[derive(Default)]
pub struct Flags {
    stop: AtomicBool,
    pause: AtomicBool,
}

impl Flags {
    /// To stop wins over to pause.
    pub fn wanted(&self) -> Signal {
        match (self.stop.load(Ordering::SeqCst), self.pause.load(Ordering::SeqCst)) {
            (true, _) => Signal::Stop,
            (false, true) => Signal::Pause,
            (false, false) => Signal::Continue,
        }
    }

    fn set(&self, signal: Signal) {
        self.pause.store(signal == Signal::Pause, Ordering::SeqCst);
        self.stop.store(signal == Signal::Stop, Ordering::SeqCst);
    }
}

/// The open workspace of one thread, as commands are asked of it.
struct Window<'a> {
    session: &'a mut Option<Session>,
}

impl Host for Window<'_> {
    fn folder(&self) -> Answer<PathBuf> {
        // What is asked of a folder alone is no command of the page.
        Err(closed())
    }

    fn session(&mut self, _: Access) -> Answer<&mut Session> {
        self.session.as_mut().ok_or_else(closed)
    }
}

/// The two threads, and what is wanted of the one that is at work.
pub struct Sessions {
    writer: Sender<Job>,
    reader: Sender<Job>,
    flags: Arc<Flags>,
    dir: Mutex<Option<PathBuf>>,
    user: Mutex<Option<String>>,
}

fn thread(name: &str) -> Sender<Job> {
    let (jobs, waiting) = channel::<Job>();
    let work = move || {
        let mut session = None;
        for job in waiting {
            job(&mut session);
        }
    };
    // Without its threads the program cannot do anything at all.
    std::thread::Builder::new().name(name.to_owned()).spawn(work).expect("a thread starts");
    jobs
}

fn failed(code: Code, what: &str, next: &str) -> ApiError {
    ApiError {
        code,
        message: what.to_owned(),
        meaning: "Nothing was decided and nothing was sent by this.".to_owned(),
        next_step: next.to_owned(),
    }
}

/// Nothing can be asked of no workspace.
pub fn closed() -> ApiError {
    failed(Code::NoWorkspaceOpen, "no workspace is open", "Open the sample company or a folder.")
}

async fn run<T: Send + 'static>(
    to: &Sender<Job>,
    work: impl FnOnce(&mut Option<Session>) -> Answer<T> + Send + 'static,
) -> Answer<T> {
    let (tell, mut told) = tauri::async_runtime::channel(1);
    let job: Job = Box::new(move |session| {
        // Whoever asked may be gone with its window.
        let _ = tell.blocking_send(work(session));
    });
    let stopped = || {
        failed(
            Code::WorkbenchStopped,
            "the workbench stopped working on a question",
            "Close the window and open it again.",
        )
    };
    to.send(job).map_err(|_| stopped())?;
    told.recv().await.unwrap_or_else(|| Err(stopped()))
}

impl Default for Sessions {
    fn default() -> Sessions {
        Sessions {
            writer: thread("writer"),
            reader: thread("reader"),
            flags: Arc::default(),
            dir: Mutex::default(),
            user: Mutex::default(),
        }
    }
}

impl Sessions {
    /// The open workspace's folder.
    pub fn dir(&self) -> Option<PathBuf> {
        self.dir.lock().ok().and_then(|dir| dir.clone())
    }

    /// Opens a workspace on both threads; what was open is closed first.
    pub async fn open(&self, dir: &Path) -> Answer<()> {
        self.keep_user(None);
        let (for_reader, for_writer) = (dir.to_owned(), dir.to_owned());
        let close = |session: &mut Option<Session>| {
            *session = None;
            Ok(())
        };
        run(&self.reader, close).await?;
        run(&self.writer, move |session| {
            drop(session.take());
            *session = Some(Session::open(&for_writer)?);
            Ok(())
        })
        .await?;
        run(&self.reader, move |session| {
            *session = Some(Session::open_to_read(&for_reader)?);
            Ok(())
        })
        .await?;
        if let Ok(mut open) = self.dir.lock() {
            *open = Some(dir.to_owned());
        }
        Ok(())
    }

    /// Whom the window acts as, when somebody was chosen.
    pub fn user(&self) -> Option<String> {
        self.user.lock().ok().and_then(|user| user.clone())
    }

    /// Chooses whom the window acts as: a user that this account may act as, or nobody in particular.
    pub async fn choose(&self, name: Option<String>) -> Answer<()> {
        if let Some(name) = name.clone() {
            run(&self.reader, move |session| session.as_ref().ok_or_else(closed)?.own_user(&name)).await?;
        }
        self.keep_user(name);
        Ok(())
    }

    fn keep_user(&self, name: Option<String>) {
        if let Ok(mut user) = self.user.lock() {
            *user = name;
        }
    }

    /// Asks a declared command: beside the work that is running where it only reads, else after it. Long work is told to
    /// the page, and looks at what is wanted of it. Who acts is known here, whatever the page says.
    pub async fn ask(
        &self,
        entry: &Entry,
        command: Box<dyn AnyCommand>,
        mut told: impl FnMut(Progress) + Send + 'static,
    ) -> Answer<Reply> {
        let (user, flags, reads) = (self.user(), self.flags.clone(), entry.access.only_reads());
        let to = if reads { &self.reader } else { &self.writer };
        run(to, move |session| {
            if !reads {
                flags.set(Signal::Continue);
            }
            let mut tell = |step: Step<'_>| {
                told(Progress::from(step));
                if reads { Signal::Continue } else { flags.wanted() }
            };
            command.answer(&mut Window { session }, &mut By { user: user.as_deref(), told: &mut tell })
        })
        .await
    }

    /// Asks what is running to stop or to pause at the next invoice, load or file, or to go on.
    pub fn want(&self, signal: Signal) {
        self.flags.set(signal);
    }
}

/// Makes the sample company in a folder, unless it is there.
pub fn sample(dir: &Path) -> Answer<()> {
    if !dir.join("linehaul.toml").exists() {
        linehaul_api::command::session::init_workspace(dir, true)?;
    }
    Ok(())
}
