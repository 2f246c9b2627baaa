//! Whether paper can show what a package says: a missing letter is found when the package is loaded, not as a box on
//! the tape.
//!
//! Invariant: every text of a package that can reach a tape is looked at, in every language, whether or not this
//! release has labels in it. Characters that steer instead of showing are refused before, by
//! [`ElectionDefinition::validate`].

use std::collections::BTreeSet;
use std::fmt::Display;

use super::letters;
use crate::election::{Candidate, Choices, Code, Contest, ElectionDefinition, Names, Refusal, Station};

/// Places that a refusal names.
const NAMED: usize = 5;

/// Every text of a package with a letter that the embedded font lacks, one refusal a text: where it stands, the first
/// such letter and its code point.
#[must_use]
pub fn unprintable(definition: &ElectionDefinition) -> Vec<Refusal> {
    let mut search = Search::default();
    search.names("election name", &definition.election.name);
    search.names("election authority", &definition.election.authority);
    definition.contests.iter().for_each(|contest| search.contest(contest));
    for class in &definition.classes {
        search.names(format_args!("class {}", class.id), &class.name);
    }
    definition.stations.iter().for_each(|station| search.station(station));
    search.found
}

/// Whether paper can show all of a package.
///
/// # Errors
///
/// Refused as [`Code::GlyphMissing`] at the texts of [`unprintable`], the first few by place and the others by number.
pub fn check_legible(definition: &ElectionDefinition) -> Result<(), Refusal> {
    let found = unprintable(definition);
    if found.is_empty() {
        return Ok(());
    }
    let mut at: Vec<String> = found.iter().take(NAMED).map(|refusal| refusal.at.clone()).collect();
    let others = found.len().saturating_sub(NAMED);
    at.extend((others > 0).then(|| format!("and {others} more")));
    Err(Refusal::at(Code::GlyphMissing, at.join("; ")))
}

#[derive(Default)]
struct Search {
    /// Letters that are there; names repeat them.
    known: BTreeSet<char>,
    found: Vec<Refusal>,
}

impl Search {
    fn contest(&mut self, contest: &Contest) {
        let place = format!("contest {}", contest.id);
        self.names(&place, &contest.name);
        match &contest.choices {
            Choices::Candidates(candidates) => self.candidates(&place, candidates),
            Choices::Lists(lists) => {
                for list in lists {
                    let place = format!("{place}, list {}", list.number);
                    self.names(&place, &list.name);
                    self.candidates(&place, &list.candidates);
                }
            }
        }
    }

    fn candidates(&mut self, place: &str, candidates: &[Candidate]) {
        for Candidate { number, name, party } in candidates {
            self.names(format_args!("{place}, candidate {number}"), name);
            if let Some(party) = party {
                self.text(format_args!("{place}, candidate {number}, party"), party);
            }
        }
    }

    fn station(&mut self, station: &Station) {
        let place = format_args!("station {}", station.code);
        self.text(format_args!("{place}, code"), &station.code);
        self.names(place, &station.name);
        self.text(format_args!("{place}, district"), &station.district);
        if let Some(center) = &station.center {
            self.text(format_args!("{place}, center"), center);
        }
        for (official, number) in station.officials.iter().zip(1_u8..) {
            self.text(format_args!("{place}, name of official {number}"), &official.name);
            self.text(format_args!("{place}, role of official {number}"), &official.role);
        }
    }

    fn names(&mut self, place: impl Display, names: &Names) {
        for (tag, name) in &names.0 {
            self.text(format_args!("{place} ({tag})"), name);
        }
    }

    fn text(&mut self, place: impl Display, text: &str) {
        for letter in text.chars() {
            if matches!(letter, ' '..='~') || self.known.contains(&letter) {
                continue;
            }
            if letters::missing(letter.encode_utf8(&mut [0; 4])).is_some() {
                let at = format!("{place}: {letter:?} (U+{:04X})", u32::from(letter));
                self.found.push(Refusal::at(Code::GlyphMissing, at));
                return;
            }
            self.known.insert(letter);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::election::sample::definition;

    /// No font for elections has it: an ideograph of the smiling kind.
    const STRANGE: &str = "Ada \u{1F600}";

    type Change = fn(&mut ElectionDefinition);

    #[test]
    fn names_in_every_script_of_this_release_are_legible() {
        let mut package = definition();
        for (tag, name) in [
            ("ar", "محمّد عبد الله الجبّوري"),
            ("ckb", "ڕێبوار ئەحمەد مەحمود ڵاوک"),
            ("kk", "Әлия Ғабитқызы Өтеміс № 3"),
            ("sq", "Ëngjëll Çela"),
            ("fr", "Zoé L’Œuvrière ‐ Noël"),
        ] {
            package.election.name.0.insert(tag.to_owned(), name.to_owned());
        }
        assert_eq!(unprintable(&package), []);
        assert_eq!(check_legible(&package), Ok(()));
    }

    #[test]
    fn every_printable_letter_of_ascii_has_a_glyph() {
        let ascii: String = (' '..='~').collect();
        assert_eq!(letters::missing(&ascii), None);
    }

    #[test]
    fn a_letter_without_a_glyph_is_found_wherever_it_stands_and_named() {
        let changes: [(Change, &str); 12] = [
            (|p| p.election.name = Names::one("xx", STRANGE), "election name (xx)"),
            (|p| p.election.authority = Names::one("xx", STRANGE), "election authority (xx)"),
            (|p| p.contests[0].name = Names::one("ar", STRANGE), "contest council (ar)"),
            (|p| p.classes[0].name = Names::one("ar", STRANGE), "class general (ar)"),
            (|p| list(p).name = Names::one("ckb", STRANGE), "contest council, list 1 (ckb)"),
            (
                |p| list(p).candidates[1].name = Names::one("en", STRANGE),
                "contest council, list 1, candidate 2 (en)",
            ),
            (
                |p| list(p).candidates[2].party = Some(STRANGE.to_owned()),
                "contest council, list 1, candidate 3, party",
            ),
            (|p| p.stations[0].name = Names::one("en", STRANGE), "station A-01 (en)"),
            (|p| p.stations[1].district = STRANGE.to_owned(), "station A-02, district"),
            (|p| p.stations[1].center = Some(STRANGE.to_owned()), "station A-02, center"),
            (|p| p.stations[0].officials[1].name = STRANGE.to_owned(), "station A-01, name of official 2"),
            (|p| p.stations[0].officials[0].role = STRANGE.to_owned(), "station A-01, role of official 1"),
        ];
        for (change, place) in changes {
            let mut package = definition();
            change(&mut package);
            let refusal = Refusal::at(Code::GlyphMissing, format!("{place}: '\u{1F600}' (U+1F600)"));
            assert_eq!(unprintable(&package), std::slice::from_ref(&refusal));
            assert_eq!(check_legible(&package), Err(refusal));
        }
    }

    #[test]
    fn several_texts_are_named_once_each_and_then_counted() {
        let mut package = definition();
        list(&mut package).candidates[0].name = Names::one("en", "\u{1F600}\u{1F601}");
        package.stations[0].district = STRANGE.to_owned();
        let both = "contest council, list 1, candidate 1 (en): '\u{1F600}' (U+1F600); \
                    station A-01, district: '\u{1F600}' (U+1F600)";
        assert_eq!(check_legible(&package), Err(Refusal::at(Code::GlyphMissing, both)));
        for official in package.stations.iter_mut().flat_map(|station| &mut station.officials) {
            STRANGE.clone_into(&mut official.name);
            STRANGE.clone_into(&mut official.role);
        }
        assert_eq!(unprintable(&package).len(), 10);
        let refusal = check_legible(&package).unwrap_err();
        assert_eq!(refusal.at.matches("U+1F600").count(), NAMED);
        assert!(refusal.at.ends_with("; and 5 more"), "{}", refusal.at);
    }

    #[test]
    fn what_steers_instead_of_showing_never_gets_so_far() {
        for steering in ["\u{202E}", "\u{202A}", "\u{2067}", "\u{2069}", "\u{1b}", "\n"] {
            let mut package = definition();
            list(&mut package).candidates[0].name = Names::one("en", &format!("Ada{steering}"));
            assert_eq!(package.validate().unwrap_err().code, Code::PackageInvalid, "{steering:?}");
        }
    }

    fn list(package: &mut ElectionDefinition) -> &mut crate::election::List {
        match &mut package.contests[0].choices {
            Choices::Lists(lists) => &mut lists[0],
            Choices::Candidates(_) => panic!("the first contest of the sample has lists"),
        }
    }
}
