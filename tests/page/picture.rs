//! Codes as pictures: photos of a tape, several at once, and the camera.

use std::fs::File;
use std::path::{Path, PathBuf};

use rts_core::record::Record;
use rts_core::tape::code::{Symbol, key_symbol, symbols_of};
use rts_core::tape::{Attested, Bitmap, Impression, Issue, Moment, Origin, Paper, Stamp, Tape, Transmission};
use serde_json::json;

use crate::browser::{card, live, verdict};
use crate::world::{BOX, certified, device, frozen, key, package, roster, trusting, vectors};

/// A gray picture.
struct Picture {
    width: usize,
    dots: Vec<u8>,
}

impl Picture {
    /// Symbols one below the other.
    fn of(symbols: &[Symbol], paper: Paper) -> Self {
        Self::lying(&symbols.iter().map(|symbol| symbol.draw(paper).unwrap()).collect::<Vec<_>>())
    }

    /// Pieces of paper one below the other on a gray table.
    fn lying(drawn: &[Bitmap]) -> Self {
        let across = usize::from(drawn[0].width());
        let (width, mut dots) = (across + 120, Vec::new());
        let gap = |dots: &mut Vec<u8>, shade: u8| {
            for _ in 0..60 {
                dots.extend(std::iter::repeat_n(90, 60));
                dots.extend(std::iter::repeat_n(shade, across));
                dots.extend(std::iter::repeat_n(90, 60));
            }
        };
        gap(&mut dots, 90);
        for bitmap in drawn {
            gap(&mut dots, 235);
            for y in 0..bitmap.height() {
                let row = bitmap.row(y);
                dots.extend(std::iter::repeat_n(90, 60));
                dots.extend((0..across).map(|x| if row[x / 8] & (0x80 >> (x % 8)) == 0 { 235 } else { 30 }));
                dots.extend(std::iter::repeat_n(90, 60));
            }
        }
        gap(&mut dots, 235);
        gap(&mut dots, 90);
        Self { width, dots }
    }

    fn height(&self) -> usize {
        self.dots.len() / self.width
    }

    /// As a phone held askew sees it: turned, smaller, blurred, grainy.
    fn photographed(&self, degrees: f64, scale: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let size = |length: usize| (length as f64 * scale * 1.15) as usize;
        let (width, height) = (size(self.width), size(self.height()));
        let mut seed = 1_u32;
        let mut dots = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let (dx, dy) = (x as f64 - width as f64 / 2.0, y as f64 - height as f64 / 2.0);
                let at = |sx: f64, sy: f64| {
                    let (dx, dy) = ((dx + sx) / scale, (dy + sy) / scale);
                    let across = dx * cos - dy * sin + self.width as f64 / 2.0;
                    let down = dx * sin + dy * cos + self.height() as f64 / 2.0;
                    let inside = across >= 0.0 && down >= 0.0 && (across as usize) < self.width;
                    let place = down as usize * self.width + across as usize;
                    if inside { f64::from(*self.dots.get(place).unwrap_or(&90)) } else { 90.0 }
                };
                let blurred = [(0.0, 0.0), (0.6, 0.0), (-0.6, 0.0), (0.0, 0.6), (0.0, -0.6)];
                let sum: f64 = blurred.iter().map(|(sx, sy)| at(*sx, *sy)).sum();
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let grain = f64::from(seed >> 27) - 16.0;
                dots.push((sum / 5.0 + grain).clamp(0.0, 255.0) as u8);
            }
        }
        Self { width, dots }
    }

    fn save(&self, folder: &Path, name: &str) -> PathBuf {
        let path = folder.join(name);
        let (width, height) = (u32::try_from(self.width).unwrap(), u32::try_from(self.height()).unwrap());
        let mut encoder = png::Encoder::new(File::create(&path).unwrap(), width, height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.write_header().unwrap().write_image_data(&self.dots).unwrap();
        path
    }
}

/// The symbols of a frozen record and its box.
fn symbols(place: usize, station: u32, paper: Paper) -> Vec<Symbol> {
    let mut symbols = symbols_of(&frozen(place), &package().digest, paper);
    symbols.push(key_symbol(&certified(&roster(), BOX, station, &device())));
    symbols
}

#[test]
fn photos_of_a_tape_are_read_together_or_code_by_code() {
    let folder = tempfile::tempdir().unwrap();
    let wide = symbols(3, 1004, Paper::Mm80);
    let narrow = symbols(3, 1004, Paper::Mm58);
    let one = Picture::of(&wide, Paper::Mm80).save(folder.path(), "tape.png");
    let apart: Vec<PathBuf> = narrow
        .iter()
        .enumerate()
        .map(|(at, it)| {
            let picture = Picture::of(std::slice::from_ref(it), Paper::Mm58).photographed(4.0, 1.4);
            picture.save(folder.path(), &format!("{at}.png"))
        })
        .collect();
    let askew = Picture::of(&wide, Paper::Mm80).photographed(-7.0, 0.9).save(folder.path(), "askew.png");
    let blank = Picture { width: 400, dots: vec![200; 400 * 300] }.save(folder.path(), "blank.png");
    let scenarios = [
        trusting().files("photo", &[one]),
        trusting().files("photos", &apart),
        trusting().files("photos", &[askew]),
        trusting().files("photos", &apart[1..]),
        trusting().files("photos", &[blank]),
    ];
    let answers = live(&scenarios);
    for answer in &answers[..3] {
        assert_eq!(verdict(card(answer)), ("genuine", "genuine"), "{}", answer["notes"]);
    }
    assert_eq!(card(&answers[3])["why"], "Missing: part 1 of 2.");
    let note = answers[4]["notes"][0].as_str().unwrap();
    assert!(note.starts_with("blank.png: no code of a tape found."), "{note}");
}

/// The sheets of a frozen result, as the printer burns them.
fn sheets(place: usize, paper: Paper) -> Vec<Bitmap> {
    let (package, signed) = (package(), frozen(place));
    let record = Record::parse(signed.base, &signed.r, &package.definition).unwrap();
    let station = package.definition.station(record.facts.station).unwrap();
    let origin = Origin {
        definition: &package.definition,
        station,
        device: BOX,
        package_digest: package.digest,
        key_id: "ed4928c628d1c2c6".to_owned(),
        certificate: Some(certified(&roster(), BOX, station.number, &device())),
        software: "0.1.0".to_owned(),
        software_digest: vec![7; 32],
        paper,
        offset: 180,
    };
    let fingerprint = signed.fingerprint(&package.digest);
    let attested = Attested { record: &record, signed: &signed, fingerprint };
    let tape = Tape::of_record(&origin, attested, None, &Transmission::NotSent).unwrap();
    let impression = Impression {
        copy: 1,
        copies: 5,
        attempt: 1,
        issue: Issue::Original,
        moment: Moment::BeforeSending,
        printed_at: Stamp::default(),
    };
    tape.sheets(Some(1_400)).iter().map(|sheet| sheet.picture(&impression)).collect()
}

#[test]
fn whole_printed_tapes_are_read_from_photos_of_their_sheets() {
    let folder = tempfile::tempdir().unwrap();
    let wide: Vec<PathBuf> = sheets(6, Paper::Mm80)
        .iter()
        .enumerate()
        .map(|(at, sheet)| {
            Picture::lying(std::slice::from_ref(sheet)).save(folder.path(), &format!("{at}.png"))
        })
        .collect();
    assert!(wide.len() > 1, "a tape of several sheets");
    let narrow =
        Picture::lying(&sheets(0, Paper::Mm58)).photographed(-3.0, 1.0).save(folder.path(), "narrow.png");
    let scenarios = [trusting().files("photos", &wide), trusting().files("photos", &[narrow])];
    for (answer, station) in live(&scenarios).iter().zip([1002, 1001]) {
        assert_eq!(verdict(card(answer)), ("genuine", "genuine"), "{}", answer["notes"]);
        assert_eq!(card(answer)["record"]["station"], station);
    }
}

#[test]
fn one_choice_of_files_takes_package_key_photos_and_texts_together() {
    let folder = tempfile::tempdir().unwrap();
    let picture =
        Picture::of(&symbols(0, 1001, Paper::Mm80)[..1], Paper::Mm80).save(folder.path(), "photo.png");
    let (root_key, codes) = (folder.path().join("root.txt"), folder.path().join("codes.txt"));
    std::fs::write(&root_key, format!("{}\n", key("root_key"))).unwrap();
    std::fs::write(&codes, format!("From my QR app\r\n{}\r\n", symbols(0, 1001, Paper::Mm80)[1].text))
        .unwrap();
    let all = [picture, vectors("package.json"), codes, root_key];
    let answer = crate::browser::Scenario::new().files("photos", &all).live();
    assert_eq!(verdict(card(&answer)), ("genuine", "genuine"), "{answer}");
    assert_eq!(answer["trust"], "signed");
}

#[test]
fn the_camera_reads_a_tape_live_and_a_phone_without_one_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let picture = Picture::of(&symbols(0, 1001, Paper::Mm80), Paper::Mm80).save(folder.path(), "seen.png");
    let with = trusting()
        .step(json!({"camera": picture}))
        .step(json!({"click": "camera"}))
        .step(json!({"wait": "[data-verdict=genuine]"}));
    let without = trusting().step(json!({"click": "camera"})).step(json!({"wait": "#notes .bad"}));
    let [with, without] = &live(&[with, without])[..] else { unreachable!() };
    assert_eq!(verdict(card(with)), ("genuine", "genuine"));
    let note = without["notes"][0].as_str().unwrap();
    assert!(note.contains("Take photos instead"), "{note}");
}
