//! Init: make a workspace, empty or the sample company.

use std::path::Path;

use include_dir::{Dir, DirEntry, include_dir};
use linehaul_domain::canonical;
use linehaul_domain::decision::Decision;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::reason::Reason;
use linehaul_store::{Book, BookWrite};

use crate::machine::clock::Clock;
use crate::machine::disk::taken;
use crate::settings::{actor, config};

static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../samples/company");
static TABLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../rules/tables");

/// Tables that every new workspace gets: public figures that contracts read, each with its source and its licence in its head.
const STARTER_TABLES: &[&str] = &[
    "eia_us.csv",
    "ca_taxes.csv",
    "us_holidays.csv",
    "mme.csv",
    "tgs.csv",
    "panam_19003.csv",
    "rrts.csv",
    "rrts_printed.csv",
    "rrts_published.csv",
];

const CONFIG: &str = r##"# What the business sets. README.md and docs/connectors explain every setting.
[business]
name = "My company"
zone = "America/Chicago"          # accounting dates are local dates here
invoice_prefix = "INV"
desk = "DESK"                        # second part of invoice numbers: another one for each desk of one ERP
invoice_date = "drafting"         # or "delivery"
four_eyes = true                  # nobody approves what they adjusted
variance_hold_above = "25.00"
variance_warn_above = "0.00"

[[user]]
name = "biller"
accounts = ["ACCOUNT"]
roles = ["biller", "approver", "pricing", "admin"]

[[source]]
name = "dispatch"
kind = "csv-drop"
folder = "drop"

# Tables get their new rows from where they are published: docs/connectors/tables.md. Without this they come by hand.
# [[table]]
# name = "eia_us"
# layout = "eia-xls"
# from = "https://…"              # and `second`, another publication that it is compared with

[erp]
kind = "file"
items = { LINEHAUL = "4000", FSC = "4010" }

[limits]                          # what a load's adjustments may come to, by who adjusts
adjust_biller = "250.00"
adjust_approver = "2500.00"

[owners]                          # who acts, by hold code
POD_MISSING = "driver manager"
"*" = "billing"
"##;

/// The letters of desks: those that are not taken for digits.
const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";

/// A letter for a new desk, from machine, account and folder: two desks that nobody named differ as a rule. Where they do not,
/// the second one is stopped before it sends anything (LH-527).
fn letter(dir: &Path) -> String {
    let machine = std::fs::read("/etc/machine-id").unwrap_or_default();
    let folder = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    let hash = canonical::hash(&(machine, actor::account(), folder.to_string_lossy()));
    let at = hash.as_str().bytes().take(8).fold(0usize, |sum, b| sum.wrapping_mul(31).wrapping_add(usize::from(b)));
    char::from(LETTERS[at % LETTERS.len()]).to_string()
}

/// Makes a workspace in a folder that is empty or not there; LH-106 when it holds anything. Its desk is the one named, or a
/// letter made from machine, account and folder; the sample company's stays as it is.
pub fn init(dir: &Path, sample: bool, desk: Option<&str>) -> Outcome<()> {
    if let Some(desk) =
        desk.filter(|desk| desk.is_empty() || desk.len() > 4 || !desk.bytes().all(|b| b.is_ascii_alphanumeric()))
    {
        return Err(Fault::new(
            Code::SettingRefused,
            format!("`{desk}` is no desk: up to four letters or digits"),
            "Nothing was written.",
            "Name it like --desk B.",
        ));
    }
    let occupied = std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
    if occupied {
        return Err(Fault::new(
            Code::PlaceTaken,
            format!("{} is not empty", dir.display()),
            "Nothing was written there.",
            "Name a new folder; an existing workspace is used with --workspace.",
        ));
    }
    make(dir)?;
    if sample {
        extract(&SAMPLE, dir)?;
        return begin(dir);
    }
    for folder in ["drop/documents", "rules/customers", "rules/house", "rules/tables"] {
        make(&dir.join(folder))?;
    }
    for name in STARTER_TABLES {
        if let Some(file) = TABLES.get_file(name) {
            write(&dir.join("rules/tables").join(name), file.contents())?;
        }
    }
    let desk = desk.map_or_else(|| letter(dir), str::to_owned);
    let account = toml::Value::String(actor::account()).to_string();
    let text = CONFIG.replace("\"ACCOUNT\"", &account).replace("\"DESK\"", &format!("\"{desk}\""));
    write(&dir.join(config::FILE), text.as_bytes())
}

/// Begins the book of a company that is made up, the sample or a test's: it has no history, and its book says so. A company of one's
/// own says for itself what was billed before it. LH-106 it has a book.
pub fn begin(dir: &Path) -> Outcome<()> {
    let config = config::read(dir)?;
    let now = Clock::new(config.business.today).now();
    let mut book = Book::open(&dir.join("book.sqlite"), &dir.join("backups"))?;
    let opened = Decision::Opened { workspace: config.business.name };
    if book.head()?.seq > 0 {
        return Err(taken(&dir.join("book.sqlite")));
    }
    let reason = Some(Reason::ours("a company that is made up has no history"));
    let none = Decision::CutoverSet { day: None, billed: None, file: None, reason };
    let entries = [opened, none].map(|decision| actor::entry(now, decision)).to_vec();
    book.append(&BookWrite { entries, ..BookWrite::default() }).map(drop)
}

fn extract(from: &Dir<'_>, to: &Path) -> Outcome<()> {
    for entry in from.entries() {
        let Some(name) = entry.path().file_name() else { continue };
        let target = to.join(name);
        match entry {
            DirEntry::Dir(dir) => {
                make(&target)?;
                extract(dir, &target)?;
            }
            DirEntry::File(file) => write(&target, file.contents())?,
        }
    }
    Ok(())
}

fn make(dir: &Path) -> Outcome<()> {
    std::fs::create_dir_all(dir).map_err(|e| unwritable(dir, &e))
}

fn write(path: &Path, bytes: &[u8]) -> Outcome<()> {
    std::fs::write(path, bytes).map_err(|e| unwritable(path, &e))
}

fn unwritable(path: &Path, why: &std::io::Error) -> Fault {
    Fault::new(
        Code::FileUnwritable,
        format!("{} cannot be written: {why}", path.display()),
        "The workspace was not made.",
        "Check the disk and your rights in the folder.",
    )
}
