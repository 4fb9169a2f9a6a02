//! Pages of scans: what is cut out of them, and what is not.

mod pdf;
mod tiff;
