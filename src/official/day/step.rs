//! The one next step: what it is, in a few lines, and the keys that do it.

use rts_core::device::{Phase, Status};

use super::super::screen;

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Rehearse,
    Open,
    Turnout,
    Close,
    Import,
    Enter,
    Look,
    Approve,
    Send,
    Confirm,
    Spoil,
    Copies,
    Receipt,
}

/// A step of the day and its keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    title: &'static str,
    advice: &'static str,
    keys: Vec<(char, &'static str, Act)>,
}

/// The step that comes next.
pub(super) fn step(status: &Status) -> Step {
    let mut step = of_phase(status);
    if status.sheets_waiting > 0 {
        step.keys.push(('y', "the sheet just printed is whole (only where the box asks)", Act::Confirm));
        step.keys.push(('n', "the sheet just printed is spoiled: void it and print it again", Act::Spoil));
    }
    step
}

fn of_phase(status: &Status) -> Step {
    let step =
        |title, advice, keys: &[(char, &'static str, Act)]| Step { title, advice, keys: keys.to_vec() };
    let close = [('t', "note the turnout", Act::Turnout), ('c', "close the polls", Act::Close)];
    let count = [('i', "take the tally from a file", Act::Import), ('e', "key the tally in", Act::Enter)];
    let approve =
        [('l', "look at the tally", Act::Look), ('a', "approve the tally", Act::Approve), count[0], count[1]];
    let done =
        [('r', "show the receipt", Act::Receipt), ('p', "print more copies of the result", Act::Copies)];
    match status.phase {
        Phase::Provisioned => step(
            "OPEN THE POLLS",
            "Before the opening hour, rehearse once. At the opening hour, open the polls\nin front of the observers. The zero tape is printed: everybody checks it.",
            &[('h', "rehearse", Act::Rehearse), ('o', "open the polls", Act::Open)],
        ),
        Phase::Open => step(
            "VOTING",
            "Note the turnout when you are asked to. After the last voter, close the polls.\nClosing is for good.",
            &close,
        ),
        Phase::Counting if status.correcting => {
            step("COUNT AGAIN", "A correction is in progress. Hand over the corrected tally.", &count)
        }
        Phase::Counting => step(
            "COUNT",
            "Count the ballots. A counting device hands its tally over by itself. Without\none, take a file, or two officials key the tally in, each alone.",
            &count,
        ),
        Phase::Checked => step(
            "APPROVE",
            "The tally is complete and its sums hold. Compare it with the count on paper,\nline by line. Then the first official approves. A wrong one: hand it over again.",
            &approve,
        ),
        Phase::ApprovedOnce => step(
            "APPROVE, SECOND OFFICIAL",
            "One official has approved. Another one looks at the tally and approves too.\nThen it is sealed, printed and sent.",
            approve.get(..2).unwrap_or_default(),
        ),
        Phase::Sealed => step(
            "WAIT FOR THE RECEIPT",
            "The result is sealed. Tapes are printed; hand them out. The box sends by itself\nuntil the center answers. Keep it on and its antenna under the open sky.",
            &[('s', "try to send now", Act::Send), done[1], ('l', "look at the tally", Act::Look)],
        ),
        Phase::Delivered if accepted(status) => step(
            "DONE",
            "The center has the result. Compare the fingerprint below with every tape.\nWhen all tapes are printed and handed out, the day is over.",
            &done,
        ),
        Phase::Delivered => step(
            "THE CENTER KEEPS THE RESULT APART",
            "The result has arrived and is safe, but it does not count yet. Call the\ncommission, tell the reason on the receipt, and keep every tape.",
            &done,
        ),
    }
}

fn accepted(status: &Status) -> bool {
    matches!(status.verdict.as_deref(), Some("accepted" | "received"))
}

impl Step {
    /// What a key does in this step.
    pub(super) fn act(&self, key: char) -> Option<Act> {
        self.keys.iter().find(|(letter, _, _)| *letter == key).map(|(_, _, act)| *act)
    }

    /// The step in full.
    pub(super) fn text(&self, status: &Status) -> String {
        let mut text = format!("== {} ==  {}\n{}\n", self.title, screen::heading(status), self.advice);
        if status.phase == Phase::Counting {
            text.push_str(&format!("Now: {}\n", status.next_step));
        }
        if let Some(fingerprint) = &status.fingerprint {
            text.push_str(&format!("Fingerprint  {fingerprint}\n"));
        }
        if status.verdict.is_some() {
            text.push_str(&format!("Center       {}\n", screen::center(status.verdict.as_deref())));
        }
        for (letter, what, _) in &self.keys {
            text.push_str(&format!("  [{letter}] {what}\n"));
        }
        text.push_str("  [?] how things stand   [q] leave this guide");
        text
    }
}
