//! The contracts and tables that loads are priced by: at hand, published, and as an approval saw them.

pub mod library;
pub mod published;
pub mod approved;
