//! The page as a person has it: six languages, small screens, dark colors, no network.

use rts_core::election::Digits;
use rts_core::seal::{CommissionKey, package_digest, sign_package};
use rts_core::tape::Paper;
use rts_core::tape::code::symbols_of;
use serde_json::{Value, json};

use crate::browser::{Scenario, card, live};
use crate::world::{box_code, definition, device, frozen, key, sign, tape, texts, trusting};

const LANGUAGES: [(&str, &str); 6] =
    [("ar", "rtl"), ("ckb", "rtl"), ("sq", "ltr"), ("kk", "ltr"), ("en", "ltr"), ("fr", "ltr")];

/// A genuine tape, one with a part missing, a test, and a forged one.
fn all_verdicts() -> Vec<String> {
    let mut forged = frozen(4);
    forged.signature[40] ^= 1;
    let mut codes = tape(&frozen(0));
    codes.extend(texts(&frozen(3), Paper::Mm58).into_iter().take(1));
    codes.extend(texts(&frozen(18), Paper::Mm80));
    codes.extend(texts(&forged, Paper::Mm80));
    codes.push(box_code(1004));
    codes
}

#[test]
fn every_language_says_every_verdict_on_a_narrow_screen() {
    let scenarios = LANGUAGES.map(|(language, _)| {
        let scenario =
            trusting().phone("en", 360, false).step(json!({"say": language})).paste(&all_verdicts());
        scenario.shot(&format!("verdicts-{language}-360.png"))
    });
    let mut titles = std::collections::BTreeSet::new();
    for (answer, (language, direction)) in live(&scenarios).iter().zip(LANGUAGES) {
        assert_eq!((&answer["language"], &answer["direction"]), (&language.into(), &direction.into()));
        let cards = answer["cards"].as_array().unwrap();
        let verdicts: Vec<_> = cards.iter().map(|card| card["verdict"].as_str().unwrap()).collect();
        assert_eq!(verdicts, ["genuine", "waiting", "test", "false"], "{language}");
        for card in cards {
            assert!(titles.insert(card["title"].to_string()), "{language}: {}", card["title"]);
            assert!(
                !card["next"].as_str().unwrap().contains('.') || card["next"].as_str().unwrap().len() > 10
            );
        }
        for fault in ["unsaid", "small", "unnamed"] {
            assert_eq!(answer[fault], json!([]), "{language}: {fault}");
        }
        assert_eq!(answer["overflow"], false, "{language} does not fit");
    }
    assert_eq!(titles.len(), 24);
}

#[test]
fn numbers_have_the_digits_of_the_election_s_tapes() {
    let folder = tempfile::tempdir().unwrap();
    let mut definition = definition();
    definition.rules.tape.digits = Digits::Arab;
    let root = CommissionKey::from_hex(&key("root_seed")).unwrap();
    let path = folder.path().join("package.json");
    std::fs::write(&path, sign_package(&definition, &root).unwrap()).unwrap();
    let digest = package_digest(&definition).unwrap();
    let record = sign(frozen(0), &device(), &digest);
    let mut codes: Vec<String> =
        symbols_of(&record, &digest, Paper::Mm80).into_iter().map(|symbol| symbol.text).collect();
    codes.push(box_code(1001));
    let scenario = Scenario::new().phone("ar", 360, false).files("package-file", &[path]);
    let answer = scenario.root_key(&key("root_key")).paste(&codes).shot("digits-ar-360.png").live();
    let card = card(&answer);
    assert_eq!(card["votes"], json!(["١٢٠", "٨٤"]));
    assert_eq!(card["totals"], json!(["٣٠٠", "٢١٢", "٢٠٤", "٣", "٥"]));
    let print = record.fingerprint(&digest).to_string();
    assert_eq!(card["fingerprint"], print.as_str(), "fingerprints are the same in every language");
}

#[test]
fn the_page_speaks_the_phone_s_language_from_the_start() {
    let phones = [("ar-IQ", "ar"), ("kk-KZ", "kk"), ("fr-CH", "fr"), ("sq", "sq"), ("ja", "en")];
    let scenarios = phones.map(|(phone, _)| Scenario::new().phone(phone, 360, false));
    for (answer, (phone, language)) in live(&scenarios).iter().zip(phones) {
        assert_eq!(answer["language"], language, "{phone}");
    }
}

#[test]
fn a_long_ballot_fits_narrow_and_wide_screens_in_both_directions() {
    let codes = [texts(&frozen(6), Paper::Mm80), vec![box_code(1002)]].concat();
    let sizes = [("ar", 360), ("en", 360), ("ar", 1024), ("en", 1024)];
    let scenarios = sizes.map(|(language, width)| {
        let dark = width == 1024;
        trusting().phone(language, width, dark).paste(&codes).shot(&format!("result-{language}-{width}.png"))
    });
    for (answer, (language, width)) in live(&scenarios).iter().zip(sizes) {
        assert_eq!(answer["overflow"], false, "{language} does not fit {width}");
        assert_eq!(card(answer)["verdict"], "genuine");
    }
}

#[test]
fn nothing_that_a_page_can_try_reaches_the_network_or_a_file() {
    let answer = trusting().paste(&tape(&frozen(0))).step(json!({"probe": true})).live();
    let probe = &answer["marks"][0];
    assert_eq!(probe["reached"], json!([]), "{probe}");
    for directive in ["connect-src", "img-src", "require-trusted-types-for"] {
        let stopped = probe["violations"].as_array().unwrap();
        assert!(stopped.contains(&Value::from(directive)), "{directive} stopped nothing: {stopped:?}");
    }
}

#[test]
fn text_that_is_no_code_of_a_tape_is_answered_in_a_sentence() {
    let wrong = ["https://example.org/vote", "RT1:???", "RT1:00000", "RT1K:00000", ""];
    let scenarios = wrong.map(|text| trusting().paste(&[text.to_owned()]));
    for (answer, text) in live(&scenarios).iter().zip(wrong) {
        assert_eq!(answer["cards"], json!([]), "{text}");
        let note = answer["notes"][0].as_str().unwrap();
        assert!(
            note.starts_with("This is not a code") || note.starts_with("A code is damaged"),
            "{text}: {note}"
        );
    }
}
