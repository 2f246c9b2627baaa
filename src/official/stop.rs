//! How a command ends: done, refused, misused, or left by the person who gave it.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use rts_core::election::{Code, Refusal};
use serde_json::{Value, json};

/// What a finished command has to say.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    /// For programs.
    pub(super) json: Value,
    /// For people; lines.
    pub(super) text: String,
    /// False if the command did its work and the finding is bad: a file that does not verify.
    pub(super) good: bool,
}

impl Outcome {
    /// A finished command.
    pub(super) fn new(json: Value, text: impl Into<String>) -> Self {
        Self { json, text: text.into(), good: true }
    }
}

/// Why a command ended early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// A rule said no here.
    Refused(Refusal),
    /// The box said no.
    Told {
        /// Stable code.
        code: String,
        /// What, where and what to do.
        message: String,
    },
    /// The command cannot be given like this.
    Usage(String),
    /// The person left.
    Left,
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Stop {
    /// The stable code of a refusal.
    pub(super) fn code(&self) -> Option<&str> {
        match self {
            Self::Refused(refusal) => Some(refusal.code.as_str()),
            Self::Told { code, .. } => Some(code),
            Self::Usage(_) | Self::Left => None,
        }
    }

    /// What a person reads.
    pub(super) fn message(&self) -> String {
        match self {
            Self::Refused(refusal) => refusal.to_string(),
            Self::Told { message, .. } => message.clone(),
            Self::Usage(why) => format!("{why}\nSee rts --help."),
            Self::Left => "Left. Nothing more was done.".to_owned(),
        }
    }

    fn exit(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Left => 1,
            Self::Refused(_) | Self::Told { .. } => {
                if self.code() == Some(Code::DaemonUnreachable.as_str()) {
                    3
                } else {
                    1
                }
            }
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Refused(_) | Self::Told { .. } => {
                json!({ "refused": { "code": self.code(), "message": self.message() } })
            }
            Self::Usage(why) => json!({ "usage": { "message": why } }),
            Self::Left => json!({ "left": {} }),
        }
    }
}

/// Tells the end of a command to whoever waits for it: text or JSON, and the exit code.
pub(super) fn report(outcome: Result<Outcome, Stop>, json: bool) -> ExitCode {
    match outcome {
        Ok(Outcome { json: value, text, good }) => {
            let text = if json { value.to_string() } else { text };
            print(&text);
            ExitCode::from(u8::from(!good))
        }
        Err(stop) => {
            if json {
                print(&stop.json().to_string());
            } else {
                let _ = writeln!(std::io::stderr(), "{}", strong(&stop.message()));
            }
            ExitCode::from(stop.exit())
        }
    }
}

/// A closed pipe is the reader's own wish, so that nothing is said about it.
fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let _ = write!(out, "{text}{end}").and_then(|()| out.flush());
}

/// Bold on a terminal that can show it and whose owner has nothing against it (no-color.org).
pub(super) fn strong(text: &str) -> String {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || std::env::var_os("TERM").is_none_or(|value| value.is_empty() || value == "dumb");
    if plain || !std::io::stderr().is_terminal() { text.to_owned() } else { format!("\x1b[1m{text}\x1b[0m") }
}
