//! Digest: a hash of everything that stands in the cache, table by table as its schema has them, for comparing stored with
//! rebuilt. A table or a column that somebody adds is compared; what is not is named here, with why.

use std::collections::BTreeMap;

use linehaul_domain::canonical;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::Hash;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::fault::InFile;
use crate::table::CACHE;

/// Tables that may differ, each with why.
pub(crate) const NOT_COMPARED: &[(&str, &str)] = &[
    (
        "meta",
        "what the cache remembers of how it was made, and up to which entry, which is compared with the book when it is opened",
    ),
    ("looked", "how invoices were at the ERP when somebody asked it, which neither archive nor book says"),
    (
        "received",
        "where deliveries stand in the archive's order, which a rebuild counts anew: what is told by it is compared with the loads",
    ),
    ("known_files", "size and times of files on the disk, at which a rebuild from the archive does not look"),
];

/// Columns that may differ, each with why.
pub(crate) const COLUMNS_NOT_COMPARED: &[(&str, &str, &str)] = &[
    ("stale", "cause", "it says how a load came to be stale"),
    ("quarantine", "delivery", "an archive that had lost a delivery lists it again, in another place"),
    ("quarantine", "first", "the same"),
    ("quarantine", "received", "the same"),
    ("quarantine", "receipt", "it is a place in an order, which a rebuild counts anew"),
    ("quarantine_keys", "receipt", "the same"),
    ("hands", "receipt", "the same"),
    (
        "facts",
        "receipt",
        "it is a place in an order, which a rebuild counts anew: what stands by it is compared with the loads",
    ),
    ("readings", "received", "a delivery that is read again, as when a document that it names came, is of that moment"),
];

/// Rows that are as if they were not there, each with why.
const AS_IF_NOT_THERE: &[(&str, &str, &str)] = &[
    ("tallies", "loads <> 0", "a count that went back to none is kept"),
    ("state_tallies", "loads <> 0", "the same"),
    ("steps", "loads <> 0", "the same"),
    ("stale_count", "loads <> 0", "the same"),
    (
        "names",
        "customer IN (SELECT customer FROM tallies WHERE loads <> 0)",
        "a name stays when its last load is billed to another, and finds none",
    ),
];

/// Tables whose rows are told apart by whom they are of: the beginning of the key, and the column.
const OF_ONE: &[(&str, &str, &str)] = &[
    ("facts", "load/", "load"),
    ("lost", "load/", "load"),
    ("vanished", "load/", "load"),
    ("loads", "load/", "number"),
    ("assessments", "load/", "load"),
    ("alike", "load/", "load"),
    ("holds", "load/", "load"),
    ("stale", "load/", "load"),
    ("rowless", "load/", "load"),
    ("customers", "customer/", "id"),
    ("quarantine", "quarantine/", "id"),
    ("quarantine_keys", "quarantine/", "item"),
    ("quarantine_cleared", "quarantine/", "item"),
];

/// The cache's own tables.
pub(crate) fn tables(connection: &Connection) -> Outcome<Vec<String>> {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut statement = connection.prepare(sql).in_file(CACHE)?;
    let names = statement.query_map([], |row| row.get(0)).in_file(CACHE)?;
    names.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

/// The columns of a table, and those of its key in order.
fn columns(connection: &Connection, table: &str) -> Outcome<(Vec<String>, Vec<String>)> {
    let sql = "SELECT name, pk FROM pragma_table_info(?1) ORDER BY cid";
    let mut statement = connection.prepare(sql).in_file(CACHE)?;
    let rows = statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?))).in_file(CACHE)?;
    let all: Vec<(String, i64)> = rows.collect::<rusqlite::Result<_>>().in_file(CACHE)?;
    let mut key: Vec<(i64, String)> = all.iter().filter(|(_, pk)| *pk > 0).map(|(n, pk)| (*pk, n.clone())).collect();
    key.sort();
    Ok((all.into_iter().map(|(name, _)| name).collect(), key.into_iter().map(|(_, name)| name).collect()))
}

/// Every table but those that are not compared, by `load/…`, `customer/…`, `quarantine/…` and `table …`.
pub(crate) fn of_all(connection: &Connection) -> Outcome<BTreeMap<String, Hash>> {
    let mut digests: BTreeMap<String, [u8; 32]> = BTreeMap::new();
    for table in tables(connection)? {
        if !NOT_COMPARED.iter().any(|(name, _)| *name == table) {
            add(connection, &table, &mut digests)?;
        }
    }
    Ok(digests.into_iter().map(|(key, digest)| (key, canonical::hex(&digest))).collect())
}

fn add(connection: &Connection, table: &str, digests: &mut BTreeMap<String, [u8; 32]>) -> Outcome<()> {
    let (mut compared, mut order) = columns(connection, table)?;
    let left_out = |name: &str| COLUMNS_NOT_COMPARED.iter().any(|(of, column, _)| (*of, *column) == (table, name));
    compared.retain(|name| !left_out(name));
    // The tables of what the queue is sorted by are as many as its columns.
    let own = if table.starts_with("holds_by_") { "holds" } else { table };
    let of_one = OF_ONE.iter().find(|(name, ..)| *name == own).map(|(_, beginning, column)| (*beginning, *column));
    if let Some((_, column)) = of_one {
        order.retain(|name| name != column);
        order.insert(0, column.to_owned());
    }
    let there = AS_IF_NOT_THERE.iter().find(|(name, ..)| *name == table).map_or("1", |(_, there, _)| *there);
    let key = of_one.map_or("NULL", |(_, column)| column);
    let (columns, order) = (quoted(&compared), quoted(&order));
    let sql = format!("SELECT {key}, {columns} FROM {table} WHERE {there} ORDER BY {order}");
    let mut statement = connection.prepare(&sql).in_file(CACHE)?;
    let mut rows = statement.query([]).in_file(CACHE)?;
    let (mut last, mut digest, mut bytes) = (None::<String>, [0; 32], Vec::new());
    while let Some(row) = rows.next().in_file(CACHE)? {
        let of = row.get_ref(0).in_file(CACHE)?.as_str_or_null().unwrap_or_default().unwrap_or_default();
        let same = last.as_ref().is_some_and(|last| last == of);
        if !same {
            if let Some(last) = last.replace(of.to_owned()) {
                close(digests, table, of_one.map(|(beginning, _)| beginning), &last, digest);
            }
            digest = [0; 32];
        }
        bytes.clear();
        bytes.extend(digest);
        for at in 1..=compared.len() {
            write(&mut bytes, row.get_ref(at).in_file(CACHE)?);
        }
        digest = canonical::digest(&bytes);
    }
    if let Some(last) = last {
        close(digests, table, of_one.map(|(beginning, _)| beginning), &last, digest);
    }
    Ok(())
}

/// Puts the rows of a table that are of one behind those of the tables before it.
fn close(digests: &mut BTreeMap<String, [u8; 32]>, table: &str, beginning: Option<&str>, of: &str, digest: [u8; 32]) {
    let key = match beginning {
        // Customers have facts too.
        Some("load/") if of.is_empty() => "facts of customers".to_owned(),
        Some(beginning) => format!("{beginning}{of}"),
        None => format!("table {table}"),
    };
    let so_far = digests.entry(key).or_default();
    let bytes = [so_far.as_slice(), table.as_bytes(), digest.as_slice()].concat();
    *so_far = canonical::digest(&bytes);
}

/// A value with its kind and its length before it, so that no two rows read alike.
fn write(bytes: &mut Vec<u8>, value: ValueRef<'_>) {
    let (kind, content): (u8, &[u8]) = match value {
        ValueRef::Null => (0, &[]),
        ValueRef::Integer(number) => {
            bytes.push(1);
            bytes.extend(number.to_be_bytes());
            return;
        }
        ValueRef::Real(number) => {
            bytes.push(2);
            bytes.extend(number.to_bits().to_be_bytes());
            return;
        }
        ValueRef::Text(text) => (3, text),
        ValueRef::Blob(blob) => (4, blob),
    };
    bytes.push(kind);
    bytes.extend((content.len() as u64).to_be_bytes());
    bytes.extend(content);
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}
