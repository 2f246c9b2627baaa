//! Pages of the staff alone: the way in, what is set aside, what cards said.

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use rts_core::packet::Cause;
use rts_core::record::Fingerprint;
use rts_core::tape::words::{Language, Word};
use serde_json::Value;

use super::frame::{CARDS, HELD, Reader};
use super::site::Book;
use super::view::View;
use super::words::{Phrase, Voice, languages};
use crate::center::database::CardRow;
use crate::center::staff::Proposal;

/// What a person is told at the way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::center) enum Told {
    /// Nothing yet.
    Nothing,
    /// Name or password is wrong.
    Wrong,
    /// Too many wrong passwords: so many seconds are left.
    Wait(u64),
}

/// A live page of a reader, by language and name; `None` if there is none.
pub(in crate::center) fn live(
    view: &View<'_>,
    reader: Reader<'_>,
    language: &str,
    path: &str,
) -> Option<String> {
    Some(book(view, reader, language)?.page(path)?.into_string())
}

fn book<'a>(view: &'a View<'a>, reader: Reader<'a>, language: &str) -> Option<Book<'a>> {
    let language = languages(view.definition).into_iter().find(|it| it.tag() == language)?;
    Some(Book::new(language, view, Some(reader)))
}

/// The tags of the languages in which there are pages, the first one first.
pub(in crate::center) fn tags(view: &View<'_>) -> Vec<&'static str> {
    languages(view.definition).into_iter().map(Language::tag).collect()
}

/// The way in.
pub(in crate::center) fn way_in(view: &View<'_>, told: Told) -> String {
    let language = languages(view.definition).first().copied().unwrap_or(Language::En);
    let voice = Voice::new(language, view.definition);
    let page = html! {
        (DOCTYPE)
        html lang=(voice.language.tag()) dir=(voice.direction()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (voice.say(Phrase::LogIn)) " – " (voice.name(&view.definition.election.name)) }
                link rel="stylesheet" href="/style.css";
            }
            body {
                header.top {
                    p.authority { (voice.name(&view.definition.election.authority)) }
                    p.name { (voice.name(&view.definition.election.name)) }
                }
                main #main {
                    h1 { (voice.say(Phrase::LogIn)) }
                    @match told {
                        Told::Nothing => {}
                        Told::Wrong => { p.notice role="alert" { (voice.say(Phrase::WrongLogin)) } }
                        Told::Wait(seconds) => { p.notice role="alert" { (voice.say(Phrase::Wait)) " " (voice.number(seconds)) } }
                    }
                    form method="post" action="/login" {
                        label for="name" { (voice.say(Phrase::Name)) }
                        input #name name="name" autocomplete="username" required;
                        label for="password" { (voice.say(Phrase::Password)) }
                        input #password name="password" type="password" autocomplete="current-password" dir="ltr" required;
                        button type="submit" { (voice.say(Phrase::LogIn)) }
                    }
                }
            }
        }
    };
    page.into_string()
}

/// What is set aside, and what may be done about it.
pub(in crate::center) fn held(
    view: &View<'_>,
    reader: Reader<'_>,
    language: &str,
    proposals: &BTreeMap<Fingerprint, Proposal>,
    notice: Option<&str>,
) -> Option<String> {
    let book = book(view, reader, language)?;
    let voice = &book.voice;
    let cases: Vec<_> = view
        .stations()
        .flat_map(|seen| {
            seen.state.quarantined.iter().map(move |(print, cause)| (seen.station, *print, *cause))
        })
        .collect();
    let body = html! {
        h1 { (voice.say(Phrase::HeldRecords)) }
        @if let Some(notice) = notice { p.notice role="status" { (notice) } }
        @if cases.is_empty() { p.empty { (voice.say(Phrase::NothingHeld)) } }
        @for (station, print, cause) in cases {
            section.case {
                h2 { (voice.label(Word::Station)) " " a href={ "station/" (station.number) ".html" } { bdi { (station.code) } } }
                p.why { @if let Some(cause) = cause { (why(voice, cause)) } }
                p { (voice.label(Word::Fingerprint)) " " code dir="ltr" { (print) } }
                (acts(voice, reader, &print, proposals.get(&print)))
            }
        }
    };
    Some(book.framed("", HELD, voice.say(Phrase::HeldRecords), &body).into_string())
}

/// The cause in the words of the tapes, or in English where they have none.
fn why(voice: &Voice, cause: Cause) -> String {
    Word::of_cause(cause.name()).map_or_else(|| cause.sentence().to_owned(), |word| voice.label(word))
}

fn acts(voice: &Voice, reader: Reader<'_>, print: &Fingerprint, proposal: Option<&Proposal>) -> Markup {
    let hidden = html! {
        input type="hidden" name="token" value=(reader.token);
        input type="hidden" name="record" value=(print);
    };
    let button =
        |act: &str, phrase| html! { button type="submit" name="act" value=(act) { (voice.say(phrase)) } };
    html! {
        form method="post" action=(HELD) {
            (hidden)
            @if let Some(Proposal { by, reason }) = proposal {
                p { (voice.say(Phrase::ProposedBy)) " " b { bdi { (by) } } ": " bdi { (reason) } }
                @if by == reader.name { p.hint { (voice.say(Phrase::SecondPerson)) } }
                div.acts {
                    @if by != reader.name { (button("agree", Phrase::Agree)) }
                    (button("withdraw", Phrase::Withdraw))
                }
            } @else {
                label for={ "reason-" (print) } { (voice.label(Word::Reason)) }
                input id={ "reason-" (print) } name="reason" maxlength="400" required;
                (button("propose", Phrase::Propose))
            }
        }
    }
}

/// What the comparison of cards found.
pub(in crate::center) fn cards(
    view: &View<'_>,
    reader: Reader<'_>,
    language: &str,
    cards: &[CardRow],
) -> Option<String> {
    let book = book(view, reader, language)?;
    let voice = &book.voice;
    let code = |number: u32| view.definition.station(number).map_or("", |station| station.code.as_str());
    let body = html! {
        h1 { (voice.say(Phrase::Cards)) }
        @if cards.is_empty() { p.empty { (voice.say(Phrase::NoCards)) } }
        @for card in cards {
            section.case {
                h2 { (voice.label(Word::Station)) " " a href={ "station/" (card.station) ".html" } { bdi { (code(card.station)) } } }
                p.why.equal[card.outcome == "equal"] lang="en" dir="ltr" { (card.outcome) }
                (differences(voice, &card.details))
            }
        }
    };
    Some(book.framed("", CARDS, voice.say(Phrase::Cards), &body).into_string())
}

/// The lines on which card and air differ.
fn differences(voice: &Voice, details: &str) -> Markup {
    let details: Value = serde_json::from_str(details).unwrap_or_default();
    let findings = details.get("findings").and_then(Value::as_array).into_iter().flatten();
    let lines: Vec<&Value> =
        findings.filter_map(|finding| finding.get("lines")?.as_array()).flatten().collect();
    if lines.is_empty() {
        return PreEscaped(String::new());
    }
    let count = |line: &Value, side: &str| {
        let count = line.get(side).and_then(Value::as_u64);
        count.map_or_else(|| "–".to_owned(), |count| voice.number(count))
    };
    html! {
        table.differences {
            caption.hidden { (voice.say(Phrase::Differing)) }
            thead { tr {
                th scope="col" { (voice.label(Word::Candidate)) }
                th.count scope="col" { (voice.say(Phrase::OverAir)) }
                th.count scope="col" { (voice.say(Phrase::OnCard)) }
            } }
            tbody {
                @for line in lines {
                    tr {
                        th scope="row" { bdi { (line.get("place").and_then(Value::as_str).unwrap_or_default()) } }
                        td.count { (count(line, "air")) }
                        td.count { (count(line, "card")) }
                    }
                }
            }
        }
    }
}
