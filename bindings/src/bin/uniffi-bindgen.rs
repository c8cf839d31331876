//! Generates the Kotlin and Python sources from the built library; `cargo xtask test` runs it.

fn main() {
    uniffi::uniffi_bindgen_main();
}
