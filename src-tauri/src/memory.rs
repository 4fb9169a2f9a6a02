//! Where somebody was: the last workspace and what each screen wants to find again, in one small file that survives a kill.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// What is remembered between two starts.
pub struct Memory {
    file: PathBuf,
    values: Mutex<BTreeMap<String, serde_json::Value>>,
}

impl Memory {
    /// Reads the file; one that is missing or does not read is an empty memory.
    pub fn read(folder: &Path) -> Memory {
        let file = folder.join("place.json");
        let values = std::fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Memory { file, values: Mutex::new(values.unwrap_or_default()) }
    }

    /// Everything that is remembered.
    pub fn all(&self) -> BTreeMap<String, serde_json::Value> {
        self.values.lock().map(|values| values.clone()).unwrap_or_default()
    }

    /// Remembers a value under a key, on the disk before it answers. What cannot be written is forgotten at the next start,
    /// and costs nothing else.
    pub fn keep(&self, key: &str, value: serde_json::Value) {
        let Ok(mut values) = self.values.lock() else { return };
        values.insert(key.to_owned(), value);
        let Ok(bytes) = serde_json::to_vec_pretty(&*values) else { return };
        let partial = self.file.with_extension("part");
        let folder = self.file.parent().map(std::fs::create_dir_all);
        if matches!(folder, Some(Ok(()))) && std::fs::write(&partial, bytes).is_ok() {
            let _ = std::fs::rename(partial, &self.file);
        }
    }
}
