//! What is kept of asking an ERP or a source from one run to the next: until when it wants to be left alone, and how many questions it
//! was asked where each is paid for. A file beside the book for each, written the moment it is known, before anything waits: whoever
//! waits may be stopped, or die. That it is lost costs one request.

use std::path::{Path, PathBuf};
use std::time;

use linehaul_domain::canonical;
use linehaul_domain::ids::{ErpPlace, SourceName};
use linehaul_domain::time::{Duration, Instant};
use linehaul_store::whole;
use serde::{Deserialize, Serialize};

use crate::machine::disk::bytes_of;

/// A longer wait that somebody asks for is left to the next run: nobody decides anything in the workspace meanwhile.
pub(crate) const WORTH_WAITING: time::Duration = time::Duration::from_secs(60);
/// Whatever it says, it is asked again after a day: a wrong date must not silence it for ever.
const LONGEST_SECONDS: i64 = 24 * 60 * 60;

/// The file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Stands {
    /// Which ERP, and where, or which source: another one never said it.
    of: String,
    until: Option<Instant>,
    /// `2026-11`, UTC.
    month: String,
    questions: u64,
}

/// What is kept of one ERP, or one source.
#[derive(Debug)]
pub(crate) struct Kept {
    path: PathBuf,
    stands: Stands,
}

impl Kept {
    /// As a workspace has it of an ERP.
    pub fn of_erp(dir: &Path, place: &ErpPlace) -> Kept {
        Kept::read(dir, "erp", place.as_str())
    }

    /// As a workspace has it of a source, whose name may be anything.
    pub fn of_source(dir: &Path, source: &SourceName) -> Kept {
        let hash = canonical::hash(source);
        Kept::read(dir, &format!("source-{}", hash.as_str().get(..16).unwrap_or_default()), source.as_str())
    }

    /// What does not read, or is another's, is nothing.
    fn read(dir: &Path, file: &str, of: &str) -> Kept {
        let path = dir.join("marks").join(format!("{file}.json"));
        let read = bytes_of(&path).ok().and_then(|bytes| canonical::decode::<Stands>(&bytes).ok());
        let nothing = || Stands { of: of.to_owned(), ..Stands::default() };
        let stands = read.filter(|stands| stands.of == of).unwrap_or_else(nothing);
        Kept { path, stands }
    }

    /// Until when it is to be left alone; nothing once that has come. A clock that was set back since makes it look further ahead
    /// than it can have been.
    pub fn until(&self, now: Instant) -> Option<Instant> {
        self.stands.until.filter(|until| *until > now && *until <= now + Duration::seconds(LONGEST_SECONDS))
    }

    /// It asks to be left alone for so many seconds; what it said before stands where that is longer.
    pub fn put_off(&mut self, now: Instant, seconds: u32) {
        let until = now + Duration::seconds(i64::from(seconds).min(LONGEST_SECONDS));
        self.stands.until = self.until(now).max(Some(until));
        self.write();
    }

    /// Counts questions that are paid for; answers the month and how many they are in it.
    pub fn count(&mut self, now: Instant, questions: u64) -> (&str, u64) {
        let month = now.format("%Y-%m").to_string();
        if self.stands.month != month {
            (self.stands.month, self.stands.questions) = (month, 0);
        }
        self.stands.questions += questions;
        if questions > 0 {
            self.write();
        }
        (&self.stands.month, self.stands.questions)
    }

    /// That it cannot be written is no reason to stop: this run knows it.
    fn write(&self) {
        let folder = self.path.parent().unwrap_or(&self.path);
        let bytes = canonical::encode(&self.stands);
        drop(std::fs::create_dir_all(folder).and_then(|()| whole::exchange(&self.path, &bytes)));
    }
}
