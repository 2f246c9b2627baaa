//! Stations: those of a district side by side, and each with its numbers and the way to check them.

use maud::{Markup, html};
use rts_core::election::Tally;
use rts_core::tape::words::Word;

use super::chart::{sign, states};
use super::tally::{Votes, contest};
use super::view::{Logged, Seen, View};
use super::words::{Phrase, Voice};

/// The stations of a district: each a field with its sign, code and name.
pub(super) fn stations(
    voice: &Voice,
    name: &str,
    stations: &[Seen<'_>],
    way: &dyn Fn(u32) -> String,
) -> Markup {
    html! {
        h1 { (voice.label(Word::District)) " " bdi { (name) } }
        (states(voice, stations, true))
        (grid(voice, stations, way))
    }
}

/// The grid of stations.
pub(super) fn grid(voice: &Voice, stations: &[Seen<'_>], way: &dyn Fn(u32) -> String) -> Markup {
    html! {
        ul.grid {
            @for seen in stations {
                li class=(seen.kind().class()) {
                    a href=(way(seen.station.number)) {
                        (sign(seen.kind()))
                        span.code { bdi { (seen.station.code) } }
                        span.where { bdi { (voice.name(&seen.station.name)) } }
                        span.state { (voice.say(seen.kind().phrase())) }
                    }
                }
            }
        }
    }
}

/// A station by itself.
pub(super) fn station(voice: &Voice, view: &View<'_>, seen: Seen<'_>, district: &str) -> Markup {
    let Seen { station, state, result } = seen;
    let remarks: Vec<&str> = state.flags.iter().map(|flag| flag.sentence()).collect();
    html! {
        h1 { (voice.label(Word::Station)) " " bdi { (station.code) } }
        p.where { bdi { (voice.name(&station.name)) } " · " a href=(district) { bdi { (station.district) } } }
        p.verdict class=(seen.kind().class()) { (sign(seen.kind())) " " (voice.say(seen.kind().phrase())) }
        @if let Some((tally, fingerprint)) = result {
            dl.facts {
                (fact(&voice.label(Word::Fingerprint), &html! { code.print dir="ltr" { (fingerprint) } }))
                @if let Some(Logged { place, receipt }) = view.logged.get(&station.number) {
                    (fact(voice.say(Phrase::InLog), &html! { (voice.number(*place)) }))
                    (fact(voice.say(Phrase::ReceiptInLog), &html! { (voice.number(*receipt)) }))
                }
                @if !remarks.is_empty() { (fact(voice.say(Phrase::Remarks), &html! { span lang="en" { (remarks.join("; ")) } })) }
            }
            p.hint { (voice.say(Phrase::CheckTape)) }
            (figures(voice, tally))
            @for (it, count) in view.definition.ballot(station).into_iter().zip(&tally.contests) {
                @let lines: Vec<u64> = count.votes.lines().into_iter().map(u64::from).collect();
                (contest(voice, Votes { contest: it, lines: &lines, blank: count.blank.into(), invalid: count.invalid.into() }))
            }
        } @else {
            p.empty { (voice.say(Phrase::NoResult)) }
        }
    }
}

fn figures(voice: &Voice, tally: &Tally) -> Markup {
    html! {
        dl.figures {
            @for (word, count) in [
                (Word::RegisteredVoters, Some(tally.registered)),
                (Word::VerifiedVoters, tally.verified),
                (Word::BallotsCast, Some(tally.ballots_cast)),
            ] {
                @if let Some(count) = count { div { dt { (voice.label(word)) } dd { (voice.number(count)) } } }
            }
            div { dt { (voice.label(Word::Turnout)) } dd { (voice.percent(tally.ballots_cast.into(), tally.registered.into())) } }
        }
    }
}

fn fact(label: &str, value: &Markup) -> Markup {
    html! { div { dt { (label) } dd { (value) } } }
}
