//! What keeps a workspace trustworthy: made, looked after, saved, and shown again to somebody who asks.

pub mod backup;
pub mod reproduce;
pub mod proof;
pub mod waived;
pub mod radar;
pub mod doctor_people;
mod doctor_reach;
mod doctor_tables;
pub mod doctor;
pub mod unattended;
pub mod answers;
pub mod init;
