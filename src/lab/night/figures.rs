//! What a night was like: when results arrived, how many at once, and when the last box had its receipt.

use std::time::Duration;

use rts_core::time::Uptime;
use serde::Serialize;

/// Figures of one night.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NightFigures {
    /// Spread of the first transmissions, in seconds.
    pub spread_s: u64,
    /// Stations with a receipt that verifies.
    pub delivered: usize,
    /// Results that count at the center.
    pub counted: usize,
    /// Satellite sessions.
    pub sessions: u64,
    /// Messages that the center took, repeated ones included.
    pub messages: u64,
    /// Messages that fell out of a full queue of a gateway, and came again.
    pub dropped: u64,
    /// Most messages that reached the center within one second.
    pub peak_second: u64,
    /// Most messages that reached the center within one minute.
    pub peak_minute: u64,
    /// Seconds until 99 of 100 results were at the center.
    pub arrived_99_s: u64,
    /// Seconds until all were.
    pub arrived_100_s: u64,
    /// Seconds until 99 of 100 boxes had their receipt.
    pub receipt_99_s: u64,
    /// Seconds until all had.
    pub receipt_100_s: u64,
    /// New results by minute.
    pub by_minute: Vec<u64>,
    #[serde(skip)]
    seconds: Vec<u64>,
    #[serde(skip)]
    first: Vec<u64>,
    #[serde(skip)]
    receipts: Vec<u64>,
}

impl NightFigures {
    pub(super) fn new(spread: Duration) -> Self {
        Self { spread_s: spread.as_secs(), ..Self::default() }
    }

    /// A message reached the center; `first` if it brought a result that was not there.
    pub(super) fn arrived(&mut self, now: Uptime, first: bool) {
        let second = now.as_millis() / 1_000;
        self.messages += 1;
        count(&mut self.seconds, second);
        if first {
            self.first.push(second);
            count(&mut self.by_minute, second / 60);
        }
    }

    /// A box has its receipt.
    pub(super) fn answered(&mut self, now: Uptime) {
        self.delivered += 1;
        self.receipts.push(now.as_millis() / 1_000);
    }

    /// The night is over.
    pub(super) fn close(&mut self, stations: usize) {
        self.peak_second = self.seconds.iter().copied().max().unwrap_or(0);
        self.peak_minute = self.seconds.chunks(60).map(|minute| minute.iter().sum()).max().unwrap_or(0);
        self.first.sort_unstable();
        self.receipts.sort_unstable();
        let part = |times: &[u64], percent: usize| {
            let place = stations.saturating_mul(percent).div_ceil(100).saturating_sub(1);
            times.get(place).copied().unwrap_or(0)
        };
        self.arrived_99_s = part(&self.first, 99);
        self.arrived_100_s = part(&self.first, 100);
        self.receipt_99_s = part(&self.receipts, 99);
        self.receipt_100_s = part(&self.receipts, 100);
    }
}

fn count(places: &mut Vec<u64>, place: u64) {
    let place = usize::try_from(place).unwrap_or(usize::MAX);
    if places.len() <= place {
        places.resize(place.saturating_add(1), 0);
    }
    if let Some(count) = places.get_mut(place) {
        *count += 1;
    }
}
