//! The open workspace behind the window: one thread decides and sends, another reads beside it, so that a screen can be
//! looked at while a push runs. A session never leaves its thread. Whoever reads sources there leaves the workspace to what somebody
//! decides while it waits.

use std::cell::RefCell;
use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use linehaul_api::command::declare::{self, Access, By, Host, Step, Wanted};
use linehaul_api::command::registry::{AnyCommand, Entry, Reply};
use linehaul_api::command::session::{Session, Signal};
use linehaul_api::command::sync::Run;
use linehaul_api::error::Answer;
use linehaul_api::wire::batch::Progress;
use linehaul_api::wire::unattended::RunReport;
use linehaul_api::{ApiError, Code};
use tauri::ipc::Channel;

use crate::happened::Happened;

type Work = Box<dyn FnOnce(&mut Option<Session>, &Line) + Send>;

/// What is asked of a thread.
struct Job {
    work: Work,
    /// Is it done by itself, and never while another one leaves the workspace to others?
    alone: bool,
}

/// What waits for a thread, as that sees it.
struct Line {
    jobs: Receiver<Job>,
    /// What is done once the present one is through.
    later: RefCell<VecDeque<Job>>,
    waiting: Arc<AtomicUsize>,
}

impl Line {
    /// The next one; nothing once nobody can ask any more.
    fn next(&self) -> Option<Job> {
        let later = self.later.borrow_mut().pop_front();
        later.or_else(|| self.jobs.recv().ok().inspect(|job| self.taken(job)))
    }

    /// The next one that may be done while the present one leaves the workspace to others.
    fn beside(&self) -> Option<Job> {
        loop {
            let job = self.jobs.try_recv().ok()?;
            self.taken(&job);
            match job.alone {
                true => self.later.borrow_mut().push_back(job),
                false => return Some(job),
            }
        }
    }

    fn taken(&self, job: &Job) {
        if !job.alone {
            self.waiting.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

/// A thread with an open workspace.
struct Thread {
    jobs: Sender<Job>,
    /// Jobs that wait, and may be done beside another.
    waiting: Arc<AtomicUsize>,
}

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

/// Sources in whose folders something changed that nobody has read yet.
type Changes = Arc<Mutex<BTreeSet<String>>>;

/// The open workspace of one thread, as commands are asked of it.
struct Window<'a> {
    session: &'a mut Option<Session>,
    line: &'a Line,
    changes: Option<&'a Changes>,
}

impl Host for Window<'_> {
    fn folder(&self) -> Answer<PathBuf> {
        // What is asked of a folder alone is no command of the page.
        Err(closed())
    }

    fn session(&mut self, _: Access) -> Answer<&mut Session> {
        self.session.as_mut().ok_or_else(closed)
    }

    /// What somebody decides goes first.
    fn leave(&mut self, until: &mut dyn FnMut() -> bool) {
        loop {
            while let Some(job) = self.line.beside() {
                (job.work)(self.session, self.line);
            }
            if until() {
                return;
            }
        }
    }

    fn changed(&mut self) -> BTreeSet<String> {
        let changes = self.changes.and_then(|changes| changes.lock().ok());
        changes.map(|mut changes| std::mem::take(&mut *changes)).unwrap_or_default()
    }

    fn wanted(&self) -> Wanted {
        let waiting = self.line.waiting.clone();
        Arc::new(move || waiting.load(Ordering::SeqCst) > 0)
    }
}

/// Somebody's work that waits.
struct Hurried(Arc<AtomicUsize>);

impl Drop for Hurried {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// The two threads, and what is wanted of the one that is at work.
pub struct Sessions {
    writer: Thread,
    reader: Thread,
    flags: Arc<Flags>,
    dir: Mutex<Option<PathBuf>>,
    user: Mutex<Option<String>>,
    /// The file that somebody picked last, for what is asked next. The page knows its name and nothing else of it.
    picked: Mutex<Option<PathBuf>>,
    changes: Changes,
    /// What somebody asked for that is done by itself, and waits: what nobody asked for makes room.
    hurried: Arc<AtomicUsize>,
    page: Mutex<Option<Channel<Happened>>>,
}

fn thread(name: &str) -> Thread {
    let (sender, jobs) = channel::<Job>();
    let waiting = Arc::<AtomicUsize>::default();
    let counted = waiting.clone();
    let work = move || {
        let (mut session, line) = (None, Line { jobs, later: RefCell::default(), waiting: counted });
        while let Some(job) = line.next() {
            (job.work)(&mut session, &line);
        }
    };
    // Without its threads the program cannot do anything at all.
    std::thread::Builder::new().name(name.to_owned()).spawn(work).expect("a thread starts");
    Thread { jobs: sender, waiting }
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
    to: &Thread,
    alone: bool,
    work: impl FnOnce(&mut Option<Session>, &Line) -> Answer<T> + Send + 'static,
) -> Answer<T> {
    let (tell, mut told) = tauri::async_runtime::channel(1);
    let work: Work = Box::new(move |session, line| {
        // Whoever asked may be gone with its window.
        let _ = tell.blocking_send(work(session, line));
    });
    let stopped = || {
        failed(
            Code::WorkbenchStopped,
            "the workbench stopped working on a question",
            "Close the window and open it again.",
        )
    };
    to.waiting.fetch_add(usize::from(!alone), Ordering::SeqCst);
    to.jobs.send(Job { work, alone }).map_err(|_| stopped())?;
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
            picked: Mutex::default(),
            changes: Changes::default(),
            hurried: Arc::default(),
            page: Mutex::default(),
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
        self.pick(None);
        let (for_reader, for_writer) = (dir.to_owned(), dir.to_owned());
        let close = |session: &mut Option<Session>, _: &Line| {
            *session = None;
            Ok(())
        };
        run(&self.reader, true, close).await?;
        let hurried = self.hurry();
        run(&self.writer, true, move |session, _| {
            drop(hurried);
            drop(session.take());
            *session = Some(Session::open(&for_writer)?);
            Ok(())
        })
        .await?;
        run(&self.reader, true, move |session, _| {
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
            run(&self.reader, false, move |session, _| session.as_ref().ok_or_else(closed)?.own_user(&name)).await?;
        }
        self.keep_user(name);
        Ok(())
    }

    /// The file that was picked last in the open workspace.
    pub fn picked(&self) -> Option<PathBuf> {
        self.picked.lock().ok().and_then(|picked| picked.clone())
    }

    /// From now on a command that reads a file reads this one; none: no file.
    pub fn pick(&self, file: Option<PathBuf>) {
        if let Ok(mut picked) = self.picked.lock() {
            *picked = file;
        }
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
        let picked = self.picked();
        let to = if reads { &self.reader } else { &self.writer };
        let alone = entry.access == Access::Turns;
        let hurried = alone.then(|| self.hurry());
        run(to, alone, move |session, line| {
            drop(hurried);
            if !reads {
                flags.set(Signal::Continue);
            }
            let mut tell = |step: Step<'_>| {
                told(Progress::from(step));
                if reads { Signal::Continue } else { flags.wanted() }
            };
            command.answer(
                &mut Window { session, line, changes: None },
                &mut By { user: user.as_deref(), told: &mut tell, picked: picked.as_deref() },
            )
        })
        .await
    }

    /// What nobody asked for makes room until that is dropped.
    fn hurry(&self) -> Hurried {
        self.hurried.fetch_add(1, Ordering::SeqCst);
        Hurried(self.hurried.clone())
    }

    /// Remembers in which folders something changed; answers whether there is anything that nobody has read yet.
    pub fn note_changes(&self, changed: BTreeSet<String>) -> bool {
        self.changes.lock().is_ok_and(|mut all| {
            all.extend(changed);
            !all.is_empty()
        })
    }

    /// Has sources read that nobody asked for, behind whatever somebody does. The first time each folder is looked through.
    pub fn run_unattended(&self, first: bool, tell: Sender<Answer<RunReport>>) {
        let (hurried, changes) = (self.hurried.clone(), self.changes.clone());
        let work: Work = Box::new(move |session, line| {
            let told = &mut |_: Step<'_>| match hurried.load(Ordering::SeqCst) {
                0 => Signal::Continue,
                _ => Signal::Stop,
            };
            let mut window = Window { session, line, changes: Some(&changes) };
            // Whoever wanted it looks after another workspace by now.
            let _ =
                tell.send(declare::ask(&Run { once: first }, &mut window, &mut By { user: None, told, picked: None }));
        });
        // Where the thread is gone, so is what waits for an answer.
        let _ = self.writer.jobs.send(Job { work, alone: true });
    }

    /// From now on this page is told what happened while nobody asked.
    pub fn listen(&self, page: Channel<Happened>) {
        if let Ok(mut listening) = self.page.lock() {
            *listening = Some(page);
        }
    }

    /// Tells the page; one that is gone finds it all when it asks. Answers whether it was told.
    pub fn tell(&self, happened: Happened) -> bool {
        match self.page.lock().as_deref() {
            Ok(Some(page)) => page.send(happened).is_ok(),
            _ => false,
        }
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
