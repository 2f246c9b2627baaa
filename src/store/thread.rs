//! The journal on a thread of its own, so that a slow card never stops the machine.
//!
//! Requests are answered in order; an answer comes only after the media have answered.

use std::thread::JoinHandle;

use rts_core::journal::Entry;
use tokio::sync::{mpsc, oneshot};

use super::failure::JournalError;
use super::journal::{Durability, Journal, Media, Notice};
use super::watch::MediumReport;

enum Request {
    Append(Box<Entry>, oneshot::Sender<Result<Durability, JournalError>>),
    Rejoin(oneshot::Sender<Result<Vec<Notice>, JournalError>>),
    Adopt(oneshot::Sender<Result<Vec<Notice>, JournalError>>),
    Media(oneshot::Sender<Media>),
    LookAfter(oneshot::Sender<Vec<Notice>>),
    Report(oneshot::Sender<[MediumReport; 2]>),
}

/// A handle on the journal's thread. The thread ends, and the journal is closed, when the handle is dropped.
#[derive(Debug)]
pub struct JournalThread {
    requests: mpsc::Sender<Request>,
    thread: JoinHandle<()>,
}

impl JournalThread {
    /// Gives the journal a thread.
    ///
    /// # Errors
    ///
    /// Fails if the system has no thread left.
    pub fn start(journal: Journal) -> std::io::Result<Self> {
        // One task owns the machine and waits for each answer; a few places are for questions about the media.
        let (requests, inbox) = mpsc::channel(4);
        let thread =
            std::thread::Builder::new().name("journal".to_owned()).spawn(move || serve(journal, inbox))?;
        Ok(Self { requests, thread })
    }

    /// Makes the next entry durable.
    ///
    /// # Errors
    ///
    /// As [`Journal::append`].
    pub async fn append(&self, entry: Entry) -> Result<Durability, JournalError> {
        self.ask(|answer| Request::Append(Box::new(entry), answer)).await?
    }

    /// Takes the box's own card into use again.
    ///
    /// # Errors
    ///
    /// As [`Journal::rejoin_card`].
    pub async fn rejoin_card(&self) -> Result<Vec<Notice>, JournalError> {
        self.ask(Request::Rejoin).await?
    }

    /// Makes a blank card the box's card.
    ///
    /// # Errors
    ///
    /// As [`Journal::adopt_card`].
    pub async fn adopt_card(&self) -> Result<Vec<Notice>, JournalError> {
        self.ask(Request::Adopt).await?
    }

    /// Looks whether the media are still there, and whether a card may come back into use.
    ///
    /// # Errors
    ///
    /// Fails if the thread has ended.
    pub async fn look_after(&self) -> Result<Vec<Notice>, JournalError> {
        self.ask(Request::LookAfter).await
    }

    /// How the media are, in detail.
    ///
    /// # Errors
    ///
    /// Fails if the thread has ended.
    pub async fn report(&self) -> Result<[MediumReport; 2], JournalError> {
        self.ask(Request::Report).await
    }

    /// How the media are.
    ///
    /// # Errors
    ///
    /// Fails if the thread has ended.
    pub async fn media(&self) -> Result<Media, JournalError> {
        self.ask(Request::Media).await
    }

    /// Closes the journal and waits until it is closed.
    ///
    /// # Errors
    ///
    /// Fails if the thread broke off.
    pub fn close(self) -> Result<(), JournalError> {
        drop(self.requests);
        self.thread.join().map_err(|_| JournalError::Ended)
    }

    async fn ask<T>(&self, request: impl FnOnce(oneshot::Sender<T>) -> Request) -> Result<T, JournalError> {
        let (sender, answer) = oneshot::channel();
        self.requests.send(request(sender)).await.map_err(|_| JournalError::Ended)?;
        answer.await.map_err(|_| JournalError::Ended)
    }
}

/// An asker that no longer waits loses the answer, never the entry.
fn serve(mut journal: Journal, mut inbox: mpsc::Receiver<Request>) {
    while let Some(request) = inbox.blocking_recv() {
        match request {
            Request::Append(entry, answer) => drop(answer.send(journal.append(&entry))),
            Request::Rejoin(answer) => drop(answer.send(journal.rejoin_card())),
            Request::Adopt(answer) => drop(answer.send(journal.adopt_card())),
            Request::Media(answer) => drop(answer.send(journal.media())),
            Request::LookAfter(answer) => drop(answer.send(journal.look_after())),
            Request::Report(answer) => drop(answer.send(journal.report())),
        }
    }
}
