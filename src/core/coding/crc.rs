//! The checksum of a line: CRC-32 (IEEE 802.3) as a suffix `*` and eight hexadecimal digits.
//!
//! It finds what a bad cable does to a line; it proves nothing about who wrote it. A sealed line holds no
//! line end of its own: framing is the caller's.

use super::CodingError;

/// Characters that [`seal`] appends: the asterisk and eight digits.
pub const SUFFIX: usize = 9;

/// The CRC-32 of `bytes`, as in IEEE 802.3, gzip and PNG.
#[must_use]
pub fn crc32(bytes: &[u8]) -> u32 {
    crc32fast::hash(bytes)
}

/// `line` followed by its checksum, digits in upper case.
#[must_use]
pub fn seal(line: &str) -> String {
    format!("{line}*{:08X}", crc32(line.as_bytes()))
}

/// The line without its checksum; digits may be in either case.
///
/// # Errors
/// [`CodingError::Checksum`] if the suffix is missing, is no number or belongs to another line.
pub fn open(sealed: &str) -> Result<&str, CodingError> {
    let cut = sealed.len().checked_sub(SUFFIX).ok_or(CodingError::Checksum)?;
    let (line, suffix) = sealed.split_at_checked(cut).ok_or(CodingError::Checksum)?;
    let digits = suffix.strip_prefix('*').ok_or(CodingError::Checksum)?;
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(CodingError::Checksum);
    }
    let found = u32::from_str_radix(digits, 16).map_err(|_| CodingError::Checksum)?;
    if found == crc32(line.as_bytes()) { Ok(line) } else { Err(CodingError::Checksum) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_one_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(seal("123456789"), "123456789*CBF43926");
    }

    #[test]
    fn a_sealed_line_opens_in_either_case() {
        assert_eq!(open("123456789*CBF43926"), Ok("123456789"));
        assert_eq!(open("123456789*cbf43926"), Ok("123456789"));
        assert_eq!(open(&seal("")), Ok(""));
        assert_eq!(open(&seal("5 * 3 = پانزده")), Ok("5 * 3 = پانزده"));
    }

    #[test]
    fn any_single_changed_byte_is_found() {
        let sealed = seal(r#"{"n":7,"votes":[1,2,3]}"#);
        for at in 0..sealed.len() {
            let mut bytes = sealed.clone().into_bytes();
            bytes[at] ^= 1;
            let changed = String::from_utf8(bytes).unwrap();
            assert_eq!(open(&changed), Err(CodingError::Checksum), "{changed}");
        }
    }

    #[test]
    fn a_line_without_a_whole_suffix_is_refused() {
        for line in ["", "*", "12345678", "x+1234567", "*+0000000", "é*0000000", "ééééé"] {
            assert_eq!(open(line), Err(CodingError::Checksum), "{line}");
        }
    }
}
