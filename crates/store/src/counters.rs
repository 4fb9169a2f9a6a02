//! Counters: what SQLite did for a piece of work, so that a test can say what it costs without a clock. In tests alone.

use std::cell::RefCell;

use rusqlite::trace::{TraceEvent, TraceEventCodes};
use rusqlite::{Connection, StatementStatus};

thread_local! {
    static RUN: RefCell<Vec<Statement>> = const { RefCell::new(Vec::new()) };
    static READ: RefCell<u64> = const { RefCell::new(0) };
}

/// What a statement did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statement {
    pub sql: String,
    /// Rows stepped over with no condition that an index has.
    pub scanned: i32,
    /// Sorts.
    pub sorted: i32,
    /// Indexes that were made for it alone.
    pub indexed: i32,
    /// Steps of SQLite's machine.
    pub steps: i32,
}

/// What a piece of work did.
#[derive(Debug)]
pub(crate) struct Work {
    pub statements: Vec<Statement>,
    /// Bytes of entries that were read.
    pub read: u64,
}

impl Work {
    pub fn steps(&self) -> i64 {
        self.statements.iter().map(|s| i64::from(s.steps)).sum()
    }

    pub fn scanned(&self) -> i32 {
        self.statements.iter().map(|s| s.scanned).sum()
    }

    /// Statements that sort, or that make themselves an index.
    pub fn sorting(&self) -> Vec<&str> {
        self.statements.iter().filter(|s| s.sorted > 0 || s.indexed > 0).map(|s| s.sql.as_str()).collect()
    }
}

fn note(event: TraceEvent<'_>) {
    let TraceEvent::Profile(statement, _) = event else { return };
    let count = |what| statement.get_status(what);
    let run = Statement {
        sql: statement.sql().into_owned(),
        scanned: count(StatementStatus::FullscanStep),
        sorted: count(StatementStatus::Sort),
        indexed: count(StatementStatus::AutoIndex),
        steps: count(StatementStatus::VmStep),
    };
    RUN.with_borrow_mut(|all| match all.iter_mut().rev().find(|known| known.sql == run.sql) {
        // A statement that is kept counts on; one that was prepared anew begins at nothing.
        Some(known) if known.steps <= run.steps => *known = run,
        _ => all.push(run),
    });
}

/// Entries of so many bytes were read.
pub(crate) fn read(bytes: usize) {
    READ.with_borrow_mut(|read| *read += bytes as u64);
}

/// Does a piece of work and answers what it did.
pub(crate) fn of<T>(connection: &Connection, work: impl FnOnce() -> T) -> (T, Work) {
    connection.flush_prepared_statement_cache();
    RUN.take();
    READ.take();
    connection.trace_v2(TraceEventCodes::SQLITE_TRACE_PROFILE, Some(note));
    let result = work();
    connection.trace_v2(TraceEventCodes::SQLITE_TRACE_PROFILE, None);
    (result, Work { statements: RUN.take(), read: READ.take() })
}
