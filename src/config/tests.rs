//! Tests of the settings against the files in fixtures/config and the example in systemd/rts.toml.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::*;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    let files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    assert!(!files.is_empty(), "{folder} is empty");
    files
}

fn load_one(path: &Path) -> Result<Settings, ConfigError> {
    load(&[], Some(path)).map(|loaded| loaded.settings)
}

/// Folders of fragments that go away with the returned guard.
fn layers(layers: &[&[(&str, &str)]]) -> (tempfile::TempDir, Vec<PathBuf>) {
    let guard = tempfile::tempdir().unwrap();
    let mut folders = Vec::new();
    for (number, fragments) in layers.iter().enumerate() {
        let folder = guard.path().join(number.to_string());
        fs::create_dir(&folder).unwrap();
        for (name, text) in *fragments {
            fs::write(folder.join(name), text).unwrap();
        }
        folders.push(folder);
    }
    (guard, folders)
}

fn load_layers(folders: &[PathBuf]) -> Result<Loaded<Settings>, ConfigError> {
    let folders: Vec<&Path> = folders.iter().map(PathBuf::as_path).collect();
    load(&folders, None)
}

#[test]
fn without_any_file_the_defaults_hold_and_are_themselves_accepted() {
    let loaded: Loaded<Settings> = load(&[Path::new("/nonexistent")], None).unwrap();
    assert_eq!(loaded.settings, Settings::default());
    assert!(loaded.settings.check_values().is_empty());
    assert!(loaded.files.is_empty());
}

#[test]
fn the_example_names_every_setting_with_its_default() {
    let path = root().join("systemd/rts.toml");
    assert_eq!(load_one(&path).unwrap(), Settings::default());
    let example: toml::Table = toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let defaults = toml::Table::try_from(Settings::default()).unwrap();
    for (section, keys) in &defaults {
        for key in keys.as_table().unwrap().keys() {
            assert!(example[section].get(key).is_some(), "{section}.{key} is missing in the example");
        }
    }
    let text = fs::read_to_string(&path).unwrap();
    let ports = ["# port = \"/dev/rts-counter\"", "# port = \"/dev/rts-verifier\""];
    for optional in ["# credentials = ", "# sheet-mm = "].into_iter().chain(ports) {
        assert!(text.contains(optional), "{optional}");
    }
}

#[test]
fn every_good_file_is_accepted() {
    for path in files("fixtures/config/good") {
        load_one(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

#[test]
fn a_sheet_has_the_rows_of_its_millimeters_and_the_usual_ones_if_none_are_set() {
    let set = load_one(&root().join("fixtures/config/good/short-sheets.toml")).unwrap();
    assert_eq!(set.printer.sheet_rows(), Some(960));
    let unset = load_one(&root().join("fixtures/config/good/small-printer.toml")).unwrap();
    assert_eq!(unset.printer.sheet_rows(), None);
}

#[test]
fn every_bad_file_is_refused_with_its_name_and_the_expected_reason() {
    for path in files("fixtures/config/bad") {
        let text = fs::read_to_string(&path).unwrap();
        let expected = text.lines().next().unwrap().strip_prefix("# expects: ").unwrap();
        let error = load_one(&path).expect_err(&path.display().to_string()).to_string();
        assert!(error.contains(expected), "{} says: {error}", path.display());
        assert!(error.contains(&path.display().to_string()), "{} is not named: {error}", path.display());
    }
}

#[test]
fn a_typing_error_names_its_line() {
    let error = load_one(&root().join("fixtures/config/bad/unknown-key.toml")).unwrap_err().to_string();
    assert!(error.contains("line 3") && error.contains("pourt = "), "{error}");
}

#[test]
fn all_wrong_values_of_a_file_are_named_at_once() {
    let error = load_one(&root().join("fixtures/config/bad/two-faults.toml")).unwrap_err().to_string();
    assert!(error.contains("modem.baud: 1 ") && error.contains("counter.baud: 2 "), "{error}");
}

#[test]
fn a_later_folder_wins_over_an_earlier_and_a_later_name_over_an_earlier_key_by_key() {
    let (_guard, folders) = layers(&[
        &[("10-board.toml", "[modem]\nbaud = 9600\nport = '/dev/a'\nsignal-poll = '1s'")],
        &[
            ("20-site.toml", "[modem]\nport = '/dev/c'"),
            ("10-site.toml", "[modem]\nport = '/dev/b'\n[clock]\nquality = 'battery'"),
            ("ignored.conf", "[nonsense]"),
        ],
        &[("05-run.toml", "[modem]\nbaud = 38400")],
    ]);
    let loaded = load_layers(&folders).unwrap();
    assert_eq!(loaded.settings.modem.port, Path::new("/dev/c"));
    assert_eq!(loaded.settings.modem.baud, 38_400);
    assert_eq!(loaded.settings.modem.signal_poll, Duration::from_secs(1));
    assert_eq!(loaded.settings.clock.quality, rts_core::time::ClockQuality::Battery);
    let names: Vec<_> = loaded.files.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["10-board.toml", "10-site.toml", "20-site.toml", "05-run.toml"]);
}

#[test]
fn a_wrong_value_is_refused_even_if_a_later_file_would_cover_it() {
    let (_guard, folders) =
        layers(&[&[("a.toml", "[modem]\nbaud = 1")], &[("b.toml", "[modem]\nbaud = 9600")]]);
    let error = load_layers(&folders).unwrap_err().to_string();
    assert!(error.contains("0/a.toml: modem.baud: 1 "), "{error}");
}

#[test]
fn two_values_that_clash_are_refused_with_both_files_named() {
    let (_guard, folders) = layers(&[
        &[("a.toml", "[modem]\nmodem-session-timeout = '200s'\nsession-timeout = '240s'")],
        &[("b.toml", "[modem]\nsession-timeout = '60s'")],
    ]);
    let error = load_layers(&folders).unwrap_err().to_string();
    assert!(error.contains("1/b.toml") && error.contains("0/a.toml"), "{error}");
    assert!(
        error.contains("modem.session-timeout") && error.contains("modem.modem-session-timeout"),
        "{error}"
    );
}

#[test]
fn a_file_given_on_the_command_line_stands_alone_and_must_be_there() {
    let (guard, folders) = layers(&[&[("a.toml", "[modem]\nbaud = 9600")]]);
    let own = guard.path().join("own.toml");
    fs::write(&own, "[printer]\nbaud = 9600").unwrap();
    let loaded: Loaded<Settings> = load(&[&folders[0]], Some(&own)).unwrap();
    assert_eq!((loaded.settings.modem.baud, loaded.settings.printer.baud), (19_200, 9_600));
    let loaded: Loaded<Settings> = load(&[], Some(&folders[0])).unwrap();
    assert_eq!(loaded.settings.modem.baud, 9_600);
    let error = load_one(&guard.path().join("missing.toml")).unwrap_err();
    assert!(matches!(error, ConfigError::Read { .. }), "{error}");
}

#[test]
fn a_file_of_endless_length_is_refused() {
    let (guard, _) = layers(&[]);
    let path = guard.path().join("large.toml");
    fs::write(&path, "#".repeat(70_000)).unwrap();
    assert!(matches!(load_one(&path), Err(ConfigError::Read { .. })));
}

#[test]
fn settings_survive_being_written_and_read() {
    for path in files("fixtures/config/good") {
        let settings = load_one(&path).unwrap();
        let text = toml::to_string(&settings).unwrap();
        assert_eq!(toml::from_str::<Settings>(&text).unwrap(), settings);
    }
}

#[test]
fn keys_come_from_the_file_that_is_set_or_else_from_the_systemd_credential() {
    let mut paths = Paths::default();
    assert_eq!(paths.credentials_file(None), None);
    let credential = paths.credentials_file(Some("/run/credentials/rtsd.service".as_ref()));
    assert_eq!(credential, Some("/run/credentials/rtsd.service/rts-device".into()));
    paths.credentials = Some("/etc/rts/device.json".into());
    assert_eq!(paths.credentials_file(Some("/run".as_ref())), Some("/etc/rts/device.json".into()));
}

#[test]
fn the_defaults_are_those_of_the_machines() {
    let settings = Settings::default();
    assert_eq!(settings.modem.limits(), rts_core::modem::Settings::default());
    assert_eq!(settings.printer.limits(), rts_core::printer::Settings::default());
    assert_eq!(settings.sending.schedule(&settings.modem), rts_core::outbox::Schedule::default());
}

#[test]
fn shortened_waits_reach_the_machines() {
    let settings = load_one(&root().join("fixtures/config/good/rehearsal.toml")).unwrap();
    let schedule = settings.sending.schedule(&settings.modem);
    assert_eq!(schedule.collect, [Duration::from_millis(200)]);
    assert_eq!(schedule.floor, Duration::ZERO);
    assert_eq!(settings.modem.limits().modem_session, Some(10));
}
