//! `cargo run -p linehaul-tests --bin make-screens`: pictures of every screen of the real window, in two sizes and both
//! themes, into `docs/screens/`. They are looked at one by one. With the word `beginnings` only those of a company's first day.

mod beginnings;

use std::path::Path;
use std::time::Duration;

use linehaul_api::command::session::Session;
use linehaul_tests::harness::Asks;
use linehaul_tests::harness::Window;

const SIZES: [(u32, u32); 2] = [(1440, 900), (1024, 768)];

/// A copy of the book, before the last of it.
const BACKUP: &str = "book-of-yesterday.sqlite";

/// Puts yesterday's book back, as somebody does who restores a backup.
fn restore(dir: &Path) {
    for name in ["book.sqlite-wal", "book.sqlite-shm"] {
        let _ = std::fs::remove_file(dir.join(name));
    }
    std::fs::copy(dir.join(BACKUP), dir.join("book.sqlite")).expect("restored");
}

fn company(dir: &Path) {
    linehaul_api::command::session::init_workspace(dir, true).expect("the sample company");
    let mut session = Session::open(dir).expect("a session");
    session.sync(&[], &mut |_, _, _| true).expect("a sync");
    let ask = linehaul_api::wire::queue::QueueAsk {
        state: Some("ready".to_owned()),
        limit: Some(40),
        ..linehaul_api::wire::queue::QueueAsk::default()
    };
    let ready: Vec<String> = session.queue(&ask).expect("a queue").loads.into_iter().map(|l| l.load).collect();
    session.approve(&ready[..24], false, Some("approver"), None, &mut |_, _| true).expect("approved");
    session.push(None, Some("biller"), &mut |_| linehaul_api::command::session::Signal::Continue).expect("pushed");
    drop(session);
    std::fs::copy(dir.join("book.sqlite"), dir.join(BACKUP)).expect("a backup");
    let mut session = Session::open(dir).expect("a session");
    session.approve(&ready[24..36], false, Some("approver"), None, &mut |_, _| true).expect("approved");
    session.batch_create(Some("biller")).expect("a batch");
    session.approve(&ready[36..], false, Some("approver"), None, &mut |_, _| true).expect("approved");
    let posted: Vec<&String> = ready[..24].iter().step_by(2).collect();
    late(dir, &posted);
    session.sync(&[], &mut |_, _, _| true).expect("a sync");
}

/// Dispatch corrects the miles of loads, of one upwards and of the next downwards.
fn late(dir: &Path, loads: &[&String]) {
    let drop = dir.join("drop");
    let entries = std::fs::read_dir(&drop).expect("a drop").flatten().map(|e| e.path());
    let told = entries.filter(|p| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with("loads-2")));
    let mut text = String::new();
    for path in told {
        let content = std::fs::read_to_string(path).expect("text");
        let mut lines = content.lines();
        let head: Vec<&str> = lines.next().expect("a head").split(',').collect();
        let at = |name: &str| head.iter().position(|column| *column == name);
        let (Some(miles), Some(updated), Some(status)) = (at("miles"), at("updated_at"), at("status")) else {
            continue;
        };
        let rows: Vec<String> = lines
            .filter_map(|line| {
                let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
                let index = loads.iter().position(|load| **load == cells[0])?;
                let known: i64 = cells[miles].parse().ok()?;
                cells[miles] = if index % 2 == 0 { known + 40 } else { known - 30 }.to_string();
                cells[updated] = "2025-03-07T14:00:00Z".to_owned();
                (cells[status] != "in_transit").then(|| cells.join(","))
            })
            .collect();
        if !rows.is_empty() {
            let name = format!("loads-late-{}.csv", text.len());
            std::fs::write(drop.join(name), format!("{}\n{}\n", head.join(","), rows.join("\n"))).expect("written");
            text.push('x');
        }
    }
}

async fn settle() {
    tokio::time::sleep(Duration::from_millis(900)).await;
}

async fn theme(window: &Window, name: &str) {
    let script = "const s = document.querySelector('select[aria-label=Theme]'); \
                  const set = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set; \
                  set.call(s, arguments[0]); s.dispatchEvent(new Event('change', { bubbles: true }));";
    window.client.execute(script, vec![serde_json::json!(name)]).await.expect("a theme");
}

async fn screens(window: &Window, keep: &impl Fn(&str, Vec<u8>)) {
    window.press("Queue").await;
    window.see("[data-key]").await;
    settle().await;
    keep("queue", window.picture());
    window.press("Held").await;
    settle().await;
    window.click("[data-grid]").await;
    window.keys("jjx").await;
    settle().await;
    keep("queue-held", window.picture());
    window.press("Held").await;
    window.press("Changed after posting").await;
    settle().await;
    window.click("[data-grid]").await;
    settle().await;
    keep("queue-changed", window.picture());
    window.keys("\u{e007}").await;
    window.see("[data-testid=difference]").await;
    settle().await;
    keep("load-changed", window.picture());
    window.press("Queue").await;
    window.see("[data-key]").await;
    window.press("Clear").await;
    window.press("Find").await;
    settle().await;
    window.keys("PS-24033").await;
    settle().await;
    keep("palette", window.picture());
    window.keys("\u{e007}").await;
    window.see(".load").await;
    window.click(".unfold").await;
    settle().await;
    settle().await;
    keep("load", window.picture());
    window.press("Batches").await;
    window.see(".invoices").await;
    window.click(".invoices .unfold").await;
    settle().await;
    keep("batch", window.picture());
    window.press("Sources").await;
    window.see(".sources").await;
    settle().await;
    keep("sources", window.picture());
    window.press("Activity").await;
    window.see(".activity").await;
    settle().await;
    keep("activity", window.picture());
    window.keys("?").await;
    settle().await;
    keep("keys", window.picture());
    window.press("Close").await;
    window.press("Queue").await;
    window.see("[data-key]").await;
    window.press("Hold").await;
    window.see("[role=dialog] input").await;
    window.keys("waiting for the shipper's word").await;
    settle().await;
    keep("hold", window.picture());
    window.press("Cancel").await;
    window.press("Batches").await;
    if window.text(".batch-head").await.contains("Everything is posted") {
        window.press("Batch ").await;
        window.see("tr[data-state=queued]").await;
    }
    window.press("Push ").await;
    window.see("[data-testid=push-report]").await;
    settle().await;
    keep("pushed", window.picture());
}

async fn run() {
    let to = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/screens");
    std::fs::create_dir_all(&to).expect("a folder");
    let folder = tempfile::tempdir().expect("a folder");
    for size in SIZES {
        let home = tempfile::tempdir().expect("a home");
        let keep = |screen: &str, picture: Vec<u8>| {
            let (screen, name) = screen.split_once('@').expect("a theme");
            std::fs::write(to.join(format!("{screen}-{}x{}-{name}.png", size.0, size.1)), picture).expect("written");
        };
        beginnings::screens(&folder.path().join(format!("b{}", size.0)), home.path(), size, &keep).await;
        if std::env::args().any(|word| word == "beginnings") {
            continue;
        }
        let home = tempfile::tempdir().expect("a home");
        let start = Window::open(None, home.path(), size, &[]).await;
        start.see(".start").await;
        settle().await;
        let name = format!("start-{}x{}.png", size.0, size.1);
        std::fs::write(to.join(name), start.picture()).expect("written");
        start.close().await;
        let dir = folder.path().join(format!("w{}", size.0));
        company(&dir);
        let window = Window::open(Some(&dir), home.path(), size, &[]).await;
        window.see("select[aria-label=Theme]").await;
        for name in ["light", "dark"] {
            theme(&window, name).await;
            let keep = |screen: &str, picture: Vec<u8>| {
                let file = to.join(format!("{screen}-{}x{}-{name}.png", size.0, size.1));
                std::fs::write(file, picture).expect("written");
            };
            screens(&window, &keep).await;
        }
        window.close().await;
        restore(&dir);
        let window = Window::open(Some(&dir), home.path(), size, &[]).await;
        window.see(".error-box").await;
        settle().await;
        let name = format!("behind-{}x{}.png", size.0, size.1);
        std::fs::write(to.join(name), window.picture()).expect("written");
        window.close().await;
    }
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(run());
}
