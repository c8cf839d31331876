//! The encrypted store of a device.

pub mod ddl;
