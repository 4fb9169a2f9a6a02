//! Effects: what is owed outside beside the ERP's invoices, and where each of them stands. Every column is said by an entry, so
//! that rows need no seal: the check makes them again from the entries and compares all of them. The ways between states are
//! rows of `moves`, one machine for each manner; a kind of effect is a word here and nothing more.

use linehaul_domain::canonical;
use linehaul_domain::effect::{ERP_INVOICE, EffectId, EffectState, Manner, Subject, is_posted};
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{BatchId, EffectKind, ErpPlace, Hash, InvoiceNumber, PacketName};
use linehaul_domain::time::Instant;
use rusqlite::types::Value;
use rusqlite::{Connection, Params, Row, params, params_from_iter};

use crate::column::{count, instant_text, maybe_instant, signed, wrong};
use crate::fault::InFile;
use crate::table::{BOOK, invoices};

/// Version 2. What version 1 posted, it also wrote to files, of which it kept nothing: none of it is owed anything.
pub(crate) const V2: &str = "
INSERT INTO moves VALUES
  ('once', 'planned', 'prepared'), ('once', 'planned', 'needs_person'), ('once', 'planned', 'given_up'),
  ('once', 'prepared', 'begun'), ('once', 'prepared', 'needs_person'), ('once', 'prepared', 'done'),
  ('once', 'prepared', 'given_up'),
  ('once', 'begun', 'prepared'), ('once', 'begun', 'done'), ('once', 'begun', 'in_doubt'), ('once', 'begun', 'needs_person'),
  ('once', 'begun', 'given_up'),
  ('once', 'in_doubt', 'prepared'), ('once', 'in_doubt', 'done'), ('once', 'in_doubt', 'needs_person'),
  ('once', 'in_doubt', 'given_up'),
  ('once', 'needs_person', 'planned'), ('once', 'needs_person', 'prepared'), ('once', 'needs_person', 'done'),
  ('once', 'needs_person', 'given_up'),
  ('may_repeat', 'planned', 'prepared'), ('may_repeat', 'planned', 'given_up'),
  ('may_repeat', 'prepared', 'begun'), ('may_repeat', 'prepared', 'needs_person'), ('may_repeat', 'prepared', 'done'),
  ('may_repeat', 'prepared', 'given_up'),
  ('may_repeat', 'begun', 'prepared'), ('may_repeat', 'begun', 'done'), ('may_repeat', 'begun', 'needs_person'),
  ('may_repeat', 'begun', 'given_up'),
  ('may_repeat', 'needs_person', 'prepared'), ('may_repeat', 'needs_person', 'done'), ('may_repeat', 'needs_person', 'given_up');
CREATE TABLE effects (
  kind       TEXT NOT NULL,
  about      TEXT NOT NULL CHECK (about IN ('invoice', 'batch')),
  subject    TEXT NOT NULL,
  generation INTEGER NOT NULL CHECK (generation >= 1),
  manner     TEXT NOT NULL CHECK (manner IN ('once', 'may_repeat')),
  erp        TEXT NOT NULL,
  batch      TEXT NOT NULL,
  waits_for  TEXT,
  state      TEXT NOT NULL CHECK (state IN
    ('planned', 'prepared', 'begun', 'done', 'in_doubt', 'needs_person', 'given_up')),
  attempt    INTEGER NOT NULL CHECK (attempt >= 0),
  packet     TEXT,
  body       TEXT,
  code       TEXT,
  words      TEXT,
  not_before TEXT,
  planned    INTEGER NOT NULL REFERENCES entries (seq),
  prepared   INTEGER REFERENCES entries (seq),
  updated    INTEGER NOT NULL REFERENCES entries (seq),
  CHECK ((packet IS NULL) = (prepared IS NULL)),
  PRIMARY KEY (kind, about, subject, generation)
) STRICT, WITHOUT ROWID;
CREATE INDEX effects_open ON effects (kind, subject) WHERE state NOT IN ('done', 'given_up');
CREATE INDEX effects_by_subject ON effects (about, subject, kind);
CREATE INDEX effects_by_batch ON effects (batch, kind, subject);
CREATE INDEX effects_by_packet ON effects (kind, packet) WHERE packet IS NOT NULL;
CREATE TRIGGER effects_begin_planned BEFORE INSERT ON effects
  WHEN NEW.state <> 'planned' OR NEW.attempt <> 0 OR NEW.packet IS NOT NULL
    OR EXISTS (SELECT 1 FROM effects
      WHERE kind = NEW.kind AND about = NEW.about AND subject = NEW.subject AND generation = NEW.generation)
  BEGIN SELECT RAISE(ABORT, 'an effect is planned once'); END;
CREATE TRIGGER effects_stay BEFORE DELETE ON effects BEGIN SELECT RAISE(ABORT, 'an effect stays in the book'); END;
CREATE TRIGGER effects_move BEFORE UPDATE ON effects
  WHEN NEW.state <> OLD.state AND NOT EXISTS
    (SELECT 1 FROM moves WHERE machine = OLD.manner AND from_state = OLD.state AND to_state = NEW.state)
  BEGIN SELECT RAISE(ABORT, 'an effect does not go from there to there'); END;
CREATE TRIGGER effects_end BEFORE UPDATE ON effects WHEN OLD.state IN ('done', 'given_up')
  BEGIN SELECT RAISE(ABORT, 'what is done is done'); END;
CREATE TRIGGER effects_keep BEFORE UPDATE ON effects
  WHEN (OLD.kind, OLD.about, OLD.subject, OLD.generation, OLD.manner, OLD.erp, OLD.batch, OLD.waits_for, OLD.planned)
    IS NOT (NEW.kind, NEW.about, NEW.subject, NEW.generation, NEW.manner, NEW.erp, NEW.batch, NEW.waits_for, NEW.planned)
    OR NEW.attempt < OLD.attempt AND NOT (NEW.attempt = 0 AND NEW.state = 'prepared')
  BEGIN SELECT RAISE(ABORT, 'an effect stays what it is'); END;
CREATE TRIGGER effects_are_in_one_packet BEFORE UPDATE ON effects
  WHEN OLD.packet IS NOT NULL AND (OLD.packet, OLD.body, OLD.prepared) IS NOT (NEW.packet, NEW.body, NEW.prepared)
  BEGIN SELECT RAISE(ABORT, 'an effect is in one packet'); END;
CREATE TRIGGER effects_go_together BEFORE UPDATE ON effects
  WHEN OLD.packet IS NULL AND NEW.packet IS NOT NULL AND EXISTS
    (SELECT 1 FROM effects WHERE kind = NEW.kind AND packet = NEW.packet AND prepared <> NEW.prepared)
  BEGIN SELECT RAISE(ABORT, 'a packet is made once'); END;
";

const COLUMNS: &str =
    "kind, about, subject, generation, manner, erp, batch, waits_for, state, attempt, packet, body, code,
  words, not_before, planned, prepared, updated";

/// An effect as the book has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectRow {
    /// Which.
    pub id: EffectId,
    /// May it be done twice?
    pub manner: Manner,
    /// The ERP that it belongs to.
    pub erp: ErpPlace,
    /// Its batch.
    pub batch: BatchId,
    /// What must be done before it.
    pub waits_for: Option<EffectId>,
    /// Where it stands.
    pub state: EffectState,
    /// Attempts so far.
    pub attempt: u32,
    /// What it goes out in, once it is prepared.
    pub packet: Option<PacketName>,
    /// The content of that, where it has one.
    pub body: Option<Hash>,
    /// `LH-nnn` of what is in its way.
    pub code: Option<String>,
    /// The same in words.
    pub words: Option<String>,
    /// Not before this.
    pub not_before: Option<Instant>,
    /// The entry that planned it.
    pub planned: u64,
    /// The entry that prepared it.
    pub prepared: Option<u64>,
    /// The last entry that moved it.
    pub updated: u64,
}

fn about(subject: &Subject) -> &'static str {
    match subject {
        Subject::Invoice(_) => "invoice",
        Subject::Batch(_) => "batch",
    }
}

/// A row as it must stand: the columns in order.
pub(crate) fn values(row: &EffectRow) -> Vec<Value> {
    let text = |text: &str| Value::Text(text.to_owned());
    let maybe = |text: Option<&str>| text.map_or(Value::Null, |t| Value::Text(t.to_owned()));
    let waits_for = row.waits_for.as_ref().map(|id| String::from_utf8_lossy(&canonical::encode(id)).into_owned());
    vec![
        text(row.id.of.as_str()),
        text(about(&row.id.subject)),
        text(row.id.subject.name()),
        Value::Integer(i64::from(row.id.generation)),
        text(row.manner.name()),
        text(row.erp.as_str()),
        text(row.batch.as_str()),
        maybe(waits_for.as_deref()),
        text(row.state.name()),
        Value::Integer(i64::from(row.attempt)),
        maybe(row.packet.as_ref().map(PacketName::as_str)),
        maybe(row.body.as_ref().map(Hash::as_str)),
        maybe(row.code.as_deref()),
        maybe(row.words.as_deref()),
        maybe(row.not_before.map(instant_text).as_deref()),
        Value::Integer(signed(row.planned)),
        row.prepared.map_or(Value::Null, |seq| Value::Integer(signed(seq))),
        Value::Integer(signed(row.updated)),
    ]
}

fn named<T: Copy>(row: &Row<'_>, at: usize, all: &[T], name: impl Fn(T) -> &'static str) -> rusqlite::Result<T> {
    let text: String = row.get(at)?;
    all.iter().copied().find(|one| name(*one) == text).ok_or_else(|| wrong(at, format!("`{text}` is none of them")))
}

fn row(row: &Row<'_>) -> rusqlite::Result<EffectRow> {
    let (about, subject): (String, String) = (row.get(1)?, row.get(2)?);
    let subject = match about.as_str() {
        "invoice" => Subject::Invoice(InvoiceNumber(subject)),
        "batch" => Subject::Batch(BatchId(subject)),
        other => return Err(wrong(1, format!("`{other}` is none of them"))),
    };
    let waits_for: Option<String> = row.get(7)?;
    let waits_for = waits_for.map(|text| canonical::decode(text.as_bytes()).map_err(|why| wrong(7, why.to_string())));
    let prepared: Option<i64> = row.get(16)?;
    Ok(EffectRow {
        id: EffectId { of: EffectKind(row.get(0)?), subject, generation: row.get(3)? },
        manner: named(row, 4, &Manner::ALL, Manner::name)?,
        erp: ErpPlace(row.get(5)?),
        batch: BatchId(row.get(6)?),
        waits_for: waits_for.transpose()?,
        state: named(row, 8, &EffectState::ALL, EffectState::name)?,
        attempt: row.get(9)?,
        packet: row.get::<_, Option<String>>(10)?.map(PacketName),
        body: row.get::<_, Option<String>>(11)?.map(Hash),
        code: row.get(12)?,
        words: row.get(13)?,
        not_before: maybe_instant(row, 14)?,
        planned: count(row, 15)?,
        prepared: prepared.and_then(|seq| u64::try_from(seq).ok()),
        updated: count(row, 17)?,
    })
}

/// The effects of a condition, in the order in which they were planned.
pub(crate) fn list(connection: &Connection, condition: &str, params: impl Params) -> Outcome<Vec<EffectRow>> {
    let sql = format!("SELECT {COLUMNS} FROM effects WHERE {condition}");
    let mut statement = connection.prepare_cached(&sql).in_file(BOOK)?;
    let rows = statement.query_map(params, row).in_file(BOOK)?;
    let mut rows: Vec<EffectRow> = rows.collect::<rusqlite::Result<_>>().in_file(BOOK)?;
    rows.sort_by(|a, b| (a.planned, &a.id).cmp(&(b.planned, &b.id)));
    Ok(rows)
}

/// Every effect of which something is left to do.
pub(crate) fn open(connection: &Connection) -> Outcome<Vec<EffectRow>> {
    list(connection, "state NOT IN ('done', 'given_up')", [])
}

/// The effects about something.
pub(crate) fn of_subject(connection: &Connection, subject: &Subject) -> Outcome<Vec<EffectRow>> {
    list(connection, "about = ?1 AND subject = ?2", [about(subject), subject.name()])
}

/// The effects of a batch.
pub(crate) fn of_batch(connection: &Connection, batch: &BatchId) -> Outcome<Vec<EffectRow>> {
    list(connection, "batch = ?1", [batch.as_str()])
}

/// The effects that go out together.
pub(crate) fn of_packet(connection: &Connection, of: &EffectKind, packet: &PacketName) -> Outcome<Vec<EffectRow>> {
    list(connection, "kind = ?1 AND packet = ?2", [of.as_str(), packet.as_str()])
}

/// One effect.
pub(crate) fn get(connection: &Connection, id: &EffectId) -> Outcome<Option<EffectRow>> {
    let condition = "kind = ?1 AND about = ?2 AND subject = ?3 AND generation = ?4";
    let values = params![id.of.as_str(), about(&id.subject), id.subject.name(), id.generation];
    Ok(list(connection, condition, values)?.pop())
}

/// Is it done? The posting of an invoice is asked of the invoice.
pub(crate) fn is_done(connection: &Connection, id: &EffectId) -> Outcome<bool> {
    match &id.subject {
        Subject::Invoice(number) if id.of.as_str() == ERP_INVOICE => {
            Ok(invoices::get(connection, number)?.is_some_and(|row| is_posted(row.state)))
        }
        _ => Ok(get(connection, id)?.is_some_and(|row| row.state == EffectState::Done)),
    }
}

/// Was an invoice sent before a book that had been put back went on, by the entries up to this one? Then what is owed of it may be
/// done already, in what that book lost.
pub(crate) fn may_be_out(connection: &Connection, invoice: &InvoiceNumber, up_to: u64) -> Outcome<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM entries WHERE invoice = ?1 AND kind = 'sending'
                 AND seq < (SELECT max(seq) FROM entries WHERE kind = 'book_continues' AND seq < ?2))";
    let mut statement = connection.prepare_cached(sql).in_file(BOOK)?;
    statement.query_row(params![invoice.as_str(), signed(up_to)], |row| row.get(0)).in_file(BOOK)
}

/// Plans an effect.
pub(crate) fn insert(connection: &Connection, row: &EffectRow) -> Outcome<()> {
    let sql = format!("INSERT INTO effects ({COLUMNS}) VALUES (?{})", vec![""; 18].join(", ?"));
    connection.prepare_cached(&sql).in_file(BOOK)?.execute(params_from_iter(values(row))).in_file(BOOK).map(|_| ())
}

/// Keeps a row as it now stands.
pub(crate) fn update(connection: &Connection, row: &EffectRow) -> Outcome<()> {
    let sql =
        "UPDATE effects SET manner = ?5, erp = ?6, batch = ?7, waits_for = ?8, state = ?9, attempt = ?10, packet = ?11,
                 body = ?12, code = ?13, words = ?14, not_before = ?15, planned = ?16, prepared = ?17, updated = ?18
               WHERE kind = ?1 AND about = ?2 AND subject = ?3 AND generation = ?4";
    connection.prepare_cached(sql).in_file(BOOK)?.execute(params_from_iter(values(row))).in_file(BOOK).map(|_| ())
}

/// Every row as it stands, in order of its key.
pub(crate) fn all_raw(connection: &Connection) -> Outcome<Vec<Vec<Value>>> {
    let sql = format!("SELECT {COLUMNS} FROM effects ORDER BY kind, about, subject, generation");
    let mut statement = connection.prepare(&sql).in_file(BOOK)?;
    let rows = statement.query_map([], |row| (0..18).map(|at| row.get(at)).collect()).in_file(BOOK)?;
    rows.collect::<rusqlite::Result<_>>().in_file(BOOK)
}
