mod archive;
mod pace;
mod source;
