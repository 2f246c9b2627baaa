//! All pages of a language: the static site writes them down, the staff's server gives them one by one.

use std::collections::BTreeMap;

use maud::{Markup, html};
use rts_core::tape::words::Language;

use super::frame::{Page, Reader, STYLE, frame};
use super::view::{Seen, View};
use super::words::{Phrase, Voice, languages, own_name};
use super::{chart, check, overview, station};

/// Most stations that stand on one page side by side.
const MOST_TOGETHER: usize = 400;

/// The pages of one language.
pub(super) struct Book<'a> {
    pub(super) voice: Voice,
    view: &'a View<'a>,
    reader: Option<Reader<'a>>,
    districts: Vec<(&'a str, Vec<Seen<'a>>)>,
    /// District and state of each station, by its number.
    stations: BTreeMap<u32, (usize, Seen<'a>)>,
}

/// Every file of the static site. The same view gives the same bytes.
pub(in crate::center) fn site(view: &View<'_>) -> Vec<(String, Vec<u8>)> {
    let languages = languages(view.definition);
    let mut files = vec![
        ("style.css".to_owned(), STYLE.as_bytes().to_vec()),
        ("index.html".to_owned(), door(view, &languages).into_string().into_bytes()),
    ];
    for language in languages {
        let book = Book::new(language, view, None);
        files.extend(book.paths().into_iter().filter_map(|path| {
            let page = book.page(&path)?;
            Some((format!("{}/{path}", language.tag()), page.into_string().into_bytes()))
        }));
    }
    files
}

impl<'a> Book<'a> {
    pub(super) fn new(language: Language, view: &'a View<'a>, reader: Option<Reader<'a>>) -> Self {
        let districts: Vec<_> = view.districts().into_iter().collect();
        let stations = districts
            .iter()
            .enumerate()
            .flat_map(|(number, (_, stations))| {
                stations.iter().map(move |seen| (seen.station.number, (number, *seen)))
            })
            .collect();
        Self { voice: Voice::new(language, view.definition), view, reader, districts, stations }
    }

    /// The names of all public pages.
    fn paths(&self) -> Vec<String> {
        let top = ["index.html", "stations.html", "check.html"].map(str::to_owned).into_iter();
        let districts = (0..self.districts.len()).map(|number| format!("district/{number}.html"));
        let stations = self.stations.keys().map(|number| format!("station/{number}.html"));
        top.chain(districts).chain(stations).collect()
    }

    /// The page with this name.
    pub(super) fn page(&self, path: &str) -> Option<Markup> {
        let voice = &self.voice;
        let district = |number| format!("district/{number}.html");
        let (up, title, body) = match path.strip_suffix(".html")?.split_once('/') {
            None => match path {
                "index.html" => {
                    ("", voice.say(Phrase::Results), overview::overview(voice, self.view, &district))
                }
                "stations.html" => ("", voice.say(Phrase::Stations), self.every_station()),
                "check.html" => ("", voice.say(Phrase::Check), check::check(voice, "../")),
                _ => return None,
            },
            Some(("district", number)) => {
                let (name, stations) = self.districts.get(number.parse::<usize>().ok()?)?;
                let way = |station| format!("../station/{station}.html");
                ("../", *name, station::stations(voice, name, stations, &way))
            }
            Some(("station", number)) => {
                let (of, seen) = self.stations.get(&number.parse::<u32>().ok()?)?;
                let way = format!("../{}", district(*of));
                ("../", seen.station.code.as_str(), station::station(voice, self.view, *seen, &way))
            }
            Some(_) => return None,
        };
        Some(self.framed(up, path, title, &body))
    }

    /// A page of this book.
    pub(super) fn framed(&self, up: &str, path: &str, title: &str, body: &Markup) -> Markup {
        frame(&self.voice, self.view, Page { up, path, title, reader: self.reader }, body)
    }

    /// All stations side by side, or their districts where there are too many.
    fn every_station(&self) -> Markup {
        let together = self.stations.len() <= MOST_TOGETHER;
        let stations: Vec<_> = self.view.stations().collect();
        let voice = &self.voice;
        html! {
            h1 { (voice.say(Phrase::Stations)) }
            @if together {
                (chart::states(voice, &stations, true))
                (station::grid(voice, &stations, &|station| format!("station/{station}.html")))
            } @else {
                (overview::districts(voice, self.view, &|number| format!("district/{number}.html")))
            }
        }
    }
}

/// The first file that a web server shows: the ways to the languages. It sends on by itself to the first one.
fn door(view: &View<'_>, languages: &[Language]) -> Markup {
    let first = languages.first().copied().unwrap_or(Language::En);
    let voice = Voice::new(first, view.definition);
    html! {
        (maud::DOCTYPE)
        html lang=(first.tag()) dir=(voice.direction()) {
            head {
                meta charset="utf-8";
                meta http-equiv="refresh" content={ "0; url=" (first.tag()) "/index.html" };
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (voice.name(&view.definition.election.name)) }
                link rel="stylesheet" href="style.css";
            }
            body {
                main {
                    h1 { (voice.name(&view.definition.election.name)) }
                    ul.files {
                        @for language in languages {
                            li { a href={ (language.tag()) "/index.html" } lang=(language.tag()) { (own_name(*language)) } }
                        }
                    }
                }
            }
        }
    }
}
