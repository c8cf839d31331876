//! What the model has found, told step by step to a real branch.

use perisai_core::domain::Value;
use perisai_core::field::AttentionKind;
use perisai_tests::sim::Scene;

/// Decides the one conflict that a phone shows, for the change named.
fn decide(scene: &mut Scene, phone: usize, choice: &str) {
    scene.pass(60_000);
    let items = scene.phones[phone].field.attention().unwrap();
    let conflict = items.into_iter().find(|item| item.kind == AttentionKind::Conflict).expect("a conflict").about;
    let decided = scene.phones[phone].field.resolve_field(&conflict, choice, "told");
    scene.saved(phone, decided);
}

#[test]
fn a_supervisor_s_choice_stands_also_where_the_value_is_listed_under_another_who_set_the_same() {
    let mut scene = Scene::new();
    let worker = scene.register(0, 1).worker;
    (0..4).for_each(|phone| drop(scene.sync(phone)));
    (1..4).chain([0]).for_each(|phone| drop(scene.sync(phone)));

    let (first, other) = ("1970-01-01", "1980-02-02");
    scene.edit(0, &worker, "birth_date", first);
    let contested = scene.edit(1, &worker, "birth_date", other).to_string();
    let same = scene.edit(2, &worker, "birth_date", first).to_string();
    scene.sync(0);
    scene.sync(1);
    // Phone 0 looks at its own value beside the other; then phone 2 turns out to have set the same.
    scene.sync(0);
    scene.sync(2);
    scene.sync(3);

    decide(&mut scene, 0, &contested);
    decide(&mut scene, 3, &same);
    scene.sync(0);
    assert_eq!(scene.at_branch(&worker, "birth_date"), Some(Value::from(other)));
    scene.sync(3);
    assert_eq!(scene.at_branch(&worker, "birth_date"), Some(Value::from(first)), "the supervisor's choice stands");
}
