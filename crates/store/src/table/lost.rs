//! Lost: of each thing what the deliveries that spoke of it last have not any more. Written with the facts of a delivery, in the
//! archive's order, whether its rows say anything new or not.

use std::collections::BTreeMap;

use linehaul_domain::canonical;
use linehaul_domain::fact::Fact;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{LoadNumber, SourceName};
use linehaul_domain::load::Load;
use linehaul_domain::lost::{Header, Lost, Told, of_load};
use linehaul_domain::thing::Thing;
use linehaul_domain::vanished::Vanished;
use rusqlite::{Connection, OptionalExtension, params};

use crate::fault::InFile;
use crate::table::facts::Statement;
use crate::table::{CACHE, columns, listed};

/// Its tables: what was lost is the same of all rows of a file, and stands once, under its hash.
pub(crate) const TABLE: &str = "
CREATE TABLE lost (load TEXT NOT NULL, key TEXT NOT NULL, told BLOB NOT NULL, PRIMARY KEY (load, key)) STRICT, WITHOUT ROWID;
CREATE TABLE told (hash BLOB PRIMARY KEY, body BLOB NOT NULL) STRICT, WITHOUT ROWID;
";

/// What the rows of a delivery tell beside what they say.
pub(crate) struct Losing {
    source: SourceName,
    header: Header,
    told: BTreeMap<Thing, Told>,
    /// What its file has not any more.
    pub(crate) lost: Vec<Lost>,
    /// Is there nothing to write or to end?
    idle: bool,
}

impl Losing {
    /// Of a delivery, by what is known of its source; its columns are known from then on.
    pub(crate) fn begin(
        connection: &Connection,
        (source, file): (&SourceName, &str),
        header: Header,
    ) -> Outcome<Losing> {
        let all = Told::of(&header, &columns::known(connection, source, &header.kind)?, (source.as_str(), file));
        columns::keep(connection, source, file, &header)?;
        let things = [Thing::Load, Thing::Stop, Thing::Event, Thing::Document];
        let told: BTreeMap<Thing, Told> = things.into_iter().map(|thing| (thing, all.of_thing(thing))).collect();
        let sql = "SELECT EXISTS (SELECT 1 FROM lost)";
        let any: bool = connection.query_row(sql, [], |row| row.get(0)).in_file(CACHE)?;
        let idle = all.is_empty() && !any;
        Ok(Losing { source: source.clone(), header, told, lost: all.lost, idle })
    }

    /// Writes what these rows tell; answers the loads of which something else is told now.
    pub(crate) fn follow(&self, connection: &Connection, statements: &[Statement]) -> Outcome<Vec<LoadNumber>> {
        let mut changed = Vec::new();
        if self.idle {
            return Ok(changed);
        }
        for statement in statements {
            let Some(thing) = Thing::of_key(statement.key()) else { continue };
            let (Some(load), Some(now)) = (statement.load_number(), self.told.get(&thing)) else { continue };
            let before = of_thing(connection, load, statement.key())?;
            if before.is_empty() && now.is_empty() {
                continue;
            }
            // What a record that a mapping read says, its own row alone knows.
            let fact: Option<Fact> = self.header.mapped.then(|| statement.read()).transpose()?;
            let says = |ours: &str| {
                let says = |fact: &Fact| fact.says(ours);
                self.header.has_ours(thing, ours) && fact.as_ref().is_none_or(says)
            };
            let then = before.then(now, (self.source.as_str(), &self.header.sort), &says);
            if then != before {
                put(connection, load, statement.key(), &then)?;
                changed.push(load.clone());
            }
        }
        Ok(changed)
    }
}

fn of_thing(connection: &Connection, load: &LoadNumber, key: &str) -> Outcome<Told> {
    let sql = "SELECT body FROM lost JOIN told ON hash = told WHERE load = ?1 AND key = ?2";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let body: Option<Vec<u8>> =
        statement.query_row([load.as_str(), key], |row| row.get(0)).optional().in_file(CACHE)?;
    body.map_or_else(|| Ok(Told::default()), |body| canonical::decode(&body))
}

fn put(connection: &Connection, load: &LoadNumber, key: &str, told: &Told) -> Outcome<()> {
    if told.is_empty() {
        let mut remove = connection.prepare_cached("DELETE FROM lost WHERE load = ?1 AND key = ?2").in_file(CACHE)?;
        return remove.execute([load.as_str(), key]).in_file(CACHE).map(|_| ());
    }
    let body = canonical::encode(told);
    let hash = canonical::digest(&body);
    let mut once = connection.prepare_cached("INSERT OR IGNORE INTO told VALUES (?1, ?2)").in_file(CACHE)?;
    once.execute(params![hash, body]).in_file(CACHE)?;
    let mut put = connection.prepare_cached("INSERT OR REPLACE INTO lost VALUES (?1, ?2, ?3)").in_file(CACHE)?;
    put.execute(params![load.as_str(), key, hash]).in_file(CACHE).map(|_| ())
}

/// What stands beside the facts of a load: what was lost, by the key of each thing, and the lists that it was missing from.
pub(crate) fn of(connection: &Connection, load: &LoadNumber) -> Outcome<Beside> {
    let sql = "SELECT key, body FROM lost JOIN told ON hash = told WHERE load = ?1 ORDER BY key";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let rows = statement.query_map([load.as_str()], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)));
    let rows: Vec<(String, Vec<u8>)> = rows.in_file(CACHE)?.collect::<rusqlite::Result<_>>().in_file(CACHE)?;
    let told = rows.into_iter().map(|(key, body)| Ok((key, canonical::decode(&body)?)));
    Ok(Beside { lost: told.collect::<Outcome<_>>()?, vanished: listed::of(connection, load)? })
}

/// What is known of one load beside its facts.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    lost: Vec<(String, Told)>,
    vanished: Vec<Vanished>,
}

impl Beside {
    /// The load with it.
    pub fn of(&self, mut load: Load) -> Load {
        (load.lost, load.unread) = of_load(self.lost.iter().map(|(key, told)| (key.as_str(), told)));
        load.vanished.clone_from(&self.vanished);
        load
    }
}
