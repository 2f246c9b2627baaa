//! What a name, an identifier and a station code may consist of.
//!
//! Invariant: no text that passed can steer a printer, a terminal or a file name: no control characters, no
//! overrides of the writing direction, no path separators in codes.

use std::collections::BTreeSet;
use std::fmt::Display;

use super::invalid;
use crate::election::definition::Names;
use crate::election::refusal::Refusal;

const MAXIMUM_NAME: usize = 200;
const MAXIMUM_ID: usize = 64;
const MAXIMUM_CODE: usize = 32;
const MAXIMUM_LANGUAGES: usize = 16;

/// A name in at least one language.
pub(super) fn names(place: impl Display + Copy, names: &Names) -> Result<(), Refusal> {
    if names.0.is_empty() {
        return Err(invalid(place, "the name is missing"));
    }
    names.0.iter().try_for_each(|(tag, name)| {
        language(place, tag)?;
        text(format_args!("{place} ({tag})"), name)
    })
}

/// Text that is printed and shown.
pub(super) fn text(place: impl Display, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(invalid(place, "the text is empty"));
    }
    if text.chars().count() > MAXIMUM_NAME {
        return Err(invalid(place, format!("the text is longer than {MAXIMUM_NAME} characters")));
    }
    match text.chars().find(|&symbol| steers(symbol)) {
        Some(symbol) => Err(invalid(place, format!("control character U+{:04X}", u32::from(symbol)))),
        None => Ok(()),
    }
}

/// Controls and the embeddings, overrides and isolates of UAX #9; joiners and directional marks are letters' business.
fn steers(symbol: char) -> bool {
    symbol.is_control()
        || matches!(symbol, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// An identifier within the package.
pub(super) fn id(place: &str, id: &str) -> Result<(), Refusal> {
    restricted(place, id, MAXIMUM_ID)
}

/// A station code, which officials type and files are named after.
pub(super) fn code(place: &str, code: &str) -> Result<(), Refusal> {
    restricted(place, code, MAXIMUM_CODE)
}

fn restricted(place: &str, text: &str, maximum: usize) -> Result<(), Refusal> {
    let letters = |symbol: char| symbol.is_ascii_alphanumeric() || matches!(symbol, '-' | '_' | '.' | ':');
    let starts = text.starts_with(|symbol: char| symbol.is_ascii_alphanumeric());
    if starts && text.len() <= maximum && text.chars().all(letters) {
        return Ok(());
    }
    let shown: String = text.chars().take(maximum).flat_map(char::escape_debug).collect();
    Err(invalid(place, format!("expected 1 to {maximum} letters A-Z, digits or - _ . :, found \"{shown}\"")))
}

/// Language tags, each once.
pub(super) fn languages(place: impl Display + Copy, tags: &[String]) -> Result<(), Refusal> {
    if tags.len() > MAXIMUM_LANGUAGES {
        return Err(invalid(place, format!("more than {MAXIMUM_LANGUAGES} languages")));
    }
    let mut seen = BTreeSet::new();
    tags.iter().try_for_each(|tag| {
        language(place, tag)?;
        if seen.insert(tag) { Ok(()) } else { Err(invalid(place, format!("{tag} stands there twice"))) }
    })
}

/// The shape of a BCP 47 tag: subtags of one to eight letters or digits, the first of two or three letters.
fn language(place: impl Display, tag: &str) -> Result<(), Refusal> {
    let subtag =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let first = tag.split('-').next().unwrap_or_default();
    let primary = (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_lowercase());
    if primary && tag.split('-').all(subtag) {
        return Ok(());
    }
    let shown: String = tag.chars().take(20).flat_map(char::escape_debug).collect();
    Err(invalid(place, format!("\"{shown}\" is not a language tag")))
}
