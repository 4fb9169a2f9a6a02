//! How the ERP is reached: always in its time, and always with whoever can stop the work that waits for it.

use std::cell::RefCell;

use linehaul_connectors::erp::Erp;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::ErpPlace;

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
    /// Which it is, without reaching for it.
    pub fn place(&self, bench: &Workbench) -> ErpPlace {
        match self {
            Reach::Configured => bench.erp_place(),
            Reach::Given(erp) => erp.place(),
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
        match self {
            Reach::Configured => bench.visit(Some(&again))?.with(|erp| work(bench, erp, &mut tell)),
            Reach::Given(erp) => {
                let mut erp = bench.paced(Held::Lent(*erp), Some(&again));
                work(bench, &mut erp, &mut tell)
            }
        }
    }
}
