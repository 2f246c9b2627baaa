//! What stands around every page: the head, the name of the election, the ways to the other pages, the foot.

use maud::{DOCTYPE, Markup, html};
use rts_core::tape::words::{Language, Word};

use super::view::View;
use super::words::{Phrase, Voice, languages, own_name};

/// The style of all pages.
pub(in crate::center) const STYLE: &str = include_str!("style.css");

/// Pages of the staff that show themselves again by themselves.
const ALIVE: [&str; 2] = ["index.html", "stations.html"];
/// The page of what is set aside.
pub(super) const HELD: &str = "held.html";
/// The page of what cards said.
pub(super) const CARDS: &str = "cards.html";

/// Nothing but the style beside the page: no script, no picture, no form, no connection.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'";

/// Whoever reads a live page.
#[derive(Clone, Copy, Debug)]
pub(in crate::center) struct Reader<'a> {
    /// Who.
    pub(in crate::center) name: &'a str,
    /// What every form of the session carries.
    pub(in crate::center) token: &'a str,
}

/// A page of the site.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page<'a> {
    /// Who reads it, where it is live.
    pub(super) reader: Option<Reader<'a>>,
    /// The way from the page up to the folder of its language, such as `../`.
    pub(super) up: &'a str,
    /// The name of its file below the folder of its language.
    pub(super) path: &'a str,
    /// What the browser calls it, before the name of the election.
    pub(super) title: &'a str,
}

/// The page as a whole.
pub(super) fn frame(voice: &Voice, view: &View<'_>, page: Page<'_>, body: &Markup) -> Markup {
    let election = &view.definition.election;
    let name = voice.name(&election.name);
    let Page { up, path, title, reader } = page;
    html! {
        (DOCTYPE)
        html lang=(voice.language.tag()) dir=(voice.direction()) {
            head {
                meta charset="utf-8";
                @if page.reader.is_none() { meta http-equiv="Content-Security-Policy" content=(POLICY); }
                @else if ALIVE.contains(&path) { meta http-equiv="refresh" content="20"; }
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " – " (name) }
                link rel="stylesheet" href={ (up) "../style.css" };
            }
            body {
                a.skip href="#main" { (voice.say(Phrase::Skip)) }
                header.top {
                    p.authority { (voice.name(&election.authority)) " · " time dir="ltr" { (voice.digits(&election.date)) } }
                    p.name { (name) }
                    @if election.test { p.test { (voice.label(Word::MarkTest)) ": " (voice.label(Word::NotAResult)) } }
                    (menu(voice, view, page))
                }
                main #main { (body) }
                (foot(voice, view, reader))
            }
        }
    }
}

fn menu(voice: &Voice, view: &View<'_>, page: Page<'_>) -> Markup {
    let Page { up, path, reader, .. } = page;
    let ways = [("index.html", Phrase::Results), ("stations.html", Phrase::Stations)];
    let more: &[(&str, Phrase)] = match reader {
        None => &[("check.html", Phrase::Check)],
        Some(_) => &[(HELD, Phrase::HeldRecords), (CARDS, Phrase::Cards)],
    };
    html! {
        nav.ways aria-label=(voice.say(Phrase::Results)) {
            @for (file, phrase) in ways.iter().chain(more).copied() {
                a href={ (up) (file) } aria-current=[(file == path).then_some("page")] { (voice.say(phrase)) }
            }
        }
        nav.languages aria-label=(voice.say(Phrase::Language)) {
            @for language in languages(view.definition) {
                (language_way(voice, language, up, path))
            }
        }
    }
}

fn language_way(voice: &Voice, language: Language, up: &str, path: &str) -> Markup {
    let tag = language.tag();
    let own = language == voice.language;
    html! {
        a href={ (up) "../" (tag) "/" (path) } lang=(tag) hreflang=(tag) aria-current=[own.then_some("true")] {
            (own_name(language))
        }
    }
}

fn foot(voice: &Voice, view: &View<'_>, reader: Option<Reader<'_>>) -> Markup {
    html! {
        footer {
            @if let Some(Reader { name, token }) = reader {
                form.leave method="post" action="/logout" {
                    input type="hidden" name="token" value=(token);
                    bdi { (name) } " "
                    button type="submit" { (voice.say(Phrase::LogOut)) }
                }
            }
            p { (voice.say(Phrase::Updated)) " " time dir="ltr" { (voice.digits(&view.stated)) } }
            p { (voice.say(Phrase::PaperPrevails)) }
            @if let Some((entries, root)) = &view.head {
                p.root {
                    (voice.say(Phrase::Entries)) " " (voice.number(*entries)) " · " (voice.say(Phrase::Root)) " "
                    code dir="ltr" { (root) }
                }
            }
        }
    }
}
