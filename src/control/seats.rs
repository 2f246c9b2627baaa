//! The few places at the control socket: who only holds one gives it up when somebody else comes.
//!
//! A place is held by a client that is asking or being answered. One that has been silent for a moment is shown out as soon
//! as all places are taken and another client comes, the longest silent first: nobody keeps an official away by saying
//! nothing.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

/// Clients at once; further ones are told that the box is busy.
const MOST_CLIENTS: usize = 4;
/// How long a client may be silent while others wait.
const SILENT: Duration = Duration::from_secs(1);

/// All places.
#[derive(Clone, Debug, Default)]
pub(super) struct Seats(Arc<Mutex<Vec<Arc<Chair>>>>);

#[derive(Debug)]
struct Chair {
    /// Since when its client is silent; none while it asks or is answered.
    silent: Mutex<Option<Instant>>,
    leave: Notify,
}

/// A place that is taken; given back when dropped.
#[derive(Debug)]
pub(super) struct Seat {
    chair: Arc<Chair>,
    seats: Seats,
}

impl Seats {
    /// A place, if there is one or a silent client can be shown out of one.
    pub(super) fn take(&self, now: Instant) -> Option<Seat> {
        let mut taken = locked(&self.0);
        if taken.len() >= MOST_CLIENTS {
            let at = longest_silent(&taken, now)?;
            taken.remove(at).leave.notify_one();
        }
        let chair = Arc::new(Chair { silent: Mutex::new(Some(now)), leave: Notify::new() });
        taken.push(Arc::clone(&chair));
        Some(Seat { chair, seats: self.clone() })
    }
}

fn longest_silent(taken: &[Arc<Chair>], now: Instant) -> Option<usize> {
    let since =
        |chair: &Chair| locked(&chair.silent).filter(|since| now.saturating_duration_since(*since) >= SILENT);
    let silent = taken.iter().enumerate().filter_map(|(at, chair)| Some((since(chair)?, at)));
    silent.min().map(|(_, at)| at)
}

impl Seat {
    /// The client began to ask.
    pub(super) fn busy(&self) {
        *locked(&self.chair.silent) = None;
    }

    /// The client has its answer.
    pub(super) fn silent(&self, now: Instant) {
        *locked(&self.chair.silent) = Some(now);
    }

    /// Comes when the place is wanted for somebody else.
    pub(super) async fn wanted(&self) {
        self.chair.leave.notified().await;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        locked(&self.seats.0).retain(|chair| !Arc::ptr_eq(chair, &self.chair));
    }
}

/// A list of places has no state in between that a broken task could leave behind.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_client_gives_its_place_to_whoever_comes_and_a_busy_one_does_not() {
        let seats = Seats::default();
        let now = Instant::now();
        let held: Vec<Seat> = (0..MOST_CLIENTS).map(|_| seats.take(now).unwrap()).collect();
        assert!(seats.take(now).is_none(), "nobody has been silent for long");
        held.iter().skip(1).for_each(Seat::busy);
        let later = now + SILENT;
        let guest = seats.take(later).unwrap();
        assert!(seats.take(later).is_none(), "the others are busy, the guest has just come");
        drop(guest);
        let guest = seats.take(later).unwrap();
        held[1].silent(later);
        let again = later + SILENT;
        guest.busy();
        let visitor = seats.take(again);
        assert!(visitor.is_some() && seats.take(again).is_none());
        drop((held, guest, visitor));
        let all: Vec<Option<Seat>> = (0..=MOST_CLIENTS).map(|_| seats.take(again)).collect();
        assert_eq!(all.iter().flatten().count(), MOST_CLIENTS);
    }
}
