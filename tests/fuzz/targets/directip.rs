//! Frames of the satellite gateway: what is read is written again to the same meaning.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rts::ports::directip::{MoMessage, MtConfirmation, MtMessage, decode_confirmation};

fuzz_target!(|data: &[u8]| {
    if let Ok(message) = MoMessage::decode(data)
        && let Ok(written) = message.encode()
    {
        assert_eq!(MoMessage::decode(&written).unwrap(), message);
    }
    if let Ok(message) = MtMessage::decode(data)
        && let Ok(written) = message.encode()
    {
        assert_eq!(MtMessage::decode(&written).unwrap(), message);
    }
    if let Ok(answer) = MtConfirmation::decode(data) {
        let _ = answer.outcome();
        assert_eq!(MtConfirmation::decode(&answer.encode()).unwrap(), answer);
    }
    let _ = decode_confirmation(data);
});
