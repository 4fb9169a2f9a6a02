//! Who acts, and what the configuration lets them do: the book knows both.

use std::path::Path;

use linehaul_domain::decision::{Decision, Entry};

use crate::told::{CONFIG, Told};

/// The entries of a kind, once the workspace was opened and closed.
fn entries(dir: &Path, kind: &str) -> Vec<Entry> {
    let bench = linehaul_workbench::open::open(dir).expect("opens");
    bench.book.entries_of_kinds(&[kind]).expect("read")
}

fn loosened(dir: &Path) -> Vec<Vec<String>> {
    let list = entries(dir, "controls_set").into_iter().map(|e| match e.entry.decision {
        Decision::ControlsSet { loosened, .. } => loosened,
        other => panic!("{other:?}"),
    });
    list.collect()
}

#[test]
fn what_loosens_a_control_is_an_entry_of_the_book() {
    let told = Told::tiny();
    assert_eq!(loosened(&told.dir()), [Vec::<String>::new()], "the first says how it began");
    assert_eq!(loosened(&told.dir()).len(), 1, "the same again is no entry");

    told.write("linehaul.toml", CONFIG.replace("= \"25.00\"", "= \"25.0\""));
    assert_eq!(loosened(&told.dir()).len(), 1, "the same amount, written otherwise");

    let wide = CONFIG.replace("desk = \"A\"", "desk = \"A\"\nfour_eyes = false").replace("\"25.00\"", "\"999999\"");
    told.write("linehaul.toml", wide.replace("roles = [\"biller\"]", "roles = [\"biller\", \"approver\"]"));
    let after = loosened(&told.dir()).pop().expect("an entry");
    assert_eq!(
        after,
        ["four_eyes: true -> false", "user biller role approver", "variance_hold_above: 25 -> 999999"],
        "each control that allows more"
    );

    told.write("linehaul.toml", CONFIG);
    assert_eq!(loosened(&told.dir()).last(), Some(&Vec::new()), "taking it back is an entry, and loosens nothing");
    assert_eq!(loosened(&told.dir()).len(), 3);
}

#[test]
fn a_customers_own_limit_that_is_gone_counts_as_the_general_one() {
    let told = Told::tiny();
    let own = "[customers.ACME]\nvariance_hold_above = \"5.00\"\n";
    told.write("linehaul.toml", format!("{CONFIG}{own}"));
    loosened(&told.dir());
    told.write("linehaul.toml", CONFIG);
    assert_eq!(
        loosened(&told.dir()).last().expect("an entry").as_slice(),
        ["customer ACME variance_hold_above: 5 -> 25"]
    );
}
