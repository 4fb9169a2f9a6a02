//! The pages of codes, from the tables that the program itself reads: `docs/errors.md` and `docs/holds.md`.

use std::fmt::Write;

use linehaul_api::command::registry::COMMANDS;
use linehaul_domain::fault::{Area, Code};
use linehaul_domain::hold::{HoldCode, WarningCode};
use linehaul_workbench::decisions::ways::{Verb, Way, ways};

/// Every error code, by hundreds.
fn errors() -> String {
    let mut page = String::from(
        "# Errors\n\nEvery error that leaves Linehaul has a code, and says what happened, what it means for the invoice and what to do. \
         This page is written from the table in `crates/domain/src/fault`. Codes do not change their meaning between releases. What holds \
         a load is no error: see [holds](holds.md).\n\nWho acts: *billing* looks, decides and sends; *pricing* writes contracts and tables; \
         *dispatch* delivers the facts; *admin* has the workspace, its machine and the ERP in their care; *Linehaul* are we ourselves, for \
         it is a defect.\n",
    );
    for area in Area::ALL {
        let _ = write!(
            page,
            "\n## {}\n\n| code | how it arises | what it means for the invoice | what ends it | who acts |\n|---|---|---|---|---|\n",
            area.title()
        );
        for code in Code::ALL.iter().filter(|code| code.area() == *area) {
            let _ = writeln!(
                page,
                "| {code} | {} | {} | {} | {} |",
                code.arises(),
                code.means(),
                code.ends(),
                code.owner()
            );
        }
    }
    page
}

/// Every hold and warning.
fn holds() -> String {
    const HEAD: &str = "| code | how it arises | what ends it | who acts by default |\n|---|---|---|---|\n";
    let mut page = String::from(
        "# Holds and warnings\n\nA load that is held is not billed before the hold ends. This page is written from the table in \
         `crates/domain/src/hold.rs`. Who acts by default is who can end it; into whose list a hold comes is said by `[owners]` of \
         `linehaul.toml`, by code, with `\"*\"` for the rest, and by `ask` in a contract's `need`. Where neither says anything it is \
         billing's. What cannot be done at all has an [error](errors.md).\n\n## Holds\n\n",
    );
    page.push_str(HEAD);
    for code in HoldCode::ALL {
        let _ = writeln!(page, "| {code} | {} | {} | {} |", code.arises(), code.ends(), code.owner());
    }
    page.push_str(
        "\n## Ways to end a hold\n\nThe likeliest first, as the load page has them; made from `crates/workbench/src/decisions/ways.rs`. Who may is a role of \
         `[[user]]`; *anyone* may where it takes none. What is left in the book is the kind of its entry, with who, when, why and what was seen; \
         a delivery leaves none, and is in the archive.\n\n\
         | code | way | command | asks for | who may | leaves in the book |\n|---|---|---|---|---|---|\n",
    );
    for code in HoldCode::ALL {
        for Way { verb, label, .. } in ways(*code) {
            let roles: Vec<String> = verb.roles().iter().map(|role| format!("{role:?}").to_lowercase()).collect();
            let may = if roles.is_empty() { "anyone".to_owned() } else { roles.join(", ") };
            let (command, asks, leaves) = (verb.command(), verb.asks(), verb.leaves().unwrap_or("–"));
            let _ = writeln!(page, "| {code} | {label} | `linehaul {command}` | {asks} | {may} | {leaves} |");
        }
    }
    page.push_str("\n## Warnings\n\nA warning keeps nothing from being billed.\n\n");
    page.push_str(HEAD);
    for code in WarningCode::ALL {
        let _ = writeln!(page, "| {code} | {} | {} | {} |", code.arises(), code.ends(), code.owner());
    }
    page
}

#[test]
fn the_page_of_errors_is_what_the_table_says() {
    crate::stands("errors.md", &errors());
}

/// A hold that nothing ends, a way twice, or a command that there is not, would send somebody nowhere.
#[test]
fn each_hold_has_ways_and_each_way_is_a_command() {
    for code in HoldCode::ALL {
        let ways = ways(*code);
        assert!(!ways.is_empty(), "{code} has no way");
        let labels: std::collections::BTreeSet<&str> = ways.iter().map(|way| way.label).collect();
        assert_eq!(labels.len(), ways.len(), "{code}");
        let released = ways.iter().any(|way| way.verb == Verb::Release);
        assert_eq!(released, code.ended_by().is_release(), "{code} and `release`");
    }
    for verb in Verb::ALL {
        let known = COMMANDS.iter().filter_map(|entry| entry.words.as_ref()).any(|words| words.path == verb.command());
        assert!(known, "{}", verb.command());
    }
}

#[test]
fn the_page_of_holds_is_what_the_table_says() {
    crate::stands("holds.md", &holds());
}
