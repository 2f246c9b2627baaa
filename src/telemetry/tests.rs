//! Tests of where diagnosis goes and how much of it.

use tracing::Level;

use super::*;

#[test]
fn diagnosis_goes_to_the_systemd_journal_only_where_stderr_leads_there() {
    assert!(is_journal(Some("8:4711"), Some((8, 4711))));
    assert!(!is_journal(Some("8:4711"), Some((8, 4712))), "stderr was redirected");
    assert!(!is_journal(None, Some((8, 4711))));
    for nonsense in ["", "8", "8:", ":4711", "8:4711:1", "a:b"] {
        assert!(!is_journal(Some(nonsense), Some((8, 4711))), "{nonsense}");
    }
}

#[test]
fn stderr_can_be_recognized() {
    assert!(stderr_identity().is_some());
}

#[test]
fn without_a_filter_what_a_user_sees_is_told_and_no_more() {
    let tells = |text: &str, place: &str, level: Level| filter(text).unwrap().would_enable(place, &level);
    assert!(tells("", "rts::ports", Level::INFO) && !tells("", "rts::ports", Level::DEBUG));
    let ports = "info,rts::ports=trace";
    assert!(tells(ports, "rts::ports::modem", Level::TRACE) && !tells(ports, "rts::store", Level::DEBUG));
    assert!(tells(ports, "rts::store", Level::INFO));
    assert!(filter("rts=loud").is_err());
}
