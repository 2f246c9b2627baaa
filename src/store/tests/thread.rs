//! The journal behind its thread.

use super::super::{Copies, JournalError, JournalThread};
use super::{Desk, next};

#[tokio::test]
async fn entries_go_through_the_thread_and_are_on_disk_when_it_is_closed() {
    let desk = Desk::provisioned(1);
    let journal = desk.open().unwrap().journal;
    let mut chain = journal.chain();
    let thread = JournalThread::start(journal).unwrap();
    for _ in 0..5 {
        let entry = next(&chain);
        assert_eq!(thread.append(entry.clone()).await.unwrap().copies, Copies::Both);
        chain.accept(&entry).unwrap();
    }
    let repeated = next(&chain);
    thread.append(repeated.clone()).await.unwrap();
    assert!(matches!(thread.append(repeated).await, Err(JournalError::Order(_))));
    assert_eq!(thread.media().await.unwrap().card, None);
    thread.close().unwrap();
    assert_eq!(desk.open().unwrap().entries.len(), 7);
}
