//! The two message buffers of the modem and its sequence numbers.
//!
//! Rules of the 9602's manual: a successful session leaves the MO buffer full; a session that starts empties the MT
//! buffer; both are lost without power; the MOMSN outlives the power and moves on only after a successful session.

/// An MT message in its buffer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Received {
    pub(super) mtmsn: u16,
    pub(super) payload: Vec<u8>,
}

/// The buffers and numbers.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    pub(super) mo: Option<Vec<u8>>,
    pub(super) mt: Option<Received>,
    pub(super) momsn: u16,
}

impl Buffers {
    /// Length, message and checksum as `+SBDRB` puts them out.
    pub(super) fn framed(&self) -> Vec<u8> {
        let message = self.mt.as_ref().map(|mt| mt.payload.as_slice()).unwrap_or_default();
        let length = u16::try_from(message.len()).unwrap_or(u16::MAX);
        let mut bytes = length.to_be_bytes().to_vec();
        bytes.extend_from_slice(message);
        bytes.extend_from_slice(&checksum(message).to_be_bytes());
        bytes
    }

    /// MO flag, MOMSN, MT flag and MTMSN (-1 without a message), as `+SBDS` tells them.
    pub(super) fn status(&self) -> String {
        let mtmsn = self.mt.as_ref().map_or(-1, |mt| i32::from(mt.mtmsn));
        let (mo, mt) = (u8::from(self.mo.is_some()), u8::from(self.mt.is_some()));
        format!("{mo}, {}, {mt}, {mtmsn}", self.momsn)
    }

    /// What a power cut leaves.
    pub(super) fn lose_power(&mut self) {
        self.mo = None;
        self.mt = None;
    }
}

/// Low sixteen bits of the sum of the bytes.
pub(super) fn checksum(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |sum: u16, byte| sum.wrapping_add(u16::from(*byte)))
}

/// The system time that `-MSSTM` tells: frames of 90 ms since the epoch of ERA3, 2025-02-14T18:14:17Z, modulo 2^32.
pub(super) fn system_time(unix: i64) -> u32 {
    const ERA3: i64 = 1_739_556_857;
    let milliseconds = unix.saturating_sub(ERA3).saturating_mul(1_000);
    let frames = milliseconds.div_euclid(90).rem_euclid(1 << 32);
    u32::try_from(frames).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_documented_one_and_wraps() {
        assert_eq!(checksum(b"hello").to_be_bytes(), [0x02, 0x14]);
        assert_eq!(checksum(&[255; 340]), 21_164);
        let buffers = Buffers { mt: Some(Received { mtmsn: 9, payload: vec![1, 2] }), ..Buffers::default() };
        assert_eq!(buffers.framed(), [0, 2, 1, 2, 0, 3]);
        assert_eq!(buffers.status(), "0, 0, 1, 9");
        assert_eq!(Buffers::default().framed(), [0; 4]);
    }

    #[test]
    fn the_system_time_counts_frames_of_the_third_era() {
        // Tick 24e91d38 falls into the second 2026-11-21T19:39:59Z.
        assert!((system_time(1_795_289_999)..=system_time(1_795_290_000)).contains(&0x24e9_1d38));
        assert_eq!(system_time(1_739_556_857), 0);
    }
}
