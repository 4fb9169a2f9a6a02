//! A mapping proposed from a file: what names and texts tell is there, and what they do not is asked.
//!
//! Planted once and seen red: an order of day and month taken because it is usual.

use linehaul_connectors::drop::trial::{Trial, try_out};
use linehaul_connectors::guess::{Guess, Home, guess};
use linehaul_connectors::mapping::Mapping;

fn proposed(file: &str, text: &str) -> Guess {
    guess(file, text.as_bytes(), Home::default()).expect("a proposal")
}

fn tried(text: &str, file: &str, bytes: &str) -> Trial {
    let mapping = Mapping::read(text).unwrap_or_else(|wrong| panic!("{}\n{text}", wrong.join("\n")));
    try_out(&mapping, file, bytes.as_bytes(), "2025-03-15T00:00:00Z".parse().expect("an instant"), 5).expect("tried")
}

fn asks(guess: &Guess, part: &str) -> bool {
    guess.asks.iter().any(|ask| ask.contains(part))
}

const LOADS: &str = "PRO,Bill To,Status,Loaded Miles,Weight,Line Haul,PO #,Orig City,Orig ST,Ship Date,PU In,PU Out,\
                     Dest City,Dest ST,Actual Arrival,Del Out,Driver\n\
10421,ACME,Completed,\"1,012\",\"39,220 lbs\",\"$2,125.00\",P-1,Green Bay,WI,3/14/2025,8:00 AM,9:15 AM,\
                     Memphis,TN,3/15/2025 8:00 AM,3/15/2025 9:00 AM,Joe\n\
10422,ACME,On Hold,40,\"1,000 lbs\",$500.00,,Green Bay,WI,3/14/2025,8:00 AM,9:15 AM,\
                     Chicago,IL,3/15/2025 8:00 AM,3/15/2025 9:00 AM,Joe\n";

#[test]
fn names_and_texts_tell_most_of_it() {
    let guess = proposed("orders 0314.csv", LOADS);
    for part in [
        "names = [\"orders*.csv\"]",
        "load_number = \"PRO\"",
        "customer = \"Bill To\"",
        "miles = \"Loaded Miles\"",
        "weight_lb = { column = \"Weight\", match = '^([0-9,.]+)' }",
        "\"booked:LINEHAUL\" = \"Line Haul\"",
        "\"ref:customer_po\" = \"PO #\"",
        "city = { columns = [\"Orig City\", \"Orig ST\"] }",
        "arrived_at = { columns = [\"Ship Date\", \"PU In\"], all = true }",
        "departed_at = \"Del Out\"",
        "\"Completed\" = \"delivered\"",
        "# \"On Hold\" = \"\"",
        "dates = [\"M/D/YYYY h:mm A\"]",
        "# TN = \"America/Chicago\"      # ? or America/New_York",
        "# currency = \"USD\"",
    ] {
        assert!(guess.text.contains(part), "{part}\n{}", guess.text);
    }
    for part in ["Which currency", "TN has more than one zone", "Status says `On Hold`", "Nobody reads"] {
        assert!(asks(&guess, part), "{part}: {:?}", guess.asks);
    }
    assert!(guess.text.contains("nobody reads Actual Arrival, Driver"), "{}", guess.text);
    // What a row is not told from need not be there.
    let optional = guess.text.lines().find(|line| line.starts_with("optional = [")).expect("a line");
    for column in ["Loaded Miles", "Line Haul", "PU In", "Dest City", "Ship Date", "PO #"] {
        assert!(optional.contains(&format!("\"{column}\"")), "{column}: {optional}");
    }
    assert!(
        !["PRO", "Bill To", "Status"].iter().any(|needed| optional.contains(&format!("\"{needed}\""))),
        "{optional}"
    );
    // As it is, it reads; answered, it takes the rows.
    assert_eq!(tried(&guess.text, "orders 0314.csv", LOADS).bad, 2);
    let answered = guess
        .text
        .replace("# currency = \"USD\"", "currency = \"USD\"")
        .replace("# TN = ", "TN = ")
        .replace("# \"On Hold\" = \"\"", "\"On Hold\" = \"booked\"");
    let trial = tried(&answered, "orders 0314.csv", LOADS);
    assert_eq!((trial.read, trial.bad), (2, 0), "{:?}\n{answered}", trial.faults);
    let lost = tried(&answered, "orders 0314.csv", &LOADS.replace("Loaded Miles", "Mileage of it"));
    assert_eq!((lost.read, lost.bad), (2, 0), "{:?}", lost.faults);
}

#[test]
fn an_order_of_day_and_month_that_no_date_tells_is_asked() {
    let text =
        "Load #,Customer,Status,Delivery Date\nL-1,ACME,delivered,3/4/2025 8:00\nL-2,ACME,delivered,5/6/2025 9:00\n";
    let guess = proposed("loads.csv", text);
    assert!(asks(&guess, "Is the day or the month first"), "{:?}\n{}", guess.asks, guess.text);
    assert!(guess.text.contains("\n# dates = ["), "{}", guess.text);
    let told = proposed("loads.csv", &text.replace("5/6/2025", "5/16/2025"));
    assert!(!asks(&told, "Is the day") && told.text.contains("\ndates = [\"M/D/YYYY H:mm\"]"), "{}", told.text);
    let day_first = proposed("loads.csv", &text.replace("5/6/2025", "16/5/2025"));
    assert!(day_first.text.contains("D/M/YYYY H:mm"), "{}", day_first.text);
    assert!(!asks(&day_first, "Is the day"), "{:?}", day_first.asks);
}

#[test]
fn rows_of_stops_are_told_from_rows_of_loads() {
    let text = "Order ID;Movement Seq;Stop Type;City Name;State;Sched Arrive Early;Actual Arrival;Actual Departure\n\
                48213;1;PU;APPLETON;WI;03/10/2025 0600;03/10/2025 0610;03/10/2025 0745\n\
                48213;2;SO;ROCKFORD;IL;03/13/2025 1300;03/13/2025 1410;03/13/2025 1735\n";
    let guess = proposed("stops 0314.csv", text);
    assert!(guess.text.contains("dates = [\"M/D/YYYY HHmm\"]"), "{}", guess.text);
    assert!(
        guess.text.contains("\"PU\" = \"pickup\"") && guess.text.contains("\"SO\" = \"delivery\""),
        "{}",
        guess.text
    );
    let text_of = guess.text.replace("window_from = \"Sched Arrive Early\"\n", "");
    let trial = tried(&text_of, "stops 0315.csv", text);
    assert_eq!((trial.read, trial.bad), (2, 0), "{:?}\n{}", trial.faults, guess.text);
}

#[test]
fn what_tells_nothing_is_no_proposal() {
    for (file, text) in [("a.csv", ""), ("a.csv", "PRO,Status\n"), ("a.json", "[]")] {
        assert!(guess(file, text.as_bytes(), Home::default()).is_err(), "{file} {text}");
    }
    let bare = proposed("a.csv", "A,B\n1,2\n");
    assert!(asks(&bare, "Which column is load_number") && Mapping::read(&bare.text).is_err());
}

const CUSTOMERS: &str = "Code,Company Name,Address,City,State,Zip,Country,Terms,Rep\n\
                         ACME,Acme Foods Inc,1 Main St,Green Bay,WI,54301,US,Net 30,Ann\n\
                         BETA,Beta Paper LLC,2 Mill Rd,Neenah,WI,54956,US,Net 15,Joe\n";

#[test]
fn a_list_of_customers_is_no_list_of_loads() {
    let guess = proposed("customer list.csv", CUSTOMERS);
    for part in [
        "kind = \"customer\"",
        "customer = \"Code\"",
        "name = \"Company Name\"",
        "payment_terms = \"Terms\"",
        "address_1 = \"Address\"",
        "city = \"City\"",
    ] {
        assert!(guess.text.contains(part), "{part}\n{}", guess.text);
    }
    assert!(!guess.text.contains("[zones]") && !guess.text.contains("kind = \"load\""), "{}", guess.text);
    assert!(asks(&guess, "Nobody reads Rep") && asks(&guess, "customer = \"Company Name\""), "{:?}", guess.asks);
    assert!(asks(&guess, "erp_code"), "{:?}", guess.asks);
    let trial = tried(&guess.text, "customer list.csv", CUSTOMERS);
    assert_eq!((trial.read, trial.bad), (2, 0), "{:?}\n{}", trial.faults, guess.text);
    let by_name = proposed("customers.csv", "Customer,Terms\nAcme Foods,Net 30\n");
    for part in ["customer = \"Customer\"", "name = \"Customer\""] {
        assert!(by_name.text.contains(part), "{part}\n{}", by_name.text);
    }
    let loads =
        proposed("loads.csv", "Load #,Customer,Customer Name,Terms,Status\n1,ACME,Acme Foods,Net 30,delivered\n");
    assert!(loads.text.contains("kind = \"load\""), "{}", loads.text);
}

#[test]
fn what_the_business_says_of_itself_is_there_and_its_zone_is_only_offered() {
    let home = Home { currency: "CAD".parse().ok(), zone: "America/Toronto".parse().ok() };
    let guess = guess("orders 0314.csv", LOADS.as_bytes(), home).expect("a proposal");
    assert!(guess.text.contains("\ncurrency = \"CAD\"") && !asks(&guess, "Which currency"), "{}", guess.text);
    assert!(guess.text.contains("# default = \"America/Toronto\""), "{}", guess.text);
}

#[test]
fn a_workbook_is_proposed_for_as_its_rows_are() {
    let book = crate::sheet_of(&[
        &["PRO", "Bill To", "Status", "Line Haul", "Dest City", "Dest ST"],
        &["10421", "ACME", "Completed", "2125.00", "Memphis", "TN"],
    ]);
    let guess = guess("orders 0314.xlsx", &book, Home::default()).expect("a proposal");
    for part in ["names = [\"orders*.xlsx\"]", "load_number = \"PRO\"", "\"booked:LINEHAUL\" = \"Line Haul\""] {
        assert!(guess.text.contains(part), "{part}\n{}", guess.text);
    }
}

/// An export by hand in the words of usual systems, with everything that such exports have.
const WIDE: &str = "Pro #,Order #,Bill To,Cust Name,Status,Equip,Ship Date,PU Appt,Shipper,Shipper City,Shipper ST,Shipper Zip,PU In,PU Out,\
                    Del Date,Del Appt,Cnee,Cons City,Cons ST,Arr Cons,Dep Cons,Wt,Pcs,Loaded Miles,Empty Miles,Linehaul,FSC,Total,\
                    PO #,BOL#,Seal #,Ref #,Detention Hrs,Lumper,Truck #,Driver,Temp,Invoice #\n\
                    10421,77,ACME,Acme Foods,Delivered,53V,3/14/2025,8:00 AM,Mill One,Green Bay,WI,54301,8:00 AM,9:15 AM,\
                    3/15/2025,9:00 AM,Store 7,Memphis,TN,8:50 AM,10:10 AM,\"39,220\",24,\"1,012\",84,\"$2,125.00\",$405.00,\"$2,530.00\",\
                    P-1,B-9,S-3,R-5,1.5,$150.00,12,Joe,34F,5501\n";

#[test]
fn most_of_a_wide_export_is_read_and_the_rest_has_a_suggestion() {
    let guess = proposed("march.csv", WIDE);
    for part in [
        "load_number = \"Order #\"",
        "\"ref:pro\" = \"Pro #\"",
        "customer = \"Cust Name\"",
        "bill_to = \"Bill To\"",
        "equipment = \"Equip\"",
        "name = \"Shipper\"",
        "postal_code = \"Shipper Zip\"",
        "appointment = { columns = [\"Ship Date\", \"PU Appt\"], all = true }",
        "departed_at = { columns = [\"Ship Date\", \"PU Out\"], all = true }",
        "name = \"Cnee\"",
        "city = { columns = [\"Cons City\", \"Cons ST\"] }",
        "arrived_at = { columns = [\"Del Date\", \"Arr Cons\"], all = true }",
        "departed_at = { columns = [\"Del Date\", \"Dep Cons\"], all = true }",
        "weight_lb = \"Wt\"",
        "pieces = \"Pcs\"",
        "deadhead_miles = \"Empty Miles\"",
        "expected_total = \"Total\"",
        "\"ref:bol\" = \"BOL#\"",
        "\"ref:seal\" = \"Seal #\"",
        "\"extra:detention_hours:number\" = \"Detention Hrs\"",
        // What it cannot place.
        "# ignore = [\"Truck #\", \"Driver\"]",
        "# \"ref:customer_po\" = \"Ref #\"",
        "# \"extra:lumper_cost:money\" = \"Lumper\"",
        "# \"extra:temp:text\" = \"Temp\"",
    ] {
        assert!(guess.text.contains(part), "{part}\n{}", guess.text);
    }
    assert!(asks(&guess, "Nobody reads Ref #, Lumper, Truck #, Driver, Temp, Invoice #:"), "{:?}", guess.asks);
    assert!(asks(&guess, "Invoice # is filled in 1 rows: were these loads invoiced already?"), "{:?}", guess.asks);
    let answered = guess.text.replace("# currency = ", "currency = ").replace("# TN = ", "TN = ");
    let trial = tried(&answered, "march.csv", WIDE);
    assert_eq!((trial.read, trial.bad), (1, 0), "{:?}\n{answered}", trial.faults);
}

#[test]
fn a_time_of_day_has_the_day_that_stands_beside_it() {
    let text = "Load #,Customer,Status,PU Arr Date,PU Arr Time,PU Dep Date,PU Dep Time,Del Arrival,Del Departure Date,Del Departure Time\n\
                L-1,ACME,delivered,3/14/2025,22:30,3/15/2025,01:10,3/16/2025 08:00,3/16/2025,09:15\n";
    let guess = proposed("loads.csv", text);
    for part in [
        "arrived_at = { columns = [\"PU Arr Date\", \"PU Arr Time\"], all = true }",
        "departed_at = { columns = [\"PU Dep Date\", \"PU Dep Time\"], all = true }",
        "arrived_at = \"Del Arrival\"",
        "departed_at = { columns = [\"Del Departure Date\", \"Del Departure Time\"], all = true }",
    ] {
        assert!(guess.text.contains(part), "{part}\n{}", guess.text);
    }
    assert!(!asks(&guess, "Of which day"), "{:?}", guess.asks);
    // A day beside an appointment that has its own.
    let beside = "Load #,Customer,Status,PU Appt,Ship Date,PU In\nL-1,ACME,delivered,3/14/2025 08:00,3/14/2025,07:50\n";
    let guess = proposed("loads.csv", beside);
    for part in ["appointment = \"PU Appt\"", "arrived_at = { columns = [\"Ship Date\", \"PU In\"], all = true }"] {
        assert!(guess.text.contains(part), "{part}\n{}", guess.text);
    }
    // In a row of the stop as well.
    let stops = "Order,Stop #,Stop Type,City,ST,Date,In,Out\n1,1,PU,APPLETON,WI,3/14/2025,06:10,07:45\n1,2,SO,ROCKFORD,IL,3/15/2025,06:10,07:45\n";
    let guess = proposed("stops.csv", stops);
    assert!(guess.text.contains("arrived_at = { columns = [\"Date\", \"In\"], all = true }"), "{}", guess.text);
}

#[test]
fn a_departure_before_the_arrival_on_its_day_is_asked_about() {
    let text = "Load #,Customer,Status,Ship Date,PU In,PU Out\nL-1,ACME,delivered,3/14/2025,22:30,01:10\nL-2,ACME,delivered,3/14/2025,08:30,09:10\n";
    let guess = proposed("loads.csv", text);
    assert!(asks(&guess, "PU Out is before PU In in 1 rows"), "{:?}", guess.asks);
    let day = proposed("loads.csv", &text.replace("22:30,01:10", "20:30,21:10"));
    assert!(!asks(&day, "PU Out is before"), "{:?}", day.asks);
}

#[test]
fn a_load_that_dispatch_invoiced_is_not_taken_for_one_to_be_billed() {
    let text = "Load #,Customer,Status\nL-1,ACME,Invoiced\nL-2,ACME,Delivered\nL-3,ACME,PAID\n";
    let guess = proposed("loads.csv", text);
    assert!(guess.text.contains("# \"Invoiced\" = \"\"") && guess.text.contains("# \"PAID\" = \"\""), "{}", guess.text);
    assert!(asks(&guess, "Status says `Invoiced`: such loads were invoiced already"), "{:?}", guess.asks);
    let trial = tried(&guess.text.replace("# default = ", "default = "), "loads.csv", text);
    assert_eq!((trial.read, trial.bad), (3, 2), "{:?}", trial.faults);
}

#[test]
fn a_title_above_the_header_is_passed_over() {
    let table = "Pro #,Customer,Status,Miles\n10421,ACME,Delivered,500\n";
    for above in [
        "ACME Trucking - March loads\n\n",
        "ACME Trucking - March loads,,,\n,,,\n",
        "March loads\nPrinted:,3/14/2025\n\n",
    ] {
        let text = format!("{above}{table}");
        let guess = proposed("march.csv", &text);
        assert!(guess.text.contains("load_number = \"Pro #\""), "{}", guess.text);
        assert!(guess.text.contains("its header stands on line"), "{}", guess.text);
        let trial = tried(&guess.text, "march.csv", &text);
        assert_eq!((trial.read, trial.bad), (1, 0), "{:?}", trial.faults);
        assert!(trial.notes.iter().any(|note| note.contains("what stands above it is not read")), "{:?}", trial.notes);
    }
    let book = crate::sheet_of(&[
        &["ACME Trucking - March loads"],
        &[],
        &["Pro #", "Customer", "Status", "Miles", "Note"],
        &["10421", "ACME", "Delivered", "500"],
    ]);
    let guess = guess("march.xlsx", &book, Home::default()).expect("a proposal");
    assert!(guess.text.contains("miles = \"Miles\""), "{}", guess.text);
}
