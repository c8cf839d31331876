//! Who may import whom, as tables: what `ARCHITECTURE.md` draws as arrows.

/// A package of the workspace whose sources are checked.
#[derive(Debug)]
pub(crate) struct Package {
    /// As its own and other sources call it.
    pub(crate) crate_name: &'static str,
    /// Its sources, from the top of the checkout.
    pub(crate) folder: &'static str,
    /// Every file belongs to the area with the longest fitting home; a file that belongs to none is a violation.
    pub(crate) areas: &'static [Area],
    /// Crates that it must not depend on, not even in tests.
    pub(crate) never_depends_on: &'static [&'static str],
}

/// A part of a package with arrows of its own.
#[derive(Debug)]
pub(crate) struct Area {
    /// Its module, from the top of the crate; empty for `lib.rs` alone.
    pub(crate) home: &'static [&'static str],
    /// Areas of the core that it may import, besides itself.
    pub(crate) imports: Imports,
    pub(crate) bans: &'static [Ban],
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Imports {
    Anything,
    /// By home, joined by `::`.
    Only(&'static [&'static str]),
}

/// Something that an area must do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ban {
    /// Files, network, clocks, randomness, logging, and crates that are not known to be free of them.
    Impurity,
    Network,
    Async,
    /// A crate, by name.
    Crate(&'static str),
}

const PURE: &[Ban] = &[Ban::Impurity, Ban::Network, Ban::Async];
const SYNCHRONOUS: &[Ban] = &[Ban::Network, Ban::Async];

const fn pure(home: &'static [&'static str], imports: &'static [&'static str]) -> Area {
    Area { home, imports: Imports::Only(imports), bans: PURE }
}

const fn synchronous(home: &'static [&'static str], imports: Imports) -> Area {
    Area { home, imports, bans: SYNCHRONOUS }
}

/// Everything a device knows.
pub(crate) const CORE: Package = Package {
    crate_name: "perisai_core",
    folder: "core/src",
    areas: &[
        pure(&["domain"], &[]),
        // Asked wherever a test may plant a bug; a constant in every other build.
        pure(&["planted"], &[]),
        pure(&["merge"], &["domain", "planted"]),
        pure(&["insight"], &["domain"]),
        pure(&["sync", "wire"], &["domain"]),
        pure(&["sync", "signature"], &["domain", "ports"]),
        pure(&["sync", "recovery"], &["domain", "ports"]),
        pure(&["sync", "software_signer"], &["ports"]),
        pure(&["store", "ddl"], &["domain"]),
        pure(&["ports"], &["domain"]),
        synchronous(&["store"], Imports::Only(&["domain", "merge", "planted", "sync::wire", "store::ddl", "ports"])),
        // The one public error is made from those of the layers below it, which do not know it.
        synchronous(&["error"], Imports::Only(&["domain", "store"])),
        synchronous(
            &["sync"],
            Imports::Only(&[
                "domain",
                "merge",
                "sync::wire",
                "sync::signature",
                "store",
                "store::ddl",
                "ports",
                "error",
            ]),
        ),
        synchronous(
            &["lock"],
            Imports::Only(&["domain", "store", "sync::recovery", "sync::software_signer", "ports", "error"]),
        ),
        synchronous(&["field"], Imports::Anything),
        synchronous(&["ffi"], Imports::Anything),
        synchronous(&[], Imports::Anything),
    ],
    never_depends_on: &[
        "perisai_branch",
        "perisai_bindings",
        "perisai_tests",
        "tokio",
        "axum",
        "reqwest",
        "ureq",
        "jni",
    ],
};

/// The other end of the wire.
pub(crate) const BRANCH: Package = Package {
    crate_name: "perisai_branch",
    folder: "branch-server/src",
    areas: &[
        Area { home: &["store"], imports: OF_THE_BRANCH, bans: &[] },
        // Backends hide behind the ledger: what is outside must work with either.
        Area { home: &["*"], imports: OF_THE_BRANCH, bans: &[Ban::Crate("rusqlite"), Ban::Crate("tokio_postgres")] },
    ],
    never_depends_on: &["perisai_bindings"],
};

const OF_THE_BRANCH: Imports = Imports::Only(&[
    "domain",
    "insight",
    "merge",
    "planted",
    "sync::wire",
    "sync::signature",
    "sync::recovery",
    "sync::software_signer",
    "store::ddl",
    "ports",
]);

/// The translation for Kotlin and Python.
pub(crate) const BINDINGS: Package = Package {
    crate_name: "perisai_bindings",
    folder: "bindings/src",
    areas: &[Area {
        home: &["*"],
        imports: Imports::Only(&["field", "lock", "domain", "insight", "sync::software_signer", "ports", "error"]),
        bans: &[Ban::Network, Ban::Crate("rusqlite")],
    }],
    // The server must not ship in the app.
    never_depends_on: &["perisai_branch", "rusqlite", "tokio"],
};

/// Paths of the standard library that reach outside, and of crates that would let a clock or chance in.
pub(crate) const IMPURE: &[&str] = &[
    "std::env",
    "std::fs",
    "std::io::stderr",
    "std::io::stdin",
    "std::io::stdout",
    "std::net",
    "std::os",
    "std::path",
    "std::process",
    "std::thread",
    "std::time::Instant",
    "std::time::SystemTime",
    "std::time::UNIX_EPOCH",
    "std::hash::RandomState",
    "chrono::Local",
    "chrono::Utc::now",
    "uuid::Uuid::new_v4",
    "uuid::Uuid::now_v7",
];

/// Macros that print. (`log` and `tracing` are not among the crates below.)
pub(crate) const PRINTING: &[&str] = &["print", "println", "eprint", "eprintln", "dbg"];

/// Crates that compute and do nothing else, as this house uses them. A new one is a decision, taken here.
pub(crate) const PURE_CRATES: &[&str] = &[
    "base64",
    "chrono",
    "data_encoding",
    "ed25519_dalek",
    "hex",
    "hkdf",
    "hmac",
    "hpke",
    "rmp_serde",
    "serde",
    "serde_json",
    "sha2",
    "statrs",
    "thiserror",
    "unicode_normalization",
    "uniffi",
    "uuid",
    "zeroize",
    "zstd",
];

/// The folder, at any depth, that SQL lives in.
pub(crate) const SQL_HOME: &str = "store";
