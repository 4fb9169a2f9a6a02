//! Attach: files that somebody has at hand become documents of a load. They go into the archive as those do that sources deliver, and the book
//! says what they are; a file that shows nothing is refused with what to do about it.

use std::path::{Path, PathBuf};

use linehaul_connectors::cell;
use linehaul_connectors::drop::by_name::ByName;
use linehaul_connectors::drop::readability;
use linehaul_connectors::plain::{MAX_DOCUMENT_BYTES, read_plain_file};
use linehaul_domain::canonical;
use linehaul_domain::desk::{Attached, Says};
use linehaul_domain::document::{Readability, TYPES};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{Hash, LoadNumber, SourceName};
use linehaul_domain::money::Money;
use linehaul_domain::near::nearest;
use linehaul_store::Delivery;

use crate::decisions::desk::attest::already;
use crate::decisions::desk::money::amount_of;
use crate::decisions::desk::{Looked, Saying, state};
use crate::decisions::review::Decided;
use crate::intake::documents::DOCUMENT;
use crate::intake::follow::follow;
use crate::workspace::home::Workbench;
use crate::workspace::identity;

/// What the files are; what is not said their names say.
#[derive(Debug, Clone, Copy, Default)]
pub struct As<'a> {
    /// The type of document.
    pub kind: Option<&'a str>,
    /// The stop.
    pub stop: Option<u32>,
    /// Who signed it, where somebody looked.
    pub signed_by: Option<&'a str>,
    /// The amount on a receipt, in the load's currency.
    pub amount: Option<&'a str>,
}

/// A file, read and looked at.
struct File {
    name: String,
    bytes: Vec<u8>,
    hash: Hash,
}

/// Puts files on file of a load. LH-467 for one that shows nothing, LH-468 where neither words nor its name say what it is.
pub fn attach(bench: &mut Workbench, saying: Saying<'_>, files: &[PathBuf], what: As<'_>) -> Outcome<Decided> {
    let files = files.iter().map(|path| opened(path)).collect::<Outcome<Vec<File>>>()?;
    let number = match saying.load.as_str() {
        "-" => load_of(bench, &files)?,
        _ => saying.load.clone(),
    };
    // Their content is kept before an entry names it; where nothing comes of it, it is a content that nobody names.
    let done = state(bench, Saying { load: &number, ..saying }, |looked, notes| {
        let mut says = Vec::new();
        for file in &files {
            let attached = Says::Attached(attached(looked, file, what)?);
            already(looked, &attached)?;
            if says.contains(&attached) {
                continue;
            }
            keep(looked, file)?;
            notes.push(format!("{}: {}", looked.load.number, attached.words()));
            says.push(attached);
        }
        Ok(says)
    });
    // The cache goes on behind what the archive lists.
    follow(bench)?;
    done
}

fn refused(what: String, next: &str) -> Fault {
    Fault::new(Code::FileShowsNothing, what, "Nothing was put on file.", next)
}

/// An ordinary file of a bounded length that opens and is what its name says.
fn opened(path: &Path) -> Outcome<File> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let told = cell::shown(&name);
    let bytes = read_plain_file(path, MAX_DOCUMENT_BYTES)
        .map_err(|why| refused(format!("{told} is not read: {why}"), "Name an ordinary file of at most 64 MiB."))?;
    // By its content: a telephone names its pictures as it likes.
    let heic = bytes.get(4..8) == Some(b"ftyp") && bytes.get(8..12).is_some_and(|brand| HEIC.contains(&brand));
    if heic {
        return Err(refused(
            format!("{told} is a HEIC picture, which neither customers nor ERPs open"),
            "Save it as JPEG or PDF, and attach that.",
        ));
    }
    let why = match readability(&name, Some(&bytes)) {
        Readability::Readable => None,
        Readability::Empty | Readability::Absent => Some(("is empty", "Have it scanned or sent again.")),
        Readability::Cut => Some(("is cut short", "Have it scanned or sent again.")),
        Readability::Encrypted => Some(("asks for a password", "Print it into a new PDF, and attach that.")),
        Readability::Mistyped => Some((
            "is not the kind of file that its name says",
            "Open it, save it anew as what it is, and attach that.",
        )),
    };
    if let Some((why, next)) = why {
        return Err(refused(format!("{told} {why}"), next));
    }
    let ends = name.rsplit_once('.').map(|(_, end)| end.to_lowercase()).unwrap_or_default();
    if !SHOWN.contains(&ends.as_str()) {
        let next = "Attach a PDF, PNG, JPEG or TIFF: save it as one of these first.";
        return Err(refused(format!("{told} is no picture and no PDF by its name"), next));
    }
    let hash = canonical::hash_bytes(&bytes);
    Ok(File { name, bytes, hash })
}

/// What HEIC pictures begin with, behind their length.
const HEIC: &[&[u8]] = &[b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"];

/// Endings of what a document can be shown from.
const SHOWN: &[&str] = &["pdf", "png", "jpg", "jpeg", "tif", "tiff"];

fn unclear(what: String, next: String) -> Fault {
    Fault::new(Code::DocumentUnsaid, what, "Nothing was put on file.", next)
}

/// The one load that all names say.
fn load_of(bench: &Workbench, files: &[File]) -> Outcome<LoadNumber> {
    let by_name = ByName::default();
    let mut loads: Vec<LoadNumber> = Vec::new();
    for file in files {
        let mut known = |number: &str| -> Outcome<bool> {
            let Ok(load) = identity::resolve(bench, number) else { return Ok(false) };
            Ok(bench.cache.load(&load)?.is_some())
        };
        let placed = by_name.place(&file.name, &mut known)?;
        let placed =
            placed.map_err(|why| unclear(why.message, "Name the load: `linehaul attach LOAD FILE…`.".to_owned()))?;
        loads.extend(placed.into_iter().map(|placed| LoadNumber(placed.load)));
    }
    loads.sort();
    loads.dedup();
    match loads.as_slice() {
        [one] => Ok(one.clone()),
        _ => Err(unclear(
            format!("the names speak of {} loads", loads.len()),
            "Attach to one load at a time: `linehaul attach LOAD FILE…`.".to_owned(),
        )),
    }
}

fn attached(looked: &Looked<'_>, file: &File, what: As<'_>) -> Outcome<Attached> {
    let (kind, stop) = said_of(looked, file, what)?;
    if let Some(seq) = stop.filter(|seq| looked.load.stop(*seq).is_none()) {
        let stops: Vec<String> = looked.load.stops.iter().map(|stop| stop.seq.to_string()).collect();
        let next = format!("Say `--stop` with one of {}.", stops.join(", "));
        return Err(unclear(format!("{} has no stop {seq}", looked.load.number), next));
    }
    let signed_by = what.signed_by.map(str::trim).filter(|name| !name.is_empty());
    if kind.ends_with("_signed") && signed_by.is_none() {
        let next =
            "Say who signed it with `--signed-by`, or attach it as pod or bol and attest it when somebody looked.";
        return Err(unclear(format!("nobody says who signed {}", cell::shown(&file.name)), next.to_owned()));
    }
    let signable = ["pod", "bol"].iter().any(|paper| kind.trim_end_matches("_signed") == *paper);
    if signed_by.is_some() && !signable {
        return Err(unclear(format!("a {kind} is not signed at a stop"), "Leave `--signed-by` out.".to_owned()));
    }
    let currency = looked.assessment.currency;
    let amount = what.amount.map(|text| amount_of(text, currency)).transpose()?;
    Ok(Attached {
        kind: kind.trim_end_matches("_signed").to_owned(),
        stop,
        file: file.name.clone(),
        hash: file.hash.clone(),
        signed_by: signed_by.map(str::to_owned),
        amount: amount.map(|amount| Money::new(amount, currency)),
        carried_from: None,
    })
}

/// Type and stop, by words or by the file's name.
fn said_of(looked: &Looked<'_>, file: &File, what: As<'_>) -> Outcome<(String, Option<u32>)> {
    let number = looked.load.number.source_and_number().map_or(looked.load.number.as_str(), |(_, number)| number);
    if let Some(kind) = what.kind {
        if TYPES.contains(&kind) {
            return Ok((kind.to_owned(), what.stop.or_else(|| by_name(number, file).ok().and_then(|(_, stop)| stop))));
        }
        let next = match nearest(kind, TYPES.iter().copied()) {
            Some(near) => format!("Did you mean `{near}`?"),
            None => format!("Types: {}.", TYPES.join(", ")),
        };
        return Err(unclear(format!("`{}` is no type of document", cell::shown(kind)), next));
    }
    let (kind, stop) = by_name(number, file).map_err(|why| {
        unclear(
            format!("{}: {why}", cell::shown(&file.name)),
            "Say what it is with `--type`, like `--type pod`.".to_owned(),
        )
    })?;
    Ok((kind, what.stop.or(stop)))
}

/// What a name says beside the load that is named already.
fn by_name(number: &str, file: &File) -> Result<(String, Option<u32>), String> {
    let of_load = |name: &str| ByName::default().place(name, &mut |text| Ok(text.eq_ignore_ascii_case(number)));
    // A name that says no load at all is read as if it said this one.
    let named = of_load(&file.name).map_err(|fault| fault.what)?;
    let placed = match named {
        Ok(placed) => placed,
        Err(why) => {
            of_load(&format!("{number} {}", file.name)).map_err(|fault| fault.what)?.map_err(|_| why.message)?
        }
    };
    match placed.as_slice() {
        [one] => Ok((one.kind.to_owned(), one.stop)),
        _ => Err("its name says several types".to_owned()),
    }
}

/// Keeps the content under a name that no row can have.
fn keep(looked: &Looked<'_>, file: &File) -> Outcome<()> {
    let bench = looked.bench;
    let source = identity::source_of(&bench.config, &looked.load.number);
    let delivery = Delivery {
        source: SourceName::from(source),
        file: format!("desk/{}/{}", looked.load.number, file.name),
        kind: DOCUMENT.to_owned(),
        received: bench.clock.now(),
        hash: file.hash.clone(),
        cursor: None,
        scope: None,
        reader: None,
        columns: None,
    };
    bench.archive.put(&delivery, &file.bytes).map(drop)
}
