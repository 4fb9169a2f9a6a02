//! A small company in a folder of its own: three customers, two sources that count alike, a contract that lies on the disk, one
//! that the book can publish, the house tariff, a lane table, a fuel table with its bands.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use linehaul_connectors::erp::memory::{Clock as ErpClock, World};
use linehaul_workbench::intake::open::open;
use linehaul_workbench::machine::clock::Clock;
use linehaul_workbench::upkeep::init::begin;
use linehaul_workbench::workspace::home::Workbench;

use crate::joint::hands::Driven;

/// What can be set differently while the company works.
#[derive(Debug, Clone)]
pub struct Settings {
    /// A difference from dispatch's total above this holds.
    pub variance: &'static str,
    /// The item of the linehaul.
    pub item: &'static str,
    /// May the house tariff speak for ACME?
    pub house: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { variance: "25.00", item: "4000", house: true }
    }
}

/// The rates of the rules, in cents.
#[derive(Debug, Clone)]
pub struct Rates {
    /// ACME's lane.
    pub lane: u32,
    /// BIGCO's mile.
    pub mile: u32,
    /// The house tariff's mile.
    pub house: u32,
    /// The fuel price of the week, in tenths of a cent.
    pub fuel: u32,
}

impl Default for Rates {
    fn default() -> Rates {
        Rates { lane: 112_000, mile: 210, house: 260, fuel: 3_500 }
    }
}

/// The folder, the clock and the ERP's world.
pub struct Company {
    folder: tempfile::TempDir,
    pub hands: Arc<Driven>,
    pub world: World,
    pub settings: Settings,
    pub rates: Rates,
    written: u64,
}

fn money(cents: u32) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// In memory where the system has such a place: what is tried here is order, and thousands of syncs of a disk cost minutes.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.expect("a folder")
}

impl Company {
    /// With its rules, and nothing delivered yet.
    pub fn new() -> Company {
        let clock = ErpClock::new();
        let mut company = Company {
            folder: folder(),
            hands: Arc::new(Driven::new(clock.clone())),
            world: World::new(clock),
            settings: Settings::default(),
            rates: Rates::default(),
            written: 0,
        };
        for folder in ["drop/documents", "west/documents", "rules/tables", "rules/customers", "rules/house"] {
            std::fs::create_dir_all(company.dir().join(folder)).expect("a folder");
        }
        company.write_settings();
        company.write_rules();
        begin(company.dir()).expect("a company without a history");
        company
    }

    pub fn dir(&self) -> &Path {
        self.folder.path()
    }

    /// Opens the workspace, on the driven clock.
    pub fn open(&self) -> Workbench {
        let mut bench = open(self.dir()).expect("the workspace opens");
        bench.clock = Clock::driven(self.hands.clone());
        bench
    }

    /// Writes a file with a time of change that no other has, long ago.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.dir().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, bytes).expect("written");
        self.written += 1;
        let changed = SystemTime::UNIX_EPOCH + Duration::from_secs(1_717_200_000 + self.written * 10);
        std::fs::File::options().write(true).open(&path).expect("opens").set_modified(changed).expect("a time");
        path
    }

    /// `linehaul.toml`.
    pub fn write_settings(&mut self) {
        let Settings { variance, item, house } = self.settings.clone();
        let mut text = format!(
            "[business]\nname = \"Small\"\nzone = \"America/Chicago\"\ntoday = \"2025-03-07\"\ninvoice_prefix = \"SM\"\n\
             desk = \"A\"\nvariance_hold_above = \"{variance}\"\n\n"
        );
        for (name, role) in [("biller", "biller"), ("approver", "approver"), ("pricing", "pricing"), ("admin", "admin")]
        {
            write!(text, "[[user]]\nname = \"{name}\"\naccounts = [\"*\"]\nroles = [\"{role}\"]\n\n").expect("text");
        }
        for (name, folder) in [("dispatch", "drop"), ("west", "west")] {
            write!(text, "[[source]]\nname = \"{name}\"\nkind = \"csv-drop\"\nfolder = \"{folder}\"\n\n")
                .expect("text");
        }
        write!(text, "[customers.ACME]\nhouse_tariff = {house}\n\n[erp]\nkind = \"file\"\n").expect("text");
        let items = "FSC = \"4010\"\nSTOP_OFF = \"4025\"\nADJUSTMENT = \"4090\"\nTONU = \"4035\"";
        let waiting = "DETENTION_LOADING = \"4020\"\nDETENTION_UNLOADING = \"4020\"";
        write!(text, "\n[erp.items]\nLINEHAUL = \"{item}\"\n{items}\n{waiting}\n").expect("text");
        self.write("linehaul.toml", text.as_bytes());
    }

    /// Contracts and tables.
    pub fn write_rules(&mut self) {
        let rates = self.rates.clone();
        self.write("rules/customers/acme/2025-01-01.rhai", acme().as_bytes());
        self.write_bigco("rules/customers/bigco/2025-01-01.rhai", rates.mile);
        self.write("rules/house/2024-01-01.rhai", house(rates.house).as_bytes());
        let about = "# source: invented\n# licence: CC0\n";
        let columns = "origin,destination,equipment,from,until,flat,per_mile,minimum";
        let lanes =
            format!("# kind: lanes\n{about}{columns}\nMemphis TN,Dallas TX,*,2024-10-01,,{},,\n", money(rates.lane));
        self.write("rules/tables/lanes.csv", lanes.as_bytes());
        let mut index = format!("# kind: index\n{about}monday,price\n");
        for monday in ["2025-02-10", "2025-02-17", "2025-02-24", "2025-03-03", "2025-03-10"] {
            writeln!(index, "{monday},{}.{:03}", rates.fuel / 1_000, rates.fuel % 1_000).expect("text");
        }
        self.write("rules/tables/diesel.csv", index.as_bytes());
        let mut bands = format!("# kind: bands\n{about}low,below,usd_per_mile\n");
        for step in 0..40u32 {
            let (low, below) = (2_000 + step * 100, 2_100 + step * 100);
            let text = |price: u32| format!("{}.{:03}", price / 1_000, price % 1_000);
            writeln!(bands, "{},{},0.{:03}", text(low), text(below), 100 + step * 10).expect("text");
        }
        self.write("rules/tables/scale.csv", bands.as_bytes());
    }

    /// BIGCO's contract at a rate, where it may be published from.
    pub fn write_bigco(&mut self, name: &str, mile: u32) -> PathBuf {
        self.write(name, bigco(mile).as_bytes())
    }
}

fn acme() -> String {
    "contract for \"ACME\", currency \"USD\", version by actual pickup, rounded half up per line, otherwise house tariff;\n\
     linehaul lanes \"lanes\", by actual pickup;\n\
     fuel per mile from bands \"scale\" column \"usd_per_mile\", index \"diesel\", monday price from monday, by actual pickup;\n\
     detention at every stop, clock from arrival, lateness has no effect, free 120 minutes, 50.00 per hour in started 15 \
     minute steps;\n\
     tonu flat 150.00;\n\
     need document \"pod_signed\", at each delivery;\n"
        .to_owned()
}

/// The text of BIGCO's contract.
pub fn bigco(mile: u32) -> String {
    format!(
        "contract for \"BIGCO\", currency \"USD\", version by actual pickup, rounded half up per line;\n\
         linehaul {} per mile, minimum 400.00;\nfuel included;\n\
         detention at deliveries, clock from arrival, lateness has no effect, free 60 minutes, 40.00 per hour in started 15 \
         minute steps;\n\
         tonu flat 120.00;\nneed document \"pod_signed\", at each delivery;\n",
        money(mile)
    )
}

fn house(mile: u32) -> String {
    format!(
        "contract for \"HOUSE\", currency \"USD\", version by actual pickup, rounded half up per line;\n\
         linehaul {} per mile, minimum 300.00;\n\
         fuel per mile from bands \"scale\" column \"usd_per_mile\", index \"diesel\", monday price from monday, by actual \
         pickup;\n\
         tonu flat 100.00;\nneed document \"pod_signed\", at each delivery;\n",
        money(mile)
    )
}
