//! Paper: what is done with the pages of a document. A scan is cut into the pages that are of one load.
//!
//! Absent here: files, loads, the archive. What comes in is bytes from outside, what goes out is bytes, the same for the same on any
//! machine and day; nothing of it is shown or run. The modules stand in reading order.

mod wrong;
mod tiff;
mod graph;
mod pdf;

use linehaul_domain::pages::Pages;

pub use wrong::Uncut;

/// Most pages of a scan that is cut.
pub const MAX_PAGES: u32 = 1_000;

/// How many pages a file has: of a PDF and of a TIFF as many as it says, of anything else one. [`Uncut::Encrypted`],
/// [`Uncut::Damaged`] and [`Uncut::TooMuch`] where that is not to be known.
pub fn pages(bytes: &[u8]) -> Result<u32, Uncut> {
    if pdf::is_pdf(bytes) {
        pdf::pages(bytes)
    } else if tiff::is_tiff(bytes) {
        tiff::pages(bytes)
    } else {
        Ok(1)
    }
}

/// Those pages of a PDF or a TIFF as a file of their own of its kind, in their order there, with what they show. What is cut out of a PDF has
/// nothing that acts: no script, no link, no attachment. It says of which file it is, by its hash, and which pages.
///
/// [`Uncut::Lacks`] it has no such page, [`Uncut::NoPdf`] for what is neither, and as [`pages`] does.
pub fn cut(bytes: &[u8], pages: &Pages) -> Result<Vec<u8>, Uncut> {
    if pdf::is_pdf(bytes) {
        pdf::cut(bytes, pages)
    } else if tiff::is_tiff(bytes) {
        tiff::cut(bytes, pages)
    } else if pages.last() > 1 {
        Err(Uncut::Lacks { has: 1 })
    } else {
        Err(Uncut::NoPdf)
    }
}
