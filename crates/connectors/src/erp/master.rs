//! Master data: what an ERP tells of the customers that it bills, and the ERP as a source of it. What it tells becomes a delivery
//! of the archive like every other, so that a cache is made again without asking.

use std::cell::RefCell;
use std::io::Cursor as Bytes;

use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::Hash;
use linehaul_domain::time::Instant;
use serde::{Deserialize, Serialize};

use crate::erp::{Erp, MasterPage};
use crate::mapping::Kind;
use crate::plain::MAX_FILE_BYTES;
use crate::source::master::Delivered;
use crate::source::{Documents, Fetched, Item, Listed, Listing, Source, Traits};

/// Customers of one delivery: as many as fit, since two that are one customer of ours are seen in one delivery alone.
const MOST: usize = 5_000;

/// All customers are read again after so many days: an ERP that tells what changed seldom tells what was removed.
const ALL_AGAIN_DAYS: i64 = 7;

/// Where reading stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Cursor {
    /// Where the ERP goes on.
    at: String,
    /// Does it have more to tell now?
    more: bool,
    /// When all of them were begun to be read last.
    all: Instant,
    /// When this reading began, and how many pages of it were read.
    began: Instant,
    pages: u32,
    /// What the last page said: an ERP that looks back tells the same again.
    last: Option<Hash>,
}

/// An ERP as a source of customers.
pub struct MasterSource<'a> {
    erp: RefCell<&'a mut dyn Erp>,
    /// The page that was listed last, by its cursor: it is asked for once.
    kept: RefCell<Option<(String, Vec<u8>)>>,
}

impl<'a> MasterSource<'a> {
    /// Of an ERP that is asked in its time.
    pub fn new(erp: &'a mut dyn Erp) -> MasterSource<'a> {
        MasterSource { erp: RefCell::new(erp), kept: RefCell::default() }
    }

    /// Pages of the ERP's as one, up to a delivery; nothing where it knows no more where it goes on.
    fn ask(&self, since: Option<&str>) -> Outcome<Option<MasterPage>> {
        let (mut told, mut since) = (Vec::new(), since.map(str::to_owned));
        loop {
            let page = self.erp.borrow_mut().customers(since.as_deref()).map_err(|why| unread(why.message()))?;
            let Some(MasterPage { customers, cursor, more }) = page else { return Ok(None) };
            told.extend(customers);
            if !more || told.len() >= MOST {
                return Ok(Some(MasterPage { customers: told, cursor, more }));
            }
            if Some(&cursor) == since.as_ref() {
                return Err(unread("it says that there is more, and does not go on"));
            }
            since = Some(cursor);
        }
    }

    /// The delivery behind a cursor, kept to be fetched; nothing where it says what was said.
    fn page(&self, page: MasterPage, before: Option<&Cursor>, now: Instant) -> Outcome<Listing> {
        let tells = self.erp.borrow().traits().customers.iter().map(|told| (*told).to_owned()).collect();
        let delivered = Delivered { tells, customers: page.customers };
        let bytes = delivered.bytes()?;
        let hash = canonical::hash_bytes(&bytes);
        let known = before.is_some_and(|before| !before.more && before.last.as_ref() == Some(&hash));
        let (began, pages) = before.filter(|before| before.more).map_or((now, 0), |b| (b.began, b.pages));
        let none = delivered.customers.is_empty() || known && !page.more;
        let end = Cursor {
            at: page.cursor,
            more: page.more,
            all: before.map_or(now, |before| before.all),
            began: if none { before.map_or(now, |before| before.began) } else { began },
            pages: if none { before.map_or(0, |before| before.pages) } else { pages + 1 },
            last: if none { before.and_then(|before| before.last.clone()) } else { Some(hash) },
        };
        let name = format!("customers-{}-{:04}.json", end.began.format("%Y%m%dT%H%M%S"), end.pages);
        let cursor = serde_json::to_string(&end).map_err(|why| unread(&why.to_string()))?;
        if none {
            return Ok(Listing { more: page.more, cursor: Some(cursor), ..Listing::default() });
        }
        *self.kept.borrow_mut() = Some((cursor.clone(), bytes));
        let items = vec![Item { name, kind: Kind::Customers, stamp: None, cursor: Some(cursor) }];
        Ok(Listing { items, more: page.more, ..Listing::default() })
    }
}

/// LH-238.
fn unread(why: &str) -> Fault {
    Fault::new(
        Code::MasterDataUnread,
        format!("the ERP's customers could not be read: {why}"),
        "Nothing new is known of customers; what was known stays and counts, and every other source was read.",
        "Run `linehaul doctor`, then `linehaul sync` again.",
    )
}

impl Source for MasterSource<'_> {
    fn traits(&self) -> Traits {
        // How often the ERP may be asked is seen to where it is reached.
        Traits {
            cursors: true,
            documents: false,
            most_bytes: MAX_FILE_BYTES,
            most_document_bytes: 0,
            requests_a_minute: None,
        }
    }

    fn scope(&self) -> String {
        self.erp.borrow().place().as_str().to_owned()
    }

    fn health(&self) -> Outcome<String> {
        Ok(format!("it tells of customers: {}", self.erp.borrow().traits().customers.join(", ")))
    }

    fn list(&self, from: Option<&str>, now: Instant) -> Outcome<Listed> {
        let known: Option<Cursor> = match from.map(serde_json::from_str) {
            None => None,
            Some(Ok(cursor)) => Some(cursor),
            Some(Err(_)) => return Ok(Listed::Expired),
        };
        let fresh = |known: &Cursor| known.more || (0..ALL_AGAIN_DAYS).contains(&(now - known.all).num_days());
        let known = known.filter(fresh);
        match self.ask(known.as_ref().map(|known| known.at.as_str()))? {
            Some(page) => self.page(page, known.as_ref(), now).map(Listed::Items),
            None if known.is_some() => Ok(Listed::Expired),
            None => Err(unread("it tells nothing of them")),
        }
    }

    fn fetch(&self, item: &Item) -> Outcome<Fetched<'_>> {
        let kept = self.kept.borrow();
        Ok(match &*kept {
            Some((cursor, bytes)) if Some(cursor) == item.cursor.as_ref() => {
                Fetched::There { length: Some(bytes.len() as u64), bytes: Box::new(Bytes::new(bytes.clone())) }
            }
            _ => Fetched::Unavailable("it was listed by another question".to_owned()),
        })
    }

    fn documents(&self, _: Option<&str>, _: Instant) -> Outcome<Documents> {
        Ok(Documents { stamp: None, files: Some(Vec::new()) })
    }

    fn document(&self, _: &str) -> Outcome<Fetched<'_>> {
        Ok(Fetched::Gone)
    }
}
