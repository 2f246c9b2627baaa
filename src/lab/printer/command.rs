//! ESC/POS as a printer reads it: bytes in, commands out. Written from the manuals, apart from the driver's encoder.
//!
//! Invariant: every byte ends in exactly one command; what no manual knows is [`Command::Unknown`] with its bytes.

use std::collections::VecDeque;

/// Most bytes of a command that the interpreter does not know by name.
const LONGEST_UNKNOWN: usize = 2;

/// One command or letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// A byte of the printer's own font.
    Letter(u8),
    /// LF: prints the line.
    LineFeed,
    /// CR: nothing, on a printer set for LF.
    CarriageReturn,
    /// ESC @: back to the state after power-on.
    Initialize,
    /// ESC E n.
    Bold(bool),
    /// ESC a n: 0 left, 1 middle, 2 right.
    Align(u8),
    /// GS ! n: how many times as wide and as high, 1 to 8.
    Size {
        /// Times as wide.
        width: u8,
        /// Times as high.
        height: u8,
    },
    /// ESC J n: feeds n dots.
    FeedDots(u8),
    /// ESC d n: feeds n lines.
    FeedLines(u8),
    /// GS V: cuts, after feeding to the cutter and `feed` dots more where the function says so.
    Cut {
        /// Leaves a bridge of paper.
        partial: bool,
        /// Dots beyond the cutter; `None` cuts where the paper stands.
        feed: Option<u8>,
    },
    /// GS v 0: a raster picture.
    Raster {
        /// Bytes of a row.
        width: u16,
        /// Rows.
        height: u16,
        /// The dots, leftmost in the highest bit.
        data: Vec<u8>,
    },
    /// GS r n: asks for a status in the order of the data.
    TransmitStatus(u8),
    /// GS I n: asks for the printer's name and the like.
    TransmitId(u8),
    /// GS a n: automatic status for the causes in the bits of n.
    AutomaticStatus(u8),
    /// GS ( H fn 48: asks for an answer when all before it is printed.
    ProcessId([u8; 4]),
    /// GS ( D: switches real-time commands on or off.
    RealTimeSwitch(Vec<u8>),
    /// DLE EOT, DLE ENQ, DLE DC4: acted on when received; nothing more to do here.
    RealTime(Vec<u8>),
    /// What the interpreter does not know.
    Unknown(Vec<u8>),
}

/// Takes the next whole command from the buffer; `None` if its end has not come yet.
pub fn take(buffer: &mut VecDeque<u8>) -> Option<Command> {
    let (command, length) = read(buffer.make_contiguous())?;
    buffer.drain(..length);
    Some(command)
}

/// Reads a whole stream; the rest of a command that was broken off comes last, as unknown.
#[must_use]
pub fn read_all(mut bytes: &[u8]) -> Vec<Command> {
    let mut commands = Vec::new();
    while !bytes.is_empty() {
        let Some((command, length)) = read(bytes) else {
            commands.push(Command::Unknown(bytes.to_vec()));
            break;
        };
        commands.push(command);
        bytes = bytes.get(length..).unwrap_or_default();
    }
    commands
}

/// The first command and its length.
fn read(bytes: &[u8]) -> Option<(Command, usize)> {
    let whole = |command, length| Some((command, length));
    match bytes {
        [] => None,
        [b'\n', ..] => whole(Command::LineFeed, 1),
        [b'\r', ..] => whole(Command::CarriageReturn, 1),
        [0x10 | 0x1b | 0x1d] => None,
        [0x10, 0x04 | 0x05, ..] => of_length(bytes, 3).map(|b| (Command::RealTime(b.to_vec()), 3)),
        [0x10, 0x14, rest @ ..] => {
            let length = match rest.first()? {
                8 => 10,
                _ => 5,
            };
            of_length(bytes, length).map(|b| (Command::RealTime(b.to_vec()), length))
        }
        [0x1b, ..] => escape(bytes),
        [0x1d, ..] => group(bytes),
        [letter @ 0x20..=0xff, ..] => whole(Command::Letter(*letter), 1),
        [_, ..] => whole(unknown(bytes, 1), 1),
    }
}

fn escape(bytes: &[u8]) -> Option<(Command, usize)> {
    let name = *bytes.get(1)?;
    if name == b'@' {
        return Some((Command::Initialize, 2));
    }
    let make: fn(u8) -> Command = match name {
        b'E' => |n| Command::Bold(n & 1 == 1),
        b'a' => Command::Align,
        b'J' => Command::FeedDots,
        b'd' => Command::FeedLines,
        _ => return Some((unknown(bytes, LONGEST_UNKNOWN), LONGEST_UNKNOWN)),
    };
    bytes.get(2).map(|n| (make(*n), 3))
}

fn group(bytes: &[u8]) -> Option<(Command, usize)> {
    let name = *bytes.get(1)?;
    match name {
        b'!' => bytes.get(2).map(|n| (Command::Size { width: (n >> 4 & 7) + 1, height: (n & 7) + 1 }, 3)),
        b'r' => bytes.get(2).map(|n| (Command::TransmitStatus(*n), 3)),
        b'I' => bytes.get(2).map(|n| (Command::TransmitId(*n), 3)),
        b'a' => bytes.get(2).map(|n| (Command::AutomaticStatus(*n), 3)),
        b'V' => match *bytes.get(2)? {
            mode @ (0 | 1 | 48 | 49) => Some((Command::Cut { partial: mode & 1 == 1, feed: None }, 3)),
            mode @ (65 | 66) => {
                bytes.get(3).map(|n| (Command::Cut { partial: mode == 66 || *n == 1, feed: Some(*n) }, 4))
            }
            _ => Some((unknown(bytes, 3), 3)),
        },
        b'v' => raster(bytes),
        b'(' => parenthesis(bytes),
        _ => Some((unknown(bytes, LONGEST_UNKNOWN), LONGEST_UNKNOWN)),
    }
}

/// GS v 0 m xL xH yL yH data.
fn raster(bytes: &[u8]) -> Option<(Command, usize)> {
    let [_, _, _, _, width_low, width_high, height_low, height_high] = *of_length(bytes, 8)? else {
        return None;
    };
    let width = u16::from_le_bytes([width_low, width_high]);
    let height = u16::from_le_bytes([height_low, height_high]);
    let length = usize::from(width) * usize::from(height) + 8;
    let data = of_length(bytes, length)?.get(8..)?.to_vec();
    Some((Command::Raster { width, height, data }, length))
}

/// GS ( name pL pH data.
fn parenthesis(bytes: &[u8]) -> Option<(Command, usize)> {
    let [_, _, name, low, high] = *of_length(bytes, 5)? else { return None };
    let length = usize::from(u16::from_le_bytes([low, high])) + 5;
    let whole = of_length(bytes, length)?;
    let command = match (name, whole.get(5..)?) {
        (b'H', [48, 48, a, b, c, d]) => Command::ProcessId([*a, *b, *c, *d]),
        (b'D', switches) => Command::RealTimeSwitch(switches.to_vec()),
        (_, _) => Command::Unknown(whole.to_vec()),
    };
    Some((command, length))
}

fn of_length(bytes: &[u8], length: usize) -> Option<&[u8]> {
    bytes.get(..length)
}

fn unknown(bytes: &[u8], length: usize) -> Command {
    Command::Unknown(bytes.get(..length).unwrap_or(bytes).to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_read_command_by_command_however_it_is_cut() {
        let stream = b"\x1b@\x1d!\x11Hi\x1bE\x01\n\x10\x04\x01\x1dv0\x00\x01\x00\x02\x00\xaa\x10\x1dVA\x00\x1d(H\x06\x00\x30\x30abcd\x1bZ\x01";
        let expected = [
            Command::Initialize,
            Command::Size { width: 2, height: 2 },
            Command::Letter(b'H'),
            Command::Letter(b'i'),
            Command::Bold(true),
            Command::LineFeed,
            Command::RealTime(vec![0x10, 4, 1]),
            Command::Raster { width: 1, height: 2, data: vec![0xaa, 0x10] },
            Command::Cut { partial: false, feed: Some(0) },
            Command::ProcessId(*b"abcd"),
            Command::Unknown(vec![0x1b, b'Z']),
            Command::Unknown(vec![1]),
        ];
        assert_eq!(read_all(stream), expected);
        let mut buffer = VecDeque::new();
        let mut commands = Vec::new();
        for byte in stream {
            buffer.push_back(*byte);
            commands.extend(take(&mut buffer));
        }
        assert_eq!(commands, expected);
    }
}
