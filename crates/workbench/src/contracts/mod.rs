//! The contracts and tables that loads are priced by: at hand, published, and as an approval saw them.

pub mod shelf;
pub mod governed;
pub mod frozen;
