//! Proofs forged by somebody who knows their form and makes every hash anew.

use linehaul_api::command::again::verify_proof;
use linehaul_domain::Decimal;
use linehaul_domain::canonical;
use linehaul_domain::decision::{Decision, Entry};
use linehaul_domain::ids::Hash;
use linehaul_domain::reason::Reason;
use linehaul_tests::harness::Asks;
use linehaul_workbench::upkeep::proof::Proof;

use crate::workspace::{TestWorkspace, approve, push, sync};

fn decision(proof: &mut Proof, kind: &str, change: &dyn Fn(&mut Decision)) {
    let entry = proof.entries.iter_mut().find(|e| e.entry.decision.kind() == kind).expect("an entry");
    change(&mut entry.entry.decision);
    linked(&mut proof.entries);
}

/// Makes the hashes of all entries anew, and those of the entries before where they follow on each other.
fn linked(entries: &mut [Entry]) {
    for at in 0..entries.len() {
        if at > 0 && entries[at].seq == entries[at - 1].seq + 1 {
            entries[at].prev = entries[at - 1].hash.clone();
        }
        let Entry { seq, version, prev, entry, .. } = &entries[at];
        entries[at].hash = canonical::hash(&(*seq, *version, prev, entry));
    }
}

type Forge<'a> = &'a dyn Fn(&mut Proof);

/// The bytes of a posted invoice's proof, and the proof of another.
fn proofs() -> (Vec<u8>, Proof) {
    let workspace = TestWorkspace::sample();
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &[]);
    let posted = push(&mut session).posted;
    let other = canonical::decode(&session.proof(&posted[1].invoice).expect("a proof")).expect("a proof");
    (session.proof(&posted[0].invoice).expect("a proof"), other)
}

fn each_fails(bytes: &[u8], forgeries: &[(&str, Forge<'_>)]) {
    let proof: Proof = canonical::decode(bytes).expect("a proof");
    assert!(verify_proof(&canonical::encode(&proof)).expect("an answer").ok);
    for (what, forge) in forgeries {
        let mut forged = proof.clone();
        forge(&mut forged);
        let report = verify_proof(&canonical::encode(&forged)).expect("an answer");
        assert!(!report.ok, "a proof with {what} forged holds");
    }
}

#[test]
fn a_proof_whose_decisions_are_forged_does_not_hold() {
    each_fails(
        &proofs().0,
        &[
            ("the approved total", &|p| {
                decision(p, "approved", &|d| {
                    let Decision::Approved { total, .. } = d else { return };
                    total.amount = Decimal::ONE_THOUSAND;
                });
            }),
            ("the engine of the pins", &|p| {
                decision(p, "approved", &|d| {
                    let Decision::Approved { pins, .. } = d else { return };
                    pins.engine = "x@9".to_owned();
                });
            }),
            ("the drafted total", &|p| {
                decision(p, "invoice_drafted", &|d| {
                    let Decision::InvoiceDrafted { total, .. } = d else { return };
                    total.amount = Decimal::ONE_THOUSAND;
                });
            }),
            ("the drafted loads", &|p| {
                decision(p, "invoice_drafted", &|d| {
                    let Decision::InvoiceDrafted { loads, .. } = d else { return };
                    loads.push("ANOTHER".into());
                });
            }),
            ("the drafted batch", &|p| {
                decision(p, "invoice_drafted", &|d| {
                    let Decision::InvoiceDrafted { batch, .. } = d else { return };
                    *batch = "B-1".into();
                });
            }),
            ("the posted total", &|p| {
                decision(p, "posted", &|d| {
                    let Decision::Posted { total, .. } = d else { return };
                    *total = Decimal::ONE_THOUSAND;
                });
            }),
        ],
    );
}

#[test]
fn a_proof_whose_entries_and_bodies_are_forged_does_not_hold() {
    let (bytes, other) = proofs();
    each_fails(
        &bytes,
        &[
            ("a draft of another content in front", &|p| {
                let mut draft =
                    p.entries.iter().find(|e| e.entry.decision.kind() == "invoice_drafted").expect("one").clone();
                draft.seq = 1;
                if let Decision::InvoiceDrafted { body, .. } = &mut draft.entry.decision {
                    *body = canonical::hash_bytes(b"another");
                }
                p.entries.insert(0, draft);
                linked(&mut p.entries);
            }),
            ("entries in another order", &|p| {
                p.entries.reverse();
                linked(&mut p.entries);
            }),
            ("an entry of another load", &|p| {
                let mut strange = other.entries[0].clone();
                strange.seq = 1;
                p.entries.insert(0, strange);
                linked(&mut p.entries);
            }),
            ("a voided invoice", &|p| {
                let mut last = p.entries.last().expect("one").clone();
                last.seq += 7;
                let reason = Reason::ours("no");
                last.entry.decision = Decision::InvoiceVoided { invoice: p.invoice.number.clone(), reason };
                p.entries.push(last);
                linked(&mut p.entries);
            }),
            ("a body from which nothing follows", &|p| {
                p.bodies.insert(canonical::hash_bytes(b"more"), "more".to_owned());
            }),
            ("a version of entries to come", &|p| {
                p.entries[0].version = 99;
                linked(&mut p.entries);
            }),
            ("a hash", &|p| p.entries[0].hash = Hash("0".repeat(64))),
        ],
    );
}

#[test]
fn a_proof_that_is_spelt_otherwise_does_not_hold() {
    let (bytes, _) = proofs();
    let text = String::from_utf8(bytes).expect("text");
    let spellings: [(&str, String); 4] = [
        ("a field that nobody reads", text.replacen("\"actor\":{", "\"amount_due\":\"1\",\"actor\":{", 1)),
        ("a total of other digits", text.replacen("\"total\":\"", "\"total\":\"00", 1)),
        ("a name that stands twice", text.replacen("\"bodies\":{", "\"bodies\":{},\"bodies\":{", 1)),
        ("white space", format!("{text} ")),
    ];
    for (what, forged) in spellings {
        assert_ne!(forged, text, "{what}");
        let held = verify_proof(forged.as_bytes()).is_ok_and(|report| report.ok);
        assert!(!held, "a proof with {what} holds");
    }
}
