//! An invoice of ours as a document of Celerp, and back.
//!
//! The amounts are ours, to the cent: a tax goes by its name where Celerp reckons of it what we did, else all of them go as one
//! sum, which stands as it is sent. Our credit memos have negative amounts, its credit notes positive ones.

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use linehaul_domain::fault::Code;
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::invoice::{Invoice, InvoiceKind, InvoiceLine};
use linehaul_domain::money::Rounding;

use crate::erp::celerp::document::{DocumentTax, Draft, DraftLine, Kind, Taxes, id_of, made_under};
use crate::erp::celerp::names::{Names, Tax, no};
use crate::erp::celerp::standing::{Document, DocumentLine, Unread};
use crate::erp::sound::unsound;
use crate::erp::{ErpLine, ErpRecord, ErpTaxLine, Expected, Order, RecordState, Refusal, Unreadable};

/// What our words are called there.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    /// Names of its taxes by our tax code: the one whose rate fits the line is taken.
    pub taxes: BTreeMap<String, Vec<String>>,
    /// Name of its payment terms by ours; others are called the same there.
    pub terms: BTreeMap<String, String>,
    /// How much of its books' currency one of another currency is, by code.
    pub rates: BTreeMap<String, Decimal>,
}

fn kind_of(invoice: &Invoice) -> Kind {
    match invoice.kind {
        InvoiceKind::CreditMemo => Kind::CreditNote,
        InvoiceKind::Original | InvoiceKind::Supplement => Kind::Invoice,
    }
}

/// By what our amounts are theirs.
fn sign(kind: Kind) -> Decimal {
    match kind {
        Kind::Invoice => Decimal::ONE,
        Kind::CreditNote => Decimal::NEGATIVE_ONE,
    }
}

/// What is made of an order; a refusal when it names what Celerp does not have.
pub(super) fn draft(order: &Order, words: &Words, names: &Names) -> Result<Draft, Refusal> {
    let invoice = &order.invoice;
    if let Some(refusal) = unsound(invoice) {
        return Err(refusal);
    }
    if invoice.accounting_date != invoice.invoice_date {
        let apart = "Celerp has no accounting date apart from the date of the document".to_owned();
        return Err(no(Code::ErpRulesRefuse, apart));
    }
    let kind = kind_of(invoice);
    let several = invoice.loads().len() > 1;
    let line = |line: &InvoiceLine| DraftLine {
        name: line.code.as_str().to_owned(),
        item: line.erp_item.clone(),
        description: match several {
            true => format!("{}: {}", line.load, line.description),
            false => line.description.clone(),
        },
        amount: sign(kind) * line.amount,
    };
    let original = order.original.as_ref().map(|handle| handle.id.clone());
    let draft = Draft {
        kind,
        number: invoice.number.to_string(),
        printed: invoice.printed_number().to_owned(),
        original: original.or_else(|| invoice.original.as_ref().map(|number| id_of(number.as_str()))),
        contact: names.contact(&invoice.erp_party)?.id.clone(),
        currency: invoice.currency,
        rate: rate(invoice, words, names)?,
        issued: invoice.invoice_date,
        terms: terms(invoice, words, names)?,
        mark: invoice.mark(),
        loads: invoice.loads(),
        lines: invoice.lines.iter().filter(|l| !l.code.is_tax()).map(line).collect(),
        taxes: taxes(invoice, words, names)?,
        key: order.request_key.clone(),
    };
    // What its amounts come to there is seen when it is written down.
    draft.body().map(|_| draft)
}

fn rate(invoice: &Invoice, words: &Words, names: &Names) -> Result<Option<Decimal>, Refusal> {
    let code = invoice.currency.code();
    if invoice.currency == names.base {
        return Ok(None);
    }
    let missing = || format!("Celerp has no rates, and [erp.rates] has none for {code} in {}", names.base);
    words.rates.get(code).copied().map(Some).ok_or_else(|| no(Code::CurrencyRefused, missing()))
}

fn terms(invoice: &Invoice, words: &Words, names: &Names) -> Result<Option<String>, Refusal> {
    invoice.terms_there(&words.terms).map(|theirs| names.term(theirs).map(|term| term.name.clone())).transpose()
}

/// How the taxes of an invoice go, in its document's amounts.
fn taxes(invoice: &Invoice, words: &Words, names: &Names) -> Result<Taxes, Refusal> {
    let sign = sign(kind_of(invoice));
    let mut by_name: Vec<(DocumentTax, Decimal)> = Vec::new();
    let mut reckoned_alike = true;
    for line in invoice.lines.iter().filter(|l| l.code.is_tax()) {
        let Some(tax) = tax_of(invoice, line, words, names)? else {
            reckoned_alike = false;
            continue;
        };
        reckoned_alike &= !tax.compound;
        let base = sign * line.taxed.as_ref().map_or(Decimal::ZERO, |t| t.base);
        let amount = sign * line.amount;
        match by_name.iter_mut().find(|(known, _)| known.name == tax.name) {
            Some((known, on)) => {
                known.amount += amount;
                *on += base;
            }
            None => by_name.push((DocumentTax { name: tax.name.clone(), percent: tax.percent, amount }, base)),
        }
    }
    let net = sign * (invoice.total - invoice.tax);
    let places = invoice.currency.places();
    let theirs =
        |percent: Decimal| Some(Rounding::HalfUp.apply(net.checked_mul(percent)? / Decimal::ONE_HUNDRED, places));
    reckoned_alike &= by_name.iter().all(|(tax, on)| *on == net && theirs(tax.percent) == Some(tax.amount));
    Ok(match reckoned_alike {
        true => Taxes::ByName(by_name.into_iter().map(|(tax, _)| tax).collect()),
        false => Taxes::AsOne(sign * invoice.tax),
    })
}

/// The rate of a tax line: a line that was adjusted by hand takes that of the reckoned line beside it.
fn percent_of(invoice: &Invoice, line: &InvoiceLine) -> Option<Decimal> {
    let beside = || invoice.lines.iter().find(|l| l.code == line.code && l.taxed.is_some());
    line.taxed.as_ref().or_else(|| beside()?.taxed.as_ref()).map(|t| t.percent.normalize())
}

/// Names of its taxes to which a line's code is mapped.
fn mapped<'a>(line: &InvoiceLine, words: &'a Words) -> &'a [String] {
    words.taxes.get(line.code.as_str()).map_or(&[][..], Vec::as_slice)
}

/// The mapped tax whose rate is the line's, where our amount is what that rate gives, to the last place; nothing where the
/// code is not mapped.
fn tax_of<'a>(
    invoice: &Invoice,
    line: &InvoiceLine,
    words: &Words,
    names: &'a Names,
) -> Result<Option<&'a Tax>, Refusal> {
    let wrong = |message: String| no(Code::TaxRefused, message);
    let all = mapped(line, words).iter().map(|name| names.tax(name)).collect::<Result<Vec<&Tax>, Refusal>>()?;
    if all.is_empty() {
        return Ok(None);
    }
    let Some(percent) = percent_of(invoice, line) else {
        return Err(wrong(format!("{} was put on by hand, and nothing tells its rate", line.code)));
    };
    let Some(tax) = all.into_iter().find(|tax| tax.percent == percent) else {
        let names = mapped(line, words).join("`, `");
        return Err(wrong(format!("{} is {percent} %, `{names}` there is not", line.code)));
    };
    if let Some(taxed) = &line.taxed {
        let exact = taxed.base.checked_mul(percent).map(|p| p / Decimal::ONE_HUNDRED);
        let step = Decimal::new(1, invoice.currency.places());
        if exact.is_none_or(|exact| (exact - line.amount).abs() >= step) {
            return Err(wrong(format!("{} of {} is not {percent} % of {}", line.code, line.amount, taxed.base)));
        }
    }
    Ok(Some(tax))
}

/// What a record of this invoice looks like. Any tax of the right rate to which the code is mapped will do.
pub(super) fn expected(invoice: &Invoice, words: &Words, names: Option<&Names>) -> Expected {
    let lines: Vec<&InvoiceLine> = invoice.lines.iter().filter(|l| !l.code.is_tax()).collect();
    let sign = sign(kind_of(invoice));
    let fitting = |tax: &DocumentTax, names: &Names| -> Vec<String> {
        let of_code = words.taxes.values().find(|all| all.contains(&tax.name));
        let of_rate = |name: &&String| names.tax(name).is_ok_and(|t| t.percent == tax.percent);
        of_code.into_iter().flatten().filter(of_rate).cloned().collect()
    };
    let taxes = names.and_then(|names| match taxes(invoice, words, names) {
        Ok(Taxes::ByName(all)) => Some(
            all.iter()
                .map(|t| ErpTaxLine {
                    names: fitting(t, names),
                    base: invoice.total - invoice.tax,
                    amount: sign * t.amount,
                })
                .collect(),
        ),
        _ => None,
    });
    Expected {
        lines: u32::try_from(lines.len()).unwrap_or(u32::MAX),
        items: Some(
            lines.iter().map(|l| ErpLine { account: None, dimensions: BTreeMap::new(), ..ErpLine::of(l) }).collect(),
        ),
        terms: Some(invoice.terms_there(&words.terms).cloned().unwrap_or_default()),
        taxes,
        printed: Some(invoice.printed_number().to_owned()),
    }
}

/// What cannot be read, under the same number as if it could.
pub(super) fn unreadable(unread: Unread, ours: impl Fn(&str) -> bool) -> Unreadable {
    Unreadable {
        number: number(&unread.id, &unread.number, ours),
        erp_id: unread.id,
        mark: unread.mark,
        state: unread.state,
        why: unread.why,
    }
}

fn number(id: &str, said: &str, ours: impl Fn(&str) -> bool) -> InvoiceNumber {
    let made = made_under(id);
    InvoiceNumber(if ours(made) { made.to_owned() } else { said.to_owned() })
}

/// A document as a record under the number that it was made under where `ours` takes that, else under the one that it bears.
pub(super) fn record(document: Document, names: &Names, ours: impl Fn(&str) -> bool) -> ErpRecord {
    let sign = sign(document.kind);
    let contact = names.contacts.iter().find(|c| c.id == document.contact);
    let party = contact.map(|c| c.code.clone().unwrap_or_else(|| c.name.clone()));
    let posted = document.state == RecordState::Posted;
    let settled = posted && document.total > Decimal::ZERO && document.credited >= document.total;
    let item = |line: &DocumentLine| {
        let amount = line.quantity.zip(line.price).and_then(|(quantity, price)| quantity.checked_mul(price));
        Some(ErpLine {
            item: line.item.clone(),
            amount: (sign * amount?).normalize(),
            account: None,
            dimensions: BTreeMap::new(),
        })
    };
    let told = !document.taxes.is_empty() || document.tax.is_zero();
    let tax = |tax: &DocumentTax| ErpTaxLine {
        names: vec![tax.name.clone()],
        base: sign * document.net,
        amount: sign * tax.amount,
    };
    ErpRecord {
        number: number(&document.id, &document.number, ours),
        version: None,
        erp_number: posted.then(|| document.bears.clone()),
        state: match document.kind {
            Kind::Invoice if settled => RecordState::Credited,
            _ => document.state,
        },
        printed: document.printed.clone(),
        mark: document.mark.clone(),
        loads: document.loads.clone(),
        party: party.unwrap_or_else(|| document.contact.clone()),
        total: sign * document.total,
        tax: sign * document.tax,
        open: posted.then_some(sign * document.open),
        currency: document.currency,
        invoice_date: document.issued,
        accounting_date: document.issued,
        terms: Some(document.terms.clone()),
        lines: u32::try_from(document.lines.len()).unwrap_or(u32::MAX),
        items: document.lines.iter().map(item).collect(),
        taxes: told.then(|| document.taxes.iter().map(tax).collect()),
        original: document.original.as_deref().map(|id| InvoiceNumber(made_under(id).to_owned())),
        altered: None,
        erp_id: document.id,
    }
}
