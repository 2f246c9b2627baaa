//! Watching one box: its journal and its state, asked for again and again over the control socket as `rts` does.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rts_core::device::{Command, LogLine, Reply, Status};
use rts_core::journal::{Chain, Hash};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::story::Story;
use crate::control::{Client, Request};

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(60);

/// Somebody who watches a box, until dropped.
#[derive(Debug)]
pub(super) struct Watch {
    /// How things stand at the box; nothing before it first answered.
    pub(super) status: watch::Receiver<Option<Status>>,
    task: JoinHandle<()>,
}

impl Watch {
    /// Watches the box behind a socket and tells its story.
    pub(super) fn start(socket: &Path, story: Story) -> Self {
        let (sender, status) = watch::channel(None);
        let watching = Watching { socket: socket.to_owned(), story, chain: Chain::default(), sender };
        Self { status, task: tokio::spawn(watching.run()) }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Watching {
    socket: PathBuf,
    story: Story,
    chain: Chain,
    sender: watch::Sender<Option<Status>>,
}

impl Watching {
    async fn run(mut self) {
        loop {
            if let Ok(mut client) = Client::connect(&self.socket, Duration::from_secs(1)).await {
                while self.look(&mut client).await.is_some() {
                    sleep(PAUSE).await;
                }
            }
            sleep(PAUSE).await;
        }
    }

    /// Takes note of everything new; nothing if the daemon went away.
    async fn look(&mut self, client: &mut Client) -> Option<()> {
        let Reply::Status(status) = ask(client, Command::Status).await? else { return None };
        while self.chain.length() < status.entries {
            let Reply::Log { entries } = ask(client, Command::Log { after: self.chain.length() }).await?
            else {
                return None;
            };
            if entries.is_empty() {
                break;
            }
            for line in &entries {
                self.read(line)?;
            }
        }
        if status.sheets_waiting == 0 {
            self.story.paper_is_done();
        }
        self.sender.send_replace(Some(*status));
        Some(())
    }

    fn read(&mut self, line: &LogLine) -> Option<()> {
        let mut hash = [0; 32];
        hex::decode_to_slice(&line.hash, &mut hash).ok()?;
        let entry = self.chain.read(line.sequence, &hex::decode(&line.body).ok()?, Hash(hash)).ok()?;
        self.story.tell(&entry);
        Some(())
    }
}

async fn ask(client: &mut Client, command: Command) -> Option<Reply> {
    client.ask(&Request { command, pins: Vec::new(), place: None }).await.ok()
}
