//! A window that no capability names can call nothing: every command is tried from one. The main window may call each.

use std::path::Path;

use linehaul_desktop::commands::ALL;
use linehaul_desktop::desk::Desks;
use linehaul_desktop::memory::{MOST_BYTES, Memory};
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
    for command in ALL {
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

#[test]
fn the_capability_lists_every_command_and_no_other() {
    let text = include_str!("../capabilities/main.json");
    let capability: serde_json::Value = serde_json::from_str(text).expect("JSON");
    let permissions = capability["permissions"].as_array().expect("a list");
    let mut listed: Vec<String> =
        permissions.iter().filter_map(|p| Some(p.as_str()?.strip_prefix("allow-")?.replace('-', "_"))).collect();
    let beyond: Vec<&str> =
        permissions.iter().filter_map(|p| p.as_str()).filter(|p| !p.starts_with("allow-")).collect();
    assert!(beyond.is_empty(), "a set like `core:default` allows what no screen uses: {beyond:?}");
    assert_eq!(permissions.len(), listed.len(), "each is a plain name");
    let mut all: Vec<String> = ALL.iter().map(|c| (*c).to_owned()).collect();
    listed.sort();
    all.sort();
    assert_eq!(listed, all);
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
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
    linehaul_desktop::desk::sample(&dir).expect("the sample company");
    let config = dir.join("linehaul.toml");
    let text = std::fs::read_to_string(&config).expect("a configuration");
    let other = "name = \"admin\"\naccounts = [\"nobody-here\"]";
    std::fs::write(&config, text.replace("name = \"admin\"\naccounts = [\"*\"]", other)).expect("written");
    let desks = Desks::default();
    tauri::async_runtime::block_on(async {
        desks.open(&dir).await.expect("opens");
        desks.choose(Some("approver".to_owned())).await.expect("bound");
        assert_eq!(desks.choose(Some("admin".to_owned())).await.expect_err("refused").code, "LH-402");
        assert_eq!(desks.choose(Some("stranger".to_owned())).await.expect_err("refused").code, "LH-401");
        assert_eq!(desks.user().as_deref(), Some("approver"), "the choice stands");
        desks.open(&dir).await.expect("opens again");
        assert_eq!(desks.user(), None, "another workspace, another choice");
    });
}
