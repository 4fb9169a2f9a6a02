//! Mended: a row of the quarantine as a person mended it. It is a delivery of its source, in the archive like any other, with who
//! mended it and why beside it, and is read by what the file is read by in which it came.

use std::collections::BTreeMap;

use linehaul_connectors::mapping::Kind;
use linehaul_domain::canonical;
use linehaul_domain::decision::{Actor, Decision, RowSaid};
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::Hash;
use linehaul_domain::time::Instant;
use linehaul_store::{Archive, Delivery, Line, QuarantineItem};
use serde::{Deserialize, Serialize};

use crate::intake::in_force::History;
use crate::intake::read_as::{self, At, MENDED, ReadAs};
use crate::settings::config::Config;
use crate::workspace::home::Workbench;

/// Its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MendedRow {
    /// The item of the quarantine.
    pub item: String,
    /// The file in which the row came.
    pub file: String,
    /// What that holds.
    pub kind: String,
    /// A file of the row alone, as it was mended.
    pub text: String,
    /// What was replaced: what stood there, and what stands there now.
    pub replaced: BTreeMap<String, (String, String)>,
    /// Who mended it.
    pub by: Actor,
    /// Why.
    pub because: String,
}

/// As what a delivery is read.
pub(crate) struct As {
    /// What it holds.
    pub kind: Kind,
    /// The file by whose name it is read.
    pub file: String,
    /// The item of the quarantine that it mends, and who mended it.
    pub mends: Option<(String, Actor)>,
}

/// A delivery of the archive, ready to be read.
pub(crate) struct Opened {
    /// Its rows.
    pub bytes: Vec<u8>,
    /// By what they are read.
    pub read_as: ReadAs,
    /// As what.
    pub of: As,
}

/// Opens a delivery of the archive. LH-506 its kind is not known, and what [`read_as::came`] refuses.
pub(crate) fn opened(
    archive: &Archive,
    config: &Config,
    history: &mut History,
    line: &Line,
    bytes: Vec<u8>,
) -> Outcome<Opened> {
    let delivery = &line.delivery;
    if delivery.kind != MENDED {
        let read_as = read_as::came(archive, config, history, (delivery, At::Line(line.at.seq)), &bytes)?;
        let of = As { kind: read_as::content_of(delivery)?, file: delivery.file.clone(), mends: None };
        return Ok(Opened { bytes, read_as, of });
    }
    opened_mended(archive, config, history, delivery, &bytes)
}

/// The same of a mended row, which may not be in the archive yet.
pub(crate) fn opened_mended(
    archive: &Archive,
    config: &Config,
    history: &mut History,
    delivery: &Delivery,
    bytes: &[u8],
) -> Outcome<Opened> {
    let MendedRow { item, file, kind, text, by, .. } = canonical::decode(bytes)?;
    let delivery = Delivery { file, kind, ..delivery.clone() };
    let alone = opened_alone(archive, config, history, delivery, text)?;
    Ok(Opened { of: As { mends: Some((item, by)), ..alone.of }, ..alone })
}

/// A row alone, as a file of what it came in.
pub(crate) fn opened_alone(
    archive: &Archive,
    config: &Config,
    history: &mut History,
    came_in: Delivery,
    text: String,
) -> Outcome<Opened> {
    let bytes = text.into_bytes();
    let read_as = read_as::came(archive, config, history, (&came_in, At::AsItCame), &bytes)?;
    let of = As { kind: read_as::content_of(&came_in)?, file: came_in.file, mends: None };
    Ok(Opened { bytes, read_as, of })
}

/// A delivery with the file and the kind that its rows came in: of a mended row, of the one that it mends.
pub(crate) fn came_in(archive: &Archive, delivery: &Delivery) -> Outcome<Delivery> {
    if delivery.kind != MENDED {
        return Ok(delivery.clone());
    }
    let MendedRow { file, kind, .. } = canonical::decode(&archive.get(&delivery.hash)?)?;
    Ok(Delivery { file, kind, ..delivery.clone() })
}

/// A mended row as a delivery of its source: of this content, by whoever mended it, and then.
pub(crate) fn delivery_of(
    item: &QuarantineItem,
    came_in: &Delivery,
    (by, at): (&Actor, Instant),
    content: Hash,
) -> Delivery {
    Delivery {
        source: item.source.clone(),
        file: format!("{} as {} mended it", item.id, by.name),
        kind: MENDED.to_owned(),
        received: at,
        hash: content,
        cursor: None,
        scope: None,
        reader: came_in.reader.clone(),
        columns: came_in.columns.clone(),
    }
}

/// Lists what the book says was mended, and the archive does not: whoever mended it died in between. Its content was kept before the book said so.
/// Answers whether there was any. What was closed otherwise since stays so.
pub(crate) fn go_on(bench: &Workbench) -> Outcome<bool> {
    if bench.only_looks || bench.behind.is_some() || bench.cache.quarantined_rows()? == 0 {
        return Ok(false);
    }
    let mut listed = false;
    for entry in bench.book.entries_of_kinds(&["row_mended"])? {
        let Decision::Row(row) = &entry.entry.decision else { continue };
        let RowSaid::Mended { delivery: content, .. } = &row.said else { continue };
        let Some(item) = bench.cache.quarantined(&row.item)?.filter(QuarantineItem::is_open) else { continue };
        let from = bench.archive.line_of((&item.source, &item.file, &item.kind), &item.delivery)?;
        let (Some(from), Ok(bytes)) = (from, bench.archive.get(content)) else { continue };
        let by = (&entry.entry.actor, entry.entry.at);
        listed |= bench.archive.put(&delivery_of(&item, &from.delivery, by, content.clone()), &bytes)?;
    }
    Ok(listed)
}
