//! A tally while it arrives line by line.
//!
//! Invariant: it holds at most [`MAXIMUM_BYTES`] of lines and is handed out only whole.

use sha2::{Digest, Sha256};

use crate::election::{Code, ContestTally, Refusal, Tally};

/// Most bytes of `contest` and `totals` lines of one tally.
const MAXIMUM_BYTES: usize = 4 << 20;

/// The station's totals.
#[derive(Clone, Copy, Debug)]
pub(super) struct Totals {
    pub(super) registered: u32,
    pub(super) ballots_cast: u32,
    pub(super) verified: Option<u32>,
}

/// The lines so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Transfer {
    contests: Vec<ContestTally>,
    totals: Option<Totals>,
    lines: u32,
    bytes: usize,
    digest: Sha256,
}

impl Transfer {
    /// Takes the count of a contest; `text` is its line.
    pub(super) fn contest(&mut self, text: &str, contest: ContestTally) -> Result<(), Refusal> {
        self.line(text)?;
        self.contests.push(contest);
        Ok(())
    }

    /// Takes the totals; `text` is their line.
    pub(super) fn totals(&mut self, text: &str, totals: Totals) -> Result<(), Refusal> {
        self.line(text)?;
        match self.totals.replace(totals) {
            None => Ok(()),
            Some(_) => Err(Refusal::at(Code::TallyUnreadable, "the totals stand there twice")),
        }
    }

    fn line(&mut self, text: &str) -> Result<(), Refusal> {
        self.lines = self.lines.saturating_add(1);
        self.bytes = self.bytes.saturating_add(text.len());
        self.digest.update(text.as_bytes());
        self.digest.update(b"\n");
        if self.bytes > MAXIMUM_BYTES {
            return Err(Refusal::at(Code::TallyUnreadable, format!("longer than {MAXIMUM_BYTES} bytes")));
        }
        Ok(())
    }

    /// True once a line of the tally arrived.
    pub(super) const fn begun(&self) -> bool {
        self.lines > 0
    }

    /// The whole tally, if `lines` and `digest` are what arrived.
    pub(super) fn end(self, lines: u32, digest: &str) -> Result<Tally, Refusal> {
        let unreadable = |what: String| Refusal::at(Code::TallyUnreadable, what);
        if self.lines != lines {
            return Err(unreadable(format!("expected {lines} lines, found {}", self.lines)));
        }
        if !hex::encode(self.digest.finalize()).eq_ignore_ascii_case(digest) {
            return Err(unreadable("the digest is that of other lines".to_owned()));
        }
        let Some(totals) = self.totals else {
            return Err(unreadable("the totals are missing".to_owned()));
        };
        Ok(Tally {
            registered: totals.registered,
            ballots_cast: totals.ballots_cast,
            verified: totals.verified,
            contests: self.contests,
        })
    }
}

/// The digest of an `end` line over the texts of its tally's lines.
pub(super) fn digest<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut digest = Sha256::new();
    for line in lines {
        digest.update(line.as_bytes());
        digest.update(b"\n");
    }
    hex::encode(digest.finalize())
}
