//! Packs the area list that the core ships; `core/data/regions/README.md` describes source, licence and form.
#![allow(clippy::print_stdout, reason = "a program that reports to the terminal")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

const LEVEL: i32 = 22;
const FILES: [&str; 4] = ["provinces.csv", "regencies.csv", "districts.csv", "villages.csv"];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [source, target] = arguments.as_slice() else {
        return Err("usage: build_regions SOURCE_DIR TARGET_FILE".into());
    };
    let mut hash = Sha256::new();
    let mut levels = Vec::new();
    for file in FILES {
        let text = fs::read_to_string(Path::new(source).join(file))?;
        hash.update(&text);
        levels.push(rows(file, &text)?);
    }
    let version = format!("idn-area-data.{}", &hex::encode(hash.finalize())[..8]);
    let packed = pack(&version, &levels)?;
    fs::write(target, &packed)?;
    println!("{version}: {} villages in {} bytes", levels[3].len(), packed.len());
    Ok(())
}

/// Name by code, without dots; the code is the first cell, the name the last.
fn rows(file: &str, text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut rows = BTreeMap::new();
    for (index, line) in text.lines().enumerate().skip(1) {
        let bad = |problem: &str| format!("{file}, line {}: {problem}", index + 1);
        let (code, rest) = line.split_once(',').ok_or_else(|| bad("no comma"))?;
        let name = if file == "provinces.csv" { rest } else { rest.split_once(',').ok_or_else(|| bad("no name"))?.1 };
        // The source writes the glottal stop in three ways.
        let name = name.trim().replace(['"', '’'], "'");
        let code = code.replace('.', "");
        if !code.bytes().all(|byte| byte.is_ascii_digit()) || name.is_empty() || name.contains(',') {
            return Err(bad("not a code and a name"));
        }
        if rows.insert(code, name).is_some() {
            return Err(bad("the code occurs twice"));
        }
    }
    Ok(rows)
}

fn pack(version: &str, levels: &[BTreeMap<String, String>]) -> Result<Vec<u8>, Box<dyn Error>> {
    let [provinces, regencies, districts, villages] = levels else { return Err("four levels are expected".into()) };
    let below = |level: &'_ BTreeMap<String, String>, code: &str| -> Vec<(String, String)> {
        level
            .range(code.to_owned()..)
            .take_while(|(c, _)| c.starts_with(code))
            .map(|(c, n)| (c.clone(), n.clone()))
            .collect()
    };
    let (mut index, mut blocks) = (format!("{version}\n"), Vec::new());
    for (province, name) in provinces {
        let block = zstd::encode_all(block(&below(villages, province))?.as_bytes(), LEVEL)?;
        writeln!(index, "P{province} {} {name}", block.len())?;
        blocks.extend(block);
        for (regency, name) in below(regencies, province) {
            writeln!(index, "R{} {name}", &regency[2..])?;
            for (district, name) in below(districts, &regency) {
                writeln!(index, "D{} {name}", &district[4..])?;
            }
        }
    }
    let index = zstd::encode_all(index.as_bytes(), LEVEL)?;
    let mut packed = u32::try_from(index.len())?.to_le_bytes().to_vec();
    packed.extend(index);
    packed.extend(blocks);
    Ok(packed)
}

fn block(villages: &[(String, String)]) -> Result<String, Box<dyn Error>> {
    let (mut text, mut district, mut previous) = (String::new(), "", 0);
    for (code, name) in villages {
        if &code[2..6] != district {
            district = &code[2..6];
            previous = 0;
            writeln!(text, ">{district}")?;
        }
        let number: u32 = code[6..].parse()?;
        if previous != 0 && number == previous + 1 {
            writeln!(text, "+{name}")?;
        } else {
            writeln!(text, "{number:04}{name}")?;
        }
        previous = number;
    }
    Ok(text)
}
