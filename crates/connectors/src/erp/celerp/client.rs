//! The calls of Celerp, each as it is there.

use std::collections::BTreeSet;

use linehaul_domain::Decimal;
use linehaul_domain::time::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::erp::celerp::CelerpSettings;
use crate::erp::celerp::document::{Draft, Making, made_under};
use crate::erp::celerp::names::{self, Names};
use crate::erp::celerp::rpc::{Rpc, escaped};
use crate::erp::celerp::standing::Documents;
use crate::erp::celerp::value::{self, text};
use crate::erp::http::Method;
use crate::erp::{ErpError, Refusal};

/// Documents asked for in one call. It takes 500 ids; the question is part of the address.
const ASK_AT_ONCE: usize = 200;
/// Rows of one page of a list.
const PAGE: usize = 500;
/// The event by which its feed has the making of a document.
const MADE: &str = "doc.created";
/// Events of one page: each has all that it says of its document.
const EVENTS: usize = 200;

/// How many rows a page had, and whether that is as many as it holds.
pub(super) struct Rows {
    pub count: usize,
    pub full: bool,
}

/// The calls of one company.
pub struct Client {
    rpc: Rpc,
}

impl Client {
    /// A client; nothing is sent yet. [`ErpError::Broken`] when the address makes no sense.
    pub fn new(settings: &CelerpSettings) -> Result<Client, ErpError> {
        Ok(Client { rpc: Rpc::new(&settings.server, settings.signs_others_out)? })
    }

    /// The server's version: asked without signing in.
    pub fn version(&self) -> Result<String, ErpError> {
        self.rpc.version()
    }

    /// Signs out: Celerp lets in one person at a time. It signs in again where it is asked more.
    pub fn leave(&mut self) {
        self.rpc.sign_out();
    }

    /// Everything that an invoice names.
    pub fn names(&mut self) -> Result<Names, ErpError> {
        Names::ask(&mut self.rpc)
    }

    /// Makes a draft. A lost answer is asked again with the same key: it makes nothing twice.
    pub fn make(&mut self, draft: &Draft) -> Result<Making, ErpError> {
        let body = match draft.body() {
            Ok(body) => body,
            Err(refusal) => return Ok(Making::Refused(refusal)),
        };
        match self.rpc.change(Method::POST, "docs", Some(&body))? {
            // Made, but under which id? Asking by number tells.
            Ok(answer) => text(&answer, "id")
                .map(Making::Made)
                .ok_or_else(|| ErpError::Unknown { message: "no id was answered".to_owned() }),
            Err(no) if no.status == 409 => Ok(Making::Taken(no.refusal)),
            Err(no) => Ok(Making::Refused(no.refusal)),
        }
    }

    /// Finalizes a draft: it is in the accounts then, and an invoice has a number of its own. One that is finalized already is
    /// fine.
    pub fn finalize(&mut self, id: &str) -> Result<Result<(), Refusal>, ErpError> {
        self.act(Method::POST, id, "/finalize", None)
    }

    /// Makes a document void, and takes it out of the accounts. The same key again is fine.
    pub fn void(&mut self, id: &str, reason: &str, key: &str) -> Result<Result<(), Refusal>, ErpError> {
        self.act(Method::POST, id, "/void", Some(json!({"reason": reason, "idempotency_key": key})))
    }

    /// Deletes a draft, without a trace: its number and its key are free again. One that is gone is fine, one that was ever
    /// finalized is refused.
    pub fn delete(&mut self, id: &str) -> Result<Result<(), Refusal>, ErpError> {
        let said = self.rpc.change(Method::DELETE, &format!("docs/{}", escaped(id)), None)?;
        Ok(match said {
            Err(no) if no.status != 404 => Err(no.refusal),
            _ => Ok(()),
        })
    }

    /// Settles a part of an invoice with a part of a credit note of the same contact and currency. What a credit note credits
    /// is settled by finalizing it; this is for what is left of it.
    pub fn apply(&mut self, note: &str, application: &Application) -> Result<Result<(), Refusal>, ErpError> {
        let inexact = || ErpError::Broken { message: "an amount has more digits than Celerp keeps".to_owned() };
        let body = json!({
            "target_doc_id": application.to,
            "amount": value::number(application.amount).ok_or_else(inexact)?,
            "date": application.day.to_string(),
            "idempotency_key": application.key,
        });
        self.act(Method::POST, note, "/apply-to-invoice", Some(body))
    }

    /// Puts a note on a document. The same key again makes no second one.
    pub fn note(&mut self, id: &str, words: &str, key: &str) -> Result<Result<(), Refusal>, ErpError> {
        self.act(Method::POST, id, "/notes", Some(json!({"note": words, "idempotency_key": key})))
    }

    /// The documents of these ids, in no order; those that are gone are left out.
    pub fn by_ids(&mut self, ids: &[String]) -> Result<Documents, ErpError> {
        // A comma stands between two ids, and none of ours has one.
        let asked: Vec<&String> = ids.iter().filter(|id| !id.trim().is_empty() && !id.contains(',')).collect();
        let mut found = Documents::default();
        for some in asked.chunks(ASK_AT_ONCE) {
            let list = some.iter().map(|id| escaped(id)).collect::<Vec<_>>().join("%2C");
            let rows = self.rows(&format!("docs?ids={list}&sort=date&dir=asc&limit={PAGE}"))?;
            found.extend(documents(&rows)?);
        }
        Ok(found)
    }

    /// Every document in which a text stands in our number (`ref`), the number that it bears, or the contact's name or id,
    /// whatever its state, in capitals or not: in order of date, page by page. It finds what we made, renumbered or not, and
    /// what people gave a number like ours.
    pub fn containing(&mut self, text: &str, place: &Place) -> Result<(Documents, Option<Place>), ErpError> {
        // A comma is an or, and these stand for anything in a pattern: what stands between them finds no less.
        let longest = text.split([',', '%', '_', '\\']).max_by_key(|part| part.len()).unwrap_or_default();
        self.listed(&format!("q={}", escaped(longest)), place)
    }

    /// The same of any of these texts, and all of it: plain ones, without what stands for something else.
    pub fn containing_any(&mut self, texts: &[&str]) -> Result<Documents, ErpError> {
        if texts.is_empty() {
            return Ok(Documents::default());
        }
        self.all(&format!("q={}", texts.iter().map(|t| escaped(t)).collect::<Vec<_>>().join("%2C")))
    }

    /// Every invoice or credit note that is dated from a day to a day, whatever its state.
    pub fn dated(&mut self, from: NaiveDate, to: NaiveDate) -> Result<Documents, ErpError> {
        self.all(&format!("date_from={from}&date_to={to}"))
    }

    /// Events of documents from a place on, newest first: each with its id and its document. `most` is a page where it is not said.
    pub(super) fn events(&mut self, from: usize, most: Option<usize>) -> Result<(Vec<(u64, String)>, Rows), ErpError> {
        let most = most.unwrap_or(EVENTS);
        let answer = self.rpc.read(&format!("ledger?entity_type=doc&limit={most}&offset={from}"))?;
        let rows = names::rows(answer.get("items").cloned().unwrap_or_default())?;
        let event = |row: &Value| Some((row.get("id")?.as_u64()?, text(row, "entity_id")?));
        let events = rows.iter().map(event).collect::<Option<Vec<_>>>();
        let events =
            events.ok_or_else(|| ErpError::Broken { message: "an event has no id, or no document".to_owned() })?;
        Ok((events, Rows { count: rows.len(), full: rows.len() == most }))
    }

    /// A page of every invoice and credit note that has a date, in order of that.
    pub(super) fn every(&mut self, place: &Place) -> Result<(Documents, Option<Place>), ErpError> {
        self.listed("date_from=0001-01-01&date_to=9999-12-31", place)
    }

    /// The newest event of a contact: 0 where there is none.
    pub(super) fn newest_of_contacts(&mut self) -> Result<u64, ErpError> {
        let rows = self.rows("ledger?entity_type=contact&limit=1")?;
        Ok(rows.first().and_then(|row| row.get("id")?.as_u64()).unwrap_or_default())
    }

    /// Contacts from a place of their list on, deleted ones too, and whether there may be more.
    pub(super) fn contacts(&mut self, from: usize) -> Result<(Vec<Value>, bool), ErpError> {
        let rows = self.rows(&format!("crm/contacts?include_deleted=true&limit={PAGE}&offset={from}"))?;
        let full = rows.len() == PAGE;
        Ok((rows, full))
    }

    /// Everything of a list: each once, though a list that changes meanwhile begins anew.
    fn all(&mut self, question: &str) -> Result<Documents, ErpError> {
        let mut found = Documents::default();
        let mut place = Some(Place::default());
        while let Some(at) = place {
            let (more, next) = self.listed(question, &at)?;
            found.extend(more);
            place = next;
        }
        let mut seen = BTreeSet::new();
        found.retain(|id, _, _| seen.insert(id.to_owned()));
        Ok(found)
    }

    fn listed(&mut self, question: &str, place: &Place) -> Result<(Documents, Option<Place>), ErpError> {
        let (rows, next) = self.page(&format!("docs?{question}&sort=date&dir=asc"), place)?;
        Ok((documents(&rows)?, next))
    }

    /// The sequence under which its feed has the making of a document; nothing where there is no such document.
    pub fn made_at(&mut self, id: &str) -> Result<Option<u64>, ErpError> {
        let rows = self.rows(&format!("ledger?entity_id={}&event_type={MADE}&limit=1", escaped(id)))?;
        Ok(rows.first().and_then(|row| row.get("id")?.as_u64()))
    }

    /// Of its feed, newest first: the ids of documents that were made after a sequence and bore a number that begins so, page
    /// by page.
    pub fn made_after(
        &mut self,
        sequence: u64,
        prefix: &str,
        place: &Place,
    ) -> Result<(Vec<String>, Option<Place>), ErpError> {
        let (rows, next) = self.page(&format!("ledger?entity_type=doc&event_type={MADE}"), place)?;
        let newer = |row: &&Value| row.get("id").and_then(Value::as_u64).is_none_or(|id| id > sequence);
        let new: Vec<&Value> = rows.iter().filter(newer).collect();
        let begins = |text: Option<String>| text.is_some_and(|t| t.starts_with(prefix));
        let ours = |row: &&&Value| {
            let said = |key| row.get("data").and_then(|data| text(data, key));
            let id = text(row, "entity_id");
            begins(id.as_deref().map(|id| made_under(id).to_owned())) || begins(said("ref")) || begins(said("ref_id"))
        };
        let ids = new.iter().filter(ours).filter_map(|row| text(row, "entity_id")).collect();
        Ok((ids, next.filter(|_| new.len() == rows.len())))
    }

    /// A page of a list, and where the next one begins. The first row of a page is the last one of the page before: where it
    /// is another, something came in or went meanwhile and the pages have shifted, so that the list begins anew.
    fn page(&mut self, question: &str, place: &Place) -> Result<(Vec<Value>, Option<Place>), ErpError> {
        let path = |at: usize| format!("{question}&limit={PAGE}&offset={at}");
        let id = |row: &Value| row.get("id").map(Value::to_string).unwrap_or_default();
        let mut rows = self.rows(&path(place.at))?;
        let (mut at, mut told) = (place.at, place.last.is_some());
        if told && rows.first().map(id) != place.last {
            rows = self.rows(&path(0))?;
            (at, told) = (0, false);
        }
        let last = rows.last().filter(|_| rows.len() >= PAGE).map(id);
        let next = last.map(|last| Place { at: at + rows.len() - 1, last: Some(last) });
        if told {
            rows.remove(0);
        }
        Ok((rows, next))
    }

    fn rows(&mut self, path: &str) -> Result<Vec<Value>, ErpError> {
        let answer = self.rpc.read(path)?;
        names::rows(answer.get("items").cloned().unwrap_or_default())
    }

    fn act(
        &mut self,
        method: Method,
        id: &str,
        deed: &str,
        body: Option<Value>,
    ) -> Result<Result<(), Refusal>, ErpError> {
        let said = self.rpc.change(method, &format!("docs/{}{deed}", escaped(id)), body.as_ref())?;
        Ok(said.map(|_| ()).map_err(|no| no.refusal))
    }
}

fn documents(rows: &[Value]) -> Result<Documents, ErpError> {
    let mut found = Documents::default();
    rows.iter().try_for_each(|row| found.take(row)).map_err(|message| ErpError::Broken { message })?;
    Ok(found)
}

/// Where a page begins.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Rows before it.
    at: usize,
    /// The id of its first row, which was the last of the page before.
    last: Option<String>,
}

/// What of a credit note settles what of an invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// The invoice's id.
    pub to: String,
    /// How much.
    pub amount: Decimal,
    /// On which day.
    pub day: NaiveDate,
    /// Sent again with the same body, the same key does nothing new.
    pub key: String,
}
