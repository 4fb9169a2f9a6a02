mod archive;
mod source;
