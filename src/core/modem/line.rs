//! Byte-wise codec of the modem's answers, with three explicit modes: lines, a prompt, a counted binary frame.
//!
//! Invariants: at most 512 bytes of a line and one frame are held; every byte sequence is accepted and none panics;
//! a frame is taken by its length alone, so a message may contain `OK` and line ends.

/// A longer line is dropped up to its end.
pub const LINE_LIMIT: usize = 512;

/// Largest MO message of a 9602 or 9603; no MT message is larger.
pub const MESSAGE_LIMIT: usize = 340;

/// The prompt of `AT+SBDWB`.
const READY: &[u8] = b"READY";

/// What the next bytes are taken for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Mode {
    /// Lines only.
    #[default]
    Line,
    /// Lines, until one ends in `READY`.
    Prompt,
    /// Lines, until one starts like the length of a message: then exactly that message and its checksum.
    Frame,
}

/// One whole thing that the modem said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A line without its end and without white space around it; never empty.
    Line(Vec<u8>),
    /// The modem waits for the message.
    Prompt,
    /// A message whose checksum holds.
    Frame(Vec<u8>),
    /// A frame of impossible length or wrong checksum.
    Damaged,
    /// A line was too long.
    Overlong,
}

/// Collects bytes into tokens.
#[derive(Debug, Default)]
pub(super) struct Codec {
    mode: Mode,
    line: Vec<u8>,
    overlong: bool,
    frame: Vec<u8>,
}

impl Codec {
    /// Forgets half a line or half a frame and expects `mode`.
    pub(super) fn begin(&mut self, mode: Mode) {
        self.mode = mode;
        self.line.clear();
        self.overlong = false;
        self.frame.clear();
    }

    /// Takes one byte.
    pub(super) fn push(&mut self, byte: u8) -> Option<Token> {
        let at_line_start = self.line.is_empty() && !self.overlong;
        if self.mode == Mode::Frame && (!self.frame.is_empty() || (at_line_start && byte <= 1)) {
            return self.push_frame(byte);
        }
        if byte == b'\r' || byte == b'\n' {
            return self.end_line();
        }
        if self.overlong {
            return None;
        }
        if self.line.len() >= LINE_LIMIT {
            self.line.clear();
            self.overlong = true;
            return Some(Token::Overlong);
        }
        self.line.push(byte);
        if self.mode == Mode::Prompt && self.line.ends_with(READY) {
            self.begin(Mode::Line);
            return Some(Token::Prompt);
        }
        None
    }

    fn end_line(&mut self) -> Option<Token> {
        self.overlong = false;
        let line = std::mem::take(&mut self.line);
        let text = trim(&line);
        (!text.is_empty()).then(|| Token::Line(text.to_vec()))
    }

    fn push_frame(&mut self, byte: u8) -> Option<Token> {
        self.frame.push(byte);
        let (&[high, low], rest) = self.frame.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes([high, low]));
        if length > MESSAGE_LIMIT {
            self.begin(Mode::Line);
            return Some(Token::Damaged);
        }
        let message = rest.get(..length)?;
        let &[high, low] = rest.get(length..)?.first_chunk::<2>()?;
        let whole = checksum(message) == u16::from_be_bytes([high, low]);
        let token = if whole { Token::Frame(message.to_vec()) } else { Token::Damaged };
        self.begin(Mode::Line);
        Some(token)
    }
}

/// The low 16 bits of the sum of all bytes, as `AT+SBDWB` and `AT+SBDRB` use it.
#[must_use]
pub fn checksum(message: &[u8]) -> u16 {
    message.iter().fold(0u16, |sum, &byte| sum.wrapping_add(u16::from(byte)))
}

/// Without white space and NUL at both ends.
fn trim(mut line: &[u8]) -> &[u8] {
    let blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    while let Some((first, rest)) = line.split_first().filter(|(first, _)| blank(first)) {
        let _ = first;
        line = rest;
    }
    while let Some((last, rest)) = line.split_last().filter(|(last, _)| blank(last)) {
        let _ = last;
        line = rest;
    }
    line
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tokens(mode: Mode, bytes: &[u8]) -> Vec<Token> {
        let mut codec = Codec::default();
        codec.begin(mode);
        bytes.iter().filter_map(|&byte| codec.push(byte)).collect()
    }

    fn line(text: &str) -> Token {
        Token::Line(text.as_bytes().to_vec())
    }

    fn frame(message: &[u8]) -> Vec<u8> {
        let length = u16::try_from(message.len()).expect("short").to_be_bytes();
        [&length[..], message, &checksum(message).to_be_bytes()[..]].concat()
    }

    #[test]
    fn the_checksum_wraps_instead_of_saturating() {
        assert_eq!(checksum(b"hello"), 0x0214);
        assert_eq!(checksum(&[0xff; 340]), 21_164);
    }

    #[test]
    fn every_variant_of_line_ends_gives_the_same_lines() {
        for text in ["\r\nOK\r\n\r\n+CSQ:5\r\n", "OK\n+CSQ:5\n", "OK\r+CSQ:5\r", "\r\r\nOK\r\r\n +CSQ:5 \r\n"]
        {
            assert_eq!(tokens(Mode::Line, text.as_bytes()), [line("OK"), line("+CSQ:5")], "{text:?}");
        }
    }

    #[test]
    fn ten_kilobytes_without_a_line_end_cost_one_line_and_no_memory() {
        let mut codec = Codec::default();
        let lost: Vec<_> = std::iter::repeat_n(b'x', 10_000).filter_map(|byte| codec.push(byte)).collect();
        assert_eq!(lost, [Token::Overlong]);
        assert!(codec.line.capacity() <= 2 * LINE_LIMIT);
        let after: Vec<_> = b"\r\nOK\r\n".iter().filter_map(|&byte| codec.push(byte)).collect();
        assert_eq!(after, [line("OK")]);
    }

    #[test]
    fn the_prompt_needs_no_line_end_and_leaves_lines_behind() {
        assert_eq!(
            tokens(Mode::Prompt, b"AT+SBDWB=5\r\r\nSBDRING\r\n\r\nREADY\r\n0\r\n"),
            [line("AT+SBDWB=5"), line("SBDRING"), Token::Prompt, line("0")]
        );
    }

    #[test]
    fn a_frame_that_contains_ok_is_taken_by_its_length() {
        let message = b"\r\nOK\r\n\x00\x01";
        let said = [b"AT+SBDRB\r".as_slice(), &frame(message), b"\r\nOK\r\n"].concat();
        assert_eq!(
            tokens(Mode::Frame, &said),
            [line("AT+SBDRB"), Token::Frame(message.to_vec()), line("OK")]
        );
    }

    #[test]
    fn an_empty_frame_is_four_zero_bytes() {
        assert_eq!(tokens(Mode::Frame, b"\0\0\0\0\r\nOK\r\n"), [Token::Frame(Vec::new()), line("OK")]);
    }

    #[test]
    fn a_damaged_frame_is_said_to_be_damaged() {
        let mut said = frame(b"receipt");
        said[4] ^= 1;
        assert_eq!(tokens(Mode::Frame, &said), [Token::Damaged]);
        assert_eq!(tokens(Mode::Frame, b"\x01\xff"), [Token::Damaged], "longer than any message");
    }

    proptest! {
        #[test]
        fn no_bytes_panic_and_no_mode_holds_more_than_a_line_and_a_frame(
            bytes in proptest::collection::vec(any::<u8>(), 0..4096),
            mode in prop_oneof![Just(Mode::Line), Just(Mode::Prompt), Just(Mode::Frame)],
        ) {
            let mut codec = Codec::default();
            codec.begin(mode);
            for byte in bytes {
                if let Some(Token::Line(line)) = codec.push(byte) {
                    prop_assert!(!line.is_empty() && line.len() <= LINE_LIMIT);
                }
                prop_assert!(codec.line.len() <= LINE_LIMIT && codec.frame.len() <= MESSAGE_LIMIT + 4);
            }
        }

        #[test]
        fn every_message_comes_through_a_frame_unchanged(
            message in proptest::collection::vec(any::<u8>(), 0..=MESSAGE_LIMIT),
        ) {
            prop_assert_eq!(tokens(Mode::Frame, &frame(&message)), [Token::Frame(message)]);
        }
    }
}
