//! What goes wrong between us and the ERP, request by request: by a script, by chance from a seed, or not at all.

use crate::erp::Refusal;
use linehaul_domain::fault::Code;

/// What is asked of the ERP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// Asking by number and record.
    Find,
    /// Asking by prefix.
    Under,
    /// Asking what changed.
    Changes,
    /// Asking for names.
    Lacking,
    /// Making drafts, or posted invoices.
    Make,
    /// Posting.
    Post,
    /// Removing a draft.
    RemoveDraft,
    /// Asking for the lists.
    Catalogue,
    /// Telling that a batch is through.
    FinishBatch,
}

impl Method {
    /// Every method.
    pub const ALL: &[Method] = &[
        Method::Find,
        Method::Under,
        Method::Changes,
        Method::Lacking,
        Method::Make,
        Method::Post,
        Method::RemoveDraft,
        Method::Catalogue,
        Method::FinishBatch,
    ];

    /// Does it change anything there?
    pub fn changes(self) -> bool {
        matches!(self, Method::Make | Method::Post | Method::RemoveDraft | Method::FinishBatch)
    }
}

/// How a request goes wrong. A question only loses its answer, whatever of it is said here to happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It did not happen, and whoever stands before the ERP says so, asking to come back, perhaps not before so many seconds: a 429 or a
    /// gateway's 503. Nobody knows that of a change, since it may have been passed on.
    TurnedAway {
        /// `Retry-After`.
        retry_after_seconds: Option<u32>,
    },
    /// It did not happen, and the ERP says so in its own words: it starts, or is about to stop.
    NotReady {
        /// `Retry-After`.
        retry_after_seconds: Option<u32>,
    },
    /// It happened, and whoever stands in between says that it did not.
    FalselyTurnedAway,
    /// It did not happen: the login or a right is missing.
    Forbidden,
    /// It did not happen, and nobody was told.
    LostBefore,
    /// It happened, and nobody was told.
    LostAfter,
    /// Nobody was told, and it happens after so many seconds of the world's clock.
    Late {
        /// Seconds from now.
        seconds: u64,
    },
    /// Its first items happened, the others did not, and nobody was told.
    Half {
        /// How many happened.
        items: usize,
    },
    /// What was answered cannot be understood.
    Garbled {
        /// Did it happen?
        happened: bool,
    },
    /// It happened, and the answer names its first items only.
    NamesOnly {
        /// How many are named.
        items: usize,
    },
    /// The ERP's no to each item. Of a request that is undone as a whole it names none.
    Refused(Refusal),
}

/// A fault of the requests of one method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The method.
    pub method: Method,
    /// Requests that pass before it.
    pub after: u32,
    /// Requests that it meets.
    pub times: u32,
    /// How they go wrong.
    pub fault: Fault,
}

/// What goes wrong. Rules come first, in their order; chance decides about the requests that no rule meets.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    rules: Vec<Rule>,
    chance: Option<Chance>,
}

#[derive(Debug, Clone)]
struct Chance {
    state: u64,
    percent: u32,
    choices: Vec<(Method, Fault)>,
}

impl Faults {
    /// Nothing goes wrong.
    pub fn none() -> Faults {
        Faults::default()
    }

    /// What rules say. Of two rules of one method the second counts the requests that the first does not meet.
    pub fn script(rules: &[Rule]) -> Faults {
        Faults { rules: rules.to_vec(), chance: None }
    }

    /// Of each hundred requests about `percent` go wrong, in one of the ways that `choices` have for their method. The same
    /// seed makes the same run.
    pub fn seeded(seed: u64, percent: u32, choices: &[(Method, Fault)]) -> Faults {
        Faults { rules: Vec::new(), chance: Some(Chance { state: seed, percent, choices: choices.to_vec() }) }
    }

    /// Everything that an honest ERP, a bad line and a gateway that lies can do, with commits as late as `longest_delay` seconds.
    pub fn everything(longest_delay: u64) -> Vec<(Method, Fault)> {
        let mut choices = Vec::new();
        for method in Method::ALL {
            let mut add = |fault| choices.push((*method, fault));
            add(Fault::TurnedAway { retry_after_seconds: None });
            add(Fault::TurnedAway { retry_after_seconds: Some(7) });
            add(Fault::NotReady { retry_after_seconds: Some(7) });
            add(Fault::Forbidden);
            add(Fault::LostBefore);
            add(Fault::Garbled { happened: false });
            if !method.changes() {
                continue;
            }
            add(Fault::LostAfter);
            add(Fault::FalselyTurnedAway);
            add(Fault::Garbled { happened: true });
            [1, longest_delay / 2, longest_delay].into_iter().for_each(|seconds| add(Fault::Late { seconds }));
            if matches!(method, Method::Make | Method::Post) {
                [0, 1, 3].into_iter().for_each(|items| add(Fault::NamesOnly { items }));
                [1, 3].into_iter().for_each(|items| add(Fault::Half { items }));
                let message = "the period is closed".to_owned();
                add(Fault::Refused(Refusal { code: Code::ErpRulesRefuse, message }));
            }
        }
        choices
    }

    /// The fault of the next request of a method.
    pub(super) fn next(&mut self, method: Method) -> Option<Fault> {
        for rule in self.rules.iter_mut().filter(|rule| rule.method == method && rule.times > 0) {
            if rule.after > 0 {
                rule.after -= 1;
                continue;
            }
            rule.times -= 1;
            return Some(rule.fault.clone());
        }
        self.chance.as_mut()?.next(method)
    }
}

impl Chance {
    fn next(&mut self, method: Method) -> Option<Fault> {
        let meets = self.roll() % 100 < u64::from(self.percent);
        let fitting: Vec<Fault> = self.choices.iter().filter(|(m, _)| *m == method).map(|(_, f)| f.clone()).collect();
        let at = self.roll();
        // Both are rolled for every request, so that one more choice does not shift every later one.
        let among = u64::try_from(fitting.len()).ok().filter(|n| meets && *n > 0)?;
        fitting.into_iter().nth(usize::try_from(at % among).unwrap_or(0))
    }

    /// SplitMix64: small, and the same everywhere.
    fn roll(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
