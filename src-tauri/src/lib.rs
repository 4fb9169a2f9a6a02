//! The desktop shell: a window, its permissions, and one line for each command. It knows least of all.
//!
//! Absent here: what a load is worth, who may decide, SQL, HTTP, the ERP. Everything goes through `api`.

pub mod commands;
pub mod memory;
pub mod place;
pub mod desk;
pub mod command;

use tauri::{Builder, Manager, Runtime};

/// The application with its commands, for the real runtime and for a test's.
pub fn with_commands<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    builder
        .setup(|app| {
            let folder = app.path().app_config_dir()?;
            app.manage(memory::Memory::read(&folder));
            app.manage(desk::Desks::default());
            Ok(())
        })
        .invoke_handler(tauri::generate_handler![
            command::place,
            command::open_sample,
            command::open_folder,
            command::remember,
            command::choose_user,
            command::about,
            command::queue,
            command::summary,
            command::show,
            command::document,
            command::approve,
            command::withdraw,
            command::hold,
            command::release,
            command::adjust,
            command::batch_create,
            command::batch_list,
            command::batch_show,
            command::push,
            command::stop,
            command::pause,
            command::resume,
            command::reconcile,
            command::retry,
            command::cancelled,
            command::sync,
            command::sources,
            command::quarantine,
            command::activity,
            command::doctor,
        ])
}
