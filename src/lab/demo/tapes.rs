//! The paper of a station, sheet by sheet: each piece of the roll as a picture and as the bytes that printed it.
//!
//! ```text
//! tapes/roll.escpos                                everything, as it came in
//! tapes/007-result-tape-copy-2-sheet-1.png .escpos one piece
//! ```

use std::collections::VecDeque;
use std::fs;
use std::path::Path;

use super::Error;
use crate::lab::printer::Piece;
use crate::lab::printer::command::{Command, take};

/// Names the pieces in `folder`, where the printer left them as `paper-NNN.png` and `paper.escpos`.
pub(super) fn name_all(folder: &Path, pieces: &[Piece]) -> Result<(), Error> {
    let wrong = |source| Error::file("name the tapes in", folder, source);
    let roll = fs::read(folder.join("paper.escpos")).map_err(wrong)?;
    for (index, (piece, bytes)) in pieces.iter().zip(cut(&roll)).enumerate() {
        let number = index + 1;
        let name = format!("{number:03}-{}", name(&piece.text()));
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

/// What a piece is called, after the words on it.
fn name(lines: &[String]) -> String {
    const KINDS: [(&str, &str); 7] = [
        ("ZERO TAPE", "zero-tape"),
        ("RESULT TAPE", "result-tape"),
        ("CORRECTED RESULT", "corrected-result"),
        ("RECEIPT OF THE CENTER", "receipt"),
        ("READINESS TAPE", "readiness"),
        ("NOT TRANSMITTED", "certificate"),
        ("REHEARSAL", "rehearsal"),
    ];
    let kind = KINDS.iter().find(|(words, _)| lines.iter().any(|line| line == words));
    let mut name = kind.map_or("piece", |(_, name)| *name).to_owned();
    let numbered = lines.iter().find(|line| line.starts_with("SHEET ") && line.contains("COPY "));
    if let Some(line) = numbered {
        let number = |word: &str| {
            let mut words = line.split_whitespace().skip_while(|it| *it != word);
            words.nth(1).map(|it| it.trim_matches(',').to_owned())
        };
        for (word, part) in [("COPY", "copy"), ("SHEET", "sheet")] {
            if let Some(number) = number(word) {
                name.push_str(&format!("-{part}-{number}"));
            }
        }
    }
    if lines.iter().any(|line| line == "PRINTED AFTER SENDING") {
        name.push_str("-after-sending");
    }
    if lines.iter().any(|line| line == "VOID") { format!("void-{name}") } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_roll_is_divided_behind_each_cut_and_no_byte_is_lost() {
        let roll = b"ab\n\x1dV\x42\x00cd\n\x1dV\x01e".to_vec();
        let pieces = cut(&roll);
        assert_eq!(pieces, [b"ab\n\x1dV\x42\x00".to_vec(), b"cd\n\x1dV\x01".to_vec(), b"e".to_vec()]);
        assert_eq!(pieces.concat(), roll);
    }

    #[test]
    fn a_piece_is_named_after_what_stands_on_it() {
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let sheet = lines("RESULT TAPE\nSHEET 3 OF 7    COPY 2 OF 3\nOFFICIAL");
        assert_eq!(name(&sheet), "result-tape-copy-2-sheet-3");
        assert_eq!(
            name(&lines("VOID\nZERO TAPE\nVOID: SHEET 1 OF 1, COPY 1 OF 1, ATTEMPT 1")),
            "void-zero-tape"
        );
        assert_eq!(name(&[]), "piece");
    }
}
