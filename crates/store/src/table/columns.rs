//! Columns: which ones the files of a source had, sort by sort, so that it is seen when one is there no more.

use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::SourceName;
use linehaul_domain::lost::{Column, Header, Known};
use linehaul_domain::thing::Thing;
use rusqlite::{Connection, params};

use crate::fault::{InFile, damaged};
use crate::table::CACHE;

/// Its table. `since` is the first file that has the column not any more, empty while the last one has it; `sometimes` that not each
/// record of a delivery had it.
pub(crate) const TABLE: &str = "
CREATE TABLE columns (
  source    TEXT NOT NULL,
  kind      TEXT NOT NULL,
  sort      TEXT NOT NULL,
  thing     TEXT NOT NULL,
  ours      TEXT NOT NULL,
  theirs    TEXT NOT NULL,
  sometimes INTEGER NOT NULL,
  since     TEXT NOT NULL,
  PRIMARY KEY (source, kind, sort, thing, ours, theirs)
) STRICT, WITHOUT ROWID;
";

/// What is known of the columns of a source's files of a kind.
pub(crate) fn known(connection: &Connection, source: &SourceName, kind: &str) -> Outcome<Vec<Known>> {
    let sql = "SELECT sort, thing, ours, theirs, sometimes, since FROM columns WHERE source = ?1 AND kind = ?2
               ORDER BY sort, thing, ours, theirs";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let mut rows = statement.query([source.as_str(), kind]).in_file(CACHE)?;
    let mut known = Vec::new();
    while let Some(row) = rows.next().in_file(CACHE)? {
        let name: String = row.get(1).in_file(CACHE)?;
        let thing = Thing::of_key(&name).ok_or_else(|| damaged(CACHE, &format!("`{name}` is nothing of a load")))?;
        let column = Column { thing, ours: row.get(2).in_file(CACHE)?, theirs: row.get(3).in_file(CACHE)? };
        let since: String = row.get(5).in_file(CACHE)?;
        let (sort, sometimes) = (row.get(0).in_file(CACHE)?, row.get(4).in_file(CACHE)?);
        known.push(Known { sort, column, sometimes, since: Some(since).filter(|since| !since.is_empty()) });
    }
    Ok(known)
}

/// Keeps which columns a delivery has, and which it has not any more.
pub(crate) fn keep(connection: &Connection, source: &SourceName, file: &str, header: &Header) -> Outcome<()> {
    let Header { kind, sort, columns, sometimes, .. } = header;
    // A field that records had, had not and have again is one that they leave out where it says nothing.
    let sql = "INSERT INTO columns VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, '') ON CONFLICT DO UPDATE SET
                 since = '', sometimes = max(sometimes, excluded.sometimes, ?8 AND since <> '')";
    let mut put = connection.prepare_cached(sql).in_file(CACHE)?;
    for column in columns {
        let Column { thing, ours, theirs } = column;
        let values = params![
            source.as_str(),
            kind,
            sort,
            thing.name(),
            ours,
            theirs,
            sometimes.contains(column),
            header.records
        ];
        put.execute(values).in_file(CACHE)?;
    }
    let sql = "UPDATE columns SET since = ?7 WHERE source = ?1 AND kind = ?2 AND sort = ?3 AND thing = ?4 AND ours = ?5
                 AND theirs = ?6 AND since = ''";
    let mut gone = connection.prepare_cached(sql).in_file(CACHE)?;
    for Known { column, .. } in known(connection, source, kind)?.iter().filter(|known| known.sort == *sort) {
        if !header.has(column) {
            let Column { thing, ours, theirs } = column;
            gone.execute(params![source.as_str(), kind, sort, thing.name(), ours, theirs, file]).in_file(CACHE)?;
        }
    }
    Ok(())
}
