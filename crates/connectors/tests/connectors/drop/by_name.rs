//! Files of documents by their names: of which loads, of which type; and what is not guessed.

use linehaul_connectors::drop::by_name::Placed;
use linehaul_connectors::source;

/// What a name says where these loads are known: `load type [stop]`, or the code and what is told.
fn read(settings: &str, loads: &[&str], file: &str) -> Result<Vec<String>, (String, String)> {
    let text = format!("{{\"folder\": \".\", \"documents\": {settings}}}");
    let settings = serde_json::from_str(&text).expect("settings");
    let folder = tempfile::tempdir().expect("a folder");
    let open = source::kind("csv-drop").expect("a kind").open;
    let source = open(folder.path(), &settings, source::With::default()).unwrap_or_else(|fault| panic!("{fault}"));
    let by_name = source.by_name().expect("asked for");
    let mut known = |number: &str| Ok(loads.contains(&number));
    let placed = by_name.place(file, &mut known).expect("an answer");
    let shown = |Placed { load, kind, stop }: Placed| {
        let stop = stop.map(|stop| format!(" {stop}")).unwrap_or_default();
        format!("{load} {kind}{stop}")
    };
    match placed {
        Ok(placed) => Ok(placed.into_iter().map(shown).collect()),
        Err(why) => Err((why.code.to_string(), why.message)),
    }
}

/// The same of a source that says nothing more.
fn plain(loads: &[&str], file: &str) -> Result<Vec<String>, (String, String)> {
    read("{}", loads, file)
}

const LOADS: &[&str] = &["10421", "10422", "PS-024267", "104", "2", "2025"];

#[test]
fn a_name_says_the_load_and_what_it_is() {
    for (file, is) in [
        ("10421 POD.pdf", "10421 pod"),
        ("POD_10421_p2.jpg", "10421 pod"),
        ("10421-lumper.pdf", "10421 lumper_receipt"),
        ("lumper receipt 10421.PDF", "10421 lumper_receipt"),
        ("10421POD.pdf", "10421 pod"),
        ("pod10421p2.tif", "10421 pod"),
        ("10421 rate con.pdf", "10421 rate_confirmation"),
        ("ratecon_10421.pdf", "10421 rate_confirmation"),
        ("10421 bill of lading.pdf", "10421 bol"),
        ("10421 signed BOL stop 2.pdf", "10421 bol_signed 2"),
        ("10421 pod signed.pdf", "10421 pod_signed"),
        ("10421 scale ticket (2).pdf", "10421 scale_ticket"),
        ("10421_temperature_log.pdf", "10421 temperature_log"),
        ("ps-024267 proof of delivery.jpeg", "PS-024267 pod"),
        ("PS_024267 POD.pdf", "PS-024267 pod"),
        ("10421 POD 2025-03-04.pdf", "10421 pod"),
        ("20250304 10421 POD.pdf", "10421 pod"),
        ("10421 POD page 2 of 3.pdf", "10421 pod"),
        ("10421 signed POD scan copy mar 4 (b).pdf", "10421 pod_signed"),
        ("10421 lumper sysco dallas.pdf", "10421 lumper_receipt"),
    ] {
        assert_eq!(plain(LOADS, file), Ok(vec![is.to_owned()]), "{file}");
    }
}

#[test]
fn a_name_that_joins_two_is_of_both() {
    let both = |kind: &str| Ok(vec![format!("10421 {kind}"), format!("10422 {kind}")]);
    assert_eq!(plain(LOADS, "10421-10422 POD.pdf"), both("pod"));
    assert_eq!(plain(LOADS, "POD 10421 & 10422.pdf"), both("pod"));
    assert_eq!(plain(LOADS, "10421 and 10422 lumper.pdf"), both("lumper_receipt"));
    let kinds = Ok(vec!["10421 bol".to_owned(), "10421 pod".to_owned()]);
    assert_eq!(plain(LOADS, "10421 BOL+POD.pdf"), kinds);
    // A number that is a load as it stands is that one.
    assert_eq!(plain(&["10421", "10421-10422"], "10421-10422 POD.pdf"), Ok(vec!["10421-10422 pod".to_owned()]));
}

#[test]
fn what_may_be_of_two_is_of_none() {
    for (file, told) in [
        ("10421 10422 POD.pdf", "it may be of the load 10421 or of the load 10422"),
        ("10421 POD 2025.pdf", "it may be of the load 10421 or of the load 2025"),
        ("10421 POD lumper.pdf", "it may be a pod or a lumper_receipt"),
    ] {
        let (code, message) = plain(LOADS, file).expect_err(file);
        assert!(code == "LH-250" && message.contains(told), "{file}: {code} {message}");
    }
    let (code, message) = plain(&["10421", "10421-7"], "10421_7 POD.pdf").expect_err("two");
    assert!(code == "LH-250" && message.contains("10421-7") && message.contains("load 10421;"), "{message}");
}

#[test]
fn what_names_no_load_or_no_type_waits() {
    for (file, told) in [
        ("POD.pdf", "no number of a load"),
        ("99999 POD.pdf", "no number of a load"),
        // Inside of another number, of a word, of a date, of a page no number stands.
        ("910421 POD.pdf", "no number of a load"),
        ("A10421 POD.pdf", "no number of a load"),
        ("scan2025 POD.pdf", "no number of a load"),
        ("POD p2.pdf", "no number of a load"),
        ("POD (2).pdf", "no number of a load"),
        ("POD 2025-03-04.pdf", "no number of a load"),
        ("10421.pdf", "does not say what it is"),
        ("10421 receipt.pdf", "does not say what it is"),
        // One that says that it is not there, or not so, is none.
        ("10421 signed POD missing.pdf", "says `MISSING`"),
        ("10421 POD not signed.pdf", "says `NOT`"),
        ("10421 POD to be signed.pdf", "says `BE`"),
        // Nor is one with a word that nobody knows: it may say that.
        ("10421 signed POD to follow.pdf", "says `TO`"),
        ("10421 POD expected Friday (signed).pdf", "says `EXPECTED`"),
        ("10421 cover sheet for signed POD.pdf", "says `COVER`"),
        // One that is joined and not known yet is waited for.
        ("10421-10423 POD.pdf", "the load 10423 as well"),
        ("10423+10421 POD.pdf", "the load 10423 as well"),
    ] {
        let (code, message) = plain(LOADS, file).expect_err(file);
        assert!(code == "LH-249" && message.contains(told), "{file}: {code} {message}");
    }
    // What is joined and of another form is no load.
    assert_eq!(plain(LOADS, "10421-3 POD.pdf"), Ok(vec!["10421 pod".to_owned()]));
}

#[test]
fn settings_say_how_names_are_made_and_what_words_mean() {
    let settings = r#"{"type": "pod", "words": {"rcpt": "lumper_receipt", "Lieferschein": "pod_signed"}}"#;
    for (file, is) in [
        ("10421.pdf", "10421 pod"),
        ("10421 rcpt.pdf", "10421 lumper_receipt"),
        ("Lieferschein 10421.pdf", "10421 pod_signed"),
    ] {
        assert_eq!(read(settings, LOADS, file), Ok(vec![is.to_owned()]), "{file}");
    }
    let shapes = r#"{"names": ["{load} {type}", "{type}_{load}_{stop}_{*}"]}"#;
    for (file, is) in [
        ("PS-024267 pod.pdf", "PS-024267 pod"),
        ("pod_signed_10421_2_0007.pdf", "10421 pod_signed 2"),
        ("10421-10422 rate con.pdf", "10421 rate_confirmation"),
    ] {
        assert_eq!(read(shapes, LOADS, file).map(|all| all[0].clone()), Ok(is.to_owned()), "{file}");
    }
    for (file, told) in [
        ("pod 10421.pdf", "no load POD"),
        ("10421-pod.pdf", "made like none"),
        ("10421 thing.pdf", "`THING` is no type"),
    ] {
        let (code, message) = read(shapes, LOADS, file).expect_err(file);
        assert!(code == "LH-249" && message.contains(told), "{file}: {message}");
    }
}

#[test]
fn settings_that_make_no_sense_are_told() {
    for (documents, told) in [
        (r#"{"type": "podd"}"#, "`podd` is no type"),
        (r#"{"words": {"x": "slip"}}"#, "`slip` is no type"),
        (r#"{"names": ["{type}"]}"#, "does not say where the {load} stands"),
        (r#"{"names": ["{load}"]}"#, "does not say the {type}"),
        (r#"{"names": ["{load} {kind}"]}"#, "may have {load}"),
        (r#"{"names": ["{load} {load} {type}"]}"#, "one of them twice"),
        (r#"{"names": ["{load {type}"]}"#, "may have {load}"),
        (r#"{"folders": "x"}"#, "unknown field"),
        (r#""..""#, "no name of its own"),
    ] {
        let text = format!("{{\"folder\": \".\", \"documents\": {documents}}}");
        let settings = serde_json::from_str(&text).expect("settings");
        let why = (source::kind("csv-drop").expect("a kind").wrong)(&settings).unwrap_or_default();
        assert!(why.contains(told), "{documents}: {why}");
    }
}
