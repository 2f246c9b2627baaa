//! The first page: how far the count is, the votes of each contest, the districts.

use maud::{Markup, html};
use rts_core::center::{GroupTotal, Totals};
use rts_core::tape::words::Word;

use super::chart::{over_time, states};
use super::tally::{Votes, contest};
use super::view::{Kind, Seen, View};
use super::words::{Phrase, Voice};

/// The first page's content; `district` gives the way to the page of a district by its number.
pub(super) fn overview(voice: &Voice, view: &View<'_>, district: &dyn Fn(usize) -> String) -> Markup {
    let stations: Vec<Seen<'_>> = view.stations().collect();
    html! {
        (standing(voice, view, &stations))
        (over_time(voice, &view.arrivals, stations.len()))
        @if view.results.totals.groups.is_empty() { p.empty { (voice.say(Phrase::NoneYet)) } }
        (totals(voice, view, &view.results.totals))
        (districts(voice, view, district))
    }
}

/// How far the count is: the words, the bar of states, the key figures.
pub(super) fn standing(voice: &Voice, view: &View<'_>, stations: &[Seen<'_>]) -> Markup {
    let all = stations.len();
    let counted = stations.iter().filter(|seen| seen.result.is_some()).count();
    let finals = stations.iter().filter(|seen| seen.kind() == Kind::Final).count();
    let whole = view.is_final();
    let sum = |of: fn(&GroupTotal) -> u64| view.results.totals.groups.values().map(of).sum::<u64>();
    let (registered, ballots) = (sum(|group| group.registered), sum(|group| group.ballots_cast));
    let number = |count: usize| voice.number(u64::try_from(count).unwrap_or(u64::MAX));
    html! {
        section.standing {
            h1.status.whole[whole] { (voice.say(if whole { Phrase::Complete } else { Phrase::Preliminary })) }
            dl.figures {
                (figure(voice.say(Phrase::Counted), &html! { (number(counted)) " " small { (voice.say(Phrase::OfAll)) " " (number(all)) } }))
                (figure(voice.say(Phrase::Finals), &html! { (number(finals)) }))
                (figure(&voice.label(Word::BallotsCast), &html! { (voice.number(ballots)) }))
                (figure(&voice.label(Word::Turnout), &html! { (voice.percent(ballots, registered)) }))
            }
            (states(voice, stations, true))
        }
    }
}

fn figure(label: &str, value: &Markup) -> Markup {
    html! { div { dt { (label) } dd { (value) } } }
}

/// The votes of every contest, classes with totals of their own apart.
pub(super) fn totals(voice: &Voice, view: &View<'_>, totals: &Totals) -> Markup {
    let several = totals.groups.len() > 1;
    html! {
        @for (class, group) in &totals.groups {
            @let class = class.as_ref().and_then(|id| view.definition.classes.iter().find(|it| it.id == *id));
            section.group {
                @if let Some(class) = class { h2 { (voice.name(&class.name)) } }
                @else if several { h2 { (voice.say(Phrase::General)) } }
                @else { h2 { (voice.say(Phrase::Results)) } }
                @for it in &view.definition.contests {
                    @if let Some(total) = group.contests.get(&it.id) {
                        (contest(voice, Votes { contest: it, lines: &total.lines, blank: total.blank, invalid: total.invalid }))
                    }
                }
            }
        }
    }
}

/// The districts with the states of their stations.
pub(super) fn districts(voice: &Voice, view: &View<'_>, way: &dyn Fn(usize) -> String) -> Markup {
    let districts = view.districts();
    html! {
        section.districts {
            h2 { (voice.say(Phrase::Districts)) }
            table {
                caption.hidden { (voice.say(Phrase::Districts)) }
                thead { tr {
                    th scope="col" { (voice.label(Word::District)) }
                    th.count scope="col" { (voice.say(Phrase::Counted)) }
                    th.count scope="col" { (voice.label(Word::BallotsCast)) }
                    th.count scope="col" { (voice.label(Word::Turnout)) }
                } }
                tbody {
                    @for (number, (name, stations)) in districts.iter().enumerate() { (district(voice, &way(number), name, stations)) }
                }
            }
        }
    }
}

fn district(voice: &Voice, way: &str, name: &str, stations: &[Seen<'_>]) -> Markup {
    let results = || stations.iter().filter_map(|seen| seen.result);
    let ballots: u64 = results().map(|(tally, _)| u64::from(tally.ballots_cast)).sum();
    let registered: u64 = results().map(|(tally, _)| u64::from(tally.registered)).sum();
    let number = |count: usize| voice.number(u64::try_from(count).unwrap_or(u64::MAX));
    html! {
        tr {
            th scope="row" { a href=(way) { bdi { (name) } } (states(voice, stations, false)) }
            td.count { (number(results().count())) " " small { (voice.say(Phrase::OfAll)) " " (number(stations.len())) } }
            td.count { (voice.number(ballots)) }
            td.count { (voice.percent(ballots, registered)) }
        }
    }
}
