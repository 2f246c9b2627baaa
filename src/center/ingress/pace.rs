//! How many messages each sender brought within the present minute.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

use crate::ports::directip::Imei;

/// Most senders of a kind whose pace is remembered.
const SENDERS: usize = 200_000;
const MINUTE: Duration = Duration::from_secs(60);

/// The pace of everybody who brings messages.
#[derive(Debug, Default)]
pub(super) struct Pace {
    modems: Mutex<Counts<Imei>>,
    devices: Mutex<Counts<u32>>,
    strangers: Mutex<Counts<()>>,
}

impl Pace {
    pub(super) fn modem(&self, imei: Imei, now: Instant, most: u32) -> bool {
        self.modems.lock().map_or(true, |mut counts| counts.allow(imei, now, most))
    }

    pub(super) fn device(&self, device: u32, now: Instant, most: u32) -> bool {
        self.devices.lock().map_or(true, |mut counts| counts.allow(device, now, most))
    }

    /// All who are of no device of this center, together.
    pub(super) fn stranger(&self, now: Instant, most: u32) -> bool {
        self.strangers.lock().map_or(true, |mut counts| counts.allow((), now, most))
    }
}

#[derive(Debug)]
struct Counts<K> {
    since: Option<Instant>,
    counts: BTreeMap<K, u32>,
}

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self { since: None, counts: BTreeMap::new() }
    }
}

impl<K: Ord> Counts<K> {
    fn allow(&mut self, sender: K, now: Instant, most: u32) -> bool {
        let over = self.since.is_none_or(|since| now.saturating_duration_since(since) >= MINUTE);
        if over || self.counts.len() >= SENDERS {
            self.since = Some(now);
            self.counts.clear();
        }
        let count = self.counts.entry(sender).or_default();
        *count = count.saturating_add(1);
        *count <= most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_modem_that_floods_is_put_off_alone_and_heard_again_a_minute_later() {
        let (flood, other): (Imei, Imei) =
            ("300234010753370".parse().unwrap(), "300234010753371".parse().unwrap());
        let (pace, start) = (Pace::default(), Instant::now());
        let passed = (0..1_000).filter(|_| pace.modem(flood, start, 60)).count();
        assert_eq!(passed, 60);
        assert!(pace.modem(other, start, 60));
        assert!(!pace.modem(flood, start + MINUTE - Duration::from_millis(1), 60));
        assert!(pace.modem(flood, start + MINUTE, 60));
    }
}
