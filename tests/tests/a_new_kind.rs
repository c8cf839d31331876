//! A kind that only this test knows goes all the way: captured, exchanged, merged, read.

use std::collections::BTreeSet;

use perisai_core::domain::record::{Follows, Identity, Policy, Record, Writer};
use perisai_core::domain::{Registry, Value};
use perisai_core::field::{AttentionKind, FieldEdit};
use perisai_core::record;
use perisai_tests::sim::Scene;

/// A village that both phones have.
const VILLAGE: &str = "3374051002";

record! {
    /// A well in a village: declared here, known nowhere else.
    pub struct Well: "well" {
        follows: Follows::Village("village");
        identity: Identity::Derived(&["village", "name"]);
        writer: Writer::Device;
        /// What people call it.
        name: String => Policy::Fixed;
        /// Where it is.
        village: perisai_core::domain::VillageCode => Policy::Fixed, indexed;
        /// How deep, metres.
        depth: Option<u32> => Policy::Contested;
        /// Who draws from it.
        users: BTreeSet<String> => Policy::Gather;
        /// What state it is in.
        state: Option<String> => Policy::Latest;
    }
}

fn fields(depth: &str, users: &str, state: &str) -> Vec<FieldEdit> {
    [("name", "Sumur Gede"), ("village", VILLAGE), ("depth", depth), ("users", users), ("state", state)]
        .into_iter()
        .map(|(field, value)| FieldEdit { field: field.to_owned(), value: Some(value.to_owned()) })
        .collect()
}

#[test]
fn a_declared_kind_is_captured_exchanged_merged_and_read_without_another_line() {
    let mut scene = Scene::with(Registry::standard().with(Well::KIND));

    // Two phones record one well, unseen by each other: one record, by its derived id.
    let first = scene.phones[0].field.record_kind("well", &fields("8", "siti;budi", "clear")).unwrap();
    scene.pass(60_000);
    let second = scene.phones[1].field.record_kind("well", &fields("9", "dewi", "muddy")).unwrap();
    assert_eq!(first.record, second.record);
    for phone in [0, 1, 0] {
        assert!(scene.sync(phone).complete);
    }

    for phone in &scene.phones[..2] {
        let line = phone.field.record("well", &first.record).unwrap();
        let shown = |name: &str| line.fields.iter().find(|field| field.field == name).map(|field| field.value.as_str());
        assert_eq!(shown("depth"), Some("8"), "contested: the first stands");
        assert_eq!(shown("users"), Some("budi;dewi;siti"), "gathered");
        assert_eq!(shown("state"), Some("muddy"), "the later shows");
        let conflict = phone.field.attention().unwrap().into_iter().find(|item| item.kind == AttentionKind::Conflict);
        assert_eq!(conflict.unwrap().field.as_deref(), Some("depth"));
    }
    let kept = scene.branch().record(Well::KIND, first.record.parse().unwrap()).unwrap();
    assert_eq!(kept.fields.get("depth"), Some(&Value::Int(8)));
}
