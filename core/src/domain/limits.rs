//! Limits, each with a name and a unit. Both ends hold to the same numbers.

/// The largest encoded change, in bytes.
pub const CHANGE_BYTES_MAX: usize = 256 * 1024;
/// The most patches in one change.
pub const CHANGE_PATCHES_MAX: usize = 200;
/// The largest request body as it travels, in bytes.
pub const REQUEST_PACKED_BYTES_MAX: usize = 1024 * 1024;
/// The largest request body once unpacked, in bytes.
pub const REQUEST_UNPACKED_BYTES_MAX: usize = 16 * 1024 * 1024;
/// How many times larger than its packed form a body may unpack.
pub const UNPACK_RATIO_MAX: usize = 100;
/// How deeply lists and maps may nest inside one field's value.
pub const NESTING_MAX: usize = 16;
/// The longest text in a field, in bytes of UTF-8.
pub const TEXT_BYTES_MAX: usize = 4 * 1024;
/// The most elements in one list, set or map.
pub const ELEMENTS_MAX: usize = 1_000;
/// The most text that a form being filled in holds, in bytes of UTF-8.
pub const FORM_BYTES_MAX: usize = 64 * 1024;
/// The most forms being filled in that a device keeps.
pub const FORMS_MAX: usize = 100;
/// The most changes that wait on a device for the branch.
pub const PENDING_CHANGES_MAX: u64 = 100_000;
/// The largest page of one stream, in bytes.
pub const PAGE_BYTES_MAX: usize = 1024 * 1024;
/// The smallest batch of changes that a device offers, in bytes.
pub const BATCH_BYTES_MIN: usize = 4 * 1024;
/// The batch of changes that a device offers first, in bytes.
pub const BATCH_BYTES_START: usize = 64 * 1024;
/// The largest batch of changes that a device offers, in bytes: what still fits a request.
pub const BATCH_BYTES_MAX: usize = 1024 * 1024;
/// How long a device keeps an acknowledged change, in days of the branch's time, and at least until it is in a backup.
pub const ACKNOWLEDGED_KEPT_DAYS: i64 = 30;
/// How long a change may wait for a record it refers to before it goes back to its author, in days of the branch's time.
pub const HELD_DAYS_MAX: i64 = 30;
/// How long the author sees what was captured outside the agent's villages, in days of the branch's time.
pub const OUTSIDE_COPY_DAYS: i64 = 90;
/// How long what a restored branch no longer knows stays in attention, in days of the branch's time.
pub const SET_ASIDE_DAYS: i64 = 90;
