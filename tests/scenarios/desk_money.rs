//! Charges at the desk: one is waived, a difference from dispatch's total is right, a customer approves an amount and no more.

use linehaul_api::command::desk_load::Answer;
use linehaul_api::command::desk_money::{Accept, ApprovedByCustomer, Waive};
use linehaul_api::command::session::Session;
use linehaul_tests::harness::Asks;

use crate::desk::{at_stop, held, is_rebuilt, refused, set, shown};
use crate::workspace::{CONFIG, CONTRACT, STOPS, TestWorkspace, approve, push, state, sync};

/// Waiting that needs papers and, above 50.00, the customer's word; taxed with the rest.
fn strict() -> String {
    CONTRACT.replace(
        "in started 15 minute steps;",
        "in started 15 minute steps, approval above 50.00, needs \"detention_log\";",
    )
}

/// The tiny company whose truck waited until then at the delivery.
fn waited(contract: &str, until: &str, config: &str) -> (TestWorkspace, Session) {
    let workspace = TestWorkspace::tiny();
    workspace.write("linehaul.toml", config);
    workspace.write("rules/customers/acme/2025-01-01.rhai", contract);
    workspace.write("drop/stops.csv", STOPS.replace("2025-03-02 09:00", &format!("2025-03-02 {until}")));
    let mut session = workspace.open();
    sync(&mut session);
    (workspace, session)
}

fn waive(charge: &str) -> Waive {
    let because = "goodwill: a long-standing customer".to_owned();
    Waive { load: "T-1".to_owned(), charge: charge.to_owned(), stop: None, because, from: None, seen: None }
}

fn accept() -> Accept {
    let because = "dispatch left the stop out".to_owned();
    Accept { load: "T-1".to_owned(), hold: "VARIANCE".to_owned(), because, from: None, seen: None }
}

fn approved(amount: &str) -> ApprovedByCustomer {
    ApprovedByCustomer {
        load: "T-1".to_owned(),
        charge: "DETENTION_UNLOADING".to_owned(),
        name: "Pat Buyer".to_owned(),
        channel: "mail".to_owned(),
        date: "2025-03-05".to_owned(),
        amount: amount.to_owned(),
        document: None,
        because: "the customer approved it".to_owned(),
        seen: None,
    }
}

#[test]
fn a_waived_charge_is_not_billed_and_needs_nothing() {
    let (workspace, mut session) = waited(&strict(), "11:00", CONFIG);
    assert_eq!(shown(&session).total, "1060.00");
    assert_eq!(held(&session), ["DOCUMENT_MISSING", "APPROVAL_NEEDED", "VARIANCE"]);
    let done = session.said_by(&waive("DETENTION_UNLOADING"), "biller");
    assert_eq!(done.notes, ["T-1: DETENTION_UNLOADING is waived, 60.00 USD"], "{:?}", done.refused);
    let detail = shown(&session);
    assert_eq!((detail.total.as_str(), held(&session)), ("1000.00", vec![]));
    let told = detail.near_misses.iter().find(|miss| miss.code == "DETENTION_UNLOADING").expect("told");
    assert!(told.message.starts_with("waived by biller"), "{}", told.message);
    assert_eq!(told.worth.as_deref(), Some("60.00"));
    is_rebuilt(&mut session);
    // It is what was looked at that is waived: a later departure makes more of it than that.
    workspace.write("drop/stops-2.csv", STOPS.replace("2025-03-02 09:00,2025-03-03T", "2025-03-02 12:00,2025-03-06T"));
    sync(&mut session);
    assert_eq!(shown(&session).total, "1120.00");
    session.said_by(&waive("DETENTION_UNLOADING"), "biller");
    assert_eq!(state(&session, "T-1"), "ready");
    // What was waived is counted, and what was taken back is not.
    let waived = session.radar(None, &mut |_, _| true).expect("looked").waived;
    let told: Vec<_> = waived.iter().map(|one| (one.charge.as_str(), one.amount.as_deref(), one.by.as_str())).collect();
    assert_eq!(told, [("DETENTION_UNLOADING", Some("120.00"), "biller")]);
    assert_eq!(approve(&mut session, &["T-1"]).approved.len(), 1);
    assert_eq!(push(&mut session).posted.len(), 1);
    assert!(session.reproduce(&[], None, &mut |_, _| true).expect("made again").drifted.is_empty());
}

#[test]
fn taxes_and_percents_are_reckoned_without_what_is_waived() {
    let percent = "accessorial \"ADMIN\" 10 percent of net linehaul and \"DETENTION_UNLOADING\";\n";
    let (_workspace, mut session) = waited(&(CONTRACT.to_owned() + percent), "11:00", CONFIG);
    assert_eq!(shown(&session).total, "1166.00");
    let freight = session.said_by(&waive("LINEHAUL"), "biller");
    let (code, words) = refused(&freight);
    assert!(code == "LH-469" && words.contains("linehaul adjust T-1 LINEHAUL"), "{words}");
    let (code, words) = refused(&session.said_by(&waive("LUMPER"), "biller"));
    assert!(code == "LH-469" && words.contains("DETENTION_UNLOADING"), "{words}");
    let elsewhere = Waive { stop: Some(1), ..waive("DETENTION_UNLOADING") };
    assert_eq!(refused(&session.said_by(&elsewhere, "biller")).0, "LH-469");
    assert!(session.said_by(&Waive { stop: Some(2), ..waive("DETENTION_UNLOADING") }, "biller").refused.is_empty());
    assert_eq!(shown(&session).total, "1100.00");
    is_rebuilt(&mut session);
}

#[test]
fn a_charge_that_cannot_be_computed_is_waived_too() {
    let contract = CONTRACT.to_owned() + "lumper at cost, receipt \"lumper_receipt\";\n";
    let (workspace, mut session) = waited(&contract, "09:00", CONFIG);
    // There is a receipt, and nobody says what it cost.
    let receipt = "document_id,load_number,stop,type,file,signed_by,updated_at\n\
                   D-2,T-1,2,lumper_receipt,,,2025-03-03T00:00:00Z\n";
    workspace.write("drop/documents-2.csv", receipt);
    sync(&mut session);
    assert_eq!(held(&session), ["INPUT_MISSING"]);
    let done = session.said_by(&waive("LUMPER"), "biller");
    assert_eq!(done.notes, ["T-1: LUMPER is waived, whatever it comes to"], "{:?}", done.refused);
    assert_eq!((held(&session), state(&session, "T-1")), (vec![], "ready".to_owned()));
    is_rebuilt(&mut session);
}

#[test]
fn a_difference_that_is_right_is_accepted_within_a_limit_and_asks_again_when_it_changes() {
    let limits = format!("{CONFIG}[limits]\nvariance_biller = \"50.00\"\n");
    let (workspace, mut session) = waited(CONTRACT, "11:00", &limits);
    assert_eq!(held(&session), ["VARIANCE"]);
    let (code, words) = refused(&session.said_by(&accept(), "biller"));
    assert!(code == "LH-405" && words.contains("approver, owner may"), "{words}");
    let done = session.said_by(&accept(), "owner");
    assert_eq!(done.notes, ["T-1: 1060.00 USD is right, though dispatch expects 1000.00 USD"], "{:?}", done.refused);
    assert_eq!((held(&session), state(&session, "T-1")), (vec![], "ready".to_owned()));
    assert!(shown(&session).warnings[0].message.contains("accepted by owner"), "{:?}", shown(&session).warnings);
    is_rebuilt(&mut session);
    assert_eq!(refused(&session.said_by(&accept(), "owner")).0, "LH-470");
    let one = ["T-1".to_owned()];
    let own = session.approve(&one, false, Some("owner"), None, &mut |_, _| true).expect("an answer");
    assert_eq!(own.refused[0].code, "LH-404", "whoever accepted it does not approve it");
    workspace.write("drop/stops-2.csv", STOPS.replace("2025-03-02 09:00,2025-03-03T", "2025-03-02 11:15,2025-03-06T"));
    sync(&mut session);
    assert_eq!(held(&session), ["VARIANCE"], "it was another difference that was accepted");
}

#[test]
fn reasons_are_those_of_the_company_where_it_has_a_list() {
    let reasons =
        format!("{CONFIG}[reasons]\nwaive = [\"Goodwill\", \"our fault\"]\nvariance = [\"dispatch wrong\"]\n");
    let (_workspace, mut session) = waited(CONTRACT, "11:00", &reasons);
    let (code, words) = refused(&session.said_by(&accept(), "biller"));
    assert!(code == "LH-471" && words.contains("dispatch wrong"), "{words}");
    let other = Waive { because: "nice people".to_owned(), ..waive("DETENTION_UNLOADING") };
    assert_eq!(refused(&session.said_by(&other, "biller")).0, "LH-471");
    assert!(session.said_by(&waive("DETENTION_UNLOADING"), "biller").refused.is_empty(), "goodwill: …");
}

#[test]
fn a_customer_approves_an_amount_and_no_more() {
    let contract = strict().replace(", needs \"detention_log\"", "");
    let (workspace, mut session) = waited(&contract, "11:00", CONFIG);
    assert_eq!(held(&session), ["APPROVAL_NEEDED", "VARIANCE"]);
    let with = |change: &dyn Fn(&mut ApprovedByCustomer)| {
        let mut said = approved("60.00");
        change(&mut said);
        said
    };
    let bad = [
        (with(&|a| a.amount = "60.00 CAD".to_owned()), "LH-472"),
        (with(&|a| a.amount = "-60.00".to_owned()), "LH-418"),
        (with(&|a| a.charge = "LUMPER".to_owned()), "LH-420"),
        (with(&|a| a.date = "2025-04-01".to_owned()), "LH-462"),
        (with(&|a| a.name = " ".to_owned()), "LH-462"),
        (with(&|a| a.document = Some("mail.pdf".to_owned())), "LH-466"),
    ];
    for (said, code) in bad {
        assert_eq!(refused(&session.said_by(&said, "biller")).0, code, "{said:?}");
    }
    session.said_by(&approved("59.99"), "biller");
    assert!(held(&session).contains(&"APPROVAL_NEEDED".to_owned()), "a cent short");
    let done = session.said_by(&approved("60.00"), "biller");
    assert!(done.refused.is_empty(), "{:?}", done.refused);
    assert_eq!(held(&session), ["VARIANCE"]);
    assert!(shown(&session).events.iter().any(|event| event.kind == "accessorial_approved"));
    is_rebuilt(&mut session);
    // A quarter of an hour more is more than was approved.
    session.said_by(&at_stop(2, set("T-1", "departed_at", "2025-03-02 11:05")), "biller");
    assert!(held(&session).contains(&"APPROVAL_NEEDED".to_owned()), "{:?}", held(&session));
    // And dispatch may say that the customer took it back.
    let withdrawn = "event_id,load_number,event,at,charge,recorded_at\n\
                     E-9,T-1,approval_withdrawn,2025-03-06T12:00:00Z,DETENTION_UNLOADING,2025-03-06T12:00:00Z\n";
    session.said_by(&approved("75.00"), "biller");
    assert!(!held(&session).contains(&"APPROVAL_NEEDED".to_owned()));
    workspace.write("drop/events.csv", withdrawn);
    sync(&mut session);
    assert!(held(&session).contains(&"APPROVAL_NEEDED".to_owned()), "{:?}", held(&session));
}

/// An open clause is answered for one load with one of the readings that are tried, and no other load is touched by it.
#[test]
fn a_question_of_the_contract_is_answered_for_one_load() {
    let open = CONTRACT.replace("clock from arrival,", "clock ask \"When does it start?\",");
    let stops = STOPS.replace("FCFS,,live,2025-03-02 08:00", "APPT,2025-03-02 09:00,live,2025-03-02 08:00");
    let (workspace, mut session) = waited(&open, "11:00", CONFIG);
    workspace.write("drop/stops-2.csv", stops.replace("2025-03-02 09:00,2025-03-03T", "2025-03-02 11:30,2025-03-06T"));
    sync(&mut session);
    assert_eq!(held(&session), ["CONTRACT_ASKS"], "{:?}", shown(&session).holds.first().map(|hold| &hold.message));
    let answer = |question: &str, answer: &str| Answer {
        load: "T-1".to_owned(),
        question: question.to_owned(),
        answer: answer.to_owned(),
        because: "asked the customer".to_owned(),
        from: Some("Pat Buyer, mail".to_owned()),
        seen: None,
    };
    let (code, words) = refused(&session.said_by(&answer("Who pays?", "we do"), "biller"));
    assert!(code == "LH-475" && words.contains("When does it start?"), "{words}");
    let (code, words) = refused(&session.said_by(&answer("when does", "at noon"), "biller"));
    assert!(code == "LH-475" && words.contains("the clock starts at the appointment"), "{words}");
    let done = session.said_by(&answer("when does it", "the clock starts at the appointment"), "biller");
    assert!(done.refused.is_empty(), "{:?}", done.refused);
    assert_eq!(shown(&session).total, "1030.00");
    let on_arrival = answer("When does it start?", "the clock starts on arrival");
    assert!(session.said_by(&on_arrival, "biller").refused.is_empty());
    assert_eq!(shown(&session).total, "1090.00", "another answer stands in its place");
    let line = shown(&session).charges.into_iter().find(|line| line.code == "DETENTION_UNLOADING").expect("a line");
    assert!(line.derivation[0].value.to_string().contains("answered for this load"), "{:?}", line.derivation[0].value);
    is_rebuilt(&mut session);
}

/// What a contract only asks is answered in words: what it comes to is an adjustment.
#[test]
fn what_a_contract_only_asks_is_answered_in_words() {
    let asks = CONTRACT.to_owned() + "ask \"Who pays the scale?\";\n";
    let (_workspace, mut session) = waited(&asks, "09:00", CONFIG);
    assert_eq!(held(&session), ["CONTRACT_ASKS"]);
    let answer = Answer {
        load: "T-1".to_owned(),
        question: "Who pays the scale?".to_owned(),
        answer: "the shipper, by itself".to_owned(),
        because: "asked".to_owned(),
        from: None,
        seen: None,
    };
    assert!(session.said_by(&answer, "biller").refused.is_empty());
    assert_eq!((held(&session), state(&session, "T-1")), (vec![], "ready".to_owned()));
    assert_eq!(refused(&session.said_by(&answer, "biller")).0, "LH-464");
}
