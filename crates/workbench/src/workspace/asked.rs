//! What is kept of asking the ERP from one run to the next: until when it wants to be left alone, and how many questions it was
//! asked where each is paid for. A file beside the book, written the moment it is known; that it is lost costs one request.

use std::path::{Path, PathBuf};

use linehaul_domain::canonical;
use linehaul_domain::time::{Duration, Instant};
use linehaul_store::whole;
use serde::{Deserialize, Serialize};

use crate::machine::disk::bytes_of;

/// Whatever it says, it is asked again after a day: a wrong date must not silence it for ever.
const LONGEST_SECONDS: i64 = 24 * 60 * 60;

/// The file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Stands {
    /// Which ERP, and where: another one never said it.
    erp: String,
    until: Option<Instant>,
    /// `2026-11`, UTC.
    month: String,
    questions: u64,
}

/// What is kept of one ERP.
#[derive(Debug)]
pub(crate) struct Kept {
    path: PathBuf,
    stands: Stands,
}

impl Kept {
    /// As a workspace has it. What does not read, or is another ERP's, is nothing.
    pub fn read(dir: &Path, erp: &str) -> Kept {
        let path = dir.join("marks").join("erp.json");
        let read = bytes_of(&path).ok().and_then(|bytes| canonical::decode::<Stands>(&bytes).ok());
        let nothing = || Stands { erp: erp.to_owned(), ..Stands::default() };
        let stands = read.filter(|stands| stands.erp == erp).unwrap_or_else(nothing);
        Kept { path, stands }
    }

    /// Until when it is to be left alone; nothing once that has come. A clock that was set back since makes it look further ahead
    /// than it can have been.
    pub fn until(&self, now: Instant) -> Option<Instant> {
        self.stands.until.filter(|until| *until > now && *until <= now + Duration::seconds(LONGEST_SECONDS))
    }

    /// It asks to be left alone for so many seconds.
    pub fn put_off(&mut self, now: Instant, seconds: u32) {
        self.stands.until = Some(now + Duration::seconds(i64::from(seconds).min(LONGEST_SECONDS)));
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
