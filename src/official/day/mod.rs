//! `rts day`: leads officials through the day on a plain terminal, one step at a time, until the center has the result.
//!
//! The guide holds no state of its own: every second it asks the box how things stand and shows the one next step, so that
//! it can be left and started again at any time, on any terminal, by anybody. Invariants: a refusal or a missing daemon
//! never ends it; leaving an act half-way does nothing; it only does what the single verbs do.

mod acts;
mod live;
mod step;

use std::time::Duration;

use rts_core::device::Status;
use serde_json::json;

use super::arguments::{Global, Names};
use super::asking::Session;
use super::stop::{Outcome, Stop};
use super::{screen, terminal};
use live::Live;
use step::{Step, step};

/// How often the box is asked how things stand.
const PULSE: Duration = Duration::from_secs(1);

const WELCOME: &str = "\
This guide leads through the day. The letters in [brackets] are keys.
It may be left at any time with [q]: the box goes on by itself.
";

/// Leads through the day until it is over or the person leaves.
///
/// # Errors
///
/// A usage error if no person sits at a terminal.
pub(super) fn run(session: &Session, names: &Names) -> Result<Outcome, Stop> {
    if !terminal::has_person() {
        return Err(Stop::Usage("rts day talks with a person: it needs a terminal".to_owned()));
    }
    // Officials take turns at the guide: whoever acts is asked, whatever the command line named.
    let nobody = Global {
        official: None,
        pin_file: None,
        second: None,
        second_pin_file: None,
        station: None,
        ..session.global.clone()
    };
    let session = &Session::new(nobody)?;
    let _held = terminal::hold()?;
    terminal::say(WELCOME);
    match (Guide { session, names, live: Live::default(), shown: None }).lead() {
        Ok(()) | Err(Stop::Left) => {
            let text = "Guide left. The box goes on by itself. To come back: rts day";
            Ok(Outcome::new(json!({ "reply": "left" }), text))
        }
        Err(stop) => Err(stop),
    }
}

struct Guide<'a> {
    session: &'a Session,
    names: &'a Names,
    live: Live,
    /// The step on the screen; another one is shown in full.
    shown: Option<Step>,
}

impl Guide<'_> {
    fn lead(&mut self) -> Result<(), Stop> {
        loop {
            let status = match self.session.link.status() {
                Ok(status) => status,
                Err(stop) => {
                    self.shown = None;
                    self.live.tell(&format!("{} Trying again.", stop.message()));
                    if terminal::key(PULSE)? == Some('q') {
                        return Ok(());
                    }
                    continue;
                }
            };
            self.show(&status);
            let Some(key) = terminal::key(PULSE)? else { continue };
            if self.pressed(key, &status)? {
                return Ok(());
            }
        }
    }

    /// Shows the step in full when it is a new one, then what changes while it lasts.
    fn show(&mut self, status: &Status) {
        let step = step(status);
        if self.shown.as_ref() != Some(&step) {
            self.live.end();
            terminal::say(&format!("\n{}\n", step.text(status)));
            self.shown = Some(step);
        }
        self.live.tell(&live::line(status));
    }

    /// Does what a key stands for; true if the person leaves.
    fn pressed(&mut self, key: char, status: &Status) -> Result<bool, Stop> {
        let act = self.shown.as_ref().and_then(|step| step.act(key));
        self.live.end();
        match (key, act) {
            ('q', _) => return Ok(true),
            ('?', _) => terminal::say(&format!("\n{}\n", screen::status(status))),
            (_, Some(act)) => match acts::perform(self.session, self.names, act, status) {
                Ok(told) => terminal::say(&format!("\n{}\n", screen::wrapped(&told))),
                Err(Stop::Left) => terminal::say("\nNothing was done.\n"),
                Err(stop) => terminal::say(&format!("\n{}\n", screen::wrapped(&stop.message()))),
            },
            (_, None) if key.is_ascii_graphic() => {
                terminal::say(&format!("[{key}] does nothing here.\n"));
            }
            (_, None) => {}
        }
        self.shown = None;
        Ok(false)
    }
}
