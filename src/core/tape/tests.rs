//! What a tape looks like and how it is cut.

use super::letters::{Case, Direction};
use super::strip::height;
use super::*;
use crate::election::{Candidate, Digits, Names};
use crate::time::{ClockQuality, WallTime};
use proptest::prelude::*;

fn text(text: &str) -> Label {
    Paragraph::new(text, Direction::LeftToRight).into()
}

fn heading() -> Heading {
    Heading {
        kind: TapeKind::Result,
        voice: Voice::new(&["en".to_owned()], Digits::Latn),
        election: text("General election 2026"),
        authority: text("Electoral commission"),
        station: text("Station 0417 School No. 12"),
        mark: Mark::Official,
        fingerprint: Some("7KQ2-M9XD-0A4B-TTZ1".into()),
    }
}

fn tape(blocks: Vec<Block>, paper: Paper) -> Tape {
    Tape { heading: heading(), paper, blocks }
}

fn impression() -> Impression {
    let printed_at =
        Stamp { wall: Some(WallTime::from_unix(1_795_287_802)), quality: ClockQuality::Network, offset: 180 };
    Impression {
        copy: 2,
        copies: 5,
        attempt: 1,
        issue: Issue::Original,
        moment: Moment::BeforeSending,
        printed_at,
    }
}

fn votes(name: &str, count: u32) -> Line {
    Line::votes(None, text(name), text(&count.to_string()))
}

#[test]
fn a_sheet_says_at_head_and_foot_what_it_is() {
    let block =
        Block::titled(text("Mayor"), vec![votes("Ada Lovelace", 1_234_567), Line::Rule(Stroke::Thin)]);
    let sheets = tape(vec![block], Paper::Mm80).sheets(Some(1_280));
    let expected = "\
RESULT TAPE
General election 2026
Station 0417 School No. 12
Electoral commission
7KQ2-M9XD-0A4B-TTZ1
Sheet 1 of 1 | Copy 2 of 5
OFFICIAL | ORIGINAL
PRINTED BEFORE SENDING
Printed … 2026-11-21 22:03:22 +03:00
Mayor
Ada Lovelace … 1234567
7KQ2-M9XD-0A4B-TTZ1
END of sheet 1 of 1, 1 row";
    assert_eq!(sheets[0].page(&impression()).plain().join("\n"), expected);
}

#[test]
fn a_further_sheet_says_the_same_in_a_small_head() {
    let lines = (0..60).map(|n| votes(&format!("candidate {n}"), n)).collect();
    let sheets = tape(vec![Block::new(lines)], Paper::Mm80).sheets(Some(1_280));
    let expected = "\
RESULT TAPE | Sheet 2 of 4
7KQ2-M9XD-0A4B-TTZ1 | Copy 2 of 5
OFFICIAL\u{a0}– ORIGINAL\u{a0}– PRINTED BEFORE SENDING
Printed 2026-11-21\u{a0}22:03:22\u{a0}+03:00
Station 0417 School No. 12\u{a0}– General election 2026\u{a0}– Electoral commission
candidate ";
    let page = sheets[1].page(&impression());
    assert!(page.plain().join("\n").starts_with(expected), "{:#?}", page.plain());
    let rows = |sheet: &Sheet| height(&sheet.head(&impression()));
    assert!(rows(&sheets[1]) * 5 < rows(&sheets[0]) * 3, "{} {}", rows(&sheets[1]), rows(&sheets[0]));
}

#[test]
fn a_tape_of_more_than_a_dozen_sheets_is_cut_into_longer_ones() {
    let tape = |lines: u32| {
        let lines = (0..lines).map(|n| votes(&format!("candidate {n}"), n)).collect();
        tape(vec![Block::new(lines)], Paper::Mm80).sheets(None)
    };
    let longest =
        |sheets: &[Sheet]| sheets.iter().map(|sheet| sheet.picture(&impression()).height()).max().unwrap();
    let (short, long) = (tape(250), tape(500));
    assert!((5..=12).contains(&short.len()) && longest(&short) <= 1_600, "{}", short.len());
    assert!((5..=12).contains(&long.len()) && (2_900..=3_200).contains(&longest(&long)), "{}", long.len());
}

#[test]
fn a_caption_goes_to_the_next_sheet_with_its_whole_value() {
    let digest = || origin::hexadecimal(text("Head of the journal"), &[0xab; 32]);
    for before in 0..40 {
        let mut lines: Vec<Line> = (0..before).map(|n| votes("a", n)).collect();
        lines.extend(digest());
        let sheets = tape(vec![Block::new(lines).loose()], Paper::Mm58).sheets(Some(1_280));
        let holds = |sheet: &&Sheet| sheet.body.iter().any(|strip| strip.plain().starts_with("abab"));
        let with: Vec<&Sheet> = sheets.iter().filter(holds).collect();
        assert_eq!(with.len(), 1, "after {before} lines");
        assert!(
            with[0].body.iter().any(|strip| strip.plain() == "Head of the journal"),
            "after {before} lines"
        );
    }
}

#[test]
fn a_page_whose_code_was_spoiled_by_a_dot_too_many_is_not_readable_in_its_picture() {
    let symbol = code::Symbol { text: "RT1:ABC123".to_owned(), carries: code::Carries::Key };
    let line = Line::Code {
        caption: text("code"),
        text: symbol.text.clone(),
        picture: symbol.draw(Paper::Mm80).unwrap(),
    };
    let page = tape(vec![Block::new(vec![line])], Paper::Mm80).sheets(None)[0].page(&impression());
    let mut picture = page.picture();
    assert!(page.is_read_in(&picture));
    picture.fill(260, 300, 40, 400);
    assert!(!page.is_read_in(&picture));
}

#[test]
fn candidates_stand_in_both_languages_where_the_package_has_both() {
    let names = |all: &[(&str, &str)]| {
        Names(all.iter().map(|(language, name)| ((*language).to_owned(), (*name).to_owned())).collect())
    };
    let voice = Voice::new(&["en".to_owned(), "ar".to_owned()], Digits::Latn);
    let mut ada = Candidate {
        number: 1,
        name: names(&[("en", "Ada Lovelace"), ("ar", "آدا لوفلايس")]),
        party: Some("Engine".to_owned()),
    };
    assert_eq!(voice.candidate(&ada).plain(), "Ada Lovelace (Engine) / آدا لوفلايس");
    ada.name = names(&[("en", "Ada Lovelace")]);
    assert_eq!(voice.candidate(&ada).plain(), "Ada Lovelace (Engine)");
}

#[test]
fn a_test_tape_a_reprint_and_a_further_attempt_are_marked_on_every_sheet() {
    let mut tape = tape(
        (0..30).map(|n| Block::new(vec![Line::text(text(&format!("block {n}"))); 9])).collect(),
        Paper::Mm58,
    );
    tape.heading.mark = Mark::Test;
    let sheets = tape.sheets(Some(1_400));
    assert!(sheets.len() > 3);
    for sheet in &sheets {
        let impression = Impression { issue: Issue::Reprint, attempt: 3, ..impression() };
        let text = sheet.page(&impression).plain();
        let marks = match sheet.number {
            1 => ["TEST", "NOT A RESULT", "TEST | REPRINT", "Attempt 3"],
            _ => ["TEST\u{a0}– NOT A RESULT", "RESULT TAPE", "TEST\u{a0}– REPRINT", "Attempt 3"],
        };
        for mark in marks {
            assert!(text.iter().any(|it| it.starts_with(mark)), "no {mark:?} in {text:?}");
        }
    }
}

#[test]
fn a_void_slip_names_sheet_copy_and_attempt() {
    let sheets = tape(Vec::new(), Paper::Mm80).sheets(Some(1_280));
    let slip = sheets[0].void_slip(&impression(), "paper-out", impression().printed_at);
    let text = slip.plain().join("\n");
    assert!(text.contains("VOID: sheet 1 of 1, copy 2 of 5, attempt\u{a0}1"), "{text}");
    assert!(text.contains("7KQ2-M9XD-0A4B-TTZ1") && text.contains("the paper ran out"), "{text}");
    assert!(slip.picture().height() > 200);
}

#[test]
fn a_block_longer_than_a_sheet_is_continued_by_name() {
    let lines = (0..50).map(|n| votes(&format!("candidate {n}"), 7)).collect();
    let sheets = tape(vec![Block::titled(text("Council"), lines)], Paper::Mm80).sheets(Some(1_280));
    assert!(sheets.len() > 2);
    assert_eq!(sheets[0].body[0].plain(), "Council");
    assert!(sheets[1..].iter().all(|sheet| sheet.body[0].plain() == "Council (continued)"));
}

#[test]
fn the_rows_that_a_foot_counts_are_those_whose_dots_lead_to_a_value() {
    let lines = vec![
        Line::title(text("a title")),
        votes("one", 1),
        Line::Rule(Stroke::Faint),
        Line::pair(text("two"), text("x")),
        Line::signature(text("Chair")),
    ];
    let sheets = tape(vec![Block::new(lines)], Paper::Mm80).sheets(Some(1_280));
    assert_eq!(sheets[0].rows(), 2);
}

/// Columns of the picture that have a dot between two rows.
fn dots(picture: &Bitmap, from: u32, to: u32) -> Vec<u16> {
    (0..picture.width()).filter(|x| (from..to).any(|y| picture.get(*x, y))).collect()
}

#[test]
fn a_tape_that_reads_from_right_to_left_is_mirrored() {
    let row = |frame: Frame| {
        let strip = votes("A", 7).fit(frame);
        let mut picture = Bitmap::new(frame.width(), strip.height().into());
        strip.draw(&mut Case::default(), &mut picture, 0);
        picture
    };
    let frame = |direction| Frame { paper: Paper::Mm80, direction };
    let upper = |picture: &Bitmap| dots(picture, 0, picture.height() * 3 / 5);
    let (ltr, rtl) = (row(frame(Direction::LeftToRight)), row(frame(Direction::RightToLeft)));
    let (ltr, rtl) = (upper(&ltr), upper(&rtl));
    assert!(ltr.first() < Some(&5) && ltr.last() > Some(&560), "{ltr:?}");
    // The value is wider than the caption: it stands at the left now.
    assert!(rtl.first() < Some(&5) && rtl.last() > Some(&560), "{rtl:?}");
    let left = |dots: &[u16]| dots.iter().filter(|x| **x < 288).count();
    assert!(left(&ltr) != left(&rtl), "caption and value changed sides");
}

#[test]
fn a_value_too_wide_for_its_caption_stands_alone_below() {
    let frame = Frame { paper: Paper::Mm58, direction: Direction::LeftToRight };
    let name = "Very long list of independent candidates of the northern districts";
    let narrow = Line::pair(text(name), text("2026-11-21 22:03:22 +03:00")).fit(frame);
    let short = Line::pair(text(name), text("7")).fit(frame);
    assert!(narrow.height() > short.height(), "{} {}", narrow.height(), short.height());
}

#[test]
fn nothing_is_drawn_below_its_strip() {
    for paper in [Paper::Mm80, Paper::Mm58] {
        for direction in [Direction::LeftToRight, Direction::RightToLeft] {
            let frame = Frame { paper, direction };
            let label = Label {
                first: Paragraph::name("Ёqçjg أحمد ڕێبوار", direction),
                second: Some(Paragraph::new("Қyżg", Direction::LeftToRight)),
            };
            let number = Numbered { text: Paragraph::code("12"), digits: 4 };
            for line in [
                Line::votes(Some(number), label.clone(), text("123")),
                Line::headline(label.clone()),
                Line::signature(label.clone()),
                Line::Edges { start: label.clone(), end: label.clone() },
                Line::Fingerprint("7KQ2-M9XD-0A4B-TTZ1".into()),
                Line::Rule(Stroke::Double),
            ] {
                let strip = line.fit(frame);
                let mut picture = Bitmap::new(frame.width(), u32::from(strip.height()) + 60);
                strip.draw(&mut Case::default(), &mut picture, 0);
                let below = u32::from(strip.height())..picture.height();
                assert!(below.into_iter().all(|y| picture.is_blank(y)), "{line:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn cutting_keeps_every_line_in_order_and_no_short_block_is_split(
        blocks in prop::collection::vec((any::<bool>(), prop::collection::vec("[a-z ]{0,60}", 1..20)), 0..8),
        rows in 700_u32..2_000,
        wide: bool,
    ) {
        let paper = if wide { Paper::Mm80 } else { Paper::Mm58 };
        let mut number = 0;
        let blocks: Vec<Block> = blocks.into_iter().enumerate().map(|(b, (titled, texts))| {
            let lines = texts.into_iter().map(|name| {
                number += 1;
                votes(&format!("{name} b{b}"), number)
            }).collect();
            Block { heading: titled.then(|| text(&format!("Heading {b}"))), lines, loose: false }
        }).collect();
        let sheets = tape(blocks.clone(), paper).sheets(Some(rows));
        let numbers = |strips: &[Strip]| -> Vec<u32> {
            strips.iter().filter_map(|strip| strip.plain().rsplit(" … ").next()?.parse().ok()).collect()
        };
        let all: Vec<u32> = sheets.iter().flat_map(|sheet| numbers(&sheet.body)).collect();
        prop_assert_eq!(&all, &(1..=number).collect::<Vec<u32>>());
        let frame = sheets[0].frame;
        let mut first = 1;
        for block in &blocks {
            let own: Vec<u32> = (first..).take(block.lines.len()).collect();
            first += u32::try_from(block.lines.len()).unwrap();
            let height: u32 = block.lines.iter().map(|line| u32::from(line.fit(frame).height())).sum();
            let spread = sheets.iter().filter(|s| numbers(&s.body).iter().any(|n| own.contains(n))).count();
            prop_assert!(height > 550 || spread == 1, "a block of {} rows on {} sheets", height, spread);
        }
        for sheet in &sheets {
            let picture = sheet.picture(&impression());
            prop_assert!(picture.height() <= rows.max(1_500), "{} rows", picture.height());
            prop_assert!(!picture.is_armed());
        }
    }
}
