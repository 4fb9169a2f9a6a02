//! A progress bar on standard error, on a terminal only, for what takes more than a second.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Shows how far long work is.
pub struct Progress {
    bar: Option<ProgressBar>,
    begun: Instant,
    shown: bool,
}

impl Progress {
    /// A bar that appears after a second.
    pub fn new() -> Progress {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::hidden();
            if let Ok(style) = ProgressStyle::with_template("{msg:30} {bar:30} {pos}/{len}") {
                bar.set_style(style);
            }
            bar
        });
        Progress { bar, begun: Instant::now(), shown: false }
    }

    /// So far.
    pub fn tick(&mut self, what: &str, done: usize, all: usize) {
        let Some(bar) = &self.bar else { return };
        if !self.shown && self.begun.elapsed() > Duration::from_secs(1) {
            bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
            self.shown = true;
        }
        bar.set_length(all as u64);
        bar.set_position(done as u64);
        bar.set_message(what.to_owned());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
