//! The names of all commands, for the manifest, the capabilities and their test.

use crate::declared::DECLARED;

/// Commands of the shell itself: where the window is, who acts, and whether work goes on.
pub const SHELL: &[&str] = &[
    "place",
    "open_sample",
    "open_folder",
    "pick_file",
    "remember",
    "choose_user",
    "happened",
    "stop",
    "pause",
    "resume",
];

/// Every command that a window may be allowed.
pub fn all() -> Vec<&'static str> {
    [SHELL, DECLARED].concat()
}
