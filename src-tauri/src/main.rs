//! `linehaul-desktop`: opens the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use tauri::Manager;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// WebKit draws a tenth as fast through DMA buffers without a graphics card; it reads the variable when it starts, so the
/// program starts itself once more with it.
#[cfg(target_os = "linux")]
fn with_plain_rendering() {
    use std::os::unix::process::CommandExt;
    const PLAIN: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(PLAIN).is_some() {
        return;
    }
    if let Ok(own) = std::env::current_exe() {
        // It answers only when it failed; then the window opens all the same, and draws slowly.
        let _ = std::process::Command::new(own).args(std::env::args_os().skip(1)).env(PLAIN, "1").exec();
    }
}

#[cfg(not(target_os = "linux"))]
fn with_plain_rendering() {}

fn main() {
    with_plain_rendering();
    let builder = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| {
            if let Some(window) = app.get_webview_window("main") {
                // A window that cannot be raised is still there.
                let _ = window.unminimize();
                let _ = window.set_focus();
            }
        }))
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .plugin(tauri_plugin_dialog::init());
    let done = linehaul_desktop::with_commands(builder).run(tauri::generate_context!());
    if let Err(why) = done {
        eprintln!("{} the window could not be opened: {why}", linehaul_api::Code::WindowUnopened);
        std::process::exit(2);
    }
}
