//! Makes the sample company: `samples/company/drop`, its copy of the public tables, and `samples/README.md`.
//!
//! The contracts, the company's own tables and `linehaul.toml` are written by hand and only read here. The same seed
//! makes the same bytes. Absent: the clock, the network.

mod calendar;
mod canada;
mod company;
mod csv_text;
mod deliveries;
mod drayage;
mod flatbed;
mod ltl;
mod mistakes;
mod pdf;
mod places;
mod random;
mod readme;
mod retail;
mod rows;
mod tariff;
mod trip;
mod truckload;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use random::Dice;
use tariff::Tariff;

/// The seed of the committed sample.
const SEED: u64 = 20_250_307;

/// What the sample comes to, apart from its files.
struct Sample {
    files: deliveries::Files,
    summary: String,
}

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_path_buf();
    let to = std::env::args_os().nth(1).map_or(root.join("samples"), PathBuf::from);
    let sample = make(&root)?;
    for (path, bytes) in &sample.files {
        let path = to.join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, bytes)?;
    }
    remove_others(&to.join("company/drop"), &to, &sample.files)?;
    writeln!(io::stdout(), "seed {SEED}: {} files in {}\n{}", sample.files.len(), to.display(), sample.summary)
}

fn make(root: &Path) -> io::Result<Sample> {
    let tariff = Tariff::read(&root.join("rules/tables"))?;
    let mut dice = Dice::new(SEED);
    let mut trips = company::loads(&mut dice);
    let mut seeded = Vec::new();
    let all = mistakes::list();
    let (known, unknown): (Vec<_>, Vec<_>) = all.iter().partition(|mistake| mistake.known);
    mistakes::make(&mut dice, &mut trips, &known, &mut seeded);
    for trip in &mut trips {
        trip.expected_total = tariff.total(trip);
    }
    mistakes::make(&mut dice, &mut trips, &unknown, &mut seeded);
    let of_several = mistakes::of_several();
    mistakes::make(&mut Dice::new(SEED + 1), &mut trips, &of_several.iter().collect::<Vec<_>>(), &mut seeded);
    mistakes::hide(&trips, &mut seeded);
    for trip in &mut trips {
        rows::known_by(trip, calendar::present());
    }
    let drop = deliveries::drop_folder(&mut dice, &trips);
    let mut files: deliveries::Files = drop.into_iter().map(|(path, b)| (format!("company/drop/{path}"), b)).collect();
    files.extend(public_tables(root)?);
    files.insert("README.md".to_owned(), readme::text(SEED, &trips, &seeded).into_bytes());
    files.insert("mistakes.csv".to_owned(), readme::mistakes(&trips, &seeded).into_bytes());
    let held = seeded.iter().filter(|s| !readme::WARNINGS.contains(&s.code)).count();
    Ok(Sample { files, summary: format!("{} loads, {held} held by a seeded mistake", trips.len()) })
}

fn public_tables(root: &Path) -> io::Result<deliveries::Files> {
    let mut tables = deliveries::Files::new();
    for entry in std::fs::read_dir(root.join("rules/tables"))? {
        let path = entry?.path();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
        if name.ends_with(".csv") {
            tables.insert(format!("company/rules/tables/{name}"), std::fs::read(&path)?);
        }
    }
    Ok(tables)
}

/// Removes what an earlier seed left in the drop folder.
fn remove_others(folder: &Path, to: &Path, files: &deliveries::Files) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_others(&path, to, files)?;
        } else if !path.strip_prefix(to).is_ok_and(|p| files.contains_key(&p.to_string_lossy().replace('\\', "/"))) {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}
