//! The power supply, as the kernel tells it (`/sys/class/power_supply`).

use std::fs;
use std::path::Path;

/// Where the kernel lists supplies.
const SUPPLIES: &str = "/sys/class/power_supply";

/// The batteries in words: charge and whether they charge; empty if there is none.
pub(super) fn words() -> String {
    words_of(Path::new(SUPPLIES))
}

fn words_of(folder: &Path) -> String {
    let read = |path: &Path, name: &str| {
        fs::read_to_string(path.join(name)).map(|text| text.trim().to_owned()).unwrap_or_default()
    };
    let mut found: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| read(path, "type") == "Battery")
        .map(|path| format!("{} %, {}", read(&path, "capacity"), read(&path, "status").to_lowercase()))
        .collect();
    found.sort();
    found.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batteries_are_named_and_other_supplies_are_not() {
        let folder = tempfile::tempdir().unwrap();
        for (name, kind, capacity, status) in
            [("BAT0", "Battery", "87\n", "Discharging\n"), ("AC", "Mains", "", "")]
        {
            let path = folder.path().join(name);
            fs::create_dir(&path).unwrap();
            fs::write(path.join("type"), kind).unwrap();
            fs::write(path.join("capacity"), capacity).unwrap();
            fs::write(path.join("status"), status).unwrap();
        }
        assert_eq!(words_of(folder.path()), "87 %, discharging");
        assert_eq!(words_of(&folder.path().join("none")), "");
    }
}
