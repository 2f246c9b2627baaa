//! What becomes of a session, decided when it starts.
//!
//! Invariant: what the host is told and what becomes of its message are two things; both follow from the script if there
//! is one, else from chance.

use std::time::Duration;

use super::{
    script::{MtFate, ScriptedSession},
    settings::ModemSettings,
};
use crate::lab::chance::Chance;

/// How a failing session fails, by weight, where chance decides.
const FAILURES: [(u8, u64); 12] = [
    (32, 28),
    (18, 22),
    (17, 14),
    (13, 12),
    (10, 8),
    (19, 6),
    (35, 4),
    (20, 2),
    (38, 1),
    (37, 1),
    (36, 1),
    (11, 1),
];
/// How long a session takes that the modem refuses by itself.
const REFUSAL: Duration = Duration::from_millis(500);
/// Sessions are neither shorter nor longer than this.
const SHORTEST: Duration = Duration::from_secs(3);
const LONGEST: Duration = Duration::from_secs(170);

/// The course of one session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// What the host is told, unless the gateway says otherwise.
    pub(super) mo_status: u8,
    pub(super) contact: Contact,
    pub(super) mt: MtFate,
    /// From the start until the messages pass.
    pub(super) transfer: Duration,
    /// From the start until the host is told.
    pub(super) report: Duration,
}

/// How far a session gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Contact {
    /// The gateway never hears of it.
    None,
    /// The gateway sees it break.
    Broken,
    /// The gateway takes the message and loses it.
    Lost,
    /// The message arrives.
    Whole,
}

impl Plan {
    /// Whether the host is told that its message was sent.
    pub(super) fn succeeds(&self) -> bool {
        self.mo_status <= 4
    }

    /// A session that the modem refuses by itself.
    pub(super) fn refused(mo_status: u8) -> Self {
        Self { mo_status, contact: Contact::None, mt: MtFate::Normal, transfer: REFUSAL, report: REFUSAL }
    }

    /// Decides a session.
    pub(super) fn make(
        settings: &ModemSettings,
        scripted: Option<ScriptedSession>,
        chance: &mut Chance,
    ) -> Self {
        let fate = scripted.unwrap_or_else(|| by_chance(settings, chance));
        if matches!(fate.mo_status, 16 | 33..=36) && !fate.arrives {
            return Self { mt: fate.mt, ..Self::refused(fate.mo_status) };
        }
        let succeeds = fate.mo_status <= 4;
        let latency = settings.latency;
        let median = if succeeds { latency.success } else { latency.failure };
        let shortest = SHORTEST.min(median);
        let report = chance.around(median, latency.spread).clamp(shortest, LONGEST.max(median));
        let contact = match (fate.arrives, succeeds, fate.mo_status) {
            (true, ..) => Contact::Whole,
            (false, true, _) => Contact::Lost,
            (false, false, 10 | 13) => Contact::Broken,
            (false, false, _) => Contact::None,
        };
        Self { mo_status: fate.mo_status, contact, mt: fate.mt, transfer: report.mul_f64(0.8), report }
    }
}

fn by_chance(settings: &ModemSettings, chance: &mut Chance) -> ScriptedSession {
    let faults = &settings.faults;
    if chance.happens(faults.loss) {
        let mo_status = chance.weighted(&FAILURES).unwrap_or(18);
        let ambiguous = matches!(mo_status, 10 | 13 | 17..=31);
        let arrives = ambiguous && chance.happens(faults.delivered_anyway);
        // A message that reached the gateway may have drawn an MT message that never reached the modem.
        let mt = if arrives && chance.happens(faults.mt_lost) { MtFate::Lost } else { MtFate::Normal };
        return ScriptedSession { mo_status, arrives, mt };
    }
    let arrives = !chance.happens(faults.lost_after_success);
    let mt = if chance.happens(faults.mt_lost) { MtFate::Lost } else { MtFate::Normal };
    ScriptedSession { mo_status: 0, arrives, mt }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::lab::modem::settings::Faults;

    #[test]
    fn failures_ambiguous_deliveries_and_silent_losses_come_as_often_as_asked() {
        let faults =
            Faults { loss: 0.4, delivered_anyway: 0.5, lost_after_success: 0.05, ..Faults::default() };
        let settings = ModemSettings { faults, ..ModemSettings::new("300234010753370".parse().unwrap()) };
        let mut chance = Chance::new(3);
        let mut seen: BTreeMap<(u8, Contact), u32> = BTreeMap::new();
        for _ in 0..10_000 {
            let plan = Plan::make(&settings, None, &mut chance);
            assert!(plan.transfer <= plan.report);
            *seen.entry((plan.mo_status, plan.contact)).or_default() += 1;
        }
        let count = |status, contact| seen.get(&(status, contact)).copied().unwrap_or_default();
        assert!((5_500..5_900).contains(&count(0, Contact::Whole)), "{seen:?}");
        assert!((230..370).contains(&count(0, Contact::Lost)), "{seen:?}");
        let (lost, delivered) = (count(18, Contact::None), count(18, Contact::Whole));
        assert!((380..500).contains(&lost) && (380..500).contains(&delivered), "{seen:?}");
        assert!(
            count(13, Contact::Broken) > 0 && count(32, Contact::Whole) == 0 && count(38, Contact::None) > 0
        );
    }
}
