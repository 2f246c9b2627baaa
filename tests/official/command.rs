//! Runs `rts` and looks at what it said.

use std::ffi::OsStr;
use std::process::Command;

use serde_json::Value;

/// What a run of `rts` left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// `rts` without a terminal, an environment of its own.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rts"));
    command.env_clear().stdin(std::process::Stdio::null());
    command
}

pub(crate) fn rts<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Ran {
    finish(command().args(arguments))
}

pub(crate) fn finish(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Ran {
    /// Standard output, which is exactly one JSON value.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The code of the refusal, in plain words or JSON.
    #[track_caller]
    pub(crate) fn refused(&self) -> String {
        assert_eq!(self.code, 1, "{self:?}");
        if self.out.is_empty() {
            return self.err.split(' ').next().unwrap().to_owned();
        }
        self.json()["refused"]["code"].as_str().unwrap_or_else(|| panic!("{self:?}")).to_owned()
    }
}
