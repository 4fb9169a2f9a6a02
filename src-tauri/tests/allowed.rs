//! A window that no capability names can call nothing: every command is tried from one. The main window may call each.

mod waits;

use std::path::Path;

use linehaul_api::command::registry::COMMANDS;
use linehaul_desktop::commands::{SHELL, all};
use linehaul_desktop::declared::DECLARED;
use linehaul_desktop::memory::{MOST_BYTES, Memory};
use linehaul_desktop::sessions::Sessions;
use linehaul_desktop::with_commands;
use tauri::test::{INVOKE_KEY, get_ipc_response, mock_builder, mock_context, noop_assets};
use tauri::webview::InvokeRequest;
use tauri::{Manager, WebviewUrl, WebviewWindowBuilder};

fn ask(command: &str) -> InvokeRequest {
    InvokeRequest {
        cmd: command.to_owned(),
        callback: tauri::ipc::CallbackFn(0),
        error: tauri::ipc::CallbackFn(1),
        url: "tauri://localhost".parse().expect("an address"),
        body: tauri::ipc::InvokeBody::default(),
        headers: Default::default(),
        invoke_key: INVOKE_KEY.to_owned(),
    }
}

/// The application with the real permissions and no pages.
fn app() -> tauri::App<tauri::test::MockRuntime> {
    let mut context: tauri::Context<tauri::test::MockRuntime> = tauri::generate_context!();
    let plain = mock_context(noop_assets());
    context.set_assets(plain.assets);
    with_commands(mock_builder()).build(context).expect("an application")
}

#[test]
fn an_unlisted_window_can_call_nothing() {
    let app = app();
    let page = WebviewUrl::default();
    let window = WebviewWindowBuilder::new(&app, "stranger", page).build().expect("a window");
    for command in all() {
        let answer = get_ipc_response(&window, ask(command));
        let refused = answer.expect_err("it was let in").to_string();
        assert!(refused.contains("not allowed"), "{command}: {refused}");
    }
}

#[test]
fn the_main_window_can_call_nothing_of_the_framework() {
    let app = app();
    let made = || WebviewWindowBuilder::new(&app, "main", WebviewUrl::default()).build().expect("a window");
    let window = app.get_webview_window("main").unwrap_or_else(made);
    let framework = ["plugin:image|from_path", "plugin:event|emit", "plugin:menu|new", "plugin:dialog|open"];
    for command in framework {
        let refused = get_ipc_response(&window, ask(command)).expect_err("it was let in").to_string();
        assert!(refused.contains("not allowed"), "{command}: {refused}");
    }
    let own = get_ipc_response(&window, ask("stop")).map_err(|e| e.to_string());
    assert!(own.is_ok() || own.is_err_and(|e| !e.contains("not allowed")), "the workbench's own it can");
}

/// The names that a capability of the main window allows.
fn listed(text: &str) -> Vec<String> {
    let capability: serde_json::Value = serde_json::from_str(text).expect("JSON");
    let permissions = capability["permissions"].as_array().expect("a list");
    let mut listed: Vec<String> =
        permissions.iter().filter_map(|p| Some(p.as_str()?.strip_prefix("allow-")?.replace('-', "_"))).collect();
    let beyond: Vec<&str> =
        permissions.iter().filter_map(|p| p.as_str()).filter(|p| !p.starts_with("allow-")).collect();
    assert!(beyond.is_empty(), "a set like `core:default` allows what no screen uses: {beyond:?}");
    assert_eq!(permissions.len(), listed.len(), "each is a plain name");
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
    listed.sort();
    listed
}

fn sorted(names: &[&str]) -> Vec<String> {
    let mut names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    names.sort();
    names
}

#[test]
fn the_capabilities_list_every_command_and_no_other() {
    let folder = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("capabilities")).expect("capabilities");
    let mut files: Vec<String> = folder.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    files.sort();
    assert_eq!(files, ["declared.json", "main.json"], "there is no third one");
    assert_eq!(listed(include_str!("../capabilities/main.json")), sorted(SHELL));
    assert_eq!(listed(include_str!("../capabilities/declared.json")), sorted(DECLARED));
    let windowed: Vec<&str> = COMMANDS.iter().filter(|c| c.window.is_some()).map(|c| c.name).collect();
    assert_eq!(sorted(DECLARED), sorted(&windowed), "what the manifest has is what is declared");
    assert!(SHELL.iter().all(|name| !COMMANDS.iter().any(|c| c.name == *name)), "a name stands for one command");
}

#[test]
fn what_has_words_alone_is_unknown_to_the_page() {
    let app = app();
    let made = || WebviewWindowBuilder::new(&app, "main", WebviewUrl::default()).build().expect("a window");
    let window = app.get_webview_window("main").unwrap_or_else(made);
    for command in COMMANDS.iter().filter(|c| c.window.is_none()) {
        let refused = get_ipc_response(&window, ask(command.name)).expect_err("it was let in").to_string();
        assert!(refused.contains("not allowed"), "{}: {refused}", command.name);
        assert!(linehaul_desktop::ask::declared(command.name).is_none(), "{}", command.name);
    }
}

#[test]
fn the_page_asks_by_a_name_and_nobody_whom_it_names() {
    let app = app();
    // The application's own set-up runs when its window does.
    app.manage(Sessions::default());
    let made = || WebviewWindowBuilder::new(&app, "main", WebviewUrl::default()).build().expect("a window");
    let window = app.get_webview_window("main").unwrap_or_else(made);
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("sample");
    linehaul_desktop::sessions::sample(&dir).expect("the sample company");
    let asked = |command: &str, words: serde_json::Value| {
        let body = tauri::ipc::InvokeBody::Json(words);
        let answer = get_ipc_response(&window, InvokeRequest { body, ..ask(command) });
        answer.map(|body| body.deserialize::<serde_json::Value>().expect("JSON"))
    };
    let code = |answer: Result<serde_json::Value, serde_json::Value>| answer.expect_err("refused")["code"].clone();
    assert_eq!(code(asked("about", serde_json::json!({}))), "LH-122", "nothing is open");
    tauri::async_runtime::block_on(app.state::<Sessions>().open(&dir)).expect("opens");
    assert_eq!(asked("about", serde_json::json!({})).expect("an answer")["erp"], "file");
    assert!(asked("sync", serde_json::json!({})).expect("an answer")["assessed"].as_u64() > Some(0));
    assert_eq!(code(asked("hold", serde_json::json!({ "load": "L-1" }))), "LH-954", "a reason is missing");
    let words = serde_json::json!({ "load": "none", "reason": "why", "user": "stranger", "as_user": "stranger" });
    let held = asked("hold", words).expect("an answer");
    assert_eq!(held["refused"][0]["code"], "LH-410", "who acts is not read: {held}");
}

#[test]
fn what_a_screen_may_remember_is_a_list_with_sizes() {
    let folder = tempfile::tempdir().expect("a folder");
    let memory = Memory::read(folder.path());
    let dir = Path::new("/w");
    memory.keep_at(dir, "theme", "dark".into()).expect("kept");
    for (key, value) in [("workspace", "/etc".to_owned()), ("more", "x".to_owned()), ("inbox", "x".repeat(MOST_BYTES))]
    {
        assert_eq!(memory.keep_at(dir, key, value.into()).expect_err("refused").code, "LH-955", "{key}");
    }
    let again = Memory::read(folder.path());
    assert_eq!(serde_json::Value::from(again.at(dir)), serde_json::json!({ "theme": "dark" }));
    assert_eq!(again.all().len(), 1);
}

#[test]
fn the_window_acts_as_a_user_of_its_account_and_as_no_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("sample");
    linehaul_desktop::sessions::sample(&dir).expect("the sample company");
    let config = dir.join("linehaul.toml");
    let text = std::fs::read_to_string(&config).expect("a configuration");
    let other = "name = \"admin\"\naccounts = [\"nobody-here\"]";
    std::fs::write(&config, text.replace("name = \"admin\"\naccounts = [\"*\"]", other)).expect("written");
    let sessions = Sessions::default();
    tauri::async_runtime::block_on(async {
        sessions.open(&dir).await.expect("opens");
        sessions.choose(Some("approver".to_owned())).await.expect("bound");
        assert_eq!(sessions.choose(Some("admin".to_owned())).await.expect_err("refused").code, "LH-402");
        assert_eq!(sessions.choose(Some("stranger".to_owned())).await.expect_err("refused").code, "LH-401");
        assert_eq!(sessions.user().as_deref(), Some("approver"), "the choice stands");
        sessions.open(&dir).await.expect("opens again");
        assert_eq!(sessions.user(), None, "another workspace, another choice");
    });
}
