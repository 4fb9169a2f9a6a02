//! The quarantine, as the cache has it.

use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::ids::{LoadNumber, SourceName};

use super::Cache;
use crate::table::quarantine::{self, ItemKey, QuarantineItem};
use crate::table::unheard::{self, Unheard};

impl Cache {
    /// The open items of the quarantine, in order of source, file and line.
    pub fn quarantine(&self) -> Outcome<Vec<QuarantineItem>> {
        quarantine::open(&self.connection)
    }

    /// Those that were mended or cleared too.
    pub fn quarantine_ever(&self) -> Outcome<Vec<QuarantineItem>> {
        quarantine::all(&self.connection)
    }

    /// An item of the quarantine, open or not.
    pub fn quarantined(&self, id: &str) -> Outcome<Option<QuarantineItem>> {
        quarantine::get(&self.connection, id)
    }

    /// What an item speaks of, as far as no later word on it was taken; at most so much.
    pub fn quarantined_keys(&self, id: &str, most: u64) -> Outcome<Vec<ItemKey>> {
        quarantine::keys_of(&self.connection, id, most)
    }

    /// How many rows wait in quarantine.
    pub fn quarantined_rows(&self) -> Outcome<u64> {
        quarantine::open_rows(&self.connection, None)
    }

    /// The same of a source.
    pub fn quarantined_of(&self, source: &SourceName) -> Outcome<u64> {
        quarantine::open_rows(&self.connection, Some(source))
    }

    /// The open items of a file that were refused for a reason: id, and the row as it came.
    pub fn quarantined_of_file(&self, of: (&SourceName, &str), code: Code) -> Outcome<Vec<(String, String)>> {
        quarantine::open_of_file(&self.connection, of, code)
    }

    /// The words on a load that could not be taken and wait for somebody.
    pub fn unheard(&self, load: &LoadNumber) -> Outcome<Vec<Unheard>> {
        unheard::on_load(&self.connection, load)
    }
}
