//! libFuzzer's way into `read_mapping`; what it does stands in the library, where the smoke finds it as well.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| linehaul_fuzz::read_mapping(bytes));
