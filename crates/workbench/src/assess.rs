//! Assess: fold a load's facts, find its contract, rate it, judge it, and keep the result.
//!
//! A load that is approved is not priced again by a newer contract or table: it is assessed with what its approval froze,
//! and only facts can make that approval lapse.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_billing::assess::{Found, Inputs};
use linehaul_billing::change::difference;
use linehaul_domain::assessment::{Assessment, ENGINE, Frozen, Pins, Settings};
use linehaul_domain::canonical;
use linehaul_domain::decision::{Decision, NewEntry};
use linehaul_domain::fault::Outcome;
use linehaul_domain::fold::fold;
use linehaul_domain::hold::{Hold, HoldCode};
use linehaul_domain::ids::{CustomerId, LoadNumber};
use linehaul_domain::invoice::InvoiceState;
use linehaul_domain::load::Load;
use linehaul_domain::party::Customer;
use linehaul_rules::Contract;
use linehaul_store::{BookWrite, StateChange, StoredAssessment};

use crate::actor;
use crate::frozen::PinnedShelf;
use crate::home::Workbench;
use crate::standing::{self, Approval, Standing};

/// What assessing did.
#[derive(Debug, Clone, Default)]
pub struct Assessed {
    /// Loads assessed.
    pub loads: usize,
    /// Approvals that lapsed, with the difference.
    pub lapsed: Vec<(LoadNumber, String)>,
}

/// Loads kept in one transaction.
const CHUNK: usize = 500;

/// Assesses these loads. `keep_going` is told (done, all) between chunks and may stop by answering `false`.
pub fn assess(
    bench: &mut Workbench,
    loads: &BTreeSet<LoadNumber>,
    keep_going: &mut dyn FnMut(usize, usize) -> bool,
) -> Outcome<Assessed> {
    let mut assessed = Assessed::default();
    let mut pinned = PinnedShelf::default();
    let numbers: Vec<&LoadNumber> = loads.iter().collect();
    for chunk in numbers.chunks(CHUNK) {
        if !keep_going(assessed.loads, numbers.len()) {
            break;
        }
        let mut stored = Vec::new();
        let mut bodies = Vec::new();
        for number in chunk {
            let facts = bench.cache.facts_of_load(number)?;
            let Some(load) = fold(number, &facts) else { continue };
            let result = assess_one(bench, &load, &mut pinned, &mut assessed)?;
            let revision = result.pins.load_revision.clone();
            bodies.push((load.clone(), revision));
            let standing = standing::of_load(&bench.book, number)?;
            stored.push(to_store(&load, with_decisions(result, &standing), &standing));
            assessed.loads += 1;
        }
        bench.cache.put_loads(&bodies)?;
        bench.cache.put_assessments(&stored)?;
    }
    keep_going(assessed.loads, numbers.len());
    Ok(assessed)
}

/// Assesses these loads again after a decision, and remembers that the cache has seen the whole book.
pub fn refresh(bench: &mut Workbench, loads: impl IntoIterator<Item = LoadNumber>) -> Outcome<()> {
    let loads = loads.into_iter().collect();
    assess(bench, &loads, &mut |_, _| true)?;
    let head = bench.book.head()?.seq;
    bench.cache.set_applied(head)
}

/// Holds that come from decisions stand before those of the rules.
fn with_decisions(mut assessment: Assessment, standing: &Standing) -> Assessment {
    let mut holds = standing.holds();
    holds.append(&mut assessment.holds);
    assessment.holds = holds;
    assessment
}

fn to_store(load: &Load, assessment: Assessment, standing: &Standing) -> StoredAssessment {
    let state = standing.state(&assessment).to_owned();
    StoredAssessment::new(load, assessment, state)
}

fn assess_one(
    bench: &mut Workbench,
    load: &Load,
    pinned: &mut PinnedShelf,
    assessed: &mut Assessed,
) -> Outcome<Assessment> {
    let standing = standing::of_load(&bench.book, &load.number)?;
    let customer = customer_of(bench, load)?;
    if let Some(approval) = &standing.approval {
        let world = match pinned.of_or_why(&bench.book, approval)? {
            Ok(world) => world,
            Err(fault) => {
                let mut assessment = current(bench, load, customer.as_ref(), &standing);
                assessment.holds.insert(0, Hold::new(HoldCode::ContractError, fault.what, "", fault.next));
                return Ok(assessment);
            }
        };
        let after = world.assess(load, customer.as_ref(), &standing.adjustments);
        match difference(&world.approved, &after) {
            None => return Ok(after),
            Some(words) => lapse(bench, load, &standing, approval, &words, assessed)?,
        }
    }
    Ok(current(bench, load, customer.as_ref(), &standing))
}

/// The customer that is billed for a load.
pub fn customer_of(bench: &Workbench, load: &Load) -> Outcome<Option<Customer>> {
    match billed(load) {
        Some(id) => bench.cache.customer(id),
        None => Ok(None),
    }
}

/// Who is billed: the bill-to, else the customer.
pub fn billed(load: &Load) -> Option<&CustomerId> {
    load.bill_to.as_ref().or(load.customer.as_ref())
}

/// Assesses with the contracts, tables and settings at hand.
pub fn current(bench: &Workbench, load: &Load, customer: Option<&Customer>, standing: &Standing) -> Assessment {
    let settings: Settings = bench.config.settings(billed(load));
    let (found, house) = contracts_for(bench, load);
    linehaul_billing::assess::assess(&Inputs {
        load,
        contract: found,
        house,
        tables: &bench.shelf.tables,
        tables_hash: &bench.shelf.tables_hash(),
        customer,
        settings: &settings,
        adjustments: &standing.adjustments,
        explain: true,
        engine: ENGINE,
    })
}

/// The contract in force for a load, and the house tariff where the customer may have it.
pub fn contracts_for<'a>(bench: &'a Workbench, load: &Load) -> (Found<'a, Contract>, Option<&'a Contract>) {
    let Some(customer) = billed(load) else { return (Found::Missing, None) };
    let folder = bench.config.contract_folder(customer);
    bench.shelf.speaks((&folder, bench.config.house_tariff(customer)), None, load)
}

/// Facts changed what an approval saw. Before posting the approval lapses and a queued invoice is voided; afterwards the
/// difference is recorded once, for a true-up.
fn lapse(
    bench: &mut Workbench,
    load: &Load,
    standing: &Standing,
    approval: &Approval,
    words: &str,
    assessed: &mut Assessed,
) -> Outcome<()> {
    let now = bench.clock.now();
    let entry = |decision| NewEntry { at: now, actor: actor::system(), decision };
    let mut write = BookWrite::default();
    if let Some(row) = standing.invoice() {
        match row.state {
            InvoiceState::Draft | InvoiceState::Queued => {
                let reason = format!("{} changed since approval: {words}", load.number);
                write.entries.push(entry(Decision::InvoiceVoided { invoice: row.number.clone(), reason }));
                write.states.push(StateChange {
                    reason: Some(words.to_owned()),
                    ..crate::settle::change(row, InvoiceState::Voided)
                });
            }
            InvoiceState::Rejected | InvoiceState::Voided => {}
            InvoiceState::Posted | InvoiceState::Sending | InvoiceState::InDoubt | InvoiceState::NeedsPerson => {
                let known = standing.entries.iter().any(|e| {
                    matches!(&e.entry.decision, Decision::DifferenceAfterPosting { difference, .. } if difference == words)
                });
                if !known {
                    let (load, invoice, difference) = (load.number.clone(), row.number.clone(), words.to_owned());
                    write.entries.push(entry(Decision::DifferenceAfterPosting { load, invoice, difference }));
                    bench.append(&write)?;
                }
                return Ok(());
            }
        }
    }
    let (load, difference) = (load.number.clone(), words.to_owned());
    assessed.lapsed.push((load.clone(), difference.clone()));
    write.entries.push(entry(Decision::ApprovalLapsed { load, approval: approval.seq, difference }));
    bench.append(&write)
}

/// The bodies that an approval keeps, so that the invoice can be made again: load, assessment, customer and settings,
/// contract, house tariff, and every table with the manifest that the tables' hash covers.
pub fn frozen_bodies(
    bench: &Workbench,
    load: &Load,
    assessment: &Assessment,
    customer: Option<&Customer>,
) -> (Frozen, BTreeMap<linehaul_domain::ids::Hash, Vec<u8>>) {
    let settings = bench.config.settings(billed(load));
    let frozen = Frozen { customer: customer.cloned(), settings };
    let mut bodies = BTreeMap::new();
    let mut keep = |bytes: Vec<u8>| bodies.insert(canonical::hash_bytes(&bytes), bytes);
    keep(canonical::encode(load));
    keep(canonical::encode(assessment));
    keep(canonical::encode(&frozen));
    let (found, house) = contracts_for(bench, load);
    if let Found::Contract(contract) = found {
        keep(contract.text().as_bytes().to_vec());
    }
    if let Some(house) = house {
        keep(house.text().as_bytes().to_vec());
    }
    for text in bench.shelf.table_texts.values() {
        keep(text.clone());
    }
    keep(canonical::encode(&crate::shelf::manifest(&bench.shelf.tables)));
    (frozen, bodies)
}

/// Were these pins made with the rules and settings at hand?
pub fn same_rules(
    pins: &Pins,
    found: &Found<'_, Contract>,
    house: Option<&Contract>,
    bench: &Workbench,
    billed: Option<&CustomerId>,
) -> bool {
    let contract = match found {
        Found::Contract(contract) => Some(&contract.terms().hash),
        Found::Missing if house.is_some() => None,
        Found::Missing | Found::NotYet { .. } | Found::Undated { .. } | Found::Broken { .. } => return false,
    };
    pins.contract_hash.as_ref() == contract
        && pins.house_hash.as_ref() == house.map(|h| &h.terms().hash)
        && pins.tables_hash == bench.shelf.tables_hash()
        && pins.settings_hash == canonical::hash(&bench.config.settings(billed))
        && pins.engine == ENGINE
}
