//! Charts as pictures within the page: drawn in numbers only, explained in words beside them.

use maud::{Markup, html};

use super::view::{Kind, Seen, View};
use super::words::{Phrase, Voice};

/// Height and width of the curve, in units of its picture.
const WIDTH: u64 = 600;
const HEIGHT: u64 = 160;
/// Most points of a curve; more cannot be seen.
const MOST_POINTS: usize = 400;

/// A bar of `part` in `whole`.
pub(super) fn bar(part: u64, whole: u64) -> Markup {
    let width = permille(part, whole);
    html! {
        svg.bar viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" {
            rect.ground width="1000" height="10" {}
            rect.part width=(width) height="10" {}
        }
    }
}

/// The states of stations side by side, with a legend of those that there are.
pub(super) fn states(voice: &Voice, stations: &[Seen<'_>], legend: bool) -> Markup {
    let all = u64::try_from(stations.len()).unwrap_or(u64::MAX);
    let mut at = 0;
    let kinds = View::kinds(stations).map(|(kind, count)| {
        let count = u64::try_from(count).unwrap_or(0);
        let (start, width) = (at, permille(count, all));
        at += width;
        (kind, count, start, width)
    });
    html! {
        svg.states viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" {
            @for (kind, _, start, width) in kinds {
                @if width > 0 { rect class=(kind.class()) x=(start) width=(width) height="10" {} }
            }
        }
        @if legend {
            ul.legend {
                @for (kind, count, ..) in kinds {
                    @if count > 0 { li { (sign(kind)) " " b { (voice.number(count)) } " " (voice.say(kind.phrase())) } }
                }
            }
        }
    }
}

/// The sign of a state.
pub(super) fn sign(kind: Kind) -> Markup {
    html! { span class={ "sign " (kind.class()) } aria-hidden="true" { (kind.sign()) } }
}

/// How many stations counted when: `arrivals` in order, of `all` stations.
pub(super) fn over_time(voice: &Voice, arrivals: &[i64], all: usize) -> Markup {
    let (Some(first), Some(last)) = (arrivals.first(), arrivals.last()) else { return html! {} };
    let span = last.saturating_sub(*first).max(1);
    let all = u64::try_from(all).unwrap_or(1).max(1);
    let step = arrivals.len().div_ceil(MOST_POINTS).max(1);
    let mut path = format!("M0 {HEIGHT}");
    for (count, time) in (1_u64..)
        .zip(arrivals)
        .filter(|(count, _)| usize::try_from(*count).is_ok_and(|it| it % step == 0 || it == arrivals.len()))
    {
        let x = scaled(time.saturating_sub(*first), span);
        let y = HEIGHT.saturating_sub(count.saturating_mul(HEIGHT).div_euclid(all));
        path.push_str(&format!("H{x}V{y}"));
    }
    let area = format!("{path}V{HEIGHT}Z");
    let time = |unix: i64| {
        let text = rts_core::time::WallTime::from_unix(unix).rfc3339().unwrap_or_default();
        voice.digits(text.get(11..16).unwrap_or_default())
    };
    let (counted, whole) = (u64::try_from(arrivals.len()).unwrap_or(0), voice.number(all));
    html! {
        figure.curve {
            figcaption { (voice.say(Phrase::OverTime)) }
            div.plot dir="ltr" {
                svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } preserveAspectRatio="none" role="img"
                    aria-label={ (voice.say(Phrase::OverTime)) ": " (voice.number(counted)) " " (voice.say(Phrase::OfAll)) " " (whole) } {
                    path.area d=(area) {}
                    path.line d=(path) {}
                }
                p.scale { span { (time(*first)) } span { (time(*last)) " UTC" } }
            }
        }
    }
}

fn permille(part: u64, whole: u64) -> u64 {
    part.saturating_mul(1000).checked_div(whole).unwrap_or(0).min(1000)
}

fn scaled(time: i64, span: i64) -> u64 {
    let (time, span) = (u64::try_from(time).unwrap_or(0), u64::try_from(span).unwrap_or(1));
    time.saturating_mul(WIDTH).checked_div(span).unwrap_or(0).min(WIDTH)
}
