//! What is kept reads as it was: the book does not change.

use linehaul_domain::assessment::{ENGINE, readable_engine};
use linehaul_domain::canonical;
use linehaul_domain::hold::{Hold, HoldCode};
use linehaul_domain::step::Step;

fn step(text: &str) -> Step {
    canonical::decode(format!("1:{text}").as_bytes()).unwrap_or_else(|e| panic!("{text}: {e}"))
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
fn an_engine_that_nobody_here_made_is_not_read() {
    assert!(readable_engine(ENGINE).is_ok());
    for engine in ["linehaul-engine@5", "linehaul-engine@99", "linehaul-engine", "another", ""] {
        assert_eq!(readable_engine(engine).expect_err("refused").code, "LH-507");
    }
}

#[test]
fn a_hold_that_is_a_warning_now_reads() {
    let kept = r#"1:{"charge":null,"code":"CREDIT_HOLD","document":null,"message":"","next_step":"","owner":"","reference":null,"stop":null}"#;
    let hold: Hold = canonical::decode(kept.as_bytes()).expect("it reads");
    assert_eq!(hold.code, HoldCode::CreditHold);
}
