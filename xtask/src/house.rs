//! Where things are: the sources, what cargo builds from them, and how to call cargo so that it builds them once.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The checkout and its build folder.
#[derive(Debug)]
pub(crate) struct House {
    root: PathBuf,
    target: PathBuf,
    cargo: OsString,
    profile: &'static str,
}

impl House {
    /// Finds both from where this program stands: cargo put it into the folder where it puts all the others.
    pub(crate) fn find() -> Result<Self, String> {
        let package =
            env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let root = package.parent().filter(|root| root.join("Cargo.toml").is_file());
        let root = root.ok_or("the workspace is not where it was when this program was built")?;
        let own = env::current_exe().map_err(|error| format!("cannot tell where this program is: {error}"))?;
        let target = own.parent().and_then(Path::parent).ok_or("this program is not in a build folder of cargo's")?;
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        Ok(Self { root: root.to_owned(), target: target.to_owned(), cargo, profile: "debug" })
    }

    /// One that a test has laid out.
    #[cfg(test)]
    pub(crate) fn of(root: PathBuf, target: PathBuf, cargo: OsString) -> Self {
        Self { root, target, cargo, profile: "debug" }
    }

    /// The top of the checkout.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A folder or file below the top of the checkout, if it is there.
    pub(crate) fn existing(&self, below_root: &str) -> Option<PathBuf> {
        Some(self.root.join(below_root)).filter(|path| path.exists())
    }

    /// A place below the build folder, for what the toolbox makes itself.
    pub(crate) fn scratch(&self, name: &str) -> PathBuf {
        self.target.join(name)
    }

    /// The same house, of what is built with the optimiser on: for the benchmarks, and for what is packed.
    pub(crate) fn optimised(&self) -> Self {
        Self { root: self.root.clone(), target: self.target.clone(), cargo: self.cargo.clone(), profile: "release" }
    }

    /// Where cargo puts programs and libraries: of the profile that the field day and the tests share, unless this is the
    /// optimised house.
    pub(crate) fn products(&self) -> PathBuf {
        self.target.join(self.profile)
    }

    /// Cargo, at the top of the checkout. Callers pass `--workspace` wherever something is compiled: with fewer
    /// packages cargo would choose other features for shared dependencies and compile them a second time.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.cargo);
        command.args(arguments).current_dir(&self.root);
        // A relative build folder counts from where the caller stands, not from the top.
        for name in ["CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR"] {
            if let Some(Ok(folder)) = env::var_os(name).map(std::path::absolute) {
                command.env(name, folder);
            }
        }
        command
    }

    /// What tests in every language may ask for in the environment: where to find the programs and the library
    /// that they drive.
    pub(crate) fn tell(&self, command: &mut Command) {
        let products = self.products();
        command.env("PERISAI_BRANCH", program(&products, "perisai-branch"));
        command.env("PERISAI_SIGN_FIXTURE", program(&products, "sign_fixture"));
        command.env("PERISAI_LIBRARY_DIR", products);
    }
}

/// A program in a folder of cargo's.
pub(crate) fn program(folder: &Path, name: &str) -> PathBuf {
    folder.join(name).with_extension(env::consts::EXE_EXTENSION)
}

/// A dynamic library in a folder of cargo's.
pub(crate) fn library(folder: &Path, crate_name: &str) -> PathBuf {
    folder.join(format!("{}{crate_name}{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX))
}
