//! What should stay true of the tree: floors, file sizes, names, purity of the core, documents in their place.
//!
//! The floors are drawn in src/core/lib.rs and src/lib.rs; this test reads the `use` lines and paths of every file and
//! fails on one that reaches up or sideways.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const MOST_LINES: usize = 400;
const EMPTY_NAMES: [&str; 7] = ["utils", "util", "common", "helpers", "manager", "types", "misc"];

/// Folders of the core by floor.
const CORE: [&[&str]; 6] = [
    &["time"],
    &["election", "coding"],
    &["record", "seal"],
    &["tape", "packet", "journal", "transparency"],
    &["printer", "modem", "outbox", "counter"],
    &["device", "center"],
];

/// Folders of the shell by floor.
const SHELL: [&[&str]; 3] = [
    &["config", "telemetry", "systemd"],
    &["ports", "store", "control"],
    &["device", "official", "center", "lab"],
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("folder is readable").flatten() {
            let path = entry.path();
            if path.is_dir() {
                if path.file_name().is_some_and(|name| name != "target") {
                    open.push(path);
                }
            } else if path.extension().is_some_and(|end| end == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The folder of `base` that a file belongs to: `modem` for `src/core/modem/line.rs`.
fn folder_of(file: &Path, base: &Path) -> String {
    let inside = file.strip_prefix(base).expect("file lies below its base");
    let first = inside.components().next().expect("file has a name");
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// Code without comments, literals of documentation and test-only modules' bodies kept: tests obey the floors too.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).expect("source is text");
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// Names of folders that a text reaches by `crate::NAME`, or by `crate::{NAME::…, NAME::…}`.
fn reached(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        if text[..at]
            .chars()
            .next_back()
            .is_some_and(|before| before.is_alphanumeric() || before == '_' || before == '$')
        {
            continue;
        }
        let rest = &text[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => names.push(first_word(rest)),
            Some(group) => {
                let mut depth = 1;
                let mut start = true;
                for (index, letter) in group.char_indices() {
                    match letter {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth == 1 => start = true,
                        letter if start && !letter.is_whitespace() => {
                            names.push(first_word(&group[index..]));
                            start = false;
                        }
                        _ => {}
                    }
                    if depth == 0 {
                        break;
                    }
                }
            }
        }
    }
    names
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

fn breaches(base: &Path, floors: &[&[&str]], ground: &str) -> Vec<String> {
    let floor: BTreeMap<&str, usize> = floors
        .iter()
        .enumerate()
        .flat_map(|(level, names)| names.iter().map(move |name| (*name, level)))
        .collect();
    let mut found = Vec::new();
    for file in rust_files(base) {
        let own = folder_of(&file, base);
        if own == "lib" || own == "bin" || own == ground {
            continue;
        }
        let Some(level) = floor.get(own.as_str()) else {
            found.push(format!("{} stands on no floor", file.display()));
            continue;
        };
        for name in reached(&code(&file)) {
            let reaches = floor.get(name.as_str()).is_some_and(|other| other >= level && name != own);
            // The simulated world may stand on everything it simulates the surroundings of.
            let allowed = own == "lab";
            if reaches && !allowed {
                found.push(format!("{} ({own}) reaches {name}, which is not below it", file.display()));
            }
        }
    }
    found
}

#[test]
fn a_folder_uses_only_floors_below_its_own() {
    let mut found = breaches(&root().join("src/core"), &CORE, "");
    found.extend(breaches(&root().join("src"), &SHELL, "core"));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_floor_test_sees_an_upward_use() {
    assert_eq!(reached("use crate::{journal::Entry, device::{Input, Output}};"), ["journal", "device"]);
    assert_eq!(reached("let a = crate::center::b(); use rts_core::device;"), ["center"]);
}

#[test]
fn no_file_is_longer_than_a_reader_can_hold() {
    let files = ["src", "tests"].map(|folder| rust_files(&root().join(folder))).concat();
    let mut lengths: Vec<(usize, PathBuf)> = files
        .into_iter()
        .map(|file| (fs::read_to_string(&file).expect("source is text").lines().count(), file))
        .collect();
    lengths.sort();
    let long: Vec<_> = lengths.iter().filter(|(lines, _)| *lines > MOST_LINES).collect();
    assert!(long.is_empty(), "{long:?}");
    let (median, _) = &lengths[lengths.len() / 2];
    assert!(*median < 200, "half of all files have {median} lines or more");
}

#[test]
fn every_file_says_what_it_is() {
    for file in rust_files(&root().join("src")) {
        let text = fs::read_to_string(&file).expect("source is text");
        assert!(text.starts_with("//! "), "{} does not begin with its purpose", file.display());
    }
}

#[test]
fn names_say_something() {
    for file in rust_files(&root().join("src")) {
        for part in file.strip_prefix(root()).expect("below the root").components() {
            let name = part.as_os_str().to_string_lossy();
            let name = name.trim_end_matches(".rs");
            assert!(!EMPTY_NAMES.contains(&name), "{} is named {name}", file.display());
        }
    }
}

#[test]
fn the_core_has_no_runtime_and_no_database() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "-p", "rts-core", "-e", "normal,dev", "--prefix", "none"])
        .current_dir(root())
        .output()
        .expect("cargo tree runs");
    let text = String::from_utf8_lossy(&tree.stdout);
    assert!(
        tree.status.success() && text.contains("ed25519-dalek"),
        "{}",
        String::from_utf8_lossy(&tree.stderr)
    );
    for banned in ["tokio ", "rusqlite ", "mio ", "getrandom v0.2", "chrono "] {
        assert!(!text.lines().any(|line| line.starts_with(banned)), "the core depends on {banned}");
    }
}

#[test]
fn unknown_fields_are_refused_wherever_files_are_read() {
    for folder in ["src/core/election", "src/config"] {
        for file in rust_files(&root().join(folder)) {
            let text = fs::read_to_string(&file).expect("source is text");
            let structs = text.split("#[derive(").skip(1).filter(|part| {
                let head = part.split("pub struct").next().unwrap_or_default();
                head.len() < part.len()
                    && part.split(")]").next().is_some_and(|derive| derive.contains("Deserialize"))
                    && !head.contains("pub enum")
                    && !head.contains("fn ")
            });
            for part in structs {
                let head = part.split("pub struct").next().unwrap_or_default();
                let strict = head.contains("deny_unknown_fields") || head.contains("transparent");
                let name = part.split("pub struct ").nth(1).map(first_word).unwrap_or_default();
                assert!(strict, "{}: {name} takes unknown fields", file.display());
            }
        }
    }
}

#[test]
fn documents_stand_where_people_look_for_them() {
    for document in [
        "README.md",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "LICENSE",
        "Makefile",
        "deny.toml",
        ".ci/run",
        "docs/codes.md",
    ] {
        assert!(root().join(document).is_file(), "{document} is missing");
    }
}
