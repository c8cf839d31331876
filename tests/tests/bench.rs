//! The benchmarks run and say everything that they are to say. What they measure is nobody's promise.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// Every measure of a quick run.
const NAMES: [&str; 42] = [
    "capture_p50",
    "capture_p99",
    "capture_registration_p50",
    "capture_registration_p99",
    "fsyncs_per_capture",
    "apply_pulled",
    "database_size",
    "database_size_pending",
    "server_batches",
    "server_replay",
    "cold_open_20",
    "cold_open_60",
    "cold_open_200",
    "cold_open_flat",
    "screen_home",
    "screen_workers",
    "screen_search",
    "screen_meeting",
    "screen_message_shelf",
    "screen_events_view",
    "screen_forum",
    "screen_find_attendees",
    "screen_figures_view",
    "screen_figure_view",
    "screen_nomination_form",
    "screen_worker_view",
    "screen_conversation_form",
    "screen_registration_form",
    "screen_attention_view",
    "screen_sync_view",
    "search_name_p50",
    "search_name_p99",
    "search_nik_p50",
    "search_nik_p99",
    "requests_day_end",
    "idle_requests",
    "idle_bytes",
    "wire_200",
    "wire_one",
    "bytes_with_cuts",
    "reports_all",
    "reports_reading",
];

#[test]
fn a_quick_run_measures_everything_and_its_file_can_be_read() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("figures/bench.json");
    let ran = Command::new(env!("CARGO_BIN_EXE_bench"))
        .args(["--quick", "--out"])
        .arg(&out)
        .arg("--folder")
        .arg(folder.path().join("files"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said}{}", String::from_utf8_lossy(&ran.stderr));

    let report: Value = serde_json::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap();
    assert_eq!(report["size"], "quick");
    let rows = report["rows"].as_array().unwrap();
    let names: BTreeSet<&str> = rows.iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, BTreeSet::from(NAMES));
    for row in rows {
        let name = row["name"].as_str().unwrap();
        let figure = row["figure"].as_f64().unwrap_or_else(|| panic!("{name} has no figure"));
        assert!(figure.is_finite() && figure > 0.0, "{name} is {figure}");
        let (bound, goal) = row["goal"].as_object().unwrap().iter().next().unwrap();
        let is_met =
            if bound == "at_most" { figure <= goal.as_f64().unwrap() } else { figure >= goal.as_f64().unwrap() };
        assert_eq!(row["met"], is_met, "{name}");
        assert!(said.contains(row["measure"].as_str().unwrap()), "{name} is not in the table");
        assert!(!row["against"].as_str().unwrap().is_empty(), "{name}");
    }
    let is_void = rows.iter().any(|row| row["void"] == true);
    assert_eq!((report["void"] == true, said.contains("VOID")), (is_void, is_void));
    for counted in ["fsyncs_per_capture", "requests_day_end", "idle_requests"] {
        let row = rows.iter().find(|row| row["name"] == counted).unwrap();
        assert_eq!(row["probe_us"], Value::Null, "{counted} is counted, not timed");
    }
}
