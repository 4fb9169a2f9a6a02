//! What tests start beside the product: a real Tryton, a real Celerp, a proxy that breaks connections, and the sample company
//! pointed at them. Everything listens on loopback and is ended by the process id that was started.

mod asks;
mod auditor;
mod celerp;
mod company;
pub mod dispatch;
mod large;
mod past;
mod proxy;
pub mod tiny;
mod tryton;
mod window;

pub use linehaul_connectors::erp;
pub use linehaul_domain::canonical::exact;
pub use linehaul_domain::ids::InvoiceNumber;

pub use asks::Asks;
pub use auditor::{Ending, audit, ending, start};
pub use celerp::Celerp;
pub use company::{Company, only_ours};
pub use large::large_company;
pub use linehaul_workbench::machine::crash::POINTS;
pub use past::{
    Importer, JOB, company_of_one_load, company_with_a_past, copy_workspace, many_more_loads, somebody_elses_draft,
};
pub use proxy::{Break, Proxy, Rule};
pub use tryton::Tryton;
pub use window::Window;

use std::io::Write;

/// Says what was counted: on standard output, and in the file that `LINEHAUL_COUNTS` names.
#[allow(clippy::print_stdout)]
pub fn tell(line: &str) {
    println!("{line}");
    if let Some(path) = std::env::var_os("LINEHAUL_COUNTS") {
        let file = std::fs::File::options().create(true).append(true).open(path);
        writeln!(file.expect("the file of counts"), "{line}").expect("written");
    }
}
