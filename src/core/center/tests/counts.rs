//! Two counts beside each other: mistakes of real sections, and mistakes that chance plants.

use proptest::prelude::*;

use super::*;

/// Bulgaria, 2 April 2023: lines 1 and so on, 99 ("I support no one") last; paper first, the machine's file second.
const SLIPPED: &[(u32, u32)] = &[
    (7, 7),
    (30, 30),
    (20, 20),
    (8, 8),
    (0, 0),
    (0, 0),
    (0, 0),
    (1, 1),
    (0, 0),
    (0, 0),
    (0, 0),
    (4, 42),
    (1, 1),
    (0, 2),
    (0, 0),
    (1, 1),
    (0, 0),
    (0, 1),
    (0, 0),
    (0, 0),
    (0, 0),
    (0, 0),
    (41, 1),
];
const LEFT_OUT: &[(u32, u32)] = &[
    (9, 9),
    (66, 67),
    (39, 39),
    (11, 11),
    (0, 0),
    (1, 1),
    (0, 0),
    (2, 2),
    (0, 0),
    (2, 2),
    (0, 0),
    (0, 84),
    (2, 2),
    (5, 5),
    (10, 10),
    (0, 0),
    (1, 1),
    (0, 0),
    (2, 2),
    (0, 0),
    (1, 1),
    (22, 22),
];
const DIGIT: &[(u32, u32)] = &[
    (7, 8),
    (15, 15),
    (11, 11),
    (7, 7),
    (1, 1),
    (0, 0),
    (0, 0),
    (0, 0),
    (0, 0),
    (0, 0),
    (2, 2),
    (30, 30),
    (3, 3),
    (1, 1),
    (2, 2),
    (0, 0),
    (1, 1),
    (0, 0),
    (0, 0),
    (0, 0),
    (0, 0),
    (86, 6),
];

fn pairs(lines: &[(u32, u32)]) -> Vec<Pair> {
    lines.iter().map(|(first, second)| Pair::of(*first, *second)).collect()
}

fn beside(first: &[u32], second: &[u32]) -> Vec<Pair> {
    first.iter().zip(second).map(|(first, second)| Pair::of(*first, *second)).collect()
}

/// The protocol states a sum of all lines; the machine's file states none.
fn stated(lines: &[Pair], sum: u64) -> Vec<Sum> {
    vec![Sum { lines: 0..lines.len(), first: Some(sum), second: None }]
}

fn classes(lines: &[Pair]) -> Vec<(Class, Vec<usize>)> {
    explain(lines, &[]).into_iter().map(|mistake| (mistake.class, mistake.lines)).collect()
}

#[test]
fn votes_written_into_another_line_are_a_slip_though_the_paper_was_counted_by_hand() {
    let lines = pairs(SLIPPED);
    let mistakes = explain(&lines, &stated(&lines, 114));
    let slip = mistakes.iter().find(|it| it.class == Class::Slip).unwrap();
    assert_eq!(slip.lines, [11, 22]);
    assert_eq!(slip.trace, Trace::Moved { votes: 42, from: 11, to: 22, found: 41 });
    assert_eq!((slip.suspect, slip.right), (Some(Side::First), Some(Side::Second)));
    let names: Vec<String> = (1..=22).chain([99]).map(|line: u32| line.to_string()).collect();
    assert_eq!(
        slip.sentence(&names, ["paper", "machine"]),
        "the 42 of 12 stand at 99 as 41 in paper; the control sum fits machine"
    );
    let others: Vec<_> =
        mistakes.iter().filter(|it| it.class != Class::Slip).map(|it| (it.class, &it.lines[..])).collect();
    assert_eq!(others, [(Class::Omission, &[13][..]), (Class::Omission, &[17][..])]);
}

#[test]
fn a_line_that_was_left_out_is_an_omission_of_the_side_that_has_nothing() {
    let lines = pairs(LEFT_OUT);
    let mistakes = explain(&lines, &stated(&lines, 257));
    assert_eq!(classes(&lines), [(Class::Digit, vec![1]), (Class::Omission, vec![11])]);
    assert_eq!(mistakes[1].suspect, Some(Side::First));
}

#[test]
fn a_dropped_digit_is_a_digit_error_and_the_control_sum_tells_whose() {
    let lines = pairs(DIGIT);
    let mistakes = explain(&lines, &stated(&lines, 87));
    assert_eq!(classes(&lines), [(Class::Digit, vec![0]), (Class::Digit, vec![21])]);
    assert_eq!(mistakes[1].trace, Trace::Digit(DigitError::Dropped));
    assert_eq!(mistakes[1].right, Some(Side::Second));
}

#[test]
fn one_machine_of_two_missing_is_a_missing_source_and_no_bundle_of_digit_errors() {
    let lines = pairs(&[(51, 45), (89, 71), (1, 1), (6, 4), (21, 18), (19, 19), (117, 108), (6, 5)]);
    assert_eq!(classes(&lines), [(Class::MissingSource, vec![0, 1, 3, 4, 6, 7])]);
    let mistake = &explain(&lines, &[])[0];
    assert_eq!((mistake.suspect, mistake.trace), (Some(Side::Second), Trace::Lower { votes: 39 }));
}

#[test]
fn a_side_without_any_votes_is_a_missing_source_and_empty_neighbors_are_one_omission() {
    assert_eq!(classes(&beside(&[12, 0, 40, 3], &[0; 4])), [(Class::MissingSource, vec![0, 2, 3])]);
    assert_eq!(classes(&beside(&[12, 9, 40, 3], &[12, 0, 0, 3])), [(Class::Omission, vec![1, 2])]);
    let absent = [Pair { first: Some(0), second: None }, Pair { first: Some(4), second: None }];
    assert_eq!(classes(&absent), [(Class::Omission, vec![1])], "no line and no votes are the same");
}

#[test]
fn transposed_digits_are_a_digit_error_and_what_has_no_pattern_is_other() {
    let lines = beside(&[124, 30, 88], &[142, 30, 88]);
    assert_eq!(explain(&lines, &[])[0].trace, Trace::Digit(DigitError::Transposed));
    assert_eq!(classes(&beside(&[124, 30, 88], &[391, 30, 88])), [(Class::Other, vec![0])]);
    assert!(classes(&beside(&[124, 30, 88], &[124, 30, 88])).is_empty());
}

#[test]
fn two_control_sums_that_both_hold_tell_nothing() {
    let lines = beside(&[10, 20], &[10, 30]);
    let sums = [Sum { lines: 0..2, first: Some(30), second: Some(40) }];
    assert_eq!(explain(&lines, &sums)[0].right, None);
    let sums = [Sum { lines: 0..2, first: Some(40), second: Some(40) }];
    assert_eq!(explain(&lines, &sums)[0].right, Some(Side::Second));
}

/// Counts of different, plainly visible values.
fn votes() -> impl Strategy<Value = Vec<u32>> {
    proptest::collection::btree_set(10..1_000_u32, 8..30)
        .prop_map(|set| set.into_iter().collect::<Vec<_>>())
        .prop_shuffle()
}

proptest! {
    #[test]
    fn a_planted_slip_of_a_run_is_found_and_named(
        mut second in votes(), start in 0..30_usize, length in 2..6_usize, shift in 1..=3_usize, up: bool
    ) {
        second[0] = 7;
        let (start, room) = (start % (second.len() - 5), second.len());
        let length = length.min(room - start - shift);
        let mut first = second.clone();
        let (from, to) = if up { (start + shift, start) } else { (start, start + shift) };
        first[from..from + length].fill(0);
        first[to..to + length].copy_from_slice(&second[from..from + length]);
        let mistakes = explain(&beside(&first, &second), &[]);
        prop_assert_eq!(mistakes.len(), 1, "{:?}", mistakes);
        prop_assert_eq!(mistakes[0].class, Class::Slip);
        let there = matches!(mistakes[0].trace, Trace::Run { shift: found, .. } if found.unsigned_abs() == shift && (found < 0) == up);
        prop_assert!(there, "{:?}", mistakes[0]);
    }

    #[test]
    fn a_planted_slip_of_one_line_is_found_and_named(second in votes(), from in 0..30_usize, off in 1..8_usize, added: bool) {
        let from = from % second.len();
        let to = (from + off) % second.len();
        let mut first = second.clone();
        first[from] = 0;
        first[to] = if added { first[to] } else { 0 } + second[from];
        let mistakes = explain(&beside(&first, &second), &[]);
        prop_assert_eq!(mistakes.len(), 1, "{:?}", mistakes);
        prop_assert_eq!(mistakes[0].class, Class::Slip);
        prop_assert_eq!(mistakes[0].suspect, Some(Side::First));
    }

    #[test]
    fn a_planted_swap_is_found_and_named(second in votes(), one in 0..30_usize, off in 1..8_usize) {
        let (one, other) = (one % second.len(), (one + off) % second.len());
        prop_assume!(one != other);
        let mut first = second.clone();
        first.swap(one, other);
        prop_assert_eq!(classes(&beside(&first, &second)), [(Class::Swap, vec![one.min(other), one.max(other)])]);
    }

    #[test]
    fn a_planted_omission_is_found_and_named(first in votes(), at in 0..30_usize, length in 1..4_usize) {
        let at = at % (first.len() - 4);
        let mut second = first.clone();
        second[at..at + length].fill(0);
        let lines: Vec<usize> = (at..at + length).collect();
        prop_assert_eq!(classes(&beside(&first, &second)), [(Class::Omission, lines)]);
    }

    #[test]
    fn a_planted_digit_error_is_found_and_named(first in votes(), at in 0..30_usize, digit in 0..3_usize, value in 1..10_u8) {
        let at = at % first.len();
        let mut text = first[at].to_string().into_bytes();
        let digit = digit % text.len();
        text[digit] = b'0' + (text[digit] - b'0' + value) % 10;
        prop_assume!(text[0] != b'0');
        let mut second = first.clone();
        second[at] = String::from_utf8(text).unwrap().parse().unwrap();
        prop_assert_eq!(classes(&beside(&first, &second)), [(Class::Digit, vec![at])]);
    }

    #[test]
    fn a_planted_missing_machine_is_found_and_named(first in votes(), share in proptest::collection::vec(1..9_u32, 30)) {
        let second: Vec<u32> = first.iter().zip(&share).map(|(votes, tenths)| votes * tenths / 10).collect();
        let found = classes(&beside(&first, &second));
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(found[0].0, Class::MissingSource);
    }

    #[test]
    fn whatever_differs_is_in_exactly_one_mistake_and_the_answer_is_always_the_same(
        lines in proptest::collection::vec((0..50_u32, 0..50_u32), 0..40)
    ) {
        let lines = pairs(&lines);
        let mistakes = explain(&lines, &[]);
        let mut named: Vec<usize> = mistakes.iter().flat_map(|it| it.lines.clone()).collect();
        named.sort_unstable();
        let differing: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].differs()).collect();
        prop_assert_eq!(named, differing);
        prop_assert_eq!(explain(&lines, &[]), mistakes);
    }
}
