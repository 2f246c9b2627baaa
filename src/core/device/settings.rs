//! What the box is told about itself when it starts.

use std::time::Duration;

use crate::outbox::Schedule;
use crate::seal::DeviceCertificate;
use crate::tape::Paper as Width;

/// Settings of one box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Name and version of the software, as printed on tapes.
    pub software: String,
    /// The commission's word that the box's key is its own, printed beside its records.
    pub certificate: Option<DeviceCertificate>,
    /// Width of the printer's roll.
    pub width: Width,
    /// Most rows of dots of a sheet, head and foot included; a single code or line may need more. None for the usual length.
    pub sheet_rows: Option<u32>,
    /// Minutes that local time is ahead of UTC, for people's eyes only.
    pub offset_minutes: i16,
    /// How long the counting device may take to tell its counters before the polls open without it.
    pub counters_within: Duration,
    /// How long copies that belong before sending may hold the sending back when the printer does not print.
    pub paper_before_sending: Duration,
    /// When packets are tried.
    pub schedule: Schedule,
    /// Most that the election's send spread may be on this box; rehearsals on a desk do without it.
    pub spread_cap: Duration,
    /// Seed of the retry jitter, from the operating system's random source.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            software: concat!("rts ", env!("CARGO_PKG_VERSION")).to_owned(),
            certificate: None,
            width: Width::Mm80,
            sheet_rows: None,
            offset_minutes: 0,
            counters_within: Duration::from_secs(10),
            paper_before_sending: Duration::from_secs(10 * 60),
            schedule: Schedule::default(),
            spread_cap: Duration::MAX,
            seed: 0,
        }
    }
}
