//! Signed notes (C2SP signed-note): a text that people read, and below it the signatures over it.
//!
//! ```text
//! the text, every line of it ended
//!
//! — name base64(key id ‖ signature)
//! ```
//!
//! Only Ed25519 (type 1) is made and believed here. Lines of other keys, such as witnesses', are passed over.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::seal::{CommissionKey, PublicKey, SIGNATURE_LEN, SealError, verify};

/// The type of an Ed25519 signature.
const ED25519: u8 = 1;
/// What a signature line begins with: a dash as long as the letter M.
const DASH: &str = "\u{2014} ";
/// Most signature lines that are looked at.
const MOST_SIGNATURES: usize = 100;

/// Why a note is not believed. Fragments that fit after "the note ".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoteError {
    /// Not a text with signatures below it.
    #[error("is not a text with signature lines below it")]
    Form,
    /// No line is of one of the expected keys.
    #[error("has no signature of the expected key")]
    Unsigned,
    /// A line claims to be of an expected key and is not.
    #[error("has a signature that does not verify")]
    Signature,
}

/// Signs a text as `name`.
///
/// # Errors
///
/// Fails if the signature does not verify: memory or processor are at fault.
pub fn sign_note(text: &str, name: &str, key: &CommissionKey) -> Result<String, SealError> {
    let signature = key.sign(text.as_bytes())?;
    let line = STANDARD.encode([key_id(name, &key.public()).as_slice(), &signature].concat());
    Ok(format!("{text}\n{DASH}{name} {line}\n"))
}

/// The text of a note, if one of the keys signed it as `name`.
///
/// # Errors
///
/// Fails if it is no note, has no line of these keys, or has one that does not verify.
pub fn open_note<'a>(note: &'a [u8], name: &str, keys: &[PublicKey]) -> Result<&'a str, NoteError> {
    let note = std::str::from_utf8(note).map_err(|_| NoteError::Form)?;
    if note.chars().any(|letter| letter.is_control() && letter != '\n') {
        return Err(NoteError::Form);
    }
    let (before, lines) = note.rsplit_once("\n\n").ok_or(NoteError::Form)?;
    let text = note.get(..before.len().saturating_add(1)).ok_or(NoteError::Form)?;
    let lines = lines.strip_suffix('\n').ok_or(NoteError::Form)?;
    let mut signed = false;
    for (count, line) in lines.split('\n').enumerate() {
        let (of, id, signature) = signature_line(line).ok_or(NoteError::Form)?;
        if count >= MOST_SIGNATURES {
            return Err(NoteError::Form);
        }
        for key in keys.iter().filter(|key| of == name && id == key_id(name, key)) {
            let signature = signature.as_slice().try_into().map_err(|_| NoteError::Signature)?;
            verify(key, text.as_bytes(), signature).map_err(|_| NoteError::Signature)?;
            signed = true;
        }
    }
    if signed { Ok(text) } else { Err(NoteError::Unsigned) }
}

/// The key as other programs take it: `name+id+base64(type ‖ key)`.
#[must_use]
pub fn verifier_key(name: &str, key: &PublicKey) -> String {
    let bytes = STANDARD.encode([[ED25519].as_slice(), &key.to_bytes()].concat());
    format!("{name}+{}+{bytes}", hex::encode(key_id(name, key)))
}

/// Tells keys of one name apart.
fn key_id(name: &str, key: &PublicKey) -> [u8; 4] {
    let hash: [u8; 32] = Sha256::new()
        .chain_update(name)
        .chain_update(b"\n")
        .chain_update([ED25519])
        .chain_update(key.to_bytes())
        .finalize()
        .into();
    hash.first_chunk().copied().unwrap_or_default()
}

/// Name, key id and signature of a line.
fn signature_line(line: &str) -> Option<(&str, [u8; 4], Vec<u8>)> {
    let (name, signature) = line.strip_prefix(DASH)?.split_once(' ')?;
    let bytes =
        STANDARD.decode(signature).ok().filter(|bytes| bytes.len() <= SIGNATURE_LEN.saturating_mul(100))?;
    let (id, signature) = bytes.split_first_chunk()?;
    (!name.is_empty()).then(|| (name, *id, signature.to_vec()))
}
