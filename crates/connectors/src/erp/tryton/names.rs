//! What Tryton calls the things that an invoice names: its ids for parties, items, taxes, terms and currencies, asked for
//! once in a run. Accounts and units are what Tryton itself proposes for a party and a product.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::Decimal;
use linehaul_domain::fault::Code;
use linehaul_domain::money::Currency;
use linehaul_domain::time::NaiveDate;
use serde_json::{Value, json};

use crate::erp::tryton::rpc::Rpc;
use crate::erp::tryton::value::{read_date, read_decimal};
use crate::erp::{ErpError, Refusal};

/// A tax there.
#[derive(Debug, Clone)]
pub(super) struct Tax {
    pub id: i64,
    pub percent: Decimal,
    pub account: Option<i64>,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

impl Tax {
    /// May a tax line of this day name it?
    pub fn is_in_force(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// A party there.
#[derive(Debug, Clone)]
pub(super) struct Party {
    pub id: i64,
    pub address: i64,
    pub account: i64,
}

/// A product there.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub id: i64,
    pub unit: i64,
    pub account: i64,
}

/// The value of a dimension there: an analytic account below its axis.
#[derive(Debug, Clone, Copy)]
pub(super) struct Analytic {
    pub root: i64,
    pub account: i64,
}

/// A thing under its code, or why it cannot be used.
type Known<T> = BTreeMap<String, Result<T, Refusal>>;

/// Everything that has been asked for.
pub(super) struct Names {
    pub company: i64,
    pub company_name: String,
    pub journal: i64,
    pub currencies: BTreeMap<Currency, i64>,
    pub terms: BTreeMap<String, Vec<i64>>,
    pub taxes: BTreeMap<String, Vec<Tax>>,
    parties: Known<Party>,
    items: Known<Item>,
    accounts: Known<i64>,
    dimensions: BTreeMap<(String, String), Result<Analytic, Refusal>>,
}

/// The first number under a key.
fn id(row: &Value, key: &str) -> Option<i64> {
    row.get(key)?.as_i64()
}

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The rows of a search: `search_read` of a model.
pub(super) fn rows(
    rpc: &mut Rpc,
    model: &str,
    domain: Value,
    fields: Value,
    context: &Value,
) -> Result<Vec<Value>, ErpError> {
    answered(rpc, model, json!([domain, 0, null, [["id", "ASC"]], fields, context]))
}

/// The same with everything that `search_read` takes: domain, offset, limit, order, fields, context.
pub(super) fn answered(rpc: &mut Rpc, model: &str, parameters: Value) -> Result<Vec<Value>, ErpError> {
    match rpc.read(&format!("model.{model}.search_read"), parameters)? {
        Value::Array(rows) => Ok(rows),
        _ => Err(ErpError::Broken { message: format!("a search of {model} answered no list") }),
    }
}

impl Names {
    /// Asks for the company and its lists. `company` and `journal` are a name and a code, where they are set.
    pub fn ask(rpc: &mut Rpc, company: Option<&str>, journal: Option<&str>) -> Result<Names, ErpError> {
        let set_up = |what: String| ErpError::NotAllowed { message: what };
        let plain = json!({"language": "en"});
        let companies = rows(rpc, "company.company", json!([]), json!(["rec_name"]), &plain)?;
        let own = rpc.read("model.res.user.get_preferences", json!([true, plain]))?;
        let chosen = match company {
            Some(name) => companies.iter().find(|c| text(c, "rec_name") == name),
            None => companies.iter().find(|c| id(c, "id") == id(&own, "company")),
        };
        let chosen = chosen.ok_or_else(|| match company {
            Some(name) => set_up(format!("there is no company `{name}` that the user may see")),
            None => set_up("the user belongs to no company".to_owned()),
        })?;
        let company = id(chosen, "id").ok_or_else(|| set_up("the company has no id".to_owned()))?;
        let context = json!({"company": company, "language": "en"});
        let mut names = Names {
            company,
            company_name: text(chosen, "rec_name").to_owned(),
            journal: 0,
            currencies: BTreeMap::new(),
            terms: BTreeMap::new(),
            taxes: BTreeMap::new(),
            parties: BTreeMap::new(),
            items: BTreeMap::new(),
            accounts: BTreeMap::new(),
            dimensions: BTreeMap::new(),
        };
        let journals = rows(rpc, "account.journal", json!([["type", "=", "revenue"]]), json!(["code"]), &context)?;
        let found = journals.iter().find(|j| journal.is_none_or(|code| text(j, "code") == code));
        let missing = || set_up(format!("there is no revenue journal {}", journal.unwrap_or_default()));
        names.journal = found.and_then(|j| id(j, "id")).ok_or_else(missing)?;
        names.lists(rpc, &context)?;
        Ok(names)
    }

    fn lists(&mut self, rpc: &mut Rpc, context: &Value) -> Result<(), ErpError> {
        for row in rows(rpc, "currency.currency", json!([]), json!(["code"]), context)? {
            if let (Some(id), Ok(currency)) = (id(&row, "id"), text(&row, "code").parse()) {
                self.currencies.insert(currency, id);
            }
        }
        for row in rows(rpc, "account.invoice.payment_term", json!([]), json!(["name"]), context)? {
            self.terms.entry(text(&row, "name").to_owned()).or_default().extend(id(&row, "id"));
        }
        // A tax on purchases often has the name of the one on sales; a tax without a group serves both.
        let for_sales = json!(["OR", ["group", "=", null], ["group.kind", "in", ["sale", "both"]]]);
        let domain = json!([["type", "=", "percentage"], ["company", "=", self.company], for_sales]);
        let fields = json!(["name", "rate", "invoice_account", "start_date", "end_date"]);
        for row in rows(rpc, "account.tax", domain, fields, context)? {
            let rate = row.get("rate").and_then(read_decimal);
            if let (Some(id), Some(rate)) = (id(&row, "id"), rate) {
                let account = row.get("invoice_account").and_then(Value::as_i64);
                let percent = (rate * Decimal::ONE_HUNDRED).normalize();
                let day = |key: &str| row.get(key).and_then(read_date);
                let tax = Tax { id, percent, account, from: day("start_date"), until: day("end_date") };
                self.taxes.entry(text(&row, "name").to_owned()).or_default().push(tax);
            }
        }
        Ok(())
    }

    /// The context of every call: this company, and messages in English.
    pub fn context(&self) -> Value {
        json!({"company": self.company, "language": "en"})
    }

    /// Asks for the parties of these codes that are not known yet.
    pub fn ask_parties<'a>(&mut self, rpc: &mut Rpc, codes: impl Iterator<Item = &'a str>) -> Result<(), ErpError> {
        let missing: Vec<&str> = codes.filter(|c| !self.parties.contains_key(*c)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let found = rows(rpc, "party.party", json!([["code", "in", missing]]), json!(["code"]), &self.context())?;
        for code in missing {
            let known = match found.iter().find(|row| text(row, "code") == code).and_then(|row| id(row, "id")) {
                Some(party) => self.party_of(rpc, code, party)?,
                None => Err(no(Code::PartyRefused, format!("there is no active party {code}"))),
            };
            self.parties.insert(code.to_owned(), known);
        }
        Ok(())
    }

    fn party_of(&self, rpc: &mut Rpc, code: &str, party: i64) -> Result<Result<Party, Refusal>, ErpError> {
        let values = json!({"party": party, "type": "out", "company": self.company});
        let proposed = rpc.read("model.account.invoice.on_change_party", json!([values, self.context()]))?;
        Ok(match (id(&proposed, "invoice_address"), id(&proposed, "account")) {
            (Some(address), Some(account)) => Ok(Party { id: party, address, account }),
            (None, _) => Err(no(Code::PartyRefused, format!("party {code} has no address"))),
            (_, None) => Err(no(Code::PartyRefused, format!("party {code} has no receivable account"))),
        })
    }

    /// Asks for the products of these codes that are not known yet.
    pub fn ask_items<'a>(&mut self, rpc: &mut Rpc, codes: impl Iterator<Item = &'a str>) -> Result<(), ErpError> {
        let missing: Vec<&str> = codes.filter(|c| !self.items.contains_key(*c)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let found = rows(rpc, "product.product", json!([["code", "in", missing]]), json!(["code"]), &self.context())?;
        for code in missing {
            let mut products = found.iter().filter(|row| text(row, "code") == code).filter_map(|row| id(row, "id"));
            let known = match (products.next(), products.next()) {
                (Some(product), None) => self.item_of(rpc, code, product)?,
                (None, _) => Err(no(Code::ItemRefused, format!("there is no active product {code}"))),
                (Some(_), Some(_)) => Err(no(Code::ItemRefused, format!("two products have the code {code}"))),
            };
            self.items.insert(code.to_owned(), known);
        }
        Ok(())
    }

    fn item_of(&self, rpc: &mut Rpc, code: &str, product: i64) -> Result<Result<Item, Refusal>, ErpError> {
        let values = json!({
            "product": product, "type": "line", "invoice_type": "out", "company": self.company, "quantity": 1,
        });
        let proposed = rpc.read("model.account.invoice.line.on_change_product", json!([values, self.context()]))?;
        Ok(match (id(&proposed, "unit"), id(&proposed, "account")) {
            (Some(unit), Some(account)) => Ok(Item { id: product, unit, account }),
            (None, _) => Err(no(Code::ItemRefused, format!("product {code} has no unit"))),
            (_, None) => Err(no(Code::ItemRefused, format!("product {code} has no revenue account"))),
        })
    }

    /// Asks for the accounts of these codes that are not known yet.
    pub fn ask_accounts(&mut self, rpc: &mut Rpc, codes: &BTreeSet<&str>) -> Result<(), ErpError> {
        let missing: Vec<&str> = codes.iter().copied().filter(|c| !self.accounts.contains_key(*c)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let domain = json!([["code", "in", missing], ["company", "=", self.company]]);
        let found = rows(rpc, "account.account", domain, json!(["code"]), &self.context())?;
        for code in missing {
            let mut of_code = found.iter().filter(|row| text(row, "code") == code).filter_map(|row| id(row, "id"));
            let known = match (of_code.next(), of_code.next()) {
                (Some(account), None) => Ok(account),
                (None, _) => Err(no(Code::ItemRefused, format!("there is no active account {code}"))),
                (Some(_), Some(_)) => Err(no(Code::ItemRefused, format!("two accounts have the code {code}"))),
            };
            self.accounts.insert(code.to_owned(), known);
        }
        Ok(())
    }

    /// Asks for the values of dimensions, by dimension and value, that are not known yet. An axis goes by its name, in any case;
    /// an account below it by its code, and where it has none by its name.
    pub fn ask_dimensions(&mut self, rpc: &mut Rpc, wanted: &BTreeSet<(&String, &String)>) -> Result<(), ErpError> {
        let key = |(name, value): &(&String, &String)| ((*name).clone(), (*value).clone());
        let missing: Vec<(String, String)> =
            wanted.iter().map(key).filter(|k| !self.dimensions.contains_key(k)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let domain = json!([["company", "=", self.company]]);
        let found =
            rows(rpc, "analytic_account.account", domain, json!(["name", "code", "type", "root"]), &self.context())?;
        for (name, value) in missing {
            let axis = |row: &&Value| text(row, "type") == "root" && same_name(text(row, "name"), &name);
            let mut axes = found.iter().filter(axis).filter_map(|row| id(row, "id"));
            let known = match (axes.next(), axes.next()) {
                (Some(root), None) => below(&found, root, &name, &value),
                (None, _) => Err(no(Code::DimensionRefused, format!("there is no axis `{name}` of analytic accounts"))),
                (Some(_), Some(_)) => {
                    Err(no(Code::DimensionRefused, format!("two axes of analytic accounts are called `{name}`")))
                }
            };
            self.dimensions.insert((name, value), known);
        }
        Ok(())
    }

    /// An account that was asked for.
    pub fn account(&self, code: &str) -> Result<i64, Refusal> {
        let unknown = || no(Code::ItemRefused, format!("there is no active account {code}"));
        self.accounts.get(code).ok_or_else(unknown)?.clone()
    }

    /// The value of a dimension that was asked for.
    pub fn dimension(&self, name: &str, value: &str) -> Result<Analytic, Refusal> {
        let unknown = || no(Code::DimensionRefused, format!("there is no {name} `{value}`"));
        self.dimensions.get(&(name.to_owned(), value.to_owned())).ok_or_else(unknown)?.clone()
    }

    /// A party that was asked for.
    pub fn party(&self, code: &str) -> Result<&Party, Refusal> {
        let unknown = || no(Code::PartyRefused, format!("there is no active party {code}"));
        self.parties.get(code).ok_or_else(unknown)?.as_ref().map_err(Clone::clone)
    }

    /// The tax of a name on a day. Two of one name are refused: which of them is meant, nobody here can say.
    pub fn tax(&self, name: &str, day: NaiveDate) -> Result<&Tax, Refusal> {
        let all =
            self.taxes.get(name).ok_or_else(|| no(Code::TaxRefused, format!("there is no tax `{name}` for sales")))?;
        let mut in_force = all.iter().filter(|tax| tax.is_in_force(day));
        match (in_force.next(), in_force.next()) {
            (Some(tax), None) => Ok(tax),
            (None, _) => Err(no(Code::TaxRefused, format!("the tax `{name}` is not in force on {day}"))),
            (Some(_), Some(_)) => Err(no(Code::TaxRefused, format!("two taxes have the name `{name}`"))),
        }
    }

    /// The payment terms of a name. Two of one name are refused.
    pub fn term(&self, name: &str) -> Result<i64, Refusal> {
        match self.terms.get(name).map_or(&[][..], Vec::as_slice) {
            [one] => Ok(*one),
            [] => Err(no(
                Code::TermsRefused,
                format!("there are no payment terms `{name}`; [erp.terms] can map ours to theirs"),
            )),
            _ => Err(no(Code::TermsRefused, format!("two payment terms have the name `{name}`"))),
        }
    }

    /// A product that was asked for.
    pub fn item(&self, code: &str) -> Result<&Item, Refusal> {
        let unknown = || no(Code::ItemRefused, format!("there is no active product {code}"));
        self.items.get(code).ok_or_else(unknown)?.as_ref().map_err(Clone::clone)
    }
}

/// An analytic account of an axis.
fn below(found: &[Value], root: i64, name: &str, value: &str) -> Result<Analytic, Refusal> {
    let own = |row: &&Value| id(row, "root") == Some(root) && text(row, "type") != "root" && called(row) == value;
    let mut own = found.iter().filter(own).filter_map(|row| id(row, "id"));
    match (own.next(), own.next()) {
        (Some(account), None) => Ok(Analytic { root, account }),
        (None, _) => {
            Err(no(Code::DimensionRefused, format!("there is no {name} `{value}` among the analytic accounts")))
        }
        (Some(_), Some(_)) => {
            Err(no(Code::DimensionRefused, format!("two analytic accounts of {name} are called `{value}`")))
        }
    }
}

/// What an analytic account is called: its code, and where it has none its name.
pub(super) fn called(row: &Value) -> &str {
    let code = text(row, "code");
    if code.is_empty() { text(row, "name") } else { code }
}

/// Is an axis the dimension of this name?
pub(super) fn same_name(axis: &str, dimension: &str) -> bool {
    axis.trim().to_lowercase() == dimension.trim().to_lowercase()
}

/// A refusal.
pub(super) fn no(code: Code, message: String) -> Refusal {
    Refusal { code, message }
}
