//! Texts that lie, are missing, doubled or mixed: what a scan refuses, names and believes.

use super::*;

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
