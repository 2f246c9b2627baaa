use super::{Bitmap, Direction, Pen, missing, set, shape, width_of};
use sha2::{Digest as _, Sha256};

const PEN: Pen = Pen { size: 28, bold: false };

#[test]
fn the_fonts_are_those_that_the_script_makes() {
    let digest = |font| hex::encode(Sha256::digest(font));
    assert_eq!(
        digest(super::fonts::REGULAR),
        "6ac6ddc5ba3b623a15823f47f2ed44e59ea050d041e8be8f81b8c369b8828787"
    );
    assert_eq!(
        digest(super::fonts::BOLD),
        "cf8347b644c1897dac34d4d2cd868405d7967e923022511842c72cf0970795a6"
    );
}

#[test]
fn a_line_of_letters_has_black_dots() {
    let lines = set("Rezultati ٣٤", PEN, Direction::LeftToRight, 576);
    let [line] = lines.as_slice() else { panic!("one line") };
    let mut paper = Bitmap::new(576, line.height().into());
    line.draw(&mut paper, 0, 0);
    assert!(!paper.is_blank(20));
    assert_eq!(missing("Rezultati ٣٤ \u{2068}سەرۆک\u{2069} Қазақстан"), None);
    assert_eq!(missing("ab\u{7}c"), Some('\u{7}'));
    assert!(
        width_of("ab", PEN, Direction::LeftToRight) > 0
            && !shape("ab", true, Direction::LeftToRight).is_empty()
    );
}
