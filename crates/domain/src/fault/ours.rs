//! The hundred of our own defects, and of what only a defect or a broken machine can cause.

macro_rules! ours {
    ([$next:ident $($later:ident)*] $($rows:tt)*) => { $next! { [$($later)*] $($rows)*
        WriteContradicts = 950, Linehaul:
            "A write to the book or the archive contradicts itself or what stands there."
            "Nothing was written to the book."
            "Report it with its message: this is a defect of Linehaul.";
        StatementRefused = 951, Linehaul:
            "A database did not take a statement of ours."
            "Nothing was written."
            "Report it with its message: this is a defect of Linehaul.";
        WorkbenchStopped = 952, Linehaul:
            "The workbench behind the window stopped working on a question."
            "Nothing was decided and nothing was sent by this."
            "Close the window and open it again.";
        WindowUnopened = 953, Admin:
            "The window could not be opened."
            "Nothing was decided and nothing was sent."
            "Check that there is a screen and its web view; the command line does the same.";
        ShellUnanswered = 954, Linehaul:
            "The shell answered a screen with something that is no coded error."
            "Nothing was decided and nothing was sent by this."
            "Try again; if it stays, close the window and open it again.";
        ScreenUnremembered = 955, Linehaul:
            "A screen wanted to remember something that no screen has, or that is too large."
            "It is not found again at the next start; nothing else depends on it."
            "Nothing needs doing.";
        ThreadEnded = 956, Linehaul:
            "A thread that rates loads ended before its work."
            "The loads that it had wait to be assessed again; nothing was billed."
            "Run `linehaul sync` again, and report it.";
        CodeUnknown = 957, Linehaul:
            "Something that was kept bears a code that this version does not know: another version wrote it."
            "What it says stays readable, and nothing was billed by it."
            "Run `linehaul rebuild`, which reads the deliveries anew.";
    } };
}
