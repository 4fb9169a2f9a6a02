//! The desktop shell: a window, its permissions, and one way to ask every declared command. It knows least of all.
//!
//! Absent here: what a load is worth, who may decide, SQL, HTTP, the ERP. Everything goes through `api`.

pub mod declared;
pub mod commands;
pub mod memory;
pub mod place;
pub mod happened;
pub mod notice;
pub mod sessions;
pub mod unattended;
pub mod ask;
pub mod command;

use tauri::ipc::Invoke;
use tauri::{Builder, Manager, Runtime};

/// The application with its commands, for the real runtime and for a test's.
pub fn with_commands<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    builder
        .setup(|app| {
            let folder = app.path().app_config_dir()?;
            app.manage(memory::Memory::read(&folder));
            app.manage(sessions::Sessions::default());
            unattended::begin(app.handle().clone());
            Ok(())
        })
        .invoke_handler(handler())
}

/// A command of the shell's own, or a declared one. The framework has let it in by its name before it comes here.
fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
    let own: Box<dyn Fn(Invoke<R>) -> bool + Send + Sync> = Box::new(tauri::generate_handler![
        command::place,
        command::open_sample,
        command::open_folder,
        command::pick_file,
        command::remember,
        command::choose_user,
        command::happened,
        command::stop,
        command::pause,
        command::resume,
    ]);
    move |invoke| match ask::declared(invoke.message.command()) {
        Some(entry) => ask::ask(entry, invoke),
        None => own(invoke),
    }
}
