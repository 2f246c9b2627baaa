//! Where cards are: folders of mounted cards, folders full of them, and files of their databases.

use std::fs;
use std::path::{Path, PathBuf};

use rts_core::election::ElectionDefinition;

/// The database on a card.
const JOURNAL: &str = "journal.db";
/// How deep below a folder cards are looked for.
const DEEPEST: usize = 4;

/// Every card in and below these places, in the order of their names. A place without any card is handed back itself, so
/// that it is told.
pub(in crate::center) fn cards_in(places: &[PathBuf]) -> Vec<PathBuf> {
    let mut cards = Vec::new();
    for place in places {
        let found = below(place, DEEPEST);
        if found.is_empty() {
            cards.push(place.clone());
        }
        cards.extend(found);
    }
    let mut seen = std::collections::BTreeSet::new();
    cards.retain(|card| seen.insert(card.clone()));
    cards
}

fn below(place: &Path, depth: usize) -> Vec<PathBuf> {
    if !place.is_dir() || place.join(JOURNAL).symlink_metadata().is_ok() {
        return vec![place.to_owned()];
    }
    let Some(depth) = depth.checked_sub(1) else { return Vec::new() };
    let Ok(entries) = fs::read_dir(place) else { return Vec::new() };
    let mut entries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    let is_image = |path: &Path| path.is_file() && path.extension().is_some_and(|end| end == "db");
    let inside = |path: PathBuf| {
        // A link may lead round in a circle.
        let linked = path.symlink_metadata().is_ok_and(|it| it.is_symlink());
        if is_image(&path) {
            vec![path]
        } else if path.is_dir() && !linked {
            below(&path, depth)
        } else {
            Vec::new()
        }
    };
    entries.into_iter().flat_map(inside).collect()
}

/// The station whose code somebody gave to the file or folder of a card, or to the folder around it.
pub(super) fn labelled(place: &Path, definition: &ElectionDefinition) -> Option<u32> {
    let names = [place.file_stem(), place.file_name(), place.parent().and_then(Path::file_name)];
    names.into_iter().flatten().find_map(|name| {
        let named = |code: &str| name.to_str() == Some(code);
        definition.stations.iter().find(|station| named(&station.code)).map(|station| station.number)
    })
}
