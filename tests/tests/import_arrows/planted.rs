//! The check, shown to find what is planted for it.

use std::collections::BTreeSet;
use std::fs;

use crate::check::{Sources, TopNames, check, check_dependencies};
use crate::read_sources;
use crate::rules::{BINDINGS, BRANCH, CORE, Package};

/// The rules that sources break, as `line: rule`, without complaints about files that are not part of the example.
fn broken(package: &Package, file: &str, text: &str) -> Vec<String> {
    let core_top = "pub mod domain; pub mod store; pub use domain::Worker; pub use store::Opened;";
    let core: Sources = [
        ("lib.rs".to_owned(), core_top.to_owned()),
        ("domain/record.rs".to_owned(), "#[macro_export] macro_rules! record { () => {} }".to_owned()),
        ("store/mod.rs".to_owned(), "#[macro_export] macro_rules! row { () => {} }".to_owned()),
    ]
    .into();
    let dependencies = ["serde", "rusqlite", "tracing", "proptest", "perisai_core", "uniffi"].map(str::to_owned).into();
    let sources = [(file.to_owned(), text.to_owned())].into();
    check(package, &sources, &dependencies, &TopNames::of_core(&core))
        .into_iter()
        .filter(|violation| violation.rule != "no module declares this file")
        .map(|violation| format!("{}: {}", violation.line, violation.rule))
        .collect()
}

#[test]
fn an_arrow_against_the_current_is_found_in_every_spelling() {
    let rule = "domain imports crate::store::Store; of the core it may import nothing";
    for text in [
        "use crate::store::Store;",
        "use super::store::Store;",
        "use crate::{domain, store::Store};",
        "use crate::store::Store as Shop;",
        "fn f(_: crate::store::Store) {}",
        "fn f() { let _: Vec<crate::store::Store> = crate::domain::g(); }",
        "use crate as top; fn f(_: top::store::Store) {}",
        "use super as top; fn f(_: top::store::Store) {}",
        "fn f() { format!(\"{}\", 1 + crate::store::Store) }",
        "macro_rules! m { () => { $crate::store::Store } }",
        "macro_rules! m { () => { use $crate::{domain, store::{Store}}; } }",
        "#[serde(with = \"crate::store::Store\")] struct A;",
        "use perisai_core::store::Store;",
        "mod inner { mod inmost { use super::super::super::store::Store; } }",
    ] {
        let found = broken(&CORE, "domain/mod.rs", text);
        assert!(found.contains(&format!("1: {rule}")), "{text}\n{found:#?}");
    }
}

#[test]
fn taking_the_whole_core_or_a_name_from_its_top_counts_by_where_it_comes_from() {
    for (text, found) in [
        ("use crate::Opened;", 1),
        ("use crate::row;", 1),
        ("fn f() { crate::row!() }", 1),
        ("use crate::*;", 1),
        ("use crate::Worker;", 0),
        ("use crate::record;", 0),
        ("fn f() { crate::record!() }", 0),
    ] {
        assert_eq!(broken(&CORE, "domain/nik.rs", text).len(), found, "{text}");
    }
}

#[test]
fn whatever_reaches_outside_is_found_in_the_pure_parts() {
    for text in [
        "use std::fs;",
        "use std::{fmt, fs::File};",
        "use std::*;",
        "use std::io::{Read, stdout};",
        "fn f() { std::net::TcpStream::connect(a) }",
        "use std::time; fn f() { time::SystemTime::now() }",
        "use std::time::*;",
        "use std as s; fn f() { s::env::var(a) }",
        "extern crate std as s; fn f() { s::env::var(a) }",
        "fn f() { println!(\"a\") }",
        "fn f() { std::eprintln!(\"a\") }",
        "fn f() { vec![std::process::id()] }",
        "use uuid::Uuid; fn f() { Uuid::new_v4() }",
        "fn f() { chrono::Utc::now() }",
        "use rusqlite::Connection;",
        "fn f() { tracing::info!(\"a\") }",
        "async fn f() {}",
        "fn f() { async {} }",
        "fn f() { m!(a.await) }",
        "#[path = \"../store/mod.rs\"] mod inner;",
        "include!(\"../store/mod.rs\");",
        "#[cfg(test)] mod tests { fn f() { std::fs::read(a) } }",
    ] {
        for file in ["domain/a.rs", "merge/a.rs", "insight/a.rs", "sync/wire/a.rs", "store/ddl.rs"] {
            let found = broken(&CORE, file, text);
            assert!(found.iter().any(|rule| !rule.contains("was not found")), "{file}: {text}");
        }
    }
}

#[test]
fn what_the_pure_parts_need_is_let_be() {
    let text = r#"
        //! Speaks of `std::fs` and of SELECT name FROM worker WHERE it pleases.
        use std::{collections::BTreeMap, fmt, io::Read, time::Duration};
        use serde::{Deserialize, Serialize};
        use super::rule::Rule;
        use crate::domain::{self, Nik};
        pub(in crate::domain) struct A { fs: u8 }
        fn net(store: &A) { fs::f(); store.fs.process() }
        #[cfg(test)]
        mod tests {
            use super::*;
            use proptest::prelude::*;
            use crate::sync::software_signer::SoftwareSigner;
        }
    "#;
    for file in ["domain/a.rs", "merge/a.rs", "insight/mod.rs", "sync/wire/mod.rs", "store/ddl.rs"] {
        let text = if file == "domain/a.rs" { text.to_owned() } else { text.replace("super::rule", "serde") };
        assert_eq!(broken(&CORE, file, &text), Vec::<String>::new(), "{file}");
    }
}

#[test]
fn each_layer_of_the_core_keeps_to_those_below_it() {
    for (file, text, found) in [
        ("merge/mod.rs", "use crate::domain::Worker;", 0),
        ("merge/mod.rs", "use crate::insight::Report;", 1),
        ("insight/mod.rs", "use crate::merge::plan;", 1),
        ("sync/wire/mod.rs", "use crate::merge::plan;", 1),
        ("sync/wire/mod.rs", "use super::session;", 1),
        ("store/ddl.rs", "use super::journal;", 1),
        ("store/mod.rs", "use crate::merge::plan; use crate::sync::wire::Message; mod ddl;", 0),
        ("store/mod.rs", "use crate::sync::session::Session;", 1),
        ("store/mod.rs", "use crate::sync;", 1),
        ("store/mod.rs", "use crate::field::Field;", 1),
        ("store/mod.rs", "use crate::error::FieldError;", 1),
        ("error.rs", "use crate::store::StoreError;", 0),
        ("error.rs", "use crate::field::Field;", 1),
        ("sync/session.rs", "use crate::store::Store;", 0),
        ("sync/session.rs", "use crate::field::Field;", 1),
        ("sync/session.rs", "use crate::insight::Report;", 1),
        ("field.rs", "use crate::{domain, insight, merge, store, sync};", 0),
        ("field.rs", "use std::net::TcpStream;", 1),
        ("field.rs", "async fn f() {}", 1),
        ("bluetooth.rs", "", 1),
    ] {
        let found_here: Vec<_> =
            broken(&CORE, file, text).into_iter().filter(|rule| !rule.contains("was not found")).collect();
        assert_eq!(found_here.len(), found, "{file}: {text}\n{found_here:#?}");
    }
}

#[test]
fn the_branch_and_the_bindings_take_only_what_is_meant_for_them() {
    for (package, file, text, found) in [
        (&BRANCH, "serve.rs", "use perisai_core::{domain::Nik, merge, sync::wire, store::ddl, insight};", 0),
        (&BRANCH, "serve.rs", "use perisai_core::Worker;", 0),
        (&BRANCH, "serve.rs", "use perisai_core::Opened;", 1),
        (&BRANCH, "serve.rs", "use perisai_core::store::Store;", 1),
        (&BRANCH, "serve.rs", "use perisai_core::field::Field;", 1),
        (&BRANCH, "serve.rs", "use perisai_core::*;", 1),
        (&BRANCH, "serve.rs", "use perisai_core as c; fn f(_: c::sync::session::Session) {}", 1),
        (&BRANCH, "serve.rs", "use rusqlite::Connection;", 1),
        (&BRANCH, "store/sqlite.rs", "use rusqlite::Connection;", 0),
        (&BRANCH, "serve.rs", "use std::net::TcpListener; async fn f() {}", 0),
        (&BINDINGS, "lib.rs", "use perisai_core::field::Field; use perisai_core::{Worker, domain, error, ports};", 0),
        (&BINDINGS, "lib.rs", "use perisai_core::Opened;", 1),
        (&BINDINGS, "lib.rs", "use perisai_core::merge::plan;", 1),
        (&BINDINGS, "lib.rs", "use rusqlite::Connection;", 1),
    ] {
        let found_here = broken(package, file, text);
        assert_eq!(found_here.len(), found, "{file}: {text}\n{found_here:#?}");
    }
}

#[test]
fn sql_is_found_wherever_it_does_not_live() {
    let text = "/// SELECT name FROM worker\nfn f() { g(\"SELECT name FROM worker\"); h!(r#\"PRAGMA user_version\"#) }";
    for (package, file) in
        [(&CORE, "sync/session.rs"), (&CORE, "field.rs"), (&BRANCH, "main.rs"), (&BINDINGS, "lib.rs")]
    {
        let rule = "2: SQL lives under a `store/` folder".to_owned();
        assert_eq!(broken(package, file, text), [rule.clone(), rule], "{file}");
    }
    for (package, file) in [(&CORE, "store/rows.rs"), (&CORE, "store.rs"), (&BRANCH, "store/sqlite/rows.rs")] {
        assert_eq!(broken(package, file, text), Vec::<String>::new(), "{file}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_not_passed_over() {
    assert!(broken(&CORE, "domain/a.rs", "fn f( {")[0].starts_with("1: cannot be read"));
}

#[test]
fn files_and_declared_modules_are_held_against_each_other_in_a_real_folder() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("import_arrows");
    let write = |file: &str, text: &str| {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    };
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder can be emptied");
    }
    write("lib.rs", "pub mod domain; pub mod merge;");
    write("domain/mod.rs", "pub mod nik; #[cfg(test)] mod tests;");
    write("domain/tests.rs", "use crate::merge::plan;");
    write("domain/nik.rs", "use crate::merge::plan;");
    write("domain/forgotten.rs", "");
    let sources = read_sources(&folder);
    let violations = check(&CORE, &sources, &BTreeSet::new(), &TopNames::of_core(&sources));
    let shown: Vec<String> = violations.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "core/src/:0: module merge was not found",
            "core/src/domain/forgotten.rs:1: no module declares this file",
            "core/src/domain/nik.rs:1: domain imports crate::merge::plan; of the core it may import nothing",
        ]
    );
}

#[test]
fn a_forbidden_dependency_is_found() {
    let dependencies = ["serde", "tokio"].map(str::to_owned).into();
    assert_eq!(check_dependencies(&CORE, &dependencies), ["perisai_core depends on tokio"]);
    assert_eq!(check_dependencies(&BRANCH, &dependencies), Vec::<String>::new());
    let dependencies = ["perisai_branch"].map(str::to_owned).into();
    assert_eq!(check_dependencies(&BINDINGS, &dependencies), ["perisai_bindings depends on perisai_branch"]);
}
