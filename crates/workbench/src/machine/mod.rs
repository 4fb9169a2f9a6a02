//! What the program asks of the machine it runs on: time, files, the keychain, and where a test may kill it.

pub mod crash;
pub mod clock;
pub mod chance;
pub mod backoff;
pub mod watch;
pub mod disk;
pub mod platform;
pub mod secret;
