//! Who is logged in. Kept in memory: when the program ends, everybody logs in again.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};

/// Idle for so long, a session ends.
const IDLE: Duration = Duration::from_secs(30 * 60);
/// However busy, a session ends.
const WHOLE: Duration = Duration::from_secs(12 * 3600);
/// Most sessions at the same time.
const MOST: usize = 1000;

/// A person at work.
#[derive(Clone, Debug)]
pub(super) struct Session {
    /// Who.
    pub(super) name: String,
    /// What every form of the session carries.
    pub(super) token: String,
    begun: Instant,
    seen: Instant,
}

/// Sessions by the digest of their cookie, so that whoever reads memory finds no cookie.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    open: BTreeMap<[u8; 32], Session>,
}

impl Sessions {
    /// Begins a session; returns its cookie. `None` without randomness.
    pub(super) fn begin(&mut self, name: &str, now: Instant) -> Option<String> {
        self.open.retain(|_, session| alive(session, now));
        if self.open.len() >= MOST {
            return None;
        }
        let (cookie, token) = (secret()?, secret()?);
        self.open.insert(key(&cookie), Session { name: name.to_owned(), token, begun: now, seen: now });
        Some(cookie)
    }

    /// The session of a cookie, which is alive from now on again.
    pub(super) fn find(&mut self, cookie: &str, now: Instant) -> Option<Session> {
        let session = self.open.get_mut(&key(cookie)).filter(|session| alive(session, now))?;
        session.seen = now;
        Some(session.clone())
    }

    /// Ends a session.
    pub(super) fn end(&mut self, cookie: &str) {
        self.open.remove(&key(cookie));
    }
}

impl Session {
    /// True if a form carries this session's token.
    pub(super) fn made(&self, token: &str) -> bool {
        key(&self.token) == key(token)
    }
}

fn alive(session: &Session, now: Instant) -> bool {
    let since = |then: Instant| now.saturating_duration_since(then);
    since(session.seen) < IDLE && since(session.begun) < WHOLE
}

fn secret() -> Option<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).ok()?;
    Some(hex::encode(bytes))
}

fn key(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_lives_while_it_is_used_and_for_a_shift_at_most() {
        let (mut sessions, start) = (Sessions::default(), Instant::now());
        let cookie = sessions.begin("kim", start).unwrap();
        let session = sessions.find(&cookie, start).unwrap();
        assert!(session.made(&session.token) && !session.made(&cookie) && !session.made(""));
        assert!(sessions.find("", start).is_none() && sessions.find(&session.token, start).is_none());
        let step = IDLE - Duration::from_secs(1);
        let mut now = start;
        while now + step < start + WHOLE {
            now += step;
            assert!(sessions.find(&cookie, now).is_some());
        }
        assert!(sessions.find(&cookie, start + WHOLE).is_none());
        let idle = sessions.begin("lee", start).unwrap();
        assert!(sessions.find(&idle, start + IDLE).is_none());
        let ended = sessions.begin("lee", start).unwrap();
        sessions.end(&ended);
        assert!(sessions.find(&ended, start).is_none());
    }
}
