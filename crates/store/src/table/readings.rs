//! Readings: which delivery was read, and how many rows it had.

use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{Hash, SourceName};
use linehaul_domain::lost::Header;
use linehaul_domain::vanished::Listing;
use rusqlite::{Connection, params};

use crate::archive::Delivery;
use crate::column::{count, hash, instant, instant_text, signed};
use crate::fault::InFile;
use crate::table::CACHE;
use crate::table::facts::Statement;
use crate::table::mended::{self, Quarantined, Said};
use crate::table::received;
use crate::table::seen;
use crate::table::taken::{self, Step};

/// Its tables, with the order in which the readings of a source are looked at, and the document files that a delivery of
/// documents names, to read its rows again when such a file comes.
pub(crate) const TABLE: &str = "
CREATE TABLE readings (
  source      TEXT NOT NULL,
  file        TEXT NOT NULL,
  hash        TEXT NOT NULL,
  kind        TEXT NOT NULL,
  received    TEXT NOT NULL,
  rows        INTEGER NOT NULL,
  quarantined INTEGER NOT NULL,
  PRIMARY KEY (source, file, hash)
) STRICT;
CREATE INDEX readings_by_time ON readings (source, received, file, hash);
CREATE TABLE mentions (
  source   TEXT NOT NULL,
  document TEXT NOT NULL,
  file     TEXT NOT NULL,
  hash     TEXT NOT NULL,
  PRIMARY KEY (source, document, file, hash)
) STRICT, WITHOUT ROWID;
";

/// Keeps that a delivery names these document files.
pub(crate) fn mention(connection: &Connection, delivery: &Delivery, documents: &[String]) -> Outcome<()> {
    let sql = "INSERT OR IGNORE INTO mentions VALUES (?1, ?2, ?3, ?4)";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    for document in documents {
        let values = params![delivery.source.as_str(), document, delivery.file, delivery.hash.as_str()];
        statement.execute(values).in_file(CACHE)?;
    }
    Ok(())
}

/// The deliveries of documents that name a document file: file and hash of each.
pub(crate) fn mentioning(connection: &Connection, source: &SourceName, document: &str) -> Outcome<Vec<(String, Hash)>> {
    let sql = "SELECT file, hash FROM mentions WHERE source = ?1 AND document = ?2 ORDER BY file, hash";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let rows = statement.query_map([source.as_str(), document], |row| Ok((row.get(0)?, hash(row, 1)?)));
    rows.in_file(CACHE)?.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

/// One reading of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingRow {
    /// What was read.
    pub delivery: Delivery,
    /// Rows in it.
    pub rows: u64,
    /// Of them quarantined.
    pub quarantined: u64,
}

/// A part of a reading, as its file is read.
#[derive(Debug, Clone)]
pub enum Part {
    /// Which columns it has, before its facts: of whose file, and its name. A delivery that is read again tells none.
    Header(SourceName, String, Box<Header>),
    /// Facts.
    Facts(Vec<Statement>),
    /// Its end.
    End(Box<ReadingEnd>),
}

/// What is known of a reading once it is through.
#[derive(Debug, Clone)]
pub struct ReadingEnd {
    /// Its counts.
    pub reading: ReadingRow,
    /// What it does to the quarantine; nothing where it was read before, and is read again for the files that it names.
    pub quarantined: Option<Quarantined>,
    /// The document files that it names.
    pub documents: Vec<String>,
    /// Files on the disk that it could not have: they are forgotten, so that the next look takes them for new.
    pub not_had: Vec<String>,
    /// What it lists, where it is complete.
    pub listing: Option<Listing>,
    /// What all receipts of its facts begin with; nothing where it has none.
    pub place: Option<u64>,
    /// Up to where the archive's list is taken with it.
    pub step: Step,
}

/// Keeps what is known at the end: what it does to the quarantine, the documents that are named, that it was read, and up to where
/// the archive's list is taken with it.
pub(crate) fn end(connection: &Connection, said: &Said, end: &ReadingEnd) -> Outcome<()> {
    let ReadingEnd { reading, quarantined, documents, not_had, place, step, .. } = end;
    mention(connection, &reading.delivery, documents)?;
    place.iter().try_for_each(|place| received::put(connection, *place, &reading.delivery))?;
    not_had.iter().try_for_each(|file| seen::forget(connection, &reading.delivery.source, file))?;
    if let Some(quarantined) = quarantined {
        mended::follow(connection, &reading.delivery, said, quarantined)?;
    }
    put(connection, reading)?;
    taken::step(connection, step, Some(&reading.delivery))
}

/// Remembers a reading; one of the same file and content again takes the place of the earlier.
pub(crate) fn put(connection: &Connection, reading: &ReadingRow) -> Outcome<()> {
    let sql = "INSERT INTO readings VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (source, file, hash) DO UPDATE SET
                 kind = excluded.kind, received = excluded.received, rows = excluded.rows,
                 quarantined = excluded.quarantined";
    let Delivery { source, file, kind, received, hash, .. } = &reading.delivery;
    let values = params![
        source.as_str(),
        file,
        hash.as_str(),
        kind,
        instant_text(*received),
        signed(reading.rows),
        signed(reading.quarantined)
    ];
    connection.prepare_cached(sql).in_file(CACHE)?.execute(values).in_file(CACHE).map(|_| ())
}

/// Was this content of this file read?
pub(crate) fn seen(connection: &Connection, source: &SourceName, file: &str, content: &Hash) -> Outcome<bool> {
    let sql = "SELECT 1 FROM readings WHERE source = ?1 AND file = ?2 AND hash = ?3";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    statement.exists(params![source.as_str(), file, content.as_str()]).in_file(CACHE)
}

/// The sources of which something was read, in order of name. Each is found behind the one before it.
pub(crate) fn sources(connection: &Connection) -> Outcome<Vec<SourceName>> {
    let sql = "WITH RECURSIVE s (source) AS (
                 SELECT min(source) FROM readings UNION ALL
                 SELECT (SELECT min(source) FROM readings WHERE source > s.source) FROM s WHERE s.source IS NOT NULL)
               SELECT source FROM s WHERE source IS NOT NULL";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let rows = statement.query_map([], |row| row.get(0).map(SourceName)).in_file(CACHE)?;
    rows.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

/// All readings in order of time, source, file and hash.
pub(crate) fn list(connection: &Connection) -> Outcome<Vec<ReadingRow>> {
    rows(connection, "ORDER BY received, source, file, hash", [])
}

/// The newest readings of a source, newest first, at most so many.
pub(crate) fn newest(connection: &Connection, source: &SourceName, limit: u64) -> Outcome<Vec<ReadingRow>> {
    let order = "WHERE source = ?1 ORDER BY received DESC, file DESC, hash DESC LIMIT ?2";
    rows(connection, order, params![source.as_str(), signed(limit)])
}

fn rows(connection: &Connection, which: &str, params: impl rusqlite::Params) -> Outcome<Vec<ReadingRow>> {
    let sql = format!("SELECT source, file, hash, kind, received, rows, quarantined FROM readings {which}");
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    let rows = statement
        .query_map(params, |row| {
            let delivery = Delivery {
                source: SourceName(row.get(0)?),
                file: row.get(1)?,
                hash: hash(row, 2)?,
                kind: row.get(3)?,
                received: instant(row, 4)?,
                cursor: None,
                scope: None,
                reader: None,
                columns: None,
            };
            Ok(ReadingRow { delivery, rows: count(row, 5)?, quarantined: count(row, 6)? })
        })
        .in_file(CACHE)?;
    rows.collect::<rusqlite::Result<_>>().in_file(CACHE)
}
