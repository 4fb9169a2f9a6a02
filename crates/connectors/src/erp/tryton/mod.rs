//! Tryton over JSON-RPC. Our number is its `reference`, which it does not keep unique and leaves editable: so it is asked
//! first, read back before posting, and asked again after any lost answer. See docs/connectors/tryton.md.

mod value;
mod rpc;
mod warning;
mod names;
mod invoice;
mod feed;
mod master;
mod record;
mod catalogue;
mod check;
mod note;
mod settings;

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::fault::Code;
use linehaul_domain::ids::{ErpPlace, InvoiceNumber};
use linehaul_domain::invoice::Invoice;
use serde_json::{Value, json};

use crate::erp::bisect::{bisect, failed_inside, left_open};
use crate::erp::http::Effect;
use crate::erp::tryton::invoice::Words;
use crate::erp::tryton::names::Names;
use crate::erp::tryton::rpc::Rpc;
use crate::erp::tryton::value::{ASK_AT_ONCE, INVOICE, MAX_POST};
use crate::erp::tryton::warning::Consent;
use crate::erp::*;

pub(super) use settings::KIND;

/// Greatest number of invoices in a call: posting one costs the server about a tenth of a second.
pub const MAX_BATCH: u32 = 50;

/// Where a Tryton is and what our words are called there.
pub struct TrytonSettings {
    /// Its server; the user is in the group Accounting.
    pub server: Server,
    /// Database.
    pub database: String,
    /// Company by name; by default the user's own.
    pub company: Option<String>,
    /// Revenue journal by code; by default the first.
    pub journal: Option<String>,
    /// Names of its taxes by our tax code; a tax code without any goes as a line.
    pub taxes: BTreeMap<String, Vec<String>>,
    /// Name of its payment term by ours, where they differ.
    pub terms: BTreeMap<String, String>,
    /// Items under which taxes without one of its own go as lines.
    pub tax_items: BTreeSet<String>,
    /// Dimensions of lines: each is an axis (a root) of its analytic accounts, by name.
    pub dimensions: BTreeSet<String>,
    /// Names of its warnings that are agreed to; any other stops the invoice.
    pub agrees_to: Vec<String>,
}

/// A Tryton.
pub struct Tryton {
    place: ErpPlace,
    rpc: Rpc,
    words: Words,
    names: Option<Names>,
    company: Option<String>,
    journal: Option<String>,
    agrees_to: Vec<String>,
    traits: Traits,
}

impl Tryton {
    /// A connector; nothing is sent yet. [`ErpError::Broken`] when the address makes no sense.
    pub fn new(settings: TrytonSettings) -> Result<Tryton, ErpError> {
        let company = settings.company.as_deref();
        let place = settings::place(&settings.server.url, &settings.database, company, &settings.server.user);
        let TrytonSettings { server, taxes, terms, tax_items, dimensions, .. } = settings;
        Ok(Tryton {
            place,
            rpc: Rpc::new(&server, &settings.database)?,
            words: Words { taxes, terms, tax_items, dimensions },
            names: None,
            company: settings.company,
            journal: settings.journal,
            agrees_to: settings.agrees_to,
            traits: server.traits(KIND.traits),
        })
    }

    /// Its names, asked for at the first use.
    fn names(&mut self) -> Result<&mut Names, ErpError> {
        if self.names.is_none() {
            self.names = Some(Names::ask(&mut self.rpc, self.company.as_deref(), self.journal.as_deref())?);
        }
        self.names.as_mut().ok_or_else(|| ErpError::Broken { message: "its names were not kept".to_owned() })
    }

    /// The names with everything that these invoices name.
    fn names_for(&mut self, invoices: &[Invoice]) -> Result<&Names, ErpError> {
        self.names()?;
        let Tryton { rpc, names, words, .. } = self;
        let Some(names) = names else { return Err(ErpError::Broken { message: "no names".to_owned() }) };
        let distinct = |codes: BTreeSet<&str>| codes.into_iter().map(str::to_owned).collect::<Vec<_>>();
        let parties = distinct(invoices.iter().map(|i| i.erp_party.as_str()).collect());
        names.ask_parties(rpc, parties.iter().map(String::as_str))?;
        let lines = || invoices.iter().flat_map(|i| &i.lines).filter(|l| !words.goes_as_tax(l));
        let items = distinct(lines().map(|l| l.erp_item.as_str()).collect());
        names.ask_items(rpc, items.iter().map(String::as_str))?;
        names.ask_accounts(rpc, &lines().filter_map(|l| l.erp_account.as_deref()).collect())?;
        names.ask_dimensions(rpc, &lines().flat_map(|l| &l.dimensions).collect())?;
        Ok(names)
    }

    fn search(&mut self, domain: Vec<Value>) -> Result<Found, ErpError> {
        self.search_some(domain, Value::Null).map(|(found, _)| found)
    }

    /// At most `most` records, in order of their ids, and the last of these.
    fn search_some(&mut self, mut domain: Vec<Value>, most: Value) -> Result<(Found, Option<i64>), ErpError> {
        let names = self.names()?;
        let context = names.context();
        domain.extend([json!(["type", "=", "out"]), json!(["company", "=", names.company])]);
        let fields = record::fields(&self.words);
        let asked = json!([domain, 0, most, [["id", "ASC"]], fields, context]);
        let rows = names::answered(&mut self.rpc, INVOICE, asked)?;
        let originals = self.originals_of(&rows)?;
        let mut found = Found::default();
        for row in &rows {
            match record::row(row, &self.words, &originals)? {
                Ok(record) => found.records.push(record),
                Err(unreadable) => found.unreadable.push(unreadable),
            }
        }
        Ok((found, rows.last().and_then(|row| row.get("id")?.as_i64())))
    }

    /// Our numbers of the invoices whose lines these records name as their origin, by line.
    fn originals_of(&mut self, rows: &[Value]) -> Result<BTreeMap<i64, InvoiceNumber>, ErpError> {
        let lines: BTreeSet<i64> = rows.iter().filter_map(invoice::origin).collect();
        let mut originals = BTreeMap::new();
        if lines.is_empty() {
            return Ok(originals);
        }
        let context = self.names()?.context();
        let domain = json!([["id", "in", lines]]);
        let rows = names::rows(&mut self.rpc, "account.invoice.line", domain, json!(["invoice.reference"]), &context)?;
        for row in &rows {
            let reference = row.pointer("/invoice./reference").and_then(Value::as_str);
            if let (Some(id), Some(reference)) = (row.get("id").and_then(Value::as_i64), reference) {
                originals.insert(id, InvoiceNumber(reference.to_owned()));
            }
        }
        Ok(originals)
    }

    /// A line of each original that these orders name, by its record. Tryton links lines, as its own credit notes do.
    fn lines_of_originals(&mut self, orders: &[Order]) -> Result<BTreeMap<String, i64>, ErpError> {
        let ids: BTreeSet<i64> =
            orders.iter().filter_map(|o| o.original.as_ref()).filter_map(|handle| number_of(&handle.id)).collect();
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let context = self.names()?.context();
        let domain = json!([["id", "in", ids]]);
        let rows = names::rows(&mut self.rpc, INVOICE, domain, json!(["lines"]), &context)?;
        let first = |row: &Value| {
            let id = row.get("id")?.as_i64()?;
            Some((id.to_string(), row.get("lines")?.get(0)?.as_i64()?))
        };
        Ok(rows.iter().filter_map(first).collect())
    }

    fn by_id(&mut self, ids: &[i64]) -> Result<Found, ErpError> {
        let mut found = Found::default();
        for some in ids.chunks(ASK_AT_ONCE) {
            found.extend(self.search(vec![json!(["id", "in", some])])?);
        }
        Ok(found)
    }

    /// Calls a method that answers nothing, on records. What somebody changed since the version that was read is refused. A
    /// warning that the settings agree to is agreed to as a person at its client would, for all records of the call that may
    /// be warned of alike, and the call is made again.
    fn act(&mut self, method: &str, handles: &[Handle]) -> Result<Result<Value, Refusal>, ErpError> {
        let mut context = self.names()?.context();
        let ids: Vec<i64> = handles.iter().filter_map(|handle| number_of(&handle.id)).collect();
        let read = handles.iter().filter_map(|h| Some((format!("{INVOICE},{}", h.id), json!(h.version.as_ref()?))));
        let read: serde_json::Map<String, Value> = read.collect();
        if !read.is_empty() {
            context["_timestamp"] = Value::Object(read);
        }
        let method = format!("model.{INVOICE}.{method}");
        let mut consent = Consent::new(&self.agrees_to, &ids);
        loop {
            let no = match self.rpc.call(&method, json!([ids, context]), Effect::Changes)? {
                Ok(value) => return Ok(Ok(value)),
                Err(no) => no,
            };
            let keys = no.warning.as_deref().map(|key| consent.to(key)).unwrap_or_default();
            if keys.is_empty() {
                return Ok(Err(no.refusal));
            }
            for key in keys {
                let said =
                    self.rpc.call("model.res.user.warning.skip", json!([key, false, context]), Effect::Changes)?;
                if let Err(no) = said {
                    return Ok(Err(no.refusal));
                }
            }
        }
    }

    /// Makes drafts of sound bodies, all or none.
    fn create(&mut self, bodies: &[Value]) -> Result<Result<Vec<i64>, Refusal>, ErpError> {
        let context = self.names()?.context();
        let said = self.rpc.call("model.account.invoice.create", json!([bodies, context]), Effect::Changes)?;
        let value = match said {
            Ok(value) => value,
            Err(no) => return Ok(Err(no.refusal)),
        };
        let ids: Option<Vec<i64>> = value.as_array().and_then(|ids| ids.iter().map(Value::as_i64).collect());
        // Made, but under which ids? Asking by number tells.
        ids.map(Ok).ok_or_else(|| ErpError::Unknown { message: "no list of records was answered".to_owned() })
    }
}

fn number_of(id: &str) -> Option<i64> {
    id.parse().ok()
}

impl Erp for Tryton {
    fn place(&self) -> ErpPlace {
        self.place.clone()
    }

    fn puts_off(&mut self) -> Option<u32> {
        self.rpc.puts_off()
    }

    fn name(&self) -> &str {
        KIND.name
    }

    fn traits(&self) -> Traits {
        self.traits.clone()
    }

    fn find(&mut self, keys: &[Key]) -> Result<Found, ErpError> {
        let mut found = Found::default();
        for some in keys.chunks(ASK_AT_ONCE) {
            let numbers: Vec<&str> = some.iter().map(|key| key.number.as_str()).collect();
            let ids: Vec<i64> = some.iter().filter_map(|key| number_of(key.handle.as_ref()?)).collect();
            let by_number = json!(["reference", "in", numbers]);
            // The reference can be changed there, the record stays.
            let either = json!(["OR", by_number, ["id", "in", ids]]);
            found.extend(self.search(vec![if ids.is_empty() { by_number } else { either }])?);
        }
        Ok(found)
    }

    /// Ids grow: pages go on after the last one, and what was made after a record has a higher one. An id of another database
    /// is no beginning: a record of ours must stand under it.
    fn under(&mut self, asked: &Under<'_>) -> Result<Page, ErpError> {
        let pattern = asked.prefix.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let begins = json!(["reference", "like", pattern + "%"]);
        let mut after = asked.from.and_then(number_of);
        if let (None, Some(id)) = (after, asked.since.and_then(number_of)) {
            let (mut known, there) = self.search_some(vec![begins.clone(), json!(["id", "=", id])], Value::Null)?;
            // Some databases do not tell a from A in a pattern: one that is not under it says nothing of where to begin.
            known.keep_under(asked.prefix);
            after = there.filter(|_| !known.records.is_empty() || !known.unreadable.is_empty());
        }
        let domain = vec![begins, json!(["id", ">", after.unwrap_or_default()])];
        let (mut found, last) = self.search_some(domain, json!(UNDER_AT_ONCE))?;
        let full = found.records.len() + found.unreadable.len() == UNDER_AT_ONCE;
        found.keep_under(asked.prefix);
        Ok(Page { found, next: last.filter(|_| full).map(|id| id.to_string()) })
    }

    fn changes(&mut self, since: Option<&str>) -> Result<Option<Changes>, ErpError> {
        feed::changes(self, since)
    }

    fn lacking(&mut self, invoices: &[Invoice]) -> Result<Vec<(InvoiceNumber, Refusal)>, ErpError> {
        self.names_for(invoices)?;
        let names = self.names.as_ref().ok_or_else(|| ErpError::Broken { message: "no names".to_owned() })?;
        let lacks = |i: &Invoice| invoice::body(i, &self.words, names).err().map(|no| (i.number.clone(), no));
        Ok(invoices.iter().filter_map(lacks).collect())
    }

    fn make(&mut self, orders: &[Order]) -> Result<Vec<(InvoiceNumber, Fate)>, ErpError> {
        let invoices: Vec<Invoice> = orders.iter().map(|order| order.invoice.clone()).collect();
        self.names_for(&invoices)?;
        let originals = self.lines_of_originals(orders)?;
        let names = self.names.as_ref().ok_or_else(|| ErpError::Broken { message: "no names".to_owned() })?;
        let body = |order: &Order| {
            let line = order.original.as_ref().and_then(|handle| originals.get(&handle.id)).copied();
            (order.invoice.number.clone(), invoice::linked_body(&order.invoice, line, &self.words, names))
        };
        let bodies: Vec<(InvoiceNumber, Result<Value, Refusal>)> = orders.iter().map(body).collect();
        let sound: Vec<(InvoiceNumber, Value)> =
            bodies.iter().filter_map(|(n, b)| Some((n.clone(), b.clone().ok()?))).collect();
        let made = bisect(&sound, &mut |some| {
            let bodies: Vec<Value> = some.iter().map(|(_, body)| body.clone()).collect();
            self.create(&bodies)
        })?;
        let mut made: BTreeMap<InvoiceNumber, Result<i64, Refusal>> =
            made.into_iter().map(|((number, _), result)| (number, result)).collect();
        let mut fates = Vec::new();
        for (number, body) in bodies {
            let fate = match (body, made.remove(&number)) {
                // It failed inside, perhaps after it had made the record: that is asked, not believed.
                (Ok(_), Some(Err(refusal))) if failed_inside(&refusal) => {
                    let mut there = self.find(&[Key::from(&number)]).map_err(left_open)?;
                    let unread = there.unreadable.pop().map(|one| Handle::of(one.erp_id));
                    let handle = there.records.pop().map(|record| record.handle()).or(unread);
                    handle.map_or(Fate::No(refusal), Fate::There)
                }
                (Err(refusal), _) | (_, Some(Err(refusal))) => Fate::No(refusal),
                (Ok(_), Some(Ok(id))) => Fate::done(id.to_string()),
                (Ok(_), None) => continue,
            };
            fates.push((number, fate));
        }
        Ok(fates)
    }

    fn post(&mut self, handles: &[Handle]) -> Result<Vec<(String, Fate)>, ErpError> {
        let known: Vec<Handle> = handles.iter().filter(|h| number_of(&h.id).is_some()).cloned().collect();
        let done = bisect(&known, &mut |some| Ok(self.act("post", some)?.map(|_| vec![(); some.len()])))?;
        // Posting answers nothing, and says no to what is posted already: what counts is what stands there now.
        let ids: Vec<i64> = known.iter().filter_map(|handle| number_of(&handle.id)).collect();
        let after = self.by_id(&ids).map_err(left_open)?;
        let mut fates = Vec::new();
        for Handle { id, .. } in handles {
            let posted = after.records.iter().find(|r| r.erp_id == *id && r.state == RecordState::Posted);
            let said = done.iter().find(|(done, _)| done.id == *id).map(|(_, said)| said.clone());
            let fate = match (posted, said) {
                (Some(record), _) => Fate::stands(record.clone()),
                (None, Some(Err(refusal))) => Fate::No(refusal),
                (None, Some(Ok(()))) => continue,
                (None, None) => Fate::No(names::no(Code::ErpRecordUnknown, format!("`{id}` is no record of Tryton"))),
            };
            fates.push((id.clone(), fate));
        }
        Ok(fates)
    }

    fn remove_draft(&mut self, handle: &Handle) -> Result<(), ErpError> {
        let Some(id) = number_of(&handle.id) else { return Ok(()) };
        let mut there = self.by_id(&[id])?;
        if let Some(one) = there.unreadable.pop() {
            return Err(ErpError::Broken { message: format!("{}; it stays", one.words()) });
        }
        let Some(record) = there.records.pop() else { return Ok(()) };
        if record.state != RecordState::Draft {
            return Err(ErpError::Broken { message: format!("record {id} is {:?} and stays", record.state) });
        }
        let read = [record.handle()];
        if self.act("delete", &read)?.is_ok() {
            return Ok(());
        }
        // Somebody validated it: back to a draft, then away. A no to the first shows in the second.
        let _ = self.act("draft", &read)?;
        match self.act("delete", &[Handle::of(handle.id.clone())])? {
            Ok(_) => Ok(()),
            Err(_) if self.by_id(&[id])?.is_empty() => Ok(()),
            Err(no) => Err(ErpError::NotAllowed { message: no.message }),
        }
    }

    fn expected(&self, invoice: &Invoice) -> Expected {
        invoice::expected(invoice, &self.words, self.names.as_ref())
    }

    fn customers(&mut self, since: Option<&str>) -> Result<Option<MasterPage>, ErpError> {
        master::customers(self, since)
    }

    fn receivables(&mut self, from: Option<&str>) -> Result<Option<Receivables>, ErpError> {
        master::receivables(self, from).map(Some)
    }

    fn items(&mut self) -> Result<Option<Vec<ErpItem>>, ErpError> {
        catalogue::items(self).map(Some)
    }

    fn catalogue(&mut self) -> Result<Option<Catalogue>, ErpError> {
        catalogue::catalogue(self).map(Some)
    }

    fn finish_batch(&mut self, finished: &FinishedBatch<'_>) -> Result<(), ErpError> {
        note::note(self, finished)
    }

    fn check(&mut self) -> Vec<Finding> {
        check::check(self)
    }
}
