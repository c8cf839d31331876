//! The streams: where a record lives, who follows which stream, and what a device lacks of them.

pub(crate) mod pages;
pub(crate) mod placement;
pub(crate) mod scope;
