//! A small election for tests: a contest of lists, a contest with several votes, and a station with and one without
//! a verification device.

use super::{
    BallotStyle, Candidate, Choices, CommissionKeys, Contest, ElectionDefinition, ElectionInfo, FORMAT, List,
    Names, Official, Rules, Station, StationClass, Tolerances,
};

/// A valid package.
pub(crate) fn definition() -> ElectionDefinition {
    ElectionDefinition {
        format: FORMAT.to_owned(),
        election: ElectionInfo {
            id: 7,
            version: 1,
            name: Names::one("en", "Council election"),
            authority: Names::one("en", "Electoral commission"),
            date: "2026-03-01".to_owned(),
            languages: vec!["en".to_owned(), "ar".to_owned()],
            test: false,
        },
        contests: vec![council(), mayor()],
        styles: vec![
            BallotStyle { id: "both".to_owned(), contests: vec!["council".to_owned(), "mayor".to_owned()] },
            BallotStyle { id: "council-only".to_owned(), contests: vec!["council".to_owned()] },
        ],
        classes: vec![StationClass {
            id: "general".to_owned(),
            name: Names::one("en", "General voting"),
            opens: "2026-03-01T04:00:00Z".parse().unwrap(),
            closes: "2026-03-01T15:00:00Z".parse().unwrap(),
            deadline_minutes: 360,
            own_totals: false,
        }],
        stations: vec![station(1, "A-01", "both", true), station(2, "A-02", "council-only", false)],
        rules: Rules {
            tolerances: Tolerances::default(),
            copies_before: 3,
            copies_after: 2,
            send_spread_seconds: 0,
            two_person: true,
            send_turnout: false,
            tape: Default::default(),
        },
        keys: CommissionKeys { receipt: vec!["11".repeat(32)], roster: "22".repeat(32) },
    }
}

fn council() -> Contest {
    let list = |number, names: &[&str], list_vote| List {
        number,
        name: Names::one("en", &format!("List {number}")),
        list_vote,
        candidates: candidates(names),
    };
    Contest {
        id: "council".to_owned(),
        name: Names::one("en", "Council"),
        votes_allowed: 1,
        choices: Choices::Lists(vec![list(1, &["Ada", "Ben", "Cid"], true), list(3, &["Dan"], false)]),
        coding: None,
    }
}

fn mayor() -> Contest {
    Contest {
        id: "mayor".to_owned(),
        name: Names::one("en", "Senator"),
        votes_allowed: 2,
        choices: Choices::Candidates(candidates(&["Eva", "Fay", "Gil", "Hal"])),
        coding: None,
    }
}

fn candidates(names: &[&str]) -> Vec<Candidate> {
    let candidate =
        |(name, number): (&&str, u32)| Candidate { number, name: Names::one("en", name), party: None };
    names.iter().zip(1..).map(candidate).collect()
}

fn station(number: u32, code: &str, style: &str, verification: bool) -> Station {
    let official = |name: &str, role: &str| Official { name: name.to_owned(), role: role.to_owned() };
    Station {
        number,
        code: code.to_owned(),
        name: Names::one("en", "School"),
        center: None,
        district: "North".to_owned(),
        style: style.to_owned(),
        class: "general".to_owned(),
        registered: 500,
        verification,
        languages: Vec::new(),
        officials: vec![official("Ida", "presiding officer"), official("Jon", "second official")],
    }
}
