//! What befalls a world: faults of one box's parts, strangers on the downlink, a flood at the gateway, and the calm.
#![expect(clippy::wildcard_enum_match_arm, reason = "only faults of one box are handed here")]

use super::law::Breach;
use super::plan::{self, Happening};
use super::world::{World, unit};
use crate::lab::satellite::{GatewayInput, SessionRequest, Uplink};
use crate::ports::directip::Imei;

/// Messages of a flood: more than the gateway keeps for a listener.
const FLOOD: u32 = 10_500;

impl World {
    /// A fault of one station's parts.
    pub(super) fn befall(&mut self, happening: Happening) -> Result<(), Breach> {
        match happening {
            Happening::Strike(number, medium, trouble) => self.station(number, |station, _| {
                if station.media.are_whole() {
                    station.media.strike(medium, trouble);
                }
                Ok(())
            }),
            Happening::Mend(number, medium) => self.station(number, |station, around| {
                station.media.mend(medium);
                station.rejoin(around)
            }),
            Happening::Lie(number, medium, rows) => self.station(number, |station, _| {
                station.media.let_lie(medium, rows);
                Ok(())
            }),
            Happening::Step(number, seconds) => self.station(number, |station, _| {
                station.clock.step(seconds);
                station.reference.clock_is_honest(false);
                Ok(())
            }),
            Happening::LoseClock(number) => self.station(number, |station, _| {
                station.clock.lose();
                station.reference.clock_is_honest(false);
                Ok(())
            }),
            Happening::Modem(number, disturbance) => self.station(number, |station, around| {
                let at = station.moment(around.now);
                station.radio.disturb(at, disturbance);
                station.pump(around)
            }),
            Happening::Printer(number, fault, lasts) => self.station(number, |station, around| {
                let at = station.moment(around.now);
                station.press.begin(at, fault, lasts);
                station.pump(around)
            }),
            _ => Ok(()),
        }
    }

    /// Something that is no receipt of this box: noise, words, an old or a foreign receipt, a changed one.
    pub(super) fn hostile(&mut self, number: u32) -> Result<(), Breach> {
        let any = self.around.chance.between(0, u64::MAX);
        let length = usize::try_from(self.around.chance.between(1, 400)).unwrap_or(1);
        let count = self.around.issued.len().max(1);
        let place = usize::try_from(any).unwrap_or(0).checked_rem(count).unwrap_or(0);
        let known: Option<Vec<u8>> = self.around.issued.keys().nth(place).cloned();
        let words =
            ["close", "OPEN", "{\"command\":\"approve\"}", "AT+SBDD2\r", "send", "reset", "rts close"];
        let payload = match (self.around.chance.between(0, 3), known) {
            (0, Some(receipt)) => receipt,
            (1, Some(mut receipt)) => {
                let at = place.checked_rem(receipt.len()).unwrap_or(0);
                receipt.get_mut(at).into_iter().for_each(|byte| *byte ^= 1);
                receipt
            }
            (2, _) => {
                let word = words.get(place.checked_rem(words.len()).unwrap_or(0)).copied();
                word.unwrap_or_default().as_bytes().to_vec()
            }
            _ => self.around.chance.noise(length),
        };
        self.send_down(number, payload, 0)
    }

    /// Messages of other people's modems fill the gateway's queue for the center, and some push ours out.
    pub(super) fn flood(&mut self) -> Result<(), Breach> {
        for number in 0..FLOOD {
            let imei = Imei::ZERO;
            let request = SessionRequest {
                number,
                imei,
                momsn: 1,
                mo: Some(vec![0; 40]),
                broken: None,
                lost: false,
                fetch: false,
                answers_ring: false,
                attached: false,
            };
            self.ground_control(GatewayInput::Up(Uplink::Session(request)))?;
        }
        Ok(())
    }

    /// Everything is mended.
    pub(super) fn calm(&mut self) -> Result<(), Breach> {
        self.around.calm = true;
        self.around.trace.note(self.around.now, 0, || "the faults end".to_owned());
        self.ground.down = [false; 2];
        self.ground_control(GatewayInput::Outage(false))?;
        let count = u32::try_from(self.stations.len()).unwrap_or(0);
        for number in 1..=count {
            self.station(number, |station, around| {
                station.mend();
                let (at, seed) = (station.moment(around.now), around.chance.between(1, u64::MAX));
                station.radio.replace(at, plan::clear_sky(unit(number), seed));
                station.press.put_right(at);
                station.rejoin(around)?;
                station.pump(around)
            })?;
        }
        Ok(())
    }
}
