//! What comes down from the sky: receipts of this box, of others, forged ones, old ones, and noise.

use std::time::Duration;

use super::world::{Sky, World, official, packet_keys, receipt_key};
use crate::device::{Actor, Command, Input, Phase, Reply, Status};
use crate::journal::Event;
use crate::packet::{Cause, Receipt, Verdict, open_link};
use crate::record::Kind;
use crate::seal::{CommissionKey, MessageId};

/// A box whose result reached the center, and nothing came back.
fn waiting() -> World {
    let mut world = World::new();
    world.sky = Sky::Ambiguous;
    world.live_the_day();
    world.sky = Sky::Blocked;
    assert_eq!(status(&mut world).verdict, None);
    world
}

fn status(world: &mut World) -> Status {
    match world.ask(Actor::default(), Command::Status) {
        Reply::Status(status) => *status,
        other => panic!("{other:?}"),
    }
}

/// The center's receipt number 5 for the result, changed, then signed by `key`.
fn signed_by(key: &CommissionKey, world: &World, change: impl FnOnce(&mut Receipt)) -> Vec<u8> {
    let header = open_link(&world.packets[0], &packet_keys().link).unwrap().header;
    let digest = world.center.values().next().unwrap().digest(&world.package.digest);
    let mut receipt = Receipt {
        base: header.base,
        id: header.id,
        sequence: 5,
        verdict: Verdict::Accepted,
        reason: 0,
        highest_sequence: header.base.sequence,
        center_time: 1_772_384_500,
        not_before: 0,
        log_index: None,
    };
    change(&mut receipt);
    receipt.sign(Some(&digest), key).unwrap()
}

fn receipt(world: &World, change: impl FnOnce(&mut Receipt)) -> Vec<u8> {
    signed_by(&receipt_key(), world, change)
}

/// Hands a message down; true if the box believed it.
fn believed(world: &mut World, bytes: Vec<u8>) -> bool {
    world.tell(Input::Message { mt: 1, attempt: None, bytes });
    match &world.journal.last().unwrap().event {
        Event::MessageIgnored { why } => {
            assert!(!why.is_empty());
            false
        }
        _ => true,
    }
}

#[test]
fn a_receipt_for_another_box_or_message_is_noted_and_changes_nothing() {
    let mut world = waiting();
    let changes: [fn(&mut Receipt); 6] = [
        |it| it.base.device += 1,
        |it| it.base.election += 1,
        |it| it.base.sequence = 99,
        |it| it.base.sequence = 1,
        |it| it.base.kind = Kind::Zero,
        |it| it.id = MessageId([9; 8]),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let bytes = receipt(&world, change);
        assert!(!believed(&mut world, bytes), "change {number}");
        assert_eq!(status(&mut world).verdict, None, "change {number}");
    }
    let bytes = receipt(&world, |_| {});
    assert!(believed(&mut world, bytes));
    assert_eq!(status(&mut world).phase, Phase::Delivered);
}

#[test]
fn a_message_that_is_forged_damaged_or_no_receipt_is_noted_and_changes_nothing() {
    let mut world = waiting();
    let good = receipt(&world, |_| {});
    let mut hostile = vec![
        signed_by(&CommissionKey::from_seed(&[8; 32]), &world, |_| {}),
        Vec::new(),
        vec![0; 102],
        vec![0xff; 340],
        [good.as_slice(), &[0]].concat(),
        world.packets[0].clone(),
    ];
    hostile.extend((0..good.len()).map(|length| good[..length].to_vec()));
    hostile.extend((0..good.len() * 8).map(|bit| {
        let mut flipped = good.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        flipped
    }));
    for bytes in hostile {
        assert!(!believed(&mut world, bytes.clone()), "{bytes:02x?}");
    }
    assert_eq!(status(&mut world).verdict, None);
    assert!(believed(&mut world, good));
    assert_eq!(status(&mut world).phase, Phase::Delivered);
}

#[test]
fn receipts_of_every_key_of_the_package_are_believed() {
    let second = CommissionKey::from_seed(&[8; 32]);
    let mut world = World::with(|definition| {
        definition.keys.receipt.push(CommissionKey::from_seed(&[8; 32]).public().to_string())
    });
    world.sky = Sky::Ambiguous;
    world.live_the_day();
    for (sequence, key) in [(5, second), (6, receipt_key())] {
        let bytes = signed_by(&key, &world, |it| it.sequence = sequence);
        assert!(believed(&mut world, bytes), "receipt {sequence}");
    }
    assert_eq!(status(&mut world).phase, Phase::Delivered);
}

#[test]
fn an_older_receipt_never_replaces_a_newer_one_and_a_newer_one_replaces_it() {
    let mut world = waiting();
    let accepted = receipt(&world, |_| {});
    let quarantined = |sequence| {
        move |it: &mut Receipt| {
            (it.sequence, it.verdict) = (sequence, Verdict::Quarantined);
            it.reason = Cause::Equivocation.number();
        }
    };
    assert!(believed(&mut world, accepted.clone()));
    assert!(!believed(&mut world, accepted), "the same once more");
    let older = receipt(&world, quarantined(4));
    assert!(!believed(&mut world, older));
    assert_eq!(status(&mut world).verdict.as_deref(), Some("accepted"));
    world.restart();
    assert_eq!(status(&mut world).verdict.as_deref(), Some("accepted"));
    let newer = receipt(&world, quarantined(6));
    assert!(believed(&mut world, newer));
    assert_eq!(status(&mut world).verdict.as_deref(), Some("quarantined"));
}

#[test]
fn a_result_set_aside_is_shown_with_its_reason_and_not_sent_again() {
    let mut world = waiting();
    world.sky = Sky::Ambiguous;
    let sent = world.packets.len();
    let bytes = receipt(&world, |it| {
        it.verdict = Verdict::Quarantined;
        it.reason = Cause::OtherStation.number();
    });
    assert!(believed(&mut world, bytes));
    world.pass(Duration::from_secs(6 * 3600));
    assert_eq!(world.packets.len(), sent, "what the center keeps is not sent again");
    let seen = status(&mut world);
    assert_eq!(seen.verdict.as_deref(), Some("quarantined"));
    assert!(seen.next_step.contains("does not count it"), "{}", seen.next_step);
    let reply = world.ask(official(1), Command::Receipt);
    let Reply::Receipt(view) = reply else { panic!("{reply:?}") };
    assert_eq!((view.verdict.as_str(), view.reason), ("quarantined", Cause::OtherStation.number()));
    assert!(
        world.sheets.iter().any(|sheet| sheet.contains("held back for examination")),
        "the receipt tape says so"
    );
}
