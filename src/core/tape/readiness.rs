//! The tape of a box that was checked before the day: each part with its verdict.

use super::heading::TapeKind;
use super::layout::{Block, Tape};
use super::line::Line;
use super::origin::Origin;
use super::text::{Label, Paragraph};
use super::voice::{Argument, Voice};
use super::words::Word;

/// One part that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Stable name of the part: rehearsal, modem, printer, media, clock, power, software.
    pub part: String,
    /// Whether it works.
    pub good: bool,
    /// What was seen, parted by `; `: stable names of words, a number behind them where they need one, or texts that stand
    /// as they are; may be empty.
    pub seen: String,
}

impl Tape {
    /// The readiness tape; it says READY only if every part works. It carries the test mark, as all that comes of a
    /// rehearsal does.
    #[must_use]
    pub fn of_readiness(origin: &Origin<'_>, checks: &[Check]) -> Tape {
        let ready = !checks.is_empty() && checks.iter().all(|check| check.good);
        let voice = origin.voice();
        let mut lines = vec![Line::headline(voice.say(if ready { Word::Ready } else { Word::NotReady }))];
        for check in checks {
            let verdict = voice.say(if check.good { Word::Good } else { Word::Failed });
            lines.push(Line::count(voice.term("part", &check.part), verdict));
            lines.extend((!check.seen.is_empty()).then(|| Line::small(check.seen(&voice))));
        }
        let blocks = vec![
            origin.place(),
            Block::new(lines).loose(),
            origin.officials(),
            origin.device(None),
            origin.signatures(),
        ];
        origin.tape(TapeKind::Readiness, true, None, blocks)
    }
}

impl Check {
    /// What was seen, in words.
    fn seen(&self, voice: &Voice) -> Label {
        let item = |item: &str| match item.rsplit_once(' ') {
            Some((BARS, bars)) => match bars.parse() {
                Ok(bars) => voice.with(Word::SignalBars, &[("bars", Argument::Number(bars))]),
                Err(_) => voice.term("", item),
            },
            _ if is_digest(item) => grouped(item).into(),
            _ => voice.term("", item),
        };
        voice.dashed(&self.seen.split("; ").map(item).collect::<Vec<_>>())
    }
}

/// Whether something seen is the beginning of a digest.
fn is_digest(item: &str) -> bool {
    item.len() > GROUP && item.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Hexadecimal digits in groups, between which a line may end.
fn grouped(digits: &str) -> Paragraph {
    let groups: Vec<String> =
        digits.as_bytes().chunks(GROUP).map(|group| String::from_utf8_lossy(group).into()).collect();
    Paragraph::code(groups.join(" "))
}

/// Hexadecimal digits of a group.
const GROUP: usize = 8;
/// Stable name of a signal's quality; the bars stand behind it.
const BARS: &str = "signal-bars";
