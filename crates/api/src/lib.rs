//! What a screen or shell may ask, and what it gets: one declaration a command, wire types with stable names, coded errors.
//!
//! Absent here: business decisions (a handler converts, calls the workbench, converts back), SQL, scripts, HTTP. Money is
//! a decimal string, instants are RFC 3339, dates are ISO.

pub mod error;
pub mod wire;
pub mod command;

pub use clap;
pub use error::ApiError;
pub use linehaul_domain::fault::Code;
pub use linehaul_domain::spelt;
pub use linehaul_workbench::SecretString;
pub use linehaul_workbench::log::trouble as log_trouble;
pub use linehaul_workbench::whole;
