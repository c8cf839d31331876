//! What ids, numbers and messages look like in a cell.

use perisai_core::domain::{AgentId, ChainHash, ChangeId, DeviceId, Incarnation, RecordId};
use perisai_core::sync::wire::Stream;
use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::failed;
use crate::error::{BranchError, Result};

/// A value kept in a cell in a form of its own.
pub(super) struct Kept<T>(pub(super) T);

macro_rules! kept_as_bytes {
    ($($type:ident => $bytes:expr),+ $(,)?) => {$(
        impl rusqlite::ToSql for Kept<$type> {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                let bytes: fn(&$type) -> &[u8] = $bytes;
                Ok(ToSqlOutput::Borrowed(ValueRef::Blob(bytes(&self.0))))
            }
        }
    )+};
}

kept_as_bytes! {
    RecordId => |id| id.as_bytes(),
    DeviceId => |id| id.0.as_bytes(),
    ChangeId => |id| &id.0,
    ChainHash => |hash| &hash.0,
    Incarnation => |incarnation| &incarnation.0,
}

macro_rules! read_from_bytes {
    ($($type:ident => $read:expr),+ $(,)?) => {$(
        impl FromSql for Kept<$type> {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                let read: fn(&[u8]) -> Option<$type> = $read;
                read(value.as_blob()?).map(Self).ok_or(FromSqlError::InvalidType)
            }
        }
    )+};
}

read_from_bytes! {
    RecordId => RecordId::from_slice,
    DeviceId => |bytes| RecordId::from_slice(bytes).map(|id| DeviceId(id.0)),
    ChangeId => ChangeId::from_slice,
    ChainHash => ChainHash::from_slice,
    Incarnation => Incarnation::from_slice,
}

impl rusqlite::ToSql for Kept<&AgentId> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.as_str()))
    }
}

impl FromSql for Kept<AgentId> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Self).map_err(|_| FromSqlError::InvalidType)
    }
}

impl rusqlite::ToSql for Kept<&Stream> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.name()))
    }
}

impl FromSql for Kept<Stream> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Stream::from_name(value.as_str()?).map(Self).ok_or(FromSqlError::InvalidType)
    }
}

/// Positions and counts never reach SQLite's limit of 2^63.
impl rusqlite::ToSql for Kept<u64> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        i64::try_from(self.0)
            .map(ToSqlOutput::from)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
    }
}

impl FromSql for Kept<u64> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        u64::try_from(value.as_i64()?).map(Self).map_err(|_| FromSqlError::InvalidType)
    }
}

/// A kept value of a row.
pub(super) fn get<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    Kept<T>: FromSql,
{
    row.get::<_, Kept<T>>(column).map(|kept| kept.0)
}

/// A kept value of a row, where there is one.
pub(super) fn get_optional<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>>
where
    Kept<T>: FromSql,
{
    row.get::<_, Option<Kept<T>>>(column).map(|kept| kept.map(|kept| kept.0))
}

/// What a cell holds packed.
pub(super) fn packed<T: Serialize>(value: &T) -> Vec<u8> {
    rmp_serde::to_vec_named(value).expect("what the branch keeps holds nothing that MessagePack cannot")
}

/// Reads what a cell holds packed.
pub(super) fn unpacked<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    rmp_serde::from_slice(bytes).map_err(|_| BranchError::Ledger("a cell holds what was never written".to_owned()))
}

/// Whether a row fell out of a query.
pub(super) fn optional<T>(result: rusqlite::Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
        Err(error) => Err(failed(error)),
    }
}
