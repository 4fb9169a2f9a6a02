//! Show: everything about one load.

use linehaul_connectors::source::{self, Had};
use linehaul_domain::canonical;
use linehaul_domain::decision::Entry;
use linehaul_domain::disputed::Disputed;
use linehaul_domain::effect::Subject;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::hold::HoldCode;
use linehaul_domain::ids::{Hash, LoadNumber};
use linehaul_domain::load::Load;
use linehaul_domain::near::companies;
use linehaul_domain::party::{Customer, TaxRegistration};
use linehaul_domain::postal::Contact;
use linehaul_domain::state::LoadState;
use linehaul_store::{InvoiceRow, StoredAssessment, Unheard};

use crate::assessment::assess::customer_of;
use crate::assessment::elsewhere;
use crate::book::load_state::{self, BookedLoad};
use crate::decisions::desk::{self, Open};
use crate::effects::registry::IMPORT_FILE;
use crate::effects::told::{self, Told};
use crate::workspace::home::Workbench;
use crate::workspace::identity;

/// An invoice that bills a load, with the import file that holds it.
pub struct Billed {
    /// The invoice and where it stands.
    pub row: InvoiceRow,
    /// The file, where the ERP takes files.
    pub file: Option<String>,
    /// What is owed of it, or of its batch, and not done.
    pub owed: Vec<Told>,
}

/// A load with all that is known of it.
pub struct Shown {
    /// The load, folded.
    pub load: Load,
    /// Its assessment and state.
    pub stored: StoredAssessment,
    /// Who is billed, where anything is known of it.
    pub customer: Option<Customer>,
    /// Whom to write to there.
    pub contacts: Vec<Contact>,
    /// Under what it is registered for taxes.
    pub tax_registrations: Vec<TaxRegistration>,
    /// What sources say of it beside what stands.
    pub disputed: Vec<Disputed>,
    /// Where it stands by the book.
    pub load_state: BookedLoad,
    /// Everything in the book about it.
    pub history: Vec<Entry>,
    /// The invoices that bind it.
    pub invoices: Vec<Billed>,
    /// The source that it belongs to.
    pub source: String,
    /// Does it wait to be assessed?
    pub stale: bool,
    /// How it was billed elsewhere, in words, where it is that.
    pub elsewhere: Option<String>,
    /// What its contract leaves open, and can be answered for it alone.
    pub questions: Vec<Open>,
}

/// Shows a load by its number, or as `SOURCE/NUMBER`; LH-410 when there is none, LH-252 when the quarantine alone
/// knows it, LH-422 when several sources have it.
pub fn show(bench: &Workbench, text: &str) -> Outcome<Shown> {
    let unknown = || {
        Fault::new(
            Code::LoadUnknown,
            format!("there is no load {text}"),
            "Nothing was shown.",
            "Look it up with `linehaul queue`; sync first if it is new.",
        )
    };
    let number = identity::resolve(bench, text)?;
    let Some((load, _)) = bench.cache.load(&number)? else {
        return Err(in_quarantine(&number, &bench.cache.unheard(&number)?).unwrap_or_else(unknown));
    };
    let stored = bench.cache.assessment(&number)?.ok_or_else(unknown)?;
    let load_state = load_state::of_load(&bench.book, &number)?;
    let customer = customer_of(bench, &load)?;
    let (contacts, tax_registrations, disputed) = match &customer {
        Some(Customer { id, .. }) => {
            (bench.cache.contacts(id)?, bench.cache.tax_registrations(id)?, bench.cache.disputed(id)?)
        }
        None => Default::default(),
    };
    let mut invoices = Vec::new();
    for at in &load_state.invoices {
        if let Some(row) = bench.book.invoice(&at.number)? {
            let file = bench.book.effects_of(&Subject::Invoice(at.number.clone()))?.into_iter();
            let file = file.filter(|owed| owed.id.of.as_str() == IMPORT_FILE).find_map(|owed| owed.packet);
            invoices.push(Billed { owed: owed_of(bench, &row)?, file: file.map(|name| name.0), row });
        }
    }
    let mut stored = stored;
    if customer.is_none() {
        name_likely(bench, &load, &mut stored)?;
    }
    let standing = bench.book.cutover()?.standing(&load, load_state.word.as_ref());
    let elsewhere = elsewhere::words(&standing).filter(|_| stored.state == LoadState::BilledElsewhere);
    Ok(Shown {
        history: bench.book.entries_of_load(&number)?,
        source: identity::source_of(&bench.config, &number).to_owned(),
        stale: bench.cache.is_stale(&number)?,
        questions: desk::questions(bench, &load)?,
        load,
        stored,
        customer,
        contacts,
        tax_registrations,
        disputed,
        load_state,
        invoices,
        elsewhere,
    })
}

/// Names the customers that an unknown one may be. Which are known is no part of what was assessed, so it is told where somebody looks.
fn name_likely(bench: &Workbench, load: &Load, stored: &mut StoredAssessment) -> Outcome<()> {
    let Some(who) = load.bill_to.as_ref().or(load.customer.as_ref()) else { return Ok(()) };
    let known = bench.cache.customers()?;
    let names = known.iter().map(|customer| (customer.id.as_str(), customer.name.as_str()));
    let likely = companies(who.as_str(), names);
    if likely.is_empty() {
        return Ok(());
    }
    for hold in stored.assessment.holds.iter_mut().filter(|hold| hold.code == HoldCode::CustomerUnknown) {
        hold.message.push_str(&format!("; the nearest that are known: {}", likely.join(", ")));
        hold.next_step
            .push_str(" Where it is one of these, have dispatch name it so, or map the name (`values` of `customer`).");
    }
    Ok(())
}

/// LH-252: nothing of it was taken, and words on it wait.
fn in_quarantine(number: &LoadNumber, words: &[Unheard]) -> Option<Fault> {
    let first = words.first()?;
    let more = if words.len() > 1 { format!(" (and {} more)", words.len() - 1) } else { String::new() };
    Some(Fault::new(
        Code::LoadInQuarantine,
        format!(
            "{number} is known by the quarantine alone: {} line {}, as {}: {}{more}",
            first.file, first.line, first.item, first.fault.message
        ),
        "It is not billed: nothing that was said of it could be taken.",
        format!("See `linehaul quarantine show {}`; mend it there, or have it delivered so that it reads.", first.item),
    ))
}

fn owed_of(bench: &Workbench, row: &InvoiceRow) -> Outcome<Vec<Told>> {
    let mut all = told::of_batch(bench, &row.batch)?;
    all.retain(|owed| owed.invoices.is_empty() || owed.invoices.contains(&row.number));
    Ok(all)
}

/// The bytes of a document's file as they were judged; LH-241 when they are not there.
pub fn document(bench: &Workbench, text: &str, id: &str) -> Outcome<Vec<u8>> {
    let absent = |what: String| {
        Fault::new(
            Code::DocumentAbsent,
            what,
            "The invoice is not touched; a document that a contract needs holds its load.",
            "Ask dispatch for the file and drop it into `documents/`.",
        )
    };
    let shown = show(bench, text)?;
    let document = shown.load.documents.iter().find(|d| d.id == id);
    let document = document.ok_or_else(|| absent(format!("{text} has no document {id}")))?;
    let file = document.file.as_deref().ok_or_else(|| absent(format!("dispatch mentions {id} without a file")))?;
    if let Some(hash) = &document.hash
        && let Ok(bytes) = bench.archive.get(&Hash(hash.0.clone()))
    {
        return Ok(bytes);
    }
    for source in bench.config.sources.iter().filter(|s| s.name == shown.source) {
        let had = bench.source(source).and_then(|source| source::document(source.as_ref(), file));
        if let Ok(Had::Bytes(bytes)) = had
            && document.hash.as_ref().is_none_or(|hash| *hash == canonical::hash_bytes(&bytes))
        {
            return Ok(bytes);
        }
    }
    Err(absent(format!("the file {file} of {id} is not there")))
}
