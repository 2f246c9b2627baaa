//! The staff's server: pages for whoever is logged in, and the two acts of a release.

use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Form, Path, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::map_response;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use rts_core::center::Center;
use rts_core::record::Fingerprint;
use serde::Deserialize;
use tokio::net::TcpListener;

use super::office::{Office, cookie, failed, lock, to};
use crate::center::database::Place;
use crate::center::pages::{STYLE, Told, cards, live, tags};
use crate::center::serve::ServeError;

/// Only the style and the forms of these very pages.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// Longest form, in bytes.
const MOST_FORM: usize = 16 << 10;
/// How the server runs.
#[derive(Clone, Debug)]
pub(in crate::center) struct WebSettings {
    /// Where browsers reach it, host:port.
    pub(in crate::center) listen: String,
    /// The database.
    pub(in crate::center) database: Place,
    /// The key folder, with the staff.
    pub(in crate::center) keys: PathBuf,
    /// True if a server for TLS stands before it: cookies then travel on no other line.
    pub(in crate::center) behind_tls: bool,
}

type Shared = State<Arc<Office>>;

/// Serves until `end` comes; `ready` is told the address.
///
/// # Errors
///
/// Fails if the address cannot be used.
pub(in crate::center) async fn serve(
    center: Center,
    settings: WebSettings,
    ready: impl FnOnce(SocketAddr),
    end: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let unheard = |source| ServeError::Listen { address: settings.listen.clone(), source };
    let listener = TcpListener::bind(&settings.listen).await.map_err(unheard)?;
    ready(listener.local_addr().map_err(unheard)?);
    let office = Office::new(center, settings.clone());
    let router = Router::new()
        .route("/", get(front))
        .route("/style.css", get(style))
        .route("/login", get(enter).post(log_in))
        .route("/logout", post(log_out))
        .route("/{language}/held.html", get(held_page).post(act))
        .route("/{language}/cards.html", get(cards_page))
        .route("/{language}/{*path}", get(page))
        .layer(DefaultBodyLimit::max(MOST_FORM))
        .layer(map_response(careful))
        .with_state(Arc::new(office));
    axum::serve(listener, router).with_graceful_shutdown(end).await.map_err(unheard)
}

/// What every answer carries.
async fn careful(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn style() -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

async fn front(State(office): Shared) -> Response {
    match office.night().await {
        Ok(night) => {
            let first = tags(&office.view(&night)).first().copied().unwrap_or("en");
            to(&format!("/{first}/index.html"))
        }
        Err(failed) => failed,
    }
}

async fn enter(State(office): Shared) -> Response {
    office.way_in(Told::Nothing).await
}

#[derive(Deserialize)]
struct LogIn {
    name: String,
    password: String,
}

async fn log_in(State(office): Shared, headers: HeaderMap, Form(form): Form<LogIn>) -> Response {
    if foreign(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let LogIn { name, password } = form;
    let (name, now) = (name.trim().to_owned(), Instant::now());
    let wait = lock(&office.patience).wait(&name, now);
    if let Some(wait) = wait {
        let told = Told::Wait(wait.as_secs().max(1));
        return (StatusCode::TOO_MANY_REQUESTS, office.way_in(told).await).into_response();
    }
    // Counted before it is looked at, so that many at once are no way around.
    lock(&office.patience).mistake(&name, now);
    let Ok(_one_of_few) = office.hashing.acquire().await else { return failed("staff") };
    let (accounts, of) = (office.accounts.clone(), name.clone());
    let looked = tokio::task::spawn_blocking(move || {
        let known = accounts.names()?.contains(&of);
        Ok::<_, super::StaffError>((accounts.admits(&of, &password)?, known))
    });
    match looked.await {
        Ok(Ok((true, _))) => {
            lock(&office.patience).forget(&name);
            office.note("staff-logged-in", true, name.clone()).await;
            let cookie = lock(&office.sessions).begin(&name, now);
            cookie.map_or_else(|| failed("session"), |cookie| office.with_cookie(&cookie, "/"))
        }
        Ok(Ok((false, known))) => {
            if known {
                office.note("staff-refused", false, name).await;
            }
            (StatusCode::UNAUTHORIZED, office.way_in(Told::Wrong).await).into_response()
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "staff not read");
            failed("staff")
        }
        Err(_) => failed("staff"),
    }
}

#[derive(Deserialize)]
struct LogOut {
    token: String,
}

async fn log_out(State(office): Shared, headers: HeaderMap, Form(form): Form<LogOut>) -> Response {
    let Some(session) = office.session(&headers) else { return to("/login") };
    if foreign(&headers) || !session.made(&form.token) {
        return StatusCode::FORBIDDEN.into_response();
    }
    if let Some(cookie) = cookie(&headers) {
        lock(&office.sessions).end(cookie);
    }
    office.note("staff-logged-out", true, session.name).await;
    to("/login")
}

async fn page(
    State(office): Shared,
    headers: HeaderMap,
    Path((language, path)): Path<(String, String)>,
) -> Response {
    office.shown(&headers, |view, reader, _| live(view, reader, &language, &path)).await
}

async fn cards_page(State(office): Shared, headers: HeaderMap, Path(language): Path<String>) -> Response {
    office.shown(&headers, |view, reader, night| cards(view, reader, &language, &night.cards)).await
}

async fn held_page(State(office): Shared, headers: HeaderMap, Path(language): Path<String>) -> Response {
    office.held(&headers, &language, None).await
}

#[derive(Deserialize)]
struct Act {
    token: String,
    record: String,
    act: String,
    #[serde(default)]
    reason: String,
}

async fn act(
    State(office): Shared,
    headers: HeaderMap,
    Path(language): Path<String>,
    Form(form): Form<Act>,
) -> Response {
    let Some(session) = office.session(&headers) else { return to("/login") };
    if foreign(&headers) || !session.made(&form.token) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Ok(record) = form.record.parse::<Fingerprint>() else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let notice = match form.act.as_str() {
        "propose" => {
            let proposed = lock(&office.proposals).propose(record, &session.name, &form.reason);
            if proposed.is_ok() {
                office
                    .note(
                        "release-proposed",
                        true,
                        format!("{record} by {}: {}", session.name, form.reason.trim()),
                    )
                    .await;
            }
            proposed.err().map(|why| why.sentence().to_owned())
        }
        "withdraw" => {
            let withdrawn = lock(&office.proposals).withdraw(&record);
            if withdrawn.is_ok() {
                office.note("release-withdrawn", true, format!("{record} by {}", session.name)).await;
            }
            withdrawn.err().map(|why| why.sentence().to_owned())
        }
        "agree" => office.agree(record, &session.name).await,
        _ => return StatusCode::BAD_REQUEST.into_response(),
    };
    office.held(&headers, &language, notice.as_deref()).await
}

/// True if another site's page sent the form.
fn foreign(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none")
}
