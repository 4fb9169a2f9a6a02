//! Written: one value put into `linehaul.toml`. Every other line stays as it is, with its remarks; what comes of it is read as settings before it
//! is written, and says of everything else what it said before.

use std::path::Path;

use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_store::whole;
use toml_edit::{DocumentMut, Item, Table, value};

use crate::settings::config::{self, FILE};

/// The settings as they are and as they would be.
#[derive(Debug, Clone)]
pub struct Written {
    before: String,
    after: String,
}

/// LH-456.
pub(crate) fn not_written(what: String, next: &str) -> Fault {
    Fault::new(Code::SettingNotWritten, what, "Nothing was decided, and the settings are as they were.", next)
}

/// What puts a text under a key of a table of tables: `["erp", "items"]`, `LUMPER`. LH-456 where the settings would not read with it.
pub fn planned(dir: &Path, path: &[&str], key: &str, text: &str) -> Outcome<Written> {
    let by_hand = format!("Write {key} = \"{text}\" into [{}] of {FILE} yourself.", path.join("."));
    let before = std::fs::read_to_string(dir.join(FILE)).map_err(|why| {
        not_written(format!("{FILE} cannot be read: {why}"), "Check the disk, and your rights there.")
    })?;
    let after = put(&before, path, key, text).map_err(|why| not_written(format!("{FILE}: {why}"), &by_hand))?;
    config::parse(&after, &dir.join(FILE))
        .map_err(|why| not_written(format!("{FILE} would not read with it: {}", why.what), "Say it otherwise."))?;
    Ok(Written { before, after })
}

/// The text with the value; what it says beside that is the same.
fn put(before: &str, path: &[&str], key: &str, text: &str) -> Result<String, String> {
    let ends_crlf = before.contains("\r\n");
    let mut document: DocumentMut = before.parse().map_err(|why| format!("it does not read: {why}"))?;
    let mut at: &mut Item = document.as_item_mut();
    for name in path {
        let table = at.as_table_like_mut().ok_or_else(|| format!("`{name}` stands in no table"))?;
        if !table.contains_key(name) {
            table.insert(name, Item::Table(Table::new()));
        }
        at = table.get_mut(name).ok_or_else(|| format!("`{name}` is not found"))?;
    }
    let table = at.as_table_like_mut().ok_or_else(|| format!("[{}] is no table", path.join(".")))?;
    match table.get_mut(key).and_then(Item::as_value_mut) {
        // What stands behind a value, as a remark, stays.
        Some(stands) => {
            let decor = stands.decor().clone();
            *stands = text.into();
            *stands.decor_mut() = decor;
        }
        None => drop(table.insert(key, value(text))),
    }
    let after = document.to_string();
    let plain = after.replace("\r\n", "\n");
    Ok(if ends_crlf { plain.replace('\n', "\r\n") } else { plain })
}

/// Writes it, unless somebody changed the settings meanwhile. LH-456.
pub fn write(dir: &Path, Written { before, after }: &Written) -> Outcome<()> {
    exchange(dir, before, after)
}

/// Puts back what stood there, where nobody changed it since.
pub(crate) fn put_back(dir: &Path, Written { before, after }: &Written) -> Outcome<()> {
    exchange(dir, after, before)
}

fn exchange(dir: &Path, from: &str, to: &str) -> Outcome<()> {
    let path = dir.join(FILE);
    let failed = |why: std::io::Error| {
        not_written(format!("{FILE} cannot be written: {why}"), "Check the disk, and your rights there.")
    };
    if std::fs::read_to_string(&path).map_err(failed)? != from {
        return Err(not_written(format!("{FILE} was changed meanwhile"), "Try again."));
    }
    whole::exchange(&path, to.as_bytes()).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::put;

    #[test]
    fn one_value_changes_and_every_remark_stays() {
        let text = "# ours\n[erp]   # the ledger\nkind = \"file\"\n[erp.items] # by code\nLINEHAUL = '4000'   # freight\n\n[[user]]\nname = \"a\"\n";
        let put = |key, value| put(text, &["erp", "items"], key, value).expect("put");
        assert_eq!(put("LINEHAUL", "4001"), text.replace("'4000'", "\"4001\""));
        assert_eq!(put("LUMPER", "4050"), text.replace("# freight\n", "# freight\nLUMPER = \"4050\"\n"));
    }

    #[test]
    fn a_table_that_is_not_there_is_made_and_an_inline_one_filled() {
        let made = put("[erp]\nkind = \"file\"\n", &["erp", "items"], "LUMPER", "1").expect("put");
        assert_eq!(made, "[erp]\nkind = \"file\"\n\n[erp.items]\nLUMPER = \"1\"\n");
        let inline = put("[erp]\r\nitems = { A = \"1\" }\r\n", &["erp", "items"], "B", "2").expect("put");
        assert_eq!(inline, "[erp]\r\nitems = { A = \"1\" , B = \"2\" }\r\n");
        assert!(put("erp = 3\n", &["erp", "items"], "A", "1").is_err());
    }
}
