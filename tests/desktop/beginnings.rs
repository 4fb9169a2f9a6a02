//! The pages of a company's first day: what was billed before, and how an export is read. The company is that of
//! `docs/your-company.md`, whose files it is made of.

use std::path::{Path, PathBuf};

use linehaul_api::command::session::{Answers, Session, init_company};
use linehaul_tests::harness::{Asks, Window};

use crate::{settle, theme};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn sample(file: &str) -> PathBuf {
    root().join("samples/your-company").join(file)
}

/// What the page puts into a file.
fn of_page(info: &str) -> String {
    let page = std::fs::read_to_string(root().join("docs/your-company.md")).expect("the page");
    let (_, rest) = page.split_once(&format!("```{info}\n")).unwrap_or_else(|| panic!("the page has no {info}"));
    rest.split_once("```").expect("an end").0.to_owned()
}

/// A company whose export was read, and nothing else.
pub fn company(dir: &Path) {
    let said = |text: &str| Some(text.to_owned());
    let answers = Answers {
        name: said("Kowalski Trucking"),
        currency: said("USD"),
        zone: said("America/Chicago"),
        approvers: said("1"),
        ..Answers::default()
    };
    init_company(dir, &answers).expect("a company");
    for file in ["mappings/loads.toml", "rules/house/2025-01-01.rhai"] {
        let kind = if file.ends_with("toml") { "toml" } else { "js" };
        let path = dir.join(file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, of_page(&format!("{kind} {file}"))).expect("written");
    }
    let settings = dir.join("linehaul.toml");
    let text = std::fs::read_to_string(&settings).expect("settings");
    std::fs::write(settings, text.replace("# mapping = \"orders\"", "mapping = \"loads\" # ")).expect("written");
    for file in ["loads 2025-03.csv", "customer list.csv"] {
        std::fs::copy(sample(file), dir.join("drop").join(file)).expect("copied");
    }
    let mut session = Session::open(dir).expect("a session");
    session.sync(&[], &mut |_, _, _| true).expect("a sync");
}

/// A picture in both themes.
async fn both(window: &Window, keep: &impl Fn(&str, Vec<u8>), screen: &str) {
    for name in ["light", "dark"] {
        theme(window, name).await;
        settle().await;
        keep(&format!("{screen}@{name}"), window.picture());
    }
}

/// Takes them: each step once, since what was set is set.
pub async fn screens(dir: &Path, home: &Path, size: (u32, u32), keep: &impl Fn(&str, Vec<u8>)) {
    company(dir);
    let list = sample("invoiced.xlsx").display().to_string();
    let window = Window::open(Some(dir), home, size, &[("LINEHAUL_FILE", &list)]).await;
    window.see("[data-key]").await;
    window.keys("6").await;
    window.see(".setting").await;
    both(&window, keep, "cutover-unset").await;
    window.click("[name=day]").await;
    window.keys("2025-03-05").await;
    window.press("Pick it").await;
    window.see_text(".setting", "invoiced.xlsx").await;
    window.press("Look what it would do").await;
    window.see("[data-testid=cutover-tried]").await;
    both(&window, keep, "cutover-tried").await;
    window.press("Set it").await;
    window.see("li[data-load]").await;
    window.click(".stands").await;
    window.keys("j").await;
    both(&window, keep, "cutover").await;
    window.keys("e").await;
    window.see("[role=dialog] input").await;
    both(&window, keep, "cutover-word").await;
    window.close().await;
    let export = sample("loads 2025-03.csv").display().to_string();
    let window = Window::open(Some(dir), home, size, &[("LINEHAUL_FILE", &export)]).await;
    window.see("select[aria-label=Theme]").await;
    window.press("Sources").await;
    window.press("New source").await;
    window.see(".mapping .empty").await;
    both(&window, keep, "mapping-empty").await;
    window.press("Pick a file").await;
    window.see("[data-testid=trial]").await;
    both(&window, keep, "mapping").await;
    window.click("#mapping-text").await;
    window.keys("status = ").await;
    window.press("Try again").await;
    window.see(".error-box").await;
    both(&window, keep, "mapping-wrong").await;
    window.close().await;
}
