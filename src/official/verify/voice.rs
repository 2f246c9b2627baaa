//! The language in which a result is shown: labels, names, digits.

use rts_core::election::{Digits, ElectionDefinition, Names, Station};
use rts_core::tape::words::{Argument, Language, Word, Words};

/// First letter of the scripts that read from right to left; none of the six languages' others come after it.
const HEBREW: char = '\u{0590}';

/// Labels and names in one language.
#[derive(Clone, Debug)]
pub(super) struct Voice {
    words: Words,
    names: Vec<String>,
}

impl Voice {
    /// The voice in `language`, with the election's digits; else English labels, names as the station has them, and
    /// digits that every program reads.
    pub(super) fn new(language: Option<&str>, definition: &ElectionDefinition, station: &Station) -> Self {
        let own = definition.languages(station);
        let Some(wanted) = language else {
            return Self { words: Words::new(&[], Digits::Latn), names: own.to_vec() };
        };
        // The package may name the region as well: `ar-IQ` for `ar`.
        let same = |tag: &&String| Language::of(tag) == Language::of(wanted);
        let mut names = vec![wanted.to_owned()];
        names.extend(definition.election.languages.iter().chain(own).filter(same).cloned());
        names.extend_from_slice(own);
        Self { words: Words::new(&names, definition.rules.tape.digits), names }
    }

    /// A label.
    pub(super) fn label(&self, word: Word) -> String {
        shown(self.words.label(word).first)
    }

    /// A sentence with arguments.
    pub(super) fn say(&self, word: Word, arguments: &[(&'static str, Argument<'_>)]) -> String {
        shown(self.words.say(word, arguments).first)
    }

    /// A name.
    pub(super) fn name<'a>(&self, names: &'a Names) -> &'a str {
        names.pick(&self.names)
    }

    /// The languages of names.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// A number.
    pub(super) fn number(&self, number: u64) -> String {
        self.words.number(number)
    }
}

/// Text without marks of direction where every letter reads from left to right: a terminal may show them as boxes.
fn shown(mut text: String) -> String {
    if text.chars().all(|letter| letter < HEBREW || is_mark(letter)) {
        text.retain(|letter| !is_mark(letter));
    }
    text
}

fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{200E}' | '\u{200F}' | '\u{2066}'..='\u{2069}')
}

/// A language that has labels, as it is named on the command line.
///
/// # Errors
///
/// Names those that there are.
pub(super) fn language(tag: &str) -> Result<String, String> {
    let known = || Language::ALL.map(Language::tag).join(", ");
    Language::of(tag).map(|_| tag.to_owned()).ok_or_else(|| format!("expected one of {}", known()))
}
