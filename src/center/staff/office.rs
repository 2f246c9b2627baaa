//! What the staff's server knows: who is logged in, what was proposed, the results as they were a moment ago.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse as _, Response};
use rts_core::center::Center;
use rts_core::record::Fingerprint;
use rts_core::time::WallTime;
use tokio::sync::Semaphore;

use super::accounts::Accounts;
use super::act::Proposals;
use super::patience::Patience;
use super::server::WebSettings;
use super::sessions::{Session, Sessions};
use crate::center::command::let_count;
use crate::center::database::{CardRow, Database, DatabaseError, Happening};
use crate::center::keys::owner;
use crate::center::pages::{Reader, Told, View, held, way_in};
use crate::center::results::Results;
use crate::ports::clock::Clock;

/// The results are read again when they are older than this.
const FRESH: Duration = Duration::from_secs(3);
/// Passwords looked at together: each takes memory on purpose.
const AT_ONCE: usize = 2;
const COOKIE_NAME: &str = "rts-session";

/// The results at one moment.
pub(super) struct Night {
    results: Results,
    arrivals: Vec<i64>,
    /// What cards said.
    pub(super) cards: Vec<CardRow>,
    stated: String,
}

/// Everything that requests share.
pub(super) struct Office {
    center: Center,
    settings: WebSettings,
    /// Who may log in.
    pub(super) accounts: Accounts,
    /// Who is logged in.
    pub(super) sessions: Mutex<Sessions>,
    /// Who guesses.
    pub(super) patience: Mutex<Patience>,
    /// What waits for a second person.
    pub(super) proposals: Mutex<Proposals>,
    night: Mutex<Option<(Instant, Arc<Night>)>>,
    /// Admits those whose passwords are looked at.
    pub(super) hashing: Semaphore,
}

impl Office {
    pub(super) fn new(center: Center, settings: WebSettings) -> Self {
        Self {
            accounts: Accounts::of(&settings.keys),
            center,
            settings,
            sessions: Mutex::default(),
            patience: Mutex::default(),
            proposals: Mutex::default(),
            night: Mutex::default(),
            hashing: Semaphore::new(AT_ONCE),
        }
    }

    /// The second person agrees: the record counts. Returns what went wrong.
    pub(super) async fn agree(self: &Arc<Self>, record: Fingerprint, by: &str) -> Option<String> {
        let proposal = match lock(&self.proposals).agree(&record, by) {
            Ok(proposal) => proposal,
            Err(why) => return Some(why.sentence().to_owned()),
        };
        let (office, by) = (Arc::clone(self), by.to_owned());
        let done = tokio::task::spawn_blocking(move || {
            let officers = [proposal.by.as_str(), by.as_str()];
            let mut database = office.database()?;
            let_count(&office.center, &mut database, &record.to_string(), officers, &proposal.reason)
        });
        let done = done.await;
        *lock(&self.night) = None;
        match done {
            Ok(Ok(_)) => None,
            Ok(Err(stop)) => Some(stop.message()),
            Err(_) => Some("It was not done: the program failed.".to_owned()),
        }
    }

    fn database(&self) -> Result<Database, DatabaseError> {
        Database::open_existing(&self.settings.database, &owner(self.center.package()))
    }

    /// The session of whoever asks.
    pub(super) fn session(&self, headers: &HeaderMap) -> Option<Session> {
        lock(&self.sessions).find(cookie(headers)?, Instant::now())
    }

    /// What pages are made of.
    pub(super) fn view<'a>(&'a self, night: &'a Night) -> View<'a> {
        View {
            definition: &self.center.package().definition,
            results: &night.results,
            head: None,
            logged: BTreeMap::new(),
            arrivals: night.arrivals.clone(),
            stated: night.stated.clone(),
        }
    }

    /// A page for whoever is logged in; the way in for everybody else.
    pub(super) async fn shown(
        self: &Arc<Self>,
        headers: &HeaderMap,
        page: impl FnOnce(&View<'_>, Reader<'_>, &Night) -> Option<String>,
    ) -> Response {
        let Some(session) = self.session(headers) else { return to("/login") };
        let night = match self.night().await {
            Ok(night) => night,
            Err(failed) => return failed,
        };
        let reader = Reader { name: &session.name, token: &session.token };
        match page(&self.view(&night), reader, &night) {
            Some(page) => Html(page).into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        }
    }

    /// The page of what is set aside, with a word about what was just done.
    pub(super) async fn held(
        self: &Arc<Self>,
        headers: &HeaderMap,
        language: &str,
        notice: Option<&str>,
    ) -> Response {
        self.shown(headers, |view, reader, _| {
            held(view, reader, language, lock(&self.proposals).open(), notice)
        })
        .await
    }

    /// The way in, with a word about what was just tried.
    pub(super) async fn way_in(self: &Arc<Self>, told: Told) -> Response {
        match self.night().await {
            Ok(night) => Html(way_in(&self.view(&night), told)).into_response(),
            Err(failed) => failed,
        }
    }

    /// Sends a browser on, with its session.
    pub(super) fn with_cookie(&self, cookie: &str, way: &str) -> Response {
        let secure = if self.settings.behind_tls { "; Secure" } else { "" };
        let cookie = format!("{COOKIE_NAME}={cookie}; Path=/; HttpOnly; SameSite=Strict{secure}");
        (StatusCode::SEE_OTHER, [(LOCATION, way.to_owned()), (SET_COOKIE, cookie)]).into_response()
    }

    /// The results, read again if they are no longer fresh.
    pub(super) async fn night(self: &Arc<Self>) -> Result<Arc<Night>, Response> {
        if let Some((read, night)) = lock(&self.night).as_ref()
            && read.elapsed() < FRESH
        {
            return Ok(Arc::clone(night));
        }
        let office = Arc::clone(self);
        let read = tokio::task::spawn_blocking(move || office.read()).await;
        match read {
            Ok(Ok(night)) => {
                let night = Arc::new(night);
                *lock(&self.night) = Some((Instant::now(), Arc::clone(&night)));
                Ok(night)
            }
            Ok(Err(error)) => {
                tracing::error!(%error, "results not read");
                Err(failed("results"))
            }
            Err(_) => Err(failed("results")),
        }
    }

    fn read(&self) -> Result<Night, DatabaseError> {
        let mut database = self.database()?;
        let mut look = database.look()?;
        let results = Results::within(&mut look, &self.center.package().definition)?;
        let counting = look.results()?.into_iter();
        let mut arrivals: Vec<i64> = counting.filter_map(|kept| kept.arrived.map(WallTime::unix)).collect();
        arrivals.sort_unstable();
        let stated = Clock::default().now().wall.and_then(WallTime::rfc3339).unwrap_or_default();
        Ok(Night { results, arrivals, cards: look.cards()?, stated })
    }

    /// A line in the center's event log; that it cannot be written is told and does not stop the night's work.
    pub(super) async fn note(self: &Arc<Self>, event: &'static str, good: bool, details: String) {
        let office = Arc::clone(self);
        let noted = tokio::task::spawn_blocking(move || {
            let mut database = office.database()?;
            let mut transaction = database.begin()?;
            let happening = Happening { event, good, device: None, station: None, details };
            happening.note(&mut transaction, Clock::default().now().wall)?;
            transaction.commit()
        });
        match noted.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, event, "not noted"),
            Err(error) => tracing::error!(%error, event, "not noted"),
        }
    }
}

/// The session's cookie.
pub(super) fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    cookies.flat_map(|cookies| cookies.split("; ")).find_map(|cookie| {
        let (name, value) = cookie.split_once('=')?;
        (name == COOKIE_NAME).then_some(value)
    })
}

/// Sends a browser on.
pub(super) fn to(way: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, way.to_owned())]).into_response()
}

/// Something is not there that should be.
pub(super) fn failed(what: &str) -> Response {
    let text = format!("The {what} cannot be read now. See the log of rts-center; try again in a moment.\n");
    (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
}

/// A lock whose holder failed is as good as before: what it guards is changed in one step.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
