//! Entries: decisions in order, each chained to the one before by its hash.

use linehaul_domain::canonical;
use linehaul_domain::decision::{Decision, Entry, NewEntry, Role, kinds};
use linehaul_domain::fault::{Fault, Outcome};
use linehaul_domain::ids::{BatchId, Hash, InvoiceNumber, LoadNumber};
use rusqlite::types::Value;
use rusqlite::{Connection, Params, Row, params_from_iter};

use crate::column::{count, hash, instant_text, signed};
use crate::fault::{InFile, contradiction, damaged, newer};
use crate::table::BOOK;
use crate::table::head::Head;

/// Version 1. The columns beside the body repeat it, for indexes and for people with a SQLite shell.
pub(crate) const V1: &str = "
CREATE TABLE entries (
  seq     INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  kind    TEXT    NOT NULL,
  load    TEXT,
  invoice TEXT,
  batch   TEXT,
  at      TEXT    NOT NULL,
  account TEXT    NOT NULL,
  actor   TEXT    NOT NULL,
  role    TEXT    NOT NULL,
  body    BLOB    NOT NULL,
  prev    TEXT    NOT NULL,
  hash    TEXT    NOT NULL
) STRICT;
CREATE INDEX entries_by_load ON entries (load, seq) WHERE load IS NOT NULL;
CREATE INDEX entries_by_invoice ON entries (invoice, seq) WHERE invoice IS NOT NULL;
CREATE INDEX entries_by_batch ON entries (batch, seq) WHERE batch IS NOT NULL;
CREATE TRIGGER entries_only_grow BEFORE INSERT ON entries
  WHEN NEW.seq <> (SELECT ifnull(max(seq), 0) + 1 FROM entries)
  BEGIN SELECT RAISE(ABORT, 'the book has no gaps'); END;
CREATE TRIGGER entries_are_not_edited BEFORE UPDATE ON entries
  BEGIN SELECT RAISE(ABORT, 'the book is not edited'); END;
CREATE TRIGGER entries_are_not_deleted BEFORE DELETE ON entries
  BEGIN SELECT RAISE(ABORT, 'the book is not edited'); END;
";

/// Version 2: entries of a kind are found without reading all.
pub(crate) const V2: &str = "CREATE INDEX entries_by_kind ON entries (kind, seq);";

const COLUMNS: &str = "seq, version, kind, load, invoice, batch, at, account, actor, role, body, prev, hash";

/// SHA-256 over the canonical bytes of (sequence, version, previous hash, entry), from the entry's stored bytes, so that
/// an entry of an older encoding keeps its hash. `None` when the bytes are of another version of the encoding.
pub(crate) fn hash_of(seq: u64, version: u16, prev: &Hash, body: &[u8]) -> Option<Hash> {
    let entry = body.strip_prefix(b"1:")?;
    let mut bytes = format!("1:[{seq},{version},\"{prev}\",").into_bytes();
    bytes.extend_from_slice(entry);
    bytes.push(b']');
    Some(canonical::hash_bytes(&bytes))
}

/// A row as it must stand for an entry with these bytes: the columns in order.
pub(crate) fn row_of(seq: u64, version: u16, entry: &NewEntry, body: Vec<u8>, prev: &Hash, hash: &Hash) -> Vec<Value> {
    let maybe = |text: Option<&str>| text.map_or(Value::Null, |t| Value::Text(t.to_owned()));
    let text = |text: &str| Value::Text(text.to_owned());
    vec![
        Value::Integer(signed(seq)),
        Value::Integer(i64::from(version)),
        text(entry.decision.kind()),
        maybe(entry.decision.load().map(LoadNumber::as_str)),
        maybe(entry.decision.invoice().map(InvoiceNumber::as_str)),
        maybe(batch_of(&entry.decision).map(BatchId::as_str)),
        text(&instant_text(entry.at)),
        text(&entry.actor.account),
        text(&entry.actor.name),
        text(role_name(entry.actor.role)),
        Value::Blob(body),
        text(prev.as_str()),
        text(hash.as_str()),
    ]
}

/// Does a row stand at this place of the chain, whatever its entry says?
pub(crate) fn is_chained(row: &[Value], seq: u64, prev: &Hash, hash: &Hash) -> bool {
    let text = |at: usize, hash: &Hash| matches!(row.get(at), Some(Value::Text(text)) if text == hash.as_str());
    row.first() == Some(&Value::Integer(signed(seq))) && text(11, prev) && text(12, hash)
}

fn batch_of(decision: &Decision) -> Option<&BatchId> {
    match decision {
        Decision::InvoiceDrafted { batch, .. } | Decision::Batched { batch, .. } | Decision::Effect { batch, .. } => {
            Some(batch)
        }
        _ => None,
    }
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Biller => "biller",
        Role::Approver => "approver",
        Role::Pricing => "pricing",
        Role::Admin => "admin",
        Role::System => "system",
    }
}

/// Puts an entry behind the head; answers it with its place.
pub(crate) fn insert(connection: &Connection, head: &Head, entry: &NewEntry) -> Outcome<Entry> {
    let body = canonical::encode(entry);
    let kind = entry.decision.kind();
    let version =
        entry.decision.entry_version().ok_or_else(|| contradiction(format!("`{kind}` is no kind of entry")))?;
    let (seq, prev) = (head.seq + 1, head.hash.clone());
    let hash = hash_of(seq, version, &prev, &body).ok_or_else(|| damaged(BOOK, "an entry does not encode"))?;
    let row = row_of(seq, version, entry, body, &prev, &hash);
    let sql = "INSERT INTO entries VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    connection.prepare_cached(sql).in_file(BOOK)?.execute(params_from_iter(row)).in_file(BOOK)?;
    Ok(Entry { seq, version, entry: entry.clone(), prev, hash })
}

fn entry_of(row: &Row<'_>) -> rusqlite::Result<(u64, u16, Vec<u8>, Hash, Hash)> {
    Ok((count(row, 0)?, row.get(1)?, row.get(2)?, hash(row, 3)?, hash(row, 4)?))
}

/// The entry of a row. LH-511 for one that holds by itself and that a newer program wrote, LH-501 for another that does not read.
fn read((seq, version, body, prev, hash): (u64, u16, Vec<u8>, Hash, Hash)) -> Outcome<Entry> {
    if let Some(kind) = kinds::newer_kind(version, &body)
        && hash_of(seq, version, &prev, &body).as_ref() == Some(&hash)
    {
        return Err(of_newer(seq, &kind));
    }
    Ok(Entry { seq, version, entry: canonical::decode(&body)?, prev, hash })
}

/// LH-511: a newer program wrote this entry.
pub(crate) fn of_newer(seq: u64, kind: &str) -> Fault {
    newer(format!(
        "a newer Linehaul wrote entry {seq} of {BOOK}: this one does not know its kind, `{kind}`, as it stands there"
    ))
}

/// Hands over the entries of a condition in order; LH-501 for one that does not read, LH-511 for one of a newer program.
pub(crate) fn each(
    connection: &Connection,
    condition: &str,
    params: impl Params,
    take: &mut dyn FnMut(Entry) -> Outcome<()>,
) -> Outcome<()> {
    let sql = format!("SELECT seq, version, body, prev, hash FROM entries WHERE {condition} ORDER BY seq");
    let mut statement = connection.prepare_cached(&sql).in_file(BOOK)?;
    for row in statement.query_map(params, entry_of).in_file(BOOK)? {
        let row = row.in_file(BOOK)?;
        #[cfg(test)]
        crate::counters::read(row.2.len());
        take(read(row)?)?;
    }
    Ok(())
}

/// The entries of a condition in order.
pub(crate) fn list(connection: &Connection, condition: &str, params: impl Params) -> Outcome<Vec<Entry>> {
    let mut entries = Vec::new();
    each(connection, condition, params, &mut |entry| {
        entries.push(entry);
        Ok(())
    })?;
    Ok(entries)
}

/// The last entry of some kinds.
pub(crate) fn last_of_kinds(connection: &Connection, kinds: &[&str]) -> Outcome<Option<Entry>> {
    let mut last: Option<u64> = None;
    for kind in kinds {
        let sql = "SELECT max(seq) FROM entries WHERE kind = ?1";
        let mut statement = connection.prepare_cached(sql).in_file(BOOK)?;
        let found: Option<i64> = statement.query_row([kind], |row| row.get(0)).in_file(BOOK)?;
        last = last.max(found.and_then(|seq| u64::try_from(seq).ok()));
    }
    match last {
        Some(seq) => Ok(list(connection, "seq = ?1", [signed(seq)])?.pop()),
        None => Ok(None),
    }
}

/// Was a batch closed?
pub(crate) fn is_closed(connection: &Connection, batch: &BatchId) -> Outcome<bool> {
    let sql = "SELECT 1 FROM entries WHERE batch = ?1 AND kind = 'batched'";
    connection.prepare_cached(sql).in_file(BOOK)?.exists([batch.as_str()]).in_file(BOOK)
}

/// Is there a decision on a load by itself? One on its invoices comes behind such a one.
pub(crate) fn is_decided_on(connection: &Connection, load: &LoadNumber) -> Outcome<bool> {
    let sql = "SELECT 1 FROM entries INDEXED BY entries_by_load WHERE load = ?1";
    connection.prepare_cached(sql).in_file(BOOK)?.exists([load.as_str()]).in_file(BOOK)
}

/// The loads of which an entry behind this one says something, in order.
pub(crate) fn loads_after(connection: &Connection, seq: u64) -> Outcome<Vec<LoadNumber>> {
    let sql = "SELECT DISTINCT load FROM entries WHERE seq > ?1 AND load IS NOT NULL ORDER BY load";
    let mut statement = connection.prepare_cached(sql).in_file(BOOK)?;
    let rows = statement.query_map([signed(seq)], |row| row.get(0).map(LoadNumber)).in_file(BOOK)?;
    rows.collect::<rusqlite::Result<_>>().in_file(BOOK)
}

/// The last entry about a load: a decision on it, or on an invoice that bills it. 0 when there is none.
pub(crate) fn version_of_load(connection: &Connection, load: &LoadNumber) -> Outcome<u64> {
    let sql = "SELECT max(ifnull((SELECT max(seq) FROM entries WHERE load = ?1), 0),
                 ifnull((SELECT max(seq) FROM entries WHERE load IS NULL
                   AND invoice IN (SELECT invoice FROM invoice_loads WHERE load = ?1)), 0))";
    let mut statement = connection.prepare_cached(sql).in_file(BOOK)?;
    statement.query_row([load.as_str()], |row| count(row, 0)).in_file(BOOK)
}

/// Every row behind a sequence as it stands, whatever it holds, for the check of the chain.
pub(crate) fn each_raw(
    connection: &Connection,
    after: u64,
    take: &mut dyn FnMut(Vec<Value>) -> Outcome<bool>,
) -> Outcome<()> {
    let sql = format!("SELECT {COLUMNS} FROM entries WHERE seq > ?1 ORDER BY seq");
    let mut statement = connection.prepare_cached(&sql).in_file(BOOK)?;
    let mut rows = statement.query([signed(after)]).in_file(BOOK)?;
    while let Some(row) = rows.next().in_file(BOOK)? {
        #[cfg(test)]
        crate::counters::read(row.get_ref(10).ok().and_then(|body| body.as_blob().ok()).map_or(0, <[u8]>::len));
        let values: rusqlite::Result<Vec<Value>> = (0..13).map(|at| row.get(at)).collect();
        if !take(values.in_file(BOOK)?)? {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use linehaul_domain::decision::Actor;
    use linehaul_domain::reason::Reason;

    use super::*;

    #[test]
    fn the_hash_is_that_of_the_canonical_tuple() {
        let actor = Actor { account: "a".into(), name: "b".into(), role: Role::Biller };
        let decision = Decision::Held { load: "L-1".into(), reason: Reason::ours("\"quoted\"") };
        let entry = NewEntry { at: linehaul_domain::time::Instant::UNIX_EPOCH, actor, decision };
        let prev = Hash("0".repeat(64));
        let expected = canonical::hash(&(7u64, 1u16, &prev, &entry));
        assert_eq!(hash_of(7, 1, &prev, &canonical::encode(&entry)), Some(expected));
        assert_eq!(hash_of(7, 1, &prev, b"9:{}"), None);
    }
}
