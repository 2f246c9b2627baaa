//! DirectIP against the bytes of its documentation and against two parsers that other people wrote.

use proptest::prelude::*;
use rts::ports::directip::{
    Error, Imei, Location, MAXIMUM_FRAME, MoMessage, MtConfirmation, MtMessage, MtRefusal, confirmation,
    decode_confirmation, flag, read_frame,
};

const MO: &str = "010025 01001c 12345678 333030323334303130373533333730 00 0011 0000 6b01e580 020003 525453";
const MT: &str = "010023 410015 00000007 333030323334303130373533333730 0001 420003 41434b 460002 0001";
const MT_ANSWER: &str = "01001c 440019 00000007 333030323334303130373533333730 0000004d 0001";

fn bytes(text: &str) -> Vec<u8> {
    hex::decode(text.replace(' ', "")).unwrap()
}

fn imei() -> Imei {
    "300234010753370".parse().unwrap()
}

fn message(payload: Option<&[u8]>) -> MoMessage {
    MoMessage {
        cdr: 0x1234_5678,
        imei: imei(),
        status: 0,
        momsn: 17,
        mtmsn: 0,
        time: 0x6b01_e580,
        payload: payload.map(<[u8]>::to_vec),
        location: None,
    }
}

fn place() -> Location {
    Location {
        south: false,
        west: true,
        latitude_degrees: 37,
        latitude_thousandths: 30_000,
        longitude_degrees: 122,
        longitude_thousandths: 15_000,
        radius_km: 5,
    }
}

#[test]
fn the_documented_examples_are_written_and_read_to_the_byte() {
    assert_eq!(message(Some(b"RTS")).encode().unwrap(), bytes(MO));
    assert_eq!(MoMessage::decode(&bytes(MO)).unwrap(), message(Some(b"RTS")));

    let mt = MtMessage {
        id: 7,
        imei: imei(),
        flags: flag::FLUSH,
        payload: Some(b"ACK".to_vec()),
        priority: Some(1),
    };
    assert_eq!(mt.encode().unwrap(), bytes(MT));
    assert_eq!(MtMessage::decode(&bytes(MT)).unwrap(), mt);

    let answer = MtConfirmation { id: 7, imei: imei(), auto_id: 77, status: 1 };
    assert_eq!(answer.encode(), bytes(MT_ANSWER));
    assert_eq!(MtConfirmation::decode(&bytes(MT_ANSWER)).unwrap(), answer);
    assert_eq!(answer.outcome(), Ok(1));

    assert_eq!(confirmation(true), bytes("01000405000101"));
    assert_eq!(confirmation(false), bytes("01000405000100"));
    assert!(decode_confirmation(&bytes("01000405000101")).unwrap());
    assert!(!decode_confirmation(&bytes("01000405000100")).unwrap());
}

#[test]
fn a_message_without_payload_or_with_an_unknown_status_is_a_message() {
    for status in [0, 13, 99, 255] {
        let empty = MoMessage { status, ..message(None) };
        assert_eq!(MoMessage::decode(&empty.encode().unwrap()).unwrap(), empty);
    }
}

#[test]
fn an_unknown_element_is_skipped_and_a_malformed_location_costs_only_the_location() {
    let with = |element: &str| {
        let mut frame = bytes(MO);
        frame.extend(bytes(element));
        let total = u16::try_from(frame.len() - 3).unwrap();
        frame[1..3].copy_from_slice(&total.to_be_bytes());
        MoMessage::decode(&frame)
    };
    assert_eq!(with("7f0004 01020304").unwrap(), message(Some(b"RTS")));
    assert_eq!(with("030002 0102").unwrap(), message(Some(b"RTS")));
    let located = with("03000b 01 25 7530 7a 3a98 00000005").unwrap();
    assert_eq!(located.location, Some(place()));
    let odd = with("03000b 01 ff ffff ff ffff 00000005").unwrap();
    assert_eq!(odd.location.unwrap().degrees(), None);
    assert!(matches!(with("020001 00"), Err(Error::Repeated(2))));
}

#[test]
fn wrong_lengths_are_refused_wherever_they_stand() {
    let good = bytes(MO);
    for cut in 0..good.len() {
        assert!(MoMessage::decode(&good[..cut]).is_err(), "cut at {cut}");
    }
    let mut long = good.clone();
    long.push(0);
    assert!(matches!(MoMessage::decode(&long), Err(Error::TotalLength { announced: 37, received: 38 })));
    let mut inner = good.clone();
    inner[36] += 1;
    assert!(matches!(MoMessage::decode(&inner), Err(Error::Truncated)));
    let short_header = bytes("01001e 01001b 12345678 333030323334303130373533333730 00 0011 0000 6b01e5");
    assert!(matches!(MoMessage::decode(&short_header), Err(Error::ElementLength { id: 1, length: 27 })));
    assert!(matches!(MoMessage::decode(&bytes("31000405000101")), Err(Error::Revision(0x31))));
    assert!(matches!(MoMessage::decode(&bytes("010000")), Err(Error::Missing(1))));
    assert!(matches!(message(Some(&vec![0; 65_535])).encode(), Err(Error::TooLong)));
    assert!(message(Some(&[0; 1_960])).encode().is_ok());
}

#[test]
fn an_imei_is_fifteen_digits() {
    for wrong in ["", "30023401075337", "3002340107533700", "30023401075337x", "３00234010753370"] {
        assert!(wrong.parse::<Imei>().is_err(), "{wrong}");
    }
    assert_eq!(imei().to_string(), "300234010753370");
    assert_eq!(serde_json::to_string(&imei()).unwrap(), "\"300234010753370\"");
    assert!(serde_json::from_str::<Imei>("\"1\"").is_err());
}

#[test]
fn every_listed_refusal_has_its_documented_code() {
    let documented = [
        (-1, MtRefusal::InvalidImei),
        (-2, MtRefusal::UnknownImei),
        (-3, MtRefusal::PayloadTooLong),
        (-4, MtRefusal::PayloadMissing),
        (-5, MtRefusal::QueueFull),
        (-6, MtRefusal::NoResources),
        (-7, MtRefusal::ProtocolViolation),
        (-8, MtRefusal::RingDisabled),
        (-9, MtRefusal::NotAttached),
        (-10, MtRefusal::SourceRejected),
        (-11, MtRefusal::MtmsnRange),
        (-12, MtRefusal::CertificateRejected),
        (-13, MtRefusal::Other(-13)),
    ];
    for (code, refusal) in documented {
        assert_eq!(refusal.code(), code);
        assert_eq!(MtRefusal::from_code(code), refusal);
        let answer = MtConfirmation { id: 1, imei: imei(), auto_id: 0, status: code };
        assert_eq!(MtConfirmation::decode(&answer.encode()).unwrap().outcome(), Err(refusal));
    }
}

#[tokio::test]
async fn a_frame_is_read_in_any_pieces_and_bytes_beyond_it_are_left() {
    let mut stream = bytes(MO);
    stream.extend(b"next");
    let mut pieces = byte_by_byte(&stream);
    assert_eq!(read_frame(&mut pieces, MAXIMUM_FRAME).await.unwrap(), bytes(MO));
}

#[tokio::test]
async fn a_reader_never_waits_for_more_than_its_limit_and_names_how_a_frame_ended() {
    let huge = bytes("01ffff01");
    assert!(matches!(
        read_frame(&mut huge.as_slice(), 2_048).await,
        Err(Error::Limit { announced: 65_538, .. })
    ));
    assert!(matches!(read_frame(&mut huge.as_slice(), MAXIMUM_FRAME).await, Err(Error::Truncated)));
    assert!(matches!(read_frame(&mut [].as_slice(), MAXIMUM_FRAME).await, Err(Error::Closed)));
    assert!(matches!(read_frame(&mut [1, 0].as_slice(), MAXIMUM_FRAME).await, Err(Error::Truncated)));
    let rude = b"GET / HTTP/1.1\r\n\r\n";
    assert!(matches!(read_frame(&mut rude.as_slice(), MAXIMUM_FRAME).await, Err(Error::Revision(b'G'))));
}

/// A reader that hands out one byte at a time.
fn byte_by_byte(stream: &[u8]) -> impl tokio::io::AsyncRead + Unpin + use<> {
    let (mut near, far) = tokio::io::duplex(1);
    let stream = stream.to_vec();
    tokio::spawn(async move {
        use tokio::io::AsyncWriteExt;
        near.write_all(&stream).await
    });
    far
}

fn any_message() -> impl Strategy<Value = MoMessage> {
    let payload = proptest::option::of(proptest::collection::vec(any::<u8>(), 1..400));
    let place =
        (any::<bool>(), any::<bool>(), 0..90_u8, 0..60_000_u16, 0..180_u8, 0..60_000_u16, any::<u32>());
    let header = (any::<u32>(), "[0-9]{15}", any::<u8>(), any::<u16>(), any::<u16>(), any::<u32>());
    (header, payload, proptest::option::of(place)).prop_map(|(header, payload, place)| MoMessage {
        cdr: header.0,
        imei: header.1.parse().unwrap(),
        status: header.2,
        momsn: header.3,
        mtmsn: header.4,
        time: header.5,
        payload,
        location: place.map(|place| Location {
            south: place.0,
            west: place.1,
            latitude_degrees: place.2,
            latitude_thousandths: place.3,
            longitude_degrees: place.4,
            longitude_thousandths: place.5,
            radius_km: place.6,
        }),
    })
}

proptest! {
    #[test]
    fn whatever_is_written_reads_back(message in any_message()) {
        prop_assert_eq!(MoMessage::decode(&message.encode().unwrap()).unwrap(), message);
    }

    #[test]
    fn no_bytes_from_outside_panic_any_decoder(noise in proptest::collection::vec(any::<u8>(), 0..80)) {
        let mut framed = vec![1, 0, u8::try_from(noise.len()).unwrap()];
        framed.extend(&noise);
        for frame in [noise, framed] {
            let _ = (MoMessage::decode(&frame), MtMessage::decode(&frame));
            let _ = (MtConfirmation::decode(&frame), decode_confirmation(&frame));
        }
    }

    #[test]
    fn crate_sbd_reads_the_same_from_our_mo_messages_and_writes_the_same_bytes(message in any_message()) {
        let statuses = [0, 1, 2, 10, 12, 13, 14, 15];
        let status = statuses[usize::from(message.status) % statuses.len()];
        let payload = message.payload.clone().unwrap_or_else(|| vec![7]);
        let ours = MoMessage { status, payload: Some(payload), ..message };
        let frame = ours.encode().unwrap();
        let theirs = sbd::mo::Message::read_from(frame.as_slice()).unwrap();
        prop_assert_eq!(theirs.auto_id(), ours.cdr);
        prop_assert_eq!(theirs.imei(), ours.imei.as_str());
        prop_assert_eq!(theirs.session_status() as u8, ours.status);
        prop_assert_eq!(theirs.momsn(), ours.momsn);
        prop_assert_eq!(theirs.mtmsn(), ours.mtmsn);
        prop_assert_eq!(theirs.time_of_session().timestamp(), i64::from(ours.time));
        prop_assert_eq!(Some(theirs.payload()), ours.payload.as_ref());
        let located = theirs.information_elements().iter().find_map(|element| match element {
            sbd::mo::InformationElement::LocationInformation(body) => Some(*body),
            _ => None,
        });
        prop_assert_eq!(located.is_some(), ours.location.is_some());
        let mut back = Vec::new();
        theirs.write_to(&mut back).unwrap();
        prop_assert_eq!(MoMessage::decode(&back).unwrap(), ours);
    }

    #[test]
    fn crate_directip_builds_mt_messages_that_we_read_and_reads_the_answers_we_build(
        id in any::<u32>(), digits in "[0-9]{15}", payload in proptest::collection::vec(any::<u8>(), 1..271),
        status in -12_i16..=50,
    ) {
        let imei: Imei = digits.parse().unwrap();
        let theirs = directip::mt::MTMessage::builder()
            .client_msg_id(id).imei(*imei.as_bytes()).payload(payload.clone()).build().to_vec();
        let ours = MtMessage::decode(&theirs).unwrap();
        prop_assert_eq!(&ours, &MtMessage { id, imei, flags: ours.flags, payload: Some(payload), priority: None });
        prop_assert_eq!(ours.encode().unwrap(), theirs);

        let answer = MtConfirmation { id, imei, auto_id: 77, status }.encode();
        let read = directip::mt::MTMessage::from_reader(answer.as_slice()).unwrap();
        prop_assert_eq!(read.imei(), Some(*imei.as_bytes()));
        prop_assert_eq!(read.to_vec(), answer);
        prop_assert!(read.confirmation_message().is_some());
    }
}
