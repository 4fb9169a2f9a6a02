//! Tables that are fetched: what is published becomes rows of `rules/tables`, and nothing that is there changes by itself. The server is
//! real, on loopback, and hands out what a test says.
//!
//! Planted once and seen red: the row of a day on which two publications differ; a question answered by one of the two falling silent; a
//! row that is there added again; a jump that is used; a table written over that somebody edited.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex};

use linehaul_domain::ids::TableName;
use linehaul_domain::table::TableBody;
use linehaul_domain::time::NaiveDate;
use linehaul_workbench::intake::sources::sources;
use linehaul_workbench::intake::sync::sync;
use linehaul_workbench::intake::take::SourceReport;
use linehaul_workbench::intake::trouble::Trouble;
use linehaul_workbench::upkeep::doctor::doctor;
use linehaul_workbench::upkeep::unattended::{Wants, round, were_told};
use linehaul_workbench::workspace::home::Workbench;

use super::source::opened;

/// What is handed out, by path; what is not there is a 404.
type Pages = Arc<Mutex<BTreeMap<String, String>>>;

/// Where it stands how often it was answered that nothing changed: a point for each.
const UNCHANGED: &str = "unchanged";

fn serve() -> (String, Pages) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let pages = Pages::default();
    let shared = pages.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let (mut asked, mut bytes) = (Vec::new(), [0; 1024]);
            while !asked.windows(4).any(|end| end == b"\r\n\r\n") {
                match stream.read(&mut bytes) {
                    Ok(count) if count > 0 => asked.extend_from_slice(&bytes[..count]),
                    _ => break,
                }
            }
            let asked = String::from_utf8_lossy(&asked).into_owned();
            let path = asked.split(' ').nth(1).unwrap_or_default().to_owned();
            let page = shared.lock().expect("pages").get(&path).cloned();
            let mark = |page: &String| format!("\"{}-{}\"", page.len(), page.bytes().map(u64::from).sum::<u64>());
            let known = page.as_ref().is_some_and(|page| asked.contains(&format!("if-none-match: {}\r\n", mark(page))));
            let etag = page.as_ref().map(|page| format!("etag: {}\r\n", mark(page))).unwrap_or_default();
            let (status, body) = match page {
                None => ("404 Not Found", String::new()),
                Some(_) if known => ("304 Not Modified", String::new()),
                Some(page) => ("200 OK", page),
            };
            if known {
                shared.lock().expect("pages").entry(UNCHANGED.to_owned()).or_default().push('.');
            }
            let length = body.len();
            // Whoever asked may be gone.
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\n{etag}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
            );
        }
    });
    (address, pages)
}

fn put(pages: &Pages, path: &str, page: &str) {
    pages.lock().expect("pages").insert(path.to_owned(), page.to_owned());
}

fn eia(rows: &[(&str, &str)]) -> String {
    let rows: Vec<String> = rows.iter().map(|(week, price)| format!("{week},{price}\n")).collect();
    format!("week_monday,usd_per_gallon\n{}", rows.concat())
}

fn fred(rows: &[(&str, &str)]) -> String {
    eia(rows).replace("week_monday,usd_per_gallon", "observation_date,GASDESW")
}

const TABLE: &str = "# kind: index\n# source: EIA\n# licence: public domain\n# a remark of ours\nmonday,price\n2025-02-17,3.677\n2025-02-24,3.697\n";

/// A workspace of which today is 7 March 2025, with a `[[table]]`.
fn workspace(table: &str) -> tempfile::TempDir {
    let folder = super::source::workspace();
    std::fs::create_dir_all(folder.path().join("rules/tables")).expect("a folder");
    std::fs::write(folder.path().join("rules/tables/eia_us.csv"), TABLE).expect("written");
    set(folder.path(), table);
    folder
}

fn set(folder: &Path, table: &str) {
    let path = folder.join("linehaul.toml");
    let text = std::fs::read_to_string(&path).expect("settings");
    let own = text.split("[[table]]").next().unwrap_or_default();
    std::fs::write(&path, format!("{own}{table}")).expect("written");
}

fn eia_us(address: &str, more: &str) -> String {
    format!("[[table]]\nname = \"eia_us\"\nlayout = \"eia-csv\"\nfrom = \"{address}/eia.csv\"\n{more}\n")
}

fn with_second(address: &str) -> String {
    eia_us(address, &format!("second = {{ layout = \"eia-csv\", from = \"{address}/fred.csv\" }}"))
}

fn fetch(bench: &mut Workbench) -> SourceReport {
    let synced = sync(bench, &["eia_us".to_owned()], &mut |_, _, _| true).expect("synced");
    synced.sources.into_iter().find(|report| report.name == "eia_us").expect("it was asked for")
}

fn codes(report: &SourceReport) -> Vec<String> {
    report.notes.iter().map(|note| note.split(' ').next().unwrap_or_default().to_owned()).collect()
}

fn text(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("rules/tables/eia_us.csv")).expect("a table")
}

fn price(bench: &Workbench, monday: &str) -> Option<String> {
    let TableBody::Index { prices } = &bench.library.tables.get(&TableName::from("eia_us"))?.body else { return None };
    prices.get(&monday.parse::<NaiveDate>().expect("a day")).map(ToString::to_string)
}

fn question(bench: &Workbench) -> Option<String> {
    bench.library.tables.get(&TableName::from("eia_us"))?.asks.first().map(|ask| ask.question.clone())
}

#[test]
fn what_is_as_it_was_is_not_sent_again_and_is_read_all_the_same() {
    let (address, pages) = serve();
    let weeks = [("2025-02-17", "3.677"), ("2025-02-24", "3.697"), ("2025-03-03", "3.635")];
    put(&pages, "/eia.csv", &eia(&weeks));
    let unchanged = || pages.lock().expect("pages").get(UNCHANGED).cloned().unwrap_or_default();
    let folder = workspace(&eia_us(&address, ""));
    let mut bench = opened(folder.path());
    assert_eq!((fetch(&mut bench).new, unchanged().as_str()), (1, ""));
    let report = fetch(&mut bench);
    assert_eq!((report.read, report.new, report.duplicate), (3, 0, 3), "{report:?}");
    assert!(report.error.is_none(), "{report:?}");
    assert_eq!(unchanged(), ".", "its server was told what is known");
    // Whatever became of the table meanwhile, what was had is compared with it.
    std::fs::write(folder.path().join("rules/tables/eia_us.csv"), TABLE).expect("written");
    assert_eq!((fetch(&mut bench).new, unchanged().as_str()), (1, ".."));
    assert_eq!(text(folder.path()), format!("{TABLE}2025-03-03,3.635\n"));
    // Another address is another text, and so is one that changed.
    put(&pages, "/other.csv", &eia(&weeks));
    set(folder.path(), &eia_us(&address, "").replace("/eia.csv", "/other.csv"));
    drop(bench);
    let mut bench = opened(folder.path());
    assert_eq!((fetch(&mut bench).duplicate, unchanged().as_str()), (3, ".."));
    put(&pages, "/other.csv", &eia(&[weeks[0], weeks[1], weeks[2], ("2025-03-10", "3.582")]));
    assert_eq!((fetch(&mut bench).read, unchanged().as_str()), (4, ".."));
    // What the archive lost is asked for as a whole.
    assert_eq!((fetch(&mut bench).read, unchanged().as_str()), (4, "..."));
    let had = bench.archive.lines().expect("lists").pop().expect("a line").delivery.hash;
    let gone =
        walk(&folder.path().join("archive")).into_iter().find(|path| path.to_string_lossy().contains(&had.0[2..]));
    std::fs::remove_file(gone.expect("its content")).expect("removed");
    assert_eq!((fetch(&mut bench).read, unchanged().as_str()), (4, "..."));
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[test]
fn next_weeks_price_comes_by_itself_and_is_kept() {
    let (address, pages) = serve();
    put(&pages, "/eia.csv", &eia(&[("2025-02-17", "3.677"), ("2025-02-24", "3.697"), ("2025-03-03", "3.635")]));
    let folder = workspace(&eia_us(&address, ""));
    let mut bench = opened(folder.path());
    let report = fetch(&mut bench);
    assert_eq!((report.read, report.new, report.duplicate), (3, 1, 2), "{report:?}");
    assert_eq!(codes(&report), Vec::<String>::new(), "{report:?}");
    assert_eq!(text(folder.path()), format!("{TABLE}2025-03-03,3.635\n"));
    assert_eq!(price(&bench, "2025-03-03").as_deref(), Some("3.635"), "it is in force");
    let kept = bench.archive.lines().expect("lists").pop().expect("a line").delivery;
    assert_eq!(
        (kept.kind.as_str(), kept.file, kept.reader),
        ("table", format!("{address}/eia.csv"), Some("eia-csv".into()))
    );
    assert!(String::from_utf8_lossy(&bench.archive.get(&kept.hash).expect("kept")).contains("2025-03-03,3.635"));
    let again = fetch(&mut bench);
    assert_eq!((again.new, bench.archive.lines().expect("lists").len()), (0, 1), "what is known is kept once");
    let told = sources(&bench).expect("told").pop().expect("a table");
    assert_eq!((told.name.as_str(), told.kind.as_str(), told.health.counts.new), ("eia_us", "table, eia-csv", 0));
    drop(bench);
    for name in ["cache.sqlite", "cache.sqlite-wal", "cache.sqlite-shm"] {
        // The log is there only while somebody has it open.
        let _ = std::fs::remove_file(folder.path().join(name));
    }
    assert_eq!(opened(folder.path()).cache.loads().expect("lists").len(), 0, "no fact is in a table");
}

#[test]
fn of_a_week_on_which_two_sources_differ_nothing_is_used_until_somebody_says() {
    let (address, pages) = serve();
    put(&pages, "/eia.csv", &eia(&[("2025-02-24", "3.697"), ("2025-03-03", "3.635"), ("2025-03-10", "3.582")]));
    put(&pages, "/fred.csv", &fred(&[("2025-02-24", "3.697"), ("2025-03-03", "3.551"), ("2025-03-10", "3.582")]));
    let folder = workspace(&with_second(&address));
    let mut bench = opened(folder.path());
    let report = fetch(&mut bench);
    assert_eq!((report.new, codes(&report)), (1, vec!["LH-262".to_owned()]), "{report:?}");
    assert_eq!((price(&bench, "2025-03-03"), price(&bench, "2025-03-10").as_deref()), (None, Some("3.582")));
    let asked = question(&bench).expect("a question");
    for part in ["says 3.635", "says 3.551", &format!("{address}/eia.csv"), &format!("{address}/fred.csv")] {
        assert!(asked.contains(part), "{part}: {asked}");
    }
    // One of the two that falls silent answers nothing.
    put(&pages, "/fred.csv", &fred(&[("2025-02-24", "3.697"), ("2025-03-10", "3.582")]));
    fetch(&mut bench);
    assert_eq!((price(&bench, "2025-03-03"), question(&bench)), (None, Some(asked)));
    drop(bench);
    set(folder.path(), &format!("{}[table.choose]\n\"2025-03-03\" = \"3.635\"\n", with_second(&address)));
    let mut bench = opened(folder.path());
    let report = fetch(&mut bench);
    assert_eq!((report.new, codes(&report)), (1, Vec::new()), "{report:?}");
    assert_eq!((price(&bench, "2025-03-03").as_deref(), question(&bench)), (Some("3.635"), None));
    assert!(text(folder.path()).ends_with("2025-03-10,3.582\n2025-03-03,3.635\n"), "{}", text(folder.path()));
}

#[test]
fn a_row_in_the_table_answers_the_question() {
    let (address, pages) = serve();
    put(&pages, "/eia.csv", &eia(&[("2025-02-24", "3.697"), ("2025-03-03", "3.635")]));
    put(&pages, "/fred.csv", &fred(&[("2025-02-24", "3.697"), ("2025-03-03", "3.551")]));
    let folder = workspace(&with_second(&address));
    let mut bench = opened(folder.path());
    fetch(&mut bench);
    assert!(question(&bench).is_some());
    let path = folder.path().join("rules/tables/eia_us.csv");
    std::fs::write(&path, format!("{}2025-03-03,3.635\n", text(folder.path()))).expect("written");
    let report = fetch(&mut bench);
    assert_eq!((price(&bench, "2025-03-03").as_deref(), question(&bench)), (Some("3.635"), None));
    assert_eq!(codes(&report), ["LH-262"], "that the second says otherwise is told, and the row stays");
}

#[test]
fn a_week_that_one_source_lacks_waits_and_is_told() {
    let (address, pages) = serve();
    let old = [("2025-02-24", "3.697")];
    put(&pages, "/eia.csv", &eia(&[old[0], ("2025-03-03", "3.635"), ("2025-03-10", "3.582")]));
    put(&pages, "/fred.csv", &fred(&[old[0], ("2025-03-17", "3.549")]));
    let folder = workspace(&with_second(&address));
    let mut bench = opened(folder.path());
    let report = fetch(&mut bench);
    assert_eq!(price(&bench, "2025-03-03").as_deref(), Some("3.635"), "its time is over");
    assert_eq!(price(&bench, "2025-03-10"), None, "it waits for the second");
    assert_eq!(codes(&report), ["LH-265", "LH-265"], "{report:?}");
    assert!(report.notes[0].contains("used uncompared") && report.notes[1].contains("only "), "{report:?}");
}

#[test]
fn a_revised_price_changes_nothing_and_is_told() {
    let (address, pages) = serve();
    put(&pages, "/eia.csv", &eia(&[("2025-02-17", "3.677"), ("2025-02-24", "3.700"), ("2025-03-03", "3.635")]));
    let folder = workspace(&eia_us(&address, ""));
    let mut bench = opened(folder.path());
    let report = fetch(&mut bench);
    assert_eq!((report.new, codes(&report)), (1, vec!["LH-264".to_owned()]));
    assert!(report.notes[0].contains("says 3.7 now, and the table has 3.697, which stays"), "{report:?}");
    assert_eq!(price(&bench, "2025-02-24").as_deref(), Some("3.697"));
    drop(bench);
    set(folder.path(), &eia_us(&address, "choose = { \"2025-02-24\" = \"3.697\" }"));
    assert_eq!(codes(&fetch(&mut opened(folder.path()))), Vec::<String>::new(), "somebody confirmed the row");
}

#[test]
fn a_price_that_cannot_be_right_is_not_used() {
    let (address, pages) = serve();
    let weeks = [("2025-02-24", "3.697"), ("2025-03-03", "363.5"), ("2025-03-10", "4.900"), ("2025-03-17", "3.549")];
    put(&pages, "/eia.csv", &eia(&weeks));
    let folder = workspace(&eia_us(&address, ""));
    let mut bench = opened(folder.path());
    let report = fetch(&mut bench);
    assert_eq!((report.new, codes(&report)), (1, vec!["LH-263".to_owned(), "LH-263".to_owned()]), "{report:?}");
    assert!(report.notes[0].contains("looks like cents"), "{report:?}");
    assert!(report.notes[1].contains("32.5 percent from 3.697 of 2025-02-24"), "{report:?}");
    assert_eq!((price(&bench, "2025-03-10"), price(&bench, "2025-03-17").as_deref()), (None, Some("3.549")));
    assert_eq!(bench.library.tables[&TableName::from("eia_us")].asks.len(), 2, "loads of these weeks are held");
}

/// A price of nothing would switch off the look for jumps behind it, and a row of another year would end the table for all weeks before.
#[test]
fn a_price_of_nothing_and_one_of_another_year_are_asked() {
    let (address, pages) = serve();
    let weeks = [("2025-02-24", "3.697"), ("2025-03-03", "0.000"), ("2027-11-15", "3.600")];
    put(&pages, "/eia.csv", &eia(&weeks));
    let folder = workspace(&eia_us(&address, ""));
    let mut bench = opened(folder.path());
    let report = fetch(&mut bench);
    assert_eq!((report.new, codes(&report)), (0, vec!["LH-263".to_owned(), "LH-263".to_owned()]), "{report:?}");
    put(&pages, "/eia.csv", &eia(&[&weeks[..], &[("2025-03-10", "3.651")]].concat()));
    assert_eq!(fetch(&mut bench).new, 1, "weeks go on");
    assert_eq!((price(&bench, "2025-03-03"), price(&bench, "2025-03-10").as_deref()), (None, Some("3.651")));
}

fn of_tables(troubles: &[(String, Trouble)]) -> Vec<(&str, &str)> {
    let own = troubles.iter().filter(|(of, _)| of.contains("eia_us"));
    own.map(|(of, trouble)| (of.as_str(), trouble.code.as_str())).collect()
}

#[test]
fn without_the_network_the_last_stands_and_its_end_is_told_before_it_holds() {
    let (address, pages) = serve();
    let folder = workspace(&eia_us(&address, ""));
    // The last price is of 24 February; loads from 3 March on need the next, and today is 28 February.
    let settings = folder.path().join("linehaul.toml");
    let text_of = std::fs::read_to_string(&settings).expect("settings");
    std::fs::write(&settings, text_of.replace("2025-03-07", "2025-02-28")).expect("written");
    let mut bench = opened(folder.path());
    let told = round(&mut bench, Wants::default(), &mut |_, _, _| true).expect("a round");
    assert_eq!(of_tables(&told.new), [("table eia_us ends", "LH-266"), ("table eia_us fetch", "LH-260")], "{told:?}");
    let of: Vec<String> = told.new.iter().map(|(of, _)| of.clone()).collect();
    were_told(folder.path(), &of).expect("kept");
    assert_eq!(text(folder.path()), TABLE, "the last stands");
    let ends = &told.new.iter().find(|(of, _)| of == "table eia_us ends").expect("told").1;
    assert!(ends.what.contains("loads from 2025-03-03 on that need it will be held"), "{ends:?}");
    let check =
        doctor(&mut bench).expect("looked").into_iter().find(|check| check.name == "table eia_us").expect("a check");
    assert!(!check.ok && check.message.contains("LH-260") && check.message.contains("LH-266"), "{check:?}");
    let again = round(&mut bench, Wants::default(), &mut |_, _, _| true).expect("a round");
    assert_eq!(of_tables(&again.new), [], "it is told once");
    assert!(of_tables(&again.lasting).contains(&("table eia_us ends", "LH-266")), "{again:?}");
    put(&pages, "/eia.csv", &eia(&[("2025-02-24", "3.697"), ("2025-03-03", "3.635")]));
    assert_eq!(fetch(&mut bench).new, 1);
    let over = round(&mut bench, Wants::default(), &mut |_, _, _| true).expect("a round");
    assert_eq!((of_tables(&over.lasting), of_tables(&over.new)), (vec![], vec![]), "{over:?}");
}

#[test]
fn what_is_no_layout_of_prices_is_told_and_the_table_stays() {
    let (address, pages) = serve();
    let folder = workspace(&eia_us(&address, ""));
    let mut bench = opened(folder.path());
    let error = |report: SourceReport| report.error.map(|fault| fault.code.as_str()).unwrap_or_default();
    put(&pages, "/eia.csv", "<html>maintenance</html>");
    assert_eq!(error(fetch(&mut bench)), "LH-261");
    put(&pages, "/eia.csv", &eia(&[("2025-03-03", "3.635")]));
    let path = folder.path().join("rules/tables/eia_us.csv");
    std::fs::write(&path, "# kind: index\nmonday,price\n").expect("written");
    assert_eq!(error(fetch(&mut bench)), "LH-261", "a table that does not read is not written over");
    assert_eq!(text(folder.path()), "# kind: index\nmonday,price\n");
    std::fs::remove_file(&path).expect("removed");
    assert_eq!(error(fetch(&mut bench)), "");
    assert!(text(folder.path()).contains("# licence: public domain") && price(&bench, "2025-03-03").is_some());
}

#[test]
fn rates_days_and_lanes_come_the_same_way() {
    let (address, pages) = serve();
    let lanes = |rate: &str| {
        let head = "origin,destination,equipment,from,until,flat,per_mile,minimum";
        format!("# kind: lanes\n# source: pricing\n# licence: own\n{head}\nTX,*,*,2025-01-01,,,{rate},500\n")
    };
    let valet = "\"OBSERVATIONS\"\n\"date\",\"FXUSDCAD\",\"FXEURCAD\"\n\"2025-03-03\",\"1.4438\",\"1.5126\"\n";
    put(&pages, "/valet", valet);
    put(&pages, "/lanes.csv", &lanes("2.10"));
    let of = |name: &str, layout: &str, from: &str, more: &str| {
        format!("[[table]]\nname = \"{name}\"\nlayout = \"{layout}\"\nfrom = \"{from}\"\n{more}\n")
    };
    let settings = [
        of("boc", "bank-of-canada", &format!("{address}/valet"), "pairs = [\"USD CAD\"]"),
        of("off", "holidays", "off.csv", "series = \"US\""),
        of("acme_lanes", "table", &format!("{address}/lanes.csv"), ""),
    ];
    let folder = workspace(&settings.concat());
    std::fs::write(folder.path().join("off.csv"), "date,name,calendar\n2025-07-04,Independence Day,US\n")
        .expect("written");
    let mut bench = opened(folder.path());
    let all = |bench: &mut Workbench| {
        let only: Vec<String> = ["boc", "off", "acme_lanes"].map(str::to_owned).to_vec();
        sync(bench, &only, &mut |_, _, _| true).expect("synced").sources
    };
    let reports = all(&mut bench);
    assert!(reports.iter().all(|report| report.error.is_none() && report.notes.is_empty()), "{reports:?}");
    let of =
        |name: &str| std::fs::read_to_string(folder.path().join(format!("rules/tables/{name}.csv"))).expect("a table");
    assert!(of("boc").ends_with("effective,from,to,rate\n2025-03-03,USD,CAD,1.4438\n"), "{}", of("boc"));
    assert!(of("off").ends_with("day,name\n2025-07-04,Independence Day\n"));
    assert_eq!(of("acme_lanes"), lanes("2.10"));
    assert_eq!(bench.library.tables[&TableName::from("boc")].kind(), "exchange");
    put(&pages, "/lanes.csv", &lanes("2.20"));
    let told: Vec<String> = all(&mut bench).iter().flat_map(codes).collect();
    assert_eq!(
        (of("acme_lanes"), told),
        (lanes("2.20"), vec!["LH-264".to_owned()]),
        "what was fetched follows, and is told"
    );
    // A day off that is not behind the last row is no row that is known: it is told.
    let days =
        "date,name,calendar\n2025-05-26,Memorial Day,US\n2025-07-04,Independence Day,US\n2025-09-01,Labor Day,US\n";
    std::fs::write(folder.path().join("off.csv"), days).expect("written");
    let told: Vec<String> = all(&mut bench).iter().flat_map(codes).collect();
    assert!(told == ["LH-265"] && of("off").ends_with("2025-09-01,Labor Day\n"), "{told:?}");
    std::fs::write(
        folder.path().join("rules/tables/off.csv"),
        of("off").replace("2025-07-04", "2025-05-26,Memorial Day\n2025-07-04"),
    )
    .expect("written");
    // What somebody edited here is not written over.
    std::fs::write(folder.path().join("rules/tables/acme_lanes.csv"), lanes("2.15")).expect("written");
    put(&pages, "/lanes.csv", &lanes("2.30"));
    let told: Vec<String> = all(&mut bench).iter().flat_map(codes).collect();
    assert_eq!((of("acme_lanes"), told), (lanes("2.15"), vec!["LH-264".to_owned()]));
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    let folder = workspace("");
    for (table, why) in [
        ("name = \"EIA\"\nlayout = \"eia-csv\"\nfrom = \"x.csv\"", "a name has small letters"),
        ("name = \"dispatch\"\nlayout = \"eia-csv\"\nfrom = \"x.csv\"", "another table or source has that name"),
        ("name = \"t\"\nlayout = \"eia\"\nfrom = \"x.csv\"", "layout `eia` is not known"),
        (
            "name = \"t\"\nlayout = \"eia-csv\"\nfrom = \"http://eia.example.com/x\"",
            "from: http is taken for this machine",
        ),
        ("name = \"t\"\nlayout = \"eia-csv\"\nfrom = \"x.csv\"\nevry = \"1h\"", "unknown field `evry`"),
        ("name = \"t\"\nlayout = \"eia-csv\"\nfrom = \"x.csv\"\nsecond = { layout = \"eia-csv\", fro = \"y\" }", "fro"),
        ("name = \"t\"\nlayout = \"eia-csv\"\nfrom = \"x.csv\"\nevery = \"watched\"", "say a time"),
        ("name = \"t\"\nlayout = \"eia-csv\"\nfrom = \"x.csv\"\njump_percent = \"0\"", "jump_percent"),
        (
            "name = \"t\"\nlayout = \"eia-csv\"\nfrom = \"x.csv\"\nchoose = { \"3 March\" = \"3.6\" }",
            "choose `3 March`",
        ),
        ("name = \"t\"\nlayout = \"eia-csv\"\nfrom = \"x.csv\"\nchoose = { \"2025-03-03\" = \"x\" }", "choose: `x`"),
    ] {
        set(folder.path(), &format!("[[table]]\n{table}\n"));
        let told = linehaul_workbench::settings::config::read(folder.path()).expect_err("refused");
        assert!(told.what.contains(why), "{table}: {}", told.what);
    }
}
