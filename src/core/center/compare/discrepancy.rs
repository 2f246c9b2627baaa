//! Two records of one station with different counts: the lines, and the mistakes that explain them.

use crate::election::Tally;
use crate::record::{Record, SignedRecord};

use super::super::intake::Center;
use super::counts::{Class, Mistake, Pair, Sum, explain};

/// What card and air are called where a mistake is put in words.
const SIDES: [&str; 2] = ["the air", "the card"];

/// One line on which card and air differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Contest and line, as a person finds them.
    pub place: String,
    /// On the air; absent if the line is not there.
    pub air: Option<u32>,
    /// On the card; absent if the line is not there.
    pub card: Option<u32>,
    /// What kind of mistake explains it.
    pub class: Class,
}

/// How two records differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Discrepancy {
    /// Every line that differs, in the order of the ballot. None if the records differ elsewhere.
    pub lines: Vec<Difference>,
    /// What explains them: class and a sentence.
    pub mistakes: Vec<(Class, String)>,
}

impl Discrepancy {
    /// How the record of the air and that of the card differ.
    pub(super) fn between(center: &Center, air: &SignedRecord, card: &SignedRecord) -> Self {
        let read = |signed: &SignedRecord| {
            let record = Record::parse(signed.base, &signed.r, &center.package().definition).ok()?;
            Some(Sheet::of(center, record.facts.station, record.content.tally()?))
        };
        let (air, card) = (read(air).unwrap_or_default(), read(card).unwrap_or_default());
        let mut found = Self::default();
        found.explain(&air.head, &card.head, &[]);
        let sums: Vec<Sum> = air.sums.iter().zip(&card.sums).map(|(air, card)| beside(air, card)).collect();
        found.explain(&air.lines, &card.lines, if air.lines.len() == card.lines.len() { &sums } else { &[] });
        found
    }

    fn explain(&mut self, air: &[Line], card: &[Line], sums: &[Sum]) {
        let longest = air.len().max(card.len());
        let at = |at: usize| (air.get(at), card.get(at));
        let votes = |line: Option<&Line>| line.map(|(_, votes)| *votes);
        let pairs: Vec<Pair> =
            (0..longest).map(|it| Pair { first: votes(at(it).0), second: votes(at(it).1) }).collect();
        let names: Vec<String> =
            (0..longest).filter_map(|it| at(it).0.or(at(it).1).map(|(place, _)| place.clone())).collect();
        let mistakes = explain(&pairs, sums);
        let class_of = |line: usize| mistakes.iter().find(|it| it.lines.contains(&line)).map(|it| it.class);
        for (line, (pair, place)) in pairs.iter().zip(&names).enumerate() {
            if let Some(class) = class_of(line) {
                let (air, card, place) = (pair.first, pair.second, place.clone());
                self.lines.push(Difference { place, air, card, class });
            }
        }
        let told = |mistake: &Mistake| (mistake.class, mistake.sentence(&names, SIDES));
        self.mistakes.extend(mistakes.iter().map(told));
    }
}

/// A line by its name, and its votes.
type Line = (String, u32);

/// A tally as a person reads it: the numbers of the whole station, then the lines of each contest with what they add up to.
#[derive(Default)]
struct Sheet {
    head: Vec<Line>,
    lines: Vec<Line>,
    sums: Vec<Sum>,
}

impl Sheet {
    fn of(center: &Center, station: u32, tally: &Tally) -> Self {
        let definition = &center.package().definition;
        let Some(station) = center.station(station) else { return Self::default() };
        let head = vec![
            ("registered voters".to_owned(), tally.registered),
            ("ballots cast".to_owned(), tally.ballots_cast),
            ("verified voters".to_owned(), tally.verified.unwrap_or(0)),
        ];
        let mut sheet = Self { head, ..Self::default() };
        for (contest, count) in definition.ballot(station).into_iter().zip(&tally.contests) {
            let name = contest.name.pick(definition.languages(station));
            let start = sheet.lines.len();
            let lines = definition.lines(station, contest);
            sheet.lines.extend(lines.iter().map(ToString::to_string).zip(count.votes.lines()));
            sheet.lines.push((format!("{name}, blank"), count.blank));
            sheet.lines.push((format!("{name}, invalid"), count.invalid));
            let stated = u64::from(tally.ballots_cast).checked_mul(contest.votes_allowed.into());
            sheet.sums.push(Sum { lines: start..sheet.lines.len(), first: stated, second: None });
        }
        sheet
    }
}

/// The same control sum of both sides.
fn beside(air: &Sum, card: &Sum) -> Sum {
    Sum { second: card.first, ..air.clone() }
}
