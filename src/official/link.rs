//! The box as `rts` reaches it: one connection a question, and patience with a daemon that is only just starting.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use rts_core::device::{Command, Reply, Status};
use rts_core::election::{Code, Refusal};

use super::stop::Stop;
use crate::control::{Client, MOST_BYTES, Pin, Request};

/// How long a daemon may take to start.
const STARTING: Duration = Duration::from_secs(5);
/// Pause before a box that was busy is asked again.
const AGAIN: Duration = Duration::from_millis(200);
/// How long the box may take to tell what it knows.
const TELLING: Duration = Duration::from_secs(15);
/// How long the box may take to do something: PINs are slow on purpose, and counters are asked for on a line.
const DOING: Duration = Duration::from_secs(60);

/// The way to the box.
pub(super) struct Link {
    runtime: tokio::runtime::Runtime,
    socket: PathBuf,
}

impl Link {
    /// The box behind this socket; nothing is sent yet.
    pub(super) fn new(socket: PathBuf) -> Result<Self, Stop> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let failed = |error: std::io::Error| Refusal::at(Code::DaemonUnreachable, error.to_string());
        Ok(Self { runtime: runtime.map_err(failed)?, socket })
    }

    /// Asks the box; a refusal of the box is the error. A box that is busy is asked again for a while.
    fn ask(&self, request: &Request, patience: Duration) -> Result<Reply, Stop> {
        let until = Instant::now().checked_add(STARTING);
        loop {
            let answer = self.ask_once(request, patience);
            let busy = answer.as_ref().err().and_then(Stop::code) == Some(Code::DaemonBusy.as_str());
            if !busy || until.is_none_or(|until| Instant::now() >= until) {
                return answer;
            }
            std::thread::sleep(AGAIN);
        }
    }

    fn ask_once(&self, request: &Request, patience: Duration) -> Result<Reply, Stop> {
        let size = serde_json::to_vec(request).map_or(usize::MAX, |bytes| bytes.len());
        if u32::try_from(size).map_or(true, |size| size > MOST_BYTES) {
            return Err(Refusal::at(Code::TallyUnreadable, format!("longer than {MOST_BYTES} bytes")).into());
        }
        let reply = self.runtime.block_on(async {
            let mut client = Client::connect(&self.socket, STARTING).await?;
            let late = |_| {
                let seconds = patience.as_secs();
                Refusal::at(Code::DaemonUnreachable, format!("no answer within {seconds} s"))
            };
            tokio::time::timeout(patience, client.ask(request)).await.map_err(late)?
        })?;
        match reply {
            Reply::Refused { code, message } => Err(Stop::Told { code, message }),
            Reply::Status(_)
            | Reply::Done { .. }
            | Reply::Tally { .. }
            | Reply::Receipt(_)
            | Reply::Log { .. }
            | Reply::Media { .. }
            | Reply::Records { .. } => Ok(reply),
        }
    }

    /// Asks what nobody needs a PIN for.
    pub(super) fn look(&self, command: Command) -> Result<Reply, Stop> {
        self.ask(&Request { command, pins: Vec::new(), place: None }, TELLING)
    }

    /// Asks as these officials.
    pub(super) fn order(
        &self,
        command: Command,
        pins: Vec<Pin>,
        place: Option<String>,
    ) -> Result<Reply, Stop> {
        self.ask(&Request { command, pins, place }, DOING)
    }

    /// How things stand.
    pub(super) fn status(&self) -> Result<Status, Stop> {
        let reply = self.look(Command::Status)?;
        if let Reply::Status(status) = reply { Ok(*status) } else { Err(unexpected(&reply)) }
    }
}

/// A reply to something else than was asked.
pub(super) fn unexpected(reply: &Reply) -> Stop {
    let name = match reply {
        Reply::Status(_) => "status",
        Reply::Done { .. } => "done",
        Reply::Tally { .. } => "tally",
        Reply::Receipt(_) => "receipt",
        Reply::Log { .. } => "log",
        Reply::Media { .. } => "media",
        Reply::Records { .. } => "records",
        Reply::Refused { .. } => "refused",
    };
    Refusal::at(Code::ProtocolDiffers, format!("unexpected answer: {name}")).into()
}
