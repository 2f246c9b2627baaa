//! The MT read guard: a message is read, checked, handed out and acknowledged before a session may overwrite it.
//!
//! Invariant: at most one message is handed out and not yet acknowledged. The modem clears its MT buffer when a session
//! starts, although the gateway already counts the message as delivered.

/// A message to be read from the modem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Due {
    /// The attempt whose session fetched it, if one did.
    pub(super) attempt: Option<u64>,
    /// Its length as the session told; `None` if it is not known whether there is one.
    pub(super) expected: Option<u16>,
    /// Reads so far.
    pub(super) reads: u8,
}

/// A message that the caller has to store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Handed {
    pub(super) mt: u64,
    pub(super) attempt: Option<u64>,
    pub(super) bytes: Vec<u8>,
}

/// State of the MT side.
#[derive(Clone, Debug, Default)]
pub(super) struct Mail {
    due: Option<Due>,
    handed: Option<Handed>,
    stored: Option<Vec<u8>>,
    count: u64,
}

impl Mail {
    /// A session has put a message of that length into the MT buffer.
    pub(super) fn received(&mut self, attempt: u64, length: u16) {
        self.due = Some(Due { attempt: Some(attempt), expected: Some(length), reads: 0 });
    }

    /// The MT buffer may hold a message that nobody has read: after opening, after an ambiguous session.
    pub(super) fn suspect(&mut self) {
        if self.due.is_none() {
            self.due = Some(Due { attempt: None, expected: None, reads: 0 });
        }
    }

    /// What to read now: nothing while a message waits to be stored.
    pub(super) fn due(&self) -> Option<Due> {
        if self.handed.is_some() { None } else { self.due }
    }

    /// Read again later.
    pub(super) fn put_back(&mut self, due: Due) {
        self.due = Some(due);
    }

    /// Takes what was due, because its reading has ended.
    pub(super) fn take_due(&mut self) -> Option<Due> {
        self.due.take()
    }

    /// The message to hand out; `None` if it was found in the buffer and is the one stored last.
    pub(super) fn hand_out(&mut self, due: Due, bytes: Vec<u8>) -> Option<&Handed> {
        if due.expected.is_none() && self.stored.as_ref() == Some(&bytes) {
            return None;
        }
        self.count = self.count.saturating_add(1);
        self.handed = Some(Handed { mt: self.count, attempt: due.attempt, bytes });
        self.handed.as_ref()
    }

    /// The message that waits to be stored.
    pub(super) fn handed(&self) -> Option<&Handed> {
        self.handed.as_ref()
    }

    /// The caller has stored message `mt`; another number changes nothing.
    pub(super) fn stored(&mut self, mt: u64) {
        if let Some(handed) = self.handed.take_if(|handed| handed.mt == mt) {
            self.stored = Some(handed.bytes);
        }
    }

    /// Whether nothing is left to read.
    pub(super) fn is_read(&self) -> bool {
        self.due.is_none()
    }
}
