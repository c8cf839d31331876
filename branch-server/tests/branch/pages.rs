//! Reports as a clerk asks for them: printed, or all of them in a folder.

use std::fs;

use crate::program::begun;

const DAY: [&str; 2] = ["--as-of", "2026-06-30"];

#[test]
fn all_reports_are_written_into_a_folder_and_touch_nothing_else_there() {
    let folder = begun("pages");
    let out = folder.0.join("out").join("june");
    let ask = |language: &str| {
        folder.done(&["report", "all", "--out", out.to_str().unwrap(), "--lang", language, DAY[0], DAY[1]])
    };
    ask("id");
    fs::write(out.join("notes.txt"), "mine").unwrap();
    let read = |name: &str| fs::read_to_string(out.join(name)).unwrap();
    let page = read("index.html");
    assert!(page.contains("<html lang=\"id\">") && page.contains("30 Jun 2026"));
    assert_eq!(page.matches("<section ").count(), 16);
    let reports: serde_json::Value = serde_json::from_str(&read("reports.json")).unwrap();
    assert_eq!(reports.as_array().unwrap().len(), 16);
    assert!(read("reports.csv").starts_with("report,as_of,group,measure,value,n,low,high,status\n"));
    assert_eq!(ask("en"), "");
    assert!(read("index.en.html").contains("<html lang=\"en\">"));
    ask("id");
    assert_eq!(read("index.html"), page);
    let mut names: Vec<_> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort_unstable();
    assert_eq!(names, ["index.en.html", "index.html", "notes.txt", "reports.csv", "reports.json"]);
    assert_eq!(read("notes.txt"), "mine");
}

#[test]
fn one_report_is_printed_as_a_page_with_its_filter() {
    let folder = begun("page");
    let asked = ["report", "training", "--format", "html", "--from", "2026-01", "--segment", "fisher", DAY[0], DAY[1]];
    let page = folder.done(&asked);
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    assert_eq!(page.matches("<section ").count(), 1);
    assert!(page.contains("mulai Jan 2026, Nelayan"), "{page}");
}

#[test]
fn all_reports_need_a_folder_and_one_takes_none() {
    let folder = begun("page-usage");
    assert_eq!(folder.run(&["report", "all"]).status.code(), Some(2));
    let out = folder.0.join("out");
    let (code, said) = folder.fails(&["report", "shift", "--out", out.to_str().unwrap()]);
    assert_eq!((code, out.exists()), (Some(1), false), "{said}");
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = begun("page-file");
    let file = folder.0.join("taken");
    fs::write(&file, "").unwrap();
    let (code, said) = folder.fails(&["report", "all", "--out", file.to_str().unwrap()]);
    assert_ne!(code, Some(0));
    assert!(said.contains("taken"), "{said}");
}
