//! A session: the open workspace that commands are asked of, and what a shell itself needs of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use linehaul_domain::Decimal;
use linehaul_domain::ids::BatchId;
use linehaul_domain::money::{Currency, fixed};
use linehaul_domain::state::LoadState;
use linehaul_workbench::QueueFilter;
use linehaul_workbench::SecretString;
use linehaul_workbench::book::behind;
use linehaul_workbench::decisions::queue;
use linehaul_workbench::intake::open;
pub use linehaul_workbench::invoicing::push::{PushProgress, Signal};
use linehaul_workbench::invoicing::{batch, retry};
use linehaul_workbench::log::Log;
pub use linehaul_workbench::machine::watch::Watch;
use linehaul_workbench::machine::{platform, secret};
use linehaul_workbench::settings::actor;
pub use linehaul_workbench::upkeep::answers::{Answers, Question};
use linehaul_workbench::upkeep::{doctor, init, unattended};
use linehaul_workbench::workspace::home::Workbench;

use crate::error::{Answer, ApiError, answer};
use crate::wire::batch::BatchView;
use crate::wire::unattended::TroubleLine;
use crate::wire::upkeep::{CompanyMade, Workspace};

/// An open workspace.
pub struct Session {
    bench: Workbench,
}

/// Makes the workspace of the sample company, or one of a company of which nothing was said.
pub fn init_workspace(dir: &Path, sample: bool) -> Answer<Workspace> {
    if sample {
        init::sample(dir)?;
        return Ok(Workspace { workspace: dir.display().to_string(), company: None });
    }
    init_company(dir, &Answers::default())
}

/// Makes the workspace of a company by what was answered of it.
pub fn init_company(dir: &Path, answers: &Answers) -> Answer<Workspace> {
    let company = answers.company()?;
    let config = init::init(dir, &company)?;
    Ok(Workspace { workspace: dir.display().to_string(), company: Some(CompanyMade::of(&company, &config)) })
}

/// May a workspace be made here? LH-106 where the folder holds anything.
pub fn free(dir: &Path) -> Answer<()> {
    answer(init::free(dir))
}

/// The folder below which workspaces are when nobody names one; LH-116 when nothing says where it is.
pub fn data_folder() -> Answer<PathBuf> {
    answer(platform::data_folder())
}

/// May a workspace's sources be read while the window is open and nobody asks for it? LH-101 to LH-103 where its settings do not read.
pub fn reads_unattended(dir: &Path) -> Answer<bool> {
    answer(unattended::in_window(dir))
}

/// Nothing could be done unattended in a workspace, for this reason. Answers whether somebody is to be told: nobody was yet. LH-124.
pub fn could_not(dir: &Path, why: &ApiError) -> Answer<bool> {
    answer(unattended::could_not(dir, &why.clone().into()))
}

/// Somebody was told what a round found amiss: what nobody could be told is told again. LH-124.
pub fn were_told(dir: &Path, new: &[TroubleLine]) -> Answer<()> {
    let of: Vec<String> = new.iter().map(|line| line.of.clone()).collect();
    answer(unattended::were_told(dir, &of))
}

/// Somebody was told why there could be no round. LH-124.
pub fn was_told_why_not(dir: &Path) -> Answer<()> {
    answer(unattended::were_told(dir, &[unattended::WORKSPACE.to_owned()]))
}

/// Watches the folders of a workspace's sources. LH-101 to LH-103 where its settings do not read.
pub fn watch(dir: &Path) -> Answer<Watch> {
    answer(unattended::watch(dir))
}

impl Session {
    /// Opens a workspace and takes its lock.
    pub fn open(dir: &Path) -> Answer<Session> {
        Ok(Session { bench: open::open(dir)? })
    }

    /// The same for what mends a workspace or only looks after it, where the archive does not read.
    pub fn open_in_part(dir: &Path) -> Answer<Session> {
        Ok(Session { bench: open::open_in_part(dir)? })
    }

    /// The workbench behind it, for the commands beside this file.
    pub(crate) fn bench(&self) -> &Workbench {
        &self.bench
    }

    /// The same, to decide through.
    pub(crate) fn bench_mut(&mut self) -> &mut Workbench {
        &mut self.bench
    }

    /// The workspace's log.
    pub(crate) fn log(&self) -> Log {
        self.bench.log.clone()
    }

    /// Was the cache missing, damaged or read as other sources than are set, and made again from archive and book?
    pub fn cache_was_rebuilt(&self) -> bool {
        self.bench.cache_was_rebuilt
    }

    /// Contracts and tables that do not read.
    pub fn broken_rules(&self) -> Vec<String> {
        doctor::broken_rules(&self.bench)
    }

    /// The same workspace once more, to read while this process's other one works. Nothing is decided through it.
    pub fn open_to_read(dir: &Path) -> Answer<Session> {
        let mut bench = Workbench::open_to_read(dir)?;
        // Whoever reads is told as well that the book is not the latest.
        bench.behind = behind::compare(dir, &bench.book, &bench.cache)?;
        Ok(Session { bench })
    }

    /// May this account act as a user? LH-401 when there is none of that name, LH-402 when it may not.
    pub fn own_user(&self, name: &str) -> Answer<()> {
        answer(actor::own_user(&self.bench.config, name).map(|_| ()))
    }

    /// What a push would send: everything queued, and what would be batched first.
    pub fn push_preview(&self, id: Option<&str>) -> Answer<Vec<BatchView>> {
        let all = self.bench.log.look("push preview", || match id {
            Some(id) => Ok(vec![batch::show(&self.bench, &BatchId::from(id))?]),
            None => batch::list(&self.bench),
        })?;
        Ok(all.into_iter().map(BatchView::from).collect())
    }

    /// What the loads come to that are approved and on no invoice, by currency.
    pub fn approved_worth(&self) -> Answer<BTreeMap<String, String>> {
        let filter = QueueFilter { state: Some(LoadState::Approved), ..QueueFilter::default() };
        let mut sums: BTreeMap<Currency, Decimal> = BTreeMap::new();
        for line in queue::queue(&self.bench, &filter)?.lines {
            let assessment = &line.stored.assessment;
            *sums.entry(assessment.currency).or_default() += assessment.total;
        }
        Ok(sums.into_iter().map(|(currency, sum)| (currency.to_string(), fixed(sum, currency))).collect())
    }

    /// Is there anything that no push sends by itself, because it waits for a person?
    pub fn waits_for_a_person(&self) -> Answer<bool> {
        Ok(!retry::left(&self.bench)?.is_empty())
    }

    /// For which account at its address the secret of a source is, or that of the ERP where none is named.
    pub fn secret_account(&self, source: Option<&str>) -> Answer<String> {
        let kept = self.bench.secret_of(source)?.ok_or_else(|| secret::unwanted(source))?;
        Ok(kept.1)
    }

    /// Keeps it; answers where, in words.
    pub fn secret_set(&self, source: Option<&str>, password: SecretString) -> Answer<String> {
        let place = self.bench.log.verb("secret set", None, || {
            let (name, account) = self.bench.secret_of(source)?.ok_or_else(|| secret::unwanted(source))?;
            secret::set(&self.bench.dir, &name, &account, &password)
        })?;
        Ok(place.words().to_owned())
    }
}
