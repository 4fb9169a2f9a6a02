//! linehaul
fn main() {}
