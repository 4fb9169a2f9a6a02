mod archive;
mod mapping;
mod master;
mod pace;
mod schedule;
mod source;
mod tables;
