//! Symbols of records of every size on both papers, drawn, read, scanned in any order; and texts that lie.

use proptest::prelude::*;

use super::*;
use crate::record::{Base, Epoch, Kind, SignedRecord};
use crate::seal::{CommissionKey, DeviceCertificate, DeviceKey};
use crate::tape::Paper;

const PACKAGE: [u8; 32] = [7; 32];
const PAPERS: [Paper; 2] = [Paper::Mm80, Paper::Mm58];

fn device() -> DeviceKey {
    DeviceKey::from_seed(&[3; 32])
}

/// A record of `length` bytes of R.
fn signed(length: usize, seed: u32) -> SignedRecord {
    let base = Base {
        kind: Kind::Result,
        election: 2027,
        device: 61_234,
        sequence: 3,
        seal_epoch: Epoch::default(),
        link_epoch: Epoch::default(),
    };
    let noise = (1_u32..).map(|at| (at ^ (seed << 12)).wrapping_mul(2_654_435_761).to_be_bytes()[1]);
    let mut signed = SignedRecord { base, r: noise.take(length).collect(), signature: [0; 64] };
    signed.r[..4].copy_from_slice(&1001_u32.to_be_bytes());
    signed.signature = device().sign(&signed.signature_input(&PACKAGE)).unwrap();
    signed
}

fn certificate(roster: &CommissionKey, station: u32) -> DeviceCertificate {
    DeviceCertificate::issue(roster, 2027, 61_234, station, device().public()).unwrap()
}

/// The text of a part that was never cut from a record.
fn made(name: [u8; 4], part: u8, parts: u8, chunk: &[u8]) -> String {
    format!("RT1:{}", base45::encode([name.as_slice(), &[part, parts], chunk].concat()))
}

fn scanned(texts: &[String]) -> Scan {
    let mut scan = Scan::new();
    for text in texts {
        scan.take(text).unwrap();
    }
    scan
}

/// The one record of a scan, believed.
fn believed(scan: &Scan) -> Option<SignedRecord> {
    let [record] = scan.records().try_into().ok()?;
    let record: Scanned = record.ok()?;
    record.verify(&PACKAGE, &device().public()).ok()?;
    Some(record.signed)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_record_of_any_size_comes_back_from_its_symbols_in_any_order(
        length in 22_usize..1_100,
        seed in 0_u32..1_000,
        mm58: bool,
        order in any::<prop::sample::Index>(),
    ) {
        let (record, paper) = (signed(length, seed), PAPERS[usize::from(mm58)]);
        let mut texts = symbols_of(&record, &PACKAGE, paper).into_iter().map(|symbol| symbol.text).collect::<Vec<_>>();
        let turn = order.index(texts.len());
        texts.rotate_left(turn);
        let mut scan = scanned(&texts);
        let again = texts.iter().all(|text| scan.take(&[" ", text, "\r\n"].concat()) == Ok(Taken::Again));
        prop_assert!(again);
        prop_assert_eq!(scan.gaps(), []);
        prop_assert_eq!(believed(&scan), Some(record));
    }

    #[test]
    fn no_text_makes_the_scan_panic_or_yields_a_record_that_is_believed(text in "(RT1:|RT1K:)?[0-9A-Z $%*+./:-]{0,200}") {
        let mut scan = Scan::new();
        let _ = scan.take(&text);
        prop_assert!(believed(&scan).is_none());
    }
}

#[test]
fn symbols_are_as_few_as_the_paper_has_room_for_and_of_one_length_but_for_the_last() {
    // Bytes of R, parts on 80 mm and on 58 mm; the whole has 83 bytes more.
    for (length, wide, narrow) in
        [(22, 1, 1), (167, 1, 1), (168, 1, 2), (347, 1, 2), (348, 2, 2), (1_059, 3, 5)]
    {
        for (paper, parts) in PAPERS.into_iter().zip([wide, narrow]) {
            let symbols = symbols_of(&signed(length, 1), &PACKAGE, paper);
            let carried = symbols.iter().map(|symbol| symbol.carries).collect::<Vec<_>>();
            let expected = (1..=parts).map(|part| Carries::Part { part, parts }).collect::<Vec<_>>();
            assert_eq!(carried, expected, "{length} on {paper:?}");
            let bytes = symbols.iter().map(|symbol| base45::decode(&symbol.text[4..]).unwrap().len() - 6);
            let bytes = bytes.collect::<Vec<_>>();
            assert_eq!(bytes.iter().sum::<usize>(), length + 83);
            assert!(bytes.iter().rev().skip(1).all(|len| *len == bytes[0]), "{bytes:?}");
        }
    }
}

/// Version and dots a module of a drawing, from the size of its black square.
fn drawn(symbol: &Symbol, paper: Paper) -> (u32, u32) {
    let picture = symbol.draw(paper).unwrap();
    assert_eq!(picture.width(), paper.dots());
    assert_eq!(read(&picture), [symbol.text.as_str()]);
    let black = |x: u16| (0..picture.height()).any(|y| picture.get(x, y));
    let left = (0..picture.width()).find(|x| black(*x)).unwrap();
    let right = (0..picture.width()).rev().find(|x| black(*x)).unwrap();
    let top = (0..picture.height()).find(|y| !picture.is_blank(*y)).unwrap();
    // The left edge of a finder pattern is seven modules high.
    let dots = (top..).take_while(|y| picture.get(left, *y)).count() / 7;
    let dots = u32::try_from(dots).unwrap();
    let across = u32::from(right - left) + 1;
    assert_eq!(top, 4 * dots, "the quiet zone above");
    assert!(u32::from(left) >= 4 * dots, "the quiet zone on the left");
    assert!(u32::from(picture.width() - 1 - right) >= 4 * dots, "the quiet zone on the right");
    assert_eq!(picture.height(), across + 8 * dots, "the quiet zone below");
    ((across / dots - 17) / 4, dots)
}

#[test]
fn versions_and_dots_are_those_of_the_table() {
    // Bytes in the symbol with its head of 6, version, dots a module on 80 mm and on 58 mm (0: does not fit).
    let table = [
        (172, 9, 6, 6),
        (173, 10, 6, 5),
        (204, 10, 6, 5),
        (241, 11, 6, 5),
        (271, 12, 6, 5),
        (276, 12, 6, 5),
        (277, 13, 6, 0),
        (336, 14, 6, 0),
        (397, 15, 6, 0),
        (400, 16, 6, 0),
        (434, 16, 6, 0),
        (436, 17, 6, 0),
    ];
    for (bytes, version, wide, narrow) in table {
        let text = made([1; 4], 1, 1, &signed(bytes, 1).r[..bytes - 6]);
        let symbol = Symbol { text, carries: Carries::Part { part: 1, parts: 1 } };
        assert_eq!(drawn(&symbol, Paper::Mm80), (version, wide), "{bytes} bytes on 80 mm");
        if narrow == 0 {
            assert_eq!(symbol.draw(Paper::Mm58), Err(CodeError::TooLong), "{bytes} bytes on 58 mm");
        } else {
            assert_eq!(drawn(&symbol, Paper::Mm58), (version, narrow), "{bytes} bytes on 58 mm");
        }
    }
    let key = key_symbol(&certificate(&CommissionKey::from_seed(&[9; 32]), 1001));
    assert_eq!(drawn(&key, Paper::Mm80), (7, 6));
    assert_eq!(drawn(&key, Paper::Mm58), (7, 6));
}

#[test]
fn the_largest_symbols_of_both_papers_are_drawn_and_read_back() {
    for (paper, length) in PAPERS.into_iter().zip([347, 167]) {
        for seed in 0..6 {
            let [symbol] = symbols_of(&signed(length, seed), &PACKAGE, paper).try_into().unwrap();
            assert_eq!(read(&symbol.draw(paper).unwrap()), [symbol.text]);
        }
    }
}

#[test]
fn another_mask_is_tried_until_the_drawing_reads_and_none_is_handed_out_that_does_not() {
    let [symbol] = symbols_of(&signed(60, 1), &PACKAGE, Paper::Mm80).try_into().unwrap();
    let seen = std::cell::RefCell::new(Vec::new());
    let picture = symbol.draw_for(Paper::Mm80, |picture| {
        seen.borrow_mut().push(picture.digest());
        seen.borrow().len() == 4
    });
    let mut pictures = seen.into_inner();
    assert_eq!(picture.unwrap().digest(), pictures[3]);
    pictures.sort_unstable();
    pictures.dedup();
    assert_eq!(pictures.len(), 4, "a mask was tried twice");
    let tried = std::cell::Cell::new(0);
    let refused = symbol.draw_for(Paper::Mm80, |_| {
        tried.set(tried.get() + 1);
        false
    });
    assert_eq!((refused, tried.get()), (Err(CodeError::Unreadable), 8));
}

#[test]
fn what_no_symbol_has_room_for_is_an_error_of_drawing() {
    let symbols = symbols_of(&signed(16_000, 1), &PACKAGE, Paper::Mm80);
    assert_eq!(symbols.len(), 16);
    assert_eq!(symbols[0].draw(Paper::Mm80), Err(CodeError::TooLong));
    let lower = Symbol { text: "rt1:ab".to_owned(), carries: Carries::Key };
    assert_eq!(lower.draw(Paper::Mm80), Err(CodeError::Damaged));
}

#[test]
fn two_symbols_below_each_other_are_both_read_from_one_picture() {
    let symbols = symbols_of(&signed(500, 1), &PACKAGE, Paper::Mm80);
    let mut paper = symbols[0].draw(Paper::Mm80).unwrap();
    paper.extend(100);
    paper.append(&symbols[1].draw(Paper::Mm80).unwrap());
    let mut scan = scanned(&read(&paper));
    assert_eq!(believed(&scan), Some(signed(500, 1)));
    assert_eq!(scan.take(&symbols[0].text), Ok(Taken::Again));
}

#[test]
fn every_changed_character_of_a_symbol_is_refused_at_the_latest_by_the_signature() {
    const LETTERS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:abz\u{e9}\n\t_";
    let [symbol] = symbols_of(&signed(30, 1), &PACKAGE, Paper::Mm80).try_into().unwrap();
    let mut late = 0;
    for (at, letter) in symbol.text.char_indices() {
        let others = LETTERS.chars().filter(|other| *other != letter).step_by(3);
        for other in others {
            let text = format!("{}{other}{}", &symbol.text[..at], &symbol.text[at + 1..]);
            let mut scan = Scan::new();
            late += usize::from(scan.take(&text).is_ok());
            assert_eq!(believed(&scan), None, "{other:?} at {at}");
        }
        let mut scan = Scan::new();
        let _ = scan.take(&format!("{}{}", &symbol.text[..at], &symbol.text[at + 1..]));
        assert_eq!(believed(&scan), None, "without the character at {at}");
    }
    assert!(late > 100, "only {late} changes came as far as the signature");
}

#[test]
fn texts_that_no_writer_writes_are_refused_with_what_to_do() {
    let refused = |text: &str| Scan::new().take(text).unwrap_err();
    let [good] = symbols_of(&signed(30, 1), &PACKAGE, Paper::Mm80).try_into().unwrap();
    assert_eq!(refused(""), CodeError::Foreign);
    assert_eq!(refused("https://example.org/RT1:00"), CodeError::Foreign);
    assert_eq!(refused(&good.text.to_lowercase()), CodeError::Foreign);
    assert_eq!(refused(&good.text.replace("RT1:", "RT2:")), CodeError::Foreign);
    assert_eq!(refused("RT1:"), CodeError::Damaged);
    assert_eq!(refused(&good.text[..good.text.len() - 1]), CodeError::Damaged);
    assert_eq!(refused(&format!("{}00", good.text)), CodeError::Damaged);
    assert_eq!(refused(&good.text.replacen(':', ":a", 1)), CodeError::Damaged);
    // A group above 65,535, and a last pair above 255, which wraps around in careless decoders.
    assert_eq!(refused("RT1:000000000:::"), CodeError::Damaged);
    assert_eq!(refused("RT1:000000000::"), CodeError::Damaged);
    assert_eq!(refused(&format!("RT1:{}", "0".repeat(4_293))), CodeError::Damaged);
    assert_eq!(refused(&made([1; 4], 1, 1, &[])), CodeError::Damaged);
    assert_eq!(refused(&made([1; 4], 0, 1, b"x")), CodeError::Part { part: 0, parts: 1 });
    assert_eq!(refused(&made([1; 4], 3, 2, b"x")), CodeError::Part { part: 3, parts: 2 });
    assert_eq!(refused(&made([1; 4], 0, 0, b"x")), CodeError::Part { part: 0, parts: 0 });
    assert_eq!(refused(&made([1; 4], 1, 17, b"x")), CodeError::Part { part: 1, parts: 17 });
    assert_eq!(refused("RT1K:000"), CodeError::Certificate(crate::seal::SealError::Certificate));
    assert!(refused("RT1K:").to_string().contains("again"));
}

#[test]
fn missing_parts_and_mixed_records_are_named_by_the_fingerprint_on_the_tape() {
    let (one, other) = (signed(900, 1), signed(900, 2));
    let texts = |record| symbols_of(record, &PACKAGE, Paper::Mm58);
    let (first, second) = (texts(&one), texts(&other));
    let mut scan = Scan::new();
    scan.take(&first[1].text).unwrap();
    scan.take(&second[3].text).unwrap();
    let print = one.fingerprint(&PACKAGE).to_string();
    let gaps = scan.gaps();
    assert_eq!(gaps.len(), 2);
    let gap = gaps.iter().find(|gap| print.starts_with(&gap.set.to_string())).unwrap();
    assert_eq!(gap.to_string(), format!("parts 1, 3, 4 of 4 of {} are missing", &print[..7]));
    for text in [&first[0], &first[2], &second[0], &first[3]] {
        scan.take(&text.text).unwrap();
    }
    assert_eq!(believed(&scan), Some(one));
    assert_eq!(scan.gaps().len(), 1);
    assert_eq!(scan.gaps()[0].missing, [2, 3]);
}

#[test]
fn a_second_text_for_the_same_part_is_refused_and_the_first_one_stays() {
    let mut scan = Scan::new();
    scan.take(&made([1; 4], 1, 2, b"first")).unwrap();
    let error = scan.take(&made([1; 4], 1, 2, b"second")).unwrap_err();
    assert_eq!(error, CodeError::Differs { set: SetName([1; 4]), part: 1, parts: 2 });
    assert!(error.to_string().contains("start again"));
    assert_eq!(scan.take(&made([1; 4], 1, 2, b"first")), Ok(Taken::Again));
}

#[test]
fn one_record_printed_on_two_papers_is_one_record() {
    let record = signed(300, 1);
    let [wide, narrow] = PAPERS.map(|paper| symbols_of(&record, &PACKAGE, paper));
    let mut scan = scanned(&[narrow[0].text.clone(), wide[0].text.clone()]);
    assert_eq!(scan.gaps(), [], "it is whole from the wide paper");
    scan.take(&narrow[1].text).unwrap();
    assert_eq!(believed(&scan), Some(record));
}

#[test]
fn parts_that_are_whole_and_no_record_are_named() {
    let scan = scanned(&[made([1; 4], 2, 2, b"b"), made([1; 4], 1, 2, b"a")]);
    let [Err(error)] = <[_; 1]>::try_from(scan.records()).unwrap() else { panic!("a record of two bytes") };
    assert!(matches!(error, CodeError::Record { set: SetName([1, 1, 1, 1]), .. }), "{error:?}");
    let short = scanned(&[made([1; 4], 1, 1, &signed(30, 1).to_bytes()[..82])]);
    assert!(short.records()[0].is_err(), "no room for a signature");
}

#[test]
fn a_record_is_believed_with_its_package_name_and_key_only() {
    let texts = symbols_of(&signed(60, 1), &PACKAGE, Paper::Mm80).into_iter().map(|symbol| symbol.text);
    let scan = scanned(&texts.collect::<Vec<_>>());
    let mut record = scan.records().remove(0).unwrap();
    let key = device().public();
    assert_eq!(record.verify(&PACKAGE, &key), Ok(record.signed.digest(&PACKAGE)));
    assert_eq!(record.verify(&[8; 32], &key), Err(CodeError::Package([7; 8])));
    let mut twin = PACKAGE;
    twin[31] = 8;
    assert_eq!(record.verify(&twin, &key), Err(CodeError::Mixed(record.name)));
    let other = DeviceKey::from_seed(&[4; 32]).public();
    assert_eq!(record.verify(&PACKAGE, &other), Err(CodeError::Signature));
    record.name.0[3] ^= 1;
    assert_eq!(record.verify(&PACKAGE, &key), Err(CodeError::Mixed(record.name)));
}

#[test]
fn the_key_is_the_one_that_the_commission_certifies_for_this_device_election_and_station() {
    let roster = CommissionKey::from_seed(&[9; 32]);
    let mut texts = vec![symbols_of(&signed(60, 1), &PACKAGE, Paper::Mm80).remove(0).text];
    let key_of = |texts: &[String]| {
        let scan = scanned(texts);
        scan.records().remove(0).unwrap().key(scan.certificates(), &roster.public())
    };
    assert_eq!(key_of(&texts), Err(CodeError::NoKey(61_234)));
    texts.push(key_symbol(&certificate(&CommissionKey::from_seed(&[8; 32]), 1001)).text);
    texts.push(key_symbol(&certificate(&roster, 1002)).text);
    let elsewhere = DeviceCertificate::issue(&roster, 2028, 61_234, 1001, device().public()).unwrap();
    texts.push(key_symbol(&elsewhere).text);
    assert_eq!(key_of(&texts), Err(CodeError::Uncertified(61_234)));
    texts.push(key_symbol(&certificate(&roster, 1001)).text);
    assert_eq!(key_of(&texts), Ok(device().public()));
}

#[test]
fn a_scan_holds_so_many_tapes_and_no_more() {
    let mut scan = Scan::new();
    for number in 0..64 {
        scan.take(&made([0, 0, 0, number], 1, 2, b"x")).unwrap();
    }
    assert_eq!(scan.take(&made([9; 4], 1, 2, b"x")), Err(CodeError::Full));
    assert!(scan.take(&made([0, 0, 0, 5], 2, 2, b"x")).is_ok(), "parts of those held are still taken");
    let roster = CommissionKey::from_seed(&[9; 32]);
    for station in 0..64 {
        assert_eq!(
            scan.take(&key_symbol(&certificate(&roster, station)).text),
            Ok(Taken::Key { device: 61_234 })
        );
    }
    assert_eq!(scan.take(&key_symbol(&certificate(&roster, 3)).text), Ok(Taken::Again));
    assert_eq!(scan.take(&key_symbol(&certificate(&roster, 64)).text), Err(CodeError::Full));
}

#[test]
fn no_text_begins_or_ends_with_a_space_so_that_trimming_does_no_harm() {
    let spaced = (0..400).flat_map(|seed| symbols_of(&signed(22 + seed, 1), &PACKAGE, Paper::Mm80));
    let (mut inside, mut texts) = (0, 0);
    for symbol in spaced {
        assert_eq!(symbol.text.trim(), symbol.text);
        inside += usize::from(symbol.text.contains(' '));
        texts += 1;
    }
    assert!(inside > texts / 2, "{inside} of {texts}");
    // The last letter of three is below 33, that of two below 6; a space is 36.
    for last in 0..=u8::MAX {
        assert!(!base45::encode([last]).ends_with(' '));
        assert!(!base45::encode([last, 255]).ends_with(' '));
    }
}

#[test]
fn pictures_without_a_code_hold_no_text() {
    assert!(read(&crate::tape::Bitmap::new(576, 100)).is_empty());
    assert!(read_gray(0, 10, |_, _| 0).is_empty());
    assert!(read_gray(1 << 15, 1, |_, _| 0).is_empty());
}
