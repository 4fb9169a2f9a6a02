//! Axe on every screen of the real window, in both themes: no serious finding.

use std::path::Path;
use std::time::Duration;

use linehaul_api::command::session::Session;
use linehaul_tests::harness::Asks;
use linehaul_tests::harness::Window;
use serde_json::json;

use crate::{SIZE, run};

/// What axe finds serious or critical on what is shown now.
async fn findings(window: &Window, place: &str) -> Vec<String> {
    let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
    let source = std::fs::read_to_string(axe).expect("axe; `./dev test` fetches it");
    tokio::time::sleep(Duration::from_millis(500)).await;
    window.client.execute(&source, vec![]).await.expect("axe is read");
    let script = "const done = arguments[arguments.length - 1]; \
                  axe.run(document, { resultTypes: ['violations'] }).then(r => done(r.violations \
                    .filter(v => v.impact === 'serious' || v.impact === 'critical') \
                    .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + \
                      (n.any[0] ? n.any[0].message : '')).join(' | '))), why => done(['axe failed: ' + why]))";
    let found = window.client.execute_async(script, vec![json!(null)]).await.expect("axe runs");
    let found = found.as_array().cloned().unwrap_or_default();
    found.into_iter().map(|v| format!("{place}: {}", v.as_str().unwrap_or_default())).collect()
}

async fn theme(window: &Window, name: &str) {
    window.press("Find").await;
    window.see("[cmdk-input]").await;
    window.keys(&format!("theme {name}")).await;
    window.see_text("[cmdk-item][data-selected=true]", name).await;
    window.keys("\u{e007}").await;
    window.see(&format!("html[data-theme={name}]")).await;
}

/// The pages of a company's first day, empty and filled.
async fn beginnings(window: &Window, at: &impl Fn(&str) -> String) -> Vec<String> {
    let mut found = Vec::new();
    window.press("Sources").await;
    window.press("Cut-over").await;
    window.see(".cutover .counts").await;
    window.press("Set it otherwise").await;
    window.click("[name=day]").await;
    window.keys("2025-01-15").await;
    window.press("Look what it would do").await;
    window.see("[data-testid=cutover-tried]").await;
    found.extend(findings(window, &at("cut-over")).await);
    window.press("Sources").await;
    window.press("New source").await;
    window.see(".mapping .empty").await;
    found.extend(findings(window, &at("new source, empty")).await);
    window.press("Pick a file").await;
    window.see("[data-testid=trial]").await;
    found.extend(findings(window, &at("new source")).await);
    window.click("#mapping-text").await;
    window.keys("status = ").await;
    window.press("Try again").await;
    window.see(".mapping .error-box").await;
    found.extend(findings(window, &at("new source, wrong")).await);
    found
}

#[test]
fn no_screen_has_a_serious_finding_in_either_theme() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("w");
    linehaul_api::command::session::init_workspace(&dir, true).expect("the sample company");
    let mut session = Session::open(&dir).expect("a session");
    session.sync(&[], &mut |_, _, _| true).expect("a sync");
    session.approve(&[], true, Some("approver"), None, &mut |_, _| true).expect("approved");
    session.batch_create(Some("biller")).expect("a batch");
    drop(session);
    let home = tempfile::tempdir().expect("a home");
    let found = run(async {
        let mut found = Vec::new();
        let export = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples/your-company/loads 2025-03.csv");
        let picked = [("LINEHAUL_FILE", export.to_str().expect("a path"))];
        let window = Window::open(Some(&dir), home.path(), SIZE, &picked).await;
        window.see("[data-key]").await;
        for name in ["light", "dark"] {
            theme(&window, name).await;
            let at = |screen: &str| format!("{screen}, {name}");
            window.press("Queue").await;
            window.see("[data-key]").await;
            window.click("[data-grid]").await;
            window.keys("x").await;
            found.extend(findings(&window, &at("queue")).await);
            window.keys("h").await;
            window.see("[name=reason]").await;
            found.extend(findings(&window, &at("hold dialog")).await);
            window.keys("\u{e00c}").await;
            window.press("Find").await;
            window.see("[cmdk-input]").await;
            window.keys("PS-24033").await;
            window.see_text("[cmdk-item][data-selected=true]", "PS-24033").await;
            found.extend(findings(&window, &at("palette")).await);
            window.keys("\u{e007}").await;
            window.see(".pdf canvas").await;
            window.click(".unfold").await;
            found.extend(findings(&window, &at("load")).await);
            window.press("Batches").await;
            window.click(".invoices .unfold").await;
            found.extend(findings(&window, &at("batch")).await);
            for screen in ["Sources", "Activity", "Quarantine"] {
                window.press(screen).await;
                found.extend(findings(&window, &at(screen)).await);
            }
            found.extend(beginnings(&window, &at).await);
            window.press("?").await;
            window.see(".dialog").await;
            found.extend(findings(&window, &at("keys")).await);
            window.press("Close").await;
        }
        window.close().await;
        found
    });
    assert!(found.is_empty(), "{}", found.join("\n"));
}
