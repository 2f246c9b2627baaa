//! What modem and printer tell, in the box's words; and inputs and orders in lines of the trace.
#![expect(clippy::wildcard_enum_match_arm, reason = "the rest is diagnosis")]

use rts_core::device::{Input, Output, Reply};

/// What the modem tells, if it concerns the box.
pub(super) fn modem(event: rts_core::modem::Output) -> Option<Input> {
    use rts_core::modem::Output as Told;
    match event {
        Told::Finished(report) => Some(Input::SessionEnded(report)),
        Told::Mt { mt, attempt, bytes } => Some(Input::Message { mt, attempt, bytes }),
        Told::Ring => Some(Input::Ring),
        Told::Health(health) => Some(Input::Modem(health)),
        _ => None,
    }
}

/// What the printer tells, if it concerns the box.
pub(super) fn printer(event: rts_core::printer::Output) -> Option<Input> {
    use rts_core::printer::Output as Told;
    match event {
        Told::Ready { .. } => Some(Input::PrinterReady),
        Told::NotReady(why) => Some(Input::PrinterNotReady(why)),
        Told::AskOfficial { job } => Some(Input::SheetUnconfirmed { job }),
        Told::Completed { job, by } => Some(Input::SheetCompleted { job, by }),
        Told::Interrupted { job, why } => Some(Input::SheetInterrupted { job, why }),
        Told::Cancelled { job } => Some(Input::SheetCancelled { job }),
        _ => None,
    }
}

/// An order in a line of the trace.
pub(super) fn told(output: &Output) -> String {
    match output {
        Output::Append(entry) => format!("append {} {}", entry.sequence, entry.event.id()),
        Output::Reply { request, reply } => match &**reply {
            Reply::Refused { message, .. } => format!("reply {request}: {message}"),
            Reply::Done { message, .. } => format!("reply {request}: done, {message}"),
            _ => format!("reply {request}"),
        },
        Output::Transmit { attempt, packet } => format!("transmit {attempt}, {} bytes", packet.len()),
        Output::Print(order) => format!("print {}, {} rows", order.job, order.picture.height()),
        other @ (Output::ReadLog { .. }
        | Output::ReadMedia { .. }
        | Output::AdoptCard
        | Output::CheckMailbox { .. }
        | Output::MessageStored { .. }
        | Output::ConfirmSheet
        | Output::SpoilSheet
        | Output::AskCounters
        | Output::TallyAnswer(_)
        | Output::Halted { .. }) => format!("{other:?}"),
    }
}

/// What came in, in a line of the trace.
pub(super) fn heard(input: &Input) -> String {
    match input {
        Input::Message { mt, bytes, .. } => format!("heard message {mt} of {} bytes", bytes.len()),
        Input::SessionEnded(report) => {
            format!("heard attempt {} ended: {}", report.attempt, report.outcome.code())
        }
        other => format!("heard {other:?}"),
    }
}
