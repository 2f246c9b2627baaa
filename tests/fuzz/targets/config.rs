//! A settings file of any content: what is accepted is within its bounds and means the same when it is written again.
#![no_main]

use std::path::PathBuf;
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use rts::config::{Layered, Settings, load};

/// A file in memory of this process's own.
fn file() -> &'static PathBuf {
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    FILE.get_or_init(|| PathBuf::from(format!("/dev/shm/rts-fuzz-{}.toml", std::process::id())))
}

fn read(bytes: &[u8]) -> Option<Settings> {
    std::fs::write(file(), bytes).unwrap();
    let loaded = load(&[], Some(file()));
    std::fs::remove_file(file()).unwrap();
    loaded.map(|loaded| loaded.settings).ok()
}

fuzz_target!(|data: &[u8]| {
    let Some(settings) = read(data) else { return };
    assert!(settings.check_values().is_empty());
    assert!(settings.check_together().is_none());
    let again = toml::to_string(&settings).unwrap();
    assert_eq!(read(again.as_bytes()).unwrap(), settings, "{again}");
});
