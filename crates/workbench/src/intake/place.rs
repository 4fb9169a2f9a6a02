//! Place: where those who read sources find the workspace. They have it for a step at a time, and leave it to others while they wait.

use std::collections::BTreeSet;
use std::sync::Arc;

use linehaul_domain::fault::Outcome;

use crate::workspace::home::Workbench;

/// Answers whether somebody waits for the workspace.
pub type Wanted = Arc<dyn Fn() -> bool>;

/// Where the workspace is had, for a step at a time.
pub trait Place {
    /// The workspace. It may have been left since: nothing of it is what it was but what is written.
    fn bench(&mut self) -> Outcome<&mut Workbench>;

    /// Leaves it to others until that answers `true`; it waits itself, a moment at a time.
    fn leave(&mut self, until: &mut dyn FnMut() -> bool);

    /// The sources in whose folders something changed since this was asked last, where they are watched.
    fn changed(&mut self) -> BTreeSet<String> {
        BTreeSet::new()
    }

    /// Does somebody wait for it? Whoever has much to do in it asks now and then, and leaves it.
    fn wanted(&self) -> Wanted {
        Arc::new(|| false)
    }
}

/// Nobody else has it: it is kept.
impl Place for Workbench {
    fn bench(&mut self) -> Outcome<&mut Workbench> {
        Ok(self)
    }

    fn leave(&mut self, until: &mut dyn FnMut() -> bool) {
        while !until() {}
    }
}
