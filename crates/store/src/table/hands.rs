//! Hands: who mended a row that was taken, by what it speaks of. The archive says so, with the delivery that the mended row is: where
//! the book was put back and its entry is lost, it is known all the same.

use std::collections::BTreeSet;

use linehaul_domain::canonical;
use linehaul_domain::decision::Actor;
use linehaul_domain::fault::Outcome;
use rusqlite::{Connection, params};

use crate::archive::Delivery;
use crate::column::{count, signed};
use crate::fault::{InFile, damaged};
use crate::table::CACHE;

/// Its table. The key is that of a load or of a customer; the receipt is the place of what the row states in the archive's order.
pub(crate) const TABLE: &str = "
CREATE TABLE hands (
  key      TEXT NOT NULL,
  delivery TEXT NOT NULL,
  receipt  INTEGER NOT NULL,
  actor    BLOB NOT NULL,
  PRIMARY KEY (key, delivery)
) STRICT, WITHOUT ROWID;
";

/// Who mended a row, and what that speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hand {
    /// The item of the quarantine: what it spoke of counts too, whatever the row speaks of now.
    pub item: String,
    /// Who.
    pub actor: Actor,
    /// What the mended row speaks of: [`load_key`], [`customer_key`].
    pub keys: BTreeSet<String>,
    /// Its place in the archive's order.
    pub receipt: u64,
}

/// What is known under a load.
pub fn load_key(load: &str) -> String {
    format!("load/{load}")
}

/// What is known under a customer: the key of its facts.
pub fn customer_key(customer: &str) -> String {
    format!("customer/{customer}")
}

/// Keeps who mended a row.
pub(crate) fn put(connection: &Connection, delivery: &Delivery, hand: &Hand) -> Outcome<()> {
    let sql = "INSERT OR REPLACE INTO hands VALUES (?1, ?2, ?3, ?4)";
    let mut insert = connection.prepare_cached(sql).in_file(CACHE)?;
    let sql =
        "SELECT DISTINCT CASE WHEN load IS NULL THEN key ELSE 'load/' || load END FROM quarantine_keys WHERE item = ?1";
    let mut of_item = connection.prepare_cached(sql).in_file(CACHE)?;
    let keys = of_item.query_map([&hand.item], |row| row.get(0)).in_file(CACHE)?;
    let mut keys: BTreeSet<String> = keys.collect::<rusqlite::Result<_>>().in_file(CACHE)?;
    keys.extend(hand.keys.iter().cloned());
    let actor = canonical::encode(&hand.actor);
    for key in keys {
        insert.execute(params![key, delivery.hash.as_str(), signed(hand.receipt), actor]).in_file(CACHE)?;
    }
    Ok(())
}

/// Who mended rows that speak of something: each with the place of that row.
pub(crate) fn on(connection: &Connection, key: &str) -> Outcome<Vec<(Actor, u64)>> {
    let sql = "SELECT actor, receipt FROM hands WHERE key = ?1 ORDER BY delivery";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let rows = statement.query_map([key], |row| Ok((row.get::<_, Vec<u8>>(0)?, count(row, 1)?))).in_file(CACHE)?;
    let mut hands = Vec::new();
    for row in rows {
        let (actor, receipt) = row.in_file(CACHE)?;
        let actor = canonical::decode(&actor).map_err(|_| damaged(CACHE, "who mended a row does not read"))?;
        hands.push((actor, receipt));
    }
    Ok(hands)
}
