//! Remarks on a record that keep nothing from counting, and everybody from overlooking it.

use sha2::{Digest as _, Sha256};

use crate::election::{Tally, TallySource, is_zero};

macro_rules! flags {
    ($($name:ident = $word:literal, $sentence:literal;)*) => {
        /// Something remarkable about a record that counts all the same.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Flag {
            $(#[doc = $sentence] $name,)*
        }

        impl Flag {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word for it in files and exports.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// What it means, for the staff of the center.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)* }
            }
        }
    };
}

flags! {
    AllZero = "all-zero", "no ballot and no vote was counted";
    Unanimous = "unanimous", "every registered voter voted, and all for one candidate";
    SameVotes = "same-votes", "another station has exactly the same votes";
    Clock = "clock", "the time of the record cannot be true";
    SumsExplained = "sums-explained", "a control sum misses within the tolerance, and the officials explained it";
    SumsUnexplained = "sums-unexplained", "a control sum misses within the tolerance without an explanation";
    DegradedMedium = "degraded-medium", "one of the two copies of the box's journal did not work";
    Keyed = "keyed", "two officials keyed the tally in";
    Recovered = "recovered", "the tally was rebuilt from a tape";
    Gap = "gap", "records with lower numbers have not arrived";
    PartsDiffered = "parts-differed", "a part of the message arrived with different bytes";
    FromTape = "from-tape", "it came from the QR codes of a tape, and not over the air";
    Released = "released", "two officers released the record by hand";
}

impl Flag {
    /// What the way says on which a record came; it stays when the record is judged again.
    pub(super) const OF_ARRIVAL: [Self; 2] = [Self::PartsDiffered, Self::FromTape];

    /// The flag with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|flag| flag.name() == name)
    }
}

/// Remarks that the numbers alone give.
pub(super) fn of_tally(tally: &Tally) -> Vec<Flag> {
    let mut flags = Vec::new();
    if is_zero(tally) {
        flags.push(Flag::AllZero);
    }
    let all_voted = tally.ballots_cast > 0 && tally.ballots_cast >= tally.registered;
    let one_takes_all = tally.contests.iter().any(|contest| {
        let lines = contest.votes.lines();
        contest.blank == 0 && contest.invalid == 0 && lines.iter().filter(|&&count| count > 0).count() == 1
    });
    if all_voted && one_takes_all {
        flags.push(Flag::Unanimous);
    }
    flags
}

/// The remark on a tally that no counting device handed over itself.
pub(super) const fn of_source(source: TallySource) -> Option<Flag> {
    match source {
        TallySource::Device | TallySource::File => None,
        TallySource::Keyed => Some(Flag::Keyed),
        TallySource::Recovered => Some(Flag::Recovered),
    }
}

/// Names the votes of a tally, the same at two stations only if all lines of all contests are; `None` for a tally
/// without votes, where equality says nothing.
pub(super) fn votes_digest(tally: &Tally) -> Option<[u8; 32]> {
    let mut hasher = Sha256::new();
    let mut votes = 0_u64;
    for contest in &tally.contests {
        hasher.update(contest.contest.as_bytes());
        hasher.update([0]);
        for count in contest.votes.lines().iter().chain([&contest.blank, &contest.invalid]) {
            votes = votes.saturating_add((*count).into());
            hasher.update(count.to_be_bytes());
        }
    }
    (votes > 0).then(|| hasher.finalize().into())
}

/// The same for stations of one place only.
pub(super) fn votes_digest_at(votes: &[u8; 32], place: &str) -> [u8; 32] {
    Sha256::new().chain_update(votes).chain_update(place.as_bytes()).finalize().into()
}
