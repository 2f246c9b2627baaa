//! MO messages: what the gateway brings from a modem, and our word back that it is stored.
//!
//! Invariants: a message without payload is a message (a mailbox check or a failed session); an unknown session status
//! and an unknown element are no errors; a malformed location costs the location, never the message.

use super::{
    Error, Imei,
    frame::{Element, elements, frame, once},
};

const HEADER: u8 = 0x01;
const PAYLOAD: u8 = 0x02;
const LOCATION: u8 = 0x03;
const CONFIRMATION: u8 = 0x05;

/// One MO session as the gateway reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoMessage {
    /// Call detail record reference, the gateway's own number of the session.
    pub cdr: u32,
    /// The modem.
    pub imei: Imei,
    /// Session status: 0 complete, 1 and 2 complete with a remark, 10 to 15 failed; others occur.
    pub status: u8,
    /// MO sequence number of the modem; no identity of the message.
    pub momsn: u16,
    /// MT sequence number of the MT message of the same session, 0 if none.
    pub mtmsn: u16,
    /// Time of the session by the gateway's clock, Unix seconds.
    pub time: u32,
    /// The bytes that were sent; absent after a mailbox check or a failed session.
    pub payload: Option<Vec<u8>>,
    /// Where the satellite saw the modem, if switched on.
    pub location: Option<Location>,
}

impl MoMessage {
    /// The whole frame.
    ///
    /// # Errors
    ///
    /// `Error::TooLong` if the payload does not fit the length fields.
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        let mut header = self.cdr.to_be_bytes().to_vec();
        header.extend_from_slice(self.imei.as_bytes());
        header.push(self.status);
        header.extend_from_slice(&self.momsn.to_be_bytes());
        header.extend_from_slice(&self.mtmsn.to_be_bytes());
        header.extend_from_slice(&self.time.to_be_bytes());
        let location = self.location.map(Location::encode);
        let mut parts = vec![Element { id: HEADER, body: &header }];
        parts.extend(location.as_ref().map(|body| Element { id: LOCATION, body }));
        parts.extend(self.payload.as_ref().map(|body| Element { id: PAYLOAD, body }));
        frame(&parts)
    }

    /// Reads a whole frame.
    ///
    /// # Errors
    ///
    /// Any framing error; `Error::Missing` without an MO header; `Error::Repeated` with two headers or two payloads.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let (mut header, mut payload, mut location) = (None, None, None);
        for element in elements(bytes)? {
            match element.id {
                HEADER => once(&mut header, HEADER, Self::from_header(element)?)?,
                PAYLOAD => once(&mut payload, PAYLOAD, element.body.to_vec())?,
                LOCATION => location = element.exactly().ok().map(Location::decode),
                _ => {}
            }
        }
        let message = header.ok_or(Error::Missing(HEADER))?;
        Ok(Self { payload: payload.filter(|bytes| !bytes.is_empty()), location, ..message })
    }

    fn from_header(element: Element<'_>) -> Result<Self, Error> {
        let wrong = || Error::ElementLength { id: HEADER, length: element.body.len() };
        let (cdr, rest) = element.body.split_first_chunk().ok_or_else(wrong)?;
        let (imei, rest) = rest.split_first_chunk::<15>().ok_or_else(wrong)?;
        let &[status, mo1, mo0, mt1, mt0, t3, t2, t1, t0] = rest else { return Err(wrong()) };
        Ok(Self {
            cdr: u32::from_be_bytes(*cdr),
            imei: Imei::from_bytes(imei)?,
            status,
            momsn: u16::from_be_bytes([mo1, mo0]),
            mtmsn: u16::from_be_bytes([mt1, mt0]),
            time: u32::from_be_bytes([t3, t2, t1, t0]),
            payload: None,
            location: None,
        })
    }
}

/// Where the satellite saw the modem: coarse, and of no use to a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    /// South of the equator.
    pub south: bool,
    /// West of Greenwich.
    pub west: bool,
    /// Whole degrees of latitude, 0 to 90 if sane.
    pub latitude_degrees: u8,
    /// Thousandths of a minute of latitude, 0 to 59,999 if sane.
    pub latitude_thousandths: u16,
    /// Whole degrees of longitude, 0 to 180 if sane.
    pub longitude_degrees: u8,
    /// Thousandths of a minute of longitude, 0 to 59,999 if sane.
    pub longitude_thousandths: u16,
    /// Radius in kilometers that holds the modem with a probability of 80 percent.
    pub radius_km: u32,
}

impl Location {
    fn encode(self) -> [u8; 11] {
        let [a1, a0] = self.latitude_thousandths.to_be_bytes();
        let [o1, o0] = self.longitude_thousandths.to_be_bytes();
        let [r3, r2, r1, r0] = self.radius_km.to_be_bytes();
        let flags = (u8::from(self.south) << 1) | u8::from(self.west);
        [flags, self.latitude_degrees, a1, a0, self.longitude_degrees, o1, o0, r3, r2, r1, r0]
    }

    fn decode(body: [u8; 11]) -> Self {
        let [flags, latitude_degrees, a1, a0, longitude_degrees, o1, o0, r3, r2, r1, r0] = body;
        Self {
            south: flags & 2 != 0,
            west: flags & 1 != 0,
            latitude_degrees,
            latitude_thousandths: u16::from_be_bytes([a1, a0]),
            longitude_degrees,
            longitude_thousandths: u16::from_be_bytes([o1, o0]),
            radius_km: u32::from_be_bytes([r3, r2, r1, r0]),
        }
    }

    /// Latitude and longitude in degrees, north and east positive; nothing if a field is out of its range.
    #[must_use]
    pub fn degrees(self) -> Option<(f64, f64)> {
        let angle = |degrees: u8, limit: u8, thousandths: u16, negative: bool| {
            let value = f64::from(degrees) + f64::from(thousandths) / 60_000.0;
            let sane = thousandths < 60_000 && value <= f64::from(limit);
            sane.then_some(if negative { -value } else { value })
        };
        let latitude = angle(self.latitude_degrees, 90, self.latitude_thousandths, self.south)?;
        let longitude = angle(self.longitude_degrees, 180, self.longitude_thousandths, self.west)?;
        Some((latitude, longitude))
    }
}

/// The seven bytes that tell the gateway whether the MO message of this connection is stored.
#[must_use]
pub fn confirmation(ok: bool) -> Vec<u8> {
    vec![0x01, 0x00, 0x04, CONFIRMATION, 0x00, 0x01, u8::from(ok)]
}

/// Reads the confirmation of an MO message, as a gateway does: true means stored.
///
/// # Errors
///
/// Any framing error; `Error::Missing` if it is no confirmation.
pub fn decode_confirmation(bytes: &[u8]) -> Result<bool, Error> {
    let found = elements(bytes)?;
    let element =
        found.iter().find(|element| element.id == CONFIRMATION).ok_or(Error::Missing(CONFIRMATION))?;
    let [status] = element.exactly()?;
    Ok(status == 1)
}
