//! Take: what a delivery said goes into the cache, from a sync or from the archive. Facts, what they make stale, quarantine and
//! counts are one transaction, with the note that the delivery was read.

use linehaul_connectors::drop::{BadRow, Reading};
use linehaul_connectors::mapping::{ColumnMap, Kind};
use linehaul_domain::fact::Fact;
use linehaul_domain::fault::{Fault, Outcome};
use linehaul_store::{Delivery, QuarantineItem, ReadingRow};

use crate::config::Source;
use crate::documents::{DOCUMENT, read_with_documents};
use crate::home::Workbench;
use crate::identity::{identified, owns};

/// What one source brought.
#[derive(Debug, Clone, Default)]
pub struct SourceReport {
    /// Its name.
    pub name: String,
    /// Rows read.
    pub read: u64,
    /// Of them new.
    pub new: u64,
    /// Of them other than what was known.
    pub changed: u64,
    /// Of them known already.
    pub duplicate: u64,
    /// Of them unreadable.
    pub quarantined: u64,
    /// Files that were read before and have not changed.
    pub unchanged_files: u64,
    /// Files left for the next sync, and other remarks.
    pub notes: Vec<String>,
    /// Why the source could not be read at all.
    pub error: Option<Fault>,
}

/// The header mapping of a kind of file.
pub(crate) fn columns(source: &Source, kind: Kind) -> ColumnMap {
    let own = source.columns.get(kind.name()).cloned().unwrap_or_default();
    ColumnMap::new(own)
}

/// The facts of a reading as they are kept, and how many are not: what a source says of another's loads without owning it is
/// left out, and said.
fn kept(bench: &Workbench, delivery: &Delivery, facts: Vec<Fact>, report: &mut SourceReport) -> (Vec<Fact>, u64) {
    let (source, all) = (delivery.source.as_str(), facts.len());
    let owned = facts.into_iter().filter(|fact| owns(&bench.config, source, &fact.body));
    let kept: Vec<Fact> = owned.map(|fact| identified(&bench.config, fact)).collect();
    let left_out = all - kept.len();
    if left_out > 0 {
        report.notes.push(format!(
            "{}: {left_out} rows of {} are not taken: the source does not own them ([[source]] owns = […])",
            delivery.file, delivery.kind
        ));
    }
    (kept, left_out as u64)
}

/// Keeps a reading: facts with what they make stale, quarantine and counts, in one transaction of the cache.
pub(crate) fn take(
    bench: &mut Workbench,
    delivery: &Delivery,
    reading: Reading,
    documents: &[String],
    report: &mut SourceReport,
) -> Outcome<()> {
    report.notes.extend(reading.note.iter().map(|note| format!("{}: {note}", delivery.file)));
    let item = |row: &BadRow| {
        let (column, message, content) = (row.column.clone(), row.message.clone(), row.content.clone());
        QuarantineItem::new(delivery, u64::from(row.line), column, row.code, message, content)
    };
    let bad: Vec<QuarantineItem> = reading.bad.iter().map(item).collect();
    let quarantined = reading.quarantined() as u64;
    let (facts, left_out) = kept(bench, delivery, reading.facts, report);
    let counts = ReadingRow { delivery: delivery.clone(), rows: reading.rows_read as u64, quarantined };
    let added = bench.cache.take_reading(&counts, &facts, &bad, documents)?;
    // What is not this source's to tell is no row of its own: every other one is new, changed, known or in quarantine.
    report.read += counts.rows.saturating_sub(left_out);
    report.new += added.new;
    report.changed += added.changed;
    report.duplicate += added.duplicate;
    report.quarantined += counts.quarantined;
    Ok(())
}

/// Takes in a delivery of the archive that the cache has not read.
pub(crate) fn take_archived(bench: &mut Workbench, delivery: &Delivery) -> Outcome<()> {
    if bench.cache.seen(&delivery.source, &delivery.file, &delivery.hash)? {
        return Ok(());
    }
    let bytes = bench.archive.get(&delivery.hash)?;
    let source = bench.config.sources.iter().find(|s| s.name == delivery.source.as_str());
    let map = source.zip(Kind::from_name(&delivery.kind)).map(|(s, kind)| columns(s, kind)).unwrap_or_default();
    let (reading, named) = read_with_documents(bench, delivery, &bytes, &map, None)?;
    take(bench, delivery, reading, &named, &mut SourceReport::default())
}

/// Takes in what was archived last and not read, because the process died in between: its file may be gone by now.
pub(crate) fn take_unread(bench: &mut Workbench) -> Outcome<()> {
    match bench.archive.last_but(DOCUMENT) {
        Some(delivery) => take_archived(bench, &delivery),
        None => Ok(()),
    }
}
