//! The exchange with the branch, sans I/O: bytes out, bytes in.

pub mod wire;
