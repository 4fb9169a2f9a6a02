//! Sessions, races, lost answers and a server that is not there.

use linehaul_connectors::SecretString;
use linehaul_connectors::erp::celerp::{CelerpSettings, Client, Making};
use linehaul_connectors::erp::{ErpError, Server};
use linehaul_tests::harness::{Break, Celerp, Proxy, Rule};

use crate::documents::{draft, read};

#[test]
fn a_session_that_ran_out_is_renewed_and_nothing_is_done_twice() {
    let celerp = Celerp::shared();
    let mut erp = celerp.client();
    let invoice = draft(&mut erp, "SESSION-1", "C-10010");
    celerp.end_sessions();
    assert!(matches!(erp.make(&invoice), Ok(Making::Made(_))));
    celerp.end_sessions();
    assert_eq!(erp.finalize("doc:SESSION-1"), Ok(Ok(())));
    assert_eq!(celerp.documents("SESSION-").len(), 1);
}

#[test]
fn one_person_is_let_in_at_a_time_and_room_is_made_when_we_go() {
    let celerp = Celerp::shared();
    let quiet = || Client::new(&CelerpSettings { signs_others_out: false, ..celerp.settings() }).expect("a connector");
    let mut first = celerp.client();
    first.names().expect("names");
    let waits = quiet().names();
    assert!(
        matches!(&waits, Err(ErpError::Unavailable { retry_after_seconds: Some(60), message }) if message.contains("one person")),
        "{waits:?}"
    );
    let mut second = celerp.client();
    second.names().expect("it takes the place");
    second.leave();
    quiet().names().expect("the place is free");
    first.names().expect("and the first comes in again");
    let password = SecretString::from("another".to_owned());
    let server = Server { password, ..celerp.settings().server };
    let wrong = CelerpSettings { server, ..celerp.settings() };
    let refused = Client::new(&wrong).expect("a connector").names();
    assert!(matches!(refused, Err(ErpError::NotAllowed { .. })), "{refused:?}");
    assert_eq!(first.version().as_deref(), Ok("2.7.0"));
}

#[test]
fn of_makers_at_one_time_one_makes_it() {
    let celerp = Celerp::shared();
    let mut erp = celerp.client();
    let invoice = draft(&mut erp, "RACE-1", "C-10010");
    // People's own makers: each connector would sign the others out.
    let body = r#"{"doc_type":"invoice","ref_id":"RACE-2","line_items":[]}"#;
    let told = std::thread::scope(|scope| {
        let celerp = &*celerp;
        let all: Vec<_> = (0..4).map(|_| scope.spawn(move || celerp.as_a_person("POST", "/docs", body).0)).collect();
        all.into_iter().map(|one| one.join().expect("it ends")).collect::<Vec<_>>()
    });
    assert_eq!(told.iter().filter(|status| **status == 200).count(), 1, "{told:?}");
    assert_eq!(told.iter().filter(|status| **status == 409).count(), 3, "{told:?}");
    assert!(matches!(erp.make(&invoice), Ok(Making::Made(_))));
    assert_eq!(celerp.documents("RACE-").len(), 2);
}

#[test]
fn an_answer_that_is_lost_leaves_a_change_open_and_the_key_closes_it() {
    let celerp = Celerp::shared();
    let proxy = Proxy::before(celerp.port());
    let server = Server { url: proxy.url(), answer_within_seconds: 2, ..celerp.settings().server };
    let settings = CelerpSettings { server, ..celerp.settings() };
    let mut erp = Client::new(&settings).expect("a connector");
    let plan = |method, how| proxy.plan(&[Rule { method, after: 0, times: 1, how }]);
    let ways =
        [Break::LoseRequest, Break::LoseAnswer, Break::CutAnswer, Break::DelayRequest(4000), Break::DelayAnswer(4000)];
    for (at, how) in ways.into_iter().enumerate() {
        let number = format!("LOST-{at}");
        let invoice = draft(&mut erp, &number, "C-10010");
        let id = format!("doc:{number}");
        plan("POST /docs", how);
        let made = erp.make(&invoice);
        assert!(matches!(made, Err(ErpError::Unknown { .. })), "{how:?}: {made:?}");
        assert_eq!(erp.make(&invoice), Ok(Making::Made(id.clone())), "{how:?}");
        plan("/finalize", how);
        let posted = erp.finalize(&id);
        assert!(matches!(posted, Err(ErpError::Unknown { .. })), "{how:?}: {posted:?}");
        assert_eq!(erp.finalize(&id), Ok(Ok(())), "{how:?}");
        plan("GET /docs", how);
        let read = erp.by_ids(&[id]);
        assert!(matches!(read, Err(ErpError::Unavailable { .. })), "{how:?}: {read:?}");
        proxy.wait_until_all_arrived();
    }
    let there = celerp.documents("LOST-");
    assert!(there.len() == 5 && there.iter().all(|d| d[2] == "true"), "{there:?}");
}

#[test]
fn a_server_that_is_gone_did_nothing() {
    let mut celerp = Celerp::shared();
    let mut erp = celerp.client();
    let invoice = draft(&mut erp, "GONE-1", "C-10010");
    celerp.kill();
    for _ in 0..2 {
        let told = erp.make(&invoice);
        assert!(matches!(&told, Err(ErpError::Unavailable { .. })), "{told:?}");
    }
    celerp.start_again();
    assert_eq!(celerp.documents("GONE-").len(), 0);
    assert!(matches!(erp.make(&invoice), Ok(Making::Made(_))), "its session is still good");
    assert_eq!(read(&mut erp, "GONE-1").number, "GONE-1");
}
