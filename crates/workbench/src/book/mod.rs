//! What the book says: where each load stands, how far the book goes, up to where it was checked, and which loads its new
//! entries make stale.

pub mod load_state;
pub mod marks;
pub mod checked;
pub mod behind;
pub mod follow;
