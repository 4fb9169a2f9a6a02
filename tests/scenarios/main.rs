//! Stories of the desk, told through the api: one file per story.

mod alike;
mod approval;
mod archive_and_backup;
mod bad_input;
mod behind;
mod bill_to;
mod cases;
mod contracts;
mod forged;
mod halt;
mod identity;
mod job;
mod log;
mod people;
mod posted;
mod posting;
mod pricing;
mod recovered;
mod said;
mod seen;
mod settings;
mod tables;
mod tamper;
mod tampered;
mod work;
mod workspace;
