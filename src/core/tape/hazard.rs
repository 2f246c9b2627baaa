//! Pictures that hold no printer command: printers obey real-time commands wherever the bytes stand, even among dots.
//!
//! DLE EOT (`10 04`) makes a printer send a status nobody asked for, DLE ENQ (`10 05`) makes it throw away what it holds,
//! DLE DC4 (`10 14`) opens the drawer or switches the printer off (ESC/POS reference of Epson). Invariant: a picture
//! that went through [`Bitmap::disarm`] has none of these inside a row, and no dot is lost by it.

use super::bitmap::Bitmap;

/// DLE, with which every real-time command begins.
const DLE: u8 = 0x10;

/// Whether two bytes begin a real-time command.
#[must_use]
pub fn is_command(pair: [u8; 2]) -> bool {
    matches!(pair, [DLE, 0x04 | 0x05 | 0x14])
}

impl Bitmap {
    /// Sets one more dot beside a lone dot wherever a row holds a real-time command; how many it set. A command across
    /// two rows needs none: the printer's machine ends the band between them.
    ///
    /// Every picture goes through this before it is hashed, kept or handed to the printer, so that what was archived is
    /// what was printed; the printer's machine refuses a picture that did not. QR codes of two and more dots a module
    /// never change: the byte `10` is a single dot between white ones.
    pub fn disarm(&mut self) -> usize {
        let armed: Vec<(u16, u32)> = self.commands().collect();
        for &(x, y) in &armed {
            // 10 is a dot at the fourth place of its byte; one at the fifth makes it 18, which begins nothing.
            self.set(x.saturating_add(4), y);
        }
        armed.len()
    }

    /// Whether a row holds a real-time command.
    #[must_use]
    pub fn is_armed(&self) -> bool {
        self.commands().next().is_some()
    }

    /// The first dots of the first bytes of all real-time commands inside rows.
    fn commands(&self) -> impl Iterator<Item = (u16, u32)> {
        let rows = (0_u32..).zip(self.bytes().chunks(self.stride().into()));
        rows.flat_map(|(y, row)| {
            let bytes = (0_u16..).step_by(8).zip(row.array_windows());
            bytes.filter(|(_, pair)| is_command(**pair)).map(move |(x, _)| (x, y))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Bitmap, is_command};
    use proptest::prelude::*;

    fn picture(stride: u16, bytes: &[u8]) -> Bitmap {
        let mut picture = Bitmap::new(stride * 8, (bytes.len() / usize::from(stride)).try_into().unwrap());
        for (index, byte) in bytes.iter().enumerate() {
            let (x, y) = (index % usize::from(stride) * 8, index / usize::from(stride));
            for bit in (0..8).filter(|bit| byte >> (7 - bit) & 1 == 1) {
                picture.set(u16::try_from(x + bit).unwrap(), y.try_into().unwrap());
            }
        }
        picture
    }

    #[test]
    fn each_real_time_command_inside_a_row_gets_one_more_dot_and_nothing_else_changes() {
        let mut picture =
            picture(4, &[0x10, 0x04, 0x10, 0x05, 0x10, 0x10, 0x14, 0x10, 0x04, 0x05, 0x14, 0x10]);
        assert!(picture.is_armed());
        assert_eq!(picture.disarm(), 3);
        let expected = [0x18, 0x04, 0x18, 0x05, 0x10, 0x18, 0x14, 0x10, 0x04, 0x05, 0x14, 0x10];
        assert_eq!(picture.bytes(), expected);
        assert!(!picture.is_armed());
        assert_eq!(picture.disarm(), 0);
    }

    proptest! {
        #[test]
        fn a_disarmed_picture_holds_no_command_in_a_row_and_every_dot_it_had(
            bytes in prop::collection::vec(prop::sample::select(vec![0x00_u8, 0x04, 0x05, 0x10, 0x14, 0x18, 0xff]), 5..500),
            stride in 1_u16..5,
        ) {
            let before = picture(stride, &bytes[..bytes.len() / usize::from(stride) * usize::from(stride)]);
            let mut after = before.clone();
            let set = after.disarm();
            for y in 0..after.height() {
                prop_assert!(!after.row(y).array_windows().any(|pair| is_command(*pair)));
            }
            let dots = |picture: &Bitmap| picture.bytes().iter().map(|byte| byte.count_ones()).sum::<u32>();
            prop_assert_eq!(dots(&after), dots(&before) + u32::try_from(set).unwrap());
            prop_assert!(before.bytes().iter().zip(after.bytes()).all(|(old, new)| old & new == *old));
        }
    }
}
