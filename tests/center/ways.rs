//! The other ways in: the web hook of a message service, and boxes on the internet.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rts::center::HookKey;
use rts_core::packet::{Receipt, Verdict, verify_receipt};
use rts_core::record::SignedRecord;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::server::{Running, believed, enrol};
use crate::world::{House, imei, result};

const LONG: Duration = Duration::from_secs(60);
const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";
const JSON: &str = "Content-Type: application/json\r\n";

/// A pair of keys that everybody knows.
fn key_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/center/unsafe").join(name)
}

/// A center with a web hook whose requests must prove what `key` says.
async fn hooked(house: &House, key: HookKey) -> Running {
    Running::start(house, |settings| settings.hook = Some(("127.0.0.1:0".to_owned(), key))).await
}

/// Posts as a message service does; the status of the answer.
async fn post(running: &Running, headers: &str, body: &str) -> u16 {
    let mut stream = TcpStream::connect(running.addresses.hook.unwrap()).await.unwrap();
    let length = body.len();
    let request = format!(
        "POST / HTTP/1.1\r\nHost: center\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    timeout(LONG, stream.read_to_string(&mut answer)).await.unwrap().unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

fn message(packet: &[u8]) -> Value {
    json!({
        "imei": imei(1).to_string(), "serial": 12_345, "momsn": 7, "device_type": "ROCKBLOCK",
        "transmit_time": "26-03-01 15:00:00", "data": hex::encode(packet),
    })
}

fn form(message: &Value) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let pairs: Vec<(String, String)> =
        message.as_object().unwrap().iter().map(|(name, value)| (name.clone(), text(value))).collect();
    serde_urlencoded::to_string(pairs).unwrap()
}

#[tokio::test]
async fn a_message_that_a_service_posts_is_durable_at_the_200_and_answered_by_satellite() {
    for house in House::each() {
        enrol(&house);
        let running = hooked(&house, HookKey::None).await;
        let unit = house.unit(1);
        let signed = unit.sign(1, result(100));
        let posted = message(&unit.packet(&signed));
        assert_eq!(post(&running, JSON, &posted.to_string()).await, 200);
        assert_eq!(house.stored(), [unit.packet(&signed)]);
        assert_eq!(believed(&house, &signed, &running.take(1).await).verdict, Verdict::Accepted);
        assert_eq!(post(&running, FORM, &form(&posted)).await, 200, "the service posts it again");
        assert_eq!(post(&running, JSON, "{}").await, 400);
        assert_eq!(post(&running, FORM, "%%%").await, 400);
        assert_eq!(post(&running, JSON, &"x".repeat(100_000)).await, 413);
        running.stop().await;
    }
}

#[tokio::test]
async fn a_message_that_cannot_be_stored_is_not_answered_with_200() {
    for house in House::each() {
        enrol(&house);
        let running = hooked(&house, HookKey::None).await;
        crate::storage::fill(&house);
        let unit = house.unit(1);
        let posted = message(&unit.packet(&unit.sign(1, result(100)))).to_string();
        assert_eq!(post(&running, JSON, &posted).await, 503);
        running.stop().await;
    }
}

#[tokio::test]
async fn a_post_with_another_secret_than_the_services_is_refused() {
    let house = House::new();
    enrol(&house);
    let path = house.path("hook.secret");
    std::fs::write(&path, "too short\n").unwrap();
    assert!(HookKey::read(&path).is_err());
    std::fs::write(&path, "correct horse battery staple\n").unwrap();
    let running = hooked(&house, HookKey::read(&path).unwrap()).await;
    let body = message(&[]).to_string();
    assert_eq!(post(&running, JSON, &body).await, 401);
    let with = |secret: &str| format!("{JSON}Authorization: Bearer {secret}\r\n");
    assert_eq!(post(&running, &with("correct horse battery stapler"), &body).await, 401);
    assert_eq!(post(&running, &with("correct horse battery staple"), &body).await, 200);
    running.stop().await;
}

#[tokio::test]
async fn a_post_without_the_services_token_for_just_this_message_is_refused() {
    let house = House::new();
    enrol(&house);
    let running = hooked(&house, HookKey::read(&key_file("hook.pub.pem")).unwrap()).await;
    let own = EncodingKey::from_rsa_pem(&std::fs::read(key_file("hook.pem")).unwrap()).unwrap();
    let signed = |mut message: Value, claims: &Value, header: &Header, key: &EncodingKey| {
        message["JWT"] = jsonwebtoken::encode(header, claims, key).unwrap().into();
        message.to_string()
    };
    let service = Header::new(Algorithm::RS256);
    let plain = message(b"packet");
    let claims = |momsn: &str| json!({ "iss": "Rock 7", "imei": imei(1).to_string(), "momsn": momsn });
    assert_eq!(post(&running, JSON, &plain.to_string()).await, 401, "no token");
    let right = signed(plain.clone(), &claims("7"), &service, &own);
    assert_eq!(post(&running, JSON, &right).await, 200);
    let another = signed(plain.clone(), &claims("8"), &service, &own);
    assert_eq!(post(&running, JSON, &another).await, 401, "the token of another message");
    let mut changed = claims("7");
    changed["data"] = "00".into();
    assert_eq!(post(&running, JSON, &signed(plain.clone(), &changed, &service, &own)).await, 401);
    let nobodys = signed(plain.clone(), &json!({}), &service, &own);
    assert_eq!(post(&running, JSON, &nobodys).await, 401, "a token that names nothing");
    // The public key as a shared secret: what a verifier that believes the token's own algorithm would take.
    let public = EncodingKey::from_secret(&std::fs::read(key_file("hook.pub.pem")).unwrap());
    let confused = signed(plain, &claims("7"), &Header::new(Algorithm::HS256), &public);
    assert_eq!(post(&running, JSON, &confused).await, 401);
    running.stop().await;
}

/// A box on the internet.
struct Line(TcpStream);

impl Line {
    async fn to(running: &Running) -> Self {
        Self(TcpStream::connect(running.addresses.ip.unwrap()).await.unwrap())
    }

    async fn send(&mut self, packet: &[u8]) {
        self.0.write_u16(u16::try_from(packet.len()).unwrap()).await.unwrap();
        self.0.write_all(packet).await.unwrap();
    }

    /// The next receipt; nothing if the center has let go.
    async fn take(&mut self) -> Option<Vec<u8>> {
        let length = timeout(LONG, self.0.read_u16()).await.expect("an answer").ok()?;
        let mut receipt = vec![0; usize::from(length)];
        self.0.read_exact(&mut receipt).await.ok()?;
        Some(receipt)
    }
}

async fn online(house: &House) -> Running {
    enrol(house);
    Running::start(house, |settings| settings.listen_ip = Some("127.0.0.1:0".to_owned())).await
}

fn verified(house: &House, signed: &SignedRecord, receipt: &[u8]) -> Receipt {
    let key = house.package.definition.keys.receipt[0].parse().unwrap();
    verify_receipt(receipt, &signed.digest(&house.package.digest), &[key]).unwrap()
}

#[tokio::test]
async fn a_box_on_the_internet_gets_its_receipts_on_the_line_and_the_same_again() {
    for house in House::each() {
        let running = online(&house).await;
        let unit = house.unit(1);
        let all: Vec<SignedRecord> = (1..=20)
            .map(|number| unit.sign(number, rts_core::record::Content::Turnout { voters: number.into() }))
            .collect();
        let mut line = Line::to(&running).await;
        for signed in &all {
            line.send(&unit.packet(signed)).await;
        }
        let mut receipts = Vec::new();
        for _ in &all {
            receipts.push(line.take().await.unwrap());
        }
        receipts.sort_by_key(|receipt| Receipt::parse(receipt).unwrap().base.sequence);
        for (signed, receipt) in all.iter().zip(&receipts) {
            assert_eq!(verified(&house, signed, receipt).verdict, Verdict::Received);
        }
        let mut again = Line::to(&running).await;
        again.send(&unit.packet(&all[4])).await;
        assert_eq!(again.take().await.as_ref(), Some(&receipts[4]));
        running.stop().await;
    }
}

#[tokio::test]
async fn a_record_of_two_parts_is_answered_on_the_line_when_both_are_there() {
    let house = House::new();
    let running = online(&house).await;
    let unit = house.unit(1);
    let signed = unit.sign(1, result(100));
    let mut line = Line::to(&running).await;
    for part in unit.two_parts(&unit.packet(&signed)) {
        line.send(&part).await;
    }
    loop {
        let receipt = line.take().await.unwrap();
        if verified(&house, &signed, &receipt).verdict == Verdict::Accepted {
            break;
        }
    }
    running.stop().await;
}

#[tokio::test]
async fn whoever_sends_what_no_box_made_is_cut_off_and_leaves_nothing() {
    let house = House::new();
    let running = online(&house).await;
    let unit = house.unit(1);
    let mut forged = unit.packet(&unit.sign(1, result(100)));
    *forged.last_mut().unwrap() ^= 1;
    for bytes in [forged, vec![0x11; 50], vec![0xff; 60_000]] {
        let mut line = Line::to(&running).await;
        line.send(&bytes).await;
        assert_eq!(line.take().await, None);
    }
    assert_eq!(house.stored(), Vec::<Vec<u8>>::new());
    running.stop().await;
}
