//! The TypeScript types of the wire, as the screens import them. To write them anew:
//! `LINEHAUL_WRITE=1 cargo test -p linehaul-api --test types`.

use std::collections::BTreeMap;
use std::path::Path;

use linehaul_api::ApiError;
use linehaul_api::wire::about::{About, Activity, Sources};
use linehaul_api::wire::batch::{BatchView, Batches, Progress, PushReport};
use linehaul_api::wire::load::LoadDetail;
use linehaul_api::wire::queue::{Queue, QueueAsk, QueueSummary};
use linehaul_api::wire::reconcile::{ReconcileReport, RetryReport};
use linehaul_api::wire::review::{Approvals, Decisions};
use linehaul_api::wire::sync::SyncReport;
use linehaul_api::wire::upkeep::{DoctorReport, Quarantine};
use ts_rs::{Config, TS};

fn export<T: TS + 'static>(config: &Config) {
    T::export_all(config).expect("a type");
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let named = entries.map(|e| (e.file_name().to_string_lossy().into_owned(), e.path()));
    named.map(|(name, path)| (name, std::fs::read_to_string(path).expect("text"))).collect()
}

#[test]
fn the_screens_types_are_those_of_the_wire() {
    let made = tempfile::tempdir().expect("a folder");
    let config = Config::new().with_out_dir(made.path()).with_large_int("number");
    export::<ApiError>(&config);
    export::<About>(&config);
    export::<Activity>(&config);
    export::<Sources>(&config);
    export::<BatchView>(&config);
    export::<Batches>(&config);
    export::<Progress>(&config);
    export::<PushReport>(&config);
    export::<LoadDetail>(&config);
    export::<Queue>(&config);
    export::<QueueAsk>(&config);
    export::<QueueSummary>(&config);
    export::<ReconcileReport>(&config);
    export::<RetryReport>(&config);
    export::<Approvals>(&config);
    export::<Decisions>(&config);
    export::<SyncReport>(&config);
    export::<DoctorReport>(&config);
    export::<Quarantine>(&config);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/api/generated");
    if std::env::var_os("LINEHAUL_WRITE").is_some() {
        std::fs::create_dir_all(&folder).expect("a folder");
        files(&folder).keys().for_each(|name| std::fs::remove_file(folder.join(name)).expect("removed"));
        files(made.path()).iter().for_each(|(name, text)| std::fs::write(folder.join(name), text).expect("written"));
    }
    assert!(files(&folder) == files(made.path()), "write them anew with LINEHAUL_WRITE=1");
}
