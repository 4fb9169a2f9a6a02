//! Fetches: tables are asked for beside the workspace, each on a thread of its own, and none stops another or a source.

use std::path::Path;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use linehaul_connectors::figures::{self, Place, Told, Unfetched};
use linehaul_connectors::marks::Marks;
use linehaul_domain::fault::Outcome;
use linehaul_domain::time::Instant;

use crate::intake::tables::marked;
use crate::machine::secret;
use crate::settings::config::TableSource;
use crate::settings::tables::Publication;
use crate::workspace::home::Workbench;

/// A text, or that it is as it was, or why it could not be had.
pub(crate) type Fetched = Result<Told, Unfetched>;

/// What came of asking for one.
pub(crate) struct Came {
    /// The table, as it was set when it was asked for.
    pub set: TableSource,
    /// When that was, UTC.
    pub at: Instant,
    /// What the first publication had, and the second where there is one.
    pub had: (Fetched, Option<Fetched>),
}

struct Away {
    set: TableSource,
    at: Instant,
    told: Receiver<(Fetched, Option<Fetched>)>,
}

/// Tables that are being asked for.
#[derive(Default)]
pub(crate) struct Fetches(Vec<Away>);

impl Fetches {
    /// Begins one, in the workspace. LH-110 to LH-112 when it wants a secret and there is none for it at its address.
    pub fn begin(&mut self, bench: &Workbench, set: &TableSource) -> Outcome<()> {
        let now = bench.clock.real_now();
        let asked = |of: &Publication| {
            let marks = marked::known(bench, set, of, now)?.map(|known| known.marks);
            Ok((place(&bench.dir, set, of)?, marks))
        };
        let first = asked(&set.first)?;
        let second = set.second.as_ref().map(asked).transpose()?;
        let (dir, (tell, told)) = (bench.dir.clone(), channel());
        std::thread::spawn(move || {
            let ask = |(place, marks): (Place, Option<Marks>)| figures::fetch(&dir, &place, marks.as_ref());
            let had = (ask(first), second.map(ask));
            // Whoever waited may have left it behind.
            let _ = tell.send(had);
        });
        self.0.push(Away { set: set.clone(), at: bench.clock.real_now(), told });
        Ok(())
    }

    /// Is none left?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many are waited for.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// One that is back, if any is.
    pub fn back(&mut self) -> Option<Came> {
        let mut had = None;
        let back = self.0.iter().position(|away| {
            had = match away.told.try_recv() {
                Ok(told) => Some(told),
                Err(TryRecvError::Empty) => None,
                Err(TryRecvError::Disconnected) => {
                    let why = format!("{}: it was not asked to its end", away.set.first.shown());
                    Some((Err(Unfetched { why, after_seconds: None }), None))
                }
            };
            had.is_some()
        })?;
        let Away { set, at, .. } = self.0.remove(back);
        had.map(|had| Came { set, at, had })
    }

    /// Nobody waits for those that are left any more.
    pub fn leave(&mut self) {
        self.0.clear();
    }
}

/// Where a publication stands, with its secret where it wants one.
fn place(dir: &Path, set: &TableSource, publication: &Publication) -> Outcome<Place> {
    let secret = match (&publication.secret_parameter, publication.account()) {
        (Some(parameter), Some(account)) => {
            Some((parameter.clone(), secret::find(dir, &secret::of_source(&set.name), &account)?.0))
        }
        _ => None,
    };
    Ok(Place { from: publication.from.clone(), secret })
}
