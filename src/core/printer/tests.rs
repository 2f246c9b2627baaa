//! The machine against answers written out by hand.

mod bytes;
mod orders;

use super::*;
use crate::tape::Bitmap;
use crate::time::{Now, Uptime};
use proptest::prelude::*;
use std::time::Duration;

/// A machine and a clock.
struct Bench {
    printer: Printer,
    now: Uptime,
}

impl Bench {
    fn new(settings: Settings) -> Self {
        Self { printer: Printer::new(settings), now: Uptime::from_millis(1_000) }
    }

    fn input(&mut self, input: Input) -> Vec<Output> {
        let now = Now { uptime: self.now, ..Now::default() };
        self.printer.handle_input(now, input);
        std::iter::from_fn(|| self.printer.poll_output()).collect()
    }

    fn bytes(&mut self, bytes: &[u8]) -> Vec<Output> {
        self.input(Input::Bytes(bytes.to_vec()))
    }

    /// Lets time pass to the next timeout.
    fn wait(&mut self) -> Vec<Output> {
        self.now = self.now.max(self.printer.poll_timeout().unwrap().0);
        self.input(Input::Timeout)
    }

    /// Answers DLE EOT 1, 2 and 4: all is well. Gives what followed.
    fn fine(&mut self) -> Vec<Output> {
        assert_eq!(self.bytes(b"\x12"), [query(2)]);
        assert_eq!(self.bytes(b"\x12"), [query(4)]);
        self.bytes(b"\x12")
    }

    /// Opens the line to a printer that answers process ids, up to `Ready`.
    fn ready(settings: Settings) -> Self {
        let mut bench = Self::new(settings);
        assert_eq!(bench.input(Input::Opened), [query(1)]);
        assert_eq!(bench.fine(), fill());
        assert_eq!(bench.bytes(b"\x37\x25\x00"), [query(1)]);
        assert_eq!(bench.fine(), [Output::Write(b"\x1d\x28\x48\x06\x00\x30\x30 rts".to_vec())]);
        assert_eq!(bench.bytes(b"\x37\x22 rts\x00"), [query(1)]);
        assert_eq!(bench.fine(), [Output::Ready { near_end: false }]);
        bench
    }
}

fn query(n: u8) -> Output {
    Output::Write(vec![0x10, 0x04, n])
}

fn clear() -> Output {
    Output::Write(b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08\x10\x05\x02".to_vec())
}

/// What clears a printer that may have been left within a band.
fn fill() -> [Output; 2] {
    [clear(), Output::Write(vec![0; 4_000])]
}

/// A printer whose line keeps bytes back.
fn kept_back() -> Settings {
    Settings { flow: Flow::Line, ..Settings::default() }
}

fn order(job: u64) -> SheetOrder {
    SheetOrder { job, picture: Bitmap::new(576, 40) }
}

/// `id` of job 7 as the machine writes it.
const ID_OF_7: &[u8] = b"\x1d\x28\x48\x06\x00\x30\x30(!!!";

#[test]
fn a_sheet_is_completed_by_its_process_id_after_the_cut() {
    let mut bench = Bench::ready(kept_back());
    let mut order = order(7);
    order.picture.fill(0, 0, 8, 2);
    order.picture.fill(8, 30, 8, 1);
    assert_eq!(bench.input(Input::Print(order)), [query(1)]);
    let bands: [&[u8]; 3] = [
        b"\x1b@\x1d\x28\x44\x05\x00\x14\x01\x00\x02\x00\x1dv0\x00\x01\x00\x02\x00\xff\xff",
        b"\x1bJ\x1c\x1dv0\x00\x02\x00\x01\x00\x00\xff",
        b"\x1bJ\x09\x1dVA\x00",
    ];
    for band in bands {
        assert_eq!(bench.fine(), [Output::Write(band.to_vec()), query(1)], "a look follows each band");
    }
    assert_eq!(bench.fine(), [Output::Write(ID_OF_7.to_vec()), query(1)]);
    assert_eq!(bench.fine(), []);
    assert_eq!(bench.bytes(b"\x37\x22!!!!\x00"), [], "the id of another job");
    let done = bench.bytes(b"\x37\x22(!!!\x00");
    assert_eq!(done, [Output::Completed { job: 7, by: Completion::ProcessId }]);
}

#[test]
fn paper_out_under_way_interrupts_and_clears_the_buffer_at_once_and_again_when_ready() {
    let mut bench = Bench::ready(kept_back());
    bench.input(Input::Print(order(7)));
    bench.fine();
    bench.bytes(b"\x1a");
    bench.bytes(b"\x32");
    let why = Interruption::Stopped(NotReady::PaperOut);
    assert_eq!(bench.bytes(b"\x7e"), [Output::Interrupted { job: 7, why }, clear(), query(1)]);
    bench.bytes(b"\x1a");
    bench.bytes(b"\x32");
    assert_eq!(bench.bytes(b"\x7e"), [Output::NotReady(NotReady::PaperOut)]);
    assert_eq!(bench.wait(), [query(1)]);
    assert_eq!(bench.fine(), [clear()]);
    bench.bytes(b"\x37\x25\x00");
    assert_eq!(bench.fine(), [Output::Ready { near_end: false }]);
}

#[test]
fn a_printer_without_process_id_and_fence_asks_the_official() {
    let mut bench = Bench::new(kept_back());
    bench.input(Input::Opened);
    assert_eq!(bench.fine(), fill());
    assert_eq!(bench.wait(), [query(1)], "a printer that does not tell that it is cleared");
    bench.fine();
    assert_eq!(bench.wait(), [query(1)]);
    assert_eq!(bench.fine(), [Output::Write(b"\x1dr\x01".to_vec())]);
    assert_eq!(bench.wait(), [query(1)]);
    assert_eq!(bench.fine(), [query(1)]);
    assert_eq!(bench.fine(), [Output::Ready { near_end: false }]);
    assert_eq!(bench.printer.completion(), Some(Completion::Official));
    bench.input(Input::Print(order(7)));
    bench.fine();
    assert_eq!(bench.fine(), []);
    let mut out = bench.wait();
    while out == [query(1)] {
        out = bench.fine();
        if out.is_empty() {
            out = bench.wait();
        }
    }
    assert_eq!(out, [Output::AskOfficial { job: 7 }]);
    let done = bench.input(Input::Confirm);
    assert_eq!(
        done,
        [Output::Completed { job: 7, by: Completion::Official }, Output::Ready { near_end: false }][..1]
    );
}

#[test]
fn a_fence_counts_only_when_the_feed_is_over_and_the_printer_still_fine() {
    let settings = Settings { completion: Some(Completion::Fence), ..kept_back() };
    let mut bench = Bench::new(settings.clone());
    bench.input(Input::Opened);
    bench.fine();
    bench.bytes(b"\x37\x25\x00");
    bench.fine();
    bench.input(Input::Print(order(7)));
    bench.fine();
    assert_eq!(bench.bytes(b"\x00"), [], "no fence was sent yet");
    assert_eq!(bench.fine(), [Output::Write(b"\x1dr\x01".to_vec()), query(1)]);
    bench.fine();
    let answered = bench.now;
    assert_eq!(bench.bytes(b"\x00"), []);
    assert_eq!(bench.wait(), [query(1)]);
    assert_eq!(bench.now.since(answered), settings.feed);
    assert_eq!(bench.fine(), [Output::Completed { job: 7, by: Completion::Fence }]);
}

#[test]
fn an_unconfirmed_sheet_is_interrupted_after_the_limit() {
    let mut bench = Bench::ready(kept_back());
    bench.input(Input::Print(order(7)));
    bench.fine();
    bench.fine();
    let (mut out, start) = (bench.fine(), bench.now);
    while !out.iter().any(|o| matches!(o, Output::Interrupted { .. })) {
        out = bench.wait();
        if out == [query(1)] {
            out = bench.fine();
        }
        assert!(bench.now.since(start) <= Duration::from_secs(31));
    }
    assert!(out.contains(&Output::Interrupted { job: 7, why: Interruption::Unconfirmed }), "{out:?}");
}

#[test]
fn an_unplugged_printer_interrupts_and_is_opened_again() {
    let mut bench = Bench::ready(kept_back());
    bench.input(Input::Print(order(7)));
    bench.fine();
    let why = Interruption::Stopped(NotReady::Unplugged);
    let out = bench.input(Input::Closed);
    assert_eq!(out, [Output::Interrupted { job: 7, why }, Output::NotReady(NotReady::Unplugged)]);
    assert_eq!(bench.wait(), [Output::Reopen]);
    assert_eq!(bench.wait(), [Output::Reopen]);
    assert_eq!(bench.input(Input::Opened), [query(1)]);
}

#[test]
fn a_second_sheet_is_busy_and_a_waiting_one_can_be_cancelled() {
    let mut bench = Bench::new(Settings::default());
    bench.input(Input::Closed);
    assert_eq!(bench.input(Input::Print(order(1))), []);
    assert_eq!(bench.input(Input::Print(order(2))), [Output::Busy { job: 2 }]);
    assert_eq!(bench.input(Input::Cancel), [Output::Cancelled { job: 1 }]);
    assert_eq!(bench.input(Input::Cancel), []);
}

#[test]
fn a_sheet_longer_than_the_paper_left_waits_until_the_official_dares() {
    let settings = Settings { near_end_paper: 10, ..kept_back() };
    let mut bench = Bench::ready(settings);
    bench.input(Input::Print(order(7)));
    bench.bytes(b"\x12");
    bench.bytes(b"\x12");
    assert_eq!(bench.bytes(b"\x1e"), [Output::NotReady(NotReady::NearEnd)]);
    assert_eq!(bench.input(Input::Confirm), [query(1)]);
    bench.bytes(b"\x12");
    bench.bytes(b"\x12");
    let out = bench.bytes(b"\x1e");
    assert!(
        matches!(&out[..], [Output::Ready { near_end: true }, Output::Write(_), Output::Write(_)]),
        "{out:?}"
    );
}

#[test]
fn a_printer_without_cutter_waits_until_the_sheet_is_torn_off() {
    let mut bench = Bench::ready(Settings { cut: Cut::Tear, ..kept_back() });
    bench.input(Input::Print(order(7)));
    bench.fine();
    bench.fine();
    bench.fine();
    bench.bytes(b"\x37\x22(!!!\x00");
    bench.input(Input::Print(order(8)));
    assert_eq!(bench.fine(), [Output::NotReady(NotReady::Tear)]);
    assert_eq!(bench.input(Input::Confirm), [query(1)]);
    assert!(matches!(&bench.fine()[..], [Output::Ready { .. }, Output::Write(_), Output::Write(_)]));
}

#[test]
fn a_stuck_cutter_is_told_to_go_on_once_a_look() {
    let mut bench = Bench::ready(kept_back());
    assert_eq!(bench.wait(), [query(1)]);
    bench.bytes(b"\x1a");
    assert_eq!(bench.bytes(b"\x52"), [query(3)]);
    assert_eq!(bench.bytes(b"\x1a"), [query(4)]);
    assert_eq!(bench.bytes(b"\x12"), [clear(), Output::NotReady(NotReady::Cutter)]);
}

#[test]
fn a_silent_printer_is_opened_again() {
    let mut bench = Bench::new(Settings::default());
    bench.input(Input::Opened);
    assert_eq!(bench.wait(), [Output::NotReady(NotReady::Silent)]);
    let mut out = Vec::new();
    while !out.contains(&Output::Reopen) {
        assert!(bench.now < Uptime::from_millis(60_000));
        out = bench.wait();
    }
}

/// A sheet of two bands.
fn two_bands(job: u64) -> SheetOrder {
    let mut picture = Bitmap::new(576, 200);
    picture.fill(0, 0, 576, 50);
    picture.fill(0, 100, 576, 50);
    SheetOrder { job, picture }
}

#[test]
fn a_paced_sheet_waits_for_the_answer_to_its_fence_before_the_next_band() {
    let mut bench = Bench::ready(Settings::default());
    bench.input(Input::Print(two_bands(7)));
    let first = bench.fine();
    assert!(matches!(&first[..], [Output::Write(band), _] if band.ends_with(b"\x1dr\x01")), "{first:?}");
    assert_eq!(bench.fine(), [], "the fence is not answered");
    assert_eq!(bench.wait(), [query(1)]);
    assert_eq!(bench.fine(), []);
    assert_eq!(bench.bytes(b"\x00"), [query(1)], "answered, and a look comes before the band");
    assert!(matches!(&bench.fine()[..], [Output::Write(band), _] if band.starts_with(b"\x1bJ\x32\x1dv0")));
}

#[test]
fn a_paced_sheet_on_a_printer_without_fences_waits_as_long_as_the_slowest_printer_needs() {
    let settings = Settings { completion: Some(Completion::Official), ..Settings::default() };
    let mut bench = Bench::new(settings);
    bench.input(Input::Opened);
    bench.fine();
    bench.bytes(b"\x37\x25\x00");
    bench.fine();
    bench.now = bench.now.after(Duration::from_secs(3));
    bench.input(Input::Print(two_bands(7)));
    let start = bench.now;
    bench.fine();
    let mut out = bench.fine();
    while out.is_empty() || out == [query(1)] {
        out = if out.is_empty() { bench.wait() } else { bench.fine() };
    }
    assert!(matches!(&out[..], [Output::Write(_), _]), "{out:?}");
    // 12 bytes of a start, 8 of a header and 3600 dots in bytes at 3,840 bytes a second, 50 rows at 400 a second.
    let least = Duration::from_millis(3_620 * 1_000 / 3_840 + 125);
    let waited = bench.now.since(start);
    assert!((least..least + Duration::from_millis(300)).contains(&waited), "{waited:?}");
}

#[test]
fn an_answer_may_take_as_long_as_the_line_needs_for_the_bytes_before_the_question() {
    let settings = Settings { line: 960, ..kept_back() };
    let mut bench = Bench::ready(settings.clone());
    bench.now = bench.now.after(Duration::from_secs(5));
    bench.input(Input::Print(two_bands(7)));
    bench.fine();
    let by = bench.printer.poll_timeout().unwrap().0;
    let least = settings.line_time(3_623) + settings.answer;
    assert!((least..least + Duration::from_millis(20)).contains(&by.since(bench.now)));
}

#[test]
fn a_hot_head_is_given_time_and_then_the_sheet_is_given_up() {
    for (cools, expected) in [(true, 7), (false, 0)] {
        let mut bench = Bench::ready(kept_back());
        bench.input(Input::Print(two_bands(7)));
        bench.fine();
        let start = bench.now;
        let mut out = Vec::new();
        while bench.now.since(start) < Duration::from_secs(200) && out.is_empty() {
            let hot = !cools || bench.now.since(start) < Duration::from_secs(100);
            let answers: &[u8] = if hot { b"\x1a\x52\x52\x12" } else { b"\x12\x12\x12" };
            for answer in answers {
                out = bench.bytes(&[*answer]);
            }
            if out.is_empty() {
                bench.wait();
            }
        }
        let waited = bench.now.since(start).as_secs();
        if cools {
            assert!(matches!(&out[..], [Output::Write(_), _]) && waited < 102, "{out:?} after {waited} s");
        } else {
            let why = Interruption::Stopped(NotReady::Overheated);
            assert!(out.contains(&Output::Interrupted { job: 7, why }) && waited < 122, "{waited} s");
        }
        assert_eq!(out.iter().any(|it| matches!(it, Output::Interrupted { .. })), expected == 0);
    }
}

proptest! {
    #[test]
    fn noise_never_completes_a_sheet(
        noise in prop::collection::vec((prop::collection::vec(any::<u8>(), 0..12), any::<bool>()), 0..200),
    ) {
        let mut bench = Bench::ready(kept_back());
        let mut heard: Vec<u8> = Vec::new();
        let mut out = bench.input(Input::Print(order(7)));
        for (bytes, wait) in noise {
            heard.extend(bytes.iter().copied().filter(|b| !matches!(*b, 0x11 | 0x13)));
            out.extend(bench.bytes(&bytes));
            if wait {
                out.extend(bench.wait());
            }
        }
        let confirmed = heard.windows(7).any(|window| window == b"\x37\x22(!!!\x00");
        let completed = out.iter().any(|o| matches!(o, Output::Completed { .. }));
        prop_assert!(confirmed || !completed);
    }

    #[test]
    fn no_answer_at_random_prints_without_a_clean_look(
        answers in prop::collection::vec((0u8..=255, any::<bool>()), 0..200),
    ) {
        // Whatever comes, a sheet's first byte follows three answers in a row that show no fault.
        let mut bench = Bench::ready(kept_back());
        bench.input(Input::Print(order(7)));
        let mut last: Vec<u8> = Vec::new();
        for (byte, wait) in answers {
            if byte & 0x93 == 0x12 {
                last.push(byte);
            }
            let mut out = bench.bytes(&[byte]);
            if wait {
                out.extend(bench.wait());
            }
            if out.iter().any(|o| matches!(o, Output::Write(bytes) if bytes.starts_with(b"\x1b@"))) {
                let three = &last[last.len() - 3..];
                prop_assert!(three[0] & 0x08 == 0 && three[1] & 0x64 == 0 && three[2] & 0x60 == 0, "{:x?}", three);
                break;
            }
        }
    }
}
