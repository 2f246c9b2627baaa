//! The public site: the numbers of the database, in every language, on every screen, for everybody.

use std::fs;

use serde_json::Value;

use crate::browser::{Visit, visit};
use crate::office::{Office, Serving, card};
use crate::web_server::serve;
use crate::world::{STATIONS, result};

/// An evening: nine stations are in, one of them compared, one differs from its card, one is held, two are silent.
pub(crate) fn evening() -> Office {
    let office = Office::new();
    let serving = Serving::start(&office);
    let mut cards = Vec::new();
    for station in 1..=STATIONS - 2 {
        let unit = office.unit(station, true);
        let (folder, signed) = card(&office, &unit, 1, result(station));
        let sent = match station {
            // It sends another number than its card has.
            2 => unit.sign_after(1, result(station + 10), crate::office::head_of_provisioning(&unit)),
            _ => signed,
        };
        serving.exchange(station, unit.packet(&sent));
        if station <= 2 {
            cards.push(folder);
        }
        if station == 5 {
            // A second result, which is set aside.
            serving.exchange(station, unit.packet(&unit.sign(2, result(station + 1))));
        }
    }
    serving.end();
    let cards: Vec<&str> = cards.iter().map(|folder| folder.to_str().unwrap()).collect();
    assert_eq!(office.run(&[&["card", "load", "HOUSE"], &cards[..]].concat()).code, 1, "one card differs");
    office
}

/// The totals of the database as pages show them: rows of each contest, the most votes first.
fn totals(office: &Office) -> Vec<Vec<u64>> {
    let results = office.done(&["results", "HOUSE"]);
    let contests = results["totals"][0]["contests"].as_array().unwrap();
    let lines = |contest: &Value| {
        let votes = contest["lines"].as_array().unwrap().iter().map(|line| line["votes"].as_u64().unwrap());
        votes.collect::<Vec<_>>()
    };
    let mayor = lines(&contests[0]);
    let council: Vec<u64> = lines(&contests[1]).chunks(5).map(|list| list.iter().sum()).collect();
    let sorted = |mut votes: Vec<u64>| {
        votes.sort_by_key(|votes| std::cmp::Reverse(*votes));
        votes
    };
    vec![sorted(mayor), sorted(council)]
}

fn shown(answer: &Value) -> Vec<Vec<u64>> {
    let contests = answer["contests"].as_array().unwrap().iter();
    let votes = |row: &Value| row["votes"].as_str().unwrap().parse().unwrap();
    contests.map(|contest| contest["rows"].as_array().unwrap().iter().map(votes).collect()).collect()
}

#[test]
fn the_site_shows_the_numbers_of_the_database_in_every_language_and_width_without_scripts_or_barriers() {
    let office = evening();
    office.done(&["publish", "HOUSE", "--out", "DIR/site"]);
    let home = format!("http://{}", serve(office.path("site")));
    let mut visits = Vec::new();
    for (language, width, dark) in
        [("ar", 360, false), ("en", 360, true), ("ar", 1280, false), ("en", 1280, false)]
    {
        for page in ["index", "stations", "station/2", "district/0", "check"] {
            let name = format!("{}-{language}-{width}.png", page.replace('/', "-"));
            let visit = Visit::to(&format!("{home}/{language}/{page}.html")).window(width, dark);
            visits.push(visit.shot(&name).barriers());
        }
    }
    // As a person without scripts has it.
    visits.push(Visit::to(&format!("{home}/en/index.html")).window(1280, true).shot("index-en-dark.png"));
    let answers = visit(&visits);
    let expected = totals(&office);
    for (answer, visit) in answers.chunks(5).zip(["ar", "en", "ar", "en"]) {
        assert_eq!(
            (&answer[0]["language"], &answer[0]["direction"]),
            (&visit.into(), &if visit == "ar" { "rtl" } else { "ltr" }.into())
        );
        assert_eq!(shown(&answer[0]), expected, "{visit}");
        assert_eq!(answer[1]["stations"].as_array().unwrap().len(), STATIONS as usize);
        assert_eq!(answer[0]["errors"], serde_json::json!([]));
    }
    let off = answers.last().unwrap();
    assert_eq!(shown(off), expected, "without scripts");
    assert_eq!(off["heading"], "Preliminary results");
    assert_eq!(off["figures"]["Stations counted"], format!("{} of {STATIONS}", STATIONS - 2));
    let states = answers[6]["stations"].as_array().unwrap();
    let state = |station: usize| states[station - 1][0].as_str().unwrap();
    assert_eq!([state(1), state(2), state(3), state(11)], ["final", "differing", "counted", "silent"]);
    let station = office.done(&["results", "HOUSE", "--station", "2"]);
    assert_eq!(answers[7]["print"], station["fingerprint"]);
}

#[test]
fn every_link_of_the_site_leads_to_a_file_of_it_and_it_needs_no_server() {
    let office = evening();
    office.done(&["publish", "HOUSE", "--out", "DIR/site"]);
    let site = office.path("site");
    let mut open = vec!["index.html".to_owned()];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(page) = open.pop() {
        if !seen.insert(page.clone()) {
            continue;
        }
        let text =
            fs::read_to_string(site.join(&page)).unwrap_or_else(|_| panic!("{page} is linked and missing"));
        for outside in ["http:", "https:", "//", "<script", "javascript:", "style="] {
            assert!(!text.contains(outside), "{page} has {outside}");
        }
        for link in text.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            if link.starts_with('#') {
                continue;
            }
            let mut path: Vec<&str> = page.split('/').collect();
            path.pop();
            for part in link.split('/') {
                if part == ".." {
                    path.pop().unwrap();
                } else {
                    path.push(part)
                }
            }
            let target = path.join("/");
            assert!(site.join(&target).is_file(), "{page} leads to {target}");
            if target.ends_with(".html") {
                open.push(target);
            }
        }
    }
    assert_eq!(seen.len(), 1 + 2 * (3 + 3 + STATIONS as usize));
}
