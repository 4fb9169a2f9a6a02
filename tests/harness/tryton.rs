//! A real Tryton: set up once under the ignored folder, its database file copied for each test.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use linehaul_connectors::SecretString;
use linehaul_connectors::erp::{Erp, ErpRecord, Key, RecordState, Server, TrytonSettings};
use linehaul_domain::ids::InvoiceNumber;

/// A running server with its own copy of the database.
pub struct Tryton {
    child: Option<Child>,
    folder: tempfile::TempDir,
    port: u16,
}

/// The folder of the one set-up, made when it is missing.
fn set_up() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tryton/set-up");
        let made = Command::new(&script).stderr(Stdio::inherit()).output();
        let made = made.unwrap_or_else(|e| panic!("{} does not start: {e}", script.display()));
        assert!(made.status.success(), "Tryton could not be set up; `./dev test` installs what it needs");
        let text = String::from_utf8(made.stdout).expect("a path");
        PathBuf::from(text.trim())
    })
}

/// A port of loopback that nobody listens on just now.
pub(super) fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback has ports");
    listener.local_addr().expect("an address").port()
}

impl Tryton {
    /// Copies the database and starts a server on it.
    pub fn start() -> Tryton {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::copy(set_up().join("db/linehaul.sqlite"), folder.path().join("linehaul.sqlite")).expect("a copy");
        let mut tryton = Tryton { child: None, folder, port: free_port() };
        tryton.serve();
        tryton
    }

    fn serve(&mut self) {
        let (folder, port) = (self.folder.path(), self.port);
        let conf = folder.join("trytond.conf");
        let text = format!(
            "[database]\nuri = sqlite://\npath = {}\n[web]\nlisten = 127.0.0.1:{port}\n[session]\nmax_attempt = 1000\n[queue]\nworker = True\n",
            folder.display()
        );
        std::fs::write(&conf, text).expect("a configuration");
        let log = std::fs::File::options().create(true).append(true).open(folder.join("log")).expect("a log");
        let child = Command::new(set_up().join("venv/bin/trytond"))
            .args(["-c", conf.to_str().expect("a path"), "-d", "linehaul"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("trytond starts");
        self.child = Some(child);
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            let log = || std::fs::read_to_string(folder.join("log")).unwrap_or_default();
            assert!(begun.elapsed() < Duration::from_secs(60), "trytond does not listen:\n{}", log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// kill -9.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            // It may have ended by itself; then there is nothing to kill.
            let _ = child.kill();
            child.wait().expect("it ends");
        }
    }

    /// Starts again on the same database and port.
    pub fn start_again(&mut self) {
        self.kill();
        self.serve();
    }

    /// The password of the user `linehaul`.
    pub fn password(&self) -> String {
        std::fs::read_to_string(set_up().join("linehaul.password")).expect("a password").trim().to_owned()
    }

    /// How to reach it, as the sample company has it.
    pub fn settings(&self) -> TrytonSettings {
        let taxes = super::company::TAXES.iter();
        TrytonSettings {
            server: Server {
                url: self.url(),
                user: "linehaul".to_owned(),
                password: SecretString::from(self.password()),
                max_batch: 50,
                settle_seconds: 3,
                answer_within_seconds: 60,
            },
            database: "linehaul".to_owned(),
            company: None,
            journal: None,
            taxes: taxes
                .map(|(code, names)| ((*code).to_owned(), names.iter().map(|n| (*n).to_owned()).collect()))
                .collect(),
            terms: [("Net 30".to_owned(), "Net 30 days".to_owned())].into(),
            tax_items: Default::default(),
            dimensions: ["department".to_owned()].into(),
            agrees_to: vec!["invoice_payment_term".to_owned()],
        }
    }

    /// A connector to it, past any proxy.
    pub fn connector(&self) -> linehaul_connectors::erp::Tryton {
        linehaul_connectors::erp::Tryton::new(self.settings()).expect("a connector")
    }

    /// Does something there as a person at its client would; `params` is a JSON list. Answers JSON.
    pub fn as_a_person(&self, method: &str, params: &str) -> String {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tryton/rpc.py");
        let output = Command::new(set_up().join("venv/bin/python"))
            .arg(script)
            .args([&self.url(), &self.password(), method, params])
            .env("no_proxy", "127.0.0.1")
            .output()
            .expect("python starts");
        assert!(output.status.success(), "{method}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }

    /// Ends every session, as time does.
    pub fn end_sessions(&self) {
        self.in_database("DELETE FROM ir_session");
    }

    /// Changes its database behind its back, as an administrator set it up otherwise; at least one row.
    pub fn in_database(&self, statement: &str) {
        let program =
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); print(c.execute(sys.argv[2]).rowcount); c.commit()";
        let output = Command::new(set_up().join("venv/bin/python"))
            .args(["-c", program])
            .arg(self.folder.path().join("linehaul.sqlite"))
            .arg(statement)
            .output()
            .expect("python starts");
        let changed = String::from_utf8_lossy(&output.stdout);
        let why = String::from_utf8_lossy(&output.stderr);
        assert!(changed.trim().parse::<u32>().is_ok_and(|n| n > 0), "{statement} changed nothing: {why}");
    }

    /// What it has under these numbers: (posted, drafts).
    pub fn counts(&self, numbers: &[InvoiceNumber]) -> (Vec<ErpRecord>, Vec<ErpRecord>) {
        let found = self.connector().find(&numbers.iter().map(Key::from).collect::<Vec<_>>()).expect("an answer");
        found
            .records
            .into_iter()
            .filter(|r| r.state != RecordState::Cancelled)
            .partition(|r| r.state == RecordState::Posted)
    }
}

impl Drop for Tryton {
    fn drop(&mut self) {
        self.kill();
    }
}
