//! A recovery confirms what was listed, and nothing that came to stand at the ERP since; one that died in the middle is done again.
//!
//! Planted once and seen red: what stands there then is confirmed; a list that is forgotten with the process; a digest that no edit
//! of a record changes.

use std::panic::{AssertUnwindSafe, catch_unwind};

use linehaul_connectors::erp::{ErpRecord, RecordState};
use linehaul_domain::fault::Code;
use linehaul_domain::ids::Hash;
use linehaul_workbench::machine::crash;

use crate::joint::ends::{named, number, office};
use crate::joint::office::Office;

/// What a clerk, or a book that was lost, has there under numbers of ours, for the loads of a queued invoice.
fn there(office: &mut Office, sequence: u32, of: u32, state: RecordState) -> String {
    let row = office.bench().book.invoice(&number(of)).unwrap().unwrap();
    let record = named(ErpRecord::draft_of(&row.body, ""));
    office.company.world.put(ErpRecord { number: number(sequence), state, ..record })
}

#[test]
fn what_was_listed_is_confirmed_and_nothing_that_came_since() {
    let mut office = office();
    there(&mut office, 900, 1, RecordState::Posted);
    let listed = office.recover_list().unwrap();
    assert_eq!(listed.unknown.len(), 1);
    let head = office.bench().book.head().unwrap();
    let late = there(&mut office, 901, 2, RecordState::Posted);
    office.reopen();
    for seen in [Some(&listed.seen), None, Some(&Hash("another".to_owned()))] {
        let refused = office.recover_as_seen(seen).unwrap_err();
        assert_eq!(refused.code, Code::ListChanged, "{refused}");
        let tells = refused.what.contains("SM-A-000901-G1") && refused.what.contains("now");
        assert_eq!(tells, seen.is_none_or(|seen| *seen == listed.seen), "{refused}");
    }
    assert_eq!(office.bench().book.head().unwrap(), head, "nothing was decided");
    let again = office.recover_list().unwrap();
    assert!(again.seen != listed.seen);
    // Edited, it is not what was looked at either.
    assert!(office.company.world.edit(&late, |record| record.state = RecordState::Waiting));
    assert_eq!(office.recover_as_seen(Some(&again.seen)).unwrap_err().code, Code::ListChanged);
    assert!(office.company.world.edit(&late, |record| record.state = RecordState::Posted));
    let recovered = office.recover_as_seen(Some(&again.seen)).unwrap();
    let billed: Vec<_> = recovered.billed.iter().map(|(_, invoice)| invoice.clone()).collect();
    assert!(billed.contains(&number(900)) && billed.contains(&number(901)), "{recovered:?}");
    let unseen = office.recover_as_seen(None).unwrap_err();
    assert_eq!(unseen.code, Code::ListChanged, "what nobody looked at is confirmed by nobody");
    office.recover_list().unwrap();
    assert_eq!(office.recover_as_seen(None).unwrap().billed, [], "what was confirmed is listed no more");
}

#[test]
fn a_recovery_that_died_is_listed_and_confirmed_again() {
    for place in ["recover.after_append", "recover.after_drafts"] {
        let mut office = office();
        there(&mut office, 900, 1, RecordState::Posted);
        let draft = there(&mut office, 901, 2, RecordState::Draft);
        office.recover_list().unwrap();
        crash::plan_for_test(place, 1);
        let came = catch_unwind(AssertUnwindSafe(|| office.recover_confirm().map(drop)));
        crash::forget_for_test();
        assert!(came.is_err(), "it died at {place}");
        office.reopen();
        let listed = office.recover_list().unwrap();
        let recovered = office.recover_as_seen(Some(&listed.seen)).unwrap();
        assert_eq!((recovered.billed.len(), recovered.numbers_from), (0, 902), "{place}: {recovered:?}");
        let ids: Vec<String> = office.records().into_iter().map(|record| record.erp_id).collect();
        assert!(!ids.contains(&draft), "{place}: the draft is removed");
        office.send(&mut |_| linehaul_workbench::invoicing::push::Signal::Continue).unwrap();
        let of = |record: &ErpRecord| (record.state.bills(), named(record.clone()).loads);
        let bills: Vec<_> = office.records().iter().map(of).filter(|(bills, _)| *bills).flat_map(|(_, l)| l).collect();
        let each: std::collections::BTreeSet<_> = bills.iter().collect();
        assert_eq!(each.len(), bills.len(), "{place}: each load once");
    }
}
