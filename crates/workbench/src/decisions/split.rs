//! Split: a scan of several loads that waits in the quarantine, of which a person says which pages are whose. Each load's pages are cut
//! out of it and are a document of their own, in the archive beside the scan. What was said is a mended row: a delivery of the
//! scan's source that names pages, with who said so and why.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_billing::approval::{Action, roles_for};
use linehaul_connectors::mapping::Kind;
use linehaul_connectors::source::{self, Had};
use linehaul_domain::canonical;
use linehaul_domain::decision::RowSaid;
use linehaul_domain::document::TYPES;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::LoadNumber;
use linehaul_domain::near::nearest;
use linehaul_domain::pages::Pages;
use linehaul_domain::reason::Reason;
use linehaul_paper::Uncut;
use linehaul_store::{BookWrite, Delivery, ItemKey, QuarantineItem};

use crate::assessment::drain::after_deciding;
use crate::decisions::quarantine;
use crate::intake::by_name;
use crate::intake::documents::{document_of, keep, known_as};
use crate::intake::follow::{UNPLACED, follow};
use crate::intake::mended::MendedRow;
use crate::intake::read_as::MENDED;
use crate::settings::actor;
use crate::settings::config::Source;
use crate::workspace::home::Workbench;
use crate::workspace::identity;

/// Pages, and the load that they are of; none where they are nobody's.
pub type Part = (Pages, Option<String>);

/// A document that was cut out of a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutOut {
    /// Its load.
    pub load: LoadNumber,
    /// Its type.
    pub kind: String,
    /// Its name: that of the scan with its pages.
    pub file: String,
}

/// Splits a scan, which is named as it lies in its folder or by its id in the quarantine. Every page has to be said to be somebody's or
/// nobody's. `kind` is the type of its documents where its name does not say it.
///
/// LH-415 no reason, LH-445 no such scan waits, LH-241 it is not there, LH-282 it cannot be cut or lacks such a page, LH-410 a load is
/// not known, LH-446 its type is not said, or of a page not whose it is.
pub fn split(
    bench: &mut Workbench,
    (scan, parts, kind): (&str, &[Part], Option<&str>),
    as_user: Option<&str>,
    because: &str,
) -> Outcome<Vec<CutOut>> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::Adjust))?;
    let reason = Reason::given(because)?;
    bench.may_decide()?;
    let item = waiting(bench, scan)?;
    let file = document_of(&item.file).unwrap_or(&item.file).to_owned();
    let own = bench.config.sources.iter().find(|source| source.name == item.source.as_str()).cloned();
    let own = own.ok_or_else(|| quarantine::none(scan))?;
    let port = bench.source(&own)?;
    let bytes = match source::document(port.as_ref(), &file)? {
        Had::Bytes(bytes) => bytes,
        Had::Gone => return Err(absent(&file, "it is not there any more")),
        Had::Refused(why) | Had::Unavailable(why) => return Err(absent(&file, &why)),
    };
    whole(&file, parts, linehaul_paper::pages(&bytes).map_err(|why| uncut(&file, &why))?)?;
    let kinds = match kind {
        Some(kind) => vec![typed(kind)?],
        None => {
            let kinds = port.by_name().map(|by_name| by_name.kinds(&file)).unwrap_or_default();
            kinds.into_iter().map(str::to_owned).collect()
        }
    };
    if kinds.is_empty() {
        return Err(refused(format!("the name of {file} does not say what it is"), "Say it: --type pod_signed."));
    }
    let from = bench.archive.line_of((&item.source, &item.file, &item.kind), &item.delivery)?;
    let from = from.ok_or_else(|| quarantine::none(scan))?.delivery;
    let made = made(bench, (&own, &file, &bytes), parts, &kinds)?;
    let mended = MendedRow {
        item: item.id.clone(),
        file: known_as(&file),
        kind: Kind::Documents.name().to_owned(),
        text: by_name::paged(&file, &made.rows),
        replaced: made.said.clone(),
        by: actor.clone(),
        because: reason.to_string(),
    };
    let content = canonical::encode(&mended);
    let delivery = Delivery {
        source: item.source.clone(),
        file: format!("{} as {} split it", item.id, actor.name),
        kind: MENDED.to_owned(),
        received: bench.clock.now(),
        hash: canonical::hash_bytes(&content),
        ..from
    };
    let loads: BTreeSet<&LoadNumber> = made.documents.iter().map(|cut| &cut.load).collect();
    let key = |load: &LoadNumber| ItemKey { key: String::new(), load: Some(load.clone()), version: None };
    let keys: Vec<ItemKey> = loads.into_iter().map(key).collect();
    let mut write = BookWrite::default();
    let said = RowSaid::Mended { place: file.clone(), replaced: made.said, delivery: delivery.hash.clone() };
    quarantine::entries(bench, (&keys, &actor), &mut write, (&item.id, &said, &reason))?;
    // The scan and what is cut out of it are there before anything names them; who dies behind the entry goes on from what is kept here, as with
    // a mended row.
    for (name, bytes) in [(&file, &bytes)].into_iter().chain(&made.cuts) {
        keep(&bench.archive, &delivery, name, bytes)?;
    }
    bench.archive.content_file(&delivery.hash).write(&content)?;
    bench.append(&write)?;
    bench.archive.put(&delivery, &content)?;
    follow(bench)?;
    after_deciding(bench, &write.expects.keys().cloned().collect::<Vec<_>>())?;
    Ok(made.documents)
}

/// What parts of a scan become.
#[derive(Default)]
struct Made {
    /// A row for each load, type and pages.
    rows: Vec<(String, String, Pages)>,
    /// What is cut out, by its name.
    cuts: BTreeMap<String, Vec<u8>>,
    /// The same as it is told.
    documents: Vec<CutOut>,
    /// For the book: which pages of whom.
    said: BTreeMap<String, (String, String)>,
}

/// Cuts it; nothing is written yet. LH-410, LH-282.
fn made(
    bench: &Workbench,
    (own, file, bytes): (&Source, &str, &[u8]),
    parts: &[Part],
    kinds: &[String],
) -> Outcome<Made> {
    let mut made = Made::default();
    for (pages, load) in parts.iter().filter_map(|(pages, load)| Some((pages, load.as_ref()?))) {
        let known = identity::of(&bench.config, &own.name, &LoadNumber(load.clone()));
        if bench.cache.load(&known)?.is_none() && !bench.cache.is_stale(&known)? {
            return Err(no_load(load));
        }
        let named = pages.named(file);
        if !made.cuts.contains_key(&named) {
            let cut = linehaul_paper::cut(bytes, pages).map_err(|why| uncut(file, &why))?;
            made.cuts.insert(named.clone(), cut);
        }
        made.said.insert(format!("pages {pages} of {known}"), (String::new(), named.clone()));
        for kind in kinds {
            made.rows.push((load.clone(), kind.clone(), pages.clone()));
            made.documents.push(CutOut { load: known.clone(), kind: kind.clone(), file: named.clone() });
        }
    }
    Ok(made)
}

/// LH-445 where no scan of that name or id waits, or several do.
fn waiting(bench: &Workbench, scan: &str) -> Outcome<QuarantineItem> {
    let is =
        |item: &QuarantineItem| item.kind == UNPLACED && (item.id == scan || document_of(&item.file) == Some(scan));
    let mut found = bench.cache.quarantine()?.into_iter().filter(is);
    let not = |what: String| {
        Fault::new(
            Code::RowNotWaiting,
            what,
            "Nothing was decided.",
            "A scan is split while it waits in the quarantine: `linehaul quarantine list`. One that is of a load already stays that one's.",
        )
    };
    match (found.next(), found.next()) {
        (Some(item), None) => Ok(item),
        (Some(item), Some(other)) => Err(not(format!(
            "two scans are called {scan}: {} of {} and {} of {}",
            item.id, item.source, other.id, other.source
        ))),
        (None, _) => Err(not(format!("no scan {scan} waits to be placed"))),
    }
}

/// Is every page of it somebody's, or said to be nobody's?
fn whole(file: &str, parts: &[Part], has: u32) -> Outcome<()> {
    if parts.iter().any(|(pages, _)| pages.last() > has) {
        return Err(uncut(file, &Uncut::Lacks { has }));
    }
    let said: BTreeSet<u32> = parts.iter().flat_map(|(pages, _)| pages.numbers()).collect();
    let left: Vec<String> = (1..=has).filter(|page| !said.contains(page)).map(|page| page.to_string()).collect();
    let shown = Pages::of_text(&left.join(","));
    match shown {
        None => Ok(()),
        Some(left) => Err(refused(
            format!("of {file} it is not said whose the pages {left} are; it has {has}"),
            &format!("Say the load of each page; of those that are nobody's: {left}=-"),
        )),
    }
}

/// A type of document. LH-446.
fn typed(kind: &str) -> Outcome<String> {
    let hint =
        || nearest(kind, TYPES.iter().copied()).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    match TYPES.contains(&kind) {
        true => Ok(kind.to_owned()),
        false => {
            let next = format!("Known are {}.", TYPES.join(", "));
            Err(refused(format!("`{kind}` is no type of document{}", hint()), &next))
        }
    }
}

fn refused(what: String, next: &str) -> Fault {
    Fault::new(Code::RowNotMendable, what, "Nothing was decided; the scan waits as before.", next)
}

fn uncut(file: &str, why: &Uncut) -> Fault {
    Fault::new(
        Code::ScanUncut,
        format!("{file}: {why}"),
        "Nothing was decided; the scan waits as before.",
        "Say pages that it has, or have it saved anew as an ordinary PDF under the same name.",
    )
}

fn absent(file: &str, why: &str) -> Fault {
    Fault::new(
        Code::DocumentAbsent,
        format!("{file} cannot be had: {why}"),
        "Nothing was decided; the scan waits as before.",
        "Put the file back where its source has its documents.",
    )
}

fn no_load(load: &str) -> Fault {
    Fault::new(
        Code::LoadUnknown,
        format!("there is no load {load}"),
        "Nothing was decided; the scan waits as before.",
        "Check the number, or sync once dispatch has delivered it.",
    )
}
