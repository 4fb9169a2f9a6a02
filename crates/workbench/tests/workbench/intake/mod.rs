mod archive;
mod mapping;
mod pace;
mod source;
