//! A notice reaches the desktop: a bus of its own, and a desktop on it that takes down what it is told.

use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::{collections::HashMap, io::BufRead};

use linehaul_desktop::notice::{Notice, show_here};
use zbus::blocking::connection::Builder;
use zbus::interface;
use zbus::zvariant::OwnedValue;

/// Who was told what.
type Told = Arc<Mutex<Vec<(String, String, String)>>>;

struct Desktop(Told);

#[interface(name = "org.freedesktop.Notifications")]
impl Desktop {
    #[allow(clippy::too_many_arguments)]
    fn notify(
        &self,
        app: String,
        _replaces: u32,
        _icon: String,
        title: String,
        text: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        self.0.lock().expect("a list").push((app, title, text));
        1
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ("stub".to_owned(), "tests".to_owned(), "1".to_owned(), "1.2".to_owned())
    }

    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".to_owned()]
    }
}

/// A bus that ends with the test.
struct Bus(Child);

impl Drop for Bus {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A bus, and its address; none where the machine has no program for one.
fn bus() -> Option<(Bus, String)> {
    let mut command = Command::new("dbus-daemon");
    command.args(["--session", "--nofork", "--print-address=1"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    let mut address = String::new();
    let out = child.stdout.take().expect("a pipe");
    std::io::BufReader::new(out).read_line(&mut address).expect("its address");
    Some((Bus(child), address.trim().to_owned()))
}

/// What a process of its own does, with the bus that the environment names: which that is is read once a process.
#[test]
#[ignore = "the test below runs it"]
#[allow(clippy::print_stdout)]
fn a_process_that_shows_one() {
    let notice = |at: u32| Notice { title: format!("Linehaul: source {at}"), text: "LH-230 nobody answers".to_owned() };
    println!("took {}", show_here(&[notice(1), notice(2)]));
}

fn shown_at(address: &str) -> String {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", "a_process_that_shows_one", "--ignored", "--nocapture"]);
    let done = command.env("DBUS_SESSION_BUS_ADDRESS", address).output().expect("it runs");
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    let at = text.find("took ").expect("what was taken");
    text[at..].lines().next().unwrap_or_default().to_owned()
}

#[test]
#[cfg(target_os = "linux")]
fn the_desktop_is_told_and_a_machine_without_one_breaks_nothing() {
    let Some((bus, address)) = bus() else {
        eprintln!("dbus-daemon is not there: nothing was tried");
        return;
    };
    assert_eq!(shown_at(&address), "took 0", "nobody shows notices there yet");
    let told = Told::default();
    let desktop = Builder::address(address.as_str()).expect("an address");
    let desktop = desktop.name("org.freedesktop.Notifications").expect("a name");
    let desktop = desktop.serve_at("/org/freedesktop/Notifications", Desktop(told.clone())).expect("a place");
    let desktop = desktop.build().expect("a desktop");
    assert_eq!(shown_at(&address), "took 2");
    let one = |at: u32| ("Linehaul".to_owned(), format!("Linehaul: source {at}"), "LH-230 nobody answers".to_owned());
    assert_eq!(*told.lock().expect("a list"), [one(1), one(2)]);
    drop((desktop, bus));
    assert_eq!(shown_at("unix:path=/nonexistent/bus"), "took 0");
}
