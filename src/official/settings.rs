//! `rts config check`: whether settings would be taken, before a daemon depends on them.

use std::path::{Path, PathBuf};

use rts_core::election::{Code, Refusal};
use serde_json::json;

use super::arguments::Global;
use super::stop::{Outcome, Stop};
use crate::config::Settings;

/// Checks the installed settings, or each of `paths` by itself.
///
/// # Errors
///
/// Refused as X03 with the file and the key of the first fault.
pub(super) fn check(global: &Global, paths: &[PathBuf]) -> Result<Outcome, Stop> {
    let places: Vec<Option<&Path>> = match (paths, global.config.as_deref()) {
        ([], instead) => vec![instead],
        (paths, _) => paths.iter().map(|path| Some(path.as_path())).collect(),
    };
    let mut files = Vec::new();
    for place in places {
        let loaded = Settings::load(place);
        files.extend(loaded.map_err(|error| Refusal::at(Code::SettingsRefused, chain(&error)))?.files);
    }
    let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let text = if names.is_empty() {
        "No settings files: the defaults hold.".to_owned()
    } else {
        format!("Settings are good:\n  {}", names.join("\n  "))
    };
    Ok(Outcome::new(json!({ "reply": "checked", "files": names }), text))
}

/// An error with its causes.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
