//! How the ERP is reached: always in its time, and always with whoever can stop the work that waits for it.

use std::cell::RefCell;

use linehaul_connectors::erp::Erp;
use linehaul_domain::fault::Outcome;

use crate::workspace::home::Workbench;
use crate::workspace::paced::Held;
use crate::workspace::progress::{OnProgress, PushProgress};

/// How the ERP is reached. That of the configuration is made when something is to be asked, and not before: without work to do
/// nobody misses its password.
pub(crate) enum Reach<'a> {
    /// As the configuration says.
    Configured,
    /// It was handed in.
    Given(&'a mut dyn Erp),
}

impl Reach<'_> {
    /// Its name, without reaching for it.
    pub fn name(&self, bench: &Workbench) -> String {
        match self {
            Reach::Configured => bench.config.erp.kind.clone(),
            Reach::Given(erp) => erp.name().to_owned(),
        }
    }

    /// The ERP, for one piece of work. Whoever watches is asked while the ERP's time is waited for too, so the work tells through
    /// what it is given.
    pub fn with<T>(
        &mut self,
        bench: &mut Workbench,
        on_progress: OnProgress<'_>,
        work: impl FnOnce(&mut Workbench, &mut dyn Erp, OnProgress<'_>) -> Outcome<T>,
    ) -> Outcome<T> {
        let told = RefCell::new((on_progress, PushProgress::default()));
        let again = || {
            let mut told = told.borrow_mut();
            let (tell, last) = &mut *told;
            tell(*last)
        };
        let mut tell = |going| {
            let mut told = told.borrow_mut();
            let (tell, last) = &mut *told;
            *last = going;
            tell(going)
        };
        let held = match self {
            Reach::Configured => Held::Own(bench.opened_erp()?),
            Reach::Given(erp) => Held::Lent(*erp),
        };
        let mut erp = bench.paced(held, Some(&again));
        work(bench, &mut erp, &mut tell)
    }
}
