//! What goes wrong: power, plug, silence, noise, pieces; and that it goes wrong the same way with the same seed.

use super::*;

fn cut(text: &str) -> World {
    World::new(|settings| settings.cuts = vec![text.parse().unwrap()])
}

#[test]
fn without_power_both_buffers_are_lost_and_the_momsn_is_kept() {
    let mut world = World::new(|_| {});
    world.queue(b"one");
    world.write(b"RTS");
    world.ask("ATE0");
    assert_eq!(world.session(), [0, 0, 1, 1, 3, 0]);
    world.feed(Input::Disturb(Disturbance::Reset));
    world.type_in(b"AT\r");
    assert_eq!(world.text(), "", "it starts");
    world.pass(3);
    world.type_in(b"AT+SBDS\r");
    assert_eq!(world.text(), "AT+SBDS\r\r\n+SBDS: 0, 1, 0, -1\r\n\r\nOK\r\n", "echo is on again");
}

#[test]
fn a_power_cut_before_the_transfer_delivers_nothing_and_one_after_it_has_delivered() {
    for (step, delivered) in [("search", 0), ("transfer", 1)] {
        let mut world = cut(&format!("{step}:1:reset"));
        world.queue(b"one");
        world.write(b"RTS");
        world.type_in(b"AT+SBDIX\r");
        world.pass(300);
        assert_eq!(world.text(), "AT+SBDIX\r");
        assert_eq!(world.payloads().len(), delivered);
        assert_eq!(world.gateway.waiting(imei()), 1 - u16::try_from(delivered).unwrap());
        assert_eq!(world.reports.len(), 1);
        assert_eq!(world.reports[0].mo_status, None);
        assert_eq!(world.reports[0].arrived, delivered == 1);
        assert_eq!(world.ask("AT+SBDS"), "\r\n+SBDS: 0, 0, 0, -1\r\n\r\nOK\r\n");
    }
}

#[test]
fn an_answer_to_a_session_that_the_power_cut_ended_is_not_taken_for_the_next_one_s() {
    let mut modem = Modem::new(ModemSettings::new(imei()));
    let at = |seconds: u64| Now { uptime: Uptime::from_millis(seconds * 1_000), ..Now::default() };
    let asked = |modem: &mut Modem, seconds, input| {
        modem.handle_input(at(seconds), input);
        let outputs: Vec<_> = std::iter::from_fn(|| modem.poll_output()).collect();
        outputs.into_iter().find_map(|output| match output {
            Output::Sky(Uplink::Session(request)) => Some(request.number),
            _ => None,
        })
    };
    let answer = |number, mt: &[u8]| {
        let answer =
            satellite::SessionAnswer { number, mo_status: 0, mtmsn: 1, mt: Some(mt.to_vec()), queued: 0 };
        Input::Sky(satellite::Downlink::Answer(answer))
    };
    modem.handle_input(at(0), Input::Host(b"AT+SBDIX\r".to_vec()));
    let first = asked(&mut modem, 60, Input::Timeout).unwrap();
    modem.handle_input(at(61), Input::Disturb(Disturbance::Reset));
    modem.handle_input(at(70), Input::Host(b"AT+SBDIX\r".to_vec()));
    let second = asked(&mut modem, 130, Input::Timeout).unwrap();
    for input in [answer(first, b"late"), answer(second, b"right"), Input::Host(b"AT+SBDRB\r".to_vec())] {
        modem.handle_input(at(131), input);
    }
    modem.handle_input(at(300), Input::Timeout);
    let said: Vec<u8> = std::iter::from_fn(|| modem.poll_output())
        .filter_map(|output| if let Output::Host(bytes) = output { Some(bytes) } else { None })
        .flatten()
        .collect();
    let text = String::from_utf8_lossy(&said);
    assert!(text.contains("right") && !text.contains("late"), "{text}");
}

#[test]
fn power_cuts_while_a_message_is_written_or_read_leave_a_modem_that_starts_anew() {
    let mut ready = cut("ready:1:reset");
    assert_eq!(ready.begin(3), "\r\nREADY\r\n");
    ready.type_in(b"RTS\x00\xf9");
    ready.pass(3);
    assert_eq!(ready.ask("AT+SBDS"), "\r\n+SBDS: 0, 0, 0, -1\r\n\r\nOK\r\n");

    let mut stored = cut("stored:1:reset");
    assert_eq!(stored.begin(3), "\r\nREADY\r\n");
    stored.type_in(b"RTS\x00\xf9");
    assert_eq!(stored.text(), "");
    stored.pass(3);
    assert_eq!(stored.ask("AT+SBDS"), "\r\n+SBDS: 0, 0, 0, -1\r\n\r\nOK\r\n");

    let mut read = cut("read:1:reset");
    read.queue(b"four");
    read.session();
    read.type_in(b"AT+SBDRB\r");
    assert_eq!(read.heard(), b"AT+SBDRB\r\x00\x04fo");
}

#[test]
fn the_plug_is_pulled_at_the_step_that_was_named_and_the_session_goes_on_without_its_host() {
    let mut world = cut("transfer:2:unplug=7");
    world.write(b"RTS");
    world.session();
    assert!(world.unplugged.is_empty());
    world.session();
    assert_eq!(world.unplugged, [Duration::from_secs(7)]);
    assert_eq!(world.payloads().len(), 2);
}

#[test]
fn a_silent_modem_neither_hears_nor_speaks_for_its_time() {
    let mut world = cut("search:1:silence=100");
    world.type_in(b"AT+SBDIX\r");
    world.pass(99);
    world.type_in(b"AT\r");
    assert_eq!(world.text(), "AT+SBDIX\r");
    world.pass(2);
    assert_eq!(world.ask("AT"), "\r\nOK\r\n");

    let mut deaf = World::new(|settings| settings.faults.silence = 1.0);
    deaf.type_in(b"AT\r");
    deaf.pass(300);
    assert_eq!(deaf.text(), "AT\r");
}

#[test]
fn noise_and_pieces_change_no_byte_of_the_answer_itself() {
    let mut world = World::new(|settings| settings.faults.split = 1.0);
    world.queue(&[7; 200]);
    world.write(b"RTS");
    let before = world.pieces;
    assert_eq!(world.session(), [0, 0, 1, 1, 200, 0]);
    assert!(world.pieces - before > 5);

    let mut noisy = World::new(|settings| settings.faults.garbage = 1.0);
    noisy.type_in(b"AT\r");
    let said = noisy.heard();
    assert!(said.starts_with(b"AT\r") && said.ends_with(b"\r\nOK\r\n") && said.len() > 9, "{said:?}");
    noisy.feed(Input::Disturb(Disturbance::Garbage(1_000)));
    assert_eq!(noisy.heard().len(), 1_000);
}

#[test]
fn a_stalled_signal_query_fails_after_fifty_seconds() {
    let mut world = World::new(|settings| settings.faults.signal_stall = 1.0);
    world.type_in(b"AT+CSQ\r");
    world.pass(49);
    assert_eq!(world.text(), "AT+CSQ\r");
    world.pass(1);
    assert_eq!(world.text(), "\r\nERROR\r\n");
}

#[test]
fn chance_cuts_power_and_plug_in_the_middle_of_sessions_as_often_as_asked() {
    let mut world = World::new(|settings| {
        settings.faults.unplug = 0.3;
        settings.faults.reset = 0.3;
    });
    for _ in 0..200 {
        world.type_in(b"AT+SBDIX\r");
        world.pass(300);
    }
    let cut = world.reports.iter().filter(|report| report.mo_status.is_none()).count();
    assert_eq!(world.reports.len(), 200);
    assert!((25..65).contains(&cut), "{cut}");
    assert!((40..85).contains(&world.unplugged.len()), "{}", world.unplugged.len());
}

#[test]
fn the_same_seed_gives_the_same_day() {
    let day = |seed| {
        let mut world = World::new(|settings| {
            settings.seed = seed;
            settings.signal = SignalCourse::Wandering(2);
            settings.faults.loss = 0.4;
            settings.faults.garbage = 0.1;
        });
        for _ in 0..50 {
            world.type_in(b"AT+SBDIX\r");
            world.pass(200);
        }
        (world.heard(), world.reports)
    };
    assert_eq!(day(7), day(7));
    assert_ne!(day(7), day(8));
}
