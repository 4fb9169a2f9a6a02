//! Book, cache, archive and ledger.

mod archive;
mod backup;
mod book;
mod cache;
mod chain;
mod checked;
mod cutover;
mod ledger;
mod lock;
mod migration;
mod support;
mod table;
