//! A company of any number of loads: those of the sample's February, each under a number and references of its own, with its
//! stops and a signed POD. Files hold as many rows as one of a drop may, and less.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Loads in one file: 500,000 with 150 bytes each, their stops a little above a million rows in two files.
const LOADS_A_FILE: usize = 400_000;

const STOPS: &str = "load_number,seq,type,name,city,region,country,zone,schedule,appointment,window_from,window_to,\
                     handling,arrived_at,departed_at,told_to_return_at,returned_at,cancelled,updated_at";
const DOCUMENTS: &str = "document_id,load_number,stop,type,file,signed_by,amount,currency,updated_at";

/// One load of the sample, cell by cell.
struct Template {
    cells: Vec<String>,
    stops: Vec<Vec<String>>,
}

/// The loads that copies are made of.
pub struct Templates {
    header: Vec<String>,
    loads: Vec<Template>,
}

fn cells(row: &str) -> Vec<String> {
    row.split(',').map(str::to_owned).collect()
}

/// The sample's folder.
fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples/company/drop")
}

impl Templates {
    /// Reads them. Rows with quotes or a comma too many are the sample's mistakes and left out.
    pub fn read() -> Templates {
        let text = |name: &str| std::fs::read_to_string(sample().join(name)).expect("the sample is there");
        let (loads, stops) = (text("loads-2025-02.csv"), text("stops-2025-02.csv"));
        let header = cells(loads.lines().next().expect("a header"));
        let width = STOPS.split(',').count();
        let visits: Vec<Vec<String>> = stops.lines().skip(1).map(cells).filter(|c| c.len() == width).collect();
        let (number, status) = (at(&header, "load_number"), at(&header, "status"));
        let whole = |row: &Vec<String>| row.len() == header.len() && row[status] == "delivered";
        let with_stops = |row: Vec<String>| Template {
            stops: visits.iter().filter(|visit| visit[0] == row[number]).cloned().collect(),
            cells: row,
        };
        let loads = loads.lines().skip(1).map(cells).filter(whole).map(with_stops).filter(|t| t.stops.len() > 1);
        Templates { loads: loads.collect(), header }
    }

    /// Writes the files of so many loads into a drop; answers their paths.
    pub fn write(&self, drop: &Path, loads: usize) -> Vec<PathBuf> {
        let mut written = Vec::new();
        for (part, from) in (0..loads).step_by(LOADS_A_FILE).enumerate() {
            let numbers = from..loads.min(from + LOADS_A_FILE);
            let mut file = |kind: &str, header: &str, rows: &dyn Fn(usize, &mut String)| {
                let path = drop.join(format!("{kind}-{part:02}.csv"));
                write_file(&path, header, numbers.clone(), rows);
                written.push(path);
            };
            file("loads", &self.header.join(","), &|load, text| self.load(load, 0, text));
            file("stops", STOPS, &|load, text| self.stops(load, text));
            file("documents", DOCUMENTS, &|load, text| self.document(load, text));
        }
        written
    }

    /// Writes one file of loads' own rows. A later version than 0 says other things of a load; the order of `loads` is that of
    /// the rows.
    pub fn write_loads(&self, path: &Path, loads: &[usize], version: usize) {
        let mut text = self.header.join(",") + "\n";
        loads.iter().for_each(|load| self.load(*load, version, &mut text));
        std::fs::write(path, text).expect("written");
    }

    fn of(&self, load: usize) -> &Template {
        &self.loads[load % self.loads.len()]
    }

    fn load(&self, load: usize, version: usize, text: &mut String) {
        for (at, (name, cell)) in self.header.iter().zip(&self.of(load).cells).enumerate() {
            if at > 0 {
                text.push(',');
            }
            match name.as_str() {
                "load_number" => push(text, format_args!("L-{load:07}")),
                "order" => push(text, format_args!("O-{load:07}")),
                // A version is a minute, and a pound more.
                "updated_at" if version > 0 => {
                    push(text, format_args!("2025-03-05T{:02}:{:02}:00Z", version / 60, version % 60));
                }
                "weight_lb" if version > 0 => push(text, format_args!("{}", 20_000 + version)),
                name if name.starts_with("ref:") && !cell.is_empty() => push(text, format_args!("{cell}-{load}")),
                _ => text.push_str(cell),
            }
        }
        text.push('\n');
    }

    /// Its visits. What the sample leaves to events is told in the row: when a truck came and went.
    fn stops(&self, load: usize, text: &mut String) {
        for visit in &self.of(load).stops {
            push(text, format_args!("L-{load:07}"));
            let updated = visit.last().map_or("", String::as_str);
            for (name, cell) in STOPS.split(',').zip(visit).skip(1) {
                text.push(',');
                match name {
                    "arrived_at" | "departed_at" if cell.is_empty() => text.push_str(updated),
                    _ => text.push_str(cell),
                }
            }
            text.push('\n');
        }
    }

    fn document(&self, load: usize, text: &mut String) {
        let last = self.of(load).stops.len();
        let seq = &self.of(load).stops[last - 1][1];
        push(text, format_args!("POD-{load:07},L-{load:07},{seq},pod_signed,,dock,,,2025-02-27T10:00:00Z\n"));
    }
}

fn at(header: &[String], name: &str) -> usize {
    header.iter().position(|h| h == name).expect("a column")
}

fn push(text: &mut String, words: std::fmt::Arguments<'_>) {
    text.write_fmt(words).expect("a text grows");
}

fn write_file(path: &Path, header: &str, loads: std::ops::Range<usize>, rows: &dyn Fn(usize, &mut String)) {
    let mut file = BufWriter::new(File::create(path).expect("a file"));
    writeln!(file, "{header}").expect("written");
    let mut text = String::new();
    for load in loads {
        text.clear();
        rows(load, &mut text);
        file.write_all(text.as_bytes()).expect("written");
    }
    file.flush().expect("written");
}

/// Makes a workspace with the files of so many loads in its drop, and nothing read yet.
pub fn make(dir: &Path, loads: usize) -> Vec<PathBuf> {
    linehaul_api::command::session::init_workspace(dir, true).expect("the sample company");
    let drop = dir.join("drop");
    for entry in std::fs::read_dir(&drop).expect("a drop") {
        let path = entry.expect("an entry").path();
        let customers = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("customers"));
        if path.is_file() && !customers {
            std::fs::remove_file(path).expect("removed");
        }
    }
    let written = Templates::read().write(&drop, loads);
    settle();
    written
}

/// Waits until a file that was just written counts as settled: one that changed within two seconds is looked at again.
pub fn settle() {
    std::thread::sleep(std::time::Duration::from_millis(2_200));
}
