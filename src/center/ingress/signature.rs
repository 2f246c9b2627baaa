//! Whether the message service sent a request: a token that it signed (RS256), or a secret that only it knows.

use std::path::{Path, PathBuf};

use axum::http::{HeaderMap, header};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::hook::text;

/// Longest key file that is read, in bytes.
const LONGEST: usize = 16 * 1024;
/// Shortest secret, in bytes.
const SHORTEST: usize = 16;

/// The key of the message service cannot be used. Fragments that fit after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum HookKeyError {
    /// The file cannot be read.
    #[error("read {0}: {1}")]
    Read(PathBuf, #[source] std::io::Error),
    /// It holds neither a public key in PEM nor a secret.
    #[error("use {0}: it holds neither an RSA public key in PEM nor a secret of {SHORTEST} bytes or more")]
    Neither(PathBuf),
}

/// What a request must prove.
#[derive(Clone)]
pub enum HookKey {
    /// Nothing: another program in front has seen to it.
    None,
    /// Its field `JWT` is signed with this key of the service, and says the same as the request.
    Rsa(DecodingKey),
    /// Its header `Authorization` is `Bearer` and this secret, whose digest is kept.
    Secret([u8; 32]),
}

impl std::fmt::Debug for HookKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Rsa(_) => "Rsa",
            Self::Secret(_) => "Secret",
        })
    }
}

impl HookKey {
    /// Reads the key file: the service's public key in PEM, or a secret in one line.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read or holds neither.
    pub fn read(path: &Path) -> Result<Self, HookKeyError> {
        let bytes = std::fs::read(path).map_err(|error| HookKeyError::Read(path.to_owned(), error))?;
        let neither = || HookKeyError::Neither(path.to_owned());
        if bytes.len() > LONGEST {
            return Err(neither());
        }
        if bytes.starts_with(b"-----BEGIN") {
            return DecodingKey::from_rsa_pem(&bytes).map(Self::Rsa).map_err(|_| neither());
        }
        let secret = bytes.trim_ascii();
        if secret.len() < SHORTEST { Err(neither()) } else { Ok(Self::Secret(Sha256::digest(secret).into())) }
    }

    /// Checks a request.
    ///
    /// # Errors
    ///
    /// Why the service did not send it.
    pub(super) fn check(&self, headers: &HeaderMap, fields: &Map<String, Value>) -> Result<(), &'static str> {
        match self {
            Self::None => Ok(()),
            Self::Secret(digest) => {
                let given = headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
                let given = given.and_then(|it| it.strip_prefix("Bearer ")).ok_or("no secret")?;
                // Of digests, a comparison that ends early tells nothing.
                let found: [u8; 32] = Sha256::digest(given.trim().as_bytes()).into();
                if found == *digest { Ok(()) } else { Err("another secret") }
            }
            Self::Rsa(key) => {
                let token = text(fields, "JWT").ok_or("no token")?;
                // Tokens carry no end, and a message may be brought again for hours.
                let mut validation = Validation::new(Algorithm::RS256);
                validation.required_spec_claims.clear();
                validation.validate_exp = false;
                validation.validate_aud = false;
                let token = jsonwebtoken::decode::<Map<String, Value>>(&token, key, &validation);
                let claims = token.map_err(|_| "a token that the service did not sign")?.claims;
                let same = |name| text(&claims, name).is_none_or(|said| text(fields, name) == Some(said));
                let names = ["imei", "momsn"].iter().all(|name| text(&claims, name).is_some());
                if names && ["imei", "momsn", "data"].into_iter().all(same) {
                    Ok(())
                } else {
                    Err("a token of another message")
                }
            }
        }
    }
}
