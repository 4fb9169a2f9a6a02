//! The calls of Celerp, each as it is there.

use linehaul_domain::Decimal;
use linehaul_domain::time::NaiveDate;
use serde_json::{Value, json};

use crate::erp::celerp::document::{self, Document, Draft, Making};
use crate::erp::celerp::names::{self, Names};
use crate::erp::celerp::rpc::{Rpc, escaped};
use crate::erp::celerp::{CelerpSettings, value};
use crate::erp::http::{ErpHost, Method};
use crate::erp::{ErpError, Refusal};

/// Documents asked for in one call. It takes 500 ids; the question is part of the address.
const ASK_AT_ONCE: usize = 200;
/// Documents of one page of a list.
const PAGE: usize = 500;
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
        let host = ErpHost::new(&settings.url, settings.answer_within_seconds)?;
        let (email, password) = (settings.user.clone(), settings.password.clone());
        Ok(Client { rpc: Rpc::new(host, email, password, settings.signs_others_out) })
    }

    /// The server's version: asked without signing in.
    pub fn version(&self) -> Result<String, ErpError> {
        self.rpc.version()
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
            Ok(answer) => value::text(&answer, "id")
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
    pub fn by_ids(&mut self, ids: &[String]) -> Result<Vec<Document>, ErpError> {
        // A comma stands between two ids, and none of ours has one.
        let asked: Vec<&String> = ids.iter().filter(|id| !id.trim().is_empty() && !id.contains(',')).collect();
        let mut found = Vec::new();
        for some in asked.chunks(ASK_AT_ONCE) {
            let list = some.iter().map(|id| escaped(id)).collect::<Vec<_>>().join("%2C");
            found.extend(self.page(&format!("ids={list}"), 0)?.0);
        }
        Ok(found)
    }

    /// Every document in which a text stands in our number (`ref`), the number that it bears, or the contact's name or id,
    /// whatever its state, in capitals or not: in order of date. It finds what we made, renumbered or not, and what people
    /// gave a number like ours.
    pub fn containing(&mut self, text: &str) -> Result<Vec<Document>, ErpError> {
        // A comma is an or, and these stand for anything in a pattern: what stands between them finds no less.
        let longest = text.split([',', '%', '_', '\\']).max_by_key(|part| part.len()).unwrap_or_default();
        self.listed(&format!("q={}", escaped(longest)))
    }

    /// The same of any of these texts: plain ones, without what stands for something else.
    pub fn containing_any(&mut self, texts: &[&str]) -> Result<Vec<Document>, ErpError> {
        if texts.is_empty() {
            return Ok(Vec::new());
        }
        self.listed(&format!("q={}", texts.iter().map(|t| escaped(t)).collect::<Vec<_>>().join("%2C")))
    }

    /// Every invoice or credit note that is dated from a day to a day, whatever its state.
    pub fn dated(&mut self, from: NaiveDate, to: NaiveDate) -> Result<Vec<Document>, ErpError> {
        self.listed(&format!("date_from={from}&date_to={to}"))
    }

    /// Events of documents from a place on, newest first: each with its id and its document. `most` is a page where it is not said.
    pub(super) fn events(&mut self, from: usize, most: Option<usize>) -> Result<(Vec<(u64, String)>, Rows), ErpError> {
        let most = most.unwrap_or(EVENTS);
        let answer = self.rpc.read(&format!("ledger?entity_type=doc&limit={most}&offset={from}"))?;
        let rows = names::rows(answer.get("items").cloned().unwrap_or_default())?;
        let event = |row: &Value| Some((row.get("id")?.as_u64()?, value::text(row, "entity_id")?));
        let events = rows.iter().map(event).collect::<Option<Vec<_>>>();
        let events =
            events.ok_or_else(|| ErpError::Broken { message: "an event has no id, or no document".to_owned() })?;
        Ok((events, Rows { count: rows.len(), full: rows.len() == most }))
    }

    fn listed(&mut self, question: &str) -> Result<Vec<Document>, ErpError> {
        let mut found = Vec::new();
        let mut at = 0;
        loop {
            let (documents, rows) = self.page(question, at)?;
            found.extend(documents);
            at += rows;
            if rows < PAGE {
                return Ok(found);
            }
        }
    }

    /// A page of a list, and how many rows it had.
    fn page(&mut self, question: &str, from: usize) -> Result<(Vec<Document>, usize), ErpError> {
        let path = format!("docs?{question}&sort=date&dir=asc&limit={PAGE}&offset={from}");
        let answer = self.rpc.read(&path)?;
        let rows = names::rows(answer.get("items").cloned().unwrap_or_default())?;
        let broken = |message| ErpError::Broken { message };
        let documents = rows.iter().map(document::document).collect::<Result<Vec<_>, _>>().map_err(broken)?;
        Ok((documents.into_iter().flatten().collect(), rows.len()))
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
