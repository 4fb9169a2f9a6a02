//! One way to ask every command that crates/api declares for the window's page: by its name, with its arguments, and with
//! a channel where it tells how far it is.

use linehaul_api::command::registry::{Entry, Reply, find};
use linehaul_api::wire::batch::Progress;
use linehaul_api::{ApiError, Code};
use serde_json::Value;
use tauri::ipc::{Channel, Invoke, InvokeBody, InvokeError, InvokeResponseBody, JavaScriptChannelId, Response};
use tauri::{Manager, Runtime};

use crate::sessions::Sessions;

/// The argument by which the page says where it wants to be told how far work is.
const PROGRESS: &str = "progress";

/// A declared command of that name that the page may ask.
pub fn declared(name: &str) -> Option<&'static Entry> {
    find(name).filter(|entry| entry.window.is_some())
}

/// Asks it, and answers the page when it is done.
pub fn ask<R: Runtime>(entry: &'static Entry, invoke: Invoke<R>) -> bool {
    let Invoke { message, resolver, .. } = invoke;
    let webview = message.webview();
    let mut arguments = match message.payload() {
        InvokeBody::Json(Value::Object(arguments)) => arguments.clone(),
        _ => serde_json::Map::new(),
    };
    let channel = arguments.remove(PROGRESS).and_then(|id| serde_json::from_value::<JavaScriptChannelId>(id).ok());
    let channel: Option<Channel<Progress>> = channel.map(|id| id.channel_on(webview.clone()));
    resolver.respond_async(async move {
        let command = (entry.read)(arguments.into())
            .map_err(|why| failed(entry, &why, "Nothing was decided and nothing was sent by this."))?;
        let told = move |progress| {
            if let Some(channel) = &channel {
                // A window that is gone does not stop the work; it is found in the book.
                let _ = channel.send(progress);
            }
        };
        let reply = webview.state::<Sessions>().ask(entry, command, told).await?;
        Ok(Response::new(body(entry, reply)?))
    });
    true
}

fn body(entry: &Entry, reply: Reply) -> Result<InvokeResponseBody, InvokeError> {
    let json = match reply.into_bytes() {
        Ok(bytes) => return Ok(InvokeResponseBody::Raw(bytes)),
        Err(reply) => reply.json(false),
    };
    let told = json.map_err(|why| failed(entry, &why, "What was done stands in the book."))?;
    Ok(InvokeResponseBody::Json(told))
}

/// LH-954: the page asks by functions that are made of the declarations, so that it is ours if one does not read.
fn failed(entry: &Entry, why: &serde_json::Error, meaning: &str) -> ApiError {
    ApiError {
        code: Code::ShellUnanswered,
        message: format!("`{}` was not asked or answered as it is declared: {why}", entry.name),
        meaning: meaning.to_owned(),
        next_step: "Try again; if it stays, close the window and open it again.".to_owned(),
    }
}
