//! Leases: who alone may do something for a while, e.g. push. Not part of the chain.

use linehaul_domain::fault::{Fault, Outcome};
use linehaul_domain::time::Instant;
use rusqlite::{Connection, OptionalExtension, params};

use crate::column::{instant, instant_text};
use crate::fault::InFile;
use crate::table::BOOK;

/// Version 1.
pub(crate) const V1: &str = "
CREATE TABLE lease (name TEXT PRIMARY KEY, holder TEXT NOT NULL, until TEXT NOT NULL) STRICT;
";

/// A lease that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// What for, e.g. `push`.
    pub name: String,
    /// Who holds it.
    pub holder: String,
    /// Until when, UTC.
    pub until: Instant,
}

/// The lease of a name, expired or not.
pub(crate) fn get(connection: &Connection, name: &str) -> Outcome<Option<Lease>> {
    let mut statement =
        connection.prepare_cached("SELECT name, holder, until FROM lease WHERE name = ?1").in_file(BOOK)?;
    let row = statement
        .query_row([name], |row| Ok(Lease { name: row.get(0)?, holder: row.get(1)?, until: instant(row, 2)? }));
    row.optional().in_file(BOOK)
}

/// Takes or prolongs a lease; LH-620 while another holds it.
pub(crate) fn take(connection: &Connection, lease: &Lease, now: Instant) -> Outcome<()> {
    if let Some(held) = get(connection, &lease.name)?
        && held.holder != lease.holder
        && held.until > now
    {
        return Err(Fault::new(
            "LH-620",
            format!("{} is at it ({}) until {}", held.holder, held.name, held.until.to_rfc3339()),
            "Nothing was sent, so that nothing goes out twice.",
            "Wait until it is done; a lease of a process that died ends by itself.",
        ));
    }
    let sql = "INSERT INTO lease VALUES (?1, ?2, ?3)
               ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until";
    let values = params![lease.name, lease.holder, instant_text(lease.until)];
    connection.prepare_cached(sql).in_file(BOOK)?.execute(values).in_file(BOOK).map(|_| ())
}

/// LH-621 unless this holder has the lease and it runs.
pub(crate) fn must_hold(connection: &Connection, name: &str, holder: &str, now: Instant) -> Outcome<()> {
    let held = get(connection, name)?;
    if held.is_some_and(|l| l.holder == holder && l.until > now) {
        return Ok(());
    }
    Err(Fault::new(
        "LH-621",
        format!("{holder} no longer holds the lease `{name}`"),
        "Nothing more was sent, so that nothing goes out twice.",
        "Run it again: it takes up where the book says.",
    ))
}

/// Gives a lease back; nothing happens when another holds it by now.
pub(crate) fn release(connection: &Connection, name: &str, holder: &str) -> Outcome<()> {
    let sql = "DELETE FROM lease WHERE name = ?1 AND holder = ?2";
    connection.prepare_cached(sql).in_file(BOOK)?.execute(params![name, holder]).in_file(BOOK).map(|_| ())
}

/// Ends every lease.
pub(crate) fn clear(connection: &Connection) -> Outcome<()> {
    connection.execute("DELETE FROM lease", []).in_file(BOOK).map(|_| ())
}
