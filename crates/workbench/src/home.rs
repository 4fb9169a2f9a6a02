//! The workbench itself: an open workspace with its book, cache, archive, rules and clock.

use std::path::{Path, PathBuf};

use linehaul_connectors::erp::{Erp, FileErp, Tryton};
use linehaul_domain::decision::{Decision, NewEntry};
use linehaul_domain::fault::{Fault, Outcome};
use linehaul_store::{Archive, Book, BookWrite, Cache, Ledger, WorkspaceLock};

use crate::actor;
use crate::clock::Clock;
use crate::config::{self, Config};
use crate::controls;
use crate::erp_words::fault_of;
use crate::governed::govern;
use crate::ledger::StoreLedger;
use crate::secret;
use crate::shelf::Shelf;

/// An open workspace. One process has it open at a time.
pub struct Workbench {
    /// Its folder.
    pub dir: PathBuf,
    /// Its configuration.
    pub config: Config,
    /// Its clock.
    pub clock: Clock,
    /// Decisions.
    pub book: Book,
    /// Facts and everything derived.
    pub cache: Cache,
    /// Every delivery as it came.
    pub archive: Archive,
    /// Contracts and tables.
    pub shelf: Shelf,
    /// Was the cache made anew when it was opened?
    pub cache_was_rebuilt: bool,
    _lock: Option<WorkspaceLock>,
}

impl Workbench {
    /// Opens the files of a workspace and takes its lock; [`crate::open::open`] is the way in.
    pub fn open_files(dir: &Path) -> Outcome<Workbench> {
        let config = config::read(dir)?;
        let lock = Some(linehaul_store::lock(dir)?);
        let clock = Clock::new(config.business.today);
        let mut book = Book::open(&dir.join("book.sqlite"), &dir.join("backups"))?;
        let archive = Archive::open(&dir.join("archive"))?;
        // A lease that a killed process left behind is no lease: this process has the workspace to itself.
        book.clear_leases()?;
        let cache = Cache::open(&dir.join("cache.sqlite"))?;
        let mut shelf = Shelf::read(&dir.join("rules"))?;
        if book.head()?.seq == 0 {
            let decision = Decision::Opened { workspace: config.business.name.clone() };
            let entry = NewEntry { at: clock.now(), actor: actor::system(), decision };
            book.append(0, &BookWrite { entries: vec![entry], ..BookWrite::default() })?;
        }
        govern(&book, &mut shelf)?;
        controls::record(&mut book, &config, &clock)?;
        Ok(Workbench {
            dir: dir.to_owned(),
            config,
            clock,
            book,
            cache,
            archive,
            shelf,
            cache_was_rebuilt: false,
            _lock: lock,
        })
    }

    /// The same files once more, to read beside the one that writes: in a process that has the workspace open already, so
    /// that a screen can be read while a push runs. It takes no lock, and nothing is decided through it.
    pub fn open_to_read(dir: &Path) -> Outcome<Workbench> {
        let config = config::read(dir)?;
        let mut shelf = Shelf::read(&dir.join("rules"))?;
        let book = Book::open(&dir.join("book.sqlite"), &dir.join("backups"))?;
        govern(&book, &mut shelf)?;
        Ok(Workbench {
            dir: dir.to_owned(),
            clock: Clock::new(config.business.today),
            book,
            cache: Cache::open(&dir.join("cache.sqlite"))?,
            archive: Archive::open(&dir.join("archive"))?,
            shelf,
            config,
            cache_was_rebuilt: false,
            _lock: None,
        })
    }

    /// Reads contracts and tables anew: in a window that stays open all day, next week's fuel price comes as a changed file.
    pub fn read_rules(&mut self) -> Outcome<()> {
        let mut shelf = Shelf::read(&self.dir.join("rules"))?;
        govern(&self.book, &mut shelf)?;
        self.shelf = shelf;
        Ok(())
    }

    /// Appends to the book, expecting that nobody else did.
    pub fn append(&mut self, write: &BookWrite) -> Outcome<()> {
        let head = self.book.head()?;
        self.book.append(head.seq, write)?;
        Ok(())
    }

    /// The ERP of the configuration. It is not reached yet.
    pub fn erp(&self) -> Outcome<Box<dyn Erp>> {
        match self.config.erp.kind.as_str() {
            "tryton" => {
                let account = self.config.erp.secret_account();
                let (password, _) = secret::find(&self.dir, secret::ERP, &account)?;
                let tryton = Tryton::new(self.config.erp.tryton(password)).map_err(|why| fault_of(&why))?;
                Ok(Box::new(tryton))
            }
            _ => self.file_erp(),
        }
    }

    fn file_erp(&self) -> Outcome<Box<dyn Erp>> {
        let folder = self.dir.join("erp");
        std::fs::create_dir_all(folder.join("batches")).map_err(|e| {
            Fault::new(
                "LH-607",
                format!("{} cannot be made: {e}", folder.display()),
                "Nothing was sent.",
                "Check the disk and your rights in the workspace.",
            )
        })?;
        let ledger = Ledger::open(&folder.join("ledger.sqlite"))?;
        Ok(Box::new(FileErp::new(StoreLedger::new(ledger))))
    }
}
