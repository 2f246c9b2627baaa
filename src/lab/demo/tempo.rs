//! How fast the simulated world is, and the settings of a box that lives in it.
//!
//! Invariant: what a box waits for by its schedule shrinks as the sky's time does; nothing else of the box does.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rts_core::outbox::Schedule;

use crate::config::Modem;

/// How much faster than in the field things go.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Tempo {
    /// Satellite sessions, and the box's waits between them.
    pub sky: f64,
    /// The printer.
    pub paper: f64,
}

/// How much faster than the sky the printer is: paper takes minutes where the radio takes seconds.
const PAPER: f64 = 4.0;

impl Tempo {
    /// The sky so many times as fast as in the field, kept between 1 and 1000; the printer four times that.
    #[must_use]
    pub fn new(pace: f64) -> Self {
        let sky = if pace.is_finite() { pace.clamp(1.0, 1_000.0) } else { 1.0 };
        Self { sky, paper: if sky > 1.0 { sky * PAPER } else { 1.0 } }
    }

    /// The field's time in this world.
    #[must_use]
    pub fn shrink(&self, time: Duration) -> Duration {
        time.div_f64(self.sky)
    }

    /// The settings of a box whose folders are below `root`, as a TOML file. The last two say which devices beside modem
    /// and printer are plugged in; sockets and lines are in `run`.
    pub(in crate::lab) fn settings(&self, root: &Path, run: &Path, counter: bool, verifier: bool) -> String {
        let path = |path: PathBuf| format!("{:?}", path.display().to_string());
        let mut text = String::from(
            "# Made for the demonstration: pseudo-terminals, and waits as much shorter as the sky is faster.\n",
        );
        text += &section(
            "paths",
            &[
                ("state", path(root.join("state"))),
                ("card", path(root.join("card"))),
                ("package", path(root.join("state/package.json"))),
                ("runtime", path(run.to_owned())),
                ("credentials", path(root.join("state/credentials.json"))),
            ],
        );
        text +=
            &section("journal", &[("card-is-mounted", "false".to_owned()), ("ballast-mib", "0".to_owned())]);
        text += &section("control", &[("socket", path(run.join("control.sock")))]);
        text + &self.schedule(|line| run.join(line), counter, verifier)
    }

    /// The part of the settings that is about lines and waits: where each line is, and a schedule for this sky.
    pub(in crate::lab) fn schedule(
        &self,
        line: impl Fn(&str) -> PathBuf,
        counter: bool,
        verifier: bool,
    ) -> String {
        let (usual, modem) = (Schedule::default(), Modem::default());
        let port = |name: &str| ("port", format!("{:?}", line(name).display().to_string()));
        let span = |time: Duration| format!("\"{}ms\"", self.shrink(time).as_millis());
        let mut text = section(
            "modem",
            &[
                port("modem"),
                ("signal-poll", "\"200ms\"".to_owned()),
                ("between-sessions", span(usual.floor)),
                ("registration-wait", span(modem.registration_wait)),
                ("busy-wait", span(modem.busy_wait)),
            ],
        );
        text += &section(
            "sending",
            &[
                ("spread-cap", "\"0s\"".to_owned()),
                ("early", span(usual.early)),
                ("middle", span(usual.middle)),
                ("cap", span(usual.cap)),
                ("collect-first", span(usual.collect.first().copied().unwrap_or(usual.collect_every))),
                ("collect-every", span(usual.collect_every)),
                ("resend-after", span(usual.resend_after)),
            ],
        );
        text += &section("printer", &[port("printer")]);
        for (name, _) in [("counter", counter), ("verifier", verifier)].iter().filter(|it| it.1) {
            text += &section(name, &[port(name)]);
        }
        text + &section("clock", &[("quality", "\"network\"".to_owned())])
    }
}

/// A table of a TOML file.
fn section(name: &str, keys: &[(&str, String)]) -> String {
    let mut text = format!("\n[{name}]\n");
    for (key, value) in keys {
        let _ = writeln!(text, "{key} = {value}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    fn settings(pace: f64) -> Settings {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let file = root.join("settings.toml");
        std::fs::write(&file, Tempo::new(pace).settings(root, &root.join("run"), true, false)).unwrap();
        Settings::load(Some(&file)).unwrap().settings
    }

    #[test]
    fn a_box_in_a_fast_world_waits_as_much_less_and_takes_its_settings() {
        let (field, fast) = (settings(1.0), settings(10.0));
        let usual = Settings::default();
        assert_eq!(field.sending.cap, usual.sending.cap);
        assert_eq!(fast.sending.cap, usual.sending.cap / 10);
        assert_eq!(fast.modem.between_sessions, usual.modem.between_sessions / 10);
        assert_eq!(fast.modem.session_timeout, usual.modem.session_timeout);
        assert!(fast.counter.port.is_some() && fast.verifier.port.is_none());
    }
}
