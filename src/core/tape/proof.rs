//! How a tape is checked without the box: QR codes of the signed record and of the device's key, and what to do with
//! them.
//!
//! Invariant: a code that cannot be drawn stands as its text, so that nothing that is signed is missing on paper.

use super::code::{Carries, Symbol, key_symbol, symbols_of};
use super::layout::Block;
use super::line::Line;
use super::origin::{Attested, Origin};
use super::text::Paragraph;
use super::voice::{Argument, Voice};
use super::words::Word;

/// The codes of a record, each as one line, and how to check them.
pub(super) fn block(origin: &Origin<'_>, attested: Attested<'_>) -> Block {
    let voice = origin.voice();
    let mut lines = [Word::CheckingCompare, Word::CheckingScan, Word::CheckingWords]
        .map(|word| Line::text(voice.say(word)))
        .to_vec();
    let symbols = symbols_of(attested.signed, &origin.package_digest, origin.paper);
    let key = origin.certificate.as_ref().map(key_symbol);
    lines.extend(symbols.iter().chain(&key).flat_map(|symbol| code(origin, &voice, symbol)));
    Block::titled(voice.say(Word::SectionChecking), lines).loose()
}

/// A symbol below its caption, or as its text.
pub(super) fn code(origin: &Origin<'_>, voice: &Voice, symbol: &Symbol) -> Vec<Line> {
    let caption = match symbol.carries {
        Carries::Part { part, parts } => {
            let arguments =
                [("part", Argument::Number(part.into())), ("parts", Argument::Number(parts.into()))];
            voice.with(Word::QrRecord, &arguments)
        }
        Carries::Key => voice.say(Word::QrKey),
        Carries::Receipt => voice.say(Word::QrReceipt),
        Carries::NonTransmission => voice.say(Word::QrNonTransmission),
    };
    match symbol.draw(origin.paper) {
        Ok(picture) => vec![Line::Code { caption, text: symbol.text.clone(), picture }],
        Err(_) => vec![Line::bold(caption), Line::small(Paragraph::code(symbol.text.as_str()))],
    }
}
