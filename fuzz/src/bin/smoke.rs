//! The smoke: each target on seeded random inputs, with plain `cargo run` and no nightly.
//!
//! FUZZ_SEED takes a seed (else 1), FUZZ_RUNS the inputs for each target (else 2,000), FUZZ_TARGET one target. An input that
//! panics is printed as a call that tries it again: `smoke TARGET HEX`. The slowest input of each target is told.

use std::panic::catch_unwind;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use linehaul_fuzz::{TARGETS, Target};

/// SplitMix64: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Mostly short, now and then long; noise, or printable letters only.
    fn input(&mut self) -> Vec<u8> {
        let most = [16, 64, 256, 1_024, 8_192][(self.next() % 5) as usize];
        let length = self.next() % most;
        let printable = self.next().is_multiple_of(3);
        (0..length).map(|_| self.next() as u8).map(|b| if printable { b' ' + b % 95 } else { b }).collect()
    }
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().expect("a whole number"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    let digits = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal digits");
    (0..text.len() / 2).map(|i| digits(i * 2)).collect()
}

/// Runs one target; how many inputs panicked.
fn run(target: &Target, seed: u64, runs: u64) -> u64 {
    let (name, body) = *target;
    let mut random = Random(seed);
    let mut slowest = (Duration::ZERO, Vec::new());
    let mut panicked = 0;
    let began = Instant::now();
    for _ in 0..runs {
        let input = random.input();
        let started = Instant::now();
        if catch_unwind(|| body(&input)).is_err() {
            panicked += 1;
            println!("PANIC: smoke {name} {}", hex(&input));
        }
        if started.elapsed() > slowest.0 {
            slowest = (started.elapsed(), input);
        }
    }
    let (took, input) = slowest;
    println!(
        "{name}: {runs} inputs in {:?}, {panicked} panicked; slowest {took:?} of {} bytes",
        began.elapsed(),
        input.len()
    );
    if took > Duration::from_secs(2) {
        println!("SLOW: smoke {name} {}", hex(&input));
    }
    panicked
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [name, input] = &words[..] {
        let (_, body) = TARGETS.iter().find(|(known, _)| known == name).expect("a target of this name");
        body(&unhex(input));
        return ExitCode::SUCCESS;
    }
    let (seed, runs) = (number("FUZZ_SEED", 1), number("FUZZ_RUNS", 2_000));
    let only = std::env::var("FUZZ_TARGET").ok();
    println!("FUZZ_SEED={seed} FUZZ_RUNS={runs}");
    let chosen = TARGETS.iter().filter(|(name, _)| only.as_deref().is_none_or(|only| only == *name));
    let panicked: u64 = chosen.map(|target| run(target, seed, runs)).sum();
    if panicked == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
