//! Whether a file is complete: told from its head and its end, and where its last row has no end of line by going through
//! it once, without keeping it.

use std::fs::File;
use std::io::{Read, Result, Seek, SeekFrom};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use crate::delimited;

/// Bytes looked at together.
const PIECE: usize = 64 * 1024;

/// Does a file that is not empty end in the middle of a row: inside a quote, or short of fields? One that is no text does
/// not: it is read, so that it is told.
pub fn ends_within_a_row(file: &mut File) -> Result<bool> {
    let mut head = Vec::new();
    file.take(3).read_to_end(&mut head)?;
    let encoding = Encoding::for_bom(&head).map(|(encoding, _)| encoding);
    let mut end = Vec::new();
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(2)))?;
    file.take(2).read_to_end(&mut end)?;
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
    match encoding {
        Some(encoding) => marked(file, encoding),
        None => unmarked(file, length),
    }
}

fn line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Bytes in which quotes and delimiters stand for themselves: UTF-8 and Windows-1252 alike.
fn unmarked(file: &mut File, length: u64) -> Result<bool> {
    let (mut shape, mut zeros, mut piece) = (Shape::default(), 0, Vec::with_capacity(PIECE));
    while file.take(PIECE as u64).read_to_end(&mut piece)? > 0 {
        zeros += piece.iter().filter(|b| **b == 0).count() as u64;
        shape.take(&piece);
        piece.clear();
    }
    Ok(zeros <= length / 10 && shape.within_a_row())
}

fn marked(file: &mut File, encoding: &'static Encoding) -> Result<bool> {
    let (mut shape, mut piece) = (Shape::default(), Vec::with_capacity(PIECE));
    let mut decoder = encoding.new_decoder_with_bom_removal();
    loop {
        let last = file.take(PIECE as u64).read_to_end(&mut piece)? == 0;
        let room = decoder.max_utf8_buffer_length(piece.len()).unwrap_or(4 * PIECE);
        let mut text = String::with_capacity(room);
        let (.., damaged) = decoder.decode_to_string(&piece, &mut text, last);
        if damaged {
            return Ok(false);
        }
        shape.take(text.as_bytes());
        if last {
            return Ok(shape.within_a_row());
        }
        piece.clear();
    }
}

/// The shape of rows: fields of the first, and of the one that is being gone through.
#[derive(Default)]
struct Shape {
    delimiter: Option<u8>,
    wanted: Option<usize>,
    delimiters: usize,
    quoted: bool,
    empty: bool,
}

impl Shape {
    fn take(&mut self, piece: &[u8]) {
        // The header stands in the first piece.
        let delimiter = *self.delimiter.get_or_insert_with(|| delimited::delimiter(&String::from_utf8_lossy(piece)));
        for byte in piece {
            match byte {
                b'"' => self.quoted = !self.quoted,
                // An empty line is no row; CR LF ends one row, not two.
                b if line_end(*b) && !self.quoted => {
                    if !self.empty {
                        self.wanted.get_or_insert(self.delimiters);
                    }
                    (self.delimiters, self.empty) = (0, true);
                    continue;
                }
                b if *b == delimiter && !self.quoted => self.delimiters += 1,
                _ => {}
            }
            self.empty = false;
        }
    }

    fn within_a_row(&self) -> bool {
        self.quoted || self.wanted.is_none_or(|wanted| self.delimiters < wanted)
    }
}
