//! The device itself: keys, heads, totals.

use perisai_core::{Field, FieldError};
use perisai_tests::hand::Hand;
use tempfile::TempDir;

use crate::support::{MORNING_MS, enrolled, open, siti};

#[test]
fn a_wrong_key_touches_nothing_and_another_agent_is_turned_away() {
    let folder = TempDir::new().unwrap();
    enrolled(&folder).shutdown();
    let bytes = std::fs::read(folder.path().join("field.db")).unwrap();
    let other = Hand::new(2, "A01", MORNING_MS);
    let refused = Field::open(folder.path(), &other.vault, "A01".parse().unwrap(), other.ports).unwrap_err();
    assert_eq!(refused, FieldError::WrongKey);
    assert_eq!(std::fs::read(folder.path().join("field.db")).unwrap(), bytes);
    let hand = Hand::new(1, "A01", MORNING_MS);
    let refused = Field::open(folder.path(), &hand.vault, "A02".parse().unwrap(), hand.ports).unwrap_err();
    assert_eq!(refused, FieldError::OtherAgent);
}

#[test]
fn no_instant_is_too_far_for_the_days_totals() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    for at_ms in [i64::MIN, i64::MAX] {
        for offset in [i32::MIN, 0, i32::MAX] {
            assert_eq!(field.day_totals(at_ms, offset).unwrap().registrations, 0);
        }
    }
}

#[test]
fn the_screens_head_tells_the_branch_and_the_villages_and_that_nothing_was_synced_yet() {
    let folder = TempDir::new().unwrap();
    assert_eq!(open(&folder).head().unwrap().branch, None);
    let field = enrolled(&folder);
    field.register(&siti()).unwrap();
    let head = field.head().unwrap();
    assert_eq!(head.branch.as_deref(), Some("Semarang Majapahit"));
    let [village] = head.villages.as_slice() else { panic!("{} villages", head.villages.len()) };
    assert_eq!(village.village, "3374051001");
    assert!(!village.name.is_empty());
    assert_eq!((head.agent_name, head.synced_ms, head.pending), (None, None, 1));
}
