//! The workbench itself: an open workspace with its book, cache, archive, rules and clock.

use std::path::{Path, PathBuf};

use linehaul_connectors::erp::{Erp, LedgerFile, Opening, file_place};
use linehaul_connectors::source::{self, Source, SourceKind, With};
use linehaul_domain::decision::Decision;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::ErpPlace;
use linehaul_store::{Archive, Book, BookWrite, Cache, Ledger, WorkspaceLock};

use crate::book::behind::{self, Behind};
use crate::book::checked;
use crate::book::follow::follow;
use crate::book::marks::{self, Mark};
use crate::contracts::approved::ApprovedLibrary;
use crate::contracts::library::ContractLibrary;
use crate::contracts::published;
use crate::log::{self, Log};
use crate::machine::clock::Clock;
use crate::machine::secret;
use crate::settings::actor;
use crate::settings::config::{self, Config};
use crate::settings::controls;
use crate::workspace::erp_words::fault_of;
use crate::workspace::items;
use crate::workspace::ledger::StoreLedger;
use crate::workspace::paced::{Held, Minute, PacedErp, Watched};
use crate::workspace::redacted::{RedactedErp, RedactedSource};

/// An open workspace. One process has it open at a time.
pub struct Workbench {
    /// Its folder.
    pub dir: PathBuf,
    /// Its configuration.
    pub config: Config,
    /// Its clock.
    pub clock: Clock,
    /// Its log.
    pub log: Log,
    /// Decisions.
    pub book: Book,
    /// Facts and everything derived.
    pub cache: Cache,
    /// Every delivery as it came.
    pub archive: Archive,
    /// Contracts and tables.
    pub library: ContractLibrary,
    /// Was the cache made anew when it was opened?
    pub cache_was_rebuilt: bool,
    /// Does the book lack what was known elsewhere? Then nothing is decided.
    pub behind: Option<Behind>,
    /// What the cache lacks, since a delivery of the archive cannot be read. Then nothing is assessed or decided.
    pub unread: Option<Fault>,
    /// Is it only looked at: what late facts would do to approvals is not written?
    pub only_looks: bool,
    /// Threads that rate loads when many are stale.
    pub workers: usize,
    /// What approvals saw, each read once.
    pub approved_library: ApprovedLibrary,
    /// When its ERP was called, whichever verb did.
    calls: Minute,
    _lock: Option<WorkspaceLock>,
}

/// An ERP, for one piece of work: there is no other way to ask it, and when that is through, however it ended, the ERP is left.
pub struct Visit<'a>(PacedErp<'a>);

impl Visit<'_> {
    /// Does a piece of work there.
    pub fn with<T>(mut self, work: impl FnOnce(&mut dyn Erp) -> T) -> T {
        let told = work(&mut self.0);
        self.0.leave();
        told
    }
}

/// As many as the machine gives this process.
fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get)
}

impl Workbench {
    /// Opens the files of a workspace and takes its lock; [`crate::intake::open::open`] is the way in.
    pub fn open_files(dir: &Path) -> Outcome<Workbench> {
        let config = config::read(dir)?;
        let lock = Some(linehaul_store::lock(dir)?);
        let clock = Clock::new(config.business.today);
        let log = Log::of(dir, &clock, true);
        let mut book = Book::open(&dir.join("book.sqlite"), &dir.join("backups"))?;
        let archive = Archive::open(&dir.join("archive"))?;
        let cache = Cache::open(&dir.join("cache.sqlite"))?;
        let behind = behind::compare(dir, &book, &cache)?;
        if book.head()?.seq == 0 && behind.is_none() {
            let decision = Decision::Opened { workspace: config.business.name.clone() };
            let entry = actor::entry(clock.now(), decision);
            book.append(&BookWrite { entries: vec![entry], ..BookWrite::default() })?;
        }
        let library = published::library(&book, &dir.join("rules"))?;
        controls::same_loads(&book, &config)?;
        if behind.is_none() {
            controls::record(&mut book, &config, &clock)?;
        }
        let mut bench = Workbench {
            dir: dir.to_owned(),
            config,
            clock,
            log,
            book,
            cache,
            archive,
            library,
            cache_was_rebuilt: false,
            behind,
            unread: None,
            only_looks: false,
            workers: workers(),
            approved_library: ApprovedLibrary::default(),
            calls: Minute::default(),
            _lock: lock,
        };
        bench.know_items()?;
        Ok(bench)
    }

    /// Takes into the settings which items of theirs the ERP has not, by what it told last. LH-519 the archive's list does not read.
    pub(crate) fn know_items(&mut self) -> Outcome<()> {
        let set = self.config.erp.master_data.is_some();
        let known = if set { items::known(&self.archive, &self.cache, &self.erp_place())? } else { None };
        self.config.erp.absent = known.map(|known| items::absent(&self.config, &known.items)).unwrap_or_default();
        Ok(())
    }

    /// The same files once more, to read beside the one that writes: in a process that has the workspace open already, so
    /// that a screen can be read while a push runs. It takes no lock, and nothing is decided through it.
    pub fn open_to_read(dir: &Path) -> Outcome<Workbench> {
        let config = config::read(dir)?;
        let book = Book::open(&dir.join("book.sqlite"), &dir.join("backups"))?;
        let library = published::library(&book, &dir.join("rules"))?;
        let clock = Clock::new(config.business.today);
        let mut bench = Workbench {
            dir: dir.to_owned(),
            log: Log::of(dir, &clock, false),
            clock,
            book,
            cache: Cache::open(&dir.join("cache.sqlite"))?,
            archive: Archive::open(&dir.join("archive"))?,
            library,
            config,
            cache_was_rebuilt: false,
            behind: None,
            unread: None,
            only_looks: true,
            workers: 1,
            approved_library: ApprovedLibrary::default(),
            calls: Minute::default(),
            _lock: None,
        };
        bench.know_items()?;
        Ok(bench)
    }

    /// Reads contracts and tables anew: in a window that stays open all day, next week's fuel price comes as a changed file.
    pub fn read_rules(&mut self) -> Outcome<()> {
        self.library = published::library(&self.book, &self.dir.join("rules"))?;
        Ok(())
    }

    /// Reads its settings anew. What they are now is an entry of the book. LH-101 to LH-103, and what refuses them beside what was decided.
    pub fn read_settings(&mut self) -> Outcome<()> {
        let config = config::read(&self.dir)?;
        controls::same_loads(&self.book, &config)?;
        if self.why_not().is_none() {
            controls::record(&mut self.book, &config, &self.clock)?;
        }
        self.config = config;
        self.know_items()
    }

    /// Reads the mappings of its sources anew.
    pub fn read_mappings(&mut self) {
        self.config.read_mappings(&self.dir);
    }

    /// Appends to the book, marks what that makes stale, and keeps the new head where a restored book does not bring it along.
    /// First the chain is checked from where it was checked last.
    ///
    /// LH-118 the clock cannot be right, LH-518 the cache lacks what a delivery said, LH-520 the chain does not hold, LH-524 the book lacks what was known
    /// elsewhere, and what [`Book::append`] refuses.
    pub fn append(&mut self, write: &BookWrite) -> Outcome<()> {
        match self.why_not() {
            Some(fault) => Err(fault),
            None => {
                self.clock.must_be_plausible(&self.book)?;
                self.append_unasked(write)
            }
        }
    }

    /// Why nothing is assessed or decided here: the book is not the latest, or the cache lacks what a delivery said.
    pub fn why_not(&self) -> Option<Fault> {
        self.behind.as_ref().map(Behind::fault).or_else(|| self.unread.clone())
    }

    /// The same for a person who looked at what the book lacks, or at the clock, and goes on.
    pub(crate) fn append_unasked(&mut self, write: &BookWrite) -> Outcome<()> {
        self.must_hold()?;
        let entries = self.book.append(write)?;
        log::log_entries(&self.log, &entries, &write.states);
        crate::machine::crash::point("book.after_append");
        self.follow()?;
        marks::keep_head(&self.dir, &self.book.head()?, self.clock.now());
        Ok(())
    }

    /// Before anything is decided or refused: what a book says that is not the latest is no reason to refuse either. LH-524 it
    /// is not, LH-518 the cache lacks what a delivery said, LH-520 the chain does not hold.
    pub fn may_decide(&mut self) -> Outcome<()> {
        match self.why_not() {
            Some(fault) => Err(fault),
            None => self.must_hold(),
        }
    }

    /// Checks the chain from where it was checked last: nothing moves money on a broken one.
    pub fn must_hold(&mut self) -> Outcome<()> {
        let checked = checked::read(&self.cache)?.filter(|_| self.behind.is_none());
        let head = self.book.verify_after(&checked.clone().unwrap_or_else(checked::nothing))?;
        if checked.as_ref() != Some(&head) && self.behind.is_none() {
            checked::write(&mut self.cache, &head)?;
        }
        if marks::stands(&self.dir, Mark::Broken) {
            checked::whole(&self.book, &self.dir)?;
        }
        self.follow()
    }

    /// Marks what the book says new things of. What a restored book lacks is no change: see [`crate::book::behind`].
    pub fn follow(&mut self) -> Outcome<()> {
        if self.behind.is_some() { Ok(()) } else { follow(&self.book, &mut self.cache) }
    }

    /// A source of the configuration. It is not reached yet. LH-103 when its settings do not fit its kind, LH-110 to LH-112 when it
    /// wants a secret and there is none for it at its address.
    pub fn source(&self, source: &config::Source) -> Outcome<Box<dyn Source + Send>> {
        let kind = kind_of(source)?;
        let secret = match (kind.account)(&source.settings) {
            Some(account) => Some(secret::find(&self.dir, &secret::of_source(&source.name), &account)?.0),
            None => None,
        };
        let with = With { secret: secret.clone(), mapping: source.mapped.mapping()? };
        let opened = (kind.open)(&self.dir, &source.settings, with);
        Ok(match secret {
            Some(secret) => Box::new(RedactedSource::hushing(opened, secret)?),
            None => opened?,
        })
    }

    /// Under which name, and for which account at its address, the secret of a source is kept, or that of the ERP where no source is
    /// named; `None` where it wants none. LH-105 when there is no such source.
    pub fn secret_of(&self, source: Option<&str>) -> Outcome<Option<(String, String)>> {
        let Some(name) = source else {
            return Ok(self.config.erp.secret_account().map(|account| (secret::ERP.to_owned(), account)));
        };
        if let Some(table) = self.config.tables.iter().find(|table| table.name == name) {
            return Ok(table.first.account().map(|account| (secret::of_source(name), account)));
        }
        let source = self.config.sources.iter().find(|source| source.name == name).ok_or_else(|| {
            let tables = self.config.tables.iter().map(|table| table.name.as_str());
            let known: Vec<&str> = self.config.sources.iter().map(|s| s.name.as_str()).chain(tables).collect();
            Fault::new(
                Code::SourceUnknown,
                format!("there is no source `{name}`; known: {}", known.join(", ")),
                "Nothing was read, and no secret was touched.",
                "Name a [[source]] or a [[table]] of linehaul.toml.",
            )
        })?;
        let account = (kind_of(source)?.account)(&source.settings);
        Ok(account.map(|account| (secret::of_source(name), account)))
    }

    /// The ERP of the configuration, in its time, to be looked at: nobody waits for it. It is not reached yet. LH-103 when its
    /// settings do not fit its kind, LH-110 to LH-112 when it wants a password and there is none for it at its address.
    pub fn erp(&self) -> Outcome<Visit<'static>> {
        self.visit(None)
    }

    /// The same, waited for as long as whoever watches goes on.
    pub(crate) fn visit<'a>(&self, watched: Option<Watched<'a>>) -> Outcome<Visit<'a>> {
        Ok(Visit(self.paced(Held::Own(self.opened_erp()?), watched)))
    }

    /// An ERP in its time. What it said of that in an earlier run still stands.
    pub(crate) fn paced<'a>(&self, held: Held<'a>, watched: Option<Watched<'a>>) -> PacedErp<'a> {
        PacedErp::new(held, (self.clock.clone(), self.calls.clone()), &self.dir, watched)
    }

    fn opened_erp(&self) -> Outcome<Box<dyn Erp>> {
        let settings = &self.config.erp;
        let Some(kind) = settings.of_kind() else {
            let what = format!("[erp] kind `{}` is not known", settings.kind);
            return Err(Fault::new(Code::SettingRefused, what, "Nothing was sent.", "Mend linehaul.toml."));
        };
        let secret = match (kind.account)(&settings.settings) {
            Some(account) => Some(secret::find(&self.dir, secret::ERP, &account)?.0),
            None => None,
        };
        let (settings, posting) = (&settings.settings, &settings.posted_as());
        let ledger = &|| self.ledger();
        let opened = (kind.open)(Opening { settings, posting, secret: secret.clone(), ledger })?;
        let opened = opened.map_err(|why| fault_of(&why))?;
        Ok(match secret {
            Some(secret) => Box::new(RedactedErp::new(opened, secret)),
            None => opened,
        })
    }

    /// Which ERP the configuration names. A ledger that is not there yet, or does not read, is none that anything was sent to.
    pub fn erp_place(&self) -> ErpPlace {
        let settings = &self.config.erp;
        if let Some(place) = settings.of_kind().and_then(|kind| (kind.place)(&settings.settings)) {
            return place;
        }
        let path = self.dir.join(linehaul_store::backup::LEDGER_FILE);
        if !path.exists() {
            return file_place("none yet");
        }
        Ledger::open(&path).map_or_else(|_| file_place("that does not read"), |ledger| file_place(ledger.identity()))
    }

    /// The ledger of an ERP that keeps its records in this workspace.
    fn ledger(&self) -> Outcome<Box<dyn LedgerFile>> {
        let folder = self.dir.join("erp");
        std::fs::create_dir_all(folder.join("batches")).map_err(|e| {
            Fault::new(
                Code::ImportFileUnwritable,
                format!("{} cannot be made: {e}", folder.display()),
                "Nothing was sent.",
                "Check the disk and your rights in the workspace.",
            )
        })?;
        let ledger = Ledger::open(&folder.join("ledger.sqlite"))?;
        Ok(Box::new(StoreLedger::new(ledger)))
    }
}

/// LH-103 when there is no such kind.
fn kind_of(source: &config::Source) -> Outcome<&'static SourceKind> {
    source::kind(&source.kind).ok_or_else(|| {
        let what = format!("source `{}`: kind `{}` is not known", source.name, source.kind);
        Fault::new(Code::SettingRefused, what, "Nothing was read.", "Mend linehaul.toml.")
    })
}
