//! Watch: folders into which others put files. The system tells when something changes there; where it cannot, they are reported
//! every few seconds, as if something had.
//!
//! Nothing is read here, and that nothing is told is no word for nothing having changed: a share of another machine tells nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use linehaul_domain::fault::{Code, Fault};
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::machine::clock::Clock;

/// A folder in which nothing has changed for so long is told: files come in swarms.
const QUIET: Duration = Duration::from_millis(300);
/// One that does not come to rest is told all the same.
const MOST: Duration = Duration::from_secs(2);
/// How often a folder is told that cannot be watched.
const POLL: Duration = Duration::from_secs(5);
/// How often whoever waits looks.
const LOOK: Duration = Duration::from_millis(100);

/// When something changed in a folder, first and last since it was told.
type Changes = BTreeMap<String, (Duration, Duration)>;

#[derive(Default)]
struct Shared {
    changes: Mutex<Changes>,
    came: Condvar,
}

impl Shared {
    fn changes(&self) -> MutexGuard<'_, Changes> {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Folders that are watched, each under a name.
pub struct Watch {
    clock: Clock,
    shared: Arc<Shared>,
    watcher: Option<RecommendedWatcher>,
    /// By its folder, what is watched.
    folders: Vec<(String, PathBuf)>,
    watched: BTreeSet<PathBuf>,
    /// When those were told last that cannot be.
    polled: BTreeMap<String, Duration>,
    trouble: Option<Fault>,
}

/// Does it speak of something new to be read? What reads it is none.
fn is_change(event: &Event) -> bool {
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        _ => true,
    }
}

/// LH-125.
fn unwatched(folder: &Path, why: &str) -> Fault {
    Fault::new(
        Code::FolderUnwatched,
        format!("the folder {} cannot be watched: {why}", folder.display()),
        "What comes into it is found a little later: it is looked at every few seconds.",
        "Make the folder; on Linux raise `fs.inotify.max_user_watches`.",
    )
}

impl Watch {
    /// Watches these folders, and what the system cannot watch as it can be.
    pub fn of(clock: &Clock, folders: Vec<(String, PathBuf)>) -> Watch {
        let shared = Arc::<Shared>::default();
        let (told, named, of_clock) = (shared.clone(), folders.clone(), clock.clone());
        let tell = move |event: notify::Result<Event>| {
            let now = of_clock.monotonic();
            // What the system lost may have been of any of them.
            let of = |folder: &PathBuf| match &event {
                Ok(event) if event.need_rescan() => true,
                Ok(event) => is_change(event) && event.paths.iter().any(|path| path.starts_with(folder)),
                Err(_) => true,
            };
            let mut changes = told.changes();
            for (name, _) in named.iter().filter(|(_, folder)| of(folder)) {
                changes.entry(name.clone()).or_insert((now, now)).1 = now;
            }
            told.came.notify_all();
        };
        let (watcher, trouble) = match notify::recommended_watcher(tell) {
            Ok(watcher) => (Some(watcher), None),
            Err(why) => (None, folders.first().map(|(_, folder)| unwatched(folder, &why.to_string()))),
        };
        let (watched, polled) = (BTreeSet::new(), BTreeMap::new());
        let mut watch = Watch { clock: clock.clone(), shared, watcher, folders, watched, polled, trouble };
        watch.go_on();
        watch
    }

    /// Watches what is not watched yet: a folder may come later. Files may stand in folders inside it.
    fn go_on(&mut self) {
        let Some(watcher) = &mut self.watcher else { return };
        self.trouble = None;
        for (_, folder) in &self.folders {
            let inner = std::fs::read_dir(folder).into_iter().flatten().flatten();
            let inner =
                inner.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path());
            for path in std::iter::once(folder.clone()).chain(inner) {
                // One that went away is watched anew once it is back.
                if !path.is_dir() {
                    self.watched.remove(&path);
                } else if self.watched.contains(&path) {
                    continue;
                }
                match watcher.watch(&path, RecursiveMode::NonRecursive) {
                    Ok(()) => drop(self.watched.insert(path)),
                    Err(why) => self.trouble = Some(unwatched(&path, &why.to_string())),
                }
            }
        }
    }

    /// Why not everything is watched, where it is not.
    pub fn trouble(&self) -> Option<&Fault> {
        self.trouble.as_ref()
    }

    /// The names of those in which something changed that came to rest; each change is told once.
    pub fn changed(&mut self) -> BTreeSet<String> {
        let now = self.clock.monotonic();
        let mut told = BTreeSet::new();
        self.shared.changes().retain(|name, (first, last)| {
            let ripe = now.saturating_sub(*last) >= QUIET || now.saturating_sub(*first) >= MOST;
            if ripe {
                told.insert(name.clone());
            }
            !ripe
        });
        for (name, folder) in &self.folders {
            let last = self.polled.entry(name.clone()).or_insert(now);
            if !self.watched.contains(folder) && now.saturating_sub(*last) >= POLL {
                *last = now;
                told.insert(name.clone());
            }
        }
        if !told.is_empty() {
            self.go_on();
        }
        told
    }

    /// Waits for a moment, and no longer than until something changes.
    pub fn wait(&self) {
        let changes = self.shared.changes();
        // Whether it came or the moment is over, whoever waits looks.
        drop(self.shared.came.wait_timeout(changes, LOOK));
    }
}
