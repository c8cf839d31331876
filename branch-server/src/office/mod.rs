//! What people at the branch do, read, publish, check and keep.

pub(crate) mod acts;
pub(crate) mod backup;
pub(crate) mod erasure;
pub(crate) mod evaluations;
pub(crate) mod export;
pub(crate) mod history;
pub(crate) mod published;
pub(crate) mod recovery;
pub(crate) mod tables;
pub(crate) mod verify;
pub(crate) mod views;
