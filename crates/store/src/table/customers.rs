//! Customers, folded from their facts.

use std::collections::BTreeMap;

use linehaul_domain::canonical;
use linehaul_domain::conflict::Conflict;
use linehaul_domain::disputed::{self, Disputed};
use linehaul_domain::fact::FactBody;
use linehaul_domain::fault::Outcome;
use linehaul_domain::fold::latest;
use linehaul_domain::ids::{CustomerId, Hash};
use linehaul_domain::party::{Customer, StatedCustomer, TaxRegistration};
use linehaul_domain::postal::Contact;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::column::hash;
use crate::fault::InFile;
use crate::table::{CACHE, facts};

/// Its table. Of where its statements contradict each other there is a hash: what changes it changes loads, as a customer does.
pub(crate) const TABLE: &str = "
CREATE TABLE customers (id TEXT PRIMARY KEY, hash TEXT NOT NULL, body BLOB NOT NULL, contradicted TEXT NOT NULL) STRICT;
";

/// Keeps a customer; answers whether it, or what contradicts it, is another than before.
pub(crate) fn put(connection: &Connection, customer: &Customer) -> Outcome<bool> {
    let body = canonical::encode(customer);
    let sql = "INSERT INTO customers VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, body = excluded.body, contradicted = excluded.contradicted
               WHERE hash <> excluded.hash OR contradicted <> excluded.contradicted";
    let hash = canonical::hash_bytes(&body);
    let conflicts = contradicted(connection, &customer.id)?;
    // Where it was said is not known yet of what is being read.
    let conflicts: Vec<_> = conflicts.iter().map(|c| (&c.field, &c.stands.value, &c.says.value)).collect();
    let contradicted = canonical::hash(&conflicts);
    let values = params![customer.id.as_str(), hash.as_str(), body, contradicted.as_str()];
    Ok(connection.prepare_cached(sql).in_file(CACHE)?.execute(values).in_file(CACHE)? > 0)
}

fn read(id: &str, hash: &Hash, body: &[u8]) -> Outcome<Customer> {
    match canonical::hash_bytes(body) == *hash {
        true => canonical::decode(body),
        false => Err(facts::changed(&format!("the customer {id}"))),
    }
}

/// A customer; LH-523 when it is not what was folded.
pub(crate) fn get(connection: &Connection, id: &CustomerId) -> Outcome<Option<Customer>> {
    let mut statement = connection.prepare_cached("SELECT hash, body FROM customers WHERE id = ?1").in_file(CACHE)?;
    let row = statement.query_row([id.as_str()], |row| Ok((hash(row, 0)?, row.get::<_, Vec<u8>>(1)?)));
    row.optional().in_file(CACHE)?.map(|(hash, body)| read(id.as_str(), &hash, &body)).transpose()
}

/// A customer as its facts say it now.
pub(crate) fn of_facts(connection: &Connection, id: &CustomerId) -> Outcome<Option<Customer>> {
    Ok(stated(connection, id)?.map(|stated| stated.customer))
}

/// Whom to write to at a customer: they are kept in its facts alone, and change no load.
pub(crate) fn contacts(connection: &Connection, id: &CustomerId) -> Outcome<Vec<Contact>> {
    Ok(stated(connection, id)?.map(|stated| stated.contacts).unwrap_or_default())
}

/// What a customer is registered under for taxes: kept in its facts alone too.
pub(crate) fn tax_registrations(connection: &Connection, id: &CustomerId) -> Outcome<Vec<TaxRegistration>> {
    Ok(stated(connection, id)?.map(|stated| stated.tax_registrations).unwrap_or_default())
}

/// What sources say of a customer beside what stands.
pub(crate) fn disputed(connection: &Connection, id: &CustomerId) -> Outcome<Vec<Disputed>> {
    Ok(disputed::disputed(&facts::of_customer(connection, id)?))
}

/// Where what is said of a customer differs, and no rule decides.
pub(crate) fn contradicted(connection: &Connection, id: &CustomerId) -> Outcome<Vec<Conflict>> {
    Ok(disputed::contradicted(&facts::of_customer(connection, id)?))
}

/// The same of all of which that is so.
pub(crate) fn all_contradicted(connection: &Connection) -> Outcome<BTreeMap<CustomerId, Vec<Conflict>>> {
    let mut all = BTreeMap::new();
    for id in facts::restated_customers(connection)? {
        let conflicts = contradicted(connection, &id)?;
        if !conflicts.is_empty() {
            all.insert(id, conflicts);
        }
    }
    Ok(all)
}

fn stated(connection: &Connection, id: &CustomerId) -> Outcome<Option<StatedCustomer>> {
    let known = facts::of_customer(connection, id)?;
    Ok(latest(&known).0.into_values().find_map(|fact| match &fact.body {
        FactBody::Customer(stated) => Some((**stated).clone()),
        _ => None,
    }))
}

/// A customer that a decision is made on; LH-523 when it is another than its facts say.
pub(crate) fn as_delivered(connection: &Connection, id: &CustomerId) -> Outcome<Option<Customer>> {
    let said = of_facts(connection, id)?;
    match get(connection, id)? == said {
        true => Ok(said),
        false => Err(facts::changed(&format!("the customer {id}"))),
    }
}

/// All customers in order of id; LH-523 when one is not what was folded.
pub(crate) fn list(connection: &Connection) -> Outcome<Vec<Customer>> {
    let mut statement = connection.prepare_cached("SELECT id, hash, body FROM customers ORDER BY id").in_file(CACHE)?;
    let row = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, hash(row, 1)?, row.get::<_, Vec<u8>>(2)?));
    let rows = statement.query_map([], row).in_file(CACHE)?;
    rows.map(|row| row.in_file(CACHE).and_then(|(id, hash, body)| read(&id, &hash, &body))).collect()
}
