//! Words: every sentence and label that people read from a record, in their languages.
//!
//! Nothing here knows paper: a tape and a terminal say the same words. Invariants: saying never fails and never leaves
//! a gap; every number of an election is written in the election's digits, without separators.

mod language;
mod names;
mod speech;
mod word;

#[cfg(test)]
mod tests;

pub use language::{Language, without_labels};
pub use speech::Argument;
pub use word::Word;

use super::letters::Direction;
use crate::election::Digits;
use language::in_digits;

/// What is said, in one language or in two.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phrase {
    /// In the leading language.
    pub first: String,
    /// In the second one, if there is one.
    pub second: Option<String>,
}

/// The languages and digits in which a station reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    first: Language,
    second: Option<Language>,
    digits: Digits,
}

impl Words {
    /// The words of a station with these languages (BCP 47, the preferred one first): the first two that have labels,
    /// or else English.
    #[must_use]
    pub fn new(languages: &[String], digits: Digits) -> Self {
        let mut known = languages.iter().filter_map(|tag| Language::of(tag));
        let first = known.next().unwrap_or(Language::En);
        Self { first, second: known.find(|language| *language != first), digits }
    }

    /// The leading language and the second one.
    #[must_use]
    pub const fn languages(&self) -> (Language, Option<Language>) {
        (self.first, self.second)
    }

    /// Which way the leading language reads; a whole tape follows it.
    #[must_use]
    pub const fn direction(&self) -> Direction {
        self.first.direction()
    }

    /// Says a message. An argument that the message does not know is left out; one that it lacks stands there by name.
    #[must_use]
    pub fn say(&self, word: Word, arguments: &[(&'static str, Argument<'_>)]) -> Phrase {
        let english = speech::bundle(Language::En, self.digits);
        self.each(|language| {
            let bundle = speech::bundle(language, self.digits);
            speech::speak(bundle, english, self.digits, word, arguments)
        })
    }

    /// Says a message that needs no arguments.
    #[must_use]
    pub fn label(&self, word: Word) -> Phrase {
        self.say(word, &[])
    }

    /// A number in the election's digits, without separators.
    #[must_use]
    pub fn number(&self, number: u64) -> String {
        in_digits(&number.to_string(), self.digits)
    }

    /// A text such as a date with its digits in the election's. Not for what is compared sign by sign with other
    /// sources, such as fingerprints and keys. What has more than one number in it reads from left to right.
    #[must_use]
    pub fn digits(&self, text: &str) -> String {
        in_digits(text, self.digits)
    }

    /// A number digit by digit in words, so that a digit added by hand contradicts it.
    #[must_use]
    pub fn spelled(&self, number: u64) -> Phrase {
        let digits = number.to_string();
        let digits: Vec<Phrase> = digits
            .bytes()
            .filter_map(|digit| Word::DIGITS.get(usize::from(digit.saturating_sub(b'0'))))
            .map(|word| self.label(*word))
            .collect();
        let join =
            |of: fn(&Phrase) -> Option<&str>| digits.iter().filter_map(of).collect::<Vec<_>>().join(" ");
        Phrase {
            first: join(|digit| Some(&digit.first)),
            second: self.second.map(|_| join(|digit| digit.second.as_deref())),
        }
    }

    /// How much `part` is of `whole`, in percent with one decimal, rounded half up; `None` of nothing.
    #[must_use]
    pub fn percent(&self, part: u64, whole: u64) -> Option<Phrase> {
        let half = u128::from(whole).div_euclid(2);
        let tenths = u128::from(part).saturating_mul(1000).saturating_add(half).checked_div(whole.into())?;
        let (whole, tenth) = (tenths.div_euclid(10), tenths.rem_euclid(10));
        let english = speech::bundle(Language::En, self.digits);
        Some(self.each(|language| {
            let share = in_digits(&format!("{whole}.{tenth}"), self.digits);
            let share = share.replace('.', &language.decimal_mark(self.digits).to_string());
            let bundle = speech::bundle(language, self.digits);
            speech::speak(bundle, english, self.digits, Word::Percent, &[("share", Argument::Text(&share))])
        }))
    }

    fn each(&self, mut say: impl FnMut(Language) -> String) -> Phrase {
        Phrase { first: say(self.first), second: self.second.map(say) }
    }
}
