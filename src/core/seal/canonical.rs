//! One byte form of a JSON document, so that it can be signed: JSON Canonicalization Scheme (RFC 8785).
//!
//! Keys are sorted by UTF-16 code units and nothing is put between tokens. Numbers are integers here, which the scheme
//! writes as they are; anything else is refused.

use serde::Serialize;
use serde_json::Value;

/// Largest integer that every JSON reader keeps exactly (RFC 7493 section 2.2).
const LARGEST: u64 = (1 << 53) - 1;

/// The canonical bytes of a document of objects, arrays, strings, booleans, nulls and integers from 0 to 2^53 - 1.
/// `None` if it holds another number, or is not a JSON document.
pub fn canonical_json(document: &impl Serialize) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    write(&serde_json::to_value(document).ok()?, &mut text)?;
    Some(text)
}

fn write(value: &Value, text: &mut Vec<u8>) -> Option<()> {
    match value {
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
            write_all(text, b"{}", &sorted, |(key, member), text| {
                text.extend(serde_json::to_vec(key).ok()?);
                text.push(b':');
                write(member, text)
            })
        }
        Value::Array(items) => write_all(text, b"[]", items, write),
        Value::Number(number) if number.as_u64().is_none_or(|number| number > LARGEST) => None,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            text.extend(serde_json::to_vec(value).ok()?);
            Some(())
        }
    }
}

fn write_all<T>(
    text: &mut Vec<u8>,
    [open, close]: &[u8; 2],
    items: &[T],
    each: impl Fn(&T, &mut Vec<u8>) -> Option<()>,
) -> Option<()> {
    text.push(*open);
    for (place, item) in items.iter().enumerate() {
        if place != 0 {
            text.push(b',');
        }
        each(item, text)?;
    }
    text.push(*close);
    Some(())
}
