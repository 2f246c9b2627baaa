//! The tape of a box that was checked before the day: each part with its verdict.

use super::layout::{Block, Tape};
use super::line::Line;
use super::origin::Origin;
use super::sheet::TapeKind;

/// One part that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Which part: printer, modem, journal media, clock, package, keys.
    pub part: String,
    /// Whether it works.
    pub good: bool,
    /// What was seen: a version, a signal quality, a date; may be empty.
    pub seen: String,
}

impl Tape {
    /// The readiness tape; it says READY only if every part works. It carries the test mark, as all that comes of a
    /// rehearsal does.
    #[must_use]
    pub fn of_readiness(origin: &Origin<'_>, checks: &[Check]) -> Tape {
        let ready = !checks.is_empty() && checks.iter().all(|check| check.good);
        let mut lines = vec![Line::headline(if ready { "READY" } else { "NOT READY" })];
        for check in checks {
            lines.push(Line::count(check.part.as_str(), if check.good { "OK" } else { "FAILED" }));
            lines.extend((!check.seen.is_empty()).then(|| Line::text(format!("    {}", check.seen))));
        }
        let blocks = vec![
            origin.place(),
            Block::new(lines),
            origin.officials(),
            origin.device(None),
            origin.signatures(),
        ];
        origin.tape(TapeKind::Readiness, true, None, blocks)
    }
}
