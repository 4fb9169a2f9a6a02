//! `linehaul`, the headless shell: parses words, calls the api, prints for people or as JSON.
//!
//! Absent here: SQL, contracts, HTTP, the workbench's insides.

mod out;
mod progress;
mod shell;
mod words;
mod verb;

use std::process::ExitCode;

/// Rating makes many small things and drops them again: this allocator takes a third less time over them than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A file that would grow past the machine's limit ends a process without a word, by a signal. With the signal blocked,
/// the write fails like any other and is told. Threads begun later have it blocked too.
#[cfg(unix)]
fn let_writes_fail() {
    use nix::sys::signal::{SigSet, Signal};
    let mut signals = SigSet::empty();
    signals.add(Signal::SIGXFSZ);
    // Where the system refuses, it stays as it was.
    let _ = signals.thread_block();
}

fn main() -> ExitCode {
    #[cfg(unix)]
    let_writes_fail();
    let verbs = words::verbs(verb::own());
    let matches = match words::tree(&verbs).try_get_matches() {
        Ok(matches) => matches,
        Err(error) => {
            let wrong = error.use_stderr();
            // Clap writes to the right stream by itself; a closed pipe is no concern here.
            let _ = error.print();
            if wrong && std::env::args_os().any(|word| word == "--json") {
                out::unread_words(&error.to_string());
            }
            return ExitCode::from(if wrong { 2 } else { 0 });
        }
    };
    let everywhere: words::Everywhere = words::own(&matches);
    // Clap lets no words through that are not in its tree.
    let Some((verb, said)) = words::said(&verbs, &matches) else { return ExitCode::from(2) };
    let mut shell = shell::Shell::new(everywhere.workspace, everywhere.json, words::user(said));
    let done = verb::run(verb, said, &mut shell);
    if let Some(why) = linehaul_api::log_trouble() {
        out::remark(&format!("The log lacks something: {why}. What was done does not depend on it."));
    }
    match done {
        Ok(exit) => ExitCode::from(exit),
        Err(error) => {
            out::error(&error, everywhere.json);
            ExitCode::from(shell::exit_of(&error))
        }
    }
}
