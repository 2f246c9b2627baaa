//! `rts-center status`: the day as a tired operator needs it. Who is late first, then what waits for a decision, then how far
//! all others are.

use std::collections::BTreeMap;

use rts_core::center::{Progress, Punctuality, StationState, punctuality};
use rts_core::election::{ElectionDefinition, Station, StationClass};
use rts_core::packet::Cause;
use rts_core::time::{Now, WallTime};
use serde_json::{Value, json};

use super::arguments::House;
use super::stop::Stop;
use super::{Outcome, now};
use crate::center::database::Traffic;
use crate::center::export::summary;
use crate::center::results::Results;

/// How far a station is, in the order of the day. What is opened counts as closed from the closing hour of its class on: no
/// record says when a station closes. What is compared and in the last publication is done.
const WORDS: [&str; 10] = [
    "silent",
    "rehearsed",
    "opened",
    "closed",
    "quarantined",
    "annulled",
    "received",
    "compared",
    "differing",
    "published",
];

/// Stations of a group that are shown; programs get all of them.
const MOST_SHOWN: usize = 50;

pub(super) fn status(house: &House) -> Result<Outcome, Stop> {
    let package = house.package()?;
    let mut database = house.database(&package)?;
    let results = Results::read(&mut database, &package.definition)?;
    let (traffic, published) = {
        let mut transaction = database.look()?;
        (transaction.traffic()?, transaction.last_publication()?)
    };
    let now = now();
    let mut json = summary(&package, &results, now);
    if let Value::Object(members) = &mut json {
        members.remove("totals");
        members.insert(
            "traffic".to_owned(),
            json!({
                "arrivals": traffic.arrivals,
                "open_arrivals": traffic.open_arrivals,
                "refused": traffic.refused,
                "receipts": traffic.receipts,
                "open_receipts": traffic.open_receipts,
            }),
        );
    }
    let day = Day::of(&package.definition, &results, now, published);
    mark_stations(&mut json, &day);
    Ok(Outcome::new(json, day.text(&traffic)))
}

/// Everything that is known of the stations at one moment.
struct Day<'a> {
    definition: &'a ElectionDefinition,
    results: &'a Results,
    now: Now,
    /// When results were published last.
    published: Option<WallTime>,
    /// One for each station, in the order of the package.
    deadlines: Vec<Punctuality>,
}

impl<'a> Day<'a> {
    fn of(
        definition: &'a ElectionDefinition,
        results: &'a Results,
        now: Now,
        published: Option<WallTime>,
    ) -> Self {
        let of_station = |(station, state): (&Station, &StationState)| {
            let class = definition.class(station);
            class.map_or(Punctuality::Unknown, |class| punctuality(class, state, now.wall))
        };
        let deadlines = definition.stations.iter().zip(&results.stations).map(of_station).collect();
        Self { definition, results, now, published, deadlines }
    }

    fn rows(&self) -> impl Iterator<Item = (&Station, &StationState, Punctuality)> {
        let stations = self.definition.stations.iter().zip(&self.results.stations);
        stations.zip(&self.deadlines).map(|((station, state), deadline)| (station, state, *deadline))
    }

    fn text(&self, traffic: &Traffic) -> String {
        let of_word =
            |word: &str| self.rows().filter(|(station, state, _)| self.word(station, state) == word).count();
        let counts = WORDS.iter().map(|word| (word, of_word(word))).filter(|(_, count)| *count > 0);
        let counts: Vec<String> = counts.map(|(word, count)| format!("{count} {word}")).collect();
        let mut text = format!("{} stations: {}\n", self.results.stations.len(), counts.join(", "));
        for class in &self.definition.classes {
            text.push_str(&self.class_line(class));
        }
        text.push_str(&format!(
            "{} messages heard ({} refused, {} not looked at), {} receipts sent, {} waiting\n",
            traffic.arrivals, traffic.refused, traffic.open_arrivals, traffic.receipts, traffic.open_receipts
        ));
        for group in Group::ALL {
            text.push_str(&self.group(group));
        }
        text
    }

    /// How far a station is, in the words of the day.
    fn word(&self, station: &Station, state: &StationState) -> &'static str {
        let closes = self.definition.class(station).map(StationClass::closes_at);
        let closed = self.now.wall.zip(closes).is_some_and(|(wall, closes)| wall >= closes);
        match state.progress {
            Progress::Opened if closed => "closed",
            Progress::Accepted => "received",
            Progress::Compared if self.is_published(state) => "published",
            Progress::Silent
            | Progress::Rehearsed
            | Progress::Opened
            | Progress::Quarantined
            | Progress::Annulled
            | Progress::Compared
            | Progress::Differing => state.progress.name(),
        }
    }

    /// True if the last publication has all that is here of a station.
    fn is_published(&self, state: &StationState) -> bool {
        let counts = state.fingerprint.is_some();
        counts && self.published.zip(state.last).is_some_and(|(published, last)| last <= published)
    }

    /// How much time a class has, and how many of its results are here.
    fn class_line(&self, class: &StationClass) -> String {
        let of_class = || self.rows().filter(|(station, ..)| station.class == class.id);
        let here = of_class().filter(|(_, state, _)| state.results > 0).count();
        let late = of_class()
            .filter(|(.., deadline)| matches!(deadline, Punctuality::Overdue(_) | Punctuality::Late(_)))
            .count();
        let left = of_class().find_map(|(.., deadline)| match deadline {
            Punctuality::Awaited(seconds) | Punctuality::Overdue(seconds) => {
                let after = matches!(deadline, Punctuality::Overdue(_));
                Some(if after {
                    format!("deadline passed {} ago", span(seconds))
                } else {
                    format!("{} to the deadline", span(seconds))
                })
            }
            Punctuality::Late(_) | Punctuality::InTime | Punctuality::Unknown => None,
        });
        let name = class.name.pick(&self.definition.election.languages);
        let open = self.now.wall.is_some_and(|wall| wall < class.closes_at());
        let left = if open {
            "polls may be open".to_owned()
        } else {
            left.unwrap_or_else(|| "nothing awaited".to_owned())
        };
        format!("{name}: {here} of {} results here, {left}, {late} late\n", of_class().count())
    }

    fn group(&self, group: Group) -> String {
        let mut members: Vec<_> =
            self.rows().filter(|(_, state, deadline)| Group::of(state, *deadline) == group).collect();
        if members.is_empty() {
            return String::new();
        }
        // The one that is late for the longest time first; otherwise the order of the package.
        members.sort_by_key(|(.., deadline)| deadline.seconds_left().filter(|left| *left < 0).unwrap_or(0));
        let mut text = format!("\n{} ({})\n", group.title(), members.len());
        for (station, state, deadline) in members.iter().take(MOST_SHOWN) {
            text.push_str(&station_line(station, state, self.word(station, state), *deadline));
        }
        let more = members.len().saturating_sub(MOST_SHOWN);
        if more > 0 {
            text.push_str(&format!("  and {more} more: --json names all of them\n"));
        }
        text
    }
}

/// What stations are shown under, the most pressing first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Overdue,
    Decision,
    Differing,
    Awaited,
    Received,
    Compared,
}

impl Group {
    const ALL: [Self; 6] =
        [Self::Overdue, Self::Decision, Self::Differing, Self::Awaited, Self::Received, Self::Compared];

    const fn title(self) -> &'static str {
        match self {
            Self::Overdue => "LATE: no result, and the deadline has passed",
            Self::Decision => "SET ASIDE: two officers decide",
            Self::Differing => "CARD AND AIR DIFFER: the paper decides",
            Self::Awaited => "No result yet",
            Self::Received => "Received, card not compared",
            Self::Compared => "Done",
        }
    }

    const fn of(state: &StationState, deadline: Punctuality) -> Self {
        match state.progress {
            Progress::Differing => Self::Differing,
            Progress::Quarantined => Self::Decision,
            Progress::Accepted => Self::Received,
            Progress::Compared | Progress::Annulled => Self::Compared,
            Progress::Silent | Progress::Rehearsed | Progress::Opened => {
                if matches!(deadline, Punctuality::Overdue(_)) { Self::Overdue } else { Self::Awaited }
            }
        }
    }
}

/// One station for people.
pub(super) fn station_line(
    station: &Station,
    state: &StationState,
    progress: &str,
    deadline: Punctuality,
) -> String {
    let fingerprint = state.fingerprint.map_or_else(String::new, |it| it.to_string());
    let flags: Vec<&str> = state.flags.iter().map(|flag| flag.name()).collect();
    let causes: Vec<&str> =
        state.quarantined.iter().filter_map(|(_, cause)| *cause).map(Cause::sentence).collect();
    let late = match deadline {
        Punctuality::Overdue(seconds) => format!("{} overdue", span(seconds)),
        Punctuality::Late(seconds) => format!("{} late", span(seconds)),
        Punctuality::Awaited(_) | Punctuality::InTime | Punctuality::Unknown => String::new(),
    };
    let code = &station.code;
    let words = [fingerprint.as_str(), &late, &flags.join(" "), &causes.join("; ")];
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    format!("{}\n", format!("  {code:<16} {progress:<12} {}", words.join("  ")).trim_end())
}

/// Seconds in the largest units that tell enough: `2 h 05 min`.
fn span(seconds: i64) -> String {
    let minutes = seconds.checked_div(60).unwrap_or(0);
    let (hours, rest) = (minutes.checked_div(60).unwrap_or(0), minutes.checked_rem(60).unwrap_or(0));
    let days = hours.checked_div(24).unwrap_or(0);
    if days > 2 {
        format!("{days} days")
    } else if hours > 0 {
        format!("{hours} h {rest:02} min")
    } else {
        format!("{rest} min")
    }
}

/// Adds how far each station is in the day, its deadline, and how many are late.
fn mark_stations(json: &mut Value, day: &Day<'_>) {
    let mut late = BTreeMap::new();
    for deadline in &day.deadlines {
        let count = late.entry(deadline.name()).or_insert(0_usize);
        *count = count.saturating_add(1);
    }
    if let Some(stations) = json.get_mut("stations").and_then(Value::as_array_mut) {
        for (station, (row, state, deadline)) in stations.iter_mut().zip(day.rows()) {
            let class = day.definition.class(row);
            let at = class.map(|class| {
                let allowed = i64::from(class.deadline_minutes).saturating_mul(60);
                WallTime::from_unix(class.closes_at().unix().saturating_add(allowed))
            });
            if let Value::Object(members) = station {
                let at = at.and_then(WallTime::rfc3339);
                let told =
                    json!({ "at": at, "state": deadline.name(), "seconds_left": deadline.seconds_left() });
                members.insert("deadline".to_owned(), told);
                members.insert("day".to_owned(), json!(day.word(row, state)));
                members.insert("published".to_owned(), json!(day.is_published(state)));
            }
        }
    }
    if let Value::Object(members) = json {
        members.insert("deadlines".to_owned(), json!(late));
    }
}
