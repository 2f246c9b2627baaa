//! What is wrong with a publication, and where.

use std::fmt;

/// Longest piece of a published text that is shown.
const MOST_SHOWN: usize = 160;

/// Something in a published folder that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// The place in it, such as a line; empty for the whole file.
    pub place: String,
    /// What is wrong, as a fragment.
    pub what: String,
}

impl Fault {
    /// A fault of a whole file.
    pub fn of(file: &str, what: impl Into<String>) -> Self {
        Self::at(file, "", what)
    }

    /// A fault at a place in a file.
    pub fn at(file: &str, place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), place: place.into(), what: what.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let comma = if self.place.is_empty() { "" } else { ", " };
        write!(f, "{}{comma}{}: {}", self.file, self.place, self.what)
    }
}

/// Compares a published text with what it must be, and names the first line that differs.
pub(super) fn same_text(file: &str, published: &[u8], computed: &str) -> Result<(), Fault> {
    if published == computed.as_bytes() {
        return Ok(());
    }
    let published = String::from_utf8_lossy(published);
    let (mut found, mut wanted) = (published.split('\n'), computed.split('\n'));
    for number in 1_usize.. {
        match (found.next(), wanted.next()) {
            (None, None) => break,
            (one, other) if one == other => {}
            (one, other) => {
                let what = format!("it says {}; the evidence gives {}", shown(one), shown(other));
                return Err(Fault::at(file, format!("line {number}"), what));
            }
        }
    }
    Err(Fault::of(file, "it is not what the evidence gives"))
}

fn shown(line: Option<&str>) -> String {
    match line {
        None => "nothing more".to_owned(),
        Some(line) => {
            let start: String = line.chars().take(MOST_SHOWN).collect();
            format!("\"{}\"", start.escape_debug())
        }
    }
}
