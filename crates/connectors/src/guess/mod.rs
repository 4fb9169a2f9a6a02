//! Guess: a mapping proposed from a file, by the names of its columns and what stands in them. What the file cannot tell (a
//! currency, a zone, which of two orders day and month are in) is a line to be filled in, and a question: nothing of it is taken
//! because it is usual.

mod words;
mod load_words;
mod unread_words;
mod stop_words;
mod values;
mod shapes;
mod layout;
mod unread;
mod write;

use linehaul_domain::fault::Code;
use linehaul_domain::money::Currency;
use linehaul_domain::time::Tz;

use crate::cell::{BadCell, Read, bad};
use crate::delimited;
use crate::workbook;

use layout::Layout;

/// A mapping that is proposed.
#[derive(Debug, Clone)]
pub struct Guess {
    /// Its text.
    pub text: String,
    /// What the file does not tell.
    pub asks: Vec<String>,
}

/// What the business says of itself, which a proposal begins with.
#[derive(Debug, Clone, Copy, Default)]
pub struct Home {
    /// Its currency: that of amounts beside which no column says one.
    pub currency: Option<Currency>,
    /// Its zone. It is offered, and taken by nobody before a person says so: a stop may be elsewhere.
    pub zone: Option<Tz>,
}

/// So many rows are looked at.
const MAX_ROWS: usize = 500;

/// Proposes a mapping for files like this one. It has to be one of rows.
pub fn guess(file: &str, bytes: &[u8], home: Home) -> Read<Guess> {
    if file.to_ascii_lowercase().ends_with(".json") {
        return bad(
            Code::TrialImpossible,
            "a mapping is proposed for files of rows; that of a JSON document is written by hand",
        );
    }
    let sheet = workbook::is_workbook(bytes).then(|| workbook::sheet(bytes, None)).transpose()?;
    let delimited = delimited::read(sheet.as_ref().map_or(bytes, |sheet| &sheet.text))?;
    let rows: Vec<Vec<String>> = delimited
        .wary_rows()
        .flatten()
        .take(MAX_ROWS)
        .map(|row| row.cells.iter().map(ToString::to_string).collect())
        .collect();
    if rows.is_empty() {
        return Err(BadCell { code: Code::FileEmpty, message: "it has no row to tell anything from".to_owned() });
    }
    let layout = Layout::of(&delimited.header, &rows);
    let mut guess = write::written(file, &layout, home);
    if let Some(note) = &delimited.note {
        guess.text.insert_str(0, &format!("# {note}\n"));
    }
    Ok(guess)
}
