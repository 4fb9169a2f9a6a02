//! Mended: a row of the quarantine as a person mended it. It is a delivery of its source, in the archive like any other, with who
//! mended it and why beside it, and is read by what the file is read by in which it came.

use std::collections::BTreeMap;

use linehaul_connectors::mapping::Kind;
use linehaul_domain::canonical;
use linehaul_domain::decision::Actor;
use linehaul_domain::fault::Outcome;
use linehaul_store::{Archive, Delivery, Line};
use serde::{Deserialize, Serialize};

use crate::intake::in_force::History;
use crate::intake::read_as::{self, At, MENDED, ReadAs};
use crate::settings::config::Config;

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
    let bytes = text.into_bytes();
    let read_as = read_as::came(archive, config, history, (&delivery, At::AsItCame), &bytes)?;
    let of = As { kind: read_as::content_of(&delivery)?, file: delivery.file, mends: Some((item, by)) };
    Ok(Opened { bytes, read_as, of })
}
