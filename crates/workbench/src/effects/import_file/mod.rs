//! Import files: what is posted goes out in a file, to an ERP that is imported from files. Each posted invoice is in exactly one,
//! and a file that was handed out is never written again, wherever the process dies:
//!
//! 1. the book keeps the content and says which invoices are in it; until then nothing is on the disk;
//! 2. the content is written under a name that no importer takes (`.part`), and the book says that it is being handed out;
//! 3. the name is changed to the one that importers take, and the book says that it is done.
//!
//! Between 1 and 2 the file is written once more, to the byte. Behind 2 only the change of name can be missing. That it is
//! shows in the `.part` that is still there, that it is not in the file itself. Where there is neither, an importer took the file,
//! or the folder is not the one that it was, and a person says which: what is not there proves nothing.

use std::collections::BTreeSet;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use linehaul_connectors::erp::{Erp, ImportFile};
use linehaul_domain::canonical;
use linehaul_domain::decision::Decision;
use linehaul_domain::effect::{EffectId, Manner, Subject};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{BatchId, InvoiceNumber, PacketName};
use linehaul_domain::invoice::Invoice;
use linehaul_store::{EffectRow, whole};

use crate::effects::kind::{At, AttemptResult, AttemptStatus, Kind, Owed, Packet, Prepared, Trace, Why};
use crate::machine::disk::text_of;
use crate::workspace::erp_words::fault_of;
use crate::workspace::home::Workbench;

/// The name of this kind.
pub(super) const NAME: &str = "import_file";

/// The kind.
pub(super) struct ImportFiles;

impl Kind for ImportFiles {
    fn name(&self) -> &'static str {
        NAME
    }

    fn in_words(&self) -> &'static str {
        "import file"
    }

    fn manner(&self) -> Manner {
        Manner::Once
    }

    fn owed(&self, _: &Workbench, erp: &dyn Erp, invoice: &Invoice) -> Outcome<Option<Owed>> {
        let effect = EffectId { of: NAME.into(), subject: Subject::Invoice(invoice.number.clone()), generation: 1 };
        // What is cancelled at the ERP before its file is made goes into none, unless it stands there after all.
        let waits_for = Some(EffectId::posting(&invoice.number));
        Ok(erp.traits().import_files.then_some(Owed { effect, waits_for }))
    }

    fn prepare(&self, at: &mut At<'_>, batch: &BatchId, due: &[EffectRow]) -> Outcome<Vec<Prepared>> {
        let folder = folder(at.bench);
        std::fs::create_dir_all(&folder).map_err(|e| unwritten(&folder, &e))?;
        let mut invoices = Vec::new();
        for row in due {
            invoices.extend(invoice_of(at.bench, row)?);
        }
        invoices.sort_by(|a, b| a.1.number.cmp(&b.1.number));
        let name = next_name(at.bench, batch)?;
        let head = at.bench.book.head()?;
        let (book_seq, book_head) = (head.seq, head.hash.as_str());
        let asked = ImportFile { name: &name, batch, invoices: &invoices, book_seq, book_head };
        let Some(bytes) = at.erp.import_file(&asked).map_err(|why| fault_of(&why))? else { return Ok(Vec::new()) };
        let effects = due.iter().map(|row| row.id.clone()).collect();
        Ok(vec![Prepared { name: PacketName(name), effects, content: Some(bytes) }])
    }

    fn stage(&self, at: &mut At<'_>, packet: &Packet) -> Outcome<()> {
        let folder = folder(at.bench);
        std::fs::create_dir_all(&folder).map_err(|e| unwritten(&folder, &e))?;
        let bytes = packet.body.as_ref().map(|body| at.bench.book.body(body)).transpose()?.flatten();
        let part = part(&folder, packet.name.as_str());
        write_whole(&part, &bytes.ok_or_else(|| gone(packet.name.as_str()))?).map_err(|e| unwritten(&part, &e))
    }

    fn perform(&self, at: &mut At<'_>, packet: &Packet) -> AttemptResult {
        let folder = folder(at.bench);
        let path = folder.join(packet.name.as_str());
        let named = whole::name_anew(&part(&folder, packet.name.as_str()), &path);
        let is_taken = named.as_ref().is_err_and(|why| why.kind() == ErrorKind::AlreadyExists);
        let failed = |why: std::io::Error| {
            let Fault { code, what: words, .. } = unwritten(&path, &why);
            let why = Why { code, words, retry_after_seconds: Some(0) };
            // Whatever came to lie there since is somebody's.
            if is_taken { AttemptResult::NotDone(why) } else { AttemptResult::Lost(why) }
        };
        let named = named.and_then(|()| whole::sync_folder(&folder));
        named.map_or_else(failed, |()| AttemptResult::Done(Some(path.clone())))
    }

    fn traces(&self, bench: &Workbench, invoices: &BTreeSet<InvoiceNumber>) -> Vec<Trace> {
        let entries = std::fs::read_dir(folder(bench)).into_iter().flatten();
        let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let mut traces = Vec::new();
        for path in files.filter(|path| path.extension().is_some_and(|end| end == "csv")) {
            let Ok(text) = text_of(&path) else { continue };
            let lines = text.lines().filter_map(|line| line.strip_prefix("line,")?.split(',').next());
            let named: BTreeSet<InvoiceNumber> =
                lines.map(InvoiceNumber::from).filter(|number| invoices.contains(number)).collect();
            if !named.is_empty() {
                let place = path.display().to_string();
                traces.push(Trace { place, invoices: named.into_iter().collect() });
            }
        }
        traces.sort();
        traces
    }

    fn ask(&self, at: &mut At<'_>, packet: &Packet) -> AttemptStatus {
        let folder = folder(at.bench);
        let path = folder.join(packet.name.as_str());
        match (std::fs::read(&path), std::fs::symlink_metadata(part(&folder, packet.name.as_str()))) {
            (Ok(bytes), _) if packet.body.as_ref() == Some(&canonical::hash_bytes(&bytes)) => AttemptStatus::Done,
            (Ok(_), _) => AttemptStatus::NobodyKnows(format!("{} is there with another content", path.display())),
            (Err(why), Ok(_)) if why.kind() == ErrorKind::NotFound => AttemptStatus::NotDone,
            (Err(why), Err(_)) if why.kind() == ErrorKind::NotFound => AttemptStatus::NobodyKnows(format!(
                "{} is not there, and what was laid ready for it is gone: an importer took it, or the folder is another",
                path.display()
            )),
            (Err(why), _) => AttemptStatus::NobodyKnows(format!("{} cannot be read: {why}", path.display())),
        }
    }
}

/// The ERP's number and the invoice: as this book posted it, or as the ERP kept what this book lost.
fn invoice_of(bench: &Workbench, row: &EffectRow) -> Outcome<Option<(String, Invoice)>> {
    let planned = bench.book.entry(row.planned)?.map(|entry| entry.entry.decision);
    if let Some(Decision::OwedOutside { erp_number, body, .. }) = planned {
        let bytes = bench.book.body(&body)?.ok_or_else(|| gone(body.as_str()))?;
        return Ok(Some((erp_number.unwrap_or_default(), canonical::decode(&bytes)?)));
    }
    let Some(number) = row.id.subject.invoice() else { return Ok(None) };
    Ok(bench.book.invoice(number)?.map(|row| (row.erp_number.unwrap_or_default(), row.body)))
}

fn folder(bench: &Workbench) -> PathBuf {
    bench.dir.join("erp").join("batches")
}

fn part(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.part"))
}

/// `BATCH.csv`, then `BATCH-2.csv`: what comes later goes into the next. A name that stands on the disk is not
/// taken, whoever wrote it: a restored book does not know what was handed out since. Of a batch that it had before it was restored a
/// file may be anywhere, so those that come now are called `BATCH-R612.csv` by the entry behind which the book went on.
fn next_name(bench: &Workbench, batch: &BatchId) -> Outcome<String> {
    let folder = folder(bench);
    let went_on = bench.book.last_of_kinds(&["book_continues"])?.map(|entry| entry.seq);
    // Finding the entry that closed a batch goes through all of the batch: it is asked of a restored book alone.
    let closed = went_on.map(|_| bench.book.closing_of_batch(batch)).transpose()?.flatten().map(|entry| entry.seq);
    let stem = match went_on.filter(|seq| closed.is_none_or(|closed| closed < *seq)) {
        Some(seq) => format!("{batch}-R{seq}"),
        None => batch.to_string(),
    };
    let name = |n: usize| if n == 0 { format!("{stem}.csv") } else { format!("{stem}-{}.csv", n + 1) };
    let made = bench.book.effects_of_batch(batch)?;
    let made: BTreeSet<String> =
        made.into_iter().filter(|row| row.id.of.as_str() == NAME).filter_map(|row| row.packet).map(|p| p.0).collect();
    let free = |name: &String| !made.contains(name) && !folder.join(name).exists() && !part(&folder, name).exists();
    Ok((made.len()..).map(name).find(free).unwrap_or_else(|| name(made.len())))
}

fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = std::fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn unwritten(path: &Path, why: &std::io::Error) -> Fault {
    Fault::new(
        Code::ImportFileUnwritable,
        format!("the import file {} cannot be written: {why}", path.display()),
        "The invoices are posted and recorded; the file waits in the book.",
        "Check the disk and your rights in the workspace; the next `linehaul push` writes it.",
    )
}

fn gone(name: &str) -> Fault {
    Fault::new(
        Code::BookBroken,
        format!("the content of the import file {name} is not in the book"),
        "It was not written.",
        "Run `linehaul audit verify`.",
    )
}
