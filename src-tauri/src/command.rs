//! The shell's own commands: where the window is, what it remembers, who acts, and whether work goes on. A path comes from
//! a dialog or from the start of the program, and never from the page.

use std::path::{Path, PathBuf};

use linehaul_api::command::session::Signal;
use linehaul_api::error::Answer;
use serde::Serialize;
use tauri::ipc::Channel;
use tauri::{Runtime, State, WebviewWindow};
use tauri_plugin_dialog::DialogExt;

use crate::happened::Happened;
use crate::memory::Memory;
use crate::place;
use crate::sessions::{Sessions, sample};

/// Where the window is.
#[derive(Debug, Serialize)]
pub struct Place {
    /// The open workspace; none at the first start.
    pub workspace: Option<String>,
    /// Where the sample company would be made.
    pub sample: String,
    /// Whom it acts as, when somebody was chosen.
    pub user: Option<String>,
    /// What the screens remember of it.
    pub memory: serde_json::Map<String, serde_json::Value>,
}

/// Where the window is; opens the workspace that was named or open last.
#[tauri::command]
pub async fn place(sessions: State<'_, Sessions>, memory: State<'_, Memory>) -> Answer<Place> {
    if sessions.dir().is_none()
        && let Some(dir) = place::first(&memory)
    {
        sessions.open(&dir).await?;
    }
    let dir = sessions.dir();
    let workspace = dir.as_ref().map(|dir| dir.display().to_string());
    // Without a place for the sample a folder can still be opened.
    let sample = place::sample().map_or_else(|why| why.message, |dir| dir.display().to_string());
    let memory = dir.map(|dir| memory.at(&dir)).unwrap_or_default();
    Ok(Place { workspace, sample, user: sessions.user(), memory })
}

/// Opens the sample company, made where it is missing.
#[tauri::command]
pub async fn open_sample(sessions: State<'_, Sessions>, memory: State<'_, Memory>) -> Answer<()> {
    let dir = place::sample()?;
    sample(&dir)?;
    open(&dir, &sessions, &memory).await
}

/// Asks for a workspace's folder and opens it; `false` when none was chosen. The page names no path: it could name any.
#[tauri::command]
pub async fn open_folder<R: Runtime>(
    window: WebviewWindow<R>,
    sessions: State<'_, Sessions>,
    memory: State<'_, Memory>,
) -> Answer<bool> {
    let (tell, mut told) = tauri::async_runtime::channel(1);
    let dialog = window.dialog().file().set_title("A workspace folder").set_parent(&window);
    dialog.pick_folder(move |chosen| {
        // Whoever asked may be gone with its window.
        let _ = tell.try_send(chosen);
    });
    let Some(dir) = told.recv().await.flatten().and_then(|chosen| chosen.into_path().ok()) else { return Ok(false) };
    open(&dir, &sessions, &memory).await?;
    Ok(true)
}

/// Asks for a file, and keeps which one it is for the commands that read one; answers its name, or nothing when none was chosen. Where no
/// dialog can be shown, whoever starts the window may name the file (`LINEHAUL_FILE`); the page never can.
#[tauri::command]
pub async fn pick_file<R: Runtime>(window: WebviewWindow<R>, sessions: State<'_, Sessions>) -> Answer<Option<String>> {
    let chosen = match std::env::var_os("LINEHAUL_FILE") {
        Some(named) => Some(PathBuf::from(named)),
        None => dialog_for_a_file(&window).await,
    };
    let name = |file: &PathBuf| file.file_name().map(|name| name.to_string_lossy().into_owned());
    let Some(told) = chosen.as_ref().and_then(name) else { return Ok(None) };
    sessions.pick(chosen);
    Ok(Some(told))
}

async fn dialog_for_a_file<R: Runtime>(window: &WebviewWindow<R>) -> Option<PathBuf> {
    let (tell, mut told) = tauri::async_runtime::channel(1);
    let dialog = window.dialog().file().set_title("A file").set_parent(window);
    let any = ["csv", "tsv", "txt", "xlsx", "json", "pdf", "png", "jpg", "jpeg", "tif", "tiff"];
    let (rows, scans) = any.split_at(5);
    let dialog = dialog.add_filter("Exports, lists and scans", &any);
    dialog.add_filter("Exports and lists", rows).add_filter("Scans", scans).pick_file(move |chosen| {
        // Whoever asked may be gone with its window.
        let _ = tell.try_send(chosen);
    });
    told.recv().await.flatten().and_then(|chosen| chosen.into_path().ok())
}

async fn open(dir: &Path, sessions: &Sessions, memory: &Memory) -> Answer<()> {
    sessions.open(dir).await?;
    memory.keep(place::WORKSPACE, dir.display().to_string().into());
    Ok(())
}

/// Remembers a screen's value for the open workspace.
#[tauri::command]
pub fn remember(
    key: String,
    value: serde_json::Value,
    sessions: State<'_, Sessions>,
    memory: State<'_, Memory>,
) -> Answer<()> {
    memory.keep_at(&sessions.dir().ok_or_else(crate::sessions::closed)?, &key, value)
}

/// Chooses whom the window acts as; nobody: whoever of this account's users has the role. It is kept here, since whatever the
/// page sends with a decision could be anybody.
#[tauri::command]
pub async fn choose_user(name: Option<String>, sessions: State<'_, Sessions>) -> Answer<()> {
    sessions.choose(name).await
}

/// Tells the page from now on what is done while nobody asks for it.
#[tauri::command]
pub fn happened(told: Channel<Happened>, sessions: State<'_, Sessions>) {
    sessions.listen(told);
}

/// Asks what is running to stop before the next invoice, load or file.
#[tauri::command]
pub fn stop(sessions: State<'_, Sessions>) {
    sessions.want(Signal::Stop);
}

/// Asks a push to pause before the next invoice.
#[tauri::command]
pub fn pause(sessions: State<'_, Sessions>) {
    sessions.want(Signal::Pause);
}

/// Lets a paused push go on.
#[tauri::command]
pub fn resume(sessions: State<'_, Sessions>) {
    sessions.want(Signal::Continue);
}
