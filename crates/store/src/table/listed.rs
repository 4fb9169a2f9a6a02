//! Listed: what the complete deliveries of a source listed last, sort by sort, and the loads that they list no more. Written with the end of a
//! reading, in the archive's order, whether its rows say anything new or not.

use std::collections::BTreeSet;

use linehaul_domain::canonical;
use linehaul_domain::fault::Outcome;
use linehaul_domain::fold::fold;
use linehaul_domain::ids::{LoadNumber, SourceName};
use linehaul_domain::time::Instant;
use linehaul_domain::vanished::{Complete, Ended, Listed, Listing, Short, ShortList, Vanished};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::archive::Delivery;
use crate::fault::InFile;
use crate::table::{CACHE, facts};

/// Its tables.
pub(crate) const TABLE: &str = "
CREATE TABLE lists (
  source TEXT NOT NULL,
  sort   TEXT NOT NULL,
  body   BLOB NOT NULL,
  PRIMARY KEY (source, sort)
) STRICT, WITHOUT ROWID;
CREATE TABLE vanished (
  load   TEXT NOT NULL,
  source TEXT NOT NULL,
  sort   TEXT NOT NULL,
  body   BLOB NOT NULL,
  PRIMARY KEY (load, source, sort)
) STRICT, WITHOUT ROWID;
";

/// The last list of a sort of files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct List {
    file: String,
    loads: BTreeSet<LoadNumber>,
    /// When the last one of them was received.
    at: Option<Instant>,
    /// What the last one listed, where it took nothing away.
    last: BTreeSet<LoadNumber>,
    /// The delivery that took nothing away, if the last one did not.
    short: Option<ShortList>,
}

/// Follows a complete delivery: what it lists is not missing any more, what the one before it listed and it does not is.
pub(crate) fn follow(connection: &Connection, delivery: &Delivery, listing: &Listing) -> Outcome<Listed> {
    let (source, at, file) = (&delivery.source, delivery.received, &delivery.file);
    let back = back(connection, delivery, listing)?;
    let former = read(connection, source, &listing.sort)?.unwrap_or_default();
    let due = match listing.loads.is_superset(&former.loads) {
        true => BTreeSet::new(),
        false => due(connection, &former.loads, listing, at)?,
    };
    let (gone, why) = match listing.takes_away(&due) {
        Ok(gone) => (gone, None),
        // What is open leaves such a list by the hundred on a day of billing: a second one like the short one says that this is how it is.
        Err(Short::TooFew(..)) if listing.complete == Complete::Open && listing.confirms(&former.last) => {
            (due.difference(&listing.loads).cloned().collect(), None)
        }
        Err(why) => (Vec::new(), Some(why)),
    };
    let elsewhere = match gone.is_empty() {
        true => BTreeSet::new(),
        false => listed_elsewhere(connection, source, (&listing.sort, former.at))?,
    };
    let gone: Vec<LoadNumber> = gone.into_iter().filter(|load| !elsewhere.contains(load)).collect();
    for load in &gone {
        let vanished = Vanished {
            source: source.as_str().to_owned(),
            sort: listing.sort.clone(),
            listed: former.file.clone(),
            file: file.clone(),
            at,
            complete: listing.complete,
            ended: None,
        };
        put(connection, load, &vanished)?;
    }
    let short = why.map(|why| ShortList { file: file.clone(), at, why });
    let (listed, loads, last) = match &short {
        None => (file.clone(), listing.loads.clone(), BTreeSet::new()),
        // It says of some that they are there, and of none that it is not.
        Some(_) => (former.file, due.union(&listing.loads).cloned().collect(), listing.loads.clone()),
    };
    let body = canonical::encode(&List { file: listed, loads, at: Some(at), last, short: short.clone() });
    let sql = "INSERT OR REPLACE INTO lists VALUES (?1, ?2, ?3)";
    let values = params![source.as_str(), listing.sort, body];
    connection.prepare_cached(sql).in_file(CACHE)?.execute(values).in_file(CACHE)?;
    Ok(Listed { gone, back, short })
}

/// What of a former list has to be on this one: all that is not too old for it.
fn due(
    connection: &Connection,
    former: &BTreeSet<LoadNumber>,
    listing: &Listing,
    at: Instant,
) -> Outcome<BTreeSet<LoadNumber>> {
    let mut due = former.clone();
    let may_leave = matches!(listing.complete, Complete::Days(_));
    for load in former.difference(&listing.loads).filter(|_| may_leave) {
        let last_day = fold(load, &facts::of_load(connection, load)?).and_then(|load| load.last_day());
        if listing.complete.is_past(last_day, at) {
            due.remove(load);
        }
    }
    Ok(due)
}

/// Ends that loads were missing which a delivery lists, whichever of its source's lists they were missing from.
fn back(connection: &Connection, delivery: &Delivery, listing: &Listing) -> Outcome<Vec<LoadNumber>> {
    let sql = "SELECT load, body FROM vanished WHERE source = ?1 ORDER BY load, sort";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let rows = statement.query_map([delivery.source.as_str()], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)));
    let rows: Vec<(String, Vec<u8>)> = rows.in_file(CACHE)?.collect::<rusqlite::Result<_>>().in_file(CACHE)?;
    let mut back = Vec::new();
    for (load, body) in rows {
        let load = LoadNumber(load);
        let vanished: Vanished = canonical::decode(&body)?;
        if vanished.ended.is_none() && listing.loads.contains(&load) {
            let ended = Some(Ended::Back { file: delivery.file.clone(), at: delivery.received });
            put(connection, &load, &Vanished { ended, ..vanished })?;
            back.push(load);
        }
    }
    Ok(back)
}

/// What the source's other lists have, that came since this sort's own last one: a list that was sent once, as for a first import, says
/// nothing of a later day.
fn listed_elsewhere(
    connection: &Connection,
    source: &SourceName,
    (sort, since): (&str, Option<Instant>),
) -> Outcome<BTreeSet<LoadNumber>> {
    let others = all(connection, source)?.into_iter().filter(|(other, list)| other != sort && list.at >= since);
    Ok(others.flat_map(|(_, list)| list.loads).collect())
}

fn read(connection: &Connection, source: &SourceName, sort: &str) -> Outcome<Option<List>> {
    Ok(all(connection, source)?.into_iter().find(|(known, _)| known == sort).map(|(_, list)| list))
}

fn all(connection: &Connection, source: &SourceName) -> Outcome<Vec<(String, List)>> {
    let sql = "SELECT sort, body FROM lists WHERE source = ?1 ORDER BY sort";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let rows = statement.query_map([source.as_str()], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)));
    let rows: Vec<(String, Vec<u8>)> = rows.in_file(CACHE)?.collect::<rusqlite::Result<_>>().in_file(CACHE)?;
    rows.into_iter().map(|(sort, body)| Ok((sort, canonical::decode(&body)?))).collect()
}

/// The complete deliveries of a source, each the last of its sort, that took nothing away.
pub(crate) fn short(connection: &Connection, source: &SourceName) -> Outcome<Vec<ShortList>> {
    Ok(all(connection, source)?.into_iter().filter_map(|(_, list)| list.short).collect())
}

fn put(connection: &Connection, load: &LoadNumber, vanished: &Vanished) -> Outcome<()> {
    let sql = "INSERT OR REPLACE INTO vanished VALUES (?1, ?2, ?3, ?4)";
    let values = params![load.as_str(), vanished.source, vanished.sort, canonical::encode(vanished)];
    connection.prepare_cached(sql).in_file(CACHE)?.execute(values).in_file(CACHE).map(|_| ())
}

/// The lists that a load was missing from.
pub(crate) fn of(connection: &Connection, load: &LoadNumber) -> Outcome<Vec<Vanished>> {
    let sql = "SELECT body FROM vanished WHERE load = ?1 ORDER BY source, sort";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let rows = statement.query_map([load.as_str()], |row| row.get::<_, Vec<u8>>(0)).in_file(CACHE)?;
    let rows: Vec<Vec<u8>> = rows.collect::<rusqlite::Result<_>>().in_file(CACHE)?;
    rows.iter().map(|body| canonical::decode(body)).collect()
}
