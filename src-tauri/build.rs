//! Lists every command in the app manifest: what is not in it, and in the capability of the main window, cannot be called.

#[path = "src/commands.rs"]
mod commands;

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(commands::ALL);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest)).expect("the app manifest is sound");
}
