//! Every language says everything, with the right plurals, digits and directions.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;

use super::speech::{bundle, read, source, speak};
use super::*;
use crate::election::sample::definition;
use crate::record::{Kind, Reason};
use crate::tape::letters;

/// What is given for an argument by its name, as tapes give it.
fn example(name: &str) -> Argument<'static> {
    match name {
        "title" | "name" => Argument::Text("حزب X"),
        "code" | "time" | "share" | "block" => Argument::Text("12-3"),
        "kind" => Argument::Word(Word::KindResult),
        "verdict" => Argument::Word(Word::VerdictAccepted),
        "sum" => Argument::Word(Word::CheckContest),
        _ => Argument::Number(14),
    }
}

fn examples(word: Word) -> Vec<(&'static str, Argument<'static>)> {
    word.arguments().iter().map(|name| (*name, example(name))).collect()
}

fn words(tags: &[&str], digits: Digits) -> Words {
    Words::new(&tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>(), digits)
}

/// Without the isolates around arguments.
fn plain(text: &str) -> String {
    text.replace(['\u{2068}', '\u{2069}'], "")
}

fn said(tag: &str, word: Word, arguments: &[(&'static str, Argument<'_>)]) -> String {
    plain(&words(&[tag], Digits::Latn).say(word, arguments).first)
}

/// Messages of a file with the names of their arguments, read line by line and not by Fluent.
fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut now = String::new();
    for line in source(language).lines().filter(|line| !line.starts_with('#')) {
        if let Some((id, _)) = line.split_once(" = ").filter(|(id, _)| !id.starts_with(' ')) {
            id.clone_into(&mut now);
            assert!(found.insert(now.clone(), BTreeSet::new()).is_none(), "{language:?} has {id} twice");
        }
        for rest in line.split('$').skip(1) {
            let name = rest.chars().take_while(char::is_ascii_lowercase).collect();
            found.get_mut(&now).unwrap().insert(name);
        }
    }
    found
}

#[test]
fn every_language_has_every_message_with_the_same_arguments_and_no_other() {
    let table: BTreeMap<String, BTreeSet<String>> = Word::ALL
        .iter()
        .map(|word| (word.id().to_owned(), word.arguments().iter().map(|it| (*it).to_owned()).collect()))
        .collect();
    assert_eq!(table.len(), Word::ALL.len(), "two words have one id");
    for language in Language::ALL {
        if let Err((_, errors)) = FluentResource::try_new(source(language).to_owned()) {
            panic!("{language:?}: {errors:?}");
        }
        assert_eq!(messages(language), table, "{language:?}");
    }
}

#[test]
fn no_message_is_spoken_in_another_language_than_its_own() {
    let nothing = read(Language::En, "", Digits::Latn);
    for language in Language::ALL {
        let own = bundle(language, Digits::Latn);
        for word in Word::ALL {
            let text = speak(own, &nothing, Digits::Latn, *word, &examples(*word));
            assert_ne!(text, word.id(), "{language:?}");
            assert!(!text.contains(['{', '}', '$']) && !text.trim().is_empty(), "{language:?} {text}");
        }
    }
    let arabic = said("ar", Word::SheetOf, &examples(Word::SheetOf));
    assert_eq!(arabic, "الورقة 14 من 14");
}

#[test]
fn every_letter_of_every_language_has_a_glyph() {
    for digits in [Digits::Latn, Digits::Arab, Digits::Arabext] {
        for language in Language::ALL {
            let words = words(&[language.tag()], digits);
            for word in Word::ALL {
                let text = words.say(*word, &examples(*word)).first;
                assert_eq!(letters::missing(&text), None, "{language:?} {text}");
            }
            assert_eq!(letters::missing(&words.digits("2026-11-21 22:03:22 +03:00")), None);
            assert_eq!(letters::missing(&words.percent(1, 3).unwrap().first), None);
        }
    }
}

#[test]
fn arabic_has_six_plurals() {
    let rows = |rows| {
        let given = [
            ("sheet", Argument::Number(1)),
            ("sheets", Argument::Number(2)),
            ("rows", Argument::Number(rows)),
        ];
        said("ar-IQ", Word::SheetEnd, &given).split_once("، ").unwrap().1.to_owned()
    };
    assert_eq!(rows(0), "لا أسطر (0)");
    assert_eq!(rows(1), "سطر واحد (1)");
    assert_eq!(rows(2), "سطران (2)");
    assert_eq!(rows(3), "3 أسطر");
    assert_eq!(rows(10), "10 أسطر");
    assert_eq!(rows(11), "11 سطرًا");
    assert_eq!(rows(99), "99 سطرًا");
    assert_eq!(rows(100), "100 سطر");
    assert_eq!(rows(102), "102 سطر");
    assert_eq!(rows(103), "103 أسطر");
    let one = |tag, votes| said(tag, Word::VotesEach, &[("votes", Argument::Number(votes))]);
    assert_eq!(one("en", 1), "Each ballot has 1 vote.");
    assert_eq!(one("en", 2), "Each ballot has 2 votes.");
    assert_eq!(one("sq", 1), "Çdo fletë votimi ka 1 votë.");
    assert_eq!(one("sq", 5), "Çdo fletë votimi ka 5 vota.");
}

#[test]
fn a_number_stands_in_digits_whatever_its_plural() {
    for language in Language::ALL {
        for digits in [Digits::Latn, Digits::Arab, Digits::Arabext] {
            let words = words(&[language.tag()], digits);
            for word in Word::ALL {
                for number in [0, 1, 2, 3, 11, 100, 4_000_000_000, 1 << 53, (1 << 53) + 1, u64::MAX] {
                    let mut given = examples(*word);
                    for (_, argument) in &mut given {
                        if matches!(argument, Argument::Number(_)) {
                            *argument = Argument::Number(number);
                        }
                    }
                    let text = words.say(*word, &given).first;
                    let numbers = given.iter().filter(|(_, it)| matches!(it, Argument::Number(_))).count();
                    assert!(text.matches(&words.number(number)).count() >= numbers, "{text} {number}");
                }
            }
        }
    }
}

#[test]
fn digits_are_those_of_the_election() {
    assert_eq!(words(&["ar"], Digits::Arab).number(9_876_543_210), "٩٨٧٦٥٤٣٢١٠");
    assert_eq!(words(&["ckb"], Digits::Arabext).number(9_876_543_210), "۹۸۷۶۵۴۳۲۱۰");
    assert_eq!(words(&["ar"], Digits::Latn).number(u64::MAX), "18446744073709551615");
    let arab = words(&["ar"], Digits::Arab);
    assert_eq!(
        plain(&arab.say(Word::AttemptNumber, &[("attempt", Argument::Number(12))]).first),
        "المحاولة ١٢"
    );
    let code =
        arab.say(Word::StationNamed, &[("code", Argument::Text("A-12")), ("name", Argument::Text("x"))]);
    assert_eq!(plain(&code.first), "المحطة A-12 x", "a code keeps its digits");
    assert_eq!(
        arab.digits("2026-11-21 22:03:22 +03:00"),
        "٢٠٢٦\u{200e}-\u{200e}١١\u{200e}-\u{200e}٢١\u{200e} \u{200e}٢٢:٠٣:٢٢\u{200e} +\u{200e}٠٣:٠٠"
    );
    assert_eq!(words(&["fa"], Digits::Arabext).digits("21:03"), "۲۱:۰۳");
}

#[test]
fn a_number_is_spelled_digit_by_digit() {
    assert_eq!(words(&["ar"], Digits::Arab).spelled(120).first, "واحد اثنان صفر");
    let both = words(&["en", "fr"], Digits::Latn).spelled(9);
    assert_eq!((both.first.as_str(), both.second.as_deref()), ("nine", Some("neuf")));
    assert_eq!(words(&["kk"], Digits::Latn).spelled(0).first, "нөл");
}

#[test]
fn percent_have_the_sign_of_their_language_and_are_rounded() {
    let percent = |tag, digits, part, whole| {
        words(&[tag], digits).percent(part, whole).map(|share| plain(&share.first))
    };
    assert_eq!(percent("en", Digits::Latn, 2, 3).unwrap(), "66.7 %");
    assert_eq!(percent("fr", Digits::Latn, 1, 3).unwrap(), "33,3\u{a0}%");
    assert_eq!(percent("ar", Digits::Arab, 1, 2000).unwrap(), "٠٫١٪");
    assert_eq!(percent("en", Digits::Latn, u64::MAX, u64::MAX).unwrap(), "100.0 %");
    assert_eq!(percent("en", Digits::Latn, 0, 0), None);
}

#[test]
fn tags_lead_to_languages_whatever_their_region() {
    let of = |tag: &str| Language::of(tag).map(Language::tag);
    assert_eq!(of("ar-IQ"), Some("ar"));
    assert_eq!(of("ckb-Arab-IQ"), Some("ckb"));
    assert_eq!(of("ku-IQ"), Some("ckb"));
    assert_eq!(of("ku-Arab"), Some("ckb"));
    assert_eq!(
        (of("ku"), of("ku-TR"), of("kk-Arab"), of("de"), of("not a tag")),
        (None, None, None, None, None)
    );
    for language in Language::ALL {
        assert_eq!(Language::of(language.tag()), Some(language));
    }
}

#[test]
fn the_first_two_languages_with_labels_lead_and_english_stands_in() {
    let languages = |tags: &[&str]| words(tags, Digits::Latn).languages();
    assert_eq!(languages(&["de", "ar-IQ", "ar", "ckb", "en"]), (Language::Ar, Some(Language::Ckb)));
    assert_eq!(languages(&["kk"]), (Language::Kk, None));
    assert_eq!(languages(&["de"]), (Language::En, None));
    assert_eq!(languages(&[]), (Language::En, None));
    assert_eq!(words(&["ckb", "en"], Digits::Latn).direction(), Direction::RightToLeft);
    assert_eq!(words(&["sq", "ar"], Digits::Latn).direction(), Direction::LeftToRight);
    let both = words(&["ar", "en"], Digits::Latn).label(Word::Station);
    assert_eq!((both.first.as_str(), both.second.as_deref()), ("المحطة", Some("Station")));
}

#[test]
fn a_name_of_the_other_direction_stands_between_isolates() {
    let named = |name| {
        let given = [("number", Argument::Number(3)), ("name", Argument::Text(name))];
        words(&["en"], Digits::Latn).say(Word::ListNamed, &given).first
    };
    assert_eq!(named("حزب"), "List \u{2068}3\u{2069}: \u{2068}حزب\u{2069}");
    assert_eq!(named("a\u{202e}b\u{1b}[2J\u{2069}c\n"), "List \u{2068}3\u{2069}: \u{2068}ab[2Jc\u{2069}");
    assert_eq!(named("\u{2067}حزب\u{2069}!"), "List \u{2068}3\u{2069}: \u{2068}\u{2067}حزب\u{2069}!\u{2069}");
}

#[test]
fn what_cannot_be_said_in_one_language_is_said_in_english() {
    let english = bundle(Language::En, Digits::Latn);
    let broken = read(
        Language::Fr,
        "tape-zero = { \nstation = { $unknown }\ncheck-good = { check-good }\nopened = { NUMBER($x, y: 1) }\n\
         .a = b\nregistered-voters = { -term }\nsignal-bars = { $bars ->\n",
        Digits::Latn,
    );
    for word in Word::ALL {
        let given = examples(*word);
        let expected = speak(english, english, Digits::Latn, *word, &given);
        assert_eq!(speak(&broken, english, Digits::Latn, *word, &given), expected);
    }
    let given = [("sheet", Argument::Number(1)), ("nobody", Argument::Text("asked"))];
    let text = words(&["fr"], Digits::Latn).say(Word::SheetOf, &given).first;
    assert_eq!(plain(&text), "Sheet 1 of {$sheets}", "what is missing is named, in English");
    let nothing = read(Language::En, "", Digits::Latn);
    assert_eq!(speak(&nothing, &nothing, Digits::Latn, Word::Void, &[]), "void");
    let turned = [("kind", Argument::Word(Word::SheetOf)), ("number", Argument::Number(1))];
    assert!(words(&["kk"], Digits::Latn).say(Word::RecordNamed, &turned).first.contains("Парақ"));
}

#[test]
fn kinds_and_reasons_have_words_of_their_own() {
    let ids: BTreeSet<_> = Kind::ALL.map(|kind| Word::of_kind(kind).id()).into();
    assert_eq!(
        ids,
        Kind::ALL
            .iter()
            .map(|kind| format!("kind-{}", kind.name()))
            .collect::<Vec<_>>()
            .iter()
            .map(String::as_str)
            .collect()
    );
    for reason in Reason::ALL {
        assert_eq!(Word::of_reason(reason).id(), format!("reason-{}", reason.name()));
    }
    assert_eq!(Word::of_outcome("no-service"), Some(Word::OutcomeNoService));
    assert_eq!((Word::of_verdict("x"), Word::of_cause("")), (None, None));
}

#[test]
fn languages_without_labels_are_named_once() {
    let mut package = definition();
    assert_eq!(without_labels(&package), Vec::<String>::new());
    package.stations[0].languages = vec!["de".to_owned(), "ar".to_owned()];
    package.election.languages.push("de".to_owned());
    package.election.languages.push("az".to_owned());
    assert_eq!(without_labels(&package), ["az", "de"]);
}

#[test]
fn words_can_be_shared_between_tasks() {
    fn shared<T: Send + Sync + Copy>(_: T) {}
    shared(words(&["ar"], Digits::Arab));
}
