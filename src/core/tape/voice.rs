//! What a tape says, in the languages and digits of its election.
//!
//! Invariant: every text of a tape comes through here, so that no line speaks another language than its neighbors.

use super::letters::Direction;
use super::text::{Label, Paragraph, enclosed, isolated};
use super::words::{self, Phrase, Word, Words};
use crate::election::{Candidate, Digits, Names, Official, Station};
use crate::record::{Base, Kind};

/// Parts labels on a line; the line may end behind it and not before it.
const DASH: &str = "\u{a0}– ";

/// Languages and digits of a tape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    words: Words,
    /// All languages of the station: names may be in one that has no labels.
    languages: Vec<String>,
}

/// Something that a message names.
#[derive(Clone, Copy, Debug)]
pub(super) enum Argument<'a> {
    Number(u64),
    /// A name or code, isolated from what stands around it.
    Name(&'a str),
    /// In the language of the message.
    Label(&'a Label),
}

impl Voice {
    /// A tape in these languages (BCP 47): the first leads and gives the direction, a second stands beside it, further
    /// ones are for names only.
    #[must_use]
    pub fn new(languages: &[String], digits: Digits) -> Self {
        Self { words: Words::new(languages, digits), languages: languages.to_vec() }
    }

    /// Direction of the tape.
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.words.direction()
    }

    /// A label.
    pub(super) fn say(&self, word: Word) -> Label {
        self.label(self.words.label(word))
    }

    /// A label that names something.
    pub(super) fn with(&self, word: Word, arguments: &[(&'static str, Argument<'_>)]) -> Label {
        let first = self.words.say(word, &spoken(arguments, |label| &label.first));
        let second = || {
            self.words.say(word, &spoken(arguments, |label| label.second.as_ref().unwrap_or(&label.first)))
        };
        let second = first.second.as_ref().and_then(|_| second().second);
        self.label(Phrase { first: first.first, second })
    }

    /// A number digit by digit in words, so that a digit added by hand contradicts it.
    pub(super) fn spelled(&self, number: u64) -> Label {
        self.label(self.words.spelled(number))
    }

    /// A share in percent; `None` of nothing.
    pub(super) fn percent(&self, part: u64, whole: u64) -> Option<Paragraph> {
        Some(self.label(self.words.percent(part, whole)?).first)
    }

    fn label(&self, phrase: Phrase) -> Label {
        let (_, second) = self.words.languages();
        let second = phrase.second.zip(second);
        Label {
            first: Paragraph::new(phrase.first, self.direction()),
            second: second.map(|(text, language)| Paragraph::new(text, language.direction())),
        }
    }

    /// A number on its own.
    pub(super) fn number(&self, number: impl Into<u64>) -> Paragraph {
        Paragraph::new(self.words.number(number.into()), self.direction())
    }

    /// A date or a list of numbers, in the election's digits, from left to right.
    pub(super) fn digits(&self, text: &str) -> Paragraph {
        Paragraph::code(self.words.digits(text))
    }

    /// A name in both languages, if it has another one in the second.
    pub(super) fn names(&self, names: &Names) -> Label {
        let first = names.pick(&self.languages);
        let second = self.languages.get(1).and_then(|language| names.0.get(language));
        let second = second.filter(|second| *second != first);
        Label { first: self.given(first), second: second.map(|second| self.given(second)) }
    }

    /// A name that is the same in every language: of a person, a place, a file.
    pub(super) fn given(&self, name: &str) -> Paragraph {
        Paragraph::name(name, self.direction())
    }

    /// Name and role of an official.
    pub(super) fn official(&self, official: &Official) -> Paragraph {
        let text = format!("{}, {}", isolated(&official.name), isolated(&official.role));
        Paragraph::new(text, self.direction())
    }

    /// Kind and number of a record.
    pub(super) fn record(&self, base: &Base) -> Label {
        let kind = self.say(match base.kind {
            Kind::Zero => Word::KindZero,
            Kind::Opened => Word::KindOpened,
            Kind::Turnout => Word::KindTurnout,
            Kind::Result => Word::KindResult,
            Kind::Correction => Word::KindCorrection,
            Kind::Annulment => Word::KindAnnulment,
            Kind::Rehearsal => Word::KindRehearsal,
            Kind::Checkpoint => Word::KindCheckpoint,
            Kind::Poll => Word::KindPoll,
        });
        let number = Argument::Number(base.sequence.into());
        self.with(Word::RecordNamed, &[("kind", Argument::Label(&kind)), ("number", number)])
    }

    /// Name and party of a candidate; the name in both languages, if it is another one in the second.
    pub(super) fn candidate(&self, candidate: &Candidate) -> Label {
        let Label { first, second } = self.names(&candidate.name);
        let party = candidate.party.as_ref().map(|party| format!(" ({})", isolated(party)));
        let text = format!("{}{}", first.text(), party.unwrap_or_default());
        Label { first: Paragraph::new(text, self.direction()), second }
    }

    /// A place by its code and name.
    pub(super) fn station(&self, station: &Station) -> Label {
        let name = self.names(&station.name);
        let arguments = [("code", Argument::Name(&station.code)), ("name", Argument::Label(&name))];
        self.with(Word::StationNamed, &arguments)
    }

    /// The word for something that other parts of the box know by a stable name: `accepted` of `verdict`. A name that has
    /// no word stands as it is.
    pub(super) fn term(&self, group: &str, name: &str) -> Label {
        let id = if group.is_empty() { name.to_owned() } else { format!("{group}-{name}") };
        match Word::of_id(&id) {
            Some(word) => self.say(word),
            None => self.given(name).into(),
        }
    }

    /// Several labels after each other, parted by dashes: a dot would pass for an Arabic zero.
    pub(super) fn dashed(&self, labels: &[Label]) -> Label {
        self.strung(labels, DASH)
    }

    /// Several labels after each other. One that has no second language stands as it is among those that have one.
    pub(super) fn strung(&self, labels: &[Label], between: &str) -> Label {
        let line = |of: &dyn Fn(&Label) -> &Paragraph, direction| {
            let parts: Vec<String> = labels.iter().map(|label| enclosed(of(label).text())).collect();
            Paragraph::new(parts.join(between), direction)
        };
        let second = labels.iter().find_map(|label| label.second.as_ref());
        Label {
            first: line(&|label| &label.first, self.direction()),
            second: second.map(|second| {
                line(&|label| label.second.as_ref().unwrap_or(&label.first), second.direction())
            }),
        }
    }
}

/// The arguments of a message in one language.
fn spoken<'a>(
    arguments: &[(&'static str, Argument<'a>)],
    of: impl Fn(&'a Label) -> &'a Paragraph,
) -> Vec<(&'static str, words::Argument<'a>)> {
    let value = |argument: Argument<'a>| match argument {
        Argument::Number(number) => words::Argument::Number(number),
        Argument::Name(name) => words::Argument::Text(name),
        Argument::Label(label) => words::Argument::Text(of(label).text()),
    };
    arguments.iter().map(|(name, argument)| (*name, value(*argument))).collect()
}
