//! Whether a file is complete: told from its head and its end, and where its last row has no end of line from its rows, as
//! the reader of delimited text takes them.

use std::fs::File;
use std::io::{Read, Result, Seek, SeekFrom};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use linehaul_domain::fault::Code;

use crate::delimited;
use crate::mapping::Fixed;
use crate::workbook;

/// Does a file that is not empty end in the middle of a row: inside a quote, or short of fields? One that is no text does
/// not: it is read, so that it is told. It is no longer than is read.
pub fn ends_within_a_row(file: &mut File, json: bool) -> Result<bool> {
    let mut head = Vec::new();
    file.take(3).read_to_end(&mut head)?;
    let encoding = Encoding::for_bom(&head).map(|(encoding, _)| encoding);
    let mut end = Vec::new();
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(2)))?;
    file.take(2).read_to_end(&mut end)?;
    if json {
        return is_cut(file, length);
    }
    let ended = match (encoding, end.as_slice()) {
        (Some(e), [last, 0]) if e == UTF_16LE => line_end(*last),
        (Some(e), [0, last]) if e == UTF_16BE => line_end(*last),
        (Some(e), _) if e == UTF_16LE || e == UTF_16BE => false,
        (_, end) => end.last().is_some_and(|last| line_end(*last)),
    };
    if ended {
        return Ok(false);
    }
    file.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    if workbook::is_workbook(&bytes) {
        return Ok(!workbook::is_whole(&bytes));
    }
    Ok(match delimited::read(&bytes) {
        Ok(text) => {
            let mut rows = text.rows();
            rows.by_ref().count() == 0 || rows.cut
        }
        Err(bad) => bad.code != Code::FileNoText,
    })
}

/// Does a file without delimiters end in a line that is shorter than its lines are?
pub fn ends_within_a_line(file: &mut File, fixed: &Fixed) -> Result<bool> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let Ok((text, _)) = delimited::decode(&bytes) else { return Ok(false) };
    let last = text.rsplit(['\n', '\r']).next().unwrap_or_default();
    Ok(!last.is_empty() && fixed.wrong_length(last).is_some())
}

/// Does a JSON document end before its end?
fn is_cut(file: &mut File, length: u64) -> Result<bool> {
    file.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    Ok(serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_err_and(|why| why.is_eof()))
}

fn line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}
