//! Bytes of the tally code and messages of the air, set by set.

use rts_core::coding::coder;
use rts_core::packet::{Keys, seal_record};
use rts_core::record::{Base, Epoch, FACTS_LEN, Kind, SignedRecord, signature_input};
use rts_core::seal::{CenterMaster, DeviceKey, GatewayMaster};
use serde_json::json;

use super::figure::{Figure, Spread, Summary, mean};
use super::limit::Limit;
use super::sets::{Case, Set};
use super::{Error, alternatives};

/// Share of stations that must need one message only.
const ONE_MESSAGE: f64 = 0.995;
const DEVICE: u32 = 61_234;

/// Bytes of one station in every form.
struct Row {
    ours: f64,
    forms: [f64; 4],
}

/// `wire/<set>/bytes` and `wire/<set>/one-message`.
///
/// # Errors
///
/// Fails if a station cannot be coded, signed or sealed, or comes back changed.
pub(super) fn figures(set: &Set, summary: &mut Summary) -> Result<(), Error> {
    let codes = codes(set)?;
    summary.add(bytes(set, &codes)?)?;
    summary.add(one_message(set, &codes)?)
}

fn codes(set: &Set) -> Result<Vec<Vec<u8>>, Error> {
    let failed = |why| Error::Coding { set: set.name.clone(), why };
    let code = |case: &Case| {
        let code = coder::encode(&case.shape, &case.counts).map_err(failed)?;
        let counts = coder::decode(&case.shape, &code).map_err(failed)?;
        if counts == case.counts { Ok(code) } else { Err(Error::RoundTrip(set.name.clone())) }
    };
    set.cases.iter().map(code).collect()
}

fn bytes(set: &Set, codes: &[Vec<u8>]) -> Result<Figure, Error> {
    let limit = Limit::fit(set.cases.iter().step_by(2));
    let costed = || set.cases.iter().zip(codes).skip(1).step_by(2);
    let ours: Vec<f64> = costed().map(|(_, code)| code.len() as f64).collect();
    let least: Vec<f64> = costed().map(|(case, _)| limit.bytes(case)).collect();
    let row = |(case, code): (&Case, &Vec<u8>)| {
        let sizes = alternatives::sizes(case)?;
        let forms =
            [sizes.json_zstd, sizes.cbor, sizes.varints, sizes.bitmap_varints].map(|size| size as f64);
        Ok(Row { ours: code.len() as f64, forms })
    };
    let rows: Vec<Row> = set.cases.iter().zip(codes).map(row).collect::<Result<_, Error>>()?;
    let all = |form: fn(&Row) -> f64| Spread::of(rows.iter().map(form).collect());
    let figure = Figure::new(format!("wire/{}/bytes", set.name), "bytes, mean", mean(&ours), mean(&least))
        .with("stations", set.cases.len())
        .with("fitted_on", set.cases.len().div_ceil(2))
        .with("costed", ours.len())
        .with("ours_spread", all(|row| row.ours).value())
        .with("limit_spread", Spread::of(least.iter().map(|bytes| bytes.ceil()).collect()).value())
        .with("json_zstd_p50", all(|row| row.forms[0]).p50)
        .with("cbor_p50", all(|row| row.forms[1]).p50)
        .with("varints_p50", all(|row| row.forms[2]).p50)
        .with("bitmap_varints_p50", all(|row| row.forms[3]).p50);
    Ok(match &set.made_of {
        Some(parameters) => figure.with("made_of", parameters.clone()),
        None => figure,
    })
}

/// Every station's result signed and sealed in both stages, as a box does it.
fn one_message(set: &Set, codes: &[Vec<u8>]) -> Result<Figure, Error> {
    let messages = codes.iter().map(|code| messages(code)).collect::<Result<Vec<usize>, Error>>()?;
    let within = |most: usize| messages.iter().filter(|parts| **parts <= most).count();
    let share = within(1) as f64 / messages.len().max(1) as f64;
    let figure = Figure::new(format!("wire/{}/one-message", set.name), "share", share, ONE_MESSAGE)
        .with("stations", messages.len())
        .with("in_one", within(1))
        .with("in_two_at_most", within(2))
        .with("most", json!(messages.iter().max()));
    Ok(figure)
}

fn messages(code: &[u8]) -> Result<usize, Error> {
    let failed = |why: &dyn std::fmt::Display| Error::Seal(why.to_string());
    let epoch = Epoch::default();
    let base = Base {
        kind: Kind::Result,
        election: 1,
        device: DEVICE,
        sequence: 3,
        seal_epoch: epoch,
        link_epoch: epoch,
    };
    // Facts have one length, whatever they say; sealing does not look into them.
    let r = [&[0x5a; FACTS_LEN], code].concat();
    let key = DeviceKey::from_seed(&[3; 32]);
    let signature = key.sign(&signature_input(&base, &[7; 32], &r)).map_err(|error| failed(&error))?;
    let keys = Keys {
        end_to_end: CenterMaster::from_bytes(&[4; 32])
            .end_to_end_key(DEVICE, 0)
            .map_err(|error| failed(&error))?,
        link: GatewayMaster::from_bytes(&[5; 32]).link_key(DEVICE, 0).map_err(|error| failed(&error))?,
    };
    let packets = seal_record(&SignedRecord { base, r, signature }, &keys).map_err(|error| failed(&error))?;
    Ok(packets.len())
}
