//! The web hook of a message service: it posts each message as a form or as JSON.
//!
//! Fields that are read: `imei`, `momsn`, `data` (hexadecimal; empty after a mailbox check) and `JWT`. All others, the time
//! of transmission among them, are the service's own and prove nothing. Invariant: 200 says that the message is durable;
//! the service brings everything else again.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::post;
use serde_json::{Map, Value};
use tokio::net::TcpListener;
use tokio::time::timeout;

use super::signature::HookKey;
use super::{Door, Entered, Message};
use crate::center::database::Bearer;

/// Longest request that is read: a message of the service with everything around it.
const LONGEST: usize = 64 * 1024;

#[derive(Clone)]
struct Hook {
    door: Door,
    key: Arc<HookKey>,
}

/// Serves message services until the task is cancelled.
pub(in crate::center) async fn serve(listener: TcpListener, door: Door, key: HookKey) {
    let hook = Hook { door, key: Arc::new(key) };
    let router = Router::new()
        .route("/", post(receive))
        .layer(DefaultBodyLimit::max(LONGEST))
        .with_state(hook)
        .into_make_service_with_connect_info::<SocketAddr>();
    if let Err(error) = axum::serve(listener, router).await {
        tracing::error!(%error, "the web hook is closed");
    }
}

async fn receive(
    State(hook): State<Hook>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, &'static str) {
    let Some(fields) = fields(&headers, &body) else {
        tracing::warn!(%peer, "web hook: neither a form nor JSON");
        return (StatusCode::BAD_REQUEST, "Neither a form nor a JSON object.\n");
    };
    if let Err(why) = hook.key.check(&headers, &fields) {
        tracing::warn!(%peer, why, "web hook: not signed by the service");
        hook.door.counters.unsigned();
        return (StatusCode::UNAUTHORIZED, "Not signed by the message service.\n");
    }
    let Some(message) = read(&fields, peer) else {
        tracing::warn!(%peer, "web hook: imei, momsn or data missing");
        return (StatusCode::BAD_REQUEST, "imei, momsn or data is missing or malformed.\n");
    };
    match timeout(hook.door.settings.patience, hook.door.enter(message, None)).await {
        Ok(Entered::Stored | Entered::Strange) => (StatusCode::OK, "OK\n"),
        Ok(Entered::PutOff) => (StatusCode::TOO_MANY_REQUESTS, "Too many messages of this modem.\n"),
        Ok(Entered::NotStored) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "Not stored: bring it again.\n"),
    }
}

/// The fields of a request, whichever way they are written.
fn fields(headers: &HeaderMap, body: &[u8]) -> Option<Map<String, Value>> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    if kind.starts_with("application/json") {
        return serde_json::from_slice(body).ok();
    }
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(body).ok()?;
    Some(pairs.into_iter().map(|(name, value)| (name, Value::String(value))).collect())
}

/// A field as text: services write numbers either way.
pub(super) fn text(fields: &Map<String, Value>, name: &str) -> Option<String> {
    match fields.get(name)? {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn read(fields: &Map<String, Value>, peer: SocketAddr) -> Option<Message> {
    let data = text(fields, "data")?;
    let payload = hex::decode(&data).ok()?;
    Some(Message {
        bearer: Bearer::Hook,
        peer,
        imei: Some(text(fields, "imei")?.parse().ok()?),
        cdr: 0,
        momsn: text(fields, "momsn")?.parse().ok()?,
        session: 0,
        payload: (!payload.is_empty()).then_some(payload),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(kind: &'static str, body: &str) -> Option<Message> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
        read(&fields(&headers, body.as_bytes())?, ([192, 0, 2, 1], 9).into())
    }

    #[test]
    fn a_form_and_a_json_object_say_the_same_and_the_time_of_transmission_is_not_read() {
        let form = posted(
            "application/x-www-form-urlencoded",
            "imei=300234010753370&serial=12345&momsn=12345&transmit_time=21-10-31+10%3A41%3A50&data=48656c6c6f",
        )
        .unwrap();
        let json = posted(
            "application/json; charset=utf-8",
            r#"{"imei":"300234010753370","momsn":12345,"transmit_time":"never","data":"48656c6c6f","JWT":"x"}"#,
        )
        .unwrap();
        assert_eq!((form.momsn, form.payload.as_deref()), (12_345, Some(&b"Hello"[..])));
        assert_eq!((form.imei, form.momsn, &form.payload), (json.imei, json.momsn, &json.payload));
        let check =
            posted("application/json", r#"{"imei":"300234010753370","momsn":"1","data":""}"#).unwrap();
        assert_eq!(check.payload, None, "a mailbox check");
    }

    #[test]
    fn what_lacks_a_field_or_is_malformed_is_not_read() {
        for body in [
            "[]",
            "{}",
            r#"{"imei":"300234010753370","momsn":1}"#,
            r#"{"imei":"3002","momsn":1,"data":""}"#,
            r#"{"imei":"300234010753370","momsn":70000,"data":""}"#,
            r#"{"imei":"300234010753370","momsn":1,"data":"4"}"#,
            r#"{"imei":"300234010753370","momsn":1,"data":["48"]}"#,
        ] {
            assert!(posted("application/json", body).is_none(), "{body}");
        }
    }
}
