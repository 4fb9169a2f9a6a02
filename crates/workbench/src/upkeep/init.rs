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
use crate::settings::config::Config;
use crate::settings::{actor, config};
use crate::upkeep::answers::Company;

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

/// The settings of a new company, with what each means. Words in angle brackets are filled in.
const CONFIG: &str = r##"# What the business sets. docs/configuration.md has every key with its default; a word that nobody knows is refused at its line.

[business]
name = <name>
zone = "<zone>"          # the home time zone: dates of invoices are local dates here
<currency>
invoice_prefix = "<prefix>"             # invoice numbers are <prefix>-<desk>-000001-G1, and so on
desk = "<desk>"                         # another letter for each desk that bills into one ERP
invoice_date = "drafting"         # the day on which an invoice is made; or "delivery"
<four_eyes>
variance_hold_above = "25.00"     # further than this from dispatch's own total: held
variance_warn_above = "0.00"      # further than this: a warning

[[user]]                          # who works here; docs/people.md
name = "biller"                   # as in --as biller
accounts = [<account>]            # of the operating system: who is signed in is who acts
roles = ["biller", "approver", "pricing", "admin"]
<others>
[[source]]                        # where loads come from; docs/connectors
name = "dispatch"
kind = "csv-drop"                 # a folder into which files are put
folder = <folder>
documents = {}                    # scans in its folder `documents` are placed by their names: "10421 POD.pdf"
# mapping = "orders"              # how files that are not ours are read: mappings/orders.toml; `linehaul source guess FILE` proposes one

# Tables get their new rows from where they are published: docs/connectors/tables.md. Without this they come by hand.
# [[table]]
# name = "eia_us"
# layout = "eia-xls"
# from = "https://…"              # and `second`, another publication that it is compared with

[erp]
kind = "file"                     # the embedded ERP, which hands out import files; or tryton, celerp
items = { LINEHAUL = "4000", FSC = "4010" }   # our charge codes = the items of your books; a charge without one holds its load

[limits]                          # what a load's adjustments may come to, by who adjusts
adjust_biller = "250.00"
adjust_approver = "2500.00"
variance_biller = "100.00"
variance_approver = "1000.00"

[owners]                          # who acts on a hold, by its code; docs/holds.md has the codes
POD_MISSING = "driver manager"
"*" = "billing"
"##;

const CURRENCY: &str = r#"currency = "<code>"                  # the home currency: what a mapping is proposed with where no column says one"#;
const NO_CURRENCY: &str = r#"# currency = "USD"                # the home currency, where it is said: a mapping is proposed with it where no column says one"#;
const ALONE: &str = "four_eyes = false                 # one person adjusts and approves: said at the beginning, and noted at each use. true: nobody approves what they adjusted";
const TWO: &str =
    "four_eyes = true                  # nobody approves what they adjusted; false only where one person does both";
const OTHERS: &str = r#"
# [[user]]                        # somebody else who approves, by their own account
# name = "approver"
# accounts = ["their-account"]
# roles = ["approver"]
"#;

/// The text of a company's settings.
fn settings(company: &Company, desk: &str) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let currency = match company.currency {
        Some(currency) => CURRENCY.replace("<code>", currency.code()),
        None => NO_CURRENCY.to_owned(),
    };
    let filled = [
        ("<zone>", company.zone.name().to_owned()),
        ("<currency>", currency),
        ("<prefix>", company.prefix.clone()),
        ("<desk>", desk.to_owned()),
        ("<four_eyes>", if company.four_eyes { TWO } else { ALONE }.to_owned()),
        ("<others>", if company.four_eyes { OTHERS } else { "" }.to_owned()),
        ("<account>", quoted(&actor::account())),
        ("<folder>", quoted(&company.exports.to_string_lossy())),
        // Last, since anything may stand in it.
        ("<name>", quoted(&company.name)),
    ];
    filled.iter().fold(CONFIG.to_owned(), |text, (place, filling)| text.replace(place, filling))
}

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

/// May a workspace be made here? LH-106 where the folder holds anything.
pub fn free(dir: &Path) -> Outcome<()> {
    let occupied = std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
    if occupied {
        return Err(Fault::new(
            Code::PlaceTaken,
            format!("{} is not empty", dir.display()),
            "Nothing was written there.",
            "Name a new folder; an existing workspace is used with --workspace.",
        ));
    }
    Ok(())
}

/// Makes the workspace of the sample company in a folder that is empty or not there; LH-106 when it holds anything.
pub fn sample(dir: &Path) -> Outcome<()> {
    free(dir)?;
    make(dir)?;
    extract(&SAMPLE, dir)?;
    begin(dir)
}

/// Makes a company's own workspace in a folder that is empty or not there; LH-106 when it holds anything. Its desk is the one named, or
/// a letter made from machine, account and folder. Answers what was read of its settings.
pub fn init(dir: &Path, company: &Company) -> Outcome<Config> {
    free(dir)?;
    make(dir)?;
    for folder in ["rules/customers", "rules/house", "rules/tables"] {
        make(&dir.join(folder))?;
    }
    if company.exports.is_relative() {
        make(&dir.join(&company.exports).join("documents"))?;
    }
    for name in STARTER_TABLES {
        if let Some(file) = TABLES.get_file(name) {
            write(&dir.join("rules/tables").join(name), file.contents())?;
        }
    }
    let desk = company.desk.clone().unwrap_or_else(|| letter(dir));
    write(&dir.join(config::FILE), settings(company, &desk).as_bytes())?;
    config::read(dir)
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
