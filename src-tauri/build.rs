//! Lists every command in the app manifest: what is not in it, and in a capability of the main window, cannot be called.

#[path = "src/declared.rs"]
mod declared;
#[path = "src/commands.rs"]
mod commands;

fn main() {
    // A program that builds another and ends may keep what it lists.
    let manifest = tauri_build::AppManifest::new().commands(commands::all().leak());
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest)).expect("the app manifest is sound");
}
