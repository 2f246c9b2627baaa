//! What the ports tell, in the machine's words; and entries in the words of people.

use rts_core::counter::{LinkEvent, LinkKind};
use rts_core::device::{Input, LogLine};
use rts_core::journal::{Entry, Event};
use rts_core::time::WallTime;

/// What the modem tells, if it concerns the box.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is diagnosis")]
pub(super) fn modem(event: rts_core::modem::Output) -> Option<Input> {
    use rts_core::modem::Output;
    match event {
        Output::Finished(report) => Some(Input::SessionEnded(report)),
        Output::Mt { mt, attempt, bytes } => Some(Input::Message { mt, attempt, bytes }),
        Output::Ring => Some(Input::Ring),
        Output::Health(health) => Some(Input::Modem(health)),
        other => {
            tracing::debug!(?other, "modem");
            None
        }
    }
}

/// What the printer tells, if it concerns the box.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is diagnosis")]
pub(super) fn printer(event: rts_core::printer::Output) -> Option<Input> {
    use rts_core::printer::Output;
    match event {
        Output::Ready { .. } => Some(Input::PrinterReady),
        Output::NotReady(why) => Some(Input::PrinterNotReady(why)),
        Output::AskOfficial { job } => Some(Input::SheetUnconfirmed { job }),
        Output::Completed { job, by } => Some(Input::SheetCompleted { job, by }),
        Output::Interrupted { job, why } => Some(Input::SheetInterrupted { job, why }),
        Output::Cancelled { job } => Some(Input::SheetCancelled { job }),
        other => {
            tracing::debug!(?other, "printer");
            None
        }
    }
}

/// What a counting or verification device tells.
pub(super) fn link(event: LinkEvent) -> Option<Input> {
    Some(match event {
        LinkEvent::Connected { kind: LinkKind::Counter, .. } => Input::CounterConnected(true),
        LinkEvent::Connected { kind: LinkKind::Verifier, .. } => return None,
        LinkEvent::Disconnected => Input::CounterConnected(false),
        LinkEvent::Counters { zero, at } => Input::Counters { zero, at },
        LinkEvent::Verified(voters) => Input::VerifiedHanded { voters },
        LinkEvent::Tally(tally, _) => Input::TallyHanded { tally },
        LinkEvent::Refused(refusal) => Input::LinkRefused { refusal },
    })
}

/// How many entries may be told. From a keyed tally on, they wait until a second official keyed the same: nobody who
/// keys it in shall be able to read what the other one wrote.
pub(super) fn tellable(entries: &[Entry]) -> usize {
    let settled =
        entries.iter().rposition(|entry| matches!(entry.event, Event::TallyChecked { .. })).unwrap_or(0);
    let open = entries.iter().skip(settled).position(|entry| matches!(entry.event, Event::TallyKeyed { .. }));
    open.map_or(entries.len(), |open| settled.saturating_add(open))
}

/// An entry for people and for export.
pub(super) fn log_line(entry: &Entry) -> LogLine {
    LogLine {
        sequence: entry.sequence,
        wall: entry.stamp.now.wall.map(WallTime::unix),
        uptime: entry.stamp.now.uptime.as_millis(),
        event: entry.event.id().to_owned(),
        disposition: entry.event.disposition().word().to_owned(),
        hash: format!("{:?}", entry.hash),
        body: hex::encode(&entry.body),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rts_core::journal::{Chain, Stamp};

    #[test]
    fn a_keyed_tally_is_told_only_once_the_second_one_agreed() {
        let keyed = || Event::TallyKeyed { by: 1, tally: "{}".to_owned() };
        let checked = || Event::TallyChecked { source: 2, tally: "{}".to_owned(), explained: false };
        let mut chain = Chain::default();
        let mut entries = Vec::new();
        for (event, told) in [
            (Event::PollsClosed { by: 1, deadline_minutes: 360 }, 1),
            (keyed(), 1),
            (keyed(), 1),
            (checked(), 4),
            (Event::Approved { by: 1 }, 5),
            (keyed(), 5),
            (Event::Stopped, 5),
            (checked(), 8),
        ] {
            let entry = chain.next(Stamp::default(), event);
            chain.accept(&entry).unwrap();
            entries.push(entry);
            assert_eq!(tellable(&entries), told, "after {} entries", entries.len());
        }
    }
}
