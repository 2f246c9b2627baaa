//! The few ESC/POS commands the driver uses, encoded by the `escpos` crate into memory.
//!
//! Invariants: only the crate's `init`, `cut`, `partial_cut`, `custom` and `print` are called; no letter is ever sent,
//! only dots, so the printer's own font is never used and no name can command the printer; a sheet whose bytes hold a
//! real-time command is refused. Each piece of output has an encoder of its own, so the crate's list of instructions
//! never outlives an error. Command names follow the ESC/POS reference of Epson.

use super::bands::{self, Limit, Stretch};
use super::settings::Settings;
use crate::tape::{Bitmap, Paper, is_command};
use escpos::driver::Driver;
use escpos::errors::Result as EncoderResult;
use escpos::printer::Printer;
use escpos::utils::Protocol;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;

/// GS ( D: switches off the two DLE DC4 functions (drawer pulse, power off), that data could trigger.
const DISABLE_REAL_TIME: &[u8] = &[0x1d, 0x28, 0x44, 0x05, 0x00, 0x14, 0x01, 0x00, 0x02, 0x00];
/// DLE DC4 fn 8: clears receive and print buffer, at once, even offline; answered by a clear response.
const CLEAR: &[u8] = &[0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08];
/// DLE ENQ 2: recovers from a recoverable error after clearing the buffers.
const RECOVER: &[u8] = &[0x10, 0x05, 0x02];
/// GS r 1: sends the paper sensors' status when everything before it has been processed.
const FENCE: &[u8] = &[0x1d, 0x72, 0x01];
/// Rows that bring the tear line above the tear bar of a printer without a cutter.
const TEAR_FEED: u32 = 180;
/// A dash of the tear line.
const DASH: u8 = 0xf0;
/// Rows of the tear line.
const DASH_ROWS: u8 = 2;

/// What the printer does at the end of a sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cut {
    /// Cuts through.
    #[default]
    Full,
    /// Leaves a bridge of paper.
    Partial,
    /// Has no cutter: feeds, and a person tears.
    Tear,
}

/// The real-time status that DLE EOT asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Query {
    /// n = 1: online or offline.
    Printer,
    /// n = 2: why offline.
    Offline,
    /// n = 3: which error.
    Error,
    /// n = 4: the paper sensors.
    Paper,
}

/// Collects what the crate emits. It cannot fail, so `print` cannot stop halfway.
#[derive(Default)]
struct Collector(RefCell<Vec<u8>>);

impl Driver for Collector {
    fn name(&self) -> String {
        "collector".into()
    }

    fn write(&self, data: &[u8]) -> EncoderResult<()> {
        self.0.borrow_mut().extend_from_slice(data);
        Ok(())
    }

    fn read(&self, _: &mut [u8]) -> EncoderResult<usize> {
        Ok(0)
    }

    fn flush(&self) -> EncoderResult<()> {
        Ok(())
    }
}

/// Something cannot be encoded; nothing of it is sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum EncodeError {
    /// The crate refused.
    #[error("encode for the printer: {0}")]
    Refused(String),
    /// The picture is wider than the paper.
    #[error("encode a picture of {0} dots for narrower paper")]
    TooWide(u16),
    /// The bytes hold a real-time command.
    #[error("encode a picture that holds a printer command")]
    Armed,
}

/// Runs `commands` on a fresh encoder and takes the bytes.
fn encode(
    commands: impl FnOnce(&mut Printer<Collector>) -> EncoderResult<()>,
) -> Result<Vec<u8>, EncodeError> {
    let mut printer = Printer::new(Collector::default(), Protocol::default(), None);
    commands(&mut printer).map_err(|error| EncodeError::Refused(error.to_string()))?;
    printer.print().map_err(|error| EncodeError::Refused(error.to_string()))?;
    Ok(printer.driver().0.into_inner())
}

/// DLE EOT n.
pub(super) fn query(query: Query) -> Result<Vec<u8>, EncodeError> {
    let n = match query {
        Query::Printer => 1,
        Query::Offline => 2,
        Query::Error => 3,
        Query::Paper => 4,
    };
    encode(|printer| printer.custom(&[0x10, 0x04, n]).map(drop))
}

/// As many NULs as a band may be long. A printer whose line was cut off within a band takes them for white dots of it;
/// any other one ignores them.
pub(super) fn filling(settings: &Settings) -> Vec<u8> {
    vec![0; settings.band_bytes()]
}

/// Throws away what the printer still holds and recovers from a recoverable error: DLE DC4 fn 8, DLE ENQ 2.
pub(super) fn clear() -> Result<Vec<u8>, EncodeError> {
    encode(|printer| printer.custom(CLEAR)?.custom(RECOVER).map(drop))
}

/// GS ( H fn 48: asks for an answer with `id` (printable bytes) when everything before it is printed.
pub(super) fn process_id(id: [u8; 4]) -> Result<Vec<u8>, EncodeError> {
    let [a, b, c, d] = id;
    encode(|printer| printer.custom(&[0x1d, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30, a, b, c, d]).map(drop))
}

/// GS r 1, as a fence in the stream.
pub(super) fn fence() -> Result<Vec<u8>, EncodeError> {
    encode(|printer| printer.custom(FENCE).map(drop))
}

/// ESC @ and GS ( D: the start of a sheet.
pub(super) fn begin() -> Result<Vec<u8>, EncodeError> {
    encode(|printer| printer.init()?.custom(DISABLE_REAL_TIME).map(drop))
}

/// Feed and cut: the end of a sheet.
pub(super) fn end(cut: Cut, paper: Paper) -> Result<Vec<u8>, EncodeError> {
    match cut {
        Cut::Full => encode(|printer| printer.cut().map(drop)),
        Cut::Partial => encode(|printer| printer.partial_cut().map(drop)),
        Cut::Tear => {
            let width = paper.dots().div_euclid(8);
            let dots = vec![DASH; usize::from(width).saturating_mul(DASH_ROWS.into())];
            let mut line = band(width, DASH_ROWS, &dots)?;
            line.extend(feed(TEAR_FEED)?);
            Ok(line)
        }
    }
}

/// GS v 0: a band of dots, `width` bytes across.
fn band(width: u16, height: u8, dots: &[u8]) -> Result<Vec<u8>, EncodeError> {
    let [low, high] = width.to_le_bytes();
    encode(|printer| printer.custom(&[0x1d, 0x76, 0x30, 0, low, high, height, 0])?.custom(dots).map(drop))
}

/// ESC J, as often as needed: white rows.
fn feed(rows: u32) -> Result<Vec<u8>, EncodeError> {
    let mut left = rows;
    encode(|printer| {
        while let Some(n) = u8::try_from(left.min(255)).ok().filter(|n| *n > 0) {
            printer.custom(&[0x1b, 0x4a, n])?;
            left = left.saturating_sub(n.into());
        }
        Ok(())
    })
}

/// What is sent between two looks: one band, what is fed before it, and what the sheet begins or ends with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Piece {
    /// Whole commands.
    pub(super) bytes: Vec<u8>,
    /// Rows that the paper moves.
    pub(super) rows: u32,
}

/// Bytes of a sheet from its reset to its cut; with [`Settings::line_time`] the time it keeps the line busy. `None` for a
/// picture that would be refused.
#[must_use]
pub fn sheet_bytes(picture: &Bitmap, settings: &Settings) -> Option<usize> {
    let pieces = sheet(picture, settings).ok()?;
    Some(pieces.iter().map(|piece| piece.bytes.len()).fold(0, usize::saturating_add))
}

/// A sheet from ESC @ to the cut, in pieces.
pub(super) fn sheet(picture: &Bitmap, settings: &Settings) -> Result<Vec<Piece>, EncodeError> {
    if picture.width() > settings.paper.dots() {
        return Err(EncodeError::TooWide(picture.width()));
    }
    let limit = Limit { rows: settings.band_rows, bytes: settings.band_bytes() };
    let mut pieces = Vec::new();
    let mut piece = Piece { bytes: begin()?, rows: 0 };
    for stretch in bands::divide(picture, limit) {
        match stretch {
            Stretch::Feed(rows) => {
                piece.bytes.extend(feed(rows)?);
                piece.rows = piece.rows.saturating_add(rows);
            }
            Stretch::Band { width, height, dots } => {
                piece.bytes.extend(band(width, height, &dots)?);
                piece.rows = piece.rows.saturating_add(height.into());
                pieces.push(std::mem::take(&mut piece));
            }
        }
    }
    piece.bytes.extend(end(settings.cut, settings.paper)?);
    piece.rows = piece.rows.saturating_add(TEAR_FEED);
    pieces.push(piece);
    let bytes = || pieces.iter().flat_map(|piece| &piece.bytes);
    if bytes().zip(bytes().skip(1)).any(|(first, second)| is_command([*first, *second])) {
        return Err(EncodeError::Armed);
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_the_bytes_of_the_manual() {
        let golden: [(&str, Vec<u8>); 14] = [
            ("100401", query(Query::Printer).unwrap()),
            ("100402", query(Query::Offline).unwrap()),
            ("100403", query(Query::Error).unwrap()),
            ("100404", query(Query::Paper).unwrap()),
            ("10140801031401060208 100502", clear().unwrap()),
            ("1d284806003030 41623031", process_id(*b"Ab01").unwrap()),
            ("1d7201", fence().unwrap()),
            ("1b40 1d284405001401000200", begin().unwrap()),
            ("1d564100", end(Cut::Full, Paper::Mm80).unwrap()),
            ("1d564101", end(Cut::Partial, Paper::Mm58).unwrap()),
            ("1d763000 0200 03 00 aabbccddeeff", band(2, 3, &[0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff]).unwrap()),
            ("1b4a1e", feed(30).unwrap()),
            ("1b4aff 1b4aff 1b4a01", feed(511).unwrap()),
            ("", feed(0).unwrap()),
        ];
        for (expected, bytes) in golden {
            assert_eq!(hex::encode(bytes), expected.replace(' ', ""));
        }
        let tear = format!("1d763000 3000 02 00 {} 1b4ab4", "f0".repeat(2 * 48));
        assert_eq!(hex::encode(end(Cut::Tear, Paper::Mm58).unwrap()), tear.replace(' ', ""));
    }

    #[test]
    fn a_sheet_is_a_reset_then_bands_and_feeds_then_the_cut() {
        let mut picture = Bitmap::new(576, 60);
        picture.fill(8, 10, 8, 2);
        picture.fill(0, 40, 1, 1);
        let pieces = sheet(&picture, &Settings::default()).unwrap();
        let expected = [
            "1b40 1d284405001401000200 1b4a0a 1d763000 0200 02 00 00ff00ff",
            "1b4a1c 1d763000 0100 01 00 80",
            "1b4a13 1d564100",
        ];
        assert_eq!(sheet_bytes(&picture, &Settings::default()), Some(12 + 3 + 12 + 3 + 9 + 3 + 4));
        assert_eq!(
            pieces.iter().map(|piece| hex::encode(&piece.bytes)).collect::<Vec<_>>(),
            expected.map(|it| it.replace(' ', ""))
        );
    }

    #[test]
    fn a_picture_that_holds_a_command_or_is_too_wide_is_refused_whole() {
        let mut armed = Bitmap::new(576, 30);
        armed.set(11, 20);
        armed.set(21, 20);
        assert_eq!(armed.row(20).get(1..3), Some(&[0x10, 0x04][..]));
        assert_eq!(sheet(&armed, &Settings::default()), Err(EncodeError::Armed));
        armed.disarm();
        assert!(sheet(&armed, &Settings::default()).is_ok());
        let narrow = Settings { paper: Paper::Mm58, ..Settings::default() };
        assert_eq!(sheet(&armed, &narrow), Err(EncodeError::TooWide(576)));
    }
}
