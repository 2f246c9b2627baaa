//! What goes into a statement and what comes out of it: the few types that both back ends keep alike.

use super::error::DatabaseError;

/// A value of a column or parameter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::center) enum Value {
    /// Nothing.
    #[default]
    Null,
    /// Every number and truth value.
    Integer(i64),
    /// Words and times.
    Text(String),
    /// Records, packets, digests.
    Bytes(Vec<u8>),
    /// Numbers to look for: `column IN LIST(?1)`. A parameter only.
    Integers(Vec<i64>),
    /// Names to look for: `column IN LIST(?1)`. A parameter only.
    Several(Vec<Vec<u8>>),
}

/// The parameters of a statement, in the order of `?1`, `?2`, …
macro_rules! values {
    ($($value:expr),* $(,)?) => { [$($crate::center::database::value::Value::from($value)),*] };
}
pub(in crate::center) use values;

macro_rules! from {
    ($($type:ty, $value:ident => $made:expr;)*) => {$(
        impl From<$type> for Value {
            fn from($value: $type) -> Self {
                $made
            }
        }
    )*};
}

from! {
    i64, value => Self::Integer(value);
    u8, value => Self::Integer(value.into());
    u16, value => Self::Integer(value.into());
    u32, value => Self::Integer(value.into());
    bool, value => Self::Integer(value.into());
    &str, value => Self::Text(value.to_owned());
    &String, value => Self::Text(value.clone());
    String, value => Self::Text(value);
    &[u8], value => Self::Bytes(value.to_vec());
    &Vec<u8>, value => Self::Bytes(value.clone());
    Vec<u8>, value => Self::Bytes(value);
    Vec<i64>, value => Self::Integers(value);
    Vec<Vec<u8>>, value => Self::Several(value);
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(value: [u8; N]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A row of an answer.
#[derive(Clone, Debug)]
pub(in crate::center) struct Row(pub(super) Vec<Value>);

impl Row {
    /// Takes the value of a column out.
    ///
    /// # Errors
    ///
    /// There is no such column, or it holds something else.
    pub(in crate::center) fn take<T: Take>(&mut self, column: usize) -> Result<T, DatabaseError> {
        let value = self.0.get_mut(column).map(std::mem::take);
        value.and_then(T::of).ok_or_else(|| DatabaseError::Row(format!("a wrong value in column {column}")))
    }
}

/// What a column may be read as.
pub(in crate::center) trait Take: Sized {
    /// `None` if the value is another.
    fn of(value: Value) -> Option<Self>;
}

macro_rules! take {
    ($($type:ty, $pattern:pat => $made:expr;)*) => {$(
        impl Take for $type {
            fn of(value: Value) -> Option<Self> {
                if let $pattern = value { $made } else { None }
            }
        }
    )*};
}

take! {
    i64, Value::Integer(number) => Some(number);
    u8, Value::Integer(number) => number.try_into().ok();
    u16, Value::Integer(number) => number.try_into().ok();
    u32, Value::Integer(number) => number.try_into().ok();
    bool, Value::Integer(number) => Some(number != 0);
    String, Value::Text(text) => Some(text);
    Vec<u8>, Value::Bytes(bytes) => Some(bytes);
}

impl<const N: usize> Take for [u8; N] {
    fn of(value: Value) -> Option<Self> {
        if let Value::Bytes(bytes) = value { bytes.try_into().ok() } else { None }
    }
}

impl<T: Take> Take for Option<T> {
    fn of(value: Value) -> Option<Self> {
        if value == Value::Null { Some(None) } else { T::of(value).map(Some) }
    }
}
