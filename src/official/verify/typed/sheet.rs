//! A typed tape as it is read, line by line, against the ballot of its station.
//!
//! ```text
//! station A-01                  code or number; stands first
//! fingerprint 7KQ2-M9XD-0A4B-TTZ1
//! registered 500
//! ballots 300
//! check A1B2                    the check word of the lines above it
//! contest council               identifier, number on the ballot or name
//! list 3                        number of the list, where there are lists
//! alone 5                       votes for the list alone
//! 1 120                         number of a candidate, votes
//! check C3D4
//! valid 295
//! blank 2
//! invalid 3
//! check E5F6
//! ```

use std::collections::BTreeMap;

use rts_core::election::{COUNT_LIMIT, Code, ElectionDefinition, List, Refusal, Station};
use rts_core::record::Fingerprint;
use rts_core::tape::check::{CheckWord, LineId};

use super::line::{count, plain};
use crate::official::verify::numbers::{Numbers, Place};

/// A check word and the last number above it.
#[derive(Clone, Copy, Debug)]
pub(in crate::official::verify) struct Word {
    /// The number's place.
    pub(super) after: Place,
    /// How many words stand between them: blocks of a tape that lists candidates without votes elsewhere.
    pub(super) skipped: usize,
    /// The word.
    pub(super) word: CheckWord,
}

/// A typed tape.
#[derive(Clone, Debug)]
pub(in crate::official::verify) struct Sheet {
    /// Where it came from.
    pub(super) name: String,
    /// Whose it is.
    pub(super) station: Station,
    /// Its fingerprint, if it was typed.
    pub(super) fingerprint: Option<Fingerprint>,
    /// The numbers.
    pub(super) numbers: Numbers,
    /// The check words, in the order of typing.
    pub(super) words: Vec<Word>,
}

/// What has been read so far.
struct Reader<'a> {
    definition: &'a ElectionDefinition,
    station: &'a Station,
    fingerprint: Option<Fingerprint>,
    contest: Option<usize>,
    list: Option<u32>,
    last: Option<Place>,
    numbers: Numbers,
    words: Vec<Word>,
}

impl Sheet {
    /// Reads a typed tape.
    ///
    /// # Errors
    ///
    /// Refused as [`Code::TypedUnreadable`] with the number of the first line that cannot be understood.
    pub(super) fn read(name: &str, text: &str, definition: &ElectionDefinition) -> Result<Self, Refusal> {
        let refused = |line: usize, why: &str| {
            Refusal::at(Code::TypedUnreadable, format!("{name}, line {line}: {why}"))
        };
        let lines = (1_usize..).zip(text.lines().map(plain)).filter(|(_, line)| !line.is_empty());
        let mut lines = lines.collect::<Vec<_>>().into_iter();
        let (first, line) = lines.next().ok_or_else(|| refused(1, "nothing is typed"))?;
        let station = line.strip_prefix("station ").map(|code| find(definition, code));
        let station = station.ok_or_else(|| refused(first, "expected \"station\" and its code"))?;
        let station = station.ok_or_else(|| refused(first, "the package has no such station"))?;
        let mut reader = Reader {
            definition,
            station,
            fingerprint: None,
            contest: None,
            list: None,
            last: None,
            numbers: BTreeMap::new(),
            words: Vec::new(),
        };
        for (number, line) in lines {
            reader.line(&line).map_err(|why| refused(number, &why))?;
        }
        let Reader { fingerprint, numbers, words, .. } = reader;
        Ok(Self { name: name.to_owned(), station: station.clone(), fingerprint, numbers, words })
    }

    /// Whose tape it is.
    pub(in crate::official::verify) fn station(&self) -> &Station {
        &self.station
    }
}

/// A station by its code or number.
fn find<'a>(definition: &'a ElectionDefinition, code: &str) -> Option<&'a Station> {
    let mut stations = definition.stations.iter();
    let by_code = stations.find(|station| plain(&station.code) == code);
    by_code.or_else(|| code.parse().ok().and_then(|number| definition.station(number)))
}

impl Reader<'_> {
    fn line(&mut self, line: &str) -> Result<(), String> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "fingerprint" => self.fingerprint(rest),
            "contest" => self.begin_contest(rest),
            "list" => self.begin_list(rest),
            "check" => self.check(rest),
            "registered" => self.put((None, LineId::Registered), rest),
            "verified" => self.put((None, LineId::Verified), rest),
            "ballots" => self.put((None, LineId::Ballots), rest),
            "valid" => self.put_sum(LineId::Valid, rest),
            "blank" | "undervotes" => self.put_sum(LineId::Blank, rest),
            "invalid" | "overvotes" => self.put_sum(LineId::Invalid, rest),
            "alone" => self.put_line(None, rest),
            number => {
                let number = count(number).ok_or_else(|| format!("{word:?} is not understood"))?;
                self.put_line(Some(number), rest)
            }
        }
    }

    fn fingerprint(&mut self, text: &str) -> Result<(), String> {
        let fingerprint = text.parse().map_err(|_| format!("{text:?} is no fingerprint"))?;
        match self.fingerprint.replace(fingerprint) {
            Some(before) if before != fingerprint => Err("another fingerprint stands above".to_owned()),
            _ => Ok(()),
        }
    }

    fn begin_contest(&mut self, name: &str) -> Result<(), String> {
        let ballot = self.definition.ballot(self.station);
        let by_id = ballot.iter().position(|contest| plain(&contest.id) == name);
        let by_name = || {
            let named = |it: &str| plain(it) == name;
            ballot.iter().position(|contest| contest.name.0.values().any(|it| named(it)))
        };
        let by_number = || {
            let index = usize::try_from(name.parse::<u32>().ok()?.checked_sub(1)?).ok()?;
            (index < ballot.len()).then_some(index)
        };
        let found = by_id.or_else(by_name).or_else(by_number);
        self.contest = Some(found.ok_or_else(|| format!("there is no contest {name:?} on this ballot"))?);
        self.list = None;
        Ok(())
    }

    fn begin_list(&mut self, number: &str) -> Result<(), String> {
        self.list = Some(count(number).ok_or_else(|| format!("{number:?} is no number of a list"))?);
        Ok(())
    }

    /// The line of a candidate, or of the list alone.
    fn put_line(&mut self, number: Option<u32>, votes: &str) -> Result<(), String> {
        let index = self.contest.ok_or("expected \"contest\" first")?;
        let ballot = self.definition.ballot(self.station);
        let contest = *ballot.get(index).ok_or("expected \"contest\" first")?;
        let lines = self.definition.lines(self.station, contest);
        let at = lines.iter().position(|line| {
            line.list.map(|list| list.number) == self.list && line.candidate.map(|it| it.number) == number
        });
        let alone = |list: &List| Some(list.number) == self.list && !list.list_vote;
        if number.is_none() && lines.iter().filter_map(|line| line.list).any(alone) {
            return Err("this list cannot be voted for alone".to_owned());
        }
        let missing = || match (self.list, number) {
            (Some(list), Some(number)) => format!("there is no number {number} on list {list}"),
            (Some(list), None) => format!("there is no list {list}"),
            (None, Some(number)) => format!("there is no number {number} here; a list needs \"list\" first"),
            (None, None) => "expected \"list\" first".to_owned(),
        };
        self.put((Some(index), LineId::Line(at.ok_or_else(missing)?)), votes)
    }

    fn put_sum(&mut self, line: LineId, votes: &str) -> Result<(), String> {
        let index = self.contest.ok_or("expected \"contest\" first")?;
        self.list = None;
        self.put((Some(index), line), votes)
    }

    fn put(&mut self, place: Place, votes: &str) -> Result<(), String> {
        let number = count(votes).filter(|number| *number < COUNT_LIMIT);
        let number = number.ok_or_else(|| format!("expected a count, found {votes:?}"))?;
        self.last = Some(place);
        match self.numbers.insert(place, number.into()) {
            None => Ok(()),
            Some(_) => Err("this line stands above already".to_owned()),
        }
    }

    fn check(&mut self, text: &str) -> Result<(), String> {
        let word = text.parse().map_err(|_| format!("{text:?} is no check word: four letters and digits"))?;
        let after = self.last.ok_or("expected numbers above the check word")?;
        let skipped = self.words.iter().rev().take_while(|before| before.after == after).count();
        self.words.push(Word { after, skipped, word });
        Ok(())
    }
}
