//! How a command ends, and what its caller is told.

use std::io::Write as _;
use std::process::ExitCode;

use rts_core::election::{Code, Refusal};
use serde_json::{Value, json};

use crate::center::database::DatabaseError;
use crate::center::ingress::HookKeyError;
use crate::center::keys::KeyError;
use crate::center::serve::ServeError;

/// What a finished command has to say.
#[derive(Clone, Debug)]
pub(in crate::center) struct Outcome {
    json: Value,
    text: String,
    good: bool,
}

impl Outcome {
    pub(super) fn new(json: Value, text: impl Into<String>) -> Self {
        Self { json, text: text.into(), good: true }
    }

    /// Done, and the finding is bad if `good` is false.
    pub(super) fn finding(good: bool, json: Value, text: impl Into<String>) -> Self {
        Self { good, ..Self::new(json, text) }
    }

    /// A server has said everything already.
    pub(super) const fn silent() -> Self {
        Self { json: Value::Null, text: String::new(), good: true }
    }
}

/// Why a command ended early.
#[derive(Debug)]
pub(in crate::center) enum Stop {
    /// A rule said no.
    Refused(Refusal),
    /// The command cannot be given like this.
    Usage(String),
    /// A key.
    Keys(KeyError),
    /// The database.
    Database(DatabaseError),
    /// The server.
    Serve(ServeError),
    /// A fault of the program.
    Software(String),
}

macro_rules! stops {
    ($($name:ident: $error:ty;)*) => {$(
        impl From<$error> for Stop {
            fn from(error: $error) -> Self {
                Self::$name(error)
            }
        }
    )*};
}

stops! {
    Refused: Refusal;
    Keys: KeyError;
    Database: DatabaseError;
    Serve: ServeError;
}

impl Stop {
    const fn exit(&self) -> u8 {
        match self {
            Self::Usage(_) => 64,
            Self::Software(_) => 70,
            Self::Refused(refusal) | Self::Serve(ServeError::Refused(refusal)) => {
                if matches!(refusal.code, Code::FileUnreadable) {
                    66
                } else if matches!(refusal.code, Code::FileUnwritable) {
                    73
                } else {
                    65
                }
            }
            Self::Keys(error) | Self::Serve(ServeError::Keys(error)) => match error {
                KeyError::Open(_) => 77,
                KeyError::There(_) | KeyError::Write(..) => 73,
                KeyError::Read(..) => 66,
                KeyError::Key(..) => 65,
                KeyError::Chance(_) => 70,
            },
            Self::Database(error) | Self::Serve(ServeError::Database(error)) => match error {
                DatabaseError::Sqlite(_)
                | DatabaseError::Disk(..)
                | DatabaseError::Postgres(_)
                | DatabaseError::Away(_)
                | DatabaseError::Row(_)
                | DatabaseError::Setting(_) => 74,
                DatabaseError::Foreign(_) | DatabaseError::OtherElection { .. } => 65,
                DatabaseError::Library(_) => 70,
            },
            Self::Serve(ServeError::Listen { .. }) => 69,
            Self::Serve(ServeError::HookKey(HookKeyError::Read(..))) => 66,
            Self::Serve(ServeError::HookKey(HookKeyError::Neither(_))) => 65,
            Self::Serve(ServeError::Desk(_) | ServeError::Signal(_)) => 70,
        }
    }

    /// What happened, where, and what to do next.
    pub(in crate::center) fn message(&self) -> String {
        match self {
            Self::Refused(refusal) => refusal.to_string(),
            Self::Usage(why) => format!("{why}\nSee rts-center --help."),
            Self::Keys(error) => format!("failed to {error}"),
            Self::Database(error) => format!("failed to {error}"),
            Self::Serve(ServeError::Refused(refusal)) => refusal.to_string(),
            Self::Serve(error) => format!("failed to {error}"),
            Self::Software(why) => format!("failed to {why}"),
        }
    }

    const fn code(&self) -> Option<&'static str> {
        if let Self::Refused(refusal) | Self::Serve(ServeError::Refused(refusal)) = self {
            Some(refusal.code.as_str())
        } else {
            None
        }
    }
}

/// Tells the end of a command to whoever waits for it.
pub(super) fn report(outcome: Result<Outcome, Stop>, json: bool) -> ExitCode {
    match outcome {
        Ok(Outcome { json: value, text, good }) => {
            let text = if json && !value.is_null() { value.to_string() } else { text };
            print(&text);
            ExitCode::from(u8::from(!good))
        }
        Err(stop) => {
            if json {
                let body = json!({ "code": stop.code(), "message": stop.message(), "exit": stop.exit() });
                print(&json!({ "stopped": body }).to_string());
            } else {
                let _ = writeln!(std::io::stderr(), "{}", stop.message());
            }
            ExitCode::from(stop.exit())
        }
    }
}

/// Help and version are answers; everything else that clap says is misuse.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    ExitCode::from(if error.use_stderr() { 64 } else { 0 })
}

/// A closed pipe is the reader's own wish.
pub(super) fn print(text: &str) {
    if text.is_empty() {
        return;
    }
    let mut out = std::io::stdout().lock();
    let end = if text.ends_with('\n') { "" } else { "\n" };
    let _ = write!(out, "{text}{end}").and_then(|()| out.flush());
}
