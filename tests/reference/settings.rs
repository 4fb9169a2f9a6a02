//! The page of `linehaul.toml`, of the types that read it: `docs/configuration.md`. What it says of defaults is held to what counts.

use std::fmt::Write;

use linehaul_connectors::{erp, source};
use linehaul_domain::declared::{Declared, Key, untrue};
use linehaul_domain::posting::{Dimension, PostingRule};
use linehaul_domain::printed::NumberTemplate;
use linehaul_workbench::settings::config::{
    Business, Config, CustomerSettings, Limits, PublishLimits, Reasons, Source, Unattended, User,
};
use linehaul_workbench::settings::erp_settings::ErpSettings;
use linehaul_workbench::settings::master_data::MasterData;
use linehaul_workbench::settings::tables::{Publication, TableSource};
use serde_json::json;

/// A table of the page.
struct Table {
    /// As it is headed in the file.
    head: String,
    /// What it is for.
    says: &'static str,
    keys: Vec<&'static Key>,
}

fn table<T: Declared>(head: &str, says: &'static str) -> Table {
    Table { head: head.to_owned(), says, keys: T::KEYS.iter().collect() }
}

/// Each table in the order of the page. One that the whole configuration names and that is not here fails below.
fn all() -> Vec<Table> {
    let mut all = vec![
        table::<Business>("[business]", "The business. It must be there."),
        table::<User>("[[user]]", "Who works here, a table for each: [people](people.md)."),
        table::<Source>(
            "[[source]]",
            "Where facts come from, a table for each; the first one names the loads. What its kind wants to know stands in it too. \
             `[source.columns.loads]` has their header = our column, and so for `stops`, `events`, `documents`, `customers`.",
        ),
    ];
    for kind in source::KINDS {
        let head = format!("[[source]] with kind = \"{}\"", kind.name);
        all.push(Table { head, says: "Beside the keys of every source.", keys: kind.keys.iter().collect() });
        for (name, keys) in kind.tables {
            let head = format!("[source.{name}]");
            all.push(Table { head, says: "In place of a folder's name.", keys: keys.iter().collect() });
        }
    }
    all.push(table::<ErpSettings>(
        "[erp]",
        "Which ERP, and what our charges are called there. What its kind wants to know stands in it too. It must be there.",
    ));
    for kind in erp::KINDS.iter().filter(|kind| kind.keys().next().is_some()) {
        let head = format!("[erp] with kind = \"{}\"", kind.name);
        all.push(Table { head, says: "Beside the keys of every ERP.", keys: kind.keys().collect() });
    }
    all.extend([
        table::<MasterData>("[erp.master_data]", "Customers from the ERP: [master data](connectors/master-data.md)."),
        table::<PostingRule>(
            "[[erp.posting]]",
            "Conditions, and what lines that fit all of them are posted as; the rule with the most conditions decides.",
        ),
        table::<Dimension>("[erp.dimensions.NAME]", "A dimension of lines; `NAME = \"load.mode\"` is short for one that is demanded."),
        Table {
            head: "[[table]]".to_owned(),
            says: "A table of `rules/tables` that is fetched, a table for each.",
            keys: TableSource::KEYS.iter().chain(Publication::KEYS).collect(),
        },
        table::<Publication>("[table.second]", "Another publication of the same, with which the first is compared."),
        table::<CustomerSettings>("[customers.ID]", "What is set of one customer."),
        table::<NumberTemplate>("[printed_number.ENTITY]", "Numbers that customers see, by legal entity; `\"*\"` is for all others."),
        table::<Limits>(
            "[limits]",
            "What the adjustments of a load may come to, both ways added up, and how far off dispatch's total one may accept, by role; in the invoice's currency.",
        ),
        table::<Reasons>("[reasons]", "Which reasons may be given, word for word; more may stand behind a colon."),
        table::<PublishLimits>("[publish]", "Above which effect a contract takes two persons."),
        table::<Unattended>("[unattended]", "What is done while nobody asks: [unattended](unattended.md)."),
    ]);
    all
}

/// What may stand at a key, by its type. A type that is not here fails: it has to be said.
fn value(key: &Key) -> &'static str {
    let kind = key.kind();
    let kind = kind.strip_prefix("Option<").and_then(|kind| kind.strip_suffix('>')).unwrap_or(&kind);
    match kind {
        "String" | "LegalEntityId" | "ChargeCode" => "text",
        "bool" => "`true` or `false`",
        "u32" | "u64" => "number",
        "Vec<String>" => "list of texts",
        "Tz" => "zone of IANA",
        "Currency" => "code of ISO 4217",
        "NaiveDate" => "day, `2025-03-07`",
        "InvoiceDate" => "`\"drafting\"` or `\"delivery\"`",
        "ReadEvery" => "`\"sync\"`, `\"hourly\"`, `\"daily\"`, `\"asked\"`",
        "Access" => "`\"bearer\"`, `\"basic\"`, `\"none\"`",
        "BusinessLine" => "`\"asset\"`, `\"brokerage\"`, `\"dedicated\"`",
        "Vec<Role>" => "list of roles",
        "LoadField" => "field, `load.mode`",
        "serde_json::Value" => "text or table",
        "MasterData" => "`true`, `false` or table",
        "BTreeMap<String,String>" => "table of texts",
        "BTreeMap<String,OneOrMore>" => "table of texts or lists",
        "BTreeMap<String,BTreeMap<String,String>>" => "tables of texts, by kind of file",
        "BTreeMap<String,CompleteText>" => "`true`, `\"open\"`, `\"30 days\"` by pattern of names",
        "BTreeMap<String,BusinessLine>" => "table of business lines",
        other if other.starts_with("BTreeMap<") || other.starts_with("Vec<") => "tables",
        "Business" | "ErpSettings" | "Publication" | "PublishLimits" | "Limits" | "Reasons" | "Unattended" => "table",
        other => panic!("{}: say what a {other} is", key.name()),
    }
}

/// What may stand at a key of a table.
fn value_in(head: &str, key: &Key) -> String {
    let kinds: Vec<&str> = match (head, key.name()) {
        ("[[source]]", "kind") => source::KINDS.iter().map(|kind| kind.name).collect(),
        ("[erp]", "kind") => erp::KINDS.iter().map(|kind| kind.name).collect(),
        _ => return value(key).to_owned(),
    };
    kinds.iter().map(|kind| format!("`\"{kind}\"`")).collect::<Vec<_>>().join(", ")
}

fn page() -> String {
    let mut page = String::from(
        "# Configuration\n\nEvery key of `linehaul.toml`, written from the types that read it. A key that nobody knows is refused with its line \
         (LH-102), a value that makes no sense with its reason (LH-103); nothing is read and nothing is billed until it is mended. A key in \
         **bold** must be there. Amounts are texts: `\"25.00\"`. `linehaul init` writes a file that explains itself; what the file allows is \
         [kept in the book](people.md#what-the-book-keeps-of-this).\n",
    );
    for Table { head, says, keys } in all() {
        let _ = write!(page, "\n## `{head}`\n\n{says}\n\n| key | value | default | meaning |\n|---|---|---|---|\n");
        for key in keys.into_iter().filter(|key| key.is_written()) {
            let name = if key.is_optional() { format!("`{}`", key.name()) } else { format!("**`{}`**", key.name()) };
            let nothing = if key.is_optional() { "none" } else { "" };
            let default = key.default().unwrap_or(nothing).replace("`\"\"`", "");
            let meaning = key.meaning().replace('|', "\\|");
            let _ = writeln!(page, "| {name} | {} | {default} | {meaning} |", value_in(&head, key));
        }
    }
    let tables = "\n## `[owners]`\n\nWho acts on a hold, by its code; `\"*\"` is for the rest. The codes: [holds](holds.md). Without it whoever the code names acts.\n";
    page.push_str(tables);
    page
}

#[test]
fn the_page_of_settings_is_what_the_types_say() {
    crate::stands("configuration.md", &page());
}

#[test]
fn no_table_of_the_settings_is_left_out() {
    let page = page();
    for key in Config::KEYS.iter().filter(|key| key.is_written()) {
        let (plain, many, each) =
            (format!("## `[{}]`", key.name()), format!("## `[[{}]]`", key.name()), format!("## `[{}.", key.name()));
        assert!([plain, many, each].iter().any(|head| page.contains(head)), "{} has no table", key.name());
    }
}

#[test]
fn what_is_told_of_keys_and_defaults_is_so() {
    let business = json!({"name": "K", "zone": "America/Chicago", "invoice_prefix": "K", "desk": "A"});
    let erp = json!({"kind": "file"});
    let wrong = [
        ("[business]", untrue::<Business>(&business)),
        ("everything", untrue::<Config>(&json!({"business": business, "erp": erp}))),
        ("[[user]]", untrue::<User>(&json!({"name": "kim", "accounts": ["kim"], "roles": ["biller"]}))),
        ("[[source]]", untrue::<Source>(&json!({"name": "dispatch", "kind": "csv-drop", "folder": "drop"}))),
        ("[erp]", untrue::<ErpSettings>(&erp)),
        ("[erp.master_data]", untrue::<MasterData>(&json!({}))),
        ("[[erp.posting]]", untrue::<PostingRule>(&json!({}))),
        ("[erp.dimensions]", untrue::<Dimension>(&json!({"field": "load.mode"}))),
        ("[[table]]", untrue::<TableSource>(&json!({"name": "eia_us", "from": "eia.csv", "layout": "eia-csv"}))),
        ("[table.second]", untrue::<Publication>(&json!({"from": "eia.csv", "layout": "eia-csv"}))),
        ("[customers.ID]", untrue::<CustomerSettings>(&json!({}))),
        ("[printed_number]", untrue::<NumberTemplate>(&json!({"template": "{pro}"}))),
        ("[limits]", untrue::<Limits>(&json!({}))),
        ("[reasons]", untrue::<Reasons>(&json!({}))),
        ("[publish]", untrue::<PublishLimits>(&json!({}))),
        ("[unattended]", untrue::<Unattended>(&json!({}))),
    ];
    for (table, wrong) in wrong {
        assert!(wrong.is_empty(), "{table}\n{}", wrong.join("\n"));
    }
}
