//! The workspace itself: who works here, where facts come from, what was done last.

use linehaul_domain::fault::Fault;
use linehaul_domain::time::Instant;
use linehaul_workbench::intake::health::Health;
use linehaul_workbench::intake::refused::RefusedFile;
use linehaul_workbench::intake::sources::{Acting, Reading, Recent, SourceReadings, WorkspaceSummary};
use serde::Serialize;
use ts_rs::TS;

use crate::wire::desk::DeskWords;
use crate::wire::entry::{DecisionLine, decision_line};

/// The workspace.
#[derive(Debug, Clone, Serialize, TS)]
pub struct About {
    /// The business's name.
    pub business: String,
    /// Its zone.
    pub zone: String,
    /// Today in it, ISO.
    pub today: String,
    /// Kind of ERP, and where it is.
    pub erp: String,
    /// Users that this account may act as, with their roles.
    pub users: Vec<UserLine>,
    /// Customers that have loads.
    pub customers: Vec<String>,
    /// What may be said of a load at the desk.
    pub desk: DeskWords,
}

/// A user.
#[derive(Debug, Clone, Serialize, TS)]
pub struct UserLine {
    /// Name.
    pub name: String,
    /// Roles.
    pub roles: Vec<String>,
    /// What the adjustments of a load may come to, in its currency.
    pub adjusts: String,
    /// By how much a total may be off dispatch's that they accept, in its currency.
    pub accepts: String,
}

/// One reading of a file.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ReadingLine {
    /// File.
    pub file: String,
    /// When, RFC 3339.
    pub received: String,
    /// Rows in it.
    pub rows: u64,
    /// Of them quarantined.
    pub quarantined: u64,
}

/// A source.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SourceView {
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: String,
    /// Folder.
    pub folder: String,
    /// When it was last read, RFC 3339.
    pub last_run: Option<String>,
    /// Files read, newest first.
    pub readings: Vec<ReadingLine>,
    /// Rows of it that wait in quarantine.
    pub waiting: u64,
    /// How often it is read where nobody asks for it, in words.
    pub every: String,
    /// Is nothing read of it any more?
    pub retired: bool,
    /// How it has been read.
    pub health: SourceHealth,
    /// Files of it that could not be read as a whole: no row of them counts.
    pub refused: Vec<FileRefused>,
}

/// A file that could not be read as a whole.
#[derive(Debug, Clone, Serialize, TS)]
pub struct FileRefused {
    /// Its name.
    pub file: String,
    /// The item of the quarantine.
    pub item: String,
    /// `LH-nnn`.
    pub code: String,
    /// Why.
    pub message: String,
    /// What to do.
    pub next_step: String,
}

/// How a source has been read. Times are RFC 3339.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SourceHealth {
    /// When it was asked last.
    pub asked: Option<String>,
    /// When it was read well last.
    pub read_well: Option<String>,
    /// When it brought something new last.
    pub brought: Option<String>,
    /// When it is read next, where it is read without anybody asking.
    pub next: Option<String>,
    /// Is it long since it was read well, for how often it is to be?
    pub late: bool,
    /// Failures in a row.
    pub failed: u32,
    /// The last of them, until it is read well again.
    pub failure: Option<SourceFailure>,
    /// What is amiss with its lists, where it says that it lists all.
    pub list: Option<ListAmiss>,
    /// Rows of the last reading that had any: the sum of the four behind it.
    pub read: u64,
    /// New.
    pub new: u64,
    /// Changed.
    pub changed: u64,
    /// Known already.
    pub duplicate: u64,
    /// Unreadable.
    pub quarantined: u64,
    /// Files of it that are none which is read: each with its name, and why.
    pub unfit: Vec<String>,
}

/// Why a source could not be read.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SourceFailure {
    /// `LH-nnn`.
    pub code: String,
    /// What happened.
    pub message: String,
    /// What to do.
    pub next_step: String,
    /// When it was so last, RFC 3339.
    pub at: String,
}

/// Why a list takes no load away.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ListAmiss {
    /// `LH-nnn`.
    pub code: String,
    /// What happened.
    pub message: String,
    /// What to do.
    pub next_step: String,
}

/// All sources.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Sources {
    /// In the order of the configuration.
    pub sources: Vec<SourceView>,
}

/// What was decided and sent last.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Activity {
    /// Newest first.
    pub entries: Vec<DecisionLine>,
}

impl From<WorkspaceSummary> for About {
    fn from(place: WorkspaceSummary) -> About {
        let WorkspaceSummary { business, zone, today, erp, users, customers, reasons } = place;
        let user = |Acting { name, roles, adjusts, accepts }: Acting| UserLine {
            name,
            roles,
            adjusts: adjusts.to_string(),
            accepts: accepts.to_string(),
        };
        let users = users.into_iter().map(user).collect();
        About { business, zone, today, erp, users, customers, desk: DeskWords::of(reasons) }
    }
}

fn reading_line(reading: Reading) -> ReadingLine {
    let Reading { file, received, rows, quarantined } = reading;
    ReadingLine { file, received: received.to_rfc3339(), rows, quarantined }
}

fn source_health(health: Health, late: bool, amiss: Option<Fault>) -> SourceHealth {
    let Health { asked, read, brought, counts, failed, failure, next, unattended, unfit } = health;
    let told = |at: Option<Instant>| at.map(|at| at.to_rfc3339());
    let failure = failure.map(|failure| SourceFailure {
        code: failure.code.to_string(),
        message: failure.what,
        next_step: failure.next,
        at: failure.at.to_rfc3339(),
    });
    let list = amiss.map(|Fault { code, what, next, .. }| ListAmiss {
        code: code.to_string(),
        message: what,
        next_step: next,
    });
    SourceHealth {
        asked: told(asked),
        read_well: told(read),
        brought: told(brought),
        next: told(next.filter(|_| unattended)),
        late,
        failed,
        failure,
        list,
        read: counts.read,
        new: counts.new,
        changed: counts.changed,
        duplicate: counts.duplicate,
        quarantined: counts.quarantined,
        unfit,
    }
}

fn file_refused(RefusedFile { file, item, fault }: RefusedFile) -> FileRefused {
    FileRefused { file, item, code: fault.code.to_string(), message: fault.what, next_step: fault.next }
}

impl From<Vec<SourceReadings>> for Sources {
    fn from(all: Vec<SourceReadings>) -> Sources {
        let view = |facts: SourceReadings| SourceView {
            last_run: facts.last.map(|last| last.to_rfc3339()),
            name: facts.name,
            kind: facts.kind,
            folder: facts.folder,
            waiting: facts.waiting,
            readings: facts.readings.into_iter().map(reading_line).collect(),
            every: facts.every,
            retired: facts.retired,
            health: source_health(facts.health, facts.late, facts.amiss),
            refused: facts.refused.into_iter().map(file_refused).collect(),
        };
        Sources { sources: all.into_iter().map(view).collect() }
    }
}

impl From<Recent> for Activity {
    fn from(recent: Recent) -> Activity {
        Activity { entries: recent.entries.iter().map(decision_line).collect() }
    }
}
