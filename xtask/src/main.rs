//! The project's one toolbox.

fn main() {}
