//! Map: a charge code gets its item at the ERP. It is written into the settings as text, and is an entry of the book: who, when, why, and what
//! it replaced. What is approved keeps what it saw.

use linehaul_billing::approval::{Action, roles_for};
use linehaul_connectors::cell;
use linehaul_domain::decision::{Decision, NewEntry, SettingSaid};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::near::nearest;
use linehaul_domain::reason::Reason;
use linehaul_store::BookWrite;

use crate::assessment::drain::drain;
use crate::assessment::world;
use crate::decisions::review::Decided;
use crate::settings::actor;
use crate::settings::written::{self, not_written};
use crate::workspace::home::Workbench;
use crate::workspace::items;

/// Which code is posted as which item, and who says so.
#[derive(Debug, Clone, Copy)]
pub struct Mapping<'a> {
    /// Our charge code.
    pub code: &'a str,
    /// The ERP's item.
    pub item: &'a str,
    /// The item that it replaces, as it was looked at.
    pub instead_of: Option<&'a str>,
    /// As whom.
    pub as_user: Option<&'a str>,
    /// Why.
    pub because: &'a str,
}

const TABLE: &[&str] = &["erp", "items"];

/// Writes it, and assesses what is priced by the settings. LH-457 where another item stands there than was looked at, LH-456 where the ERP has no such
/// item or it cannot be written.
pub fn map(
    bench: &mut Workbench,
    mapping: Mapping<'_>,
    on_progress: &mut dyn FnMut(usize, usize) -> bool,
) -> Outcome<Decided> {
    let actor = actor::acting(&bench.config, mapping.as_user, roles_for(Action::Configure))?;
    let reason = Reason::given(mapping.because)?;
    bench.may_decide()?;
    // Whoever wrote into the text since it was read is heard first.
    bench.read_settings()?;
    let (code, item) = (mapping.code.trim(), mapping.item.trim());
    let before = bench.config.erp.items.get(code).cloned();
    must_be(code, before.as_deref(), mapping.instead_of)?;
    may_be(bench, code, before.as_deref(), item)?;
    let text = written::planned(&bench.dir, TABLE, code, item)?;
    written::write(&bench.dir, &text)?;
    let said = SettingSaid { key: format!("erp.items.{code}"), before, value: item.to_owned(), reason };
    let mut decided = Decided { notes: vec![said.words()], ..Decided::default() };
    let entries = vec![NewEntry { at: bench.clock.now(), actor, decision: Decision::SettingSet(said) }];
    if let Err(refused) = bench.append(&BookWrite { entries, ..BookWrite::default() }) {
        written::put_back(&bench.dir, &text)?;
        return Err(refused);
    }
    bench.read_settings()?;
    world::follow(bench)?;
    let assessed = drain(bench, on_progress)?;
    decided.notes.push(match assessed.loads {
        1 => "1 load was assessed by it".to_owned(),
        loads => format!("{loads} loads were assessed by it"),
    });
    Ok(decided)
}

/// LH-457.
fn must_be(code: &str, stands: Option<&str>, looked_at: Option<&str>) -> Outcome<()> {
    if stands == looked_at {
        return Ok(());
    }
    let (what, next) = match stands {
        Some(stands) => (
            format!("{code} is posted as `{stands}`"),
            format!("Where that is to be replaced, say so: --instead-of `{stands}`."),
        ),
        None => (format!("{code} has no item"), "Leave --instead-of out.".to_owned()),
    };
    Err(Fault::new(Code::SettingNotAsSeen, what, "Nothing was decided, and the settings are as they were.", next))
}

/// LH-456 for no code, no item, the one that stands there, or one that the ERP has not.
fn may_be(bench: &Workbench, code: &str, stands: Option<&str>, item: &str) -> Outcome<()> {
    let is_code = !code.is_empty() && code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    if !is_code {
        let what = format!("`{}` is no charge code", cell::shown(code));
        return Err(not_written(what, "Name it as the hold does: upper case, like LUMPER."));
    }
    if item.is_empty() {
        return Err(not_written("no item is named".to_owned(), "Name the item's code at the ERP."));
    }
    if stands == Some(item) {
        return Err(not_written(format!("{code} is posted as `{item}` already"), "Nothing needs doing."));
    }
    let known = items::known(&bench.archive, &bench.cache, &bench.erp_place())?;
    match known.filter(|known| !known.items.contains_key(item)) {
        None => Ok(()),
        Some(known) => {
            let near = nearest(item, known.items.keys().map(String::as_str));
            let near = near.map(|near| format!(" Did you mean `{near}`?")).unwrap_or_default();
            Err(not_written(
                format!("the ERP has no item `{}`", cell::shown(item)),
                &format!("Make it there and read its items again with `linehaul sync erp`, or name another one.{near}"),
            ))
        }
    }
}
