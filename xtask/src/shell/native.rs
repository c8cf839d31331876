//! The device core as phones run it: one library per kind of processor, built with Android's NDK.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::house::House;
use crate::{elf, process};

/// The oldest Android that the app runs on (API level). The NDK's compilers carry it in their names.
const SDK_MIN: u32 = 26;
/// What newer phones load code in. A library whose pieces are aligned to less is refused there.
const PAGE_BYTES: u64 = 16_384;
const LIBRARY: &str = "libperisai_bindings.so";

/// A kind of processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Abi {
    /// As Android's packages call it.
    pub(crate) name: &'static str,
    /// As Rust calls it.
    target: &'static str,
    /// As the NDK's compilers call it.
    compiler: &'static str,
}

/// Nearly every phone, older cheap ones, and emulators.
pub(crate) const ABIS: [Abi; 3] = [
    Abi { name: "arm64-v8a", target: "aarch64-linux-android", compiler: "aarch64-linux-android" },
    Abi { name: "armeabi-v7a", target: "armv7-linux-androideabi", compiler: "armv7a-linux-androideabi" },
    Abi { name: "x86_64", target: "x86_64-linux-android", compiler: "x86_64-linux-android" },
];

/// The NDK's compilers on this machine.
#[derive(Debug)]
pub(crate) struct Ndk {
    bin: PathBuf,
}

impl Ndk {
    /// The one that the caller named, or why there is none.
    pub(crate) fn named() -> Result<Self, String> {
        let home = env::var_os("ANDROID_NDK_HOME").ok_or(
            "ANDROID_NDK_HOME is not set: the native library for phones needs Android's NDK, r27 or newer; get it from \
             developer.android.com/ndk",
        )?;
        Self::at(Path::new(&home))
    }

    fn at(home: &Path) -> Result<Self, String> {
        let hosts = home.join("toolchains/llvm/prebuilt");
        let host = fs::read_dir(&hosts)
            .ok()
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .find(|host| host.is_dir());
        let host = host
            .ok_or_else(|| format!("ANDROID_NDK_HOME holds no compilers: {} is empty or missing", hosts.display()))?;
        let ndk = Self { bin: host.join("bin") };
        for tool in ABIS.iter().map(|abi| ndk.clang(abi)).chain([ndk.tool("llvm-ar"), ndk.tool("llvm-ranlib")]) {
            if !tool.is_file() {
                return Err(format!("the NDK lacks {}: is it r27 or newer?", tool.display()));
            }
        }
        Ok(ndk)
    }

    fn clang(&self, abi: &Abi) -> PathBuf {
        let ending = if cfg!(windows) { ".cmd" } else { "" };
        self.bin.join(format!("{}{SDK_MIN}-clang{ending}", abi.compiler))
    }

    fn tool(&self, name: &str) -> PathBuf {
        self.bin.join(name).with_extension(env::consts::EXE_EXTENSION)
    }
}

/// A library, and the kind of processor that it is for.
#[derive(Debug)]
pub(crate) struct Built {
    pub(crate) abi: Abi,
    pub(crate) library: PathBuf,
}

/// Builds the library for every kind of processor. Blocks for minutes each the first time: OpenSSL and SQLCipher are
/// compiled too.
pub(crate) fn build(house: &House, ndk: &Ndk) -> Result<Vec<Built>, String> {
    ABIS.into_iter().map(|abi| build_one(house, ndk, abi)).collect()
}

fn build_one(house: &House, ndk: &Ndk, abi: Abi) -> Result<Built, String> {
    println!("==> the native library for {}", abi.name);
    let ended = process::run_without_input(command(house, ndk, &abi));
    if !ended.is_success() {
        let std = process::answer(rustc_asking_for(&abi)).is_some_and(|folder| Path::new(folder.trim()).is_dir());
        let remedy = if std { String::new() } else { format!(": `rustup target add {}`", abi.target) };
        return Err(format!("the native library for {} was not built: cargo {ended}{remedy}", abi.name));
    }
    let library = target_folder(house).join(abi.target).join("release").join(LIBRARY);
    check_pages(&library)?;
    Ok(Built { abi, library })
}

/// Whether newer phones load a library.
pub(crate) fn check_pages(library: &Path) -> Result<(), String> {
    let bytes = fs::read(library).map_err(|error| format!("{}: {error}", library.display()))?;
    match elf::least_alignment(&bytes) {
        Some(alignment) if alignment >= PAGE_BYTES => Ok(()),
        Some(alignment) => Err(format!(
            "{} is aligned to {alignment} bytes, and newer phones load code in pages of {PAGE_BYTES}",
            library.display()
        )),
        None => Err(format!("{} is no library of Android's", library.display())),
    }
}

/// A build folder of its own: what is asked for here would have the other one's dependencies compiled anew.
fn target_folder(house: &House) -> PathBuf {
    house.scratch("android")
}

fn command(house: &House, ndk: &Ndk, abi: &Abi) -> Command {
    // The generator stays out, and with it what a phone has no use for.
    let arguments =
        ["build", "--release", "--package", "perisai-bindings", "--lib", "--no-default-features", "--target"];
    let mut cargo = house.cargo(&arguments);
    cargo.arg(abi.target).arg("--target-dir").arg(target_folder(house));
    let in_names = abi.target.replace('-', "_");
    let for_cargo = format!("CARGO_TARGET_{}", in_names.to_uppercase());
    let clang = ndk.clang(abi);
    cargo.env(format!("{for_cargo}_LINKER"), &clang);
    cargo.env(format!("{for_cargo}_RUSTFLAGS"), format!("-C link-arg=-Wl,-z,max-page-size={PAGE_BYTES}"));
    cargo.env("CARGO_PROFILE_RELEASE_STRIP", "symbols");
    // What cc, and with it SQLCipher, OpenSSL and zstd, are compiled and packed with.
    cargo.env(format!("CC_{in_names}"), &clang);
    cargo.env(format!("AR_{in_names}"), ndk.tool("llvm-ar"));
    cargo.env(format!("RANLIB_{in_names}"), ndk.tool("llvm-ranlib"));
    // OpenSSL's own configuration looks for the compilers on the search path as well.
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([ndk.bin.clone()].into_iter().chain(env::split_paths(&path))).unwrap_or(path);
    cargo.env("PATH", path);
    // Flags that the caller's own builds use would take the place of those above.
    for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET", "CFLAGS", "CC", "AR"] {
        cargo.env_remove(name);
    }
    cargo
}

fn rustc_asking_for(abi: &Abi) -> Command {
    let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc")));
    rustc.args(["--print", "target-libdir", "--target", abi.target]);
    rustc
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::elf::tests::library;
    use std::os::unix::fs::PermissionsExt;

    /// A folder of its own for a test.
    fn folder(name: &str) -> PathBuf {
        let folder = env::temp_dir().join(format!("perisai-xtask-{}-{name}", std::process::id()));
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the folder can be emptied");
        }
        fs::create_dir_all(&folder).expect("the folder can be made");
        folder
    }

    fn script(file: &Path, text: &str) {
        fs::create_dir_all(file.parent().expect("in a folder")).expect("the folder can be made");
        fs::write(file, format!("#!/bin/sh\n{text}\n")).expect("the script can be written");
        fs::set_permissions(file, fs::Permissions::from_mode(0o755)).expect("the script can be marked");
    }

    /// An NDK whose compilers write down how they were called and link what lies ready, and a cargo that compiles nothing
    /// but calls the compilers by the names that it was told, as cargo, cc and OpenSSL do.
    fn stand_ins(folder: &Path) -> (House, Ndk) {
        let bin = folder.join("ndk/toolchains/llvm/prebuilt/linux-x86_64/bin");
        for abi in ABIS {
            let record = format!("echo \"$(basename $0) $*\" >> '{}/calls'", folder.display());
            let link = format!("{record}\nfor last; do :; done\ncp '{}/ready.so' \"$last\"", folder.display());
            script(&bin.join(format!("{}26-clang", abi.compiler)), &link);
        }
        for tool in ["llvm-ar", "llvm-ranlib"] {
            script(&bin.join(tool), &format!("echo \"$(basename $0) $*\" >> '{}/calls'", folder.display()));
        }
        let cargo = "\
            echo \"cargo $*\" >> \"$RECORD/calls\"\n\
            while [ $# -gt 0 ]; do case $1 in --target) target=$2;; --target-dir) folder=$2;; esac; shift; done\n\
            name=$(echo $target | tr - _); upper=$(echo $name | tr a-z A-Z)\n\
            eval linker=\\$CARGO_TARGET_${upper}_LINKER flags=\\$CARGO_TARGET_${upper}_RUSTFLAGS\n\
            eval cc=\\$CC_$name ar=\\$AR_$name ranlib=\\$RANLIB_$name\n\
            [ -z \"$RUSTFLAGS$CFLAGS$CC\" ] || exit 3\n\
            command -v $(basename $cc) >/dev/null || exit 4\n\
            mkdir -p $folder/$target/release && cd $folder || exit 5\n\
            $cc -c sqlite3.c -o compiled.o && $ar crs a.a && $ranlib a.a\n\
            $linker ${flags#-C link-arg=} -o $folder/$target/release/libperisai_bindings.so";
        let cargo = cargo.replace("$RECORD", &folder.display().to_string());
        script(&folder.join("cargo"), &cargo);
        let house = House::of(folder.to_owned(), folder.join("target"), folder.join("cargo").into());
        (house, Ndk::at(&folder.join("ndk")).expect("the NDK is whole"))
    }

    #[test]
    fn every_kind_of_processor_is_built_with_its_own_compiler_and_large_pages() {
        let folder = folder("built");
        let (house, ndk) = stand_ins(&folder);
        fs::write(folder.join("ready.so"), library(PAGE_BYTES)).expect("a library lies ready");
        let built = build(&house, &ndk).expect("all of them are built");
        assert_eq!(
            built.iter().map(|built| built.abi.name).collect::<Vec<_>>(),
            ["arm64-v8a", "armeabi-v7a", "x86_64"]
        );
        assert!(built.iter().all(|built| built.library.is_file()));
        let calls = fs::read_to_string(folder.join("calls")).expect("the calls were written down");
        for (target, clang) in [
            ("aarch64-linux-android", "aarch64-linux-android26-clang"),
            ("armv7-linux-androideabi", "armv7a-linux-androideabi26-clang"),
            ("x86_64-linux-android", "x86_64-linux-android26-clang"),
        ] {
            let target_folder = house.scratch("android").display().to_string();
            for call in [
                format!(
                    "cargo build --release --package perisai-bindings --lib --no-default-features --target {target} \
                     --target-dir {target_folder}"
                ),
                format!("{clang} -c sqlite3.c -o compiled.o"),
                format!("{clang} -Wl,-z,max-page-size=16384 -o {target_folder}/{target}/release/{LIBRARY}"),
            ] {
                assert!(calls.lines().any(|line| line == call), "{call} was not called:\n{calls}");
            }
        }
        assert!(calls.contains("llvm-ar crs a.a\nllvm-ranlib a.a"), "{calls}");
        fs::remove_dir_all(folder).expect("the folder can be removed");
    }

    #[test]
    fn a_library_with_small_pages_is_refused() {
        let folder = folder("pages");
        let (house, ndk) = stand_ins(&folder);
        fs::write(folder.join("ready.so"), library(4_096)).expect("a library lies ready");
        let complaint = build(&house, &ndk).expect_err("newer phones do not load it");
        assert!(complaint.contains("aligned to 4096 bytes"), "{complaint}");
        fs::remove_dir_all(folder).expect("the folder can be removed");
    }

    #[test]
    fn an_ndk_that_is_none_is_named_with_its_remedy() {
        let folder = folder("none");
        let complaint = Ndk::at(&folder).expect_err("nothing is there");
        assert!(complaint.contains("ANDROID_NDK_HOME holds no compilers"), "{complaint}");
        fs::create_dir_all(folder.join("toolchains/llvm/prebuilt/linux-x86_64/bin")).expect("the folder can be made");
        let complaint = Ndk::at(&folder).expect_err("the compilers are not there");
        assert!(complaint.contains("aarch64-linux-android26-clang"), "{complaint}");
        fs::remove_dir_all(folder).expect("the folder can be removed");
    }
}
