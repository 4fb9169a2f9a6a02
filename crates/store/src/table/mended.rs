//! Mended: which items of the quarantine a later word closes. A word is later by its place in the archive's order, and does not
//! close one that says of itself that it is of a later version.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::LoadNumber;
use rusqlite::{Connection, Row, params};

use crate::archive::Delivery;
use crate::column::{count, instant_text, signed};
use crate::fault::InFile;
use crate::table::CACHE;
use crate::table::facts::{self, Statement};
use crate::table::hands::{self, Hand};
use crate::table::quarantine::{self, BadItem, key_of_file};
use crate::table::received::line_of;
use crate::table::stale::{self, Cause};

/// What a delivery that is read for the first time does to the quarantine.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quarantined {
    /// Its bad rows.
    pub bad: Vec<BadItem>,
    /// Could it be read as a file at all? Then it mends one of its name that could not.
    pub reads: bool,
    /// Torn rows that it has whole: an item, and the line.
    pub whole: Vec<(String, u64)>,
    /// Who mended it, where it is a row that a person mended.
    pub hand: Option<Hand>,
}

/// Words of a reading on things of which the quarantine has some, as they are read: by key, the place of the last one.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// Is there anything to look for?
    looks: bool,
    /// And whether it is a later word than those that were known.
    by_item: BTreeMap<(String, String), (u64, bool)>,
    by_key: BTreeMap<String, u64>,
}

impl Said {
    /// Nothing yet.
    pub(crate) fn nothing(connection: &Connection) -> Outcome<Said> {
        let sql = "SELECT EXISTS (SELECT 1 FROM quarantine_keys WHERE open = 1)";
        let looks = connection.prepare_cached(sql).in_file(CACHE)?.query_row([], |row| row.get(0)).in_file(CACHE)?;
        Ok(Said { looks, ..Said::default() })
    }

    /// Looks for what these statements close.
    pub(crate) fn hear(&mut self, connection: &Connection, statements: &[Statement]) -> Outcome<()> {
        if !self.looks {
            return Ok(());
        }
        let sql = "SELECT item, key, version IS NULL FROM quarantine_keys k WHERE source = ?1 AND key IN (?2, ?5) AND open = 1 \
                   AND receipt < ?3 AND (version IS NULL OR version <= ?4) AND (key = ?2 OR EXISTS (SELECT 1 FROM \
                   quarantine_keys f WHERE f.item = k.item AND f.key >= 'file/' AND f.key < 'file0'))";
        let mut closed = connection.prepare_cached(sql).in_file(CACHE)?;
        for statement in statements {
            let (key, receipt) = (statement.key(), statement.receipt());
            // What a file that was not read says of some part of a load is answered by any part.
            let load = statement.load_number().map_or("", LoadNumber::as_str);
            let some_part = key.split_once('/').map_or_else(String::new, |(thing, _)| format!("{thing}/{load}"));
            let version = instant_text(statement.version());
            let values = params![statement.source(), key, signed(receipt), version, some_part];
            let items = closed.query_map(values, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).in_file(CACHE)?;
            let items: Vec<(String, String, bool)> = items.collect::<rusqlite::Result<_>>().in_file(CACHE)?;
            if items.is_empty() {
                continue;
            }
            let (whole, later) = weighs(connection, statement)?;
            for (item, key, undated) in items.into_iter().filter(|_| whole) {
                // A row that does not say of when it is may be later than what was known before it came.
                let later = !undated || later;
                if later {
                    self.by_key.insert(key.clone(), receipt);
                }
                self.by_item.entry((item, key)).or_insert((receipt, later)).1 |= later;
            }
        }
        Ok(())
    }
}

/// How much a statement says: of all that its source spoke of before, and is it a later word than those that it said?
fn weighs(connection: &Connection, statement: &Statement) -> Outcome<(bool, bool)> {
    let said = statement.read()?;
    let known = facts::of_key(connection, statement)?;
    let whole = known.iter().all(|known| said.said.covers(&known.said));
    let stands = known.iter().map(|known| known.version).max();
    let repeats = known.iter().any(|known| known.hash() == said.hash());
    let later = said.undated || stands.is_none_or(|stands| said.version > stands || said.version == stands && !repeats);
    Ok((whole, later))
}

/// Closes what was mended, then keeps what is bad now. What a later line of the same file says of it mends a bad row at once.
pub(crate) fn follow(connection: &Connection, delivery: &Delivery, said: &Said, of: &Quarantined) -> Outcome<()> {
    let mut touched = BTreeSet::new();
    of.hand.iter().try_for_each(|hand| hands::put(connection, delivery, hand))?;
    let key = key_of_file(&delivery.file).key;
    let refused = if of.reads { refused_before(connection, delivery, &key)? } else { BTreeSet::new() };
    for ((item, key), (receipt, later)) in &said.by_item {
        // What is in a file that comes again and reads is its word now, whether that is another one or not.
        if *later || refused.contains(item) {
            close(connection, (item, key), (&delivery.file, line_of(*receipt)), &mut touched)?;
        }
    }
    for item in &refused {
        close(connection, (item, &key), (&delivery.file, 1), &mut touched)?;
    }
    for (item, line) in &of.whole {
        for key in quarantine::keys_of(connection, item, u64::MAX)? {
            close(connection, (item, &key.key), (&delivery.file, *line), &mut touched)?;
        }
        end(connection, item, (&delivery.file, *line))?;
    }
    for bad in &of.bad {
        let item = quarantine::put(connection, delivery, bad)?;
        for key in &bad.keys {
            touched.extend(key.load.clone());
            let load = key.load.as_ref().map_or("", LoadNumber::as_str);
            let new = facts::last_receipt(connection, (load, &key.key), key.version)?;
            let known = said.by_key.get(&key.key).copied();
            if let Some(receipt) = new.max(known).filter(|receipt| *receipt > bad.receipt) {
                close(connection, (&item, &key.key), (&delivery.file, line_of(receipt)), &mut touched)?;
            }
        }
    }
    touched.iter().try_for_each(|load| stale::mark(connection, load, Cause::Facts))
}

/// Items of files of that name that could not be read at all.
fn refused_before(connection: &Connection, delivery: &Delivery, key: &str) -> Outcome<BTreeSet<String>> {
    let sql = "SELECT item FROM quarantine_keys WHERE source = ?1 AND key = ?2";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let items = statement.query_map(params![delivery.source.as_str(), key], |row| row.get(0)).in_file(CACHE)?;
    items.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

/// Closes a key of an item, and the item with the last one.
fn close(
    connection: &Connection,
    (item, key): (&str, &str),
    by: (&str, u64),
    touched: &mut BTreeSet<LoadNumber>,
) -> Outcome<()> {
    let sql = "UPDATE quarantine_keys SET open = 0 WHERE item = ?1 AND key = ?2 AND open = 1 RETURNING load";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let load = |row: &Row<'_>| row.get::<_, Option<String>>(0);
    let loads = statement.query_map([item, key], load).in_file(CACHE)?;
    for load in loads {
        touched.extend(load.in_file(CACHE)?.map(LoadNumber));
    }
    let sql = "SELECT count(*) FROM quarantine_keys WHERE item = ?1 AND open = 1";
    let mut left = connection.prepare_cached(sql).in_file(CACHE)?;
    match left.query_row([item], |row| count(row, 0)).in_file(CACHE)? {
        0 => end(connection, item, by),
        _ => Ok(()),
    }
}

fn end(connection: &Connection, item: &str, (file, line): (&str, u64)) -> Outcome<()> {
    let sql = "UPDATE quarantine SET mended_file = ?2, mended_line = ?3 WHERE id = ?1 AND mended_file IS NULL";
    connection.prepare_cached(sql).in_file(CACHE)?.execute(params![item, file, signed(line)]).in_file(CACHE).map(drop)
}
