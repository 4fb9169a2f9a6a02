//! Sources, activity, and the workspace itself, to look at.

use linehaul_connectors::figures;
use linehaul_connectors::source::master::ERP;
use linehaul_domain::Decimal;
use linehaul_domain::decision::Entry;
use linehaul_domain::fault::{Fault, Outcome};
use linehaul_domain::ids::SourceName;
use linehaul_domain::time::Instant;
use linehaul_store::ReadingRow;

use crate::intake::health::{Health, Kept};
use crate::intake::listed;
use crate::intake::master::freshness;
use crate::intake::refused::{self, RefusedFile};
use crate::intake::tables::ends;
use crate::settings::actor;
use crate::settings::config::{Reasons, TableSource};
use crate::workspace::home::Workbench;

/// One reading of a file.
#[derive(Debug, Clone)]
pub struct Reading {
    /// File.
    pub file: String,
    /// When it came, UTC.
    pub received: Instant,
    /// Rows in it.
    pub rows: u64,
    /// Of them quarantined.
    pub quarantined: u64,
}

/// A source and what was read of it.
#[derive(Debug, Clone)]
pub struct SourceReadings {
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: String,
    /// Folder, relative to the workspace.
    pub folder: String,
    /// When it was read last, as far as that is known.
    pub last: Option<Instant>,
    /// Newest first, the newest hundred.
    pub readings: Vec<Reading>,
    /// Rows of it that wait in quarantine.
    pub waiting: u64,
    /// How often it is read where nobody asks for it, in words.
    pub every: String,
    /// Is nothing read of it any more?
    pub retired: bool,
    /// How it has been read.
    pub health: Health,
    /// Files of it that could not be read as a whole.
    pub refused: Vec<RefusedFile>,
    /// Is it long since it was read well, for how often it is to be?
    pub late: bool,
    /// What is amiss with its lists, where it says that it lists all; of a table that is fetched, with its rows.
    pub amiss: Option<Fault>,
}

/// The newest entries of the book.
#[derive(Debug, Clone)]
pub struct Recent {
    /// Newest first.
    pub entries: Vec<Entry>,
}

/// The workspace in short.
#[derive(Debug, Clone)]
pub struct WorkspaceSummary {
    /// The business's name.
    pub business: String,
    /// Its zone.
    pub zone: String,
    /// Today in it.
    pub today: String,
    /// Kind of ERP and where it is.
    pub erp: String,
    /// Users that this account may act as.
    pub users: Vec<Acting>,
    /// Customers, by id.
    pub customers: Vec<String>,
    /// Which reasons may be given.
    pub reasons: Reasons,
}

/// A user.
#[derive(Debug, Clone)]
pub struct Acting {
    /// Name.
    pub name: String,
    /// Roles.
    pub roles: Vec<String>,
    /// What the adjustments of a load may come to, in its currency.
    pub adjusts: Decimal,
    /// By how much a total may be off dispatch's that they accept, in its currency.
    pub accepts: Decimal,
}

/// So many readings of a source are told.
const NEWEST: u64 = 100;

/// Sources with their newest readings.
pub fn sources(bench: &Workbench) -> Outcome<Vec<SourceReadings>> {
    let of = |name: &str| -> Outcome<Vec<Reading>> {
        let own = bench.cache.newest_readings(&SourceName::from(name), NEWEST)?;
        let told = own.into_iter().map(|ReadingRow { delivery, rows, quarantined }| Reading {
            file: delivery.file,
            received: delivery.received,
            rows,
            quarantined,
        });
        Ok(told.collect())
    };
    let (kept, now, erp) = (Kept::read(&bench.dir), bench.clock.real_now(), freshness(bench)?);
    let read = bench.config.erp.master_data.as_ref().map(|set| set.read);
    let all = bench.config.all_sources().filter(|source| source.name != ERP || erp.is_some()).map(|source| {
        let health = kept.of(&source.name);
        let readings = of(&source.name)?;
        let newest = readings.first().map(|reading| reading.received);
        let at_erp = erp.as_ref().filter(|_| source.name == ERP);
        let folder = linehaul_connectors::source::kind(&source.kind).map(|kind| (kind.address)(&source.settings));
        Ok(SourceReadings {
            every: read
                .filter(|_| at_erp.is_some())
                .map_or_else(|| source.every().words(), |read| read.words().to_owned()),
            retired: source.retired,
            late: !source.retired && at_erp.map_or_else(|| health.is_late(source.every(), now), |fresh| fresh.old),
            health: Health { next: health.next.filter(|_| at_erp.is_none()), ..health },
            name: source.name.clone(),
            kind: source.kind.clone(),
            folder: at_erp.and_then(|_| bench.config.erp.address()).or(folder).unwrap_or_default(),
            last: at_erp.map_or(newest, |fresh| fresh.last),
            readings,
            refused: refused::of(bench, &source.name)?,
            amiss: listed::amiss(&bench.cache, &source.name)?,
            waiting: bench.cache.quarantined_of(&SourceName::from(source.name.as_str()))?,
        })
    });
    let mut all = all.collect::<Outcome<Vec<_>>>()?;
    let amiss = ends::amiss(bench, &kept)?;
    let of_rows = |set: &TableSource| {
        let of = format!("table {} ", set.name);
        let rows = amiss.iter().filter(|(name, _)| name.strip_prefix(&of).is_some_and(|row| row != ends::FETCH));
        rows.map(|(_, fault)| fault.clone()).next()
    };
    let health = |set: &TableSource| kept.of_table(&set.name).health;
    all.extend(bench.config.tables.iter().map(|set| of_table(set, health(set), now, of_rows(set))));
    Ok(all)
}

/// A table that is fetched, told as a source is.
fn of_table(set: &TableSource, health: Health, now: Instant, amiss: Option<Fault>) -> SourceReadings {
    SourceReadings {
        name: set.name.clone(),
        kind: format!("table, {}", set.first.layout),
        folder: figures::shown(&set.first.from).to_owned(),
        last: health.read,
        readings: Vec::new(),
        refused: Vec::new(),
        amiss,
        waiting: 0,
        every: set.every().words(),
        retired: false,
        late: health.is_late(set.every(), now),
        health,
    }
}

/// The newest entries, at most `limit`.
pub fn activity(bench: &Workbench, limit: u64) -> Outcome<Recent> {
    let head = bench.book.head()?.seq;
    let mut entries = bench.book.entries_after(head.saturating_sub(limit))?;
    entries.reverse();
    Ok(Recent { entries })
}

/// The workspace in short.
pub fn about(bench: &Workbench) -> Outcome<WorkspaceSummary> {
    let config = &bench.config;
    let zone = config.business.zone;
    let erp = &config.erp;
    let place = erp.address().map_or(String::new(), |url| format!(" at {url}"));
    let users = config.users.iter().filter(|u| actor::bound(u, &actor::account()));
    let customers = bench.cache.customers()?;
    Ok(WorkspaceSummary {
        business: config.business.name.clone(),
        zone: zone.to_string(),
        today: bench.clock.today(zone).to_string(),
        erp: format!("{}{place}", erp.kind),
        users: users
            .map(|u| Acting {
                name: u.name.clone(),
                roles: u.roles.iter().map(|r| format!("{r:?}").to_lowercase()).collect(),
                adjusts: config.adjust_limit(&u.name),
                accepts: config.variance_limit(&u.name),
            })
            .collect(),
        customers: customers.into_iter().map(|c| c.id.0).collect(),
        reasons: config.reasons.clone(),
    })
}
