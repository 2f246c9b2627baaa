//! What can still be read of a journal whose pages are torn: entries that lie whole somewhere among its bytes.
//!
//! Nothing that is found here is chained to anything. A record in it is believed by its device's signature, or not at all.

use minicbor::Decoder;

use super::entry::Body;
use super::event::Event;

/// How the body of every entry begins: an array of five, and the sixteen bytes of a boot id.
const BEGINNING: [u8; 2] = [0x85, 0x50];

/// The events of all entries whose bodies lie in one piece among `bytes`, in the order in which they lie there. An entry
/// that the database spread over several pages, far larger than any of a usual ballot, is not found.
#[must_use]
pub fn loose_events(bytes: &[u8]) -> Vec<Event> {
    let mut events = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(BEGINNING.len()).position(|window| window == BEGINNING) {
        let found = rest.get(at..).unwrap_or_default();
        let mut decoder = Decoder::new(found);
        let next = match decoder.decode::<Body>() {
            Ok(body) => {
                events.push(body.event);
                decoder.position()
            }
            Err(_) => 1,
        };
        rest = found.get(next..).unwrap_or_default();
    }
    events
}
