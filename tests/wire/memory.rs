//! What hostile input may take of memory: every reader runs in a process of its own that the system lets grow by the stated
//! bound and no further, so that one allocation too many ends it.
//!
//! Invariant: the bound is on all writable memory of the process (`RLIMIT_DATA`), not on what the reader admits to.

use std::process::Command;

use rts_core::coding::coder;
use rts_core::coding::shape::{BallotShape, Choices, ContestShape, ListShape};
use rts_core::election::{ElectionDefinition, TallyFile};
use rts_core::packet::{Assembly, Header, Limits, LinkOpened, Receipt, open_link};
use rts_core::record::{Base, Epoch, Kind, SignedRecord};
use rts_core::seal::{EndToEndKey, LinkKey, MessageId};
use rts_core::tape::Paper;
use rts_core::tape::code::{CodeError, Scan, symbols_of};
use rustix::process::{Resource, Rlimit, setrlimit};

/// Set in the processes of their own.
const ROLE: &str = "RTS_TEST_READER";
/// What the allocator may keep beside what is asked of it.
const SLACK: u64 = 256 << 10;

/// Writable memory of this process in bytes (proc(5), VmData and VmStk).
fn writable() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmData:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() << 10
}

/// From here on this process can take `bytes` more.
fn bound(bytes: u64) {
    let most = Some(writable() + bytes + SLACK);
    setrlimit(Resource::Data, Rlimit { current: most, maximum: most }).unwrap();
}

/// Runs the test of this name again, alone, in another process, as a reader; whether it lived.
fn lives(test: &str, role: &str) -> bool {
    let mut own = Command::new(std::env::current_exe().unwrap());
    own.args(["--exact", test, "--test-threads=1", "--nocapture"]).env(ROLE, role);
    // A backtrace takes memory, and waits for ever where there is none.
    own.env("RUST_BACKTRACE", "0");
    // What is given back is gone at once, and there is one heap.
    own.env("MALLOC_ARENA_MAX", "1")
        .env("MALLOC_TRIM_THRESHOLD_", "0")
        .env("MALLOC_MMAP_THRESHOLD_", "65536");
    let output = own.output().unwrap();
    if !output.status.success() {
        println!("{}", String::from_utf8_lossy(&output.stderr));
    }
    output.status.success()
}

/// In the first process: the reader lives within its bound, and dies of one buffer that is larger. In the second: `read`.
fn within(test: &str, read: impl FnOnce(), bytes: u64) {
    match std::env::var(ROLE).ok().as_deref() {
        None => {
            assert!(lives(test, "reader"), "needs over {bytes} bytes");
            assert!(!lives(test, "glutton"), "the limit did not hold");
        }
        Some("glutton") => {
            bound(bytes);
            let size = usize::try_from(bytes + 2 * SLACK).unwrap();
            assert_eq!(std::hint::black_box(vec![1_u8; size]).len(), size);
        }
        Some(_) => read(),
    }
}

/// Bytes of no meaning, not zero at first.
fn noise(length: usize, seed: u32) -> Vec<u8> {
    let bytes = (1_u32..).map(|at| (at ^ seed).wrapping_mul(2_654_435_761).to_be_bytes()[1] | 1);
    bytes.take(length).collect()
}

/// The tally code's own statement: about 100 bytes a candidate or list.
#[test]
fn a_hostile_tally_code_takes_a_hundred_bytes_a_candidate() {
    const CANDIDATES: u64 = 1 << 16;
    let bytes = 100 * CANDIDATES;
    let read = || {
        let contest = |choices| ContestShape { votes_allowed: 1, choices, weights: None };
        let lists = vec![ListShape { candidates: 255, list_vote: true }; 256];
        let shapes = [Choices::Candidates(1 << 16), Choices::Lists(lists)].map(|choices| BallotShape {
            registered: 20_000,
            verification: true,
            contests: vec![contest(choices)],
        });
        let codes: Vec<Vec<u8>> = (0..11).map(|seed| noise(1 << seed, seed)).collect();
        bound(bytes);
        for shape in &shapes {
            // Noise is mostly some tally: nothing is refused before it has taken what it takes.
            assert!(codes.iter().filter(|code| coder::decode(shape, code).is_ok()).count() > 0);
            assert!(coder::decode(shape, &vec![0xff; 1 << 20]).is_err());
        }
    };
    within("memory::a_hostile_tally_code_takes_a_hundred_bytes_a_candidate", read, bytes);
}

/// Files of JSON: sixteen bytes for each of the file, whatever it claims, and errors that do not repeat it.
#[test]
fn a_hostile_file_takes_memory_in_proportion_to_its_length() {
    const LENGTH: usize = 1 << 20;
    let read = || {
        let files = [
            "[".repeat(LENGTH),
            "{\"format\":".repeat(LENGTH / 10),
            format!("{{\"format\":\"{}\"}}", "a".repeat(LENGTH)),
            tally(&format!("{{\"candidates\":[{}0]}}", "0,".repeat(LENGTH / 2))),
            tally(&format!(
                "{{\"lists\":[{}{{\"candidates\":[]}}]}}",
                "{\"candidates\":[]},".repeat(LENGTH / 18)
            )),
            tally("{\"candidates\":[99999999999999999999]}"),
        ];
        bound(16 * u64::try_from(LENGTH).unwrap());
        for file in &files {
            let taken = TallyFile::from_json(file.as_bytes()).is_ok();
            assert_eq!(taken, file.contains("0,0") || file.contains("[]}]"), "{}", file.len());
            assert!(ElectionDefinition::from_json(file.as_bytes()).is_err());
            assert!(TallyFile::from_json(&noise(LENGTH, 7)).is_err());
        }
    };
    within(
        "memory::a_hostile_file_takes_memory_in_proportion_to_its_length",
        read,
        16 * u64::try_from(LENGTH).unwrap(),
    );
}

fn tally(votes: &str) -> String {
    format!(
        "{{\"format\":\"rts-tally/1\",\"election\":1,\"station\":1,\"tally\":{{\"registered\":1,\"ballots_cast\":1,\
         \"contests\":[{{\"contest\":\"a\",\"blank\":0,\"invalid\":0,\"votes\":{votes}}}]}}}}"
    )
}

/// Parts of messages that never become whole: 10 KiB for each message that may be held.
#[test]
fn a_flood_of_parts_takes_no_more_than_the_messages_that_may_be_held() {
    const HELD: usize = 64;
    let bytes = 10 * 1024 * 64;
    let read = || {
        let key = EndToEndKey::from_bytes(&[1; 32]);
        let mut assembly = Assembly::new(Limits { per_device: 4, total: HELD });
        bound(bytes);
        for number in 0_u32..60_000 {
            let base = Base {
                kind: Kind::Result,
                election: 1,
                device: number % 100,
                sequence: 1,
                seal_epoch: Epoch::default(),
                link_epoch: Epoch::default(),
            };
            // Fourteen of fifteen parts, in versions that differ.
            let part = u8::try_from(number / 100 % 14).unwrap() + 1;
            let id = MessageId([u8::try_from(number / 7_000).unwrap(); 8]);
            let chunk = noise(308, number);
            assembly.insert(&LinkOpened { header: Header { base, part, parts: 15, id }, chunk }, &key);
            assert!(assembly.len() <= HELD);
        }
        assert!(assembly.evictions() > 0);
    };
    within("memory::a_flood_of_parts_takes_no_more_than_the_messages_that_may_be_held", read, bytes);
}

/// Codes of tapes that are never the same: 2,860 bytes for each part of each tape that may be held, and a tenth for order.
#[test]
fn a_flood_of_codes_takes_no_more_than_the_tapes_that_may_be_held() {
    let bytes = 64 * 16 * 2_860 * 11 / 10;
    let read = || {
        let base = Base {
            kind: Kind::Result,
            election: 1,
            device: 1,
            sequence: 1,
            seal_epoch: Epoch::default(),
            link_epoch: Epoch::default(),
        };
        let mut scan = Scan::new();
        bound(bytes);
        let mut refused = 0;
        for number in 0..200 {
            // Longer than a record can be, so that each part is as long as a code can be.
            let signed = SignedRecord { base, r: noise(45_590, number), signature: [0; 64] };
            for symbol in symbols_of(&signed, &[0; 32], Paper::Mm80) {
                assert!(symbol.text.len() > 4_280);
                refused += usize::from(scan.take(&symbol.text) == Err(CodeError::Full));
            }
        }
        assert_eq!(refused, (200 - 64) * 16);
    };
    within("memory::a_flood_of_codes_takes_no_more_than_the_tapes_that_may_be_held", read, bytes);
}

/// Packets and receipts of any length: nothing that grows with them.
#[test]
fn a_packet_of_any_length_takes_nothing() {
    let read = || {
        let key = LinkKey::from_bytes(&[1; 16]);
        let long = noise(64 << 20, 3);
        bound(0);
        for length in [0, 1, 20, 32, 33, 102, 340, 341, 65_536, long.len()] {
            assert!(open_link(&long[..length], &key).is_err());
            assert!(Receipt::parse(&long[..length]).is_err());
        }
    };
    within("memory::a_packet_of_any_length_takes_nothing", read, 0);
}
