//! Every refusal has its place: a row in docs/codes.md, and a test in which it happens.

use std::fs;
use std::path::{Path, PathBuf};

use rts_core::election::Code;

/// Which test shows each refusal: code, file, test.
const SHOWN: &[(&str, &str, &str)] = &[
    (
        "P01",
        OFFICIAL_PROVISION,
        "a_package_that_is_none_is_not_signed_or_contradicts_itself_is_refused_and_nothing_is_written",
    ),
    (
        "P02",
        OFFICIAL_PROVISION,
        "a_package_that_is_none_is_not_signed_or_contradicts_itself_is_refused_and_nothing_is_written",
    ),
    (
        "P03",
        OFFICIAL_PROVISION,
        "a_package_of_another_election_or_without_the_station_is_not_taken_nor_one_after_the_zero_tape",
    ),
    ("P04", OFFICIAL_PROVISION, "credentials_that_do_not_belong_to_package_and_box_are_refused"),
    ("P05", OFFICIAL_PROVISION, "a_newer_package_comes_into_force_and_an_older_one_does_not"),
    (
        "P06",
        OFFICIAL_PROVISION,
        "a_package_that_is_none_is_not_signed_or_contradicts_itself_is_refused_and_nothing_is_written",
    ),
    ("P07", OFFICIAL_PROVISION, "a_provisioning_that_was_cut_before_its_last_entry_can_be_repeated"),
    ("P08", OFFICIAL_PROVISION, "a_second_provisioning_is_refused_and_the_key_stays"),
    ("P09", OFFICIAL_PROVISION, "credentials_that_do_not_belong_to_package_and_box_are_refused"),
    ("P10", OFFICIAL_PROVISION, "credentials_that_do_not_belong_to_package_and_box_are_refused"),
    ("P11", OFFICIAL_PROVISION, "nothing_is_provisioned_while_the_daemon_holds_the_box"),
    (
        "P12",
        OFFICIAL_PROVISION,
        "a_package_with_a_letter_that_paper_cannot_show_is_refused_by_its_place_and_nothing_is_written",
    ),
    (
        "P13",
        "tests/official/package_cut.rs",
        "a_power_cut_at_any_step_of_loading_a_package_leaves_the_old_one_or_the_new_one_whole",
    ),
    (
        "P14",
        "tests/center/ceremony.rs",
        "a_center_opens_results_with_a_key_that_was_split_and_typed_again_from_three_of_five_sheets",
    ),
    ("D01", OFFICIAL, "the_order_of_the_day_is_kept"),
    ("D02", OFFICIAL, "the_order_of_the_day_is_kept"),
    ("D03", OFFICIAL, "the_order_of_the_day_is_kept"),
    ("D04", OFFICIAL, "hours_are_kept_where_a_clock_is_known"),
    ("D05", OFFICIAL, "hours_are_kept_where_a_clock_is_known"),
    ("D06", OFFICIAL, "polls_do_not_open_on_counters_that_are_not_zero"),
    ("D07", OFFICIAL, "the_order_of_the_day_is_kept"),
    ("D08", OFFICIAL, "the_order_of_the_day_is_kept"),
    ("D09", OFFICIAL, "the_order_of_the_day_is_kept"),
    ("D10", OFFICIAL, "the_order_of_the_day_is_kept"),
    ("D11", OFFICIAL, "the_order_of_the_day_is_kept"),
    ("D12", OFFICIAL, "the_order_of_the_day_is_kept"),
    ("D13", OFFICIAL, "a_correction_needs_a_reason_and_two_people_and_comes_one_at_a_time"),
    ("D14", OFFICIAL, "the_order_of_the_day_is_kept"),
    ("T01", OFFICIAL, "a_tally_that_is_none_or_not_of_this_ballot_is_refused"),
    ("T02", OFFICIAL, "a_tally_that_is_none_or_not_of_this_ballot_is_refused"),
    ("T03", OFFICIAL, "a_tally_that_is_none_or_not_of_this_ballot_is_refused"),
    ("T04", OFFICIAL, "a_tally_that_is_none_or_not_of_this_ballot_is_refused"),
    ("T05", OFFICIAL, "a_tally_that_is_none_or_not_of_this_ballot_is_refused"),
    ("T06", OFFICIAL, "a_tally_that_is_none_or_not_of_this_ballot_is_refused"),
    ("T07", OFFICIAL, "a_tally_that_does_not_add_up_is_refused_with_both_numbers"),
    ("T08", OFFICIAL, "ballots_and_verified_voters_are_held_against_each_other"),
    ("T09", OFFICIAL, "a_tally_that_does_not_add_up_is_refused_with_both_numbers"),
    ("T10", OFFICIAL, "a_tally_that_does_not_add_up_is_refused_with_both_numbers"),
    ("T11", OFFICIAL, "a_tally_that_does_not_add_up_is_refused_with_both_numbers"),
    ("T12", OFFICIAL, "keyed_entry_needs_two_people_who_agree"),
    ("T13", OFFICIAL, "keyed_entry_needs_two_people_who_agree"),
    ("T14", OFFICIAL, "keyed_entry_needs_two_people_who_agree"),
    ("T15", OFFICIAL, "ballots_and_verified_voters_are_held_against_each_other"),
    ("T16", OFFICIAL, "a_tally_that_is_none_or_not_of_this_ballot_is_refused"),
    ("T17", OFFICIAL, "ballots_and_verified_voters_are_held_against_each_other"),
    ("T18", VERIFY_TYPED, "one_wrong_digit_typed_in_arabic_digits_is_located"),
    ("T19", VERIFY_TYPED, "lines_that_cannot_be_understood_are_named"),
    ("A01", OFFICIAL, "an_official_proves_to_be_one_and_waits_after_wrong_pins"),
    ("A02", OFFICIAL, "an_official_proves_to_be_one_and_waits_after_wrong_pins"),
    ("A03", OFFICIAL, "an_official_proves_to_be_one_and_waits_after_wrong_pins"),
    ("A04", OFFICIAL, "the_order_of_the_day_is_kept"),
    ("A05", OFFICIAL, "a_user_who_may_not_another_protocol_and_a_misunderstood_command_are_told_apart"),
    ("A06", "tests/official/asking.rs", "a_dangerous_act_needs_the_code_of_this_station"),
    ("A07", OFFICIAL, "a_correction_needs_a_reason_and_two_people_and_comes_one_at_a_time"),
    ("R01", OFFICIAL_EVIDENCE, "a_changed_bit_anywhere_in_a_record_or_receipt_is_found"),
    ("R02", OFFICIAL_EVIDENCE, "a_changed_bit_anywhere_in_a_record_or_receipt_is_found"),
    ("R03", OFFICIAL, "sending_is_refused_without_anything_to_send_or_a_modem"),
    ("R04", OFFICIAL, "a_box_that_used_up_its_numbers_is_swapped"),
    ("R05", OFFICIAL, "a_correction_needs_a_reason_and_two_people_and_comes_one_at_a_time"),
    ("R06", VERIFY_CODES, "a_missing_part_is_named_with_the_caption_to_photograph"),
    ("R07", VERIFY_CODES, "a_record_is_not_shown_without_a_key_that_the_commission_certified"),
    ("R08", VERIFY_CODES, "a_record_is_not_shown_without_a_key_that_the_commission_certified"),
    ("R09", VERIFY_CODES, "a_picture_without_a_code_or_that_is_none_is_told"),
    ("R10", VERIFY_CODES, "a_record_of_another_package_is_told_from_a_forged_one"),
    (
        "R11",
        "tests/verify/published.rs",
        "every_line_that_was_published_otherwise_is_named_with_both_numbers",
    ),
    ("R12", VERIFY_TYPED, "paper_that_says_other_numbers_than_its_code_is_found"),
    ("R13", PUBLISHED, "an_observer_with_a_tape_proves_its_station_and_sees_a_folder_that_was_tampered_with"),
    ("R14", PUBLISHED, "an_observer_with_a_tape_proves_its_station_and_sees_a_folder_that_was_tampered_with"),
    ("R15", "tests/center/published.rs", "a_database_that_forgot_what_was_published_publishes_nothing_more"),
    ("H01", OFFICIAL, "paper_and_its_printer_are_told_by_code"),
    ("H02", OFFICIAL, "paper_and_its_printer_are_told_by_code"),
    ("H03", OFFICIAL, "paper_and_its_printer_are_told_by_code"),
    ("H04", OFFICIAL, "paper_and_its_printer_are_told_by_code"),
    ("H05", OFFICIAL, "paper_and_its_printer_are_told_by_code"),
    ("H06", OFFICIAL, "paper_and_its_printer_are_told_by_code"),
    ("H07", OFFICIAL, "paper_and_its_printer_are_told_by_code"),
    ("H08", OFFICIAL, "paper_and_its_printer_are_told_by_code"),
    ("H09", OFFICIAL, "paper_and_its_printer_are_told_by_code"),
    (
        "H10",
        "src/core/device/tests/paper.rs",
        "a_sheet_whose_code_does_not_read_is_never_begun_and_the_day_goes_on",
    ),
    (
        "H11",
        "src/core/device/tests/paper.rs",
        "a_tape_that_was_begun_on_other_paper_is_not_gone_on_with_and_printed_whole_when_ordered_anew",
    ),
    ("M01", OFFICIAL, "sending_is_refused_without_anything_to_send_or_a_modem"),
    ("M02", OFFICIAL, "sending_is_refused_without_anything_to_send_or_a_modem"),
    ("M03", OFFICIAL, "a_ballot_too_large_for_the_satellite_is_found_by_the_rehearsal"),
    ("J01", OFFICIAL, "a_journal_whose_hashes_do_not_hold_is_not_passed_on"),
    ("J02", OFFICIAL, "a_failed_card_is_told_and_a_failed_journal_stops_everything"),
    ("J03", STORE_DAMAGE, "copies_that_contradict_each_other_are_a_fork_and_both_stay_as_they_are"),
    ("J04", STORE_DAMAGE, "the_card_of_another_box_is_refused_and_not_one_byte_of_it_changes"),
    ("J05", STORE_DAMAGE, "a_journal_of_a_newer_version_is_refused_with_both_versions_named"),
    ("J06", OFFICIAL, "a_failed_card_is_told_and_a_failed_journal_stops_everything"),
    ("J07", "src/core/device/tests/refusals.rs", "a_box_that_was_rolled_back_seals_nothing_more"),
    ("J08", STORE_WATCH, WRONG_CARDS),
    ("J09", STORE_WATCH, "a_card_that_is_taken_out_is_told_once_and_comes_back_with_what_it_missed"),
    (
        "J10",
        MACHINE_CARD,
        "a_card_that_is_pulled_swapped_or_put_back_gets_the_right_word_and_comes_back_only_as_the_boxs_own",
    ),
    (
        "J11",
        MACHINE_CARD,
        "a_full_card_is_out_until_there_is_room_and_one_that_tells_another_story_stops_the_signing",
    ),
    ("J12", STORE_WATCH, WRONG_CARDS),
    ("J13", STORE_WATCH, WRONG_CARDS),
    ("J14", STORE_WATCH, WRONG_CARDS),
    ("J15", STORE_WATCH, "a_blank_card_is_adopted_and_an_occupied_or_working_one_is_not"),
    (
        "J16",
        MACHINE_CARD,
        "a_card_that_is_pulled_swapped_or_put_back_gets_the_right_word_and_comes_back_only_as_the_boxs_own",
    ),
    (
        "C01",
        "tests/official/asking.rs",
        "without_a_daemon_the_command_waits_a_little_and_then_says_so_with_an_exit_code_of_its_own",
    ),
    ("C02", OFFICIAL, "a_fifth_command_at_once_is_told_that_the_box_is_busy"),
    ("C03", OFFICIAL, "a_user_who_may_not_another_protocol_and_a_misunderstood_command_are_told_apart"),
    ("C04", OFFICIAL, "a_user_who_may_not_another_protocol_and_a_misunderstood_command_are_told_apart"),
    (
        "X01",
        OFFICIAL_PROVISION,
        "a_package_that_is_none_is_not_signed_or_contradicts_itself_is_refused_and_nothing_is_written",
    ),
    (
        "X02",
        OFFICIAL_PROVISION,
        "an_enrolment_that_cannot_be_written_stops_the_provisioning_before_its_last_entry",
    ),
    ("X03", OFFICIAL_EVIDENCE, "settings_are_checked_before_a_daemon_depends_on_them"),
];

const OFFICIAL: &str = "tests/official/refusals.rs";
const OFFICIAL_PROVISION: &str = "tests/official/provision.rs";
const OFFICIAL_EVIDENCE: &str = "tests/official/evidence.rs";
const VERIFY_CODES: &str = "tests/verify/codes.rs";
const VERIFY_TYPED: &str = "tests/verify/typed.rs";
const PUBLISHED: &str = "tests/center/strangers.rs";
const STORE_DAMAGE: &str = "src/store/tests/damage.rs";
const STORE_WATCH: &str = "src/store/tests/watch.rs";
const WRONG_CARDS: &str = "every_way_a_card_can_be_wrong_has_its_code_and_nothing_on_it_changes";
const MACHINE_CARD: &str = "tests/machine/card.rs";

/// Before the table of docs/codes.md.
const HEAD: &str = "\
# Codes of refusals

What a rule forbids comes back with one of these codes, in plain words and in `--json`. A code never changes its
meaning. The letter says what it is about: P package and provisioning, D the day's order, T tally, A officials,
R records and receipts, H paper, M modem and messages, J journal and cards, C daemon and protocol, X files.

This table is made from `src/core/election/refusal.rs`; a test compares the two. After a change there, write it anew with
`RTS_WRITE_CODES=1 cargo test --test refusals`.

| code | what is wrong | what to do |
|---|---|---|
";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn table() -> String {
    let row = |code: &Code| {
        format!("| {} | {} | {} |\n", code.as_str(), code.sentence(), code.cure().replace('|', "\\|"))
    };
    Code::ALL.iter().map(row).fold(HEAD.to_owned(), |text, row| text + &row)
}

#[test]
fn the_document_lists_every_code_with_its_sentence_and_cure() {
    let path = root().join("docs/codes.md");
    if std::env::var_os("RTS_WRITE_CODES").is_some() {
        fs::write(&path, table()).unwrap();
    }
    let written = fs::read_to_string(&path).expect("docs/codes.md is there");
    assert!(written == table(), "docs/codes.md differs from refusal.rs: RTS_WRITE_CODES=1 writes it anew");
}

#[test]
fn no_code_stands_for_two_things() {
    for (at, code) in Code::ALL.iter().enumerate() {
        for other in &Code::ALL[at + 1..] {
            assert_ne!(code.as_str(), other.as_str());
            assert_ne!(code.sentence(), other.sentence(), "{}", code.as_str());
        }
    }
}

#[test]
fn every_code_happens_in_a_test() {
    for code in Code::ALL {
        let shown: Vec<_> = SHOWN.iter().filter(|(shown, _, _)| *shown == code.as_str()).collect();
        assert_eq!(shown.len(), 1, "{} needs one row", code.as_str());
        let (_, file, test) = shown[0];
        let body = body(&root().join(file), test);
        let named = [format!("\"{}\"", code.as_str()), format!("Code::{code:?}")];
        assert!(named.iter().any(|name| body.contains(name)), "{test} says nothing of {}", code.as_str());
    }
    assert_eq!(SHOWN.len(), Code::ALL.len(), "a row for a code that is gone");
}

/// The text of a test.
fn body(file: &Path, test: &str) -> String {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let start =
        text.find(&format!("fn {test}(")).unwrap_or_else(|| panic!("no {test} in {}", file.display()));
    let attribute = text[..start].trim_end().trim_end_matches("async").trim_end();
    assert!(attribute.ends_with(']') && attribute.contains("test"), "{test} is no test");
    let end = text[start..].find("\n}\n").expect("the test ends");
    text[start..start + end].to_owned()
}
