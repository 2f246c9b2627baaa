//! Receipts on their way down: offered to the gateway until it has them in the modem's queue.
//!
//! A receipt flushes what the queue held before, so that a box fetches the newest and not the oldest, unless another
//! receipt for the same box was put there a moment ago. A gateway that refuses one modem does not delay the others.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use super::database::{Departure, Told};
use super::desk::{Desk, DeskError};
use crate::ports::directip::{Imei, MtConfirmation, MtMessage, flag, read_frame};

/// Receipts offered at the same time.
const AT_ONCE: usize = 16;
/// Longest answer that is read.
const LONGEST: usize = 1024;
/// Receipts that another program put on their way are found within this.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// How long offers under way have for their end when the center stops.
const LAST_WORDS: Duration = Duration::from_secs(3);
const FIRST_RETRY: Duration = Duration::from_secs(1);
const LAST_RETRY: Duration = Duration::from_secs(60);

/// How receipts are handed over.
#[derive(Clone, Debug)]
pub(super) struct DownlinkSettings {
    /// Where the gateway takes MT messages, host:port.
    pub(super) gateway: String,
    /// How long an exchange may take.
    pub(super) patience: Duration,
    /// How long a partial receipt waits for the next part to make it pointless.
    pub(super) partial_wait: Duration,
}

/// When a receipt is offered next.
struct Plan {
    bytes: Vec<u8>,
    due: Instant,
    failures: u32,
}

/// Sends until it is told to end; then what is under way is brought to its end, and nothing new is begun.
pub(super) async fn send(
    desk: Desk,
    departed: Arc<Notify>,
    settings: DownlinkSettings,
    mut end: watch::Receiver<()>,
) -> Result<(), DeskError> {
    let mut plans: BTreeMap<i64, Plan> = BTreeMap::new();
    let mut under_way: BTreeSet<i64> = BTreeSet::new();
    let mut offers: JoinSet<(Departure, Told)> = JoinSet::new();
    loop {
        let open = desk.departures().await?;
        let now = Instant::now();
        let known: BTreeSet<i64> = open.iter().map(|departure| departure.id).collect();
        plans.retain(|id, _| known.contains(id));
        for departure in open {
            let plan = plans.entry(departure.id).or_insert_with(|| Plan::new(&departure, now, &settings));
            if plan.bytes != departure.bytes {
                *plan = Plan::new(&departure, now, &settings);
            }
            let free = under_way.len() < AT_ONCE && !under_way.contains(&departure.id);
            if free && plan.due <= now {
                under_way.insert(departure.id);
                offers.spawn(offer(departure, settings.clone()));
            }
        }
        let next = plans.iter().filter(|(id, _)| !under_way.contains(id)).map(|(_, plan)| plan.due).min();
        let wait = next.map_or(LOOK_AGAIN, |due| due.saturating_duration_since(now)).min(LOOK_AGAIN);
        // What is due and has no place waits for one: no turning in circles.
        let wait = if under_way.len() < AT_ONCE { wait } else { LOOK_AGAIN };
        tokio::select! {
            Some(first) = offers.join_next() => {
                let mut ended = vec![first];
                while let Some(more) = offers.try_join_next() {
                    ended.push(more);
                }
                for (departure, told) in ended.into_iter().flatten() {
                    under_way.remove(&departure.id);
                    if let Some(plan) = plans.get_mut(&departure.id) {
                        plan.told(&told);
                    }
                    desk.told(departure, told).await?;
                }
            }
            () = departed.notified() => {}
            _ = end.changed() => break,
            () = sleep(wait.max(Duration::from_millis(5))) => {}
        }
    }
    let late = sleep(LAST_WORDS);
    tokio::pin!(late);
    loop {
        tokio::select! {
            ended = offers.join_next() => match ended {
                Some(Ok((departure, told))) => desk.told(departure, told).await?,
                Some(Err(_)) => {}
                None => break Ok(()),
            },
            // A gateway that has it all the same gets it again: receipts are the same bytes.
            () = &mut late => break Ok(()),
        }
    }
}

impl Plan {
    fn new(departure: &Departure, now: Instant, settings: &DownlinkSettings) -> Self {
        let wait = if departure.partial { settings.partial_wait } else { Duration::ZERO };
        Self { bytes: departure.bytes.clone(), due: now + wait, failures: 0 }
    }

    /// Backs off after a refusal: twice as long each time, a fifth of it by chance.
    fn told(&mut self, told: &Told) {
        if let Told::Not(_) = told {
            let longest = FIRST_RETRY.saturating_mul(1_u32 << self.failures.min(6)).min(LAST_RETRY);
            self.failures = self.failures.saturating_add(1);
            let mut chance = [0_u8; 1];
            // Without randomness all wait the longest: no harm.
            let _ = getrandom::fill(&mut chance);
            let spread = longest.mul_f64(f64::from(chance[0]) / 1_280.0);
            self.due = Instant::now() + longest.saturating_sub(spread);
        }
    }
}

async fn offer(departure: Departure, settings: DownlinkSettings) -> (Departure, Told) {
    let told = match timeout(settings.patience, exchange(&departure, &settings.gateway)).await {
        Ok(Ok(place)) => Told::Queued(place),
        Ok(Err(why)) => Told::Not(why),
        Err(_) => Told::Not("the gateway does not answer in time".to_owned()),
    };
    match &told {
        Told::Queued(place) => {
            tracing::debug!(device = departure.device, imei = departure.imei, place, "receipt queued");
        }
        Told::Not(why) => {
            tracing::warn!(device = departure.device, imei = departure.imei, why, "receipt not queued");
        }
    }
    (departure, told)
}

async fn exchange(departure: &Departure, gateway: &str) -> Result<u16, String> {
    let imei: Imei =
        departure.imei.parse().map_err(|error: crate::ports::directip::Error| error.to_string())?;
    let message = MtMessage {
        id: u32::try_from(departure.id & i64::from(u32::MAX)).unwrap_or(0),
        imei,
        flags: if departure.beside_another { 0 } else { flag::FLUSH },
        payload: Some(departure.bytes.clone()),
        priority: Some(if departure.urgent { 1 } else { 3 }),
    };
    let frame = message.encode().map_err(|error| error.to_string())?;
    let mut stream = TcpStream::connect(gateway).await.map_err(|error| format!("connect: {error}"))?;
    stream.write_all(&frame).await.map_err(|error| format!("send: {error}"))?;
    let answer = read_frame(&mut stream, LONGEST).await.map_err(|error| error.to_string())?;
    let answer = MtConfirmation::decode(&answer).map_err(|error| error.to_string())?;
    if answer.id != message.id {
        return Err("the gateway answers another message".to_owned());
    }
    answer.outcome().map_err(|refusal| refusal.to_string())
}
