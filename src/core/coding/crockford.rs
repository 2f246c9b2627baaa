//! Short binary values for people: Crockford's base 32, in groups of four, as in `7KQ2-M9XD-0A4B-TTZ1`.
//!
//! Written in upper case without I, L, O and U. Read tolerantly: either case, I and L as 1, O as 0, hyphens
//! and spaces anywhere. Every value has one written form, and every form that is read has one value.

use super::CodingError;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUP: usize = 4;
const SYMBOL_BITS: u32 = 5;

/// `bytes` as text, most significant bits first, the last symbol filled up with zero bits.
#[must_use]
pub fn write(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut pending, mut bits) = (0_u32, 0_u32);
    let mut symbols = 0_usize;
    let mut put = |value: u32| {
        if symbols > 0 && symbols.is_multiple_of(GROUP) {
            text.push('-');
        }
        symbols = symbols.saturating_add(1);
        let at = usize::try_from(value & 31).unwrap_or_default();
        text.push(ALPHABET.get(at).copied().map_or('0', char::from));
    };
    for byte in bytes {
        pending = ((pending & 31) << 8) | u32::from(*byte);
        bits = bits.saturating_add(8);
        while bits >= SYMBOL_BITS {
            bits = bits.saturating_sub(SYMBOL_BITS);
            put(pending >> bits);
        }
    }
    if bits > 0 {
        put(pending << SYMBOL_BITS.saturating_sub(bits));
    }
    text
}

/// The `N` bytes that `text` stands for.
///
/// # Errors
/// [`CodingError::Character`] outside the alphabet, [`CodingError::Length`] if the symbols are not those of
/// `N` bytes, [`CodingError::Padding`] if bits beyond the last byte are set.
pub fn read<const N: usize>(text: &str) -> Result<[u8; N], CodingError> {
    let mut bytes = [0_u8; N];
    let mut out = bytes.iter_mut();
    let wanted = N.saturating_mul(8).div_ceil(5);
    let (mut pending, mut bits, mut found) = (0_u32, 0_u32, 0_usize);
    for character in text.chars().filter(|character| !matches!(character, '-' | ' ')) {
        pending = ((pending & 0xFF) << SYMBOL_BITS) | value(character)?;
        bits = bits.saturating_add(SYMBOL_BITS);
        found = found.saturating_add(1);
        if bits >= 8 {
            bits = bits.saturating_sub(8);
            if let Some(byte) = out.next() {
                *byte = u8::try_from((pending >> bits) & 0xFF).unwrap_or_default();
            }
        }
    }
    if found != wanted {
        return Err(CodingError::Length { wanted, found });
    }
    let padding = pending & (1_u32 << bits).wrapping_sub(1);
    if padding == 0 { Ok(bytes) } else { Err(CodingError::Padding) }
}

fn value(character: char) -> Result<u32, CodingError> {
    let plain = match character.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        other => other,
    };
    let at = ALPHABET.iter().position(|symbol| char::from(*symbol) == plain);
    at.and_then(|at| u32::try_from(at).ok()).ok_or(CodingError::Character(character))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ten_bytes_are_four_groups_of_four() {
        assert_eq!(write(&[0; 10]), "0000-0000-0000-0000");
        assert_eq!(write(&[0xFF; 10]), "ZZZZ-ZZZZ-ZZZZ-ZZZZ");
        // 00000 00001 00010 00011  00100 00101 00110 00111 …: the symbols 0 to 15 in order.
        let ascending = [0x00, 0x44, 0x32, 0x14, 0xC7, 0x42, 0x54, 0xB6, 0x35, 0xCF];
        assert_eq!(write(&ascending), "0123-4567-89AB-CDEF");
        assert_eq!(read("0123-4567-89AB-CDEF"), Ok(ascending));
    }

    #[test]
    fn a_fingerprint_is_read_as_people_write_it() {
        let value = read::<10>("7KQ2-M9XD-0A4B-TTZ1").unwrap();
        assert_eq!(write(&value), "7KQ2-M9XD-0A4B-TTZ1");
        assert_eq!(read("7kq2m9xd oa4b ttzl"), Ok(value));
        assert_eq!(read("-7KQ2M9XDOA4BTTZI-"), Ok(value));
    }

    #[test]
    fn a_slip_of_the_pen_is_an_error() {
        assert_eq!(read::<10>("7KQ2-M9XD-0A4B-TTZU"), Err(CodingError::Character('U')));
        assert_eq!(read::<10>("7KQ2-M9XD-0A4B-TTZ٣"), Err(CodingError::Character('٣')));
        assert_eq!(read::<10>("7KQ2-M9XD-0A4B"), Err(CodingError::Length { wanted: 16, found: 12 }));
        assert_eq!(read::<10>("7KQ2-M9XD-0A4B-TTZ1-0"), Err(CodingError::Length { wanted: 16, found: 17 }));
        assert_eq!(read::<1>("01"), Err(CodingError::Padding));
        assert_eq!(read::<0>(""), Ok([]));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(ten: [u8; 10], seven: [u8; 7], four: [u8; 4]) {
            prop_assert_eq!(read(&write(&ten)), Ok(ten));
            prop_assert_eq!(read(&write(&seven)), Ok(seven));
            prop_assert_eq!(read(&write(&four)), Ok(four));
        }

        #[test]
        fn any_text_is_a_value_or_an_error(text: String) {
            if let Ok(value) = read::<6>(&text) {
                prop_assert_eq!(read::<6>(&write(&value)), Ok(value));
            }
        }
    }
}
