//! The paper of a station, sheet by sheet: each piece of the roll as a picture and as the bytes that printed it.
//!
//! ```text
//! tapes/roll.escpos                                everything, as it came in
//! tapes/007-result-tape-copy-2-sheet-1.png .escpos one piece
//! ```

use std::collections::VecDeque;
use std::fs;
use std::path::Path;

use rts_core::journal::{Entry, Event, TapeName};

use super::Error;
use crate::lab::printer::Piece;
use crate::lab::printer::command::{Command, take};

/// Dots across of the demonstration's printers.
const DOTS: u16 = 576;

/// Names the pieces in `folder`, where the printer left them as `paper-NNN.png` and `paper.escpos`, after what the box's
/// journal says about their pictures.
pub(super) fn name_all(folder: &Path, pieces: &[Piece], entries: &[Entry]) -> Result<(), Error> {
    let wrong = |source| Error::file("name the tapes in", folder, source);
    let roll = fs::read(folder.join("paper.escpos")).map_err(wrong)?;
    for (index, (piece, bytes)) in pieces.iter().zip(cut(&roll)).enumerate() {
        let number = index + 1;
        let name = format!("{number:03}-{}", name(entries, piece.picture(DOTS).digest()));
        fs::write(folder.join(format!("{name}.escpos")), bytes).map_err(wrong)?;
        let picture = folder.join(format!("paper-{number:03}.png"));
        fs::rename(picture, folder.join(format!("{name}.png"))).map_err(wrong)?;
    }
    // One picture of all of it is longer than anybody can look at.
    let _ = fs::remove_file(folder.join("paper.png"));
    fs::rename(folder.join("paper.escpos"), folder.join("roll.escpos")).map_err(wrong)
}

/// The bytes of a roll, divided behind each cut.
fn cut(roll: &[u8]) -> Vec<Vec<u8>> {
    let mut rest: VecDeque<u8> = roll.iter().copied().collect();
    let (mut pieces, mut from) = (Vec::new(), 0);
    while let Some(command) = take(&mut rest) {
        if matches!(command, Command::Cut { .. }) {
            let to = roll.len() - rest.len();
            pieces.push(roll.get(from..to).unwrap_or_default().to_vec());
            from = to;
        }
    }
    pieces.push(roll.get(from..).unwrap_or_default().to_vec());
    pieces
}

/// What a piece is called: after the sheet whose picture the journal knows by this digest, or else a slip that voids one.
fn name(entries: &[Entry], picture: [u8; 32]) -> String {
    let started = entries.iter().find_map(|entry| {
        let Event::SheetStarted { sheet, picture: Some(known), .. } = &entry.event else { return None };
        (**known == picture).then_some(*sheet)
    });
    let Some(sheet) = started else { return "void-or-spoiled".to_owned() };
    let ordered = entries.iter().find_map(|entry| {
        let Event::TapeOrdered { order } = &entry.event else { return None };
        (order.tape == sheet.tape).then_some(order)
    });
    let kind = ordered.map_or("piece", |order| match order.name {
        TapeName::Zero => "zero-tape",
        TapeName::Result => "result-tape",
        TapeName::Receipt => "receipt",
        TapeName::Certificate => "certificate",
        TapeName::Readiness => "readiness",
        TapeName::Log => "log",
    });
    let mut name = format!("{kind}-copy-{}-sheet-{}", sheet.copy, sheet.sheet);
    if ordered.is_some_and(|order| order.after_receipt) {
        name.push_str("-after-sending");
    }
    if sheet.attempt > 1 {
        name.push_str(&format!("-attempt-{}", sheet.attempt));
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use rts_core::journal::{Chain, SheetId, Stamp, TapeOrder};

    #[test]
    fn a_roll_is_divided_behind_each_cut_and_no_byte_is_lost() {
        let roll = b"ab\n\x1dV\x42\x00cd\n\x1dV\x01e".to_vec();
        let pieces = cut(&roll);
        assert_eq!(pieces, [b"ab\n\x1dV\x42\x00".to_vec(), b"cd\n\x1dV\x01".to_vec(), b"e".to_vec()]);
        assert_eq!(pieces.concat(), roll);
    }

    #[test]
    fn a_piece_is_named_after_the_sheet_whose_picture_the_journal_knows() {
        let order = TapeOrder {
            tape: 4,
            name: TapeName::Result,
            record: 3,
            copies: 2,
            after_receipt: true,
            reprint: false,
            checks: Vec::new(),
        };
        let sheet = SheetId { tape: 4, copy: 2, sheet: 3, attempt: 2 };
        let mut chain = Chain::default();
        let events = [
            Event::TapeOrdered { order },
            Event::SheetStarted { sheet, picture: Some([7; 32].into()), of: None },
        ];
        let entries: Vec<Entry> = events
            .into_iter()
            .map(|event| {
                let entry = chain.next(Stamp::default(), event);
                chain.accept(&entry).unwrap();
                entry
            })
            .collect();
        assert_eq!(name(&entries, [7; 32]), "result-tape-copy-2-sheet-3-after-sending-attempt-2");
        assert_eq!(name(&entries, [8; 32]), "void-or-spoiled");
    }
}
