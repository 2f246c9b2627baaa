//! Messages read by Fluent: parsed once for each language and kind of digits, then spoken.
//!
//! Invariants: speaking never fails: a message that cannot be spoken in one language is spoken in English; arguments
//! stand between isolates (U+2068, U+2069), so that a name keeps its direction and lends it to nothing; nothing in
//! an argument can end its isolate or steer what shows the text.

use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::language::{Language, in_digits};
use super::word::Word;
use crate::election::Digits;

/// Largest number up to which a 64-bit float is exact; larger ones are handed over as text.
const EXACT: u64 = 1 << 53;

/// A language's messages.
pub(super) type Bundle = FluentBundle<FluentResource>;

/// Something that a message says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument<'a> {
    /// A number; it decides plurals, and is written in the election's digits.
    Number(u64),
    /// A name, code or time, as it is.
    Text(&'a str),
    /// Another message, without arguments, in the same language.
    Word(Word),
}

/// Arguments by name.
pub(super) type Arguments<'a> = [(&'static str, Argument<'a>)];

/// The messages of a language with the digits of an election.
pub(super) fn bundle(language: Language, digits: Digits) -> &'static Bundle {
    static BUNDLES: [[OnceLock<Bundle>; 3]; 6] = [const { [const { OnceLock::new() }; 3] }; 6];
    static ENGLISH: OnceLock<Bundle> = OnceLock::new();
    let row = BUNDLES.get(language as usize);
    let place = row.and_then(|row| row.get(digits as usize)).unwrap_or(&ENGLISH);
    place.get_or_init(|| read(language, source(language), digits))
}

/// The file of a language.
pub(super) const fn source(language: Language) -> &'static str {
    match language {
        Language::Ar => include_str!("ftl/ar.ftl"),
        Language::Ckb => include_str!("ftl/ckb.ftl"),
        Language::Sq => include_str!("ftl/sq.ftl"),
        Language::Kk => include_str!("ftl/kk.ftl"),
        Language::En => include_str!("ftl/en.ftl"),
        Language::Fr => include_str!("ftl/fr.ftl"),
    }
}

/// Parses a file; what cannot be parsed is left out.
pub(super) fn read(language: Language, source: &str, digits: Digits) -> Bundle {
    let resource = match FluentResource::try_new(source.to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    let mut bundle = Bundle::new_concurrent(language.tag().parse().into_iter().collect());
    bundle.add_resource_overriding(resource);
    // Fails only if the bundle has the function already.
    let _added = bundle.add_function("PLURAL", |given, _| given.first().map_or(FluentValue::Error, plural));
    bundle.set_formatter(match digits {
        Digits::Latn => None,
        Digits::Arab => Some(|value, _| number(value, Digits::Arab)),
        Digits::Arabext => Some(|value, _| number(value, Digits::Arabext)),
    });
    bundle
}

/// The number that has the same plural in Arabic and is below 103. Arabic goes by the last two digits (CLDR, plural rules:
/// few for 3 to 10, many for 11 to 99, of the number modulo 100), which `intl_pluralrules` 7.0.2 leaves out.
fn plural(value: &FluentValue<'_>) -> FluentValue<'static> {
    match value {
        FluentValue::Number(number) if number.value < 100.0 => number.value.into(),
        FluentValue::Number(number) => match number.value.rem_euclid(100.0) {
            last if last < 3.0 => (100.0 + last).into(),
            last => last.into(),
        },
        FluentValue::String(_) | FluentValue::Custom(_) | FluentValue::None | FluentValue::Error => {
            FluentValue::Error
        }
    }
}

fn number(value: &FluentValue<'_>, digits: Digits) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(in_digits(&number.as_string(), digits)),
        FluentValue::String(_) | FluentValue::Custom(_) | FluentValue::None | FluentValue::Error => None,
    }
}

/// Says a message in the language of `bundle`, or else in that of `english`, or else its id.
pub(super) fn speak(
    bundle: &Bundle,
    english: &Bundle,
    digits: Digits,
    word: Word,
    arguments: &Arguments<'_>,
) -> String {
    let spoken = attempt(bundle, digits, word, arguments).filter(|(_, whole)| *whole);
    let spoken = spoken.or_else(|| attempt(english, digits, word, arguments));
    spoken.map_or_else(|| word.id().to_owned(), |(text, _)| text)
}

/// The message, and whether nothing was missing in it.
fn attempt(bundle: &Bundle, digits: Digits, word: Word, arguments: &Arguments<'_>) -> Option<(String, bool)> {
    let message = bundle.get_message(word.id())?;
    let pattern = message.value()?;
    let mut given = FluentArgs::with_capacity(arguments.len());
    for (name, argument) in arguments {
        given.set(*name, value(bundle, digits, *argument)?);
    }
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&given), &mut errors).into_owned();
    Some((text, errors.is_empty()))
}

fn value(bundle: &Bundle, digits: Digits, argument: Argument<'_>) -> Option<FluentValue<'static>> {
    match argument {
        Argument::Number(number) if number <= EXACT => Some(FluentValue::from(number)),
        Argument::Number(number) => Some(in_digits(&number.to_string(), digits).into()),
        Argument::Text(text) => Some(harmless(text).into()),
        // Without arguments, so that no message can speak itself for ever.
        Argument::Word(word) => attempt(bundle, digits, word, &[]).map(|(text, _)| text.into()),
    }
}

/// The text without control characters, overrides and embeddings, and without isolates unless each is closed.
fn harmless(text: &str) -> String {
    let steers = |symbol: &char| {
        !symbol.is_control() && !matches!(symbol, '\u{202A}'..='\u{202E}' | '\u{2028}' | '\u{2029}')
    };
    let isolate = |symbol: char| matches!(symbol, '\u{2066}'..='\u{2069}');
    let mut depth = 0_i32;
    let balanced = text.chars().all(|symbol| {
        depth = match symbol {
            '\u{2066}'..='\u{2068}' => depth.saturating_add(1),
            '\u{2069}' => depth.saturating_sub(1),
            _ => depth,
        };
        depth >= 0
    }) && depth == 0;
    text.chars().filter(steers).filter(|symbol| balanced || !isolate(*symbol)).collect()
}
