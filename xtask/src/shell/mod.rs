//! The Android shell and the Kotlin library below it: what is generated and compiled for them, and how Maven is told.

pub(crate) mod apk;
pub(crate) mod manifest;
pub(crate) mod native;
pub(crate) mod pictures;
pub(crate) mod resources;

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use crate::house::House;
use crate::java::Artifact;
use crate::{bindings, java};

/// Where the shell's sources stand, and Maven's project over all of Kotlin.
pub(crate) const FOLDER: &str = "android-shell";

/// Where what is made of the shell lies, below the build folder.
const MADE: &str = "shell/made";

/// What Maven needs to have before it compiles.
#[derive(Debug)]
pub(crate) struct Kotlin {
    pom: PathBuf,
    sources: PathBuf,
    resources: PathBuf,
    build: PathBuf,
    pictures: PathBuf,
}

impl Kotlin {
    /// Generates the sources and compiles the resources. The folder for what is made of the shell is begun anew: a class or a
    /// test that is no more must not linger.
    pub(crate) fn prepare(house: &House) -> Result<Self, String> {
        java::check()?;
        bindings::kotlin(house)?;
        bindings::empty(&house.scratch(MADE))?;
        let kotlin = Self::compiled(house);
        resources::for_tests(house, &kotlin.resources)?;
        Ok(kotlin)
    }

    /// What an earlier run has prepared and compiled.
    pub(crate) fn compiled(house: &House) -> Self {
        let made = house.scratch(MADE);
        Self {
            pom: house.root().join(FOLDER).join("pom.xml"),
            sources: house.scratch("bindings/kotlin/sources"),
            resources: made.join("resources"),
            build: made.join("build"),
            pictures: house.scratch("shell/pictures"),
        }
    }

    /// Where pictures of screens go instead.
    pub(crate) fn drawing_into(self, pictures: PathBuf) -> Self {
        Self { pictures, ..self }
    }

    /// Maven over the library, the presentation and the app.
    pub(crate) fn maven(&self, house: &House) -> Command {
        let mut maven = java::maven(&self.pom);
        maven.current_dir(house.root()).env("PERISAI_KOTLIN_SOURCES", &self.sources);
        maven.env("PERISAI_SHELL_RESOURCES", &self.resources).env("PERISAI_SHELL_BUILD", &self.build);
        maven.env("PERISAI_SHELL_PICTURES", &self.pictures);
        house.tell(&mut maven);
        maven
    }

    /// The compiled classes, of the library first.
    pub(crate) fn classes(&self) -> [PathBuf; 3] {
        let library = self.sources.with_file_name("build").join("classes");
        [library, self.build.join("perisai-presentation/classes"), self.build.join("perisai-app/classes")]
    }

    /// What runs the library and the presentation with their tests on this machine's Java.
    pub(crate) fn desk_classpath(&self, house: &House) -> Result<OsString, String> {
        let [library, presentation, _] = self.classes();
        let tests = [&presentation, &library].map(|classes| classes.with_file_name("test-classes"));
        let pom = house.root().join("bindings/kotlin/pom.xml");
        let mut parts = [vec![library, presentation], tests.to_vec()].concat();
        for (group, name, version) in
            [("org.jetbrains.kotlin", "kotlin-stdlib", "kotlin.version"), ("net.java.dev.jna", "jna", "jna.version")]
        {
            let version = java::property(&pom, version)?;
            parts.push(Artifact { group, name, version: &version, packaging: "jar" }.fetched(house)?);
        }
        env::join_paths(parts).map_err(|error| error.to_string())
    }
}
