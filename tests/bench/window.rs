//! `./dev bench window`: the queue of a hundred thousand loads in the real window, beside the sample's few hundred in the
//! same run: frames while it scrolls, and how long a jump, a filter, a search and an order take until their rows stand.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use linehaul_api::command::session::Session;
use linehaul_tests::harness::Asks;
use linehaul_tests::harness::{Window, large_company, tell};
use serde_json::json;

/// Copies of each of the sample's loads: somewhat over a hundred thousand.
const TIMES: usize = 354;
const FRAMES: usize = 400;

/// Scrolls by ten rows a frame and keeps how long each frame took, and how many rows in sight had no content yet.
const SCROLL: &str = "
const body = document.querySelector('.grid-body');
window.__frames = []; window.__blank = 0; window.__drawn = 0;
let last = performance.now();
const step = () => {
  const now = performance.now();
  window.__frames.push(now - last); last = now;
  for (const row of body.querySelectorAll('.grid-row')) {
    window.__drawn += 1;
    if (!row.dataset.key) window.__blank += 1;
  }
  body.scrollTop += 340;
  if (window.__frames.length < arguments_frames) requestAnimationFrame(step); else window.__done = true;
};
window.__done = false;
requestAnimationFrame(step);
";

struct Seen {
    loads: u64,
    middle: f64,
    slow: f64,
    worst: f64,
    blank: f64,
    waits: Vec<(&'static str, Duration)>,
}

async fn number(window: &Window, script: &str) -> f64 {
    window.client.execute(script, vec![]).await.expect("a script").as_f64().unwrap_or_default()
}

async fn until(window: &Window, script: &str) -> Duration {
    let begun = Instant::now();
    while window.client.execute(script, vec![]).await.expect("a script") != json!(true) {
        assert!(begun.elapsed() < Duration::from_secs(60), "it does not come: {script}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    begun.elapsed()
}

const FULL: &str = "const rows = [...document.querySelectorAll('.grid-body .grid-row')]; \
                    return rows.length > 0 && rows.every(r => r.dataset.key) && !document.querySelector('.waiting')";

async fn measure(dir: &Path) -> Seen {
    let home = tempfile::tempdir().expect("a home");
    let begun = Instant::now();
    let window = Window::open(Some(dir), home.path(), (1440, 900), &[]).await;
    window.see("[data-key]").await;
    let mut waits = vec![("open the window", begun.elapsed())];
    let loads = number(&window, "return Number(document.querySelector('[role=grid]').ariaRowCount) - 1").await as u64;
    until(&window, FULL).await;
    window.client.execute(&SCROLL.replace("arguments_frames", &FRAMES.to_string()), vec![]).await.expect("a script");
    until(&window, "return window.__done").await;
    let at = |share: f64| {
        format!("const f = [...window.__frames].sort((a, b) => a - b); return f[Math.floor((f.length - 1) * {share})]")
    };
    let (middle, slow) = (number(&window, &at(0.5)).await, number(&window, &at(0.99)).await);
    let worst = number(&window, &at(1.0)).await;
    let blank = number(&window, "return window.__blank / window.__drawn").await;
    let tabs = "[...document.querySelectorAll('.tabs button')].find(b => b.textContent.includes('Held')).click()";
    let steps: [(&str, &str); 5] = [
        ("jump to the end", "const b = document.querySelector('.grid-body'); b.scrollTop = b.scrollHeight"),
        ("jump to the middle", "const b = document.querySelector('.grid-body'); b.scrollTop = b.scrollHeight / 2"),
        ("held only", tabs),
        (
            "order by total",
            "[...document.querySelectorAll('.sort')].find(b => b.textContent.startsWith('Computed')).click()",
        ),
        (
            "search",
            "const s = document.querySelector('.filters input'); \
             Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(s, '24033'); \
             s.dispatchEvent(new Event('input', { bubbles: true }))",
        ),
    ];
    for (name, script) in steps {
        let begun = Instant::now();
        window.client.execute(script, vec![]).await.expect("a script");
        tokio::time::sleep(Duration::from_millis(20)).await;
        until(&window, FULL).await;
        waits.push((name, begun.elapsed()));
    }
    window.close().await;
    Seen { loads, middle, slow, worst, blank, waits }
}

fn synced(dir: &Path) {
    let mut session = Session::open(dir).expect("a session");
    session.sync(&[], &mut |_, _, _| true).expect("a sync");
}

async fn run() {
    let folder = tempfile::tempdir().expect("a folder");
    let small = folder.path().join("small");
    linehaul_api::command::session::init_workspace(&small, true).expect("the sample company");
    synced(&small);
    let large = match std::env::var_os("LINEHAUL_LARGE").map(PathBuf::from) {
        Some(dir) => dir,
        None => {
            let dir = folder.path().join("large");
            large_company(&dir, TIMES);
            synced(&dir);
            dir
        }
    };
    let few = measure(&small).await;
    let many = measure(&large).await;
    tell(&format!("window: {} loads beside {}", many.loads, few.loads));
    let frames = [
        ("frame, median ms", few.middle, many.middle),
        ("frame, 99 of 100, ms", few.slow, many.slow),
        ("longest frame ms", few.worst, many.worst),
    ];
    for (name, few, many) in frames {
        tell(&format!("  {name:22} {few:7.1} {many:7.1}   {:.2} x", many / few.max(0.1)));
    }
    tell(&format!("  {:22} {:6.1}% {:6.1}%", "rows not there yet", few.blank * 100.0, many.blank * 100.0));
    for ((name, few), (_, many)) in few.waits.iter().zip(&many.waits) {
        let (few, many) = (few.as_secs_f64() * 1000.0, many.as_secs_f64() * 1000.0);
        tell(&format!("  {:22} {few:7.0} {many:7.0}   {:.2} x", format!("{name}, ms"), many / few));
    }
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(run());
}
