//! The two media of a box's journal, by the rules of `store` and without its files: an entry is committed on the
//! internal medium, then on the card; what failed once is out until it was looked at; the longest valid prefix wins.
//!
//! Invariant: a medium holds bytes and nothing else; whatever comes back from it is read and verified anew.

use rts_core::election::{Code, Refusal};
use rts_core::journal::{Chain, Entry, Hash, MediumName};

/// What is wrong with a medium.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Reading, writing or syncing fails.
    Broken,
    /// No space is left.
    Full,
    /// It was taken out.
    Gone,
}

impl Trouble {
    /// As the store tells it.
    pub(super) fn refusal(self) -> Refusal {
        let words = match self {
            Self::Broken => "it cannot be read or written",
            Self::Full => "it is full",
            Self::Gone => "it is not there",
        };
        Refusal::at(Code::JournalDegraded, words)
    }
}

#[derive(Clone, Debug)]
struct Row {
    sequence: u64,
    body: Vec<u8>,
    hash: Hash,
}

#[derive(Clone, Debug, Default)]
struct Medium {
    rows: Vec<Row>,
    trouble: Option<Trouble>,
    /// Out of use since it failed; only a look at the whole of it brings it back.
    out: bool,
    /// Calls a commit durable that is not: a cut takes up to so many of the last rows.
    lies: usize,
}

/// Media that cannot be used, and why.
pub(super) type Failed = Vec<(MediumName, Trouble)>;

/// How far an append comes before the power goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// To its end.
    Both,
    /// The power goes between the two commits.
    First,
}

/// The two copies of one journal.
#[derive(Clone, Debug, Default)]
pub(super) struct Media {
    internal: Medium,
    card: Medium,
}

impl Media {
    /// Makes an entry durable; tells which media failed now. None if no medium took it.
    pub(super) fn append(&mut self, entry: &Entry, reach: Reach) -> Option<Failed> {
        let mut failed = Vec::new();
        let internal = self.internal.append(entry);
        if reach == Reach::First && internal == Ok(true) {
            return Some(failed);
        }
        let card = self.card.append(entry);
        for (name, result) in [(MediumName::Internal, &internal), (MediumName::Card, &card)] {
            if let Err(trouble) = result {
                failed.push((name, *trouble));
            }
        }
        (internal == Ok(true) || card == Ok(true)).then_some(failed)
    }

    /// Something happens to a medium.
    pub(super) fn strike(&mut self, name: MediumName, trouble: Trouble) {
        self.of(name).trouble = Some(trouble);
    }

    /// A medium lies from now on about up to so many of its last commits; 0 ends that.
    pub(super) fn let_lie(&mut self, name: MediumName, rows: usize) {
        self.of(name).lies = rows;
    }

    /// Somebody mends it: it can be looked at again.
    pub(super) fn mend(&mut self, name: MediumName) {
        self.of(name).trouble = None;
    }

    /// The power goes: a medium that lied lacks its last rows.
    pub(super) fn power_lost(&mut self, lacks: impl FnOnce(usize) -> usize) {
        let liar = if self.internal.lies > 0 { &mut self.internal } else { &mut self.card };
        let kept = liar.rows.len().saturating_sub(lacks(liar.lies)).max(1);
        liar.rows.truncate(kept);
    }

    /// The longest journal that verifies, and the media that cannot be used; what lags behind is brought up to it.
    ///
    /// # Errors
    ///
    /// Fails if the copies contradict each other, or if there is none.
    pub(super) fn open(&mut self) -> Result<(Vec<Entry>, Failed), String> {
        let (internal, card) = (self.internal.read(), self.card.read());
        let fork = internal.iter().zip(&card).find(|(one, other)| one.hash != other.hash);
        if let Some((one, _)) = fork {
            return Err(format!("the copies contradict each other from entry {} on", one.sequence));
        }
        let entries = if internal.len() >= card.len() { internal } else { card };
        if entries.is_empty() {
            return Err("there is no journal on either medium".to_owned());
        }
        let mut failed = Vec::new();
        for name in [MediumName::Internal, MediumName::Card] {
            let medium = self.of(name);
            medium.out = medium.trouble.is_some();
            match medium.trouble {
                Some(trouble) => failed.push((name, trouble)),
                None => medium.bring_up(&entries),
            }
        }
        Ok((entries, failed))
    }

    /// Takes a card into use again that was out; true if it is whole now.
    pub(super) fn rejoin(&mut self) -> bool {
        let entries = self.internal.read();
        let card = &mut self.card;
        let own = card.read();
        let continues = own.len() <= entries.len() && own.iter().zip(&entries).all(|(a, b)| a.hash == b.hash);
        if !card.out || card.trouble.is_some() || !continues {
            return false;
        }
        card.bring_up(&entries);
        card.out = false;
        true
    }

    /// True if every copy in use holds as many entries, and both are in use.
    pub(super) fn are_whole(&self) -> bool {
        let out = |medium: &Medium| medium.out || medium.trouble.is_some();
        !out(&self.internal) && !out(&self.card) && self.internal.rows.len() == self.card.rows.len()
    }

    /// The journal on the card, as the center reads it.
    pub(super) fn card(&self) -> Vec<Entry> {
        self.card.read()
    }

    fn of(&mut self, name: MediumName) -> &mut Medium {
        match name {
            MediumName::Internal => &mut self.internal,
            MediumName::Card => &mut self.card,
        }
    }
}

impl Medium {
    /// True if it took the entry, false if it was out before.
    fn append(&mut self, entry: &Entry) -> Result<bool, Trouble> {
        if self.out {
            return Ok(false);
        }
        if let Some(trouble) = self.trouble {
            self.out = true;
            return Err(trouble);
        }
        self.rows.push(Row { sequence: entry.sequence, body: entry.body.clone(), hash: entry.hash });
        Ok(true)
    }

    /// The longest prefix that verifies, if it can be read at all.
    fn read(&self) -> Vec<Entry> {
        if matches!(self.trouble, Some(Trouble::Broken | Trouble::Gone)) {
            return Vec::new();
        }
        let mut chain = Chain::default();
        self.rows.iter().map_while(|row| chain.read(row.sequence, &row.body, row.hash).ok()).collect()
    }

    fn bring_up(&mut self, entries: &[Entry]) {
        let missing = entries.iter().skip(self.rows.len());
        self.rows.extend(missing.map(|entry| Row {
            sequence: entry.sequence,
            body: entry.body.clone(),
            hash: entry.hash,
        }));
    }
}
