//! What a tape looks like and how it is cut.

use super::*;
use crate::time::{ClockQuality, WallTime};
use proptest::prelude::*;

fn heading() -> Heading {
    Heading {
        kind: TapeKind::Result,
        title: vec!["General election 2026".into(), "Station 0417, School No. 12".into()],
        mark: Mark::Official,
        fingerprint: Some("7KQ2-M9XD-0A4B-TTZ1".into()),
    }
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

fn plain(lines: &[Line], columns: usize) -> Vec<String> {
    lines.iter().map(|line| line.plain(columns)).collect()
}

#[test]
fn a_sheet_says_at_head_and_foot_what_it_is() {
    let block = Block::titled("Mayor", vec![Line::votes("1 Ada Lovelace", "1234567"), Line::rule()]);
    let sheets = Tape { heading: heading(), blocks: vec![block] }.sheets(Paper::Mm80, 60);
    let lines = sheets[0].lines(&impression());
    let expected = "\
================================================
      RESULT TAPE
             General election 2026
          Station 0417, School No. 12
  7KQ2-M9XD-0A4B-TTZ1
SHEET 1 OF 1                         COPY 2 OF 5
OFFICIAL                     ORIGINAL, ATTEMPT 1
PRINTED BEFORE SENDING
Printed 2026-11-21 22:03:22 +03:00
================================================
Mayor
1 Ada Lovelace ......................... 1234567
------------------------------------------------
------------------------------------------------
  7KQ2-M9XD-0A4B-TTZ1
END SHEET 1 OF 1, 16 ROWS";
    assert_eq!(plain(&lines, 48).join("\n"), expected);
}

#[test]
fn a_test_tape_and_a_reprint_are_marked_on_every_sheet() {
    let heading = Heading { mark: Mark::Test, ..heading() };
    let blocks = (0..30).map(|n| Block::new(vec![Line::text(format!("block {n}")); 9])).collect();
    let sheets = Tape { heading, blocks }.sheets(Paper::Mm58, 20);
    assert!(sheets.len() > 3);
    for sheet in &sheets {
        let text = plain(&sheet.lines(&Impression { issue: Issue::Reprint, ..impression() }), 32).join("\n");
        assert!(text.contains("* T E S T *") && text.contains("NOT A RESULT"), "{text}");
        assert!(text.contains("REPRINT, ATTEMPT 1"), "{text}");
    }
}

#[test]
fn a_void_slip_names_sheet_copy_and_attempt() {
    let sheets = Tape { heading: heading(), blocks: Vec::new() }.sheets(Paper::Mm80, 60);
    let slip = sheets[0].void_slip(&impression(), "paper out", impression().printed_at);
    let text = plain(&slip, 48).join("\n");
    assert!(text.contains("VOID: SHEET 1 OF 1, COPY 2 OF 5, ATTEMPT 1"), "{text}");
    assert!(text.contains("7KQ2-M9XD-0A4B-TTZ1") && text.contains("paper out"), "{text}");
}

#[test]
fn a_block_longer_than_a_sheet_is_continued_by_name() {
    let lines = (0..50).map(|n| Line::count(format!("candidate {n}"), "7")).collect();
    let sheets =
        Tape { heading: heading(), blocks: vec![Block::titled("Council", lines)] }.sheets(Paper::Mm80, 20);
    assert_eq!(sheets.len(), 3);
    assert_eq!(sheets[0].body[0].plain(48), "Council");
    assert_eq!(sheets[1].body[0].plain(48), "Council (continued)");
    assert_eq!(sheets[2].body[0].plain(48), "Council (continued)");
}

#[test]
fn a_long_name_wraps_and_its_number_stands_whole_on_the_last_line() {
    let name = "Very long list of independent candidates of the northern districts and their friends";
    let lines = Line::votes(name, "1234567").fit(32);
    assert_eq!(lines.len(), 5);
    assert_eq!(lines[4].plain(32), "and their friends ...... 1234567");
}

proptest! {
    #[test]
    fn cutting_keeps_every_line_in_order_and_no_short_block_is_split(
        blocks in prop::collection::vec((any::<bool>(), prop::collection::vec("[a-z ]{0,60}", 1..30)), 0..12),
        rows in 10u16..60,
        wide: bool,
    ) {
        let paper = if wide { Paper::Mm80 } else { Paper::Mm58 };
        let mut number = 0;
        let blocks: Vec<Block> = blocks.into_iter().enumerate().map(|(b, (titled, texts))| {
            let lines = texts.into_iter().map(|text| {
                number += 1;
                Line::count(format!("{text} b{b}"), number.to_string())
            }).collect();
            Block { heading: titled.then(|| PaperText::new(&format!("Heading {b}"))), lines }
        }).collect();
        let sheets = Tape { heading: heading(), blocks: blocks.clone() }.sheets(paper, rows);
        let numbers = |lines: &[Line]| -> Vec<u32> {
            lines.iter().filter_map(|line| match line {
                Line::Columns { right, .. } => right.as_str().parse().ok(),
                _ => None,
            }).collect()
        };
        let all: Vec<u32> = sheets.iter().flat_map(|sheet| numbers(&sheet.body)).collect();
        prop_assert_eq!(&all, &(1..=number).collect::<Vec<u32>>());
        let mut first = 1;
        for block in &blocks {
            let own: Vec<u32> = (first..).take(block.lines.len()).collect();
            first += u32::try_from(block.lines.len()).unwrap();
            let height: usize = block.heading.iter().len()
                + block.lines.iter().map(|line| line.fit(paper.columns()).len()).sum::<usize>();
            let spread = sheets.iter().filter(|s| numbers(&s.body).iter().any(|n| own.contains(n))).count();
            prop_assert!(height > usize::from(rows) || spread == 1, "a block of {} rows on {} sheets", height, spread);
        }
        for sheet in &sheets {
            prop_assert!(sheet.body.iter().map(|line| usize::from(line.height())).sum::<usize>() <= usize::from(rows));
            for line in sheet.lines(&impression()) {
                prop_assert!(line.plain(paper.columns()).len() <= paper.columns());
            }
        }
    }
}
