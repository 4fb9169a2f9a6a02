//! Quarantined: what a delivery does to the quarantine. Its bad rows are kept with all that is wrong with them, and with what
//! they speak of by the identity that a fact of theirs would have; rows that had come torn are found whole.

use linehaul_connectors::drop::{About, BadRow, ParsedFile};
use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::ids::LoadNumber;
use linehaul_domain::said::Thing;
use linehaul_store::{BadItem, Cache, Delivery, ItemFault, ItemKey, Quarantined, key_of_file};

use crate::settings::config::Config;
use crate::workspace::identity::{self, owns};

/// So many faults of a row are told; a row may have a thousand cells.
const MOST_FAULTS: usize = 100;

/// Torn rows of a file that wait for it to come whole: each item with the row as it came.
pub(crate) fn torn(cache: &Cache, delivery: &Delivery) -> Outcome<Vec<(String, String, u64)>> {
    let mut torn = cache.quarantined_of_file((&delivery.source, &delivery.file), Code::RowBroken)?;
    torn.extend(cache.quarantined_of_file((&delivery.source, &delivery.file), Code::RowEndOpen)?);
    Ok(torn)
}

/// What a delivery that was read does to the quarantine.
pub(crate) fn of(
    (config, delivery, base): (&Config, &Delivery, u64),
    parsed: &ParsedFile,
    bytes: &[u8],
    torn: &[(String, String, u64)],
) -> Quarantined {
    let item = |row: &BadRow| BadItem {
        line: u64::from(row.line),
        faults: faults(row),
        header: parsed.header.clone(),
        content: row.content.clone(),
        whole: row.whole.clone(),
        rows: row.rows as u64,
        keys: {
            let of_file = parsed.refused.then(|| key_of_file(&delivery.file));
            of_file.into_iter().chain(keys(config, delivery, &row.about)).collect()
        },
        receipt: base + u64::from(row.line),
    };
    let whole = torn.iter().filter_map(|(item, content, from)| {
        let line = begins(bytes, content, *from)?;
        let bad = parsed.refused || parsed.bad.iter().any(|row| u64::from(row.line) == line || row.rows > 1);
        (!bad).then(|| (item.clone(), line))
    });
    let bad = parsed.bad.iter().map(item).collect();
    Quarantined { bad, reads: !parsed.refused, whole: whole.collect(), hand: None }
}

/// Everything that is wrong with a row, so that it has to be mended once.
fn faults(row: &BadRow) -> Vec<ItemFault> {
    let first = ItemFault { column: row.column.clone(), code: row.code, message: row.message.clone() };
    let others = row.faults.iter().skip(1).take(MOST_FAULTS);
    let others = others.map(|fault| ItemFault {
        column: fault.column.clone(),
        code: fault.code,
        message: fault.message.clone(),
    });
    std::iter::once(first).chain(others).collect()
}

/// What a row speaks of, once each; but for what its source does not own. Events and documents of a row that speaks of a load or its
/// stops come and go with it: a later one may have others.
fn keys(config: &Config, delivery: &Delivery, about: &[About]) -> Vec<ItemKey> {
    let source = delivery.source.as_str();
    let beside = |thing| matches!(thing, Thing::Event | Thing::Document);
    let all_beside = about.iter().all(|about| beside(about.thing));
    let own = about.iter().filter(|about| owns(config, source, about.thing) && (all_beside || !beside(about.thing)));
    let mut keys: Vec<ItemKey> = own.map(|about| key(config, source, about)).collect();
    // Of several words on a thing the latest one counts; one that does not say of when it is may be later than all of them.
    keys.sort_by(|a, b| {
        a.key.cmp(&b.key).then((b.version.is_none(), b.version).cmp(&(a.version.is_none(), a.version)))
    });
    keys.dedup_by(|a, b| a.key == b.key);
    keys
}

/// As [`linehaul_domain::fact::Fact::key`] has it, as far as it could be read.
fn key(config: &Config, source: &str, About { thing, whose, part, version }: &About) -> ItemKey {
    let name = match thing {
        Thing::Load => "load",
        Thing::Stop => "stop",
        Thing::Event => "event",
        Thing::Document => "document",
        Thing::Customer => "customer",
    };
    if *thing == Thing::Customer {
        return ItemKey { key: format!("{name}/{whose}"), load: None, version: *version };
    }
    let load = identity::of(config, source, &LoadNumber(whose.clone()));
    let part = part.as_ref().map(|part| format!("/{part}")).unwrap_or_default();
    ItemKey { key: format!("{name}/{load}{part}"), load: Some(load), version: *version }
}

/// The line of a text that begins as a torn row does, from where that stood on: the file is the same one, and more of it. An older row of
/// the load begins alike and stands before it.
fn begins(bytes: &[u8], content: &str, from: u64) -> Option<u64> {
    let wanted = content.as_bytes();
    let lines = bytes.split(|byte| *byte == b'\n').zip(1_u64..);
    let mut found = lines.filter(|(line, number)| *number >= from && !wanted.is_empty() && line.starts_with(wanted));
    found.next().map(|(_, number)| number)
}
