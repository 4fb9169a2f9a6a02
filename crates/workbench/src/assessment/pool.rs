//! Pool: workers that fold and rate. Each reads the contracts at hand for itself, since a contract stays with the thread that
//! read it; tables, settings and customers are shared. Results come back in the order of the tasks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use linehaul_domain::conflict::Conflict;
use linehaul_domain::cutover::Cutover;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::hold::Hold;
use linehaul_domain::ids::{CustomerId, LoadNumber};
use linehaul_domain::load::Load;
use linehaul_domain::party::Customer;
use linehaul_store::{Beside, Encoded, FactRow, StoredAssessment, Unheard};

use crate::assessment::alike::{self, Suspicions};
use crate::assessment::assess::{Rules, billed};
use crate::assessment::elsewhere;
use crate::assessment::known::{self, Contradicted};
use crate::assessment::unheard;
use crate::book::load_state::BookedLoad;
use crate::contracts::library::LibraryTexts;
use crate::settings::config::Config;
use crate::workspace::home::Workbench;

/// What is known of one stale load.
pub(crate) struct Task {
    pub number: LoadNumber,
    pub facts: Vec<FactRow>,
    /// What stands beside them.
    pub beside: Beside,
    /// Words on it that could not be taken.
    pub unheard: Vec<Unheard>,
    pub load_state: BookedLoad,
    /// What is known by now of loads that look like it.
    pub suspicions: Suspicions,
    /// The cut-over that stands.
    pub cutover: Arc<Cutover>,
}

/// A load rated, as it is written where no other looks like it, with what it may be known by under another number. It holds no
/// more than that: what a worker allocates it frees, and many may wait to be kept.
pub(crate) struct Outlook {
    pub number: LoadNumber,
    pub encoded: Encoded,
    pub traits: Vec<String>,
    /// What a person said it is not the same as, where it is looked at for that. What was approved is not.
    pub not_same_as: Option<BTreeSet<LoadNumber>>,
}

/// What became of it.
pub(crate) enum Rated {
    /// Its own row has not come, or is said no more: with where it stands by the book.
    Rowless(LoadNumber, Box<BookedLoad>),
    /// Rated by the rules at hand.
    Open(Box<Outlook>),
    /// It keeps the price of its approval: it is rated where the book is. Beside it what holds it by the quarantine.
    AsApproved(Box<Load>, Box<BookedLoad>, Vec<Hold>),
}

impl Task {
    /// Folds and rates it.
    pub fn rate(
        self,
        rules: Rules<'_>,
        customer: &mut dyn FnMut(&CustomerId) -> Outcome<Option<Contradicted>>,
    ) -> Outcome<Rated> {
        let Task { number, facts, beside, unheard, load_state, suspicions, cutover } = self;
        let facts = facts.iter().map(FactRow::read).collect::<Outcome<Vec<_>>>()?;
        let Some(load) = known::load(&number, &facts, &beside, &load_state) else {
            return Ok(Rated::Rowless(number, Box::new(load_state)));
        };
        let unheard = unheard::holds(&unheard, &facts);
        let customer = match billed(&load) {
            Some(id) => customer(id)?,
            None => None,
        };
        let (customer, contradicted) = customer.map_or((None, Vec::new()), |(customer, all)| (Some(customer), all));
        let load = known::beside_customer(load, contradicted, &load_state);
        if load_state.is_priced_as_approved() {
            return Ok(Rated::AsApproved(Box::new(load), Box::new(load_state), unheard));
        }
        let mut assessment = rules.assess(&load, customer.as_ref(), &load_state.adjustments);
        let traits = alike::traits(&load, &assessment);
        // Holds that come from decisions stand before those of the rules.
        let standing = cutover.standing(&load, load_state.word.as_ref());
        let mut holds = load_state.holds();
        holds.extend(elsewhere::hold(&cutover, &load.number, &standing));
        holds.extend(unheard);
        holds.append(&mut assessment.holds);
        assessment.holds = holds;
        suspicions.add_to(&mut assessment);
        if load.is_dismissed() {
            // Nobody has to do anything about it.
            assessment.holds.clear();
        }
        let state = load_state.queue_state(&assessment, &standing);
        let difference = elsewhere::difference(&assessment, &standing);
        let mut stored =
            StoredAssessment::new(&load, assessment, state, rules.priced_by(&load, customer.as_ref(), true));
        stored.difference = difference;
        let encoded = Encoded::of(&load, &stored);
        Ok(Rated::Open(Box::new(Outlook { number, encoded, traits, not_same_as: Some(load_state.not_same_as) })))
    }
}

type Tasks = Vec<Task>;
type Answers = Outcome<Vec<Rated>>;

struct Worker {
    tasks: SyncSender<Tasks>,
    answers: Receiver<Answers>,
}

/// Work for each worker that may wait beside the one in hand: enough that none stands still while results are kept, which are
/// some tasks' at once.
const AHEAD: usize = 12;

/// Rates with workers: `next` gives tasks until there are none, `keep` takes the results in the same order and answers how
/// many loads are done.
pub(crate) fn with_workers(
    bench: &mut Workbench,
    workers: usize,
    next: &mut dyn FnMut(&Workbench, usize) -> Outcome<Option<Tasks>>,
    keep: &mut dyn FnMut(&mut Workbench, Vec<Rated>) -> Outcome<usize>,
) -> Outcome<()> {
    let texts = bench.library.texts();
    let config = bench.config.clone();
    let customers: BTreeMap<CustomerId, Customer> =
        bench.cache.customers()?.into_iter().map(|c| (c.id.clone(), c)).collect();
    let contradicted = known::all_contradicted(&bench.cache)?;
    std::thread::scope(|scope| {
        let start = |_| {
            let (tasks, waiting) = sync_channel::<Tasks>(AHEAD);
            let (tell, answers) = sync_channel::<Answers>(AHEAD);
            let (texts, config, customers) = (&texts, &config, (&customers, &contradicted));
            scope.spawn(move || work(texts, config, customers, waiting, tell));
            Worker { tasks, answers }
        };
        let workers: Vec<Worker> = (0..workers).map(start).collect();
        let (mut sent, mut taken, mut done, mut more) = (0usize, 0usize, 0usize, true);
        loop {
            while more && sent - taken < workers.len() * AHEAD {
                match next(bench, done)? {
                    Some(tasks) => {
                        workers[sent % workers.len()].tasks.send(tasks).map_err(|_| gone())?;
                        sent += 1;
                    }
                    None => more = false,
                }
            }
            if taken == sent {
                return Ok(());
            }
            let rated = workers[taken % workers.len()].answers.recv().map_err(|_| gone())??;
            taken += 1;
            done = keep(bench, rated)?;
        }
    })
}

fn work(
    texts: &LibraryTexts,
    config: &Config,
    (customers, contradicted): (&BTreeMap<CustomerId, Customer>, &BTreeMap<CustomerId, Vec<Conflict>>),
    waiting: Receiver<Tasks>,
    tell: SyncSender<Answers>,
) {
    let library = texts.read();
    let rules = Rules { library: &library, config };
    for tasks in waiting {
        let mut customer = |id: &CustomerId| {
            let contradicted = contradicted.get(id).cloned().unwrap_or_default();
            Ok(customers.get(id).map(|customer| (customer.clone(), contradicted)))
        };
        let answers = tasks.into_iter().map(|task| task.rate(rules, &mut customer)).collect();
        // Whoever asked has stopped: there is nobody to tell.
        if tell.send(answers).is_err() {
            return;
        }
    }
}

fn gone() -> Fault {
    Fault::new(
        Code::ThreadEnded,
        "a thread that rates loads ended before its work",
        "The loads that it had wait to be assessed again; nothing was billed.",
        "Run `linehaul sync` again. This is a defect of Linehaul: report it.",
    )
}
