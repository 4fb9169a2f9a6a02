//! One-line adapters: a command names its arguments, hands them to the desk and hands the answer back.

use std::path::Path;

use linehaul_api::command::desk::Wish;
use linehaul_api::error::Answer;
use linehaul_api::wire::about::{About, Activity, Sources};
use linehaul_api::wire::batch::{BatchView, Batches, Progress, PushReport};
use linehaul_api::wire::load::LoadDetail;
use linehaul_api::wire::queue::{Queue, QueueAsk, QueueSummary};
use linehaul_api::wire::reconcile::{ReconcileReport, RetryReport};
use linehaul_api::wire::review::{Approvals, Decisions};
use linehaul_api::wire::sync::SyncReport;
use linehaul_api::wire::upkeep::{DoctorReport, Quarantine};
use serde::Serialize;
use tauri::ipc::{Channel, Response};
use tauri::{Runtime, State, WebviewWindow};
use tauri_plugin_dialog::DialogExt;

use crate::desk::{Desks, Signal, sample};
use crate::memory::Memory;
use crate::place;

type Desk<'a> = State<'a, Desks>;

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

fn told(signal: &Signal, channel: &Channel<Progress>, progress: Progress) -> Wish {
    // A window that is gone does not stop the work; it is found in the book.
    let _ = channel.send(progress);
    signal.wish()
}

/// Where the window is; opens the workspace that was named or open last.
#[tauri::command]
pub async fn place(desk: Desk<'_>, memory: State<'_, Memory>) -> Answer<Place> {
    if desk.dir().is_none()
        && let Some(dir) = place::first(&memory)
    {
        desk.open(&dir).await?;
    }
    let dir = desk.dir();
    let workspace = dir.as_ref().map(|dir| dir.display().to_string());
    // Without a place for the sample a folder can still be opened.
    let sample = place::sample().map_or_else(|why| why.message, |dir| dir.display().to_string());
    let memory = dir.map(|dir| memory.at(&dir)).unwrap_or_default();
    Ok(Place { workspace, sample, user: desk.user(), memory })
}

/// Opens the sample company, made where it is missing.
#[tauri::command]
pub async fn open_sample(desk: Desk<'_>, memory: State<'_, Memory>) -> Answer<()> {
    let dir = place::sample()?;
    sample(&dir)?;
    open(&dir, &desk, &memory).await
}

/// Asks for a workspace's folder and opens it; `false` when none was chosen. The page names no path: it could name any.
#[tauri::command]
pub async fn open_folder<R: Runtime>(
    window: WebviewWindow<R>,
    desk: Desk<'_>,
    memory: State<'_, Memory>,
) -> Answer<bool> {
    let (tell, mut told) = tauri::async_runtime::channel(1);
    let dialog = window.dialog().file().set_title("A workspace folder").set_parent(&window);
    dialog.pick_folder(move |chosen| {
        // Whoever asked may be gone with its window.
        let _ = tell.try_send(chosen);
    });
    let Some(dir) = told.recv().await.flatten().and_then(|chosen| chosen.into_path().ok()) else { return Ok(false) };
    open(&dir, &desk, &memory).await?;
    Ok(true)
}

async fn open(dir: &Path, desk: &Desks, memory: &Memory) -> Answer<()> {
    desk.open(dir).await?;
    memory.keep(place::WORKSPACE, dir.display().to_string().into());
    Ok(())
}

/// Remembers a screen's value for the open workspace.
#[tauri::command]
pub fn remember(key: String, value: serde_json::Value, desk: Desk<'_>, memory: State<'_, Memory>) -> Answer<()> {
    memory.keep_at(&desk.dir().ok_or_else(crate::desk::closed)?, &key, value)
}

/// Chooses whom the window acts as; nobody: whoever of this account's users has the role. It is kept here, since whatever the
/// page sends with a decision could be anybody.
#[tauri::command]
pub async fn choose_user(name: Option<String>, desk: Desk<'_>) -> Answer<()> {
    desk.choose(name).await
}

/// The workspace in short.
#[tauri::command]
pub async fn about(desk: Desk<'_>) -> Answer<About> {
    desk.read(|d| d.about()).await
}

/// A page of the queue.
#[tauri::command]
pub async fn queue(ask: QueueAsk, desk: Desk<'_>) -> Answer<Queue> {
    desk.read(move |d| d.queue(&ask)).await
}

/// Counts by state, held by reason.
#[tauri::command]
pub async fn summary(desk: Desk<'_>) -> Answer<QueueSummary> {
    desk.read(|d| d.summary()).await
}

/// Everything about one load.
#[tauri::command]
pub async fn show(load: String, desk: Desk<'_>) -> Answer<LoadDetail> {
    desk.read(move |d| d.show(&load)).await
}

/// A document's bytes.
#[tauri::command]
pub async fn document(load: String, id: String, desk: Desk<'_>) -> Answer<Response> {
    desk.read(move |d| d.document(&load, &id)).await.map(Response::new)
}

/// Approves loads, each as it was looked at: with the assessment that the screen showed.
#[tauri::command]
pub async fn approve(seen: Vec<(String, String)>, desk: Desk<'_>) -> Answer<Approvals> {
    let user = desk.user();
    desk.write(move |d, signal| d.approve_seen(&seen, user.as_deref(), None, &mut |_, _| signal.wish() != Wish::Stop))
        .await
}

/// Takes an approval back.
#[tauri::command]
pub async fn withdraw(load: String, reason: String, desk: Desk<'_>) -> Answer<Decisions> {
    let user = desk.user();
    desk.write(move |d, _| d.withdraw(&load, user.as_deref(), &reason)).await
}

/// Holds a load.
#[tauri::command]
pub async fn hold(load: String, reason: String, desk: Desk<'_>) -> Answer<Decisions> {
    let user = desk.user();
    desk.write(move |d, _| d.hold(&load, user.as_deref(), &reason)).await
}

/// Ends a person's hold.
#[tauri::command]
pub async fn release(load: String, reason: String, desk: Desk<'_>) -> Answer<Decisions> {
    let user = desk.user();
    desk.write(move |d, _| d.release(&load, user.as_deref(), &reason)).await
}

/// Adds an amount to a charge.
#[tauri::command]
pub async fn adjust(load: String, code: String, amount: String, reason: String, desk: Desk<'_>) -> Answer<Decisions> {
    let user = desk.user();
    desk.write(move |d, _| d.adjust(&load, user.as_deref(), &code, &amount, &reason)).await
}

/// Makes invoices of what is approved.
#[tauri::command]
pub async fn batch_create(desk: Desk<'_>) -> Answer<BatchView> {
    let user = desk.user();
    desk.write(move |d, _| d.batch_create(user.as_deref())).await
}

/// All batches.
#[tauri::command]
pub async fn batch_list(desk: Desk<'_>) -> Answer<Batches> {
    desk.read(|d| d.batch_list()).await
}

/// One batch.
#[tauri::command]
pub async fn batch_show(batch: String, desk: Desk<'_>) -> Answer<BatchView> {
    desk.read(move |d| d.batch_show(&batch)).await
}

/// Sends a batch.
#[tauri::command]
pub async fn push(batch: String, progress: Channel<Progress>, desk: Desk<'_>) -> Answer<PushReport> {
    let user = desk.user();
    desk.write(move |d, signal| {
        d.push(Some(&batch), user.as_deref(), &mut |going| told(signal, &progress, Progress::from(going)))
    })
    .await
}

/// Asks what is running to stop before the next invoice, load or file.
#[tauri::command]
pub fn stop(desk: Desk<'_>) {
    desk.want(Wish::Stop);
}

/// Asks a push to pause before the next invoice.
#[tauri::command]
pub fn pause(desk: Desk<'_>) {
    desk.want(Wish::Pause);
}

/// Lets a paused push go on.
#[tauri::command]
pub fn resume(desk: Desk<'_>) {
    desk.want(Wish::GoOn);
}

/// Reads the ERP back.
#[tauri::command]
pub async fn reconcile(progress: Channel<Progress>, desk: Desk<'_>) -> Answer<ReconcileReport> {
    let user = desk.user();
    desk.write(move |d, signal| {
        d.reconcile(user.as_deref(), &mut |going| told(signal, &progress, Progress::from(going)))
    })
    .await
}

/// Lets invoices go on that were rejected or wait for a person.
#[tauri::command]
pub async fn retry(invoices: Vec<String>, reason: String, desk: Desk<'_>) -> Answer<RetryReport> {
    let user = desk.user();
    desk.write(move |d, _| d.retry(&invoices, user.as_deref(), &reason)).await
}

/// Says what becomes of an invoice that was cancelled at the ERP; answers its loads.
#[tauri::command]
pub async fn cancelled(invoice: String, bill_again: bool, reason: String, desk: Desk<'_>) -> Answer<Vec<String>> {
    let user = desk.user();
    desk.write(move |d, _| d.cancelled(&invoice, bill_again, user.as_deref(), &reason)).await
}

/// Reads every source.
#[tauri::command]
pub async fn sync(progress: Channel<Progress>, desk: Desk<'_>) -> Answer<SyncReport> {
    desk.write(move |d, signal| {
        let mut tell = |_: &str, done, all| told(signal, &progress, Progress { done, all, asking: 0 }) != Wish::Stop;
        d.sync(&[], &mut tell)
    })
    .await
}

/// Sources with their readings.
#[tauri::command]
pub async fn sources(desk: Desk<'_>) -> Answer<Sources> {
    desk.read(|d| d.sources()).await
}

/// Bad input.
#[tauri::command]
pub async fn quarantine(desk: Desk<'_>) -> Answer<Quarantine> {
    desk.read(|d| d.quarantine()).await
}

/// The newest entries of the book.
#[tauri::command]
pub async fn activity(limit: u64, desk: Desk<'_>) -> Answer<Activity> {
    desk.read(move |d| d.activity(limit)).await
}

/// Is everything there?
#[tauri::command]
pub async fn doctor(desk: Desk<'_>) -> Answer<DoctorReport> {
    desk.write(|d, _| d.doctor()).await
}
