use crate::support::*;

#[test]
fn one_holds_it_until_it_ends_or_is_given_back() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    let lease = book.take_lease("push", "one", at(0), at(10)).expect("takes");
    assert_eq!((lease.holder.as_str(), lease.until), ("one", at(10)));
    let fault = book.take_lease("push", "two", at(9), at(20)).expect_err("refuses");
    assert_eq!(fault.code, "LH-620");
    assert!(fault.what.contains("one"), "{fault}");
    book.take_lease("other", "two", at(9), at(20)).expect("another thing");
    book.take_lease("push", "one", at(9), at(15)).expect("prolongs its own");
    assert_eq!(book.take_lease("push", "two", at(14), at(20)).expect_err("refuses").code, "LH-620");
    book.release_lease("push", "two").expect("not its own: nothing happens");
    assert_eq!(book.take_lease("push", "two", at(14), at(20)).expect_err("refuses").code, "LH-620");
    book.release_lease("push", "one").expect("gives back");
    book.take_lease("push", "two", at(14), at(20)).expect("takes");
    book.take_lease("push", "three", at(20), at(30)).expect("takes what ran out");
}

#[test]
fn a_holder_that_was_overtaken_is_told() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    book.take_lease("push", "one", at(0), at(10)).expect("takes");
    assert_eq!(book.renew_lease("push", "one", at(5), at(15)).expect("renews").until, at(15));
    assert_eq!(book.renew_lease("push", "one", at(15), at(25)).expect_err("ran out").code, "LH-621");
    book.take_lease("push", "two", at(16), at(30)).expect("takes");
    assert_eq!(book.renew_lease("push", "one", at(17), at(25)).expect_err("overtaken").code, "LH-621");
}

#[test]
fn who_has_the_workspace_may_end_leases_of_the_dead() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    book.take_lease("push", "dead", at(0), at(10)).expect("takes");
    book.clear_leases().expect("clears");
    book.take_lease("push", "alive", at(1), at(10)).expect("takes");
}
