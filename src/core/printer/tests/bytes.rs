//! The bytes of whole sheets, read by a parser that knows only the commands on our list.

use crate::printer::escpos::{self, EncodeError, Piece};
use crate::printer::{Cut, Settings};
use crate::tape::{Bitmap, Paper, is_command};
use proptest::prelude::*;

/// What a sheet's bytes do.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Reset,
    Feed(u8),
    Band { width: usize, height: usize, dots: Vec<u8> },
    Cut,
}

/// Reads whole commands; anything that is not on the list ends the test.
fn read(mut bytes: &[u8]) -> Vec<Part> {
    let mut parts = Vec::new();
    while !bytes.is_empty() {
        let (part, length) = match bytes {
            [0x1b, b'@', 0x1d, b'(', b'D', 5, 0, 0x14, 1, 0, 2, 0, ..] => (Part::Reset, 12),
            [0x1b, b'J', n, ..] if *n > 0 => (Part::Feed(*n), 3),
            [0x1d, b'V', b'A', 0, ..] => (Part::Cut, 4),
            [0x1d, b'v', b'0', 0, low, high, height, 0, dots @ ..] if *height > 0 => {
                let (width, height) = (usize::from(u16::from_le_bytes([*low, *high])), usize::from(*height));
                let dots = dots.get(..width * height).expect("a band ends in its piece").to_vec();
                (Part::Band { width, height, dots }, 8 + width * height)
            }
            other => panic!("not on the list: {:02x?}", &other[..other.len().min(16)]),
        };
        parts.push(part);
        bytes = &bytes[length..];
    }
    parts
}

/// What the printer would have on paper.
fn joined(parts: &[Part], stride: usize) -> Vec<u8> {
    let mut rows = Vec::new();
    for part in parts {
        match part {
            Part::Feed(n) => rows.resize(rows.len() + stride * usize::from(*n), 0),
            Part::Band { width, dots, .. } => {
                for row in dots.chunks(*width) {
                    let end = rows.len() + stride;
                    rows.extend(row);
                    rows.resize(end, 0);
                }
            }
            Part::Reset | Part::Cut => {}
        }
    }
    rows
}

fn picture(stride: u16, bytes: &[u8]) -> Bitmap {
    let stride = usize::from(stride);
    let mut picture =
        Bitmap::new(u16::try_from(stride * 8).unwrap(), (bytes.len() / stride).try_into().unwrap());
    for (index, byte) in bytes.iter().enumerate() {
        for bit in (0..8).filter(|bit| byte >> (7 - bit) & 1 == 1) {
            picture.set((index % stride * 8 + bit).try_into().unwrap(), (index / stride).try_into().unwrap());
        }
    }
    picture
}

/// Bytes that are white, the parts of real-time commands, and others; white rows are frequent.
fn dots(stride: u16) -> impl Strategy<Value = Bitmap> {
    let byte = prop::sample::select(vec![0x00, 0x00, 0x04, 0x05, 0x10, 0x14, 0x10, 0x18, 0xff]);
    let row = prop::collection::vec(byte, usize::from(stride));
    let rows = prop_oneof![3 => row, 1 => Just(vec![0; usize::from(stride)])];
    let repeated = (rows, prop_oneof![4 => 1_usize..3, 1 => 3_usize..40]);
    prop::collection::vec(repeated, 0..60).prop_map(move |rows| {
        let bytes: Vec<u8> = rows.into_iter().flat_map(|(row, times)| row.repeat(times)).collect();
        picture(stride, &bytes)
    })
}

fn check(picture: &Bitmap, settings: &Settings) -> Vec<Piece> {
    let pieces = escpos::sheet(picture, settings).expect("a disarmed picture is encoded");
    let whole: Vec<u8> = pieces.iter().flat_map(|piece| piece.bytes.clone()).collect();
    assert!(!whole.windows(2).any(|pair| is_command([pair[0], pair[1]])), "a real-time command");
    let parts: Vec<Part> = pieces.iter().flat_map(|piece| read(&piece.bytes)).collect();
    assert_eq!(parts, read(&whole), "pieces end between two commands");
    assert_eq!((parts.first(), parts.last()), (Some(&Part::Reset), Some(&Part::Cut)));
    assert_eq!(joined(&parts, picture.stride().into()), picture.bytes());
    for part in &parts {
        if let Part::Band { height, dots, .. } = part {
            assert!(*height <= usize::from(settings.band_rows), "{height} rows");
            assert!(dots.len() <= settings.band_bytes() || *height == 1, "{} bytes", dots.len());
        }
    }
    pieces
}

proptest! {
    #[test]
    fn bands_and_feeds_joined_are_the_picture_and_hold_no_real_time_command(
        picture in (1_u16..6).prop_flat_map(dots),
        band_rows in 1_u8..=255,
        buffer in prop_oneof![Just(4_096_u32), 100_u32..300],
    ) {
        let mut picture = picture;
        let armed = picture.is_armed();
        let settings = Settings { band_rows, buffer, ..Settings::default() };
        if armed {
            prop_assert_eq!(escpos::sheet(&picture, &settings), Err(EncodeError::Armed));
        }
        picture.disarm();
        check(&picture, &settings);
    }

    #[test]
    fn modules_of_two_and_more_dots_hold_no_real_time_command_at_any_place(
        modules in prop::collection::vec(any::<bool>(), 20 * 20),
        dots in 2_u16..7,
        left in 0_u16..8,
    ) {
        let mut picture = Bitmap::new(576, 20 * u32::from(dots));
        for (index, _) in modules.iter().enumerate().filter(|(_, black)| **black) {
            let (x, y) = (u16::try_from(index % 20).unwrap(), u32::try_from(index / 20).unwrap());
            picture.fill(left + x * dots, y * u32::from(dots), dots, dots.into());
        }
        prop_assert_eq!(picture.disarm(), 0);
    }
}

#[test]
fn a_command_across_two_rows_ends_the_band_between_them_and_changes_no_dot() {
    let before = picture(2, &[0xff, 0x10, 0x04, 0x01, 0xff, 0x10, 0x14, 0x10, 0x05, 0xff]);
    let mut after = before.clone();
    assert_eq!(after.disarm(), 0);
    assert_eq!(after, before);
    let heights: Vec<usize> = check(&after, &Settings::default())
        .iter()
        .flat_map(|piece| read(&piece.bytes))
        .filter_map(|part| if let Part::Band { height, .. } = part { Some(height) } else { None })
        .collect();
    assert_eq!(heights, [1, 2, 1, 1]);
}

#[test]
fn bands_end_at_white_rows_rather_than_within_letters() {
    // Lines of 30 rows with four white rows between them: too few to be fed.
    let mut text = Bitmap::new(576, 34 * 20);
    for line in 0..20 {
        text.fill(0, line * 34, 300, 30);
    }
    let pieces = check(&text, &Settings::default());
    for piece in &pieces[..pieces.len() - 1] {
        let (end, letters) = (piece.rows % 34, 30);
        assert!(end == 0 || end == letters, "a band of {} rows ends within a line", piece.rows);
    }
}

#[test]
fn a_band_of_a_large_picture_fits_the_buffer_with_all_that_is_sent_around_it() {
    let mut tall = Bitmap::new(576, 3_000);
    tall.fill(0, 0, 576, 3_000);
    let settings = Settings { cut: Cut::Full, paper: Paper::Mm80, ..Settings::default() };
    let pieces = check(&tall, &settings);
    assert!(pieces.len() > 50);
    let around = 3 + 4 * 3;
    assert!(pieces.iter().all(|piece| piece.bytes.len() + around <= 4_096));
    let rows: u32 = pieces.iter().map(|piece| piece.rows).sum();
    assert!(rows >= 3_000);
}
