//! Figures, in each layout in which they are published. The prices are those that EIA published.
//!
//! Planted once and seen red: a price of a Tuesday; a unit that is not asked for; a rate of a pair that was not wanted; two figures of
//! one day; an event that repeats taken as one day.

use linehaul_connectors::figures::{self, Figure, Published, Series, Wanted};
use linehaul_domain::canonical::exact;
use linehaul_domain::money::Currency;
use rust_xlsxwriter::Workbook;

fn read(layout: &str, text: &[u8], wanted: &Wanted) -> Result<Published, String> {
    (figures::layout(layout).expect("a layout").read)(text, wanted)
}

/// Rows as a table has them.
fn rows(layout: &str, text: &str, wanted: &Wanted) -> Vec<String> {
    match read(layout, text.as_bytes(), wanted) {
        Ok(Published::Series(series, all)) => all.iter().map(|(key, figure)| series.row(key, figure)).collect(),
        Ok(Published::Whole(_)) => vec!["whole".to_owned()],
        Err(why) => vec![why],
    }
}

fn plain(layout: &str, text: &str) -> Vec<String> {
    rows(layout, text, &Wanted::default())
}

fn series(name: &str) -> Wanted {
    Wanted { series: Some(name.to_owned()), ..Wanted::default() }
}

#[test]
fn the_history_of_eia_reads_as_csv() {
    let history = "week_monday,usd_per_gallon\n2025-02-24,3.697\n2025-03-03,3.635\n";
    assert_eq!(plain("eia-csv", history), ["2025-02-24,3.697", "2025-03-03,3.635"]);
    // The same series as others hand it on, newest first, a holiday without a price.
    let others = "observation_date,GASDESW\n2025-03-03,3.635\n2025-02-24,.\n";
    assert_eq!(plain("eia-csv", others), ["2025-03-03,3.635"]);
    let wide = "Date,EMD_EPD2D_PTE_NUS_DPG,EMD_EPD2D_PTE_R10_DPG\n2025-03-03,3.635,3.702\n";
    assert_eq!(plain("eia-csv", wide), ["2025-03-03,3.635"]);
    assert_eq!(rows("eia-csv", wide, &series("EMD_EPD2D_PTE_R10_DPG")), ["2025-03-03,3.702"]);
    for (wrong, why) in [
        ("", "it is empty"),
        ("week_monday,usd_per_gallon\n", "it has no figure"),
        ("day,price\n2025-03-03,3.635\n", "no column of weeks among day, price"),
        ("week_monday,eur\n2025-03-03,3.635\n", "no column of prices among week_monday, eur"),
        ("week_monday,usd_per_gallon\n2025-03-04,3.635\n", "line 2: 2025-03-04 is a Tue, not a Monday"),
        ("week_monday,usd_per_gallon\n2025-03-03,3.6x\n", "line 2: `3.6x` is not a plain decimal number"),
        (
            "week_monday,usd_per_gallon\n2025-03-03,3.635\n2025-03-03,3.551\n",
            "line 3: it says two things of 2025-03-03",
        ),
        ("<!DOCTYPE html>\n<html>\n", "no column of weeks"),
    ] {
        let told = plain("eia-csv", wrong);
        assert!(told[0].starts_with(why), "{wrong}: {told:?}");
    }
}

#[test]
fn an_answer_of_the_api_reads_and_says_its_unit() {
    let row = |period: &str, series: &str, value: &str, units: &str| {
        format!(
            r#"{{"period": "{period}", "duoarea": "NUS", "area-name": "U.S.", "product": "EPD2D", "product-name": "No 2 Diesel",
            "process": "PTE", "process-name": "Retail Sales", "series": "{series}",
            "series-description": "U.S. No 2 Diesel Retail Prices (Dollars per Gallon)", "value": {value}, "units": "{units}"}}"#
        )
    };
    let answer = |rows: &[String]| {
        format!(
            r#"{{"response": {{"total": "2", "frequency": "weekly", "data": [{}]}}, "apiVersion": "2.1.8"}}"#,
            rows.join(",")
        )
    };
    let (us, west) = ("EMD_EPD2D_PTE_NUS_DPG", "EMD_EPD2D_PTE_R50_DPG");
    let good = answer(&[
        row("2025-03-03", us, "\"3.635\"", "$/GAL"),
        row("2025-03-03", west, "\"4.302\"", "$/GAL"),
        row("2025-02-24", us, "3.697", "$/GAL"),
        row("2025-02-17", us, "null", "$/GAL"),
    ]);
    assert_eq!(plain("eia-api-v2", &good), ["2025-02-24,3.697", "2025-03-03,3.635"]);
    assert_eq!(rows("eia-api-v2", &good, &series(west)), ["2025-03-03,4.302"]);
    let cents = answer(&[row("2025-03-03", us, "363.5", "cents/GAL")]);
    assert_eq!(plain("eia-api-v2", &cents), [format!("{us} of 2025-03-03 is in cents/GAL, and $/GAL is wanted")]);
    assert!(plain("eia-api-v2", r#"{"error": "API_KEY_MISSING"}"#)[0].starts_with("it is no answer of the API"));
    assert_eq!(rows("eia-api-v2", &good, &series("X")), ["it has no price of the series X"]);
}

/// The rows of a publication.
fn rows_of(layout: &str, bytes: &[u8]) -> Vec<String> {
    match read(layout, bytes, &Wanted::default()) {
        Ok(Published::Series(series, all)) => all.iter().map(|(key, figure)| series.row(key, figure)).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_workbook_of_a_history_reads() {
    let book = |title: &str| {
        let mut book = Workbook::new();
        book.add_worksheet().set_name("Contents").expect("a name").write(0, 0, "Workbook Contents").expect("written");
        let sheet = book.add_worksheet().set_name("Data 1").expect("a name");
        sheet.write(0, 0, "Back to Contents").expect("written");
        sheet.write(1, 0, "Sourcekey").expect("written");
        sheet.write(1, 1, "EMD_EPD2D_PTE_NUS_DPG").expect("written");
        sheet.write(2, 0, "Date").expect("written");
        sheet.write(2, 1, title).expect("written");
        let day = rust_xlsxwriter::Format::new().set_num_format("mmm dd, yyyy");
        for (row, serial, price) in [(3, 45_712.0, 3.697), (4, 45_719.0, 3.635)] {
            sheet.write_number_with_format(row, 0, serial, &day).expect("written");
            sheet.write(row, 1, price).expect("written");
        }
        book.save_to_buffer().expect("a workbook")
    };
    // As it stood for years in the workbook of all regions: another sheet has what is wanted.
    let mut regions = Workbook::new();
    for (name, series) in [("Data 1", "EMD_EPD2D_PTE_R10_DPG"), ("Data 2", "EMD_EPD2D_PTE_NUS_DPG")] {
        let sheet = regions.add_worksheet().set_name(name).expect("a name");
        sheet.write(1, 0, "Sourcekey").expect("written").write(1, 1, series).expect("written");
        sheet.write(2, 0, "Date").expect("written").write(2, 1, "Prices  (Dollars per Gallon)").expect("written");
        sheet.write(3, 0, "2025-03-03").expect("written").write(3, 1, 3.635).expect("written");
    }
    let regions = regions.save_to_buffer().expect("a workbook");
    assert_eq!(rows_of("eia-xlsx", &regions), ["2025-03-03,3.635"]);
    assert_eq!(read("eia-xlsx", &regions, &series("X")), Err("its sheet `Data 1` has no series X".to_owned()));
    let good = book("Weekly U.S. No 2 Diesel Retail Prices  (Dollars per Gallon)");
    let Ok(Published::Series(Series::Index, prices)) = read("eia-xlsx", &good, &Wanted::default()) else {
        panic!("{:?}", read("eia-xlsx", &good, &Wanted::default()))
    };
    let prices: Vec<String> = prices.iter().map(|(key, figure)| Series::Index.row(key, figure)).collect();
    assert_eq!(prices, ["2025-02-24,3.697", "2025-03-03,3.635"]);
    // Made by another program, in the form in which EIA hands it out.
    let old = include_bytes!("diesel.xls");
    let Ok(Published::Series(_, all)) = read("eia-xls", old, &Wanted::default()) else { panic!("it reads") };
    let all: Vec<String> = all.iter().map(|(key, figure)| Series::Index.row(key, figure)).collect();
    assert_eq!(all, ["2025-02-17,3.677", "2025-02-24,3.697", "2025-03-03,3.635"]);
    assert_eq!(read("eia-xls", old, &series("X")), Err("its sheet `Data 1` has no series X".to_owned()));
    for broken in [&old[..700], b"no workbook", &good] {
        assert!(read("eia-xls", broken, &Wanted::default()).is_err());
    }
    let cents = read("eia-xlsx", &book("Weekly Prices (Cents per Gallon)"), &Wanted::default());
    assert!(cents.is_err_and(|why| why.starts_with("its series is not in dollars per gallon")));
}

#[test]
fn exchange_rates_read_in_their_own_direction() {
    let valet = "\"TERMS AND CONDITIONS\"\n\"https://www.bankofcanada.ca/terms/\"\n\n\"SERIES\"\n\"id\",\"label\",\"description\"\n\
                 \"FXUSDCAD\",\"USD/CAD\",\"US dollar to Canadian dollar daily exchange rate\"\n\n\"OBSERVATIONS\"\n\
                 \"date\",\"FXUSDCAD\",\"FXEURCAD\"\n\"2025-03-03\",\"1.4438\",\"1.5126\"\n\"2025-03-04\",\"\",\"1.5211\"\n";
    let all = ["2025-03-03,EUR,CAD,1.5126", "2025-03-03,USD,CAD,1.4438", "2025-03-04,EUR,CAD,1.5211"];
    assert_eq!(plain("bank-of-canada", valet), all);
    let usd = Wanted { pairs: vec![(Currency::USD, Currency::CAD)], ..Wanted::default() };
    assert_eq!(rows("bank-of-canada", valet, &usd), ["2025-03-03,USD,CAD,1.4438"]);
    let ecb = "KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE\n\
               EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2025-03-03,1.0465\n";
    assert_eq!(plain("ecb", ecb), ["2025-03-03,EUR,USD,1.0465"]);
    assert_eq!(plain("rates", "date,from,to,rate\n2025-03-03,USD,CAD,1.44\n"), ["2025-03-03,USD,CAD,1.44"]);
    for (layout, wrong, why) in [
        ("bank-of-canada", "date,FXUSDCAD\n2025-03-03,1.4\n", "it has no line `OBSERVATIONS`"),
        ("ecb", "date,from,to,rate\n", "no column `TIME_PERIOD`"),
        ("rates", "date,from,to,rate\n2025-03-03,USD,USD,1\n", "line 2: USD and USD are no two currencies"),
        ("rates", "date,from,to,rate\n2025-03-03,USD,CAD,0\n", "line 2: a rate of 0 makes no sense"),
    ] {
        assert!(plain(layout, wrong)[0].starts_with(why), "{layout}: {:?}", plain(layout, wrong));
    }
}

#[test]
fn days_off_read_by_calendar_and_from_icalendar() {
    let list = "date,name,calendar\n2025-07-01,Canada Day,CA\n2025-07-04,\"Independence Day, observed\",US\n";
    assert_eq!(rows("holidays", list, &series("US")), ["2025-07-04,Independence Day observed"]);
    assert_eq!(plain("holidays", list).len(), 2);
    let ical = |event: &str| format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    let two = "DTSTART;VALUE=DATE:20251225\r\nDTEND;VALUE=DATE:20251227\r\nSUMMARY:Christ\r\n mas";
    assert_eq!(plain("ical", &ical(two)), ["2025-12-25,Christmas", "2025-12-26,Christmas"]);
    let yearly = "DTSTART;VALUE=DATE:20251225\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Christmas";
    assert!(plain("ical", &ical(yearly))[0].contains("repeats"));
    assert!(plain("ical", &ical("DTSTART:20251225T100000Z\r\nSUMMARY:x"))[0].contains("no whole day"));
}

#[test]
fn a_table_of_ours_is_rows_or_a_whole() {
    let head = "# source: a tariff\n# licence: facts only\n";
    assert_eq!(plain("table", &format!("# kind: index\n{head}monday,price\n2025-03-03,3.635\n")), ["2025-03-03,3.635"]);
    assert_eq!(plain("table", &format!("# kind: scale\n{head}from_lb,rate_per_cwt\n0,40\n")), ["whole"]);
    assert!(plain("table", "monday,price\n")[0].starts_with("line 1: "));
    assert!(Figure::Number(exact("3.5").expect("a number")).agrees(&Figure::Number(exact("3.500").expect("a number"))));
}
