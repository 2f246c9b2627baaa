//! What the host sees without a session: framing, settings, buffers.

use super::*;

#[test]
fn a_fresh_modem_echoes_and_answers_in_words_between_line_ends() {
    let mut world = World::new(|_| {});
    world.type_in(b"AT\r");
    assert_eq!(world.text(), "AT\r\r\nOK\r\n");
    world.type_in(b"ATE0&K0&D0V1Q0\r");
    assert_eq!(world.text(), "ATE0&K0&D0V1Q0\r\r\nOK\r\n");
    world.type_in(b"AT+CGSN\r");
    assert_eq!(world.text(), "\r\n300234010753370\r\n\r\nOK\r\n");
    world.type_in(b"ATV0\rAT\r");
    assert_eq!(world.text(), "0\r0\r");
    world.type_in(b"AT+NONSENSE\r");
    assert_eq!(world.text(), "4\r");
    world.type_in(b"ATV1\rATQ1\rAT\rAT&F\r");
    assert_eq!(world.text(), "\r\nOK\r\n\r\nOK\r\n");
    world.type_in(b"AT\r");
    assert_eq!(world.text(), "AT\r\r\nOK\r\n");
}

#[test]
fn every_command_of_the_manual_that_a_driver_may_use_is_answered() {
    let mut world = World::new(|_| {});
    for (command, expected) in [
        ("ATI", "2400"),
        ("ATI4", "IRIDIUM"),
        ("AT+CGMI", "Iridium"),
        ("AT+CGMM", "IRIDIUM 9600 Family SBD Transceiver"),
        ("AT+CGMR", "Call Processor Version: TA16005"),
        ("AT+CSQ", "+CSQ:4"),
        ("AT+CSQF", "+CSQF:4"),
        ("AT+CIER?", "+CIER:0,0,0,0"),
        ("AT+CULK?", "0"),
        ("AT+CRIS", "+CRIS:000,000"),
        ("AT-MSSTM", "-MSSTM: 24e91d2d"),
        ("AT+SBDREG?", "+SBDREG:1"),
        ("AT+SBDREG", "+SBDREG:2,0"),
        ("AT+SBDREG?", "+SBDREG:2"),
        ("AT+SBDMTA?", "+SBDMTA:1"),
        ("AT+SBDST=60;+SBDST?", "+SBDST:60"),
        ("AT+SBDS", "+SBDS: 0, 0, 0, -1"),
        ("AT+SBDSX", "+SBDSX: 0, 0, 0, -1, 0, 0"),
        ("AT+SBDD2", "0"),
        ("AT+SBDC", "0"),
        ("AT+SBDLOE", "+SBDLOE:0,0"),
        ("AT+SBDDET", "+SBDDET:0,0"),
        ("AT+IPR?", "+IPR:006"),
    ] {
        let said = world.ask(command);
        assert!(said.starts_with(&format!("\r\n{expected}\r\n")), "{command}: {said:?}");
        assert!(said.ends_with("\r\n\r\nOK\r\n"), "{command}: {said:?}");
    }
    for silent in ["AT", "AT*F", "AT*R1", "AT&K0", "AT&D0", "AT+SBDAREG=1", "AT+IPR=6", "ATS0=0", "AT&W0"] {
        assert_eq!(world.ask(silent), "\r\nOK\r\n", "{silent}");
    }
    for wrong in ["AT+SBDWB", "AT+SBDWB=x", "AT+SBDD3", "AT+SBDMTA=2", "AT+CIER", "ATE7", "AT+SBDST=x"] {
        assert_eq!(world.ask(wrong), "\r\nERROR\r\n", "{wrong}");
    }
}

#[test]
fn a_binary_message_is_taken_only_in_its_size_with_its_checksum_and_in_time() {
    let mut world = World::new(|_| {});
    for wrong in [0, 341] {
        assert_eq!(world.begin(wrong), "\r\n3\r\n\r\nOK\r\n", "{wrong}: no READY");
    }
    let all: Vec<u8> = (0..340_u16).map(|byte| byte.to_be_bytes()[1]).collect();
    world.write(&all);
    assert_eq!(world.ask("AT+SBDS"), "\r\n+SBDS: 1, 0, 0, -1\r\n\r\nOK\r\n");

    assert_eq!(world.begin(2), "\r\nREADY\r\n");
    world.type_in(&[1, 2, 0, 4]);
    assert_eq!(world.text(), "\r\n2\r\n\r\nOK\r\n", "the bytes are not echoed");

    assert_eq!(world.begin(2), "\r\nREADY\r\n");
    world.type_in(&[1, 2, 0]);
    world.pass(59);
    assert_eq!(world.text(), "");
    world.pass(1);
    assert_eq!(world.text(), "\r\n1\r\n\r\nOK\r\n");
    assert_eq!(world.ask("AT"), "\r\nOK\r\n");
}

#[test]
fn a_hastened_sky_does_not_hurry_the_host() {
    let mut world = World::new(|settings| settings.time_scale = 100.0);
    assert_eq!(world.begin(2), "\r\nREADY\r\n");
    world.pass(5_999);
    assert_eq!(world.text(), "");
    world.pass(1);
    assert_eq!(world.text(), "\r\n1\r\n\r\nOK\r\n");
}

#[test]
fn text_messages_are_taken_on_the_line_and_behind_it() {
    let mut world = World::new(|_| {});
    assert_eq!(world.ask("AT+SBDWT=hello; world"), "\r\nOK\r\n");
    assert_eq!(world.ask(&format!("AT+SBDWT={}", "x".repeat(121))), "\r\nERROR\r\n");
    world.session();
    world.type_in(b"AT+SBDWT\rbehind\r");
    assert_eq!(world.text(), "AT+SBDWT\r\r\nREADY\r\n\r\n0\r\n\r\nOK\r\n");
    world.session();
    assert_eq!(world.payloads(), [b"hello; world".as_slice(), b"behind"]);
}

#[test]
fn a_message_is_read_by_length_even_if_it_holds_a_final_result_and_reading_does_not_clear_it() {
    let mut world = World::new(|_| {});
    world.type_in(b"AT+SBDRB\r");
    assert_eq!(world.heard(), b"AT+SBDRB\r\0\0\0\0\r\nOK\r\n");
    world.queue(b"\r\nOK\r\n\xff");
    assert_eq!(world.session(), [0, 0, 1, 1, 7, 0]);
    for _ in 0..2 {
        world.type_in(b"AT+SBDRB\r");
        assert_eq!(world.heard(), b"AT+SBDRB\r\0\x07\r\nOK\r\n\xff\x01\xc7\r\nOK\r\n");
    }
    assert_eq!(world.ask("AT+SBDS"), "\r\n+SBDS: 0, 1, 1, 1\r\n\r\nOK\r\n");
    world.ask("AT+SBDD1");
    assert_eq!(world.ask("AT+SBDS"), "\r\n+SBDS: 0, 1, 0, -1\r\n\r\nOK\r\n");
}

#[test]
fn what_the_host_types_during_a_session_waits_for_its_end() {
    let mut world = World::new(|_| {});
    world.ask("ATE0");
    world.type_in(b"AT+SBDIX\rAT+CGSN\r");
    assert_eq!(world.text(), "");
    world.pass(180);
    assert_eq!(world.text(), "\r\n+SBDIX: 0, 0, 0, -1, 0, 0\r\n\r\nOK\r\n\r\n300234010753370\r\n\r\nOK\r\n");
}

#[test]
fn a_sparse_modem_knows_little_and_mixes_up_its_settings() {
    let mut world = World::new(|settings| settings.personality = Personality::Sparse);
    world.type_in(b"AT\r");
    assert_eq!(world.text(), "\r\nOK\r\n", "no echo");
    for optional in ["AT+CSQ", "AT+CSQF", "AT+CIER=1,1,1", "AT-MSSTM", "AT+SBDREG", "AT+SBDREG?", "AT+SBDS"] {
        assert_eq!(world.ask(optional), "\r\nERROR\r\n", "{optional}");
    }
    for optional in ["AT+SBDSX", "AT*F", "AT+CGMR", "ATI", "AT&F0"] {
        assert_eq!(world.ask(optional), "\r\nERROR\r\n", "{optional}");
    }
    assert_eq!(world.ask("AT+SBDMTA=1"), "\r\nOK\r\n");
    world.feed(Input::Disturb(Disturbance::Signal(2)));
    assert_eq!(world.text(), "\r\n+CIEV:0,2\r\n", "indicators that nobody asked for");
    world.write(b"RTS");
    assert_eq!(world.session(), [0, 0, 0, -1, 0, 0]);
    assert_eq!(world.payloads(), [b"RTS"]);
}

#[test]
fn a_rude_modem_leaves_most_commands_without_an_answer_and_takes_no_message() {
    let mut world = World::new(|settings| settings.personality = Personality::Rude);
    for silent in ["ATE0", "AT+CGSN", "AT+SBDIX", "AT+SBDD0", "AT+SBDMTA=1", "AT+CIER=1,1,1"] {
        world.type_in(format!("{silent}\r").as_bytes());
        world.pass(300);
        assert_eq!(world.text(), format!("{silent}\r"));
    }
    assert_eq!(world.ask("AT"), "\r\nOK\r\n");
    assert_eq!(world.ask("AT+CSQ"), "\r\n+CSQ:4\r\n\r\nOK\r\n");
    assert_eq!(world.begin(2), "\r\nREADY\r\n");
    world.type_in(&[1, 2, 0, 3]);
    assert_eq!(world.text(), "\r\n10\r\n\r\nOK\r\n");
}
