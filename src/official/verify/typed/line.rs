//! One line as people type it: a word, a number, and everything that may stand around them.

/// The letters and digits of a line that mean something, separated by single spaces: digits of any script as 0 to 9,
/// letters in lower case, marks of direction and separators gone, nothing after `#`.
pub(super) fn plain(line: &str) -> String {
    let line = line.split('#').next().unwrap_or_default();
    let kept: String = line.chars().filter(|letter| !is_mark(*letter)).map(simple).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Marks and isolates of direction (UAX #9), byte order marks and tatweel: they come along when text is copied.
fn is_mark(letter: char) -> bool {
    matches!(
        letter,
        '\u{061C}' | '\u{0640}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
    )
}

fn simple(letter: char) -> char {
    let digit = |zero: char| {
        let value = u32::from(letter).checked_sub(zero.into())?;
        char::from_digit(value, 10)
    };
    // Arabic-Indic, Persian and full-width digits.
    let digits = ['\u{0660}', '\u{06F0}', '\u{FF10}'];
    if let Some(digit) = digits.into_iter().find_map(digit) {
        return digit;
    }
    match letter {
        ':' | '=' | ';' | '|' | '\u{061B}' | '\u{FF1A}' => ' ',
        other => other,
    }
}

/// A count; O for 0 and I or L for 1 are read as what they look like.
pub(super) fn count(word: &str) -> Option<u32> {
    let digits: String = word
        .chars()
        .map(|letter| match letter {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        })
        .collect();
    let sound = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    sound.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_any_script_and_marks_of_direction_do_not_matter() {
        assert_eq!(plain("\u{200F}٢٤ : ١٨٢\u{200E}  # a remark"), "24 182");
        assert_eq!(plain("\u{FEFF}Check=\tA1B2;"), "check a1b2");
        assert_eq!(plain("۲۴\u{00A0}۱۸۲"), "24 182");
        assert_eq!(plain("# nothing"), "");
    }

    #[test]
    fn a_count_has_digits_only_or_what_looks_like_them() {
        assert_eq!(count("1o2"), Some(102));
        assert_eq!(count("il"), Some(11));
        for none in ["", "-1", "1,200", "12a", "99999999999"] {
            assert_eq!(count(none), None, "{none}");
        }
    }
}
