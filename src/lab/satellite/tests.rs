//! The gateway machine, without sockets.

use std::time::Duration;

use rts_core::time::{Now, Uptime, WallTime};

use super::*;
use crate::ports::directip::{self, Imei, MoMessage, MtConfirmation, MtMessage, flag};

fn imei() -> Imei {
    "300234010753370".parse().unwrap()
}

fn at(seconds: u64) -> Now {
    let wall = Some(WallTime::from_unix(1_795_000_000 + i64::try_from(seconds).unwrap()));
    Now { uptime: Uptime::default().after(Duration::from_secs(seconds)), wall, ..Now::default() }
}

fn gateway() -> Gateway {
    let mut gateway = Gateway::new(Settings { destinations: 1, ..Settings::default() });
    gateway.handle_input(at(0), Input::Up(Uplink::Attach { imei: imei(), ring: true }));
    gateway
}

fn request(mo: Option<&[u8]>) -> SessionRequest {
    SessionRequest {
        number: 1,
        imei: imei(),
        momsn: 17,
        mo: mo.map(<[u8]>::to_vec),
        broken: None,
        lost: false,
        fetch: true,
        answers_ring: false,
        attached: true,
    }
}

fn mt(id: u32, flags: u16, payload: Option<&[u8]>) -> MtMessage {
    MtMessage { id, imei: imei(), flags, payload: payload.map(<[u8]>::to_vec), priority: None }
}

fn outputs(gateway: &mut Gateway, now: Now, input: Input) -> Vec<Output> {
    gateway.handle_input(now, input);
    std::iter::from_fn(|| gateway.poll_output()).collect()
}

fn rings(outputs: &[Output]) -> usize {
    outputs.iter().filter(|output| matches!(output, Output::Down(_, Downlink::Ring))).count()
}

fn session(gateway: &mut Gateway, now: Now, request: SessionRequest) -> (SessionAnswer, Vec<MoMessage>) {
    let (mut answer, mut delivered) = (None, Vec::new());
    let mut todo = outputs(gateway, now, Input::Up(Uplink::Session(request)));
    while let Some(output) = todo.pop() {
        match output {
            Output::Down(_, Downlink::Answer(found)) => answer = Some(found),
            Output::Deliver { destination, frame } => {
                delivered.push(MoMessage::decode(&frame).unwrap());
                todo.extend(outputs(gateway, now, Input::Delivered { destination, taken: true }));
            }
            _ => {}
        }
    }
    (answer.unwrap(), delivered)
}

fn queue(gateway: &mut Gateway, now: Now, message: MtMessage) -> (MtConfirmation, usize) {
    let done = outputs(gateway, now, Input::Mt { ticket: 9, message: Ok(message) });
    let rings = rings(&done);
    let found = done.into_iter().find_map(|output| match output {
        Output::MtAnswer { ticket: 9, confirmation } => Some(confirmation),
        _ => None,
    });
    (found.unwrap(), rings)
}

#[test]
fn a_session_brings_its_message_to_the_destination_and_one_waiting_message_back() {
    let mut gateway = gateway();
    assert_eq!(queue(&mut gateway, at(0), mt(7, 0, Some(b"one"))).0.status, 1);
    assert_eq!(queue(&mut gateway, at(1), mt(8, 0, Some(b"two"))).0.status, 2);
    let (answer, delivered) = session(&mut gateway, at(30), request(Some(b"RTS")));
    assert_eq!(answer.mt.as_deref(), Some(b"one".as_slice()));
    assert_eq!((answer.mo_status, answer.mtmsn, answer.queued), (0, 1, 1));
    let [message] = delivered.as_slice() else { panic!("{delivered:?}") };
    assert_eq!(message.payload.as_deref(), Some(b"RTS".as_slice()));
    assert_eq!((message.status, message.momsn, message.mtmsn, message.time), (0, 17, 1, 1_795_000_030));
    let (answer, _) = session(&mut gateway, at(60), request(None));
    assert_eq!((answer.mt.as_deref(), answer.queued), (Some(b"two".as_slice()), 0));
}

#[test]
fn mailbox_checks_and_broken_sessions_are_reported_without_payload_and_a_lost_message_not_at_all() {
    let mut gateway = gateway();
    let (_, check) = session(&mut gateway, at(0), request(None));
    assert_eq!((check[0].payload.clone(), check[0].status), (None, 0));
    queue(&mut gateway, at(0), mt(7, 0, Some(b"kept")));
    let (answer, broken) =
        session(&mut gateway, at(1), SessionRequest { broken: Some(13), ..request(Some(b"RTS")) });
    assert_eq!((broken[0].payload.clone(), broken[0].status), (None, 13));
    assert_eq!(answer.mt, None, "a broken session takes no MT message");
    let (answer, lost) = session(&mut gateway, at(2), SessionRequest { lost: true, ..request(Some(b"RTS")) });
    assert!(lost.is_empty());
    assert_eq!(answer.mt.as_deref(), Some(b"kept".as_slice()));
    let (answer, _) = session(&mut gateway, at(3), SessionRequest { fetch: false, ..request(None) });
    assert_eq!(answer.mt, None);
}

#[test]
fn a_message_too_big_for_the_modem_blocks_the_head_until_it_is_flushed() {
    let mut gateway = gateway();
    queue(&mut gateway, at(0), mt(1, 0, Some(&[0; 271])));
    queue(&mut gateway, at(0), mt(2, 0, Some(&[1; 270])));
    for _ in 0..2 {
        let (answer, delivered) = session(&mut gateway, at(1), request(Some(b"RTS")));
        assert_eq!((answer.mo_status, answer.mt, answer.queued), (1, None, 2));
        assert_eq!(delivered[0].status, 1);
    }
    assert_eq!(queue(&mut gateway, at(2), mt(3, flag::FLUSH, Some(b"ACK"))).0.status, 1);
    let (answer, _) = session(&mut gateway, at(3), request(None));
    assert_eq!((answer.mo_status, answer.mt.as_deref()), (0, Some(b"ACK".as_slice())));
    assert_eq!(gateway.waiting(imei()), 0);
}

#[test]
fn the_answers_to_mt_messages_are_the_documented_ones() {
    let mut gateway = gateway();
    let mut status = |message| queue(&mut gateway, at(0), message).0.status;
    assert_eq!(status(mt(1, 0, None)), -4);
    assert_eq!(status(mt(1, 0, Some(&[0; 1_891]))), -3);
    assert_eq!(status(mt(70_000, flag::ASSIGN_MTMSN, Some(b"x"))), -11);
    assert_eq!(status(mt(1, flag::FLUSH, None)), 0);
    assert_eq!(status(mt(1, flag::RING, None)), 0);
    for position in 1..=50 {
        assert_eq!(status(mt(1, 0, Some(b"x"))), position);
    }
    assert_eq!(status(mt(1, 0, Some(b"x"))), -5);
    assert_eq!(status(mt(1, flag::FLUSH, Some(b"x"))), 1);
    let other = MtMessage { imei: "300234010753371".parse().unwrap(), ..mt(1, flag::RING, None) };
    assert_eq!(status(other), -9);

    let mut refused = |message| match outputs(&mut gateway, at(0), Input::Mt { ticket: 1, message }).pop() {
        Some(Output::MtAnswer { confirmation, .. }) => (confirmation.status, confirmation.auto_id),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(Err(directip::Error::Imei)), (-1, 0));
    assert_eq!(refused(Err(directip::Error::Truncated)), (-7, 0));

    gateway.handle_input(at(0), Input::Up(Uplink::Attach { imei: imei(), ring: false }));
    assert_eq!(queue(&mut gateway, at(0), mt(1, flag::RING, None)).0.status, -8);
    let provisioned = Some([imei()].into());
    let mut strict = Gateway::new(Settings { provisioned, ..Settings::default() });
    let stranger: Imei = "300234010753379".parse().unwrap();
    assert_eq!(queue(&mut strict, at(0), MtMessage { imei: stranger, ..mt(1, 0, Some(b"x")) }).0.status, -2);
    let (answer, delivered) =
        session(&mut strict, at(0), SessionRequest { imei: stranger, ..request(Some(b"RTS")) });
    assert_eq!((answer.mo_status, delivered.len()), (15, 0));
}

#[test]
fn priorities_and_the_urgent_flag_decide_who_leaves_first() {
    let mut gateway = gateway();
    let with = |id, priority| MtMessage { priority, ..mt(id, flag::ASSIGN_MTMSN, Some(b"x")) };
    queue(&mut gateway, at(0), with(5, None));
    queue(&mut gateway, at(0), with(3, Some(3)));
    queue(&mut gateway, at(0), with(4, Some(3)));
    assert_eq!(queue(&mut gateway, at(0), with(1, Some(1))).0.status, 1);
    let urgent = flag::URGENT | flag::ASSIGN_MTMSN;
    assert_eq!(queue(&mut gateway, at(0), mt(9, urgent, Some(b"x"))).0.status, 1);
    let order: Vec<u16> = (0..5).map(|_| session(&mut gateway, at(1), request(None)).0.mtmsn).collect();
    assert_eq!(order, [9, 1, 3, 4, 5]);
}

#[test]
fn a_ring_alert_comes_twice_and_not_for_a_message_close_behind_another() {
    let mut gateway = gateway();
    assert_eq!(queue(&mut gateway, at(100), mt(1, 0, Some(b"x"))).1, 1);
    assert_eq!(queue(&mut gateway, at(105), mt(2, 0, Some(b"x"))).1, 0, "within ten seconds");
    let (due, reason) = gateway.poll_timeout().unwrap();
    assert_eq!((due, reason), (at(115).uptime, "second ring alert"));
    assert_eq!(rings(&outputs(&mut gateway, at(115), Input::Timeout)), 1);
    assert_eq!(rings(&outputs(&mut gateway, at(500), Input::Timeout)), 0, "not a third time");

    assert_eq!(queue(&mut gateway, at(600), mt(3, 0, Some(b"x"))).1, 1);
    session(&mut gateway, at(605), SessionRequest { answers_ring: true, ..request(None) });
    assert_eq!(rings(&outputs(&mut gateway, at(700), Input::Timeout)), 0, "an answered ring is not repeated");

    gateway.handle_input(at(800), Input::Up(Uplink::Detach { imei: imei() }));
    assert_eq!(queue(&mut gateway, at(900), mt(4, 0, Some(b"x"))).1, 0, "a modem that left is not rung");
}

#[test]
fn when_the_oldest_is_past_five_days_the_daily_purge_deletes_all() {
    let day = 24 * 3_600;
    let mut gateway = gateway();
    queue(&mut gateway, at(0), mt(1, 0, Some(b"old")));
    queue(&mut gateway, at(5 * day), mt(2, 0, Some(b"new")));
    gateway.handle_input(at(5 * day), Input::Timeout);
    assert_eq!(gateway.waiting(imei()), 2);
    gateway.handle_input(at(6 * day), Input::Timeout);
    assert_eq!(gateway.waiting(imei()), 0);
}

#[test]
fn an_outage_leaves_sessions_without_an_answer_and_messages_where_they_are() {
    let mut gateway = gateway();
    queue(&mut gateway, at(0), mt(1, 0, Some(b"x")));
    gateway.handle_input(at(1), Input::Outage(true));
    let done = outputs(&mut gateway, at(2), Input::Up(Uplink::Session(request(Some(b"RTS")))));
    assert_eq!(done, [Output::Down(imei(), Downlink::Unreachable { number: 1 })]);
    gateway.handle_input(at(3), Input::Outage(false));
    assert_eq!(session(&mut gateway, at(4), request(None)).0.mt.as_deref(), Some(b"x".as_slice()));
}

#[test]
fn duplicates_and_locations_are_made_when_asked_for() {
    let settings = Settings { destinations: 2, duplicates: 1.0, location: true, ..Settings::default() };
    let mut gateway = Gateway::new(settings);
    let (_, delivered) = session(&mut gateway, at(0), request(Some(b"RTS")));
    assert_eq!(delivered.len(), 4);
    assert!(delivered.iter().all(|message| message.location.is_some() && *message == delivered[0]));
}

#[test]
fn the_messages_of_the_line_between_two_processes_are_as_documented() {
    let session = Uplink::Session(SessionRequest { momsn: 0, ..request(Some(b"RTS")) });
    let text = r#"{"kind":"session","number":1,"imei":"300234010753370","momsn":0,"mo":"525453","lost":false,"fetch":true,"answers_ring":false,"attached":true}"#;
    assert_eq!(serde_json::to_string(&session).unwrap(), text);
    assert_eq!(serde_json::from_str::<Uplink>(text).unwrap(), session);
    let answer = SessionAnswer { number: 1, mo_status: 0, mtmsn: 1, mt: Some(b"ACK".to_vec()), queued: 0 };
    let text = r#"{"kind":"answer","number":1,"mo_status":0,"mtmsn":1,"mt":"41434b","queued":0}"#;
    assert_eq!(serde_json::to_string(&Downlink::Answer(answer)).unwrap(), text);
}
