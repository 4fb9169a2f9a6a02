//! What an earlier engine kept is read for ever: the book does not change.

use linehaul_domain::assessment::{ENGINES_READ, readable_engine};
use linehaul_domain::canonical;
use linehaul_domain::charge::NearMiss;
use linehaul_domain::hold::{Hold, HoldCode};
use linehaul_domain::party::Payor;
use linehaul_domain::step::Step;

fn step(text: &str) -> Step {
    canonical::decode(format!("1:{text}").as_bytes()).unwrap_or_else(|e| panic!("{text}: {e}"))
}

#[test]
fn steps_of_the_first_engine_read_and_say_the_same() {
    let clock = r#"{"because":"arrival","from":"2025-05-21T13:00:00Z","minutes":60,"step":"clock","stop":"stop 1 Shipper A, West, Memphis TN","to":"2025-05-21T14:00:00Z","until":"departure","zone":"America/Chicago"}"#;
    assert!(
        step(clock).text().starts_with("stop 1 Shipper A, West, Memphis TN: clock Wed 08:00"),
        "{}",
        step(clock).text()
    );
    let caps = [
        ("400.00 a calendar day", "limit 400.00 a calendar day applies: 450 -> 400"),
        ("1300.00 per 24 hours (team)", "limit 1300.00 per 24 hours (team) applies: 450 -> 400"),
        ("200.00 a stop", "limit 200.00 a stop applies: 450 -> 400"),
        ("513.00", "limit 513.00 applies: 450 -> 400"),
    ];
    for (text, said) in caps {
        let kept = format!(r#"{{"allowed":"400","computed":"450","step":"cap","text":"{text}"}}"#);
        assert_eq!(step(&kept).text(), said);
    }
}

#[test]
fn near_misses_of_the_first_engine_read_and_say_the_same() {
    let kept = r#"{"code":"DETENTION_LOADING","message":"46 min short of the first step","stop":2,"worth":"12.50"}"#;
    let miss: NearMiss = canonical::decode(format!("1:{kept}").as_bytes()).expect("it reads");
    assert_eq!((miss.why.text().as_str(), miss.stop), ("46 min short of the first step", Some(2)));
}

#[test]
fn what_this_engine_keeps_reads_as_it_was() {
    let now = [
        r#"{"step":"cap","computed":"450","allowed":"400","limit":"400","per":"stop","team":true}"#,
        r#"{"step":"clock","stop":{"seq":3,"name":"","city":"Memphis TN"},"zone":"America/Chicago","from":"2025-05-21T13:00:00Z","because":"arrival","to":"2025-05-21T14:00:00Z","until":"departure","minutes":60}"#,
    ];
    for kept in now {
        assert_eq!(String::from_utf8(canonical::encode(&step(kept))).expect("text"), format!("1:{kept}"));
    }
}

#[test]
fn payors_of_the_first_engine_read_and_keep_their_bytes() {
    let kept = r#"1:{"customer":"ACME","share_percent":"60"}"#;
    let payor: Payor = canonical::decode(kept.as_bytes()).expect("it reads");
    assert_eq!((payor.share_percent, payor.weight_lb), (Some(60.into()), None));
    assert_eq!(String::from_utf8(canonical::encode(&payor)).expect("text"), kept);
}

#[test]
fn an_engine_that_nobody_here_made_is_not_read() {
    assert!(ENGINES_READ.iter().all(|engine| readable_engine(engine).is_ok()));
    for engine in ["linehaul-engine@99", "linehaul-engine", "another", ""] {
        assert_eq!(readable_engine(engine).expect_err("refused").code, "LH-505");
    }
}

#[test]
fn a_hold_that_is_a_warning_now_reads() {
    let kept = r#"1:{"charge":null,"code":"CREDIT_HOLD","document":null,"message":"","next_step":"","owner":"","reference":null,"stop":null}"#;
    let hold: Hold = canonical::decode(kept.as_bytes()).expect("it reads");
    assert_eq!(hold.code, HoldCode::CreditHold);
}
