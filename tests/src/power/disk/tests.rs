use std::collections::BTreeSet;

use super::*;

fn created(disk: &mut Disk, name: &str) -> FileId {
    let file = disk.unused_id();
    disk.perform(&Op::Create { name: name.to_owned(), file });
    file
}

fn write(file: FileId, offset: u64, bytes: &[u8]) -> Op {
    Op::Write { file, offset, bytes: bytes.into() }
}

fn sync_names(disk: &mut Disk) {
    disk.perform(&Op::SyncDirectory { directory: String::new() });
}

/// A disk with one durable file "f" that holds `content`.
fn disk_with(content: &[u8]) -> (Disk, FileId) {
    let mut disk = Disk::default();
    let file = created(&mut disk, "f");
    disk.perform(&write(file, 0, content));
    disk.perform(&Op::Sync { file });
    sync_names(&mut disk);
    (disk, file)
}

fn left<'a>(image: &'a Image, name: &str) -> Option<&'a [u8]> {
    image.files.get(name).map(|content| content.as_slice())
}

#[test]
fn what_is_synced_survives_every_loss() {
    let (disk, _) = disk_with(b"kept");
    for loss in Loss::modes(7) {
        assert_eq!(left(&disk.survivors(loss, None), "f"), Some(b"kept".as_slice()), "{loss:?}");
    }
}

#[test]
fn what_is_not_synced_is_visible_and_goes_with_the_power() {
    let (mut disk, file) = disk_with(b"old");
    disk.perform(&write(file, 0, b"new"));
    assert_eq!(disk.content(file), b"new");
    assert_eq!(left(&disk.survivors(Loss::All, None), "f"), Some(b"old".as_slice()));
    assert_eq!(left(&disk.survivors(Loss::None, None), "f"), Some(b"new".as_slice()));
    assert_eq!(disk.unsynced(), 1);
}

#[test]
fn a_sync_covers_its_own_file_only() {
    let (mut disk, first) = disk_with(b"");
    let second = created(&mut disk, "g");
    sync_names(&mut disk);
    disk.perform(&write(first, 0, b"1"));
    disk.perform(&write(second, 0, b"2"));
    disk.perform(&Op::Sync { file: second });
    let image = disk.survivors(Loss::All, None);
    assert_eq!(left(&image, "f"), Some(b"".as_slice()));
    assert_eq!(left(&image, "g"), Some(b"2".as_slice()));
}

#[test]
fn a_synced_file_without_a_synced_name_is_gone() {
    let mut disk = Disk::default();
    let file = created(&mut disk, "f");
    disk.perform(&write(file, 0, b"content"));
    disk.perform(&Op::Sync { file });
    assert_eq!(left(&disk.survivors(Loss::All, None), "f"), None);
    sync_names(&mut disk);
    assert_eq!(left(&disk.survivors(Loss::All, None), "f"), Some(b"content".as_slice()));
}

#[test]
fn a_deleted_name_comes_back_with_its_content_unless_its_directory_was_synced() {
    let (mut disk, _) = disk_with(b"again");
    disk.perform(&Op::Delete { name: "f".to_owned() });
    assert_eq!(disk.find("f"), None);
    assert_eq!(left(&disk.survivors(Loss::All, None), "f"), Some(b"again".as_slice()));
    sync_names(&mut disk);
    assert_eq!(left(&disk.survivors(Loss::All, None), "f"), None);
}

#[test]
fn a_name_made_anew_may_lead_to_the_old_file_after_a_cut() {
    let (mut disk, _) = disk_with(b"old");
    disk.perform(&Op::Delete { name: "f".to_owned() });
    let new = created(&mut disk, "f");
    disk.perform(&write(new, 0, b"new"));
    disk.perform(&Op::Sync { file: new });
    assert_eq!(left(&disk.visible(), "f"), Some(b"new".as_slice()));
    assert_eq!(left(&disk.survivors(Loss::All, None), "f"), Some(b"old".as_slice()));
}

#[test]
fn a_directory_sync_covers_its_own_directory_only() {
    let mut disk = Disk::default();
    created(&mut disk, "a/f");
    created(&mut disk, "b/f");
    disk.perform(&Op::SyncDirectory { directory: "a".to_owned() });
    let image = disk.survivors(Loss::All, None);
    assert!(left(&image, "a/f").is_some() && left(&image, "b/f").is_none());
}

#[test]
fn a_rename_is_atomic_and_needs_its_directory_synced() {
    let (mut disk, _) = disk_with(b"old");
    let new = created(&mut disk, "f.new");
    disk.perform(&write(new, 0, b"new"));
    disk.perform(&Op::Sync { file: new });
    disk.perform(&Op::Rename { from: "f.new".to_owned(), to: "f".to_owned() });
    assert_eq!(left(&disk.visible(), "f"), Some(b"new".as_slice()));
    for seed in 0..100 {
        let image = disk.survivors(Loss::Torn(seed), None);
        assert!(matches!(left(&image, "f"), Some(b"old" | b"new")), "seed {seed}");
    }
    sync_names(&mut disk);
    assert_eq!(left(&disk.survivors(Loss::All, None), "f"), Some(b"new".as_slice()));
}

#[test]
fn the_operation_under_way_may_survive_but_a_sync_under_way_promises_nothing() {
    let (mut disk, file) = disk_with(b"old");
    let under_way = write(file, 0, b"new");
    assert_eq!(left(&disk.survivors(Loss::None, Some(&under_way)), "f"), Some(b"new".as_slice()));
    assert_eq!(left(&disk.survivors(Loss::All, Some(&under_way)), "f"), Some(b"old".as_slice()));
    disk.perform(&under_way);
    let sync = Op::Sync { file };
    assert_eq!(left(&disk.survivors(Loss::All, Some(&sync)), "f"), Some(b"old".as_slice()));
}

#[test]
fn a_subset_keeps_some_operations_in_their_order_and_every_combination_occurs() {
    let (mut disk, file) = disk_with(b"..");
    disk.perform(&write(file, 0, b"a"));
    disk.perform(&write(file, 1, b"b"));
    disk.perform(&write(file, 0, b"c"));
    let seen: BTreeSet<Vec<u8>> = (0..400)
        .map(|seed| left(&disk.survivors(Loss::Subset(seed), None), "f").expect("the file is durable").to_vec())
        .collect();
    let possible: BTreeSet<Vec<u8>> =
        [b"..", b"a.", b".b", b"c.", b"ab", b"cb"].iter().map(|content| content.to_vec()).collect();
    assert_eq!(seen, possible);
}

#[test]
fn a_torn_write_keeps_whole_sectors_and_touches_nothing_outside_its_range() {
    let (mut disk, file) = disk_with(&[b'.'; 2048]);
    disk.perform(&write(file, 500, &[b'x'; 1000]));
    let parts = [500..512, 512..1024, 1024..1500];
    let mut mixtures = BTreeSet::new();
    for seed in 0..400 {
        let image = disk.survivors(Loss::Torn(seed), None);
        let content = left(&image, "f").expect("the file is durable");
        assert!(content[..500].iter().chain(&content[1500..]).all(|byte| *byte == b'.'), "seed {seed}");
        let mixture = parts.clone().map(|part| {
            let first = content[part.start];
            assert!(content[part].iter().all(|byte| *byte == first), "seed {seed} tore a sector");
            first == b'x'
        });
        mixtures.insert(mixture);
    }
    assert_eq!(mixtures.len(), 8, "every mixture of three sectors occurs");
}

#[test]
fn a_write_that_survives_alone_leaves_zeros_before_it() {
    let (mut disk, file) = disk_with(b"");
    disk.perform(&write(file, 0, b"lost"));
    disk.perform(&write(file, 4, b"kept"));
    let seen = (0..100).any(|seed| left(&disk.survivors(Loss::Subset(seed), None), "f") == Some(b"\0\0\0\0kept"));
    assert!(seen);
}

#[test]
fn truncations_are_kept_or_lost_in_their_place() {
    let (mut disk, file) = disk_with(b"long");
    disk.perform(&Op::Truncate { file, len: 1 });
    disk.perform(&write(file, 1, b"?"));
    assert_eq!(disk.content(file), b"l?");
    let seen: BTreeSet<Vec<u8>> = (0..200)
        .map(|seed| left(&disk.survivors(Loss::Subset(seed), None), "f").expect("the file is durable").to_vec())
        .collect();
    let possible: BTreeSet<Vec<u8>> =
        [&b"long"[..], b"l", b"l?ng", b"l?"].iter().map(|content| content.to_vec()).collect();
    assert_eq!(seen, possible);
}

#[test]
fn a_failed_sync_is_not_made_good_by_the_next_one() {
    let (mut disk, file) = disk_with(b"old");
    disk.perform(&write(file, 0, b"new"));
    disk.fail_sync(file);
    disk.perform(&Op::Sync { file });
    assert_eq!(disk.content(file), b"new");
    assert_eq!(left(&disk.survivors(Loss::None, None), "f"), Some(b"old".as_slice()));
}

#[test]
fn the_same_seed_loses_the_same() {
    let (mut disk, file) = disk_with(b"");
    for at in 0..50 {
        disk.perform(&write(file, at * 300, &[1; 700]));
    }
    for seed in 0..20 {
        assert_eq!(disk.survivors(Loss::Torn(seed), None), disk.survivors(Loss::Torn(seed), None));
    }
    assert_ne!(disk.survivors(Loss::Torn(1), None), disk.survivors(Loss::Torn(2), None));
}

#[test]
fn a_disk_made_from_an_image_holds_it_durably() {
    let (disk, _) = disk_with(b"held");
    let image = disk.visible();
    assert_eq!(Disk::holding(&image).survivors(Loss::All, None), image);
}
