//! What a printer answers: one parser that sorts the stream byte by byte.
//!
//! Invariants: a byte that fits no known answer is [`Answer::Unknown`], never good news; a block or an automatic status
//! that is broken off gives back the byte that broke it. Patterns of the ESC/POS reference: DLE EOT `0xx1xx10`,
//! automatic status `0xx1xx00` then three `0xx0xxxx`, GS r `0xx0xxxx`, blocks `37`/`5f` … `00`, XON `11`, XOFF `13`.

/// Longest block a printer may send before it counts as noise.
const LONGEST_BLOCK: usize = 80;
const XON: u8 = 0x11;
const XOFF: u8 = 0x13;
/// First byte of the blocks of GS ( H and DLE DC4.
const BLOCK: u8 = 0x37;
/// First byte of the blocks of GS I.
const INFORMATION: u8 = 0x5f;
const PROCESS_ID: u8 = 0x22;
const CLEARED: u8 = 0x25;

/// One thing the printer said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Answer to DLE EOT; which one was asked, only the asker knows.
    RealTime(u8),
    /// Automatic status: four bytes at a change.
    Automatic(Automatic),
    /// Answer to GS r: everything sent before it was processed.
    Fence(u8),
    /// Answer to GS ( H fn 48: everything sent before the request was printed.
    ProcessId([u8; 4]),
    /// Answer to DLE DC4 fn 8: the buffers are empty.
    Cleared,
    /// Flow control.
    Flow,
    /// Another well-formed block (model name and the like).
    Block(Vec<u8>),
    /// A byte that fits nothing.
    Unknown(u8),
}

/// The four bytes of an automatic status, judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Automatic {
    /// The printer stopped.
    pub(super) offline: bool,
    /// The cover is open.
    pub(super) cover_open: bool,
    /// Cutter, unrecoverable or self-recovering error.
    pub(super) error: bool,
    /// No paper.
    pub(super) paper_out: bool,
    /// Little paper.
    pub(super) near_end: bool,
}

impl Automatic {
    fn new(bytes: [u8; 4]) -> Self {
        let [first, second, third, _] = bytes;
        Self {
            offline: first & 0x08 != 0,
            cover_open: first & 0x20 != 0,
            error: second & 0x6c != 0,
            paper_out: third & 0x0c != 0,
            near_end: third & 0x03 != 0,
        }
    }
}

/// Sorts the answer stream.
#[derive(Debug, Default)]
pub(super) struct Parser {
    partial: Vec<u8>,
}

impl Parser {
    /// Takes one byte; gives what it completes. A byte that breaks off an unfinished answer gives that answer's bytes
    /// as unknown and is then read afresh.
    pub(super) fn push(&mut self, byte: u8) -> Vec<Answer> {
        if matches!(byte, XON | XOFF) {
            return vec![Answer::Flow];
        }
        let mut answers = Vec::new();
        if !self.partial.is_empty() && !self.continues(byte) {
            answers.extend(self.partial.drain(..).map(Answer::Unknown));
        }
        answers.extend(self.take(byte));
        answers
    }

    /// Forgets an unfinished answer: its rest did not come in time.
    pub(super) fn reset(&mut self) -> usize {
        self.partial.drain(..).count()
    }

    fn continues(&self, byte: u8) -> bool {
        match self.partial.first() {
            Some(&(BLOCK | INFORMATION)) => {
                self.partial.len() < LONGEST_BLOCK && (byte == 0 || (0x20..=0x7e).contains(&byte))
            }
            Some(_) => is_fence(byte),
            None => true,
        }
    }

    fn take(&mut self, byte: u8) -> Option<Answer> {
        if self.partial.is_empty() {
            return match byte {
                BLOCK | INFORMATION => {
                    self.partial.push(byte);
                    None
                }
                _ if byte & 0x93 == 0x10 => {
                    self.partial.push(byte);
                    None
                }
                _ if byte & 0x93 == 0x12 => Some(Answer::RealTime(byte)),
                _ if is_fence(byte) => Some(Answer::Fence(byte)),
                _ => Some(Answer::Unknown(byte)),
            };
        }
        self.partial.push(byte);
        match self.partial.as_slice() {
            [BLOCK, PROCESS_ID, a, b, c, d, 0] => {
                let id = [*a, *b, *c, *d];
                self.partial.clear();
                Some(Answer::ProcessId(id))
            }
            [BLOCK, CLEARED, 0] => {
                self.partial.clear();
                Some(Answer::Cleared)
            }
            [BLOCK | INFORMATION, .., 0] => Some(Answer::Block(std::mem::take(&mut self.partial))),
            [BLOCK | INFORMATION, ..] => None,
            [a, b, c, d] => {
                let status = Automatic::new([*a, *b, *c, *d]);
                self.partial.clear();
                Some(Answer::Automatic(status))
            }
            _ => None,
        }
    }
}

/// `0xx0xxxx`: an answer to GS r, or a further byte of an automatic status.
fn is_fence(byte: u8) -> bool {
    byte & 0x90 == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(bytes: &[u8]) -> Vec<Answer> {
        let mut parser = Parser::default();
        bytes.iter().flat_map(|byte| parser.push(*byte)).collect()
    }

    #[test]
    fn answers_mixed_on_one_line_are_told_apart() {
        let stream =
            b"\x12\x11\x37\x22Ab01\x00\x13\x1e\x00\x37\x25\x00\x14\x00\x0f\x0f\x12\x5fTM-T20\x00\xff";
        let out = parse(stream);
        let paper_out =
            Automatic { offline: false, cover_open: false, error: false, paper_out: true, near_end: true };
        let expected = [
            Answer::RealTime(0x12),
            Answer::Flow,
            Answer::ProcessId(*b"Ab01"),
            Answer::Flow,
            Answer::RealTime(0x1e),
            Answer::Fence(0),
            Answer::Cleared,
            Answer::Automatic(paper_out),
            Answer::RealTime(0x12),
            Answer::Block(b"\x5fTM-T20\x00".to_vec()),
            Answer::Unknown(0xff),
        ];
        assert_eq!(out, expected);
    }

    #[test]
    fn a_broken_block_is_noise_and_the_byte_that_broke_it_is_read() {
        assert_eq!(
            parse(b"\x37\x22A\x12"),
            [Answer::Unknown(0x37), Answer::Unknown(0x22), Answer::Unknown(b'A'), Answer::RealTime(0x12)]
        );
        assert_eq!(
            parse(b"\x14\x00\x16"),
            [Answer::Unknown(0x14), Answer::Unknown(0), Answer::RealTime(0x16)]
        );
    }

    proptest! {
        #[test]
        fn a_process_id_is_only_read_from_its_seven_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let wire: Vec<u8> = bytes.iter().copied().filter(|b| !matches!(*b, XON | XOFF)).collect();
            for answer in parse(&bytes) {
                if let Answer::ProcessId(id) = answer {
                    let block = [&[BLOCK, PROCESS_ID], &id[..], &[0]].concat();
                    prop_assert!(wire.windows(7).any(|window| window == block));
                }
            }
        }
    }
}
