//! Sessions, sequence numbers, ring alerts, registration, indicators.

use super::*;

#[test]
fn a_sent_message_stays_in_its_buffer_and_is_sent_again_until_it_is_cleared() {
    let mut world = World::new(|_| {});
    world.write(b"RTS");
    assert_eq!(world.session(), [0, 0, 0, -1, 0, 0]);
    assert_eq!(world.session(), [0, 1, 0, -1, 0, 0]);
    world.ask("AT+SBDD0");
    assert_eq!(world.session(), [0, 2, 0, -1, 0, 0]);
    assert_eq!(world.payloads(), [b"RTS", b"RTS"]);
    assert_eq!(world.delivered.len(), 3, "the third is a mailbox check");
    let momsns: Vec<u16> = world.delivered.iter().map(|message| message.momsn).collect();
    assert_eq!(momsns, [0, 1, 2]);
}

#[test]
fn every_scripted_status_is_told_and_only_a_success_moves_the_momsn_on() {
    let statuses = [2, 3, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 25, 32, 33, 34, 35, 36, 37, 38, 64, 65];
    let script: Vec<String> = statuses.iter().map(u8::to_string).collect();
    let mut world = World::scripted(&script.join(","));
    world.write(b"RTS");
    let mut momsn = 0;
    for status in statuses {
        let told = world.session();
        let expected = if status <= 4 {
            [i32::from(status), momsn, 0, -1, 0, 0]
        } else {
            [i32::from(status), momsn, 2, 0, 0, 0]
        };
        assert_eq!(told, expected);
        momsn += i32::from(status <= 4);
    }
    assert_eq!(world.payloads().len(), 2, "only the sessions that are told as sent");
    let broken: Vec<u8> =
        world.delivered.iter().map(|message| message.status).filter(|status| *status >= 10).collect();
    assert_eq!(broken, [10, 13], "the gateway saw these break");
}

#[test]
fn a_failure_may_have_been_delivered_and_a_success_may_be_lost() {
    let mut world = World::scripted("17+,18-,0-,0");
    world.write(b"RTS");
    let told: Vec<i32> = (0..4).map(|_| world.session()[0]).collect();
    assert_eq!(told, [17, 18, 0, 0]);
    let momsns: Vec<u16> = world.delivered.iter().map(|message| message.momsn).collect();
    assert_eq!(momsns, [0, 1], "the delivered failure and the second success");
    let truth: Vec<bool> = world.reports.iter().map(|report| report.arrived).collect();
    assert_eq!(truth, [true, false, false, true]);
    assert_eq!(world.gateway.statistics().lost, 1);
}

#[test]
fn a_session_brings_one_waiting_message_and_starting_the_next_one_empties_the_buffer() {
    let mut world = World::new(|_| {});
    world.queue(b"one");
    world.queue(b"two");
    assert_eq!(world.session(), [0, 0, 1, 1, 3, 1]);
    assert_eq!(world.ask("AT+SBDSX"), "\r\n+SBDSX: 0, 1, 1, 1, 0, 1\r\n\r\nOK\r\n");
    assert_eq!(world.session(), [0, 1, 1, 2, 3, 0]);
    world.type_in(b"AT+SBDIX\r");
    world.pass(180);
    world.type_in(b"AT+SBDRB\r");
    assert!(world.heard().ends_with(b"AT+SBDRB\r\0\0\0\0\r\nOK\r\n"), "the unread message is gone");
}

#[test]
fn mt_status_two_leaves_the_message_at_the_gateway_or_loses_it() {
    let mut world = World::scripted("0m2,0mx,18+mx,0");
    for text in [b"one", b"two"] {
        world.queue(text);
    }
    assert_eq!(world.session(), [0, 0, 2, 0, 0, 0]);
    assert_eq!(world.gateway.waiting(imei()), 2);
    assert_eq!(world.session(), [0, 1, 2, 0, 0, 1]);
    assert_eq!(world.session(), [18, 2, 2, 0, 0, 0]);
    assert_eq!(world.gateway.waiting(imei()), 0);
    assert_eq!(world.session(), [0, 2, 0, -1, 0, 0]);
}

#[test]
fn a_message_too_big_for_the_modem_is_told_as_status_one_while_the_mo_message_passes() {
    let mut world = World::new(|_| {});
    world.queue(&[0; 300]);
    world.write(b"RTS");
    assert_eq!(world.session(), [1, 0, 2, 0, 0, 1]);
    assert_eq!(world.payloads(), [b"RTS"]);
}

#[test]
fn a_registered_modem_rings_twice_and_not_when_it_was_told_not_to() {
    let mut world = World::new(|_| {});
    world.queue(b"early");
    assert_eq!(world.text(), "", "not registered, no ring");
    assert_eq!(world.session(), [0, 0, 1, 1, 5, 0]);
    world.pass(60);
    world.text();
    world.queue(b"one");
    assert_eq!(world.text(), "\r\nSBDRING\r\n");
    assert_eq!(world.ask("AT+CRIS"), "\r\n+CRIS:000,001\r\n\r\nOK\r\n");
    assert_eq!(world.ask("AT+SBDSX"), "\r\n+SBDSX: 0, 1, 1, 1, 1, 0\r\n\r\nOK\r\n");
    world.pass(15);
    assert_eq!(world.text(), "\r\nSBDRING\r\n");
    world.pass(600);
    assert_eq!(world.text(), "");
    world.ask("AT+SBDMTA=0");
    world.pass(60);
    world.queue(b"three");
    assert_eq!(world.text(), "");
}

#[test]
fn a_session_that_answers_the_ring_spares_the_second_one_and_a_plain_one_does_not() {
    for (command, second) in [("AT+SBDIXA", ""), ("AT+SBDIX", "\r\nSBDRING\r\n")] {
        let mut world = World::new(|settings| {
            settings.latency = Latency { success: Duration::from_secs(5), spread: 0.0, ..Latency::default() };
        });
        world.session();
        world.queue(b"one");
        assert_eq!(world.text(), "\r\nSBDRING\r\n");
        assert_eq!(world.ask(command), "\r\n+SBDIX: 0, 1, 1, 1, 3, 0\r\n\r\nOK\r\n");
        world.pass(600);
        assert_eq!(world.text(), second, "{command}");
    }
}

#[test]
fn a_modem_that_detached_is_not_rung() {
    for leave in ["AT+SBDDET", "AT+SBDI"] {
        let mut world = World::new(|_| {});
        world.session();
        world.ask(leave);
        assert_eq!(world.ask("AT+SBDREG?"), "\r\n+SBDREG:1\r\n\r\nOK\r\n");
        world.queue(b"one");
        world.pass(60);
        assert_eq!(world.text(), "", "{leave}");
    }
}

#[test]
fn unsolicited_lines_never_stand_inside_a_command_or_inside_data() {
    let mut world = World::new(|_| {});
    assert_eq!(world.ask("AT+CIER=1,1,1"), "\r\nOK\r\n\r\n+CIEV:0,4\r\n\r\n+CIEV:1,1\r\n");
    world.type_in(b"AT+SB");
    world.feed(Input::Disturb(Disturbance::Signal(0)));
    assert_eq!(world.text(), "AT+SB");
    world.type_in(b"DREG?\r");
    assert_eq!(world.text(), "DREG?\r\r\n+CIEV:0,0\r\n\r\n+CIEV:1,0\r\n\r\n+SBDREG:1\r\n\r\nOK\r\n");
    assert_eq!(world.begin(2), "\r\nREADY\r\n");
    world.feed(Input::Disturb(Disturbance::Signal(3)));
    world.type_in(&[1, 2, 0, 3]);
    assert_eq!(world.text(), "\r\n0\r\n\r\nOK\r\n\r\n+CIEV:0,3\r\n\r\n+CIEV:1,1\r\n");
}

#[test]
fn one_registration_in_three_minutes() {
    let mut world = World::new(|_| {});
    assert_eq!(world.ask("AT+SBDREG"), "\r\n+SBDREG:2,0\r\n\r\nOK\r\n");
    assert_eq!(world.ask("AT+SBDREG"), "\r\n+SBDREG:2,36\r\n\r\nOK\r\n");
    world.pass(180);
    assert_eq!(world.ask("AT+SBDREG"), "\r\n+SBDREG:2,0\r\n\r\nOK\r\n");
}

#[test]
fn radio_lock_signal_local_limit_and_an_absent_gateway_each_have_their_status() {
    let mut world = World::new(|settings| settings.latency.spread = 0.0);
    world.write(b"RTS");
    world.ask("AT*R0");
    assert_eq!(world.session()[0], 34);
    world.ask("AT*R1");
    world.ask("AT+SBDST=5");
    assert_eq!(world.session()[0], 17);
    world.ask("AT+SBDST=0");
    world.feed(Input::Disturb(Disturbance::Signal(0)));
    assert_eq!(world.session()[0], 32);
    world.feed(Input::Disturb(Disturbance::Signal(1)));
    world.gate(satellite::Input::Outage(true));
    assert_eq!(world.session()[0], 17);
    assert!(world.delivered.is_empty());
    world.gate(satellite::Input::Outage(false));
    assert_eq!(world.session()[0], 0);

    let mut sparse = World::new(|settings| settings.personality = Personality::Sparse);
    sparse.gate(satellite::Input::Outage(true));
    assert_eq!(sparse.session()[0], 32);
    assert_eq!(World::new(|settings| settings.locked = true).session()[0], 16);
    let blind = |settings: &mut ModemSettings| settings.signal = SignalCourse::Fixed(0);
    assert_eq!(World::new(blind).ask("AT-MSSTM"), "\r\n-MSSTM: no network service\r\n\r\nOK\r\n");
    assert_eq!(World::new(blind).ask("AT+SBDREG"), "\r\n+SBDREG:1,32\r\n\r\nOK\r\n");
}

#[test]
fn sessions_take_the_time_they_are_given_and_the_report_says_how_long() {
    let mut world = World::scripted("0,18,35");
    let times = |world: &World| world.reports.iter().map(|report| report.duration_ms).collect::<Vec<_>>();
    for _ in 0..3 {
        world.session();
    }
    let [success, failure, refused] = times(&world)[..] else { panic!() };
    assert!((4_000..36_000).contains(&success), "{success}");
    assert!((8_000..75_000).contains(&failure), "{failure}");
    assert_eq!(refused, 500);

    let mut exact = World::new(|settings| settings.latency.spread = 0.0);
    exact.session();
    assert_eq!(times(&exact), [12_000]);
}

#[test]
fn a_wandering_signal_stays_in_its_range_and_near_its_home() {
    let mut world = World::new(|settings| settings.signal = SignalCourse::Wandering(3));
    let mut seen = [0_u32; 6];
    for _ in 0..2_000 {
        world.pass(10);
        let said = world.ask("AT+CSQF");
        let bars: usize = said.trim_start().strip_prefix("+CSQF:").unwrap()[..1].parse().unwrap();
        seen[bars] += 1;
    }
    assert!(
        seen[3] > 500 && seen[3] > seen[5] && seen[3] > seen[1] && seen[2] > 0 && seen[4] > 0,
        "{seen:?}"
    );
}
