//! The two encryption stages: AES-256-GCM for the tally center, AES-128-GCM around it for the gateway.
//!
//! Both use 96-bit tags (NIST SP 800-38D section 5.2.1.2) and the all-zero nonce under a key for one plaintext only: the
//! stage 1 key is derived from a keyed hash of the plaintext, the stage 2 key from the header that names it.

use aes_gcm::AesGcm;
use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, KeyInit, Nonce, Payload};
use aes_gcm::aes::{Aes128, Aes256};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::SealError;
use super::secret::{EndToEndKey, LinkKey};

/// Length that either stage adds, in bytes.
pub const TAG_LEN: usize = 12;

const ID_LABEL: &[u8] = b"rts/v1/id\0";
const STAGE_1_LABEL: &[u8] = b"rts/v1/stage1\0";
const STAGE_2_LABEL: &[u8] = b"rts/v1/stage2\0";

pub(super) type Stage1 = AesGcm<Aes256, U12, U12>;
pub(super) type Stage2 = AesGcm<Aes128, U12, U12>;

/// Keyed hash of a message: names it, and makes its stage 1 key its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub [u8; 8]);

impl EndToEndKey {
    /// The id of the message `plaintext` under `base`.
    ///
    /// # Errors
    ///
    /// Never in practice: the lengths asked of HKDF are fixed.
    pub fn message_id(&self, base: &[u8], plaintext: &[u8]) -> Result<MessageId, SealError> {
        let key = self.derive::<32>(&[ID_LABEL])?;
        let mut mac =
            <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key.as_slice()).map_err(|_| SealError::Key)?;
        mac.update(base);
        mac.update(plaintext);
        let [i0, i1, i2, i3, i4, i5, i6, i7, ..] = <[u8; 32]>::from(mac.finalize().into_bytes());
        Ok(MessageId([i0, i1, i2, i3, i4, i5, i6, i7]))
    }

    /// Stage 1: encrypts for the tally center. The same plaintext gives the same id and bytes.
    ///
    /// # Errors
    ///
    /// Fails on a plaintext beyond the limit of GCM.
    pub fn seal(&self, base: &[u8], plaintext: &[u8]) -> Result<(MessageId, Vec<u8>), SealError> {
        let id = self.message_id(base, plaintext)?;
        let blob = encrypt(&self.stage_1(base, id)?, &[base, &id.0].concat(), plaintext)?;
        Ok((id, blob))
    }

    /// Opens stage 1 and recomputes the id from what was inside.
    ///
    /// # Errors
    ///
    /// Fails if the bytes were sealed with another key, base or id, or changed, and if the id is not that of the
    /// plaintext.
    pub fn open(&self, base: &[u8], id: MessageId, blob: &[u8]) -> Result<Vec<u8>, SealError> {
        let plaintext = decrypt(&self.stage_1(base, id)?, &[base, &id.0].concat(), blob)?;
        if self.message_id(base, &plaintext)? == id { Ok(plaintext) } else { Err(SealError::MessageId) }
    }

    fn stage_1(&self, base: &[u8], id: MessageId) -> Result<Stage1, SealError> {
        let key = self.derive::<32>(&[STAGE_1_LABEL, base, &id.0])?;
        Stage1::new_from_slice(key.as_slice()).map_err(|_| SealError::Key)
    }
}

impl LinkKey {
    /// Stage 2: encrypts a chunk for the gateway, bound to the whole header of its packet.
    ///
    /// # Errors
    ///
    /// Fails on a chunk beyond the limit of GCM.
    pub fn wrap(&self, header: &[u8], chunk: &[u8]) -> Result<Vec<u8>, SealError> {
        encrypt(&self.stage_2(header)?, header, chunk)
    }

    /// Opens stage 2.
    ///
    /// # Errors
    ///
    /// Fails if the bytes were wrapped with another key or header, or changed.
    pub fn unwrap(&self, header: &[u8], wrapped: &[u8]) -> Result<Vec<u8>, SealError> {
        decrypt(&self.stage_2(header)?, header, wrapped)
    }

    fn stage_2(&self, header: &[u8]) -> Result<Stage2, SealError> {
        let key = self.derive::<16>(&[STAGE_2_LABEL, header])?;
        Stage2::new_from_slice(key.as_slice()).map_err(|_| SealError::Key)
    }
}

fn encrypt<C: Aead>(cipher: &C, aad: &[u8], msg: &[u8]) -> Result<Vec<u8>, SealError> {
    cipher.encrypt(&Nonce::<C>::default(), Payload { msg, aad }).map_err(|_| SealError::TooLong)
}

fn decrypt<C: Aead>(cipher: &C, aad: &[u8], msg: &[u8]) -> Result<Vec<u8>, SealError> {
    cipher.decrypt(&Nonce::<C>::default(), Payload { msg, aad }).map_err(|_| SealError::Authentication)
}
