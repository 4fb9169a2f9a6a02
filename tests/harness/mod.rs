//! What tests start beside the product: a real Tryton, a proxy that breaks connections, and the sample company pointed at
//! both. Everything listens on loopback and is ended by the process id that was started.

mod company;
mod proxy;
mod tryton;

pub use company::{Company, only_ours};
pub use proxy::{Break, Proxy, Rule};
pub use tryton::Tryton;
