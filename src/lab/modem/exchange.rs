//! The modem on the air: sessions, registration, ring alerts, indicators.
//!
//! Invariants: the MT buffer is empty from the start of a session; what passed between modem and gateway stays passed,
//! whatever the host is told afterwards.

use std::time::Duration;

use rts_core::time::Uptime;

use super::{
    buffers::Received,
    machine::{Busy, Mode, Modem, Output, Profile, Progress, SessionReport},
    plan::{Contact, Plan},
    script::{Cut, Disturbance, MtFate, Step},
    settings::Personality,
};
use crate::lab::satellite::{SessionAnswer, SessionRequest, Uplink};

/// How long the modem waits for the gateway, in real time.
const GATEWAY: Duration = Duration::from_secs(60);
/// The same of a sparse modem, in simulated time.
const GATEWAY_SPARSE: Duration = Duration::from_secs(15);
/// How long a random unplugging lasts.
const AWAY: Duration = Duration::from_secs(5);
/// How long registering and detaching take.
pub(super) const REGISTRATION: Duration = Duration::from_secs(6);
/// The gateway's MO status for an MT message that is too big.
const TOO_BIG: u8 = 1;

/// Which command started a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `+SBDI`, which detaches the modem.
    Detaching,
    /// `+SBDIX`
    Plain,
    /// `+SBDIXA`, the answer to a ring alert.
    Answering,
}

/// A session under way.
#[derive(Debug)]
pub(super) struct Session {
    kind: Kind,
    started: Uptime,
    plan: Plan,
    phase: Phase,
    answer: Option<SessionAnswer>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Searching,
    /// The gateway was asked.
    Asked {
        until: Uptime,
    },
    /// Nothing passes any more; the host waits.
    Passed,
}

impl Session {
    /// When something happens next.
    pub(super) fn due(&self) -> Uptime {
        match self.phase {
            Phase::Searching => self.started.after(self.plan.transfer),
            Phase::Asked { until } => until,
            Phase::Passed => self.started.after(self.plan.report),
        }
    }
}

impl Modem {
    /// Begins a session.
    pub(super) fn start_session(&mut self, kind: Kind) -> Progress {
        self.buffers.mt = None;
        let mut plan = if !self.radio {
            Plan::refused(34)
        } else if self.settings.locked {
            Plan::refused(16)
        } else {
            let scripted = self.script.pop_front();
            Plan::make(&self.settings, scripted, &mut self.chance)
        };
        if let Some(limit) = self.local_timeout.filter(|limit| *limit < plan.report) {
            plan.mo_status = 17;
            plan.report = limit;
            if plan.transfer >= limit {
                plan.contact = Contact::None;
            }
        }
        self.risk_accident();
        let started = self.now.uptime;
        self.busy = Some(Busy::Session(Box::new(Session {
            kind,
            started,
            plan,
            phase: Phase::Searching,
            answer: None,
        })));
        if self.pass(Step::Search) { Progress::Wait } else { Progress::Mute }
    }

    /// Chance may let the line or the power fail during this session.
    fn risk_accident(&mut self) {
        let faults = self.settings.faults;
        let disturbance = if self.chance.happens(faults.unplug) {
            Disturbance::Unplug(AWAY)
        } else if self.chance.happens(faults.reset) {
            Disturbance::Reset
        } else {
            return;
        };
        let step = if self.chance.happens(0.5) { Step::Search } else { Step::Transfer };
        self.cuts.push(Cut { step, nth: 1, disturbance });
    }

    /// Does what time has made due.
    pub(super) fn attend(&mut self) {
        let now = self.now.uptime;
        if matches!(&self.mode, Mode::Binary { until, .. } | Mode::Text { until, .. } if now >= *until) {
            self.inform("1");
            self.resume(true);
        }
        match self.busy.take() {
            Some(Busy::Session(session)) => self.attend_session(session),
            Some(Busy::Measuring { until, fails }) if now >= until => {
                if !fails {
                    self.inform(&format!("+CSQ:{}", self.signal.bars()));
                }
                self.resume(!fails);
            }
            Some(Busy::Registering { until }) if now >= until => self.end_registration(),
            Some(Busy::Detaching { until }) if now >= until => self.end_detachment(),
            other => self.busy = other,
        }
    }

    fn attend_session(&mut self, mut session: Box<Session>) {
        let now = self.now.uptime;
        if session.phase == Phase::Searching && now >= session.due() {
            session.phase = Phase::Passed;
            if self.signal.bars() == 0 && session.plan.contact != Contact::None {
                session.plan.mo_status = 32;
                session.plan.contact = Contact::None;
            }
            if session.plan.contact != Contact::None {
                let until = now.after(self.patience());
                self.ask(&session);
                session.phase = Phase::Asked { until };
            }
        }
        if matches!(session.phase, Phase::Asked { until } if now >= until) {
            self.give_up(&mut session);
        }
        if session.phase == Phase::Passed && now >= session.due() {
            self.report(&session);
            return;
        }
        self.busy = Some(Busy::Session(session));
    }

    fn patience(&self) -> Duration {
        if self.settings.personality == Personality::Sparse {
            GATEWAY_SPARSE
        } else {
            GATEWAY.mul_f64(self.settings.time_scale.max(1.0))
        }
    }

    /// Puts the session's question to the gateway.
    fn ask(&mut self, session: &Session) {
        self.exchanges = self.exchanges.wrapping_add(1);
        let (imei, plan) = (self.settings.imei, session.plan);
        let attached = session.kind != Kind::Detaching;
        if attached {
            self.outputs.push_back(Output::Sky(Uplink::Attach { imei, ring: self.profile.ring }));
        }
        let broken = (plan.contact == Contact::Broken).then_some(plan.mo_status);
        self.outputs.push_back(Output::Sky(Uplink::Session(SessionRequest {
            number: self.exchanges,
            imei,
            momsn: self.buffers.momsn,
            mo: self.buffers.mo.clone(),
            broken,
            lost: plan.contact == Contact::Lost,
            fetch: plan.mt == MtFate::Lost || (plan.mt == MtFate::Normal && plan.succeeds()),
            answers_ring: session.kind == Kind::Answering,
            attached,
        })));
    }

    /// The gateway answered, or cannot be reached.
    pub(super) fn hear_answer(&mut self, answer: Option<SessionAnswer>) {
        let number = self.exchanges;
        let Some(Busy::Session(session)) = &mut self.busy else { return };
        if !matches!(session.phase, Phase::Asked { .. })
            || answer.as_ref().is_some_and(|answer| answer.number != number)
        {
            return;
        }
        session.phase = Phase::Passed;
        match answer {
            Some(answer) => {
                if session.plan.mt == MtFate::Normal
                    && let Some(payload) = &answer.mt
                {
                    self.buffers.mt = Some(Received { mtmsn: answer.mtmsn, payload: payload.clone() });
                }
                session.answer = Some(answer);
                self.pass(Step::Transfer);
            }
            None => {
                if let Some(Busy::Session(mut session)) = self.busy.take() {
                    self.give_up(&mut session);
                    self.busy = Some(Busy::Session(session));
                }
            }
        }
    }

    fn give_up(&self, session: &mut Session) {
        session.phase = Phase::Passed;
        session.plan.mo_status = if self.settings.personality == Personality::Sparse { 32 } else { 17 };
        session.plan.contact = Contact::None;
    }

    /// Ends a session: tells the host.
    fn report(&mut self, session: &Session) {
        let answer = session.answer.as_ref();
        // The gateway decides what the modem's own fate leaves open.
        let decided = answer.map(|answer| answer.mo_status).filter(|status| *status != 0);
        let mo_status = decided.filter(|_| session.plan.succeeds()).unwrap_or(session.plan.mo_status);
        let succeeded = mo_status <= 4;
        let received = self.buffers.mt.as_ref().filter(|_| succeeded);
        let (mt_status, mtmsn, length) = match received {
            Some(mt) => (1, i32::from(mt.mtmsn), mt.payload.len()),
            None if succeeded && session.plan.mt == MtFate::Normal && mo_status != TOO_BIG => (0, -1, 0),
            None => (2, 0, 0),
        };
        let queued = answer.filter(|_| succeeded).map_or(0, |answer| answer.queued);
        let momsn = self.buffers.momsn;
        match session.kind {
            Kind::Detaching => {
                let status = if !succeeded { 2 } else { u8::from(self.buffers.mo.is_some()) };
                self.inform(&format!("+SBDI: {status}, {momsn}, {mt_status}, {mtmsn}, {length}, {queued}"));
            }
            Kind::Plain | Kind::Answering => {
                self.inform(&format!(
                    "+SBDIX: {mo_status}, {momsn}, {mt_status}, {mtmsn}, {length}, {queued}"
                ));
            }
        }
        let ended = self.describe(session, Some(mo_status), mt_status, length, queued);
        self.outputs.push_back(Output::Ended(ended));
        if succeeded {
            self.attached = session.kind != Kind::Detaching;
            self.ring_pending = false;
            self.waiting = queued;
        }
        if succeeded || self.settings.personality == Personality::Sparse {
            self.buffers.momsn = momsn.wrapping_add(1);
        }
        self.resume(true);
    }

    fn describe(
        &self,
        session: &Session,
        mo_status: Option<u8>,
        mt_status: u8,
        mt_bytes: usize,
        mt_queued: u16,
    ) -> SessionReport {
        let taken = session.answer.as_ref().is_some_and(|answer| answer.mo_status <= 4);
        let duration = self.now.uptime.since(session.started).as_millis();
        SessionReport {
            started_ms: session.started.as_millis(),
            duration_ms: u64::try_from(duration).unwrap_or(u64::MAX),
            real_ms: 0,
            mo_bytes: self.buffers.mo.as_ref().map_or(0, Vec::len),
            mo_status,
            momsn: self.buffers.momsn,
            mt_status,
            mt_bytes,
            mt_queued,
            arrived: session.plan.contact == Contact::Whole && taken && self.buffers.mo.is_some(),
            signal: self.signal.bars(),
        }
    }

    /// The power fails: a session under way ends without a word to the host.
    pub(super) fn cut_session(&mut self) {
        if let Some(Busy::Session(session)) = self.busy.take() {
            let ended = self.describe(&session, None, 2, 0, 0);
            self.outputs.push_back(Output::Ended(ended));
        }
    }

    fn end_registration(&mut self) {
        self.registered_at = Some(self.now.uptime);
        if self.signal.bars() == 0 {
            self.inform("+SBDREG:1,32");
        } else {
            self.attached = true;
            let (imei, ring) = (self.settings.imei, self.profile.ring);
            self.outputs.push_back(Output::Sky(Uplink::Attach { imei, ring }));
            self.inform("+SBDREG:2,0");
        }
        self.resume(true);
    }

    fn end_detachment(&mut self) {
        if self.signal.bars() == 0 {
            self.inform("+SBDDET:1,32");
        } else {
            self.attached = false;
            self.outputs.push_back(Output::Sky(Uplink::Detach { imei: self.settings.imei }));
            self.inform("+SBDDET:0,0");
        }
        self.resume(true);
    }

    /// A ring alert arrives; a modem in a session or without service does not hear it.
    pub(super) fn hear_ring(&mut self) {
        let deaf = !self.radio || !self.attached || self.signal.bars() == 0;
        let busy = matches!(self.busy, Some(Busy::Session(_)));
        if deaf || busy || self.chance.happens(self.settings.faults.ring_lost) {
            return;
        }
        self.ring_pending = true;
        if self.profile.ring && self.settings.personality != Personality::Rude {
            self.announce("SBDRING".to_owned());
        }
    }

    /// Tells the host about a changed signal, if it asked for that.
    pub(super) fn indicate(&mut self, bars: u8, service_changed: bool) {
        let Profile { indicators: [on, signal, service], .. } = self.profile;
        if on && signal {
            self.announce(format!("+CIEV:0,{bars}"));
        }
        if on && service && service_changed {
            self.announce(format!("+CIEV:1,{}", u8::from(bars > 0)));
        }
    }
}
