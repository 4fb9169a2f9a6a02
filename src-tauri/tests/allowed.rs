//! A window that no capability names can call nothing: every command is tried from one. The main window may call each.

use linehaul_desktop::commands::ALL;
use linehaul_desktop::with_commands;
use tauri::test::{INVOKE_KEY, get_ipc_response, mock_builder, mock_context, noop_assets};
use tauri::webview::InvokeRequest;
use tauri::{WebviewUrl, WebviewWindowBuilder};

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
fn the_capability_lists_every_command_and_no_other() {
    let text = include_str!("../capabilities/main.json");
    let capability: serde_json::Value = serde_json::from_str(text).expect("JSON");
    let permissions = capability["permissions"].as_array().expect("a list");
    let mut listed: Vec<String> =
        permissions.iter().filter_map(|p| Some(p.as_str()?.strip_prefix("allow-")?.replace('-', "_"))).collect();
    let mut all: Vec<String> = ALL.iter().map(|c| (*c).to_owned()).collect();
    listed.sort();
    all.sort();
    assert_eq!(listed, all);
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
}
