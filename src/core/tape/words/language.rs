//! The languages of this release, and the digits in which an election writes its numbers.

use unic_langid::LanguageIdentifier;

use crate::election::{Digits, ElectionDefinition};
use crate::tape::letters::Direction;

/// Keeps the letters and signs around a digit from left to right; it has no width.
const LEFT_TO_RIGHT: char = '\u{200E}';

/// A language that has labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Arabic.
    Ar,
    /// Sorani, Central Kurdish.
    Ckb,
    /// Albanian.
    Sq,
    /// Kazakh, in Cyrillic letters.
    Kk,
    /// English.
    En,
    /// French.
    Fr,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Ar, Self::Ckb, Self::Sq, Self::Kk, Self::En, Self::Fr];

    /// The language of a BCP 47 tag, whatever its region; `None` if this release has no labels in it. Kurdish (`ku`) is
    /// Sorani where the tag says Arabic letters, Iraq or Iran.
    #[must_use]
    pub fn of(tag: &str) -> Option<Self> {
        let tag: LanguageIdentifier = tag.parse().ok()?;
        let script = tag.script.as_ref().map(|script| script.as_str());
        let region = tag.region.as_ref().map(|region| region.as_str());
        match (tag.language.as_str(), script, region) {
            ("ar", None | Some("Arab"), _) => Some(Self::Ar),
            ("ckb", None | Some("Arab"), _) | ("ku", Some("Arab"), _) | ("ku", None, Some("IQ" | "IR")) => {
                Some(Self::Ckb)
            }
            ("sq", None | Some("Latn"), _) => Some(Self::Sq),
            ("kk", None | Some("Cyrl"), _) => Some(Self::Kk),
            ("en", None | Some("Latn"), _) => Some(Self::En),
            ("fr", None | Some("Latn"), _) => Some(Self::Fr),
            _ => None,
        }
    }

    /// Its BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ar => "ar",
            Self::Ckb => "ckb",
            Self::Sq => "sq",
            Self::Kk => "kk",
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    /// Which way it reads.
    #[must_use]
    pub const fn direction(self) -> Direction {
        match self {
            Self::Ar | Self::Ckb => Direction::RightToLeft,
            Self::Sq | Self::Kk | Self::En | Self::Fr => Direction::LeftToRight,
        }
    }

    /// What stands between whole and tenths.
    pub(super) const fn decimal_mark(self, digits: Digits) -> char {
        match (self, digits) {
            (_, Digits::Arab | Digits::Arabext) => '\u{66B}',
            (Self::Sq | Self::Kk | Self::Fr, Digits::Latn) => ',',
            (Self::Ar | Self::Ckb | Self::En, Digits::Latn) => '.',
        }
    }
}

/// Languages of a package and its stations that have no labels in this release: English ones stand in their place.
#[must_use]
pub fn without_labels(definition: &ElectionDefinition) -> Vec<String> {
    let stations = definition.stations.iter().flat_map(|station| &station.languages);
    let all = definition.election.languages.iter().chain(stations);
    let mut missing: Vec<String> = all.filter(|tag| Language::of(tag).is_none()).cloned().collect();
    missing.sort();
    missing.dedup();
    missing
}

/// The text with ASCII digits in those of the election. A date or time keeps its order: around what stands between
/// Arabic-Indic digits and would turn their order round, invisible marks are set (UAX #9, rule W4).
pub(super) fn in_digits(text: &str, digits: Digits) -> String {
    let zero = match digits {
        Digits::Latn => return text.to_owned(),
        Digits::Arab => '\u{660}',
        Digits::Arabext => '\u{6F0}',
    };
    let gap = |symbol: char| {
        !symbol.is_ascii_digit() && !symbol.is_alphabetic() && !matches!(symbol, '.' | ',' | ':' | '/')
    };
    let border = |before: char, symbol: char| {
        (before.is_ascii_digit() && gap(symbol)) || (gap(before) && symbol.is_ascii_digit())
    };
    let mut written = String::with_capacity(text.len().saturating_mul(2));
    let mut before: Option<char> = None;
    for symbol in text.chars() {
        if digits == Digits::Arab && before.is_some_and(|before| border(before, symbol)) {
            written.push(LEFT_TO_RIGHT);
        }
        let mapped =
            symbol.to_digit(10).and_then(|digit| char::from_u32(u32::from(zero).saturating_add(digit)));
        written.push(mapped.unwrap_or(symbol));
        before = Some(symbol);
    }
    written
}
