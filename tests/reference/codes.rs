//! The pages of codes, from the tables that the program itself reads: `docs/errors.md` and `docs/holds.md`.

use std::fmt::Write;

use linehaul_domain::fault::{Area, Code};
use linehaul_domain::hold::{HoldCode, WarningCode};

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

#[test]
fn the_page_of_holds_is_what_the_table_says() {
    crate::stands("holds.md", &holds());
}
