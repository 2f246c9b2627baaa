//! Whole tapes as the box prints them, handed to an observer's program as scans and photographs of sheets.

use image::{GrayImage, imageops};
use rts_core::record::{Record, SignedRecord};
use rts_core::tape::code::read_gray;
use rts_core::tape::{
    Attested, Bitmap, Impression, Issue, Moment, Origin, Paper, Sheet, Stamp, Tape, Transmission,
};

use super::capture::{HURRIED, Shot, photograph};
use super::world::{World, certificate, on_paper, roster, tally};

/// Longest sheet in rows of dots.
const ROWS: u32 = 1_600;

/// The sheets of the tape of a result on paper of 80 mm.
fn sheets(world: &World, signed: &SignedRecord) -> Vec<Bitmap> {
    let station = &world.definition.stations[0];
    let origin = Origin {
        definition: &world.definition,
        station,
        device: signed.base.device,
        package_digest: world.digest(),
        key_id: "a1b2".to_owned(),
        certificate: Some(certificate(station.number, &roster())),
        software: "1.0".to_owned(),
        software_digest: Vec::new(),
        paper: Paper::Mm80,
        offset: 180,
    };
    let record = Record::parse(signed.base, &signed.r, &world.definition).unwrap();
    let attested = Attested { record: &record, signed, fingerprint: signed.fingerprint(&world.digest()) };
    let tape = Tape::of_record(&origin, attested, None, &Transmission::NotSent).unwrap();
    let impression = Impression {
        copy: 1,
        copies: 2,
        attempt: 1,
        issue: Issue::Original,
        moment: Moment::BeforeSending,
        printed_at: Stamp::default(),
    };
    tape.sheets(Some(ROWS)).iter().map(|sheet: &Sheet| sheet.picture(&impression)).collect()
}

fn arabic() -> World {
    World::with(|definition| {
        definition.election.languages = vec!["ar".to_owned(), "ckb".to_owned()];
        definition.rules.tape.digits = rts_core::election::Digits::Arab;
    })
}

#[test]
fn a_scan_of_a_whole_arabic_tape_verifies_in_one_picture() {
    let world = arabic();
    let mut tape = Bitmap::new(576, 0);
    for sheet in sheets(&world, &world.result(1, &tally())) {
        tape.append(&sheet);
    }
    let picture = world.picture("tape.png", &on_paper(&tape));
    let ran = world.json(&[&picture]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!((ran.good("result").len(), ran.good("certificate").len()), (1, 1), "{ran:?}");
}

/// The paper around the code whose text begins like this, as somebody photographs it from close up.
fn around(sheets: &[Bitmap], start: &str) -> GrayImage {
    const HIGH: u32 = 760;
    for sheet in sheets {
        let paper = on_paper(sheet);
        let piece = |top: u32| {
            let high = HIGH.min(paper.height() - top);
            imageops::crop_imm(&paper, 0, top, paper.width(), high).to_image()
        };
        let has_code = |top: &u32| {
            let piece = piece(*top);
            let (wide, high) = (piece.width() as usize, piece.height() as usize);
            let texts = read_gray(wide, high, |x, y| piece.get_pixel(x as u32, y as u32).0[0]);
            texts.iter().any(|text| text.starts_with(start))
        };
        let tops: Vec<u32> =
            (0..paper.height().saturating_sub(HIGH / 2)).step_by(100).filter(has_code).collect();
        if let Some(top) = tops.get(tops.len() / 2) {
            return piece(*top);
        }
    }
    panic!("no sheet has a code {start}")
}

#[test]
fn photographs_of_a_printed_tapes_codes_verify_and_one_of_its_head_has_none() {
    let world = arabic();
    let sheets = sheets(&world, &world.result(1, &tally()));
    let shot = Shot { degrees: 4.0, scale: 1.2, tilt: 0.06, blur: 0.9, ..HURRIED };
    let take = |start: &str, name: &str| world.write(name, photograph(&around(&sheets, start), shot));
    let photographs = [take("RT1K:", "key.jpg"), take("RT1:", "record.jpg")];
    let ran = world.json(&photographs);
    assert_eq!((ran.code, ran.good("result").len(), ran.good("certificate").len()), (0, 1, 1), "{ran:?}");
    let head = imageops::crop_imm(&on_paper(&sheets[0]), 0, 0, 500, 400).to_image();
    assert_eq!(world.json(&[world.picture("head.png", &head)]).codes(), ["R09"]);
}
