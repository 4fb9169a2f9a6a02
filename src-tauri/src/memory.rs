//! Where somebody was: the last workspace and what each screen wants to find again, in one small file that survives a kill.
//! What the screens may keep is a list, each with a size: the page cannot fill the disk, nor name the workspace to open next.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use linehaul_api::error::Answer;
use linehaul_api::{ApiError, Code, whole};
use serde_json::{Map, Value};

/// What a screen may remember, by workspace.
pub const KEYS: &[&str] =
    &["here", "way", "inbox", "theme", "keys", "asking", "saying", "queue", "columns", "holding", "past"];
/// The most bytes of one value, as JSON. The largest is the inbox, with a line for each load that was refused.
pub const MOST_BYTES: usize = 1024 * 1024;
/// Workspaces of which anything is remembered.
const MOST_WORKSPACES: usize = 50;

/// What is remembered between two starts.
pub struct Memory {
    file: PathBuf,
    values: Mutex<BTreeMap<String, Value>>,
}

impl Memory {
    /// Reads the file; one that is missing or does not read is an empty memory.
    pub fn read(folder: &Path) -> Memory {
        let file = folder.join("place.json");
        let values = std::fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Memory { file, values: Mutex::new(values.unwrap_or_default()) }
    }

    /// Everything that is remembered.
    pub fn all(&self) -> BTreeMap<String, Value> {
        self.values.lock().map(|values| values.clone()).unwrap_or_default()
    }

    /// What the screens remember of a workspace.
    pub fn at(&self, dir: &Path) -> Map<String, Value> {
        let values = self.all();
        values.get(&place(dir)).and_then(Value::as_object).cloned().unwrap_or_default()
    }

    /// Remembers a screen's value of a workspace; LH-955 when it is none that a screen has, or is too large.
    pub fn keep_at(&self, dir: &Path, key: &str, value: Value) -> Answer<()> {
        if !KEYS.contains(&key) {
            return Err(not_kept(format!("no screen remembers `{key}`")));
        }
        let size = serde_json::to_vec(&value).map_or(usize::MAX, |bytes| bytes.len());
        if size > MOST_BYTES {
            return Err(not_kept(format!("`{key}` has {size} bytes, and {MOST_BYTES} are remembered")));
        }
        let mut all = self.at(dir);
        all.insert(key.to_owned(), value);
        self.keep(&place(dir), all.into());
        Ok(())
    }

    /// Remembers a value under a key, on the disk before it answers. What cannot be written is forgotten at the next start,
    /// and costs nothing else.
    pub fn keep(&self, key: &str, value: Value) {
        let Ok(mut values) = self.values.lock() else { return };
        values.insert(key.to_owned(), value);
        while values.len() > MOST_WORKSPACES {
            let Some(other) = values.keys().find(|k| k.starts_with(AT) && *k != key).cloned() else { break };
            values.remove(&other);
        }
        let Ok(bytes) = serde_json::to_vec_pretty(&*values) else { return };
        let folder = self.file.parent().map(std::fs::create_dir_all);
        if matches!(folder, Some(Ok(()))) {
            let _ = whole::write_bytes(&self.file, &bytes);
        }
    }
}

const AT: &str = "at ";

fn place(dir: &Path) -> String {
    format!("{AT}{}", dir.display())
}

fn not_kept(message: String) -> ApiError {
    ApiError {
        code: Code::ScreenUnremembered,
        message,
        meaning: "It is not found again at the next start; nothing else depends on it.".to_owned(),
        next_step: "Nothing needs doing.".to_owned(),
    }
}
