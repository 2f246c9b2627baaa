//! The gateway as a machine: sessions and MT messages in; answers, ring alerts and deliveries out.
//!
//! Invariants: every session that reaches the gateway makes one DirectIP message for each destination, header only if
//! there is nothing else to tell; an MT message that left with a session counts as delivered whatever becomes of it.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::Duration,
};

use rts_core::time::{Now, Uptime};

use super::{
    delivery::Delivery,
    mailbox::{Head, Mailbox},
    sky::{Downlink, SessionAnswer, SessionRequest, Uplink},
};
use crate::lab::chance::Chance;
use crate::ports::directip::{self, Imei, Location, MoMessage, MtConfirmation, MtMessage, MtRefusal};

/// MO status of a session whose modem is not provisioned.
const DENIED: u8 = 15;
/// MO status of a session whose waiting MT message is too big.
const TOO_BIG: u8 = 1;
/// How often mailboxes are purged.
const PURGE: Duration = Duration::from_hours(24);

/// What the gateway is told about itself.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Seed of the gateway's chance.
    pub seed: u64,
    /// How many destinations there are (at most five per modem in the field).
    pub destinations: usize,
    /// The modems that may use it; absent means all.
    pub provisioned: Option<BTreeSet<Imei>>,
    /// Probability that a message is delivered twice.
    pub duplicates: f64,
    /// Messages carry a location: a random one, sometimes out of range.
    pub location: bool,
}

/// What happened.
#[derive(Debug)]
pub enum Input {
    /// A modem speaks.
    Up(Uplink),
    /// An MT message came in (or something that is none); `ticket` comes back with the answer.
    Mt {
        /// The caller's mark of the connection.
        ticket: u64,
        /// As decoded.
        message: Result<MtMessage, directip::Error>,
    },
    /// A delivery ended.
    Delivered {
        /// Which destination.
        destination: usize,
        /// Whether it took the message.
        taken: bool,
    },
    /// The gateway goes down for modems, or comes back.
    Outage(bool),
    /// It is later.
    Timeout,
}

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub enum Output {
    /// Tell the modem.
    Down(Imei, Downlink),
    /// Answer an MT message.
    MtAnswer {
        /// The mark of the connection.
        ticket: u64,
        /// The answer.
        confirmation: MtConfirmation,
    },
    /// Bring a frame to a destination and say how it ended.
    Deliver {
        /// Which destination.
        destination: usize,
        /// The whole DirectIP frame.
        frame: Vec<u8>,
    },
}

/// What the gateway counted since its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Statistics {
    /// Sessions that reached the gateway.
    pub sessions: u64,
    /// MO messages with a payload taken from modems.
    pub mo_messages: u64,
    /// Payload bytes of these.
    pub mo_bytes: u64,
    /// Mailbox checks.
    pub mailbox_checks: u64,
    /// Messages taken and lost on purpose.
    pub lost: u64,
    /// DirectIP messages that a destination took.
    pub delivered: u64,
    /// Deliveries that failed and were tried again.
    pub delivery_failures: u64,
    /// DirectIP messages dropped because they were too old or too many.
    pub dropped: u64,
    /// MT messages queued.
    pub mt_queued: u64,
    /// MT messages refused.
    pub mt_refused: u64,
    /// MT messages that left with a session.
    pub mt_delivered: u64,
    /// Ring alerts sent.
    pub rings: u64,
}

/// The gateway.
#[derive(Debug)]
pub struct Gateway {
    settings: Settings,
    chance: Chance,
    mailboxes: BTreeMap<Imei, Mailbox>,
    deliveries: Vec<Delivery>,
    outputs: VecDeque<Output>,
    statistics: Statistics,
    cdr: u32,
    auto_id: u32,
    outage: bool,
    next_purge: Option<Uptime>,
}

impl Gateway {
    /// A gateway that nobody has used yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let deliveries = std::iter::repeat_with(Delivery::default).take(settings.destinations).collect();
        Self {
            chance: Chance::new(settings.seed),
            settings,
            mailboxes: BTreeMap::new(),
            deliveries,
            outputs: VecDeque::new(),
            statistics: Statistics::default(),
            cdr: 0,
            auto_id: 0,
            outage: false,
            next_purge: None,
        }
    }

    /// Something happened.
    pub fn handle_input(&mut self, now: Now, input: Input) {
        match input {
            Input::Up(Uplink::Attach { imei, ring }) => {
                let mailbox = self.mailboxes.entry(imei).or_default();
                mailbox.attached = true;
                mailbox.ring = ring;
            }
            Input::Up(Uplink::Detach { imei }) => self.mailboxes.entry(imei).or_default().attached = false,
            Input::Up(Uplink::Session(request)) => {
                let (imei, down) = (request.imei, self.session(now, request));
                self.outputs.push_back(Output::Down(imei, down));
            }
            Input::Mt { ticket, message } => {
                let confirmation = self.message(now.uptime, message);
                self.outputs.push_back(Output::MtAnswer { ticket, confirmation });
            }
            Input::Delivered { destination, taken } => {
                if let Some(delivery) = self.deliveries.get_mut(destination) {
                    delivery.finish(now.uptime, taken);
                }
                let counter = if taken {
                    &mut self.statistics.delivered
                } else {
                    &mut self.statistics.delivery_failures
                };
                *counter = counter.saturating_add(1);
            }
            Input::Outage(outage) => self.outage = outage,
            Input::Timeout => {}
        }
        self.attend(now.uptime);
    }

    /// The next thing to do.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When to wake the gateway, and why.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<(Uptime, &'static str)> {
        let ring =
            self.mailboxes.values().filter_map(Mailbox::due).min().map(|due| (due, "second ring alert"));
        let retry = self.deliveries.iter().filter_map(Delivery::due).min().map(|due| (due, "delivery"));
        let purge = self.next_purge.map(|due| (due, "daily purge"));
        [ring, retry, purge].into_iter().flatten().min()
    }

    /// What was counted.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        self.statistics
    }

    /// MO messages that wait for a destination.
    #[must_use]
    pub fn backlog(&self) -> usize {
        self.deliveries.iter().map(Delivery::len).sum()
    }

    /// MT messages that wait for a modem.
    #[must_use]
    pub fn waiting(&self, imei: Imei) -> u16 {
        self.mailboxes.get(&imei).map_or(0, Mailbox::waiting)
    }

    fn may(&self, imei: Imei) -> bool {
        self.settings.provisioned.as_ref().is_none_or(|all| all.contains(&imei))
    }

    fn session(&mut self, now: Now, request: SessionRequest) -> Downlink {
        let number = request.number;
        if self.outage {
            return Downlink::Unreachable { number };
        }
        self.statistics.sessions = self.statistics.sessions.saturating_add(1);
        let mut answer = SessionAnswer { number, mo_status: 0, mtmsn: 0, mt: None, queued: 0 };
        if !self.may(request.imei) {
            answer.mo_status = DENIED;
            return Downlink::Answer(answer);
        }
        let mailbox = self.mailboxes.entry(request.imei).or_default();
        mailbox.attached = request.attached;
        if request.answers_ring {
            mailbox.answer_ring();
        }
        if request.fetch && request.broken.is_none() {
            match mailbox.take() {
                Head::Empty => {}
                Head::TooBig => answer.mo_status = TOO_BIG,
                Head::Message { mtmsn, payload } => {
                    answer.mtmsn = mtmsn;
                    answer.mt = Some(payload);
                    self.statistics.mt_delivered = self.statistics.mt_delivered.saturating_add(1);
                }
            }
            answer.queued = mailbox.waiting();
        }
        self.report(now, request, &answer);
        Downlink::Answer(answer)
    }

    /// Tells the destinations about a session.
    fn report(&mut self, now: Now, request: SessionRequest, answer: &SessionAnswer) {
        let payload = request.mo.filter(|_| request.broken.is_none());
        let counted = match &payload {
            Some(_) if request.lost => &mut self.statistics.lost,
            Some(bytes) => {
                let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                self.statistics.mo_bytes = self.statistics.mo_bytes.saturating_add(length);
                &mut self.statistics.mo_messages
            }
            None => &mut self.statistics.mailbox_checks,
        };
        *counted = counted.saturating_add(1);
        if request.lost {
            return;
        }
        self.cdr = self.cdr.wrapping_add(1);
        let message = MoMessage {
            cdr: self.cdr,
            imei: request.imei,
            status: request.broken.unwrap_or(answer.mo_status),
            momsn: request.momsn,
            mtmsn: answer.mtmsn,
            time: now.wall.map_or(0, |wall| wall.to_record()),
            payload,
            location: self.settings.location.then(|| random_location(&mut self.chance)),
        };
        // A modem's message always fits its length field.
        let Ok(frame) = message.encode() else { return };
        let copies = if self.chance.happens(self.settings.duplicates) { 2 } else { 1 };
        for delivery in &mut self.deliveries {
            for _ in 0..copies {
                let dropped = delivery.push(now.uptime, frame.clone());
                self.statistics.dropped = self.statistics.dropped.saturating_add(dropped);
            }
        }
    }

    fn message(&mut self, now: Uptime, message: Result<MtMessage, directip::Error>) -> MtConfirmation {
        let (id, imei, outcome) = match message {
            Ok(message) if !self.may(message.imei) => (message.id, message.imei, Err(MtRefusal::UnknownImei)),
            Ok(message) => {
                let (id, imei) = (message.id, message.imei);
                (id, imei, self.mailboxes.entry(imei).or_default().accept(now, message))
            }
            Err(directip::Error::Imei) => (0, Imei::ZERO, Err(MtRefusal::InvalidImei)),
            Err(_) => (0, Imei::ZERO, Err(MtRefusal::ProtocolViolation)),
        };
        match outcome {
            Ok((position, rings)) => {
                if rings {
                    self.ring(imei);
                }
                if position > 0 {
                    self.statistics.mt_queued = self.statistics.mt_queued.saturating_add(1);
                    self.next_purge.get_or_insert_with(|| now.after(PURGE));
                }
                self.auto_id = self.auto_id.wrapping_add(1);
                let status = i16::try_from(position).unwrap_or(i16::MAX);
                MtConfirmation { id, imei, auto_id: self.auto_id, status }
            }
            Err(refusal) => {
                self.statistics.mt_refused = self.statistics.mt_refused.saturating_add(1);
                MtConfirmation { id, imei, auto_id: 0, status: refusal.code() }
            }
        }
    }

    fn ring(&mut self, imei: Imei) {
        self.statistics.rings = self.statistics.rings.saturating_add(1);
        self.outputs.push_back(Output::Down(imei, Downlink::Ring));
    }

    /// Does what time has made due.
    fn attend(&mut self, now: Uptime) {
        let due: Vec<Imei> = self
            .mailboxes
            .iter_mut()
            .filter_map(|(imei, mailbox)| mailbox.take_second_ring(now).then_some(*imei))
            .collect();
        for imei in due {
            self.ring(imei);
        }
        if self.next_purge.is_some_and(|purge| now >= purge) {
            self.next_purge = Some(now.after(PURGE));
            for mailbox in self.mailboxes.values_mut() {
                mailbox.purge(now);
            }
        }
        for (destination, delivery) in self.deliveries.iter_mut().enumerate() {
            self.statistics.dropped = self.statistics.dropped.saturating_add(delivery.expire(now));
            if let Some(frame) = delivery.start(now) {
                self.outputs.push_back(Output::Deliver { destination, frame });
            }
        }
    }
}

/// Anywhere, and now and then nowhere.
fn random_location(chance: &mut Chance) -> Location {
    let mut degrees = |limit| u8::try_from(chance.between(0, limit)).unwrap_or(u8::MAX);
    // A degree field beyond its range occurs in about one location of thirty.
    let (latitude_degrees, longitude_degrees) = (degrees(92), degrees(180));
    let mut thousandths = || u16::try_from(chance.between(0, 59_999)).unwrap_or(u16::MAX);
    let (latitude_thousandths, longitude_thousandths) = (thousandths(), thousandths());
    Location {
        south: chance.happens(0.5),
        west: chance.happens(0.5),
        latitude_degrees,
        latitude_thousandths,
        longitude_degrees,
        longitude_thousandths,
        radius_km: u32::try_from(chance.between(1, 2_000)).unwrap_or(u32::MAX),
    }
}
