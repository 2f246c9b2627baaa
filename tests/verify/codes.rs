//! QR codes of tapes: drawn by the box, photographed by observers, read, and believed only if signed and certified.

use image::GrayImage;
use rts_core::record::Content;
use rts_core::seal::CommissionKey;
use rts_core::tape::code::{Symbol, key_symbol, symbols_of};
use rts_core::tape::{Bitmap, Paper};

use super::capture::{HURRIED, Shot, photograph};
use super::world::{World, certificate, drawn, large, on_paper, roster, tally};

/// The codes of a result that needs three, and the code of the key.
fn taped() -> (World, Vec<Symbol>) {
    let (world, tally) = large();
    let symbols = world.symbols(&world.result(1, &tally));
    assert_eq!(symbols.len(), 4, "the ballot is not of the size that this test needs");
    (world, symbols)
}

fn texts(symbols: &[Symbol]) -> Vec<&str> {
    symbols.iter().map(|symbol| symbol.text.as_str()).collect()
}

#[test]
fn pictures_of_a_tapes_codes_verify_in_any_order_without_a_key_given() {
    let (world, symbols) = taped();
    let mut pictures = world.pictures("tape", &symbols);
    pictures.swap(0, 3);
    pictures.swap(1, 2);
    let ran = world.json(&pictures);
    assert_eq!(ran.code, 0, "{ran:?}");
    let [result] = ran.good("result").try_into().unwrap();
    assert_eq!(result["station"], "A-01");
    assert_eq!(result["tally"]["contests"][0]["blank"], 10);
    assert_eq!(ran.good("certificate").len(), 1);
    assert_eq!(ran.json()["package"]["certificate_checked"], true);
}

#[test]
fn a_picture_of_the_whole_tape_verifies_and_shows_the_result() {
    let world = World::new();
    let symbols = world.symbols(&world.result(2, &tally()));
    let mut strip = Bitmap::new(384, 900);
    for symbol in &symbols {
        strip.append(&symbol.draw(Paper::Mm58).unwrap());
        strip.extend(1_000);
    }
    let tape = world.picture("tape.png", &on_paper(&strip));
    let ran = world.verify(&[&tape]);
    assert_eq!(ran.code, 0, "{ran:?}");
    for said in [
        "Station A-02 River School",
        "Approved by: 1 Ida, 2 Jon",
        "The signature is good",
        "Everything verifies",
    ] {
        assert!(ran.out.contains(said), "{said}: {}", ran.out);
    }
}

#[test]
fn a_hurried_photograph_as_a_jpeg_is_read() {
    let world = World::new();
    let symbols = world.symbols(&world.result(1, &tally()));
    let shots = [HURRIED, Shot { degrees: 95.0, ..HURRIED }, Shot { degrees: 181.0, tilt: 0.16, ..HURRIED }];
    for (number, shot) in shots.into_iter().enumerate() {
        let take = |name: &str, paper: &GrayImage| world.write(name, photograph(paper, shot));
        let record = take(&format!("{number}-record.jpg"), &drawn(&symbols[0]));
        let key = take(&format!("{number}-key.jpeg"), &drawn(&symbols[1]));
        let ran = world.json(&[record, key]);
        assert_eq!(ran.code, 0, "{shot:?} {ran:?}");
        assert_eq!(ran.good("result").len(), 1, "{shot:?}");
    }
}

#[test]
fn texts_of_codes_are_taken_as_arguments_from_a_file_and_from_standard_input() {
    let (world, symbols) = taped();
    let texts = texts(&symbols);
    assert_eq!(world.json(&texts).good("result").len(), 1);
    let file = world.write("scanned.txt", format!("\u{FEFF}my tape\r\n{}\r\n", texts.join("\r\n")));
    assert_eq!(world.json(&[file]).good("result").len(), 1);
    let ran = world.verify_with(&["-", "--json"], &texts.join("\n"));
    assert_eq!((ran.code, ran.good("result").len()), (0, 1), "{ran:?}");
}

#[test]
fn a_missing_part_is_named_with_the_caption_to_photograph() {
    let (world, symbols) = taped();
    let ran = world.json(&texts(&[symbols[0].clone(), symbols[2].clone(), symbols[3].clone()]));
    assert_eq!((ran.code, ran.codes()), (1, vec!["R06".to_owned()]), "{ran:?}");
    let json = ran.json();
    let missing = &json["findings"][0];
    assert_eq!((&missing["missing"][0], &missing["parts"]), (&2.into(), &3.into()), "{json}");
    assert!(missing["message"].as_str().unwrap().contains("photograph \"QR code 2 of 3\""), "{json}");
    let ran = world.verify(&[symbols[3].text.as_str()]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("R06") && ran.out.contains("only a key"), "{}", ran.out);
}

#[test]
fn the_part_of_another_station_is_not_joined() {
    let (world, symbols) = taped();
    let (_, mut tally) = large();
    tally.contests[0].blank += 1;
    tally.contests[0].invalid -= 1;
    let others = world.symbols(&world.result(2, &tally));
    let mixed = [&symbols[0], &others[1], &symbols[2], &symbols[3]].map(|symbol| symbol.text.as_str());
    let ran = world.json(&mixed);
    assert_eq!((ran.code, ran.codes()), (1, vec!["R06".to_owned(), "R06".to_owned()]), "{ran:?}");
    let both: Vec<&str> = texts(&symbols).into_iter().chain(texts(&others)).collect();
    assert_eq!(world.json(&both).good("result").len(), 2);
}

#[test]
fn a_record_is_not_shown_without_a_key_that_the_commission_certified() {
    let world = World::new();
    let signed = world.result(1, &tally());
    let code = symbols_of(&signed, &world.digest(), Paper::Mm58).remove(0).text;
    let key = |signer: &CommissionKey, station| key_symbol(&certificate(station, signer)).text;
    assert_eq!(world.json(&[&code]).codes(), ["R07"]);
    let forged = key(&CommissionKey::from_seed(&[99; 32]), 1);
    let ran = world.json(&[&code, &forged]);
    assert_eq!(ran.codes(), ["R08", "R08"], "{ran:?}");
    assert!(ran.good("result").is_empty() && !ran.out.contains("ballots_cast"), "{ran:?}");
    // The certified key of another station's box is none of this one.
    assert_eq!(world.json(&[&code, &key(&roster(), 2)]).codes(), ["R07"]);
    let given = super::world::device(1).public().to_string();
    assert_eq!(world.json(&[code.as_str(), "--key", &given]).code, 0);
}

#[test]
fn a_forged_signature_or_changed_number_is_found() {
    let world = World::new();
    let mut signed = world.result(1, &tally());
    signed.signature[5] ^= 1;
    assert_eq!(world.json(&texts(&world.symbols(&signed))).codes(), ["R01"]);
    let mut signed = world.result(1, &tally());
    *signed.r.last_mut().unwrap() ^= 1;
    assert_eq!(world.json(&texts(&world.symbols(&signed))).codes(), ["R01"]);
}

#[test]
fn a_record_of_another_package_is_told_from_a_forged_one() {
    let (one, other) = (World::new(), World::with(|definition| definition.election.version = 3));
    let ran = other.json(&texts(&one.symbols(&one.result(1, &tally()))));
    assert_eq!(ran.codes(), ["R10"], "{ran:?}");
    assert!(ran.out.contains(&hex::encode(&one.digest()[..8])), "{ran:?}");
}

#[test]
fn a_picture_without_a_code_or_that_is_none_is_told() {
    let world = World::new();
    let blank = world.picture("blank.png", &GrayImage::from_pixel(300, 300, image::Luma([200])));
    assert_eq!(world.json(&[&blank]).codes(), ["R09"]);
    let broken = world.write("broken.jpg", [0xFF, 0xD8, 0xFF, 0xE0, 0, 0]);
    assert_eq!(world.json(&[&broken]).codes(), ["X01"]);
    let text = world.write("notes.txt", "nothing of a tape");
    assert_eq!(world.json(&[&text]).codes(), ["R09"]);
}

#[test]
fn a_picture_that_claims_to_be_huge_is_refused_before_it_is_decoded() {
    let world = World::new();
    let mut png = std::fs::read(world.picture("small.png", &GrayImage::new(8, 8))).unwrap();
    // Width and height in the header, then its checksum (PNG, third edition, section 11.2.1).
    png[16..24].copy_from_slice(&[0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF]);
    let sum = crc(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&sum);
    let ran = world.json(&[world.write("huge.png", png)]);
    assert_eq!(ran.codes(), ["X01"]);
    assert!(ran.out.contains("65535 x 65535"), "{ran:?}");
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & 0_u32.wrapping_sub(crc & 1)))
    };
    !bytes.iter().fold(u32::MAX, step)
}

#[test]
fn a_result_is_shown_in_the_language_asked_for_with_its_names_and_digits() {
    let world = World::with(|definition| definition.rules.tape.digits = rts_core::election::Digits::Arab);
    let symbols = world.symbols(&world.result(1, &tally()));
    let arguments =
        |language| texts(&symbols).into_iter().chain(["--language", language]).collect::<Vec<_>>();
    let arabic = world.verify(&arguments("ar")).out;
    for said in ["مدرسة النهر", "مرشح 1", "المجلس", "١٥٠٠"] {
        assert!(arabic.contains(said), "{said}: {arabic}");
    }
    for (language, registered) in
        [("ckb", "دەنگدەر"), ("sq", "Zgjedhës"), ("kk", "айлаушы"), ("fr", "lecteurs")]
    {
        let out = world.verify(&arguments(language)).out;
        assert!(out.contains(registered), "{language}: {out}");
    }
    let ran = world.verify(&arguments("tlh"));
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("ckb"), "{ran:?}");
}

#[test]
fn a_zero_tape_is_no_result_to_compare() {
    let world = World::new();
    let signed = world.record(1, Content::Zero);
    let ran = world.json(&texts(&world.symbols(&signed)));
    assert_eq!((ran.code, ran.good("zero").len()), (0, 1), "{ran:?}");
}
