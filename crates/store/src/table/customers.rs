//! Customers, folded from their facts.

use linehaul_domain::canonical;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::CustomerId;
use linehaul_domain::party::Customer;
use rusqlite::{Connection, OptionalExtension, params};

use crate::fault::InFile;
use crate::table::CACHE;

/// Version 1.
pub(crate) const V1: &str = "
CREATE TABLE customers (id TEXT PRIMARY KEY, hash TEXT NOT NULL, body BLOB NOT NULL) STRICT;
";

/// Keeps a customer; answers whether it is another than before.
pub(crate) fn put(connection: &Connection, customer: &Customer) -> Outcome<bool> {
    let body = canonical::encode(customer);
    let sql = "INSERT INTO customers VALUES (?1, ?2, ?3)
               ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, body = excluded.body WHERE hash <> excluded.hash";
    let hash = canonical::hash_bytes(&body);
    let values = params![customer.id.as_str(), hash.as_str(), body];
    Ok(connection.prepare_cached(sql).in_file(CACHE)?.execute(values).in_file(CACHE)? > 0)
}

pub(crate) fn get(connection: &Connection, id: &CustomerId) -> Outcome<Option<Customer>> {
    let mut statement = connection.prepare_cached("SELECT body FROM customers WHERE id = ?1").in_file(CACHE)?;
    let body: Option<Vec<u8>> = statement.query_row([id.as_str()], |row| row.get(0)).optional().in_file(CACHE)?;
    body.map(|bytes| canonical::decode(&bytes)).transpose()
}

pub(crate) fn list(connection: &Connection) -> Outcome<Vec<Customer>> {
    let mut statement = connection.prepare_cached("SELECT body FROM customers ORDER BY id").in_file(CACHE)?;
    let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).in_file(CACHE)?;
    rows.map(|body| canonical::decode(&body.in_file(CACHE)?)).collect()
}
