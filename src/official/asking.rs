//! The verbs that ask the box: who asks, what is asked, what comes back.

use rts_core::device::{Command, Reply};
use rts_core::election::{Code, MAXIMUM_REPORT_BYTES, Refusal};
use serde_json::{Value, json};

use super::arguments::{ConfigVerb, Global, TallyVerb, Verb};
use super::link::Link;
use super::stop::{Outcome, Stop};
use super::{card, day, entry, export, files, guard, journal, provision, screen, settings, table, verify};
use crate::config::Settings;

/// One run of the command: its options and its way to the box.
pub(super) struct Session {
    /// Options of every verb.
    pub(super) global: Global,
    /// The box.
    pub(super) link: Link,
}

impl Session {
    /// A run with these options.
    pub(super) fn new(global: Global) -> Result<Self, Stop> {
        Ok(Self { link: Link::new(global.socket.clone())?, global })
    }

    /// Settings of the box.
    ///
    /// # Errors
    ///
    /// Refused as X03 with the file and the key that are wrong.
    pub(super) fn settings(&self) -> Result<Settings, Stop> {
        let loaded = Settings::load(self.global.config.as_deref());
        Ok(loaded.map_err(|error| Refusal::at(Code::SettingsRefused, settings::chain(&error)))?.settings)
    }

    /// Asks the box as whoever has to ask: with PINs and the station's code where the command needs them.
    pub(super) fn order(&self, command: Command) -> Result<Reply, Stop> {
        let status = self.link.status()?;
        let place = guard::place(&self.global, &command, &status)?;
        let pins = guard::pins(&self.global, &command, &status.officials)?;
        self.link.order(command, pins, place)
    }
}

/// Carries out a verb.
pub(super) fn run(session: &Session, verb: Verb) -> Result<Outcome, Stop> {
    let command = match verb {
        Verb::Status => {
            let status = session.link.status()?;
            return Ok(Outcome::new(
                as_json(&Reply::Status(Box::new(status.clone()))),
                screen::status(&status),
            ));
        }
        Verb::Card(verb) => return card::run(session, &verb),
        Verb::Tally(TallyVerb::Show(names)) => return table::show(session, &names),
        Verb::Tally(TallyVerb::Enter(arguments)) => return entry::run(session, &arguments),
        Verb::Day(names) => return day::run(session, &names),
        Verb::Log { after, nist: false } => return journal::show(session, after),
        Verb::Log { nist: true, .. } => return journal::event_log(session),
        Verb::Provision(arguments) => return provision::run(session.settings()?, &arguments),
        Verb::Export { out, names } => return export::run(session, &out, names.package.as_deref()),
        Verb::Verify(arguments) => return verify::run(&arguments),
        Verb::Config(ConfigVerb::Check { paths }) => return settings::check(&session.global, &paths),
        Verb::Receipt => return Ok(shown(&session.link.look(Command::Receipt)?)),
        Verb::Open => Command::Open,
        Verb::Turnout { voters } => Command::Turnout { voters },
        Verb::Close => Command::Close,
        Verb::Tally(TallyVerb::Import { file }) => {
            let bytes = files::read_plain(&file, Code::FileUnreadable, MAXIMUM_REPORT_BYTES)?;
            Command::TallyImport { file: String::from_utf8_lossy(&bytes).into_owned() }
        }
        Verb::Approve => Command::Approve,
        Verb::Print { tape: Some(tape), copies, .. } => Command::Print { tape: tape.into(), copies },
        Verb::Print { tape: None, spoiled: true, .. } => Command::SpoilSheet,
        Verb::Print { tape: None, .. } => Command::ConfirmSheet,
        Verb::Send => Command::Send,
        Verb::Rehearse => Command::Rehearse,
        Verb::Correct { reason } => Command::Correct { reason },
    };
    Ok(shown(&session.order(command)?))
}

/// A reply as it is shown to people and programs.
pub(super) fn shown(reply: &Reply) -> Outcome {
    Outcome::new(as_json(reply), screen::reply(reply))
}

/// A reply as programs read it.
pub(super) fn as_json(reply: &Reply) -> Value {
    serde_json::to_value(reply)
        .unwrap_or_else(|error| json!({ "reply": "unreadable", "why": error.to_string() }))
}
