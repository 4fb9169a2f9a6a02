//! Publish: the way a contract comes into force, with what was known when it did.
//!
//! A contract is in force from its own date. Once the book knows of a publication for a contract's folder, what was published
//! is in force and nothing else: a file that was changed in the folder is a draft. Publishing never re-prices what is
//! approved, since an approval keeps what it saw. To roll back is to publish an older text.

use std::path::{Path, PathBuf};

use linehaul_billing::approval::{Action, Same, roles_for, same};
use linehaul_billing::prove::contract::prove;
use linehaul_domain::Decimal;
use linehaul_domain::canonical;
use linehaul_domain::decision::{Actor, Decision, Entry, NewEntry};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::Hash;
use linehaul_domain::money::Money;
use linehaul_domain::reason::Reason;
use linehaul_domain::table::Tables;
use linehaul_domain::terms::Contract as Terms;
use linehaul_rules::Contract;
use linehaul_store::{BookWrite, whole};

use crate::assessment::drain::drain;
use crate::assessment::world;
use crate::contracts::library::{ContractLibrary, HOUSE, Manifest};
use crate::contracts::published::published_contracts;
use crate::pricing::backtest::{Ask, Backtest, backtest, candidate, tables_beside};
use crate::pricing::cases::test_with;
use crate::pricing::drafts::folder_of;
use crate::pricing::prove::{LOADS, SEED};
use crate::settings::actor;
use crate::workspace::home::Workbench;

/// What publishing did.
#[derive(Debug, Clone)]
pub struct Published {
    /// The file as shown to people, e.g. `acme-foods/2025-03-01.rhai`.
    pub file: String,
    /// The contract's name.
    pub contract: String,
    /// In force from this day.
    pub effective: linehaul_domain::time::NaiveDate,
    /// Hash of its text.
    pub hash: Hash,
    /// The book's entry.
    pub seq: u64,
    /// Is it in force, or does it wait for a second person?
    pub in_force: bool,
    /// What it does to the loads on hand.
    pub backtest: Backtest,
}

fn refuse(code: Code, what: String, next: &str) -> Fault {
    Fault::new(code, what, "It was not published; what was in force stays in force.", next)
}

/// Publishes a contract file: it must read, its cases must pass, its properties must hold, and what it moves must be within
/// the limits, or a second person agrees. LH-352 does not read, LH-353 a case, LH-354 a property, LH-355 stopped, LH-358 in
/// force already, LH-415 no reason.
pub fn publish(
    bench: &mut Workbench,
    file: &Path,
    as_user: Option<&str>,
    reason: &str,
    on_progress: &mut dyn FnMut(usize, usize) -> bool,
) -> Outcome<Published> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::Publish))?;
    let on_disk = tables_beside(bench, file)?;
    let tables = on_disk.clone().unwrap_or_else(|| bench.library.tables.clone());
    let (folder, contract) = candidate(&tables, file)?;
    let reason = &Reason::given(reason)?;
    known_folder(bench, &folder, file)?;
    let known = published_contracts(&bench.book)?.remove(&folder).unwrap_or_default();
    if known.get(&contract.terms().file) == Some(&contract.terms().hash) && on_disk.is_none() {
        let what = format!("exactly this text of {} is in force already", contract.terms().file);
        let next = "Nothing needs doing; `linehaul rules history` shows what was published.";
        return Err(refuse(Code::InForceAlready, what, next));
    }
    cases(bench, &folder, &contract, &tables, file)?;
    proven(&contract, &tables)?;
    let ask = Ask { tables: on_disk, ..Ask::default() };
    let effect = backtest(bench, &folder, &contract, ask, on_progress)?;
    if effect.partial {
        let next = "Publish it again.";
        return Err(refuse(Code::EffectUnknown, "it was stopped before its effect was known".to_owned(), next));
    }
    let terms = contract.terms();
    let text = contract.text().as_bytes().to_vec();
    let (named, texts) = named_tables(bench, &contract, &tables)?;
    let publication = Publication { terms, folder: &folder, effect: &effect, reason, tables: named };
    let above = above_limits(bench, &effect);
    let decision = if above { publication.proposed() } else { publication.published(None) };
    if !above {
        adopt(bench, &folder, &terms.file, &actor)?;
    }
    let seq = keep(bench, NewEntry { at: bench.clock.now(), actor, decision }, text.clone(), texts)?;
    if !above {
        bring_into_force(bench, &folder, &terms.file, &text)?;
    }
    let (contract, effective, hash) = (terms.name.to_string(), terms.effective, terms.hash.clone());
    Ok(Published { file: terms.file.clone(), contract, effective, hash, seq, in_force: !above, backtest: effect })
}

/// A second person agrees to what was proposed. LH-352 when it does not read any more, LH-356 when there is nothing to agree
/// to, LH-357 for one's own proposal, LH-359 when something else came into force meanwhile.
pub fn agree(bench: &mut Workbench, seq: u64, as_user: Option<&str>) -> Outcome<String> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::Agree))?;
    let Some((proposal, file, text, mut decision)) = proposal(bench, seq)? else {
        let what = format!("entry {seq} of the book is no proposal that waits");
        return Err(refuse(Code::NotPublished, what, "List them with `linehaul rules history`."));
    };
    let by = &proposal.entry.actor;
    match (same(by, &actor), &mut decision) {
        (None, _) => {}
        (Some(Same::Account), Decision::ContractPublished { reason, .. }) if bench.config.is_sample() => {
            let remark = format!("sample company: one account proposed as {} and agreed", by.name);
            *reason = reason.clone().with(&remark);
        }
        _ => {
            let what = format!("{} proposed it under the account {} and may not agree to it", by.name, by.account);
            return Err(refuse(Code::OwnProposal, what, "Ask somebody else: above the limits it takes two."));
        }
    }
    let folder = file.split('/').next().unwrap_or_default().to_owned();
    still_what_was_proposed(bench, &proposal, &folder, &file, &text)?;
    adopt(bench, &folder, &file, &actor)?;
    keep(bench, NewEntry { at: bench.clock.now(), actor, decision }, text.clone(), Vec::new())?;
    bring_into_force(bench, &folder, &file, &text)?;
    Ok(file)
}

/// What was proposed was measured against what was in force then, and read with the tables of then.
fn still_what_was_proposed(bench: &Workbench, proposal: &Entry, folder: &str, file: &str, text: &[u8]) -> Outcome<()> {
    let of_folder = |e: &&Entry| matches!(&e.entry.decision, Decision::ContractPublished { file, .. } if file.split('/').next() == Some(folder));
    let since = bench.book.entries_of_kinds(&["contract_published"])?;
    if let Some(newer) = since.iter().filter(|e| e.seq > proposal.seq).find(of_folder) {
        let what = format!("entry {} brought another text of {folder} into force after it was proposed", newer.seq);
        return Err(refuse(Code::ProposalOvertaken, what, "Propose it again: its effect is another now."));
    }
    let name = file.rsplit('/').next().unwrap_or_default();
    let effective = name.trim_end_matches(".rhai").parse().unwrap_or_default();
    let text = String::from_utf8_lossy(text);
    match linehaul_rules::read(file, effective, &text, &bench.library.tables) {
        Ok(_) => Ok(()),
        Err(problems) => {
            let why = problems.first().map_or_else(String::new, |p| format!(":{}:{}: {}", p.line, p.column, p.message));
            let next = "Mend it, or the table that it reads, and propose it again.";
            Err(refuse(Code::CandidateUnreadable, format!("{file}{why}"), next))
        }
    }
}

/// Publishes the text of an earlier publication again: under its own date, or where it is in force there and one later version
/// followed, under the date of that one. LH-358 when it is in force already, LH-360 when several versions followed.
pub fn roll_back(
    bench: &mut Workbench,
    seq: u64,
    as_user: Option<&str>,
    reason: &str,
    on_progress: &mut dyn FnMut(usize, usize) -> bool,
) -> Outcome<Published> {
    let entry = bench.book.entry(seq)?;
    let Some(Decision::ContractPublished { file, text, .. }) = entry.map(|e| e.entry.decision) else {
        let what = format!("entry {seq} of the book published nothing");
        return Err(refuse(Code::NotPublished, what, "List them with `linehaul rules history`."));
    };
    let file = to_return_to(bench, file, &text)?;
    let bytes = bench.book.body(&text)?.unwrap_or_default();
    let folder = tempdir(bench, &file)?;
    let path = folder.join(file.rsplit('/').next().unwrap_or_default());
    write(&path, &bytes)?;
    let result = publish(bench, &path, as_user, reason, on_progress);
    // The copy is of no interest any more, whatever came of it.
    let _ = std::fs::remove_dir_all(bench.dir.join(".rollback"));
    result
}

/// The version whose place an older text takes.
fn to_return_to(bench: &Workbench, file: String, text: &Hash) -> Outcome<String> {
    let known =
        published_contracts(&bench.book)?.remove(file.split('/').next().unwrap_or_default()).unwrap_or_default();
    if known.get(&file) != Some(text) {
        return Ok(file);
    }
    let later: Vec<&String> =
        known.iter().filter(|(name, hash)| **name > file && *hash != text).map(|(name, _)| name).collect();
    match later.as_slice() {
        [] => {
            let what = format!("the text of that entry is in force as {file}");
            let next = "Name the entry whose text is to come back: `linehaul rules history` lists them.";
            Err(refuse(Code::InForceAlready, what, next))
        }
        [one] => Ok((*one).clone()),
        _ => {
            let names: Vec<&str> = later.iter().map(|name| name.as_str()).collect();
            let what = format!("the text of that entry is in force as {file}, and {} followed", names.join(", "));
            let next = "Say which: publish a copy of the text under the date that it is to take back.";
            Err(refuse(Code::RollbackUnclear, what, next))
        }
    }
}

fn tempdir(bench: &Workbench, file: &str) -> Outcome<PathBuf> {
    let folder = bench.dir.join(".rollback").join(file.split('/').next().unwrap_or_default());
    std::fs::create_dir_all(&folder)
        .map_err(|e| refuse(Code::FileUnwritable, format!("{}: {e}", folder.display()), "Free space."))?;
    Ok(folder)
}

/// The tables that a contract names, by hash, and their texts to be kept.
type Named = (Manifest, Vec<(Hash, Vec<u8>)>);

fn named_tables(bench: &Workbench, contract: &Contract, tables: &Tables) -> Outcome<Named> {
    let mut disk = ContractLibrary::default();
    disk.read_tables(&bench.dir.join("rules/tables"))?;
    let named = tables.iter().filter(|(name, _)| contract.text().contains(name.as_str()));
    let (mut manifest, mut texts) = (Manifest::new(), Vec::new());
    for (name, table) in named {
        let text = [&bench.library, &disk].into_iter().filter_map(|library| library.table_texts.get(name));
        let Some(text) = text.into_iter().find(|text| canonical::hash_bytes(text) == table.hash) else { continue };
        manifest.insert(name.clone(), table.hash.clone());
        texts.push((table.hash.clone(), text.clone()));
    }
    Ok((manifest, texts))
}

struct Publication<'a> {
    terms: &'a Terms,
    folder: &'a str,
    effect: &'a Backtest,
    reason: &'a Reason,
    tables: Manifest,
}

impl Publication<'_> {
    fn moved(&self) -> Vec<Money> {
        self.effect.totals.iter().map(|(currency, amount)| Money::new(*amount, *currency)).collect()
    }

    fn proposed(&self) -> Decision {
        Decision::ContractProposed {
            file: format!("{}/{}.rhai", self.folder, self.terms.effective),
            effective: self.terms.effective,
            text: self.terms.hash.clone(),
            words: self.effect.words.clone(),
            loads_changed: self.effect.changed.len() as u64,
            moved: self.moved(),
            reason: self.reason.clone(),
            tables: self.tables.clone(),
        }
    }

    fn published(&self, agreed_to: Option<u64>) -> Decision {
        Decision::ContractPublished {
            file: format!("{}/{}.rhai", self.folder, self.terms.effective),
            effective: self.terms.effective,
            text: self.terms.hash.clone(),
            words: self.effect.words.clone(),
            loads_changed: self.effect.changed.len() as u64,
            moved: self.moved(),
            reason: self.reason.clone(),
            agreed_to,
            tables: self.tables.clone(),
        }
    }
}

fn known_folder(bench: &Workbench, folder: &str, file: &Path) -> Outcome<()> {
    let of_customer = bench.cache.customers()?.iter().any(|c| bench.config.contract_folder(&c.id, Some(c)) == folder);
    if folder == HOUSE || of_customer || bench.library.contracts.contains_key(folder) {
        return Ok(());
    }
    let what = format!("{} stands in `{folder}`, and no customer's contract has that folder", file.display());
    let next = "Put it into a folder named like the customer's contract, e.g. `drafts/acme-foods/2025-03-01.rhai`.";
    Err(refuse(Code::FolderUnknown, what, next))
}

fn cases(bench: &Workbench, folder: &str, contract: &Contract, tables: &Tables, file: &Path) -> Outcome<()> {
    let beside = file.parent().map(|p| p.join("cases")).unwrap_or_default();
    for place in [beside, folder_of(bench, folder).join("cases")] {
        let failed = test_with(&place, contract, tables)?;
        if let Some(failed) = failed.first() {
            let only_in = |a: &[String], b: &[String]| a.iter().find(|line| !b.contains(line)).cloned();
            let nothing = || "nothing".to_owned();
            let expected = only_in(&failed.expected, &failed.actual).unwrap_or_else(nothing);
            let actual = only_in(&failed.actual, &failed.expected).unwrap_or_else(nothing);
            let what = format!("{} does not come out: expected {expected}; came out {actual}", failed.case);
            return Err(refuse(Code::CaseFails, what, "Mend the contract, or the case if the agreement changed."));
        }
    }
    Ok(())
}

fn proven(contract: &Contract, tables: &Tables) -> Outcome<()> {
    let trial = prove(contract, tables, SEED, LOADS, &mut |_, _| true);
    let broken =
        trial.properties.into_iter().find_map(|p| p.counter_example.map(|(_, why)| format!("{}: {why}", p.name)));
    match broken {
        None => Ok(()),
        Some(what) => {
            Err(refuse(Code::PropertyBroken, what, "`linehaul rules prove` shows the smallest load that breaks it."))
        }
    }
}

fn above_limits(bench: &Workbench, effect: &Backtest) -> bool {
    let limits = &bench.config.publish;
    let money = limits.money_moved_above.as_deref().and_then(canonical::exact).unwrap_or(Decimal::ONE_THOUSAND);
    // Of a bill in another currency it cannot be said how much it moves.
    let foreign = effect.changed.iter().any(|m| m.delta().is_none());
    let moved: Decimal = effect.changed.iter().map(|m| m.delta().map_or(Decimal::ZERO, |delta| delta.abs())).sum();
    foreign || effect.changed.len() as u64 > limits.loads_changed_above || moved > money
}

/// With the first publication of a folder, the versions that were in force as files are published as they stand.
fn adopt(bench: &mut Workbench, folder: &str, new: &str, actor: &Actor) -> Outcome<()> {
    if published_contracts(&bench.book)?.contains_key(folder) {
        return Ok(());
    }
    let versions = if folder == HOUSE { Some(&bench.library.house) } else { bench.library.contracts.get(folder) };
    let mut write = BookWrite::default();
    for version in versions.map(|v| v.good.as_slice()).unwrap_or_default().iter().filter(|c| c.terms().file != new) {
        let terms = version.terms();
        let decision = Decision::ContractPublished {
            file: terms.file.clone(),
            effective: terms.effective,
            text: terms.hash.clone(),
            words: Vec::new(),
            loads_changed: 0,
            moved: Vec::new(),
            reason: Reason::ours("in force as a file when publishing began"),
            agreed_to: None,
            tables: bench.library.manifest(Some(version), None),
        };
        for (name, hash) in bench.library.manifest(Some(version), None) {
            write.bodies.extend(bench.library.table_texts.get(&name).map(|text| (hash, text.clone())));
        }
        write.entries.push(NewEntry { at: bench.clock.now(), actor: actor.clone(), decision });
        write.bodies.push((terms.hash.clone(), version.text().as_bytes().to_vec()));
    }
    if write.entries.is_empty() { Ok(()) } else { bench.append(&write) }
}

fn keep(bench: &mut Workbench, entry: NewEntry, text: Vec<u8>, mut bodies: Vec<(Hash, Vec<u8>)>) -> Outcome<u64> {
    bodies.push((canonical::hash_bytes(&text), text));
    bench.append(&BookWrite { entries: vec![entry], bodies, ..BookWrite::default() })?;
    Ok(bench.book.head()?.seq)
}

/// A proposal that waits: its entry, its file, its text, and the decision that would publish it.
type Waiting = (Entry, String, Vec<u8>, Decision);

fn proposal(bench: &Workbench, seq: u64) -> Outcome<Option<Waiting>> {
    let Some(entry) = bench.book.entry(seq)? else { return Ok(None) };
    let Decision::ContractProposed { file, effective, text, words, loads_changed, moved, reason, tables } =
        &entry.entry.decision
    else {
        return Ok(None);
    };
    let done =
        bench.book.entries_of_kinds(&["contract_published"])?.iter().any(
            |e| matches!(&e.entry.decision, Decision::ContractPublished { agreed_to, .. } if *agreed_to == Some(seq)),
        );
    let Some(bytes) = bench.book.body(text)?.filter(|_| !done) else { return Ok(None) };
    let decision = Decision::ContractPublished {
        file: file.clone(),
        effective: *effective,
        text: text.clone(),
        words: words.clone(),
        loads_changed: *loads_changed,
        moved: moved.clone(),
        reason: reason.clone(),
        agreed_to: Some(seq),
        tables: tables.clone(),
    };
    let file = file.clone();
    Ok(Some((entry, file, bytes, decision)))
}

fn write(path: &Path, bytes: &[u8]) -> Outcome<()> {
    let failed = |e: std::io::Error| {
        refuse(Code::FileUnwritable, format!("{}: {e}", path.display()), "Free space, check rights.")
    };
    whole::write_bytes(path, bytes).map_err(failed)
}

/// Writes the text into the rules folder, reads the contracts anew and assesses what that makes stale.
fn bring_into_force(bench: &mut Workbench, folder: &str, file: &str, text: &[u8]) -> Outcome<()> {
    let to = folder_of(bench, folder);
    std::fs::create_dir_all(&to)
        .map_err(|e| refuse(Code::FileUnwritable, format!("{}: {e}", to.display()), "Free space."))?;
    write(&to.join(file.rsplit('/').next().unwrap_or_default()), text)?;
    bench.read_rules()?;
    world::follow(bench)?;
    drain(bench, &mut |_, _| true)?;
    Ok(())
}
