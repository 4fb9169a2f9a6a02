//! Lists of what is invoiced already, as other systems and people write them.

use linehaul_connectors::billed_list::{amount, amount_in, read};
use linehaul_domain::cutover::Names;
use linehaul_domain::money::Currency;

fn faults(text: &str) -> String {
    read(text.as_bytes()).expect_err("it is not clear").join("; ")
}

#[test]
fn amounts_are_read_as_people_write_them() {
    for (text, value, currency) in [
        ("$1,125.00", "1125", None),
        ("1125", "1125", None),
        ("39,220", "39220", None),
        ("USD 1,125.50", "1125.5", Some(Currency::USD)),
        ("1,125.50 CAD", "1125.5", Some(Currency::CAD)),
        ("US$ 12.00", "12", Some(Currency::USD)),
        ("CA$12.00", "12", Some(Currency::CAD)),
        ("($50.00)", "-50", None),
        ("-$50.00", "-50", None),
        ("$-50.00", "-50", None),
        ("50.00-", "-50", None),
        ("CAD $12.00", "12", Some(Currency::CAD)),
        ("€12.00", "12", "EUR".parse().ok()),
        (".50", "0.5", None),
        ("0", "0", None),
    ] {
        let (read, said) = amount(text).unwrap_or_else(|why| panic!("{text}: {why}"));
        assert_eq!((read.normalize().to_string().as_str(), said), (value, currency), "{text}");
    }
    for text in [
        "",
        "1.125,00",
        "1125,00",
        "1,12",
        "12,34,567.00",
        "1 125.00",
        "--5",
        "(-5)",
        "USD 5 CAD",
        "five",
        "1e5",
        "5%",
        "EUR $5",
        "€$5",
    ] {
        assert!(amount(text).is_err(), "{text} is not clear: {:?}", amount(text));
    }
}

#[test]
fn a_sign_is_that_of_its_currency() {
    let of = |text, currency: &str| amount_in(text, currency.parse().expect("a currency"));
    assert_eq!(of("$5", "CAD").expect("clear").1, Currency::CAD);
    assert_eq!(of("USD 5", "CAD").expect("clear").1, Currency::USD, "what it says of itself");
    assert!(of("$5", "EUR").expect_err("no euros").contains("its currency is EUR"));
    let all = faults("Load,Amount,Currency\n1,$5,EUR\n2,$5,CAD\n3,£5,USD\n");
    assert!(all.contains("line 2: ") && !all.contains("line 3: ") && all.contains("line 4: "), "{all}");
}

#[test]
fn columns_are_found_by_their_usual_names() {
    let list = read(
        b"Invoice #,Load #,Customer,PRO Number,Invoice Amount\nA-1,10421,Acme,P 7,\"$1,125.00\"\nA-2,10422,Acme,,\n",
    );
    let list = list.expect("it is clear");
    let columns: Vec<(&str, &str)> =
        list.columns.iter().map(|(ours, theirs)| (ours.as_str(), theirs.as_str())).collect();
    let found = [("amount", "Invoice Amount"), ("invoice", "Invoice #"), ("load", "Load #"), ("pro", "PRO Number")];
    assert_eq!((columns.as_slice(), list.not_read.as_slice()), (found.as_slice(), ["Customer".to_owned()].as_slice()));
    let [first, second] = list.lines.as_slice() else { panic!("two lines: {list:?}") };
    assert_eq!(first.words(), "load 10421, PRO P 7");
    assert_eq!((first.line, first.invoice.as_deref(), second.amount), (2, Some("A-1"), None));
    let several = read(b"Load No.;Total\n10421, 10422;50.00\n").expect("it is clear");
    let named: Vec<_> = several.lines[0].named.iter().map(|n| (n.names, n.number.as_str())).collect();
    assert_eq!(named, [(Names::Load, "10421"), (Names::Load, "10422")]);
}

#[test]
fn what_is_not_clear_is_told_whole_and_nothing_is_taken() {
    assert!(faults("Invoice,Amount\nA-1,5\n").contains("no column names a load"), "an invoice alone names none");
    assert!(faults("Lod Number,Amount\n1,5\n").contains("is `Lod Number` the loadnumber?"));
    assert!(
        faults("Load,Load ID\n1,2\n").contains("which of the columns `Load` and `Load ID` is the load is not clear")
    );
    assert!(faults("Load,Amount,Invoice Total\n1,2,3\n").contains("is the amount is not clear"));
    let all = faults("Load,Amount,Currency\n1,1.125,\n2,\"1.125,00\",\n3,5,EURO\n4,USD 5,CAD\n5\n");
    for told in [
        "line 2: `1.125` is finer",
        "line 3: `1.125,00` is no amount",
        "line 4: ",
        "line 5: its amount",
        "line 6: the row",
    ] {
        assert!(all.contains(told), "{told}: {all}");
    }
    assert!(faults("Load,Amount\n").contains("no line"));
    assert!(faults("").contains("empty"));
    let many = (0..100).fold("Load,Amount\n".to_owned(), |text, n| format!("{text}{n},x\n"));
    assert_eq!(read(many.as_bytes()).expect_err("faults").last().map(String::as_str), Some("and 80 more"));
}

#[test]
fn a_workbook_is_read_as_its_rows_are() {
    let book =
        crate::sheet_of(&[&["Load #", "Invoice No", "Amount"], &["10421", "A-17", "1125.00"], &["10422", "", ""]]);
    let list = read(&book).expect("a list");
    assert_eq!((list.lines.len(), list.columns["load"].as_str()), (2, "Load #"));
    assert_eq!((list.lines[0].line, list.lines[0].invoice.as_deref()), (2, Some("A-17")));
    assert_eq!(list.lines[0].amount, "1125.00".parse().ok());
}
