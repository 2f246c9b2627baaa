//! Symbols of records of every size on both papers: cut, drawn, read back and scanned in any order.

mod scanning;

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
            let even = (length + 83).div_ceil(parts.into());
            assert!(bytes.iter().rev().skip(1).all(|len| *len == even) && bytes[0] == even, "{bytes:?}");
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
        for seed in 0..3 {
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
fn a_drawing_that_reads_as_anything_else_or_not_at_all_is_not_taken_for_the_symbol() {
    let [one, other] = [1, 2].map(|seed| symbols_of(&signed(60, seed), &PACKAGE, Paper::Mm58).remove(0));
    let mut picture = one.draw(Paper::Mm58).unwrap();
    assert!(one.is_read_in(&picture) && !other.is_read_in(&picture));
    let mut stained = picture.clone();
    stained.fill(30, 30, 200, 200);
    assert!(!one.is_read_in(&stained));
    picture.extend(50);
    picture.append(&other.draw(Paper::Mm58).unwrap());
    assert!(!one.is_read_in(&picture), "two codes");
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
    let never = |_, _| unreachable!("a picture so long is not looked at");
    assert!(read_gray(1 << 15, 1, never).is_empty() && read_gray(1, 1 << 15, never).is_empty());
}
