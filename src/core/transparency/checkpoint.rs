//! The head of a log (C2SP tlog-checkpoint): whose it is, how long, and its root. Believed as a signed note.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::note::{NoteError, open_note, sign_note};
use super::tree::Hash;
use crate::seal::{CommissionKey, PublicKey, SealError};

/// The head of a log at one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: also the name that its key signs under.
    pub origin: String,
    /// Entries.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
}

impl Checkpoint {
    /// The checkpoint as a signed note.
    ///
    /// # Errors
    ///
    /// Fails if the signature does not verify.
    pub fn sign(&self, key: &CommissionKey) -> Result<String, SealError> {
        sign_note(&self.text(), &self.origin, key)
    }

    /// The checkpoint of the log `origin`, if one of these keys signed it. Lines below the root are not understood here
    /// and are refused.
    ///
    /// # Errors
    ///
    /// Fails as [`open_note`] does, and with [`NoteError::Form`] on a text that is no checkpoint of this log.
    pub fn open(note: &[u8], origin: &str, keys: &[PublicKey]) -> Result<Self, NoteError> {
        let text = open_note(note, origin, keys)?;
        let mut lines = text.lines();
        let (of, size, root) = (lines.next(), lines.next(), lines.next());
        let size = size.and_then(|size| size.parse().ok()).ok_or(NoteError::Form)?;
        let root =
            root.and_then(|root| STANDARD.decode(root).ok()?.try_into().ok()).ok_or(NoteError::Form)?;
        let checkpoint = Self { origin: origin.to_owned(), size, root };
        if of == Some(origin) && checkpoint.text() == text { Ok(checkpoint) } else { Err(NoteError::Form) }
    }

    fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))
    }
}
