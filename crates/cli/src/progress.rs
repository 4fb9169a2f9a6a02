//! Long work: a progress bar on standard error (on a terminal only, for what takes more than a second), and the way to stop it.
//!
//! The first Ctrl-C asks the work to end at its next safe place: what was done stands, and the answer says that it is a part.
//! The second ends the process at once.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

static ASKED: AtomicBool = AtomicBool::new(false);

/// Did somebody ask to stop?
pub fn is_stopped() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// From now on Ctrl-C asks first. A system that refuses the handler keeps its own way: the process ends.
pub fn listen() {
    let _ = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
    });
}

/// Shows how far long work is.
pub struct Bar {
    bar: Option<ProgressBar>,
    begun: Instant,
    shown: bool,
}

impl Bar {
    /// A bar that appears after a second.
    pub fn new() -> Bar {
        listen();
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::hidden();
            if let Ok(style) = ProgressStyle::with_template("{msg:30} {bar:30} {pos}/{len}") {
                bar.set_style(style);
            }
            bar
        });
        Bar { bar, begun: Instant::now(), shown: false }
    }

    /// So far; false when somebody asked to stop.
    pub fn tick(&mut self, what: &str, done: usize, all: usize) -> bool {
        let go_on = !ASKED.load(Ordering::SeqCst);
        let Some(bar) = &self.bar else { return go_on };
        if !self.shown && self.begun.elapsed() > Duration::from_secs(1) {
            bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
            self.shown = true;
        }
        bar.set_length(all as u64);
        bar.set_position(done as u64);
        bar.set_message(linehaul_api::spelt::plain(what).into_owned());
        go_on
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
