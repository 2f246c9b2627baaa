//! Figures of a running center for whoever watches it, as Prometheus reads them.
//!
//! No figure is about votes, and none names a station: who watches machines need not know results.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use tokio::net::TcpListener;

use super::database::{Arrival, Bearer, Traffic};
use super::desk::Desk;
use super::ingress::Entered;

/// What is counted since the start.
#[derive(Debug, Default)]
pub(super) struct Counters {
    directip: AtomicU64,
    hook: AtomicU64,
    ip: AtomicU64,
    not_stored: AtomicU64,
    strangers: AtomicU64,
    put_off: AtomicU64,
    unsigned: AtomicU64,
    taken: AtomicU64,
    spooled: AtomicU64,
}

fn add(counter: &AtomicU64, number: usize) {
    counter.fetch_add(u64::try_from(number).unwrap_or(0), Ordering::Relaxed);
}

impl Counters {
    /// Messages were stored, or not; so many wait in the spool now.
    pub(super) fn stored(&self, arrivals: &[&Arrival], stored: bool, spooled: usize) {
        if stored {
            for arrival in arrivals {
                add(self.of(arrival.bearer), 1);
                add(&self.strangers, usize::from(arrival.opened.is_none() && arrival.bytes.is_some()));
            }
        } else {
            add(&self.not_stored, arrivals.len());
        }
        self.spooled(spooled);
    }

    /// So many messages wait in the spool.
    pub(super) fn spooled(&self, spooled: usize) {
        self.spooled.store(u64::try_from(spooled).unwrap_or(0), Ordering::Relaxed);
    }

    /// A message did not get past the door.
    pub(super) fn turned_away(&self, entered: Entered) {
        match entered {
            Entered::PutOff => add(&self.put_off, 1),
            Entered::Strange => add(&self.strangers, 1),
            Entered::Stored | Entered::NotStored => {}
        }
    }

    /// A request of the web hook was not signed by the service.
    pub(super) fn unsigned(&self) {
        add(&self.unsigned, 1);
    }

    /// Packets were decided about.
    pub(super) fn taken(&self, packets: usize) {
        add(&self.taken, packets);
    }

    const fn of(&self, bearer: Bearer) -> &AtomicU64 {
        match bearer {
            Bearer::DirectIp => &self.directip,
            Bearer::Hook => &self.hook,
            Bearer::Ip => &self.ip,
        }
    }

    fn text(&self, traffic: Option<Traffic>) -> String {
        let mut text = String::new();
        let mut figure = |name: &str, kind: &str, help: &str, values: &[(&str, u64)]| {
            let _ = writeln!(text, "# HELP rts_{name} {help}\n# TYPE rts_{name} {kind}");
            for (labels, value) in values {
                let _ = writeln!(text, "rts_{name}{labels} {value}");
            }
        };
        let now = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let bearers = [
            ("{bearer=\"directip\"}", now(&self.directip)),
            ("{bearer=\"hook\"}", now(&self.hook)),
            ("{bearer=\"ip\"}", now(&self.ip)),
        ];
        figure("messages_total", "counter", "Messages stored, by the way they came.", &bearers);
        let turned_away = [
            ("{why=\"not-stored\"}", now(&self.not_stored)),
            ("{why=\"strange\"}", now(&self.strangers)),
            ("{why=\"put-off\"}", now(&self.put_off)),
            ("{why=\"unsigned\"}", now(&self.unsigned)),
        ];
        figure("refused_total", "counter", "Messages of strangers, and messages not taken.", &turned_away);
        figure("taken_total", "counter", "Packets decided about by this process.", &[("", now(&self.taken))]);
        figure("spooled", "gauge", "Messages that wait here for the database.", &[("", now(&self.spooled))]);
        figure("database_up", "gauge", "1 if the database answers.", &[("", u64::from(traffic.is_some()))]);
        if let Some(traffic) = traffic {
            let waiting = [
                ("{what=\"packets\"}", u64::from(traffic.open_arrivals)),
                ("{what=\"receipts\"}", u64::from(traffic.open_receipts)),
            ];
            figure("waiting", "gauge", "What waits in the database for the tally or a gateway.", &waiting);
        }
        text
    }
}

/// Serves the figures until the task is cancelled.
pub(super) async fn serve(listener: TcpListener, desk: Desk, counters: Arc<Counters>) {
    let router = Router::new().route("/metrics", get(show)).with_state((desk, counters));
    if let Err(error) = axum::serve(listener, router).await {
        tracing::error!(%error, "no figures are shown");
    }
}

async fn show(State((desk, counters)): State<(Desk, Arc<Counters>)>) -> impl IntoResponse {
    let traffic = desk.traffic().await.unwrap_or_default();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], counters.text(traffic))
}
