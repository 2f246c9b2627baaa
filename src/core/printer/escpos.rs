//! The few ESC/POS commands the driver uses, encoded by the `escpos` crate into memory.
//!
//! Invariants: only the crate's `init`, `cut`, `partial_cut`, `custom` and `print` are called, and no text goes through
//! it unfiltered: letters come as [`crate::tape::PaperText`]. Each piece of output has an encoder of its own, so the
//! crate's list of instructions never outlives an error. Command names follow the ESC/POS reference of Epson.

use crate::tape::{Align, Line, Paper, Size, Span};
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
/// ESC d 6: brings the tear line above the tear bar of a printer without a cutter.
const TEAR_FEED: &[u8] = &[0x1b, 0x64, 0x06];

/// ESC J 8: a millimeter below tall letters, which leave none between the lines.
const GAP: &[u8] = &[0x1b, 0x4a, 0x08];

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

/// The crate refused to encode something; nothing of it is sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("encode for the printer: {0}")]
pub(super) struct EncodeError(String);

/// Runs `commands` on a fresh encoder and takes the bytes.
fn encode(
    commands: impl FnOnce(&mut Printer<Collector>) -> EncoderResult<()>,
) -> Result<Vec<u8>, EncodeError> {
    let mut printer = Printer::new(Collector::default(), Protocol::default(), None);
    commands(&mut printer).map_err(|error| EncodeError(error.to_string()))?;
    printer.print().map_err(|error| EncodeError(error.to_string()))?;
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
    encode(|printer| match cut {
        Cut::Full => printer.cut().map(drop),
        Cut::Partial => printer.partial_cut().map(drop),
        Cut::Tear => {
            let mut marks = "- ".repeat(paper.columns().checked_div(2).unwrap_or(0)).into_bytes();
            marks.push(b'\n');
            printer.custom(&marks)?.custom(TEAR_FEED).map(drop)
        }
    })
}

/// One fitted line; the printer is left in its normal style.
pub(super) fn line(line: &Line, paper: Paper) -> Result<Vec<u8>, EncodeError> {
    encode(|printer| {
        let align = match line.align() {
            Align::Left => 0,
            Align::Center => 1,
            Align::Right => 2,
        };
        if align != 0 {
            printer.custom(&[0x1b, 0x61, align])?;
        }
        for span in line.spans(paper.columns()) {
            letters(printer, &span)?;
        }
        printer.custom(b"\n")?;
        if line.height() > 1 {
            printer.custom(GAP)?;
        }
        if align != 0 {
            printer.custom(&[0x1b, 0x61, 0])?;
        }
        Ok(())
    })
}

/// ESC E and GS ! around letters; both only where the style is not the normal one.
fn letters(printer: &mut Printer<Collector>, span: &Span) -> EncoderResult<()> {
    if span.text.is_empty() {
        return Ok(());
    }
    let size = match span.size {
        Size::Normal => 0x00,
        Size::Tall => 0x01,
        Size::Big => 0x11,
    };
    if size != 0 {
        printer.custom(&[0x1d, 0x21, size])?;
    }
    if span.bold {
        printer.custom(&[0x1b, 0x45, 1])?;
    }
    printer.custom(span.text.as_str().as_bytes())?;
    if span.bold {
        printer.custom(&[0x1b, 0x45, 0])?;
    }
    if size != 0 {
        printer.custom(&[0x1d, 0x21, 0])?;
    }
    Ok(())
}

/// The content of a sheet from ESC @ to the cut, in pieces of at most `limit` bytes where lines allow; a piece ends
/// between two commands, so that a status request may stand between two pieces.
pub(super) fn sheet(
    lines: &[Line],
    paper: Paper,
    cut: Cut,
    limit: usize,
) -> Result<Vec<Vec<u8>>, EncodeError> {
    let mut pieces = Vec::new();
    let mut piece = begin()?;
    let ends = std::iter::once(end(cut, paper));
    for bytes in lines.iter().map(|content| line(content, paper)).chain(ends) {
        let bytes = bytes?;
        if piece.len().saturating_add(bytes.len()) > limit && !piece.is_empty() {
            pieces.push(std::mem::take(&mut piece));
        }
        piece.extend(bytes);
    }
    pieces.push(piece);
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tape::Style;

    #[test]
    fn commands_are_the_bytes_of_the_manual() {
        let golden: [(&str, Vec<u8>); 9] = [
            ("100401", query(Query::Printer).unwrap()),
            ("100402", query(Query::Offline).unwrap()),
            ("100403", query(Query::Error).unwrap()),
            ("100404", query(Query::Paper).unwrap()),
            ("10140801031401060208100502", clear().unwrap()),
            ("1d28480600303041623031", process_id(*b"Ab01").unwrap()),
            ("1d7201", fence().unwrap()),
            ("1b401d28440500140100 0200", begin().unwrap()),
            ("1d564100", end(Cut::Full, Paper::Mm80).unwrap()),
        ];
        for (expected, bytes) in golden {
            assert_eq!(hex::encode(bytes), expected.replace(' ', ""));
        }
        assert_eq!(end(Cut::Partial, Paper::Mm58).unwrap(), [0x1d, 0x56, 0x41, 0x01]);
        let tear = end(Cut::Tear, Paper::Mm58).unwrap();
        assert_eq!(tear, [b"- ".repeat(16).as_slice(), b"\n\x1b\x64\x06"].concat());
    }

    #[test]
    fn a_line_sets_its_style_and_takes_it_back() {
        let plain = line(&Line::text("Hello"), Paper::Mm80).unwrap();
        assert_eq!(plain, b"Hello\n");
        let headline = line(&Line::headline("ZERO"), Paper::Mm80).unwrap();
        assert_eq!(headline, b"\x1ba\x01\x1d!\x11\x1bE\x01ZERO\x1bE\x00\x1d!\x00\n\x1bJ\x08\x1ba\x00");
        let votes = line(&Line::votes("Ada", "42"), Paper::Mm58).unwrap();
        let expected =
            [b"Ada ".as_slice(), &b".".repeat(25), b" \x1d!\x01\x1bE\x0142\x1bE\x00\x1d!\x00\n\x1bJ\x08"]
                .concat();
        assert_eq!(votes, expected);
        let right = Line::Text { text: "r".into(), style: Style { align: Align::Right, ..Style::default() } };
        assert_eq!(line(&right, Paper::Mm58).unwrap(), b"\x1ba\x02r\n\x1ba\x00");
    }

    #[test]
    fn a_sheet_starts_with_a_reset_and_ends_with_the_cut_in_bounded_pieces() {
        let lines = vec![Line::text("0123456789"); 40];
        let pieces = sheet(&lines, Paper::Mm80, Cut::Full, 100).unwrap();
        assert!(
            pieces.iter().all(|piece| piece.len() <= 100),
            "{:?}",
            pieces.iter().map(Vec::len).collect::<Vec<_>>()
        );
        let whole = pieces.concat();
        assert_eq!(&whole[..12], begin().unwrap());
        assert_eq!(&whole[whole.len() - 4..], [0x1d, 0x56, 0x41, 0x00]);
        assert_eq!(whole.len(), 12 + 40 * 11 + 4);
    }
}
