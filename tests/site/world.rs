//! An election of twelve stations in three districts, named in Arabic and English: made up, all of it.

#[path = "../center/world.rs"]
#[expect(dead_code, reason = "the tests of the center use more of it")]
mod base;

pub(crate) use base::{Unit, imei};

use rts_core::election::{
    BallotStyle, Candidate, Choices, Contest, ContestTally, ElectionDefinition, List, ListTally, Names,
    Tally, Votes,
};
use rts_core::record::Content;

/// Stations of the election.
pub(crate) const STATIONS: u32 = 12;

fn names(en: &str, ar: &str) -> Names {
    Names([("en".to_owned(), en.to_owned()), ("ar".to_owned(), ar.to_owned())].into())
}

fn candidate(number: u32, en: &str, ar: &str) -> Candidate {
    Candidate { number, name: names(en, ar), party: None }
}

/// A package without keys.
pub(crate) fn source() -> ElectionDefinition {
    let mut definition = base::source();
    definition.election.name = names("Election of the town council", "انتخاب مجلس المدينة");
    definition.election.authority = names("Election commission", "مفوضية الانتخابات");
    definition.election.languages = vec!["ar".to_owned(), "en".to_owned()];
    let mayor = Choices::Candidates(vec![
        candidate(1, "Salma Haddad", "سلمى حداد"),
        candidate(2, "Omar Nasser", "عمر ناصر"),
        candidate(3, "Layla Aziz", "ليلى عزيز"),
        candidate(4, "Yusuf Karim", "يوسف كريم"),
    ]);
    let list = |number: u32, en: &str, ar: &str, first: u32| List {
        number,
        name: names(en, ar),
        list_vote: true,
        candidates: (first..first + 4)
            .map(|at| candidate(at, &format!("Candidate {at}"), &format!("المرشح {at}")))
            .collect(),
    };
    let council = Choices::Lists(vec![
        list(11, "List of the river", "قائمة النهر", 1),
        list(12, "List of the market", "قائمة السوق", 5),
        list(13, "List of the hills", "قائمة التلال", 9),
    ]);
    let contest = |id: &str, name, choices| Contest {
        id: id.to_owned(),
        name,
        votes_allowed: 1,
        choices,
        coding: None,
    };
    definition.contests = vec![
        contest("mayor", names("Mayor", "رئيس البلدية"), mayor),
        contest("council", names("Town council", "مجلس المدينة"), council),
    ];
    definition.styles =
        vec![BallotStyle { id: "all".to_owned(), contests: vec!["mayor".to_owned(), "council".to_owned()] }];
    let station = definition.stations[0].clone();
    let districts = ["الشمال", "الوسط", "الجنوب"];
    definition.stations = (1..=STATIONS)
        .map(|number| {
            let mut station = station.clone();
            station.number = number;
            station.code = format!("T-{number:03}");
            station.name = names(&format!("School {number}"), &format!("مدرسة {number}"));
            station.district = districts[number as usize % 3].to_owned();
            station
        })
        .collect();
    definition
}

/// The result of a station; no two are alike.
pub(crate) fn result(station: u32) -> Content {
    let mayor = vec![80 + 7 * station, 60 + 3 * station, 25 + station, 9];
    let list =
        |share: u32| ListTally { list_only: share, candidates: vec![share + station, share, 3, 2 + station] };
    let lists = vec![list(12), list(9 + station), list(4)];
    let total = |lists: &[ListTally]| {
        lists.iter().map(|list| list.list_only + list.candidates.iter().sum::<u32>()).sum()
    };
    let valid: (u32, u32) = (mayor.iter().sum(), total(&lists));
    let ballots = valid.0.max(valid.1) + 10;
    let of = |contest: &str, votes, valid: u32| ContestTally {
        contest: contest.to_owned(),
        blank: 4,
        invalid: ballots - valid - 4,
        votes,
    };
    let contests =
        vec![of("mayor", Votes::Candidates(mayor), valid.0), of("council", Votes::Lists(lists), valid.1)];
    Content::Result(Tally { registered: 500, ballots_cast: ballots, verified: None, contests })
}
