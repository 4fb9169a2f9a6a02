//! Receivables: everything that customers were billed at an ERP, and the list of what was billed elsewhere that is made of it.

use linehaul_domain::cutover::BilledList;
use linehaul_domain::fault::Code;
use linehaul_domain::time::NaiveDate;

use crate::billed_list;
use crate::erp::{Erp, ErpError, Receivable};

/// Everything that an ERP lists; `None` where it lists nothing of that. `tell` is told how much was read, and may stop.
pub fn all(erp: &mut dyn Erp, tell: &mut dyn FnMut(usize) -> bool) -> Result<Option<Vec<Receivable>>, ErpError> {
    let (mut found, mut from): (Vec<Receivable>, Option<String>) = (Vec::new(), None);
    loop {
        let Some(page) = erp.receivables(from.as_deref())? else { return Ok(None) };
        found.extend(page.items);
        if !tell(found.len()) {
            let message = "stopped while the ERP's list was read".to_owned();
            return Err(ErpError::NotAsked { code: Code::Stopped, message });
        }
        match page.next {
            None => return Ok(Some(found)),
            same if same == from => {
                return Err(ErpError::Broken { message: "its list does not go on after a page".to_owned() });
            }
            next => from = next,
        }
    }
}

/// The columns of the list as it is kept.
const COLUMNS: &[&str] =
    &["reference", "mentions", "invoice", "amount", "currency", "party", "date", "due", "open", "paid on"];

/// The list of what was billed elsewhere, as text with a header, and as it is read: what bears a number that `ours` knows was
/// billed by this book. Words where something in it is not clear.
pub fn list_of(items: &[Receivable], ours: impl Fn(&Receivable) -> bool) -> Result<(BilledList, Vec<u8>), Vec<String>> {
    let mut text = COLUMNS.join(",") + "\n";
    for item in items.iter().filter(|item| !ours(item)) {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let Naming { named, mentioned } = naming(item);
        let cells = [
            named.join(" ; "),
            mentioned.join(" ; "),
            item.number.clone(),
            item.amount.to_string(),
            item.currency.to_string(),
            item.party.clone(),
            day(item.date),
            day(item.due),
            item.open.to_string(),
            day(item.paid_on),
        ];
        text.push_str(&cells.map(|cell| quoted(&cell)).join(","));
        text.push('\n');
    }
    let bytes = text.into_bytes();
    billed_list::read(&bytes).map(|list| (list, bytes))
}

fn quoted(cell: &str) -> String {
    let plain = cell.replace(|c: char| c.is_control(), " ");
    format!("\"{}\"", plain.replace('"', "\"\""))
}

/// A shorter word with a digit is an amount of something, and no number of a load.
const SHORTEST: usize = 4;

/// Words behind which a number is that of a load or of its papers.
const LABELS: &[&str] =
    &["LOAD", "PRO", "BOL", "LADING", "SHIPMENT", "ORDER", "TRIP", "REF", "REFERENCE", "FREIGHTBILL"];

/// By what an item names loads.
#[derive(Debug, Default, PartialEq, Eq)]
struct Naming {
    /// Its number, its reference, words of its reference that have a digit, and of its description those that say what they are:
    /// behind a label, or with letters in them.
    named: Vec<String>,
    /// Numbers of its description that may be anything: a ZIP code, a weight.
    mentioned: Vec<String>,
}

/// A word that is no number of a load names none.
fn naming(item: &Receivable) -> Naming {
    let mut naming = Naming::default();
    item.reference.split([';', ',', '|', '\n']).for_each(|text| add(&mut naming.named, text));
    add(&mut naming.named, &item.number);
    for (text, is_reference) in [(&item.reference, true), (&item.description, false)] {
        let between = |c: char| c.is_whitespace() || ";,|()[]{}\"'".contains(c);
        let mut before = String::new();
        for word in text.split(between).filter(|word| !word.is_empty()) {
            let parts = word.split_once([':', '#', '=']);
            let label = parts.map_or(before.as_str(), |(label, _)| label).trim_end_matches([':', '#', '=', '.']);
            let is_labelled = is_reference || LABELS.contains(&label.to_uppercase().as_str());
            for word in [Some(word), parts.map(|(_, behind)| behind)].into_iter().flatten() {
                let word = word.trim_matches(|c: char| !c.is_alphanumeric());
                if word.chars().count() < SHORTEST || !word.chars().any(|c| c.is_ascii_digit()) {
                    continue;
                }
                let is_bare = !word.chars().any(char::is_alphabetic);
                add(if is_labelled || !is_bare { &mut naming.named } else { &mut naming.mentioned }, word);
            }
            // A number sign that stands alone is none.
            if word.chars().any(char::is_alphanumeric) {
                word.clone_into(&mut before);
            }
        }
    }
    naming
}

fn add(to: &mut Vec<String>, text: &str) {
    let text = text.trim();
    if !text.is_empty() && !to.iter().any(|known| known == text) {
        to.push(text.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use linehaul_domain::Decimal;
    use linehaul_domain::money::Currency;

    use super::*;

    fn item(reference: &str, description: &str) -> Receivable {
        Receivable {
            id: "1".to_owned(),
            number: "INV-9".to_owned(),
            made_as: reference.to_owned(),
            reference: reference.to_owned(),
            description: description.to_owned(),
            party: "ACME".to_owned(),
            date: None,
            due: None,
            amount: Decimal::from(100),
            currency: Currency::USD,
            open: Decimal::ZERO,
            paid_on: None,
        }
    }

    #[test]
    fn an_item_names_loads_by_its_reference_and_the_numbers_in_its_words() {
        let named = |reference, description| naming(&item(reference, description)).named;
        assert_eq!(named("L-10421", ""), ["L-10421", "INV-9"]);
        assert_eq!(
            named("PRO 77812", "Load: L-10421, 22 pallets (BOL#B-9001)"),
            ["PRO 77812", "INV-9", "77812", "L-10421", "BOL#B-9001", "B-9001"].map(str::to_owned).to_vec()
        );
        assert_eq!(named("", "January, 3 loads"), ["INV-9"]);
        assert_eq!(named("", "Load: 10421, order # 5512"), ["INV-9", "10421", "5512"]);
        let naming = naming(&item("", "Dallas TX to Chicago 60601, 42000 lbs"));
        assert_eq!(
            (naming.named, naming.mentioned),
            (vec!["INV-9".to_owned()], vec!["60601".to_owned(), "42000".to_owned()])
        );
    }

    #[test]
    fn a_list_is_read_as_one_from_a_file_is_and_leaves_out_what_is_ours() {
        let (first, mine) = (item("L-1;L-2", "say \"hi\""), item("PSL-A-000001-G1", ""));
        let (list, bytes) = list_of(&[first, mine], |item| item.made_as.starts_with("PSL-A-")).expect("a list");
        assert_eq!(list.lines.len(), 1);
        let numbers: Vec<&str> = list.lines[0].named.iter().map(|named| named.number.as_str()).collect();
        assert_eq!(numbers, ["L-1", "L-2", "INV-9"]);
        assert_eq!((list.lines[0].invoice.as_deref(), list.lines[0].amount), (Some("INV-9"), Some(Decimal::from(100))));
        assert_eq!(billed_list::read(&bytes), Ok(list));
        assert!(list_of(&[], |_| false).is_err(), "a list without a line is none");
    }
}
