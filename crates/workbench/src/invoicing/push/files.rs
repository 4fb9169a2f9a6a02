//! Import files: what is posted goes out in a file, to an ERP that takes files. Each posted invoice is in exactly one, and a
//! file that was handed out is never written again, wherever the process dies:
//!
//! 1. the book keeps the content and says which invoices are in it (`file_prepared`); until then nothing is on the disk;
//! 2. the content is written under a name that no importer takes (`.part`), and the book says that it is handed out;
//! 3. the name is changed to the one that importers take.
//!
//! Between 1 and 2 the file is written once more, to the byte. Behind 2 only the change of name can be missing, and whether it
//! is shows in the `.part` that is still there: an importer that took the file away finds nothing new.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use linehaul_connectors::erp::{Erp, ImportFile};
use linehaul_domain::canonical;
use linehaul_domain::decision::Decision;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{BatchId, InvoiceNumber};
use linehaul_domain::invoice::Invoice;
use linehaul_store::{BookWrite, FileRow};

use crate::invoicing::settle::{Pushed, entry, fault_of};
use crate::workspace::home::Workbench;

fn folder(bench: &Workbench) -> PathBuf {
    bench.dir.join("erp").join("batches")
}

fn part(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.part"))
}

/// Is there anything to hand out, for an ERP that takes files?
pub(super) fn waits(bench: &Workbench) -> Outcome<bool> {
    let unnamed = !bench.book.files_waiting()?.is_empty() || left_over(&folder(bench));
    Ok(bench.config.erp.takes_files() && (unnamed || !bench.book.unfiled()?.is_empty()))
}

fn left_over(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder);
    entries.is_ok_and(|mut all| all.any(|e| e.is_ok_and(|e| e.path().extension().is_some_and(|end| end == "part"))))
}

/// Hands out everything that is posted and in no file yet, and ends what an earlier process began.
pub(super) fn hand_out(bench: &mut Workbench, erp: &mut dyn Erp, pushed: &mut Pushed) -> Outcome<()> {
    if !bench.config.erp.takes_files() {
        return Ok(());
    }
    let folder = folder(bench);
    std::fs::create_dir_all(&folder).map_err(|e| unwritten(&folder, &e))?;
    end_of_earlier(bench, &folder, pushed)?;
    let mut by_batch: BTreeMap<BatchId, Vec<(String, Invoice)>> = BTreeMap::new();
    for number in bench.book.unfiled()? {
        let Some(row) = bench.book.invoice(&number)? else { continue };
        by_batch.entry(row.batch).or_default().push((row.erp_number.unwrap_or_default(), row.body));
    }
    for (batch, invoices) in by_batch {
        if let Some(file) = prepare(bench, erp, &batch, &invoices)? {
            put_out(bench, &folder, &file, pushed)?;
        }
    }
    Ok(())
}

/// `B-20250307-1.csv`, then `B-20250307-1-2.csv`: what comes later goes into the next. A name that stands on the disk is not
/// taken, whoever wrote it: a restored book does not know what was handed out since.
fn next_name(bench: &Workbench, batch: &BatchId) -> Outcome<String> {
    let folder = folder(bench);
    let name = |n: usize| if n == 0 { format!("{batch}.csv") } else { format!("{batch}-{}.csv", n + 1) };
    let free = |name: &String| !folder.join(name).exists() && !part(&folder, name).exists();
    let known = bench.book.files_of(batch)?.len();
    Ok((known..).map(name).find(free).unwrap_or_else(|| name(known)))
}

/// Keeps the content of a file in the book; nothing where the ERP takes none.
fn prepare(
    bench: &mut Workbench,
    erp: &mut dyn Erp,
    batch: &BatchId,
    invoices: &[(String, Invoice)],
) -> Outcome<Option<FileRow>> {
    let name = next_name(bench, batch)?;
    let head = bench.book.head()?;
    let (book_seq, book_head) = (head.seq, head.hash.as_str());
    let asked = ImportFile { name: &name, batch, invoices, book_seq, book_head };
    let Some(bytes) = erp.import_file(&asked).map_err(|why| fault_of(&why))? else { return Ok(None) };
    let body = canonical::hash_bytes(&bytes);
    let numbers: Vec<InvoiceNumber> = invoices.iter().map(|(_, invoice)| invoice.number.clone()).collect();
    let decision =
        Decision::FilePrepared { file: name.clone(), batch: batch.clone(), invoices: numbers, body: body.clone() };
    let entries = vec![entry(bench.clock.now(), decision)];
    bench.append(&BookWrite { entries, bodies: vec![(body.clone(), bytes)], ..BookWrite::default() })?;
    crate::machine::crash::point("file.after_prepare");
    let prepared = bench.book.head()?.seq;
    Ok(Some(FileRow { name, batch: batch.clone(), body, prepared, handed_out: None }))
}

fn put_out(bench: &mut Workbench, folder: &Path, file: &FileRow, pushed: &mut Pushed) -> Outcome<()> {
    let bytes = bench.book.body(&file.body)?.ok_or_else(|| gone(&file.name))?;
    let part = part(folder, &file.name);
    write_whole(&part, &bytes).map_err(|e| unwritten(&part, &e))?;
    crate::machine::crash::point("file.after_part");
    let decision = Decision::FileHandedOut { file: file.name.clone() };
    let entries = vec![entry(bench.clock.now(), decision)];
    bench.append(&BookWrite { entries, ..BookWrite::default() })?;
    crate::machine::crash::point("file.after_hand_out");
    name_it(folder, &file.name, pushed)
}

fn name_it(folder: &Path, name: &str, pushed: &mut Pushed) -> Outcome<()> {
    let path = folder.join(name);
    std::fs::rename(part(folder, name), &path).map_err(|e| unwritten(&path, &e))?;
    sync_folder(folder).map_err(|e| unwritten(folder, &e))?;
    pushed.files.push(path);
    Ok(())
}

/// Ends what a process that died began: files that are prepared are put out, files that are handed out get their name.
fn end_of_earlier(bench: &mut Workbench, folder: &Path, pushed: &mut Pushed) -> Outcome<()> {
    for file in bench.book.files_waiting()? {
        put_out(bench, folder, &file, pushed)?;
    }
    let parts: Vec<String> = std::fs::read_dir(folder)
        .map_err(|e| unwritten(folder, &e))?
        .filter_map(|e| e.ok()?.file_name().to_str()?.strip_suffix(".part").map(str::to_owned))
        .collect();
    for name in parts {
        // What the book does not know was written before the book said so: it is no file of ours yet.
        if bench.book.is_handed_out(&name)? {
            name_it(folder, &name, pushed)?;
        }
    }
    Ok(())
}

fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = std::fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Windows has no such call for folders and keeps their entries in its own journal.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(windows) { Ok(()) } else { std::fs::File::open(folder)?.sync_all() }
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
