mod archive;
mod mapping;
mod pace;
mod schedule;
mod source;
