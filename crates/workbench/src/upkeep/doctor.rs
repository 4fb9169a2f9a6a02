//! Doctor: is everything there that the work needs?

use std::cmp::Ordering;
use std::collections::BTreeSet;

use linehaul_connectors::erp::Catalogue;
use linehaul_connectors::source::master::ERP;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::hold::HoldCode;
use linehaul_domain::ids::CustomerId;
use linehaul_domain::near::nearest;
use linehaul_domain::party::Customer;
use linehaul_domain::time::Instant;

use crate::book::checked;
use crate::effects::told;
use crate::intake::health::{Health, Kept};
use crate::intake::unread::former_notes;
use crate::intake::{follow, master, pace};
use crate::invoicing::elsewhere;
use crate::log;
use crate::machine::secret;
use crate::settings::config::{self, Source};
use crate::upkeep::{doctor_people, doctor_reach, doctor_tables};
use crate::workspace::erp_words::words_of;
use crate::workspace::home::Workbench;

/// One check.
#[derive(Debug, Clone)]
pub struct Check {
    /// What was looked at.
    pub name: String,
    /// Is it well?
    pub ok: bool,
    /// In words.
    pub message: String,
}

/// Looks at configuration, rules, sources, ERP, book and disk.
pub fn doctor(bench: &mut Workbench) -> Outcome<Vec<Check>> {
    let mut checks = Vec::new();
    let mut add = |name: &str, ok: bool, message: String| checks.push(Check { name: name.to_owned(), ok, message });
    add("configuration", true, format!("{} reads; business {}", config::FILE, bench.config.business.name));
    for (name, (ok, message)) in [("customers", customers(bench)?), ("rules", rules(bench)?)] {
        add(name, ok, message);
    }
    let drafts: Vec<&str> = bench.library.table_drafts.iter().map(|name| name.as_str()).collect();
    let message = match drafts.as_slice() {
        [] => "every published table is in force as it stands on the disk".to_owned(),
        some => format!("edited and not in force until a contract that names it is published: {}", some.join(", ")),
    };
    add("tables", drafts.is_empty(), message);
    let (ok, message) = doctor_reach::reached(bench)?;
    add("posting", ok, message);
    checks.extend(source_checks(bench)?);
    checks.extend(erp_checks(bench)?);
    let mut add = |name: &str, ok: bool, message: String| checks.push(Check { name: name.to_owned(), ok, message });
    let chain = checked::report(&bench.book, &bench.dir)?;
    let message = if chain.ok {
        format!("{} entries, chain holds", chain.entries)
    } else {
        format!("broken at entry {}: {}", chain.first_bad.unwrap_or_default(), chain.why.unwrap_or_default())
    };
    add("book", chain.ok, message);
    let (ok, message) = match &bench.behind {
        Some(behind) => (false, behind.fault().to_string()),
        None => (true, "the book goes as far as cache, archive and import files know".to_owned()),
    };
    add("latest", ok, message);
    let (ok, message) = match bench.clock.must_be_plausible(&bench.book) {
        Ok(()) => (true, "this machine's time fits the last entry of the book".to_owned()),
        Err(fault) if fault.code == Code::ClockImplausible => (false, format!("{fault}. {}", fault.next)),
        Err(fault) => return Err(fault),
    };
    add("clock", ok, message);
    for (name, (ok, message)) in [("archive", archive(bench)?), ("quarantine", quarantine(bench)?)] {
        add(name, ok, message);
    }
    let stale = bench.cache.stale_count()?;
    let message = match stale {
        0 => "every load is assessed".to_owned(),
        some => format!("{some} loads wait to be assessed: `linehaul sync` goes on"),
    };
    add("assessed", stale == 0, message);
    let waiting = bench.book.waiting()?;
    let message = match waiting.as_slice() {
        [] => "every approved load is on an invoice".to_owned(),
        some => format!("{} approved loads are on no invoice: `linehaul push` makes them", some.len()),
    };
    add("approved", waiting.is_empty(), message);
    let owed = told::open(bench)?;
    let message = match owed.as_slice() {
        [] => "every import file is handed out, and every note of a batch is told".to_owned(),
        some => some.iter().map(told::Told::line).collect::<Vec<_>>().join("; "),
    };
    add("owed", owed.is_empty(), message);
    let sent = elsewhere::open(bench)?;
    let message = match sent.as_slice() {
        [] => "nothing is open at another ERP than the configured one".to_owned(),
        some => some.join("; "),
    };
    add("elsewhere", sent.is_empty(), message);
    for (name, ok, message) in doctor_people::people(bench)? {
        add(name, ok, message);
    }
    let (ok, message) = writable(bench);
    add("disk", ok, message);
    let (ok, message) = logged(bench);
    add("log", ok, message);
    Ok(checks)
}

/// Does every customer that the configuration says something of exist? Before the first delivery nobody can tell.
fn customers(bench: &Workbench) -> Outcome<(bool, String)> {
    let known: Vec<CustomerId> = bench.cache.customers()?.into_iter().map(|customer| customer.id).collect();
    let named = &bench.config.customers;
    let unknown = |name: &&String| !known.is_empty() && !known.iter().any(|id| id.as_str() == name.as_str());
    let words = |name: &String| {
        let near = nearest(name, known.iter().map(CustomerId::as_str));
        format!("[customers.{name}]{}", near.map(|near| format!(" (did you mean `{near}`?)")).unwrap_or_default())
    };
    let unknown: Vec<String> = named.keys().filter(unknown).map(words).collect();
    Ok(match unknown.as_slice() {
        [] => (true, format!("{} of {} have settings of their own", named.len(), known.len())),
        some => (false, format!("no source delivered a customer for {}: these settings say nothing", some.join(", "))),
    })
}

/// The sources: each one's secret, and whether it is there.
fn source_checks(bench: &Workbench) -> Outcome<Vec<Check>> {
    let mut checks = Vec::new();
    let (past, now) = (Kept::read(&bench.dir), bench.clock.real_now());
    for source in &bench.config.sources {
        let mut add = |what: &str, ok: bool, message: String| {
            checks.push(Check { name: format!("source {}{what}", source.name), ok, message });
        };
        if source.retired {
            add("", true, "retired; what it delivered stays".to_owned());
            continue;
        }
        if let Some((name, account)) = bench.secret_of(Some(&source.name))? {
            let (ok, message) = kept(secret::find(&bench.dir, &name, &account));
            add(": secret", ok, message);
            if !ok {
                continue;
            }
        }
        let name = source.name.as_str().into();
        let asked = bench.source(source).and_then(|port| pace::health(bench, (&name, port.as_ref())));
        match asked {
            Ok(words) => add("", true, words),
            Err(fault) => add("", false, fault.to_string()),
        }
        for note in former_notes(bench, source)? {
            add(": mapping", false, note);
        }
        let health = past.of(&source.name);
        if health.asked.is_some() {
            add(": schedule", !health.is_late(source.every(), now), scheduled(source, &health));
        }
    }
    if let Some(fresh) = master::freshness(bench)? {
        checks.push(Check { name: format!("source {ERP}"), ok: !fresh.old, message: fresh.words });
    }
    checks.extend(doctor_reach::items(bench)?.map(|(ok, message)| Check { name: "items".to_owned(), ok, message }));
    let of_tables = doctor_tables::tables(bench)?.into_iter();
    checks.extend(of_tables.map(|(name, ok, message)| Check { name, ok, message }));
    Ok(checks)
}

/// How a source has been read, and when it is next.
fn scheduled(source: &Source, health: &Health) -> String {
    let at = |at: Option<Instant>| at.map_or("never".to_owned(), |at| at.format("%Y-%m-%d %H:%M:%S UTC").to_string());
    let mut words = format!("{}; read well last {}", source.every().words(), at(health.read));
    if let Some(failure) = &health.failure {
        let (code, what) = (failure.code, &failure.what);
        words.push_str(&format!("; since then it could not be read, {} times in a row: {code} {what}", health.failed));
    }
    match health.unattended {
        true => words.push_str(&format!("; next {}", at(health.next))),
        false => words.push_str("; it is read when somebody asks for it"),
    }
    words
}

/// What waits in quarantine: it is unwell where it keeps loads from being billed.
fn quarantine(bench: &Workbench) -> Outcome<(bool, String)> {
    let (rows, held) = (bench.cache.quarantined_rows()?, bench.cache.held_example(HoldCode::RowQuarantined)?);
    let next = "`linehaul quarantine list`";
    let of_no_load = bench.cache.quarantined_of_no_load(None)?;
    Ok(match (rows, held) {
        (rows, None) if of_no_load > 0 => (
            false,
            format!("{rows} rows wait, and of {of_no_load} of them nobody can tell which loads they are of: {next}"),
        ),
        (0, _) => (true, "nothing waits in quarantine".to_owned()),
        (rows, None) => (true, format!("{rows} rows wait, and hold no load: {next}")),
        (rows, Some(load)) => (false, format!("{rows} rows wait, and hold loads, {load} first: {next}")),
    })
}

/// How far the cache has taken what the archive lists: two numbers, and nobody's word for it.
fn archive(bench: &Workbench) -> Outcome<(bool, String)> {
    if let Some(fault) = &bench.unread {
        return Ok((false, fault.to_string()));
    }
    if let Err(fault) = bench.archive.must_read() {
        return Ok((false, fault.to_string()));
    }
    let unlisted = follow::unlisted(bench)?;
    if !unlisted.is_empty() {
        let next = "put its list back from a copy, or have the source deliver them again";
        return Ok((false, format!("{}: {next}", follow::unlisted_words(&unlisted))));
    }
    let (listed, taken) = (bench.archive.end()?.seq, bench.cache.taken()?.seq);
    Ok(match listed.cmp(&taken) {
        Ordering::Equal => (true, format!("the cache has taken all of its lines, up to {listed}")),
        Ordering::Greater => (
            false,
            format!(
                "it ends at line {listed}, and the cache has taken line {taken} last: `linehaul sync` takes the rest"
            ),
        ),
        Ordering::Less => (
            false,
            format!(
                "it ends at line {listed}, and the cache has taken line {taken}: what it lacks is lost with the cache; put the latest archive back"
            ),
        ),
    })
}

/// Do the contracts and tables read, and are there any for the loads that there are?
fn rules(bench: &Workbench) -> Outcome<(bool, String)> {
    let broken: Vec<String> = broken_rules(bench);
    let of_customers: usize = bench.library.contracts.values().map(|v| v.good.len()).sum();
    let contracts = of_customers + bench.library.house.good.len();
    // A folder that is gone prices nothing, and every load of it waits without a word.
    let none = contracts == 0 && !bench.cache.loads()?.is_empty();
    let idle = if broken.is_empty() { idle_folder(bench)? } else { None };
    let message = match broken.as_slice() {
        [] if none => "there is no contract in rules/, and there are loads to be priced".to_owned(),
        [] if idle.is_some() => idle.clone().unwrap_or_default(),
        [] => format!("{contracts} contracts and {} tables read", bench.library.tables.len()),
        some => some.join("; "),
    };
    Ok((broken.is_empty() && !none && idle.is_none(), message))
}

/// A contract that no customer on hand is priced by: its folder has another name than the one that is looked for, and the house tariff, or
/// nothing, speaks for the customer that it is meant for.
fn idle_folder(bench: &Workbench) -> Outcome<Option<String>> {
    let customers = bench.cache.customers()?;
    let of = |customer: &Customer| bench.config.contract_folder(&customer.id, Some(customer));
    let mut used: BTreeSet<String> = customers.iter().map(of).collect();
    let named = bench.config.customers.keys().map(|id| CustomerId(id.clone()));
    used.extend(named.map(|id| bench.config.contract_folder(&id, None)));
    let mut idle =
        bench.library.contracts.iter().filter(|(folder, all)| !all.good.is_empty() && !used.contains(*folder));
    let Some((folder, _)) = idle.next().filter(|_| !customers.is_empty()) else { return Ok(None) };
    let sought: Vec<&str> =
        used.iter().filter(|sought| !bench.library.contracts.contains_key(*sought)).map(String::as_str).collect();
    let sought =
        if sought.is_empty() { String::new() } else { format!("; looked for and not there: {}", sought.join(", ")) };
    Ok(Some(format!(
        "no customer on hand is priced by rules/customers/{folder}{sought}. Name the folder as the customer's id, or say `contract = \"{folder}\"` \
         in [customers.ID]"
    )))
}

/// Where a secret is kept, or why it is not.
fn kept<S>(found: Outcome<(S, secret::SecretStore)>) -> (bool, String) {
    match found {
        Ok((_, place)) => (true, place.words().to_owned()),
        Err(fault) => (false, format!("{fault}. {}", fault.next)),
    }
}

/// Where the log is, and whether it could be written.
fn logged(bench: &Workbench) -> (bool, String) {
    match log::trouble() {
        None => (true, format!("what was done stands in {}, a line of JSON each", bench.log.folder().display())),
        Some(why) => (false, format!("it lacks something: {why}; nothing else depends on it")),
    }
}

/// The ERP: its secret, what it says of itself, and whether it knows the names that we use.
fn erp_checks(bench: &Workbench) -> Outcome<Vec<Check>> {
    let settings = &bench.config.erp;
    let kind = &settings.kind;
    let mut checks = Vec::new();
    let mut add = |name: &str, ok: bool, message: String| {
        checks.push(Check { name: format!("erp {kind}: {name}"), ok, message });
    };
    if let Some(account) = settings.secret_account() {
        let (ok, message) = kept(secret::find(&bench.dir, secret::ERP, &account));
        add("password", ok, message);
    }
    let visit = match bench.erp() {
        Ok(erp) => erp,
        Err(fault) if fault.code.is_of_a_secret() => return Ok(checks),
        Err(fault) => {
            add("settings", false, fault.to_string());
            return Ok(checks);
        }
    };
    let (findings, catalogue) = visit.with(|erp| {
        let findings = erp.check();
        let well = findings.iter().all(|f| f.ok);
        (findings, if well { erp.catalogue() } else { Ok(None) })
    });
    for finding in findings {
        add(&finding.name, finding.ok, finding.message);
    }
    match catalogue {
        Ok(Some(catalogue)) => {
            for (name, lacking) in lacking(bench, &catalogue)? {
                let message = match lacking.as_slice() {
                    [] => "every one that we use is known there".to_owned(),
                    some => format!("not known there: {}; invoices with them are not sent", some.join(", ")),
                };
                add(name, lacking.is_empty(), message);
            }
        }
        Ok(None) => {}
        Err(why) => add("lists", false, words_of(&why).1),
    }
    Ok(checks)
}

/// Names that we use and the ERP does not know, by kind. A list that is empty there is not kept there.
fn lacking(bench: &Workbench, there: &Catalogue) -> Outcome<Vec<(&'static str, Vec<String>)>> {
    let (settings, mapped) = (&bench.config.erp, bench.config.erp.mapped());
    let customers = bench.cache.customers()?;
    let codes = customers.iter().filter_map(|c| c.erp_code.clone());
    let terms = customers.iter().filter_map(|c| c.payment_terms.clone());
    let terms = terms.map(|ours| mapped.terms.get(&ours).cloned().unwrap_or(ours));
    let items = settings.posted_as().items.into_iter().filter(|(code, _)| !mapped.taxes.contains_key(code));
    let items = items.flat_map(|(_, items)| items);
    let taxes = mapped.taxes.values().flatten().cloned();
    let absent = |ours: BTreeSet<String>, theirs: Vec<&str>| -> Vec<String> {
        let keeps = !theirs.is_empty();
        ours.into_iter().filter(|name| keeps && !theirs.contains(&name.as_str())).collect()
    };
    Ok(vec![
        ("parties", absent(codes.collect(), there.parties.iter().map(|p| p.code.as_str()).collect())),
        ("items", absent(items.collect(), there.items.iter().map(|i| i.code.as_str()).collect())),
        ("taxes", absent(taxes.collect(), there.taxes.iter().map(|t| t.name.as_str()).collect())),
        ("payment terms", absent(terms.collect(), there.terms.iter().map(String::as_str).collect())),
    ])
}

/// Contracts and tables that do not read, as `file:line:column message`.
pub fn broken_rules(bench: &Workbench) -> Vec<String> {
    let mut broken = Vec::new();
    let versions = bench.library.contracts.values().chain(std::iter::once(&bench.library.house));
    for contract in versions.flat_map(|v| &v.broken) {
        let first = contract.problems.first();
        broken.push(first.map_or_else(
            || contract.file.clone(),
            |p| format!("{}:{}:{} {}", contract.file, p.line, p.column, p.message),
        ));
    }
    for table in &bench.library.broken_tables {
        let first = table.problems.first();
        broken.push(first.map_or_else(|| table.file.clone(), |p| format!("{}:{} {}", table.file, p.line, p.message)));
    }
    broken
}

fn writable(bench: &Workbench) -> (bool, String) {
    let probe = bench.dir.join(".probe");
    let tried = std::fs::write(&probe, [0u8; 4096]).map_err(|e| {
        Fault::new(
            Code::FileUnwritable,
            format!("the workspace cannot be written: {e}"),
            "Nothing can be decided.",
            "Free space.",
        )
    });
    // The probe is of no interest once it could be written.
    let _ = std::fs::remove_file(&probe);
    match tried {
        Ok(()) => (true, "the workspace can be written".to_owned()),
        Err(fault) => (false, fault.what),
    }
}
