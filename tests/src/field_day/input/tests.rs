use proptest::prelude::*;

use super::*;
use crate::field_day::sheet::CELL_BYTES_MAX;

const AGENTS: &str = "agent,name,role,villages\nsiti,Siti,perisai_agent,33.74.05.1007;33.74.05.1013\n\
                      bagus,Bagus,perisai_agent,33.74.05.1007\n";
const REGISTRATIONS: &str = "agent,captured_at,worker,name,nik,birth_date,sex,village,occupation,declared_income,\
                             programmes,period_months,start_month\n";
const EDITS: &str = "agent,captured_at,worker,field,value\n";

/// An input of the required files and one more.
fn with(file: InputFile, text: impl AsRef<[u8]>) -> Result<Input, InputError> {
    let mut files = BTreeMap::from([
        (InputFile::Agents, AGENTS.as_bytes().to_vec()),
        (InputFile::Registrations, REGISTRATIONS.as_bytes().to_vec()),
    ]);
    files.insert(file, text.as_ref().to_vec());
    Input::from_files(&files)
}

fn edits(rows: &str) -> Input {
    with(InputFile::Edits, format!("{EDITS}{rows}")).unwrap()
}

fn message(error: InputError) -> String {
    error.to_string()
}

#[test]
fn captures_come_in_the_order_of_time_whatever_their_files_and_offsets() {
    let encounters = "agent,captured_at,worker,channel,direction\n\
                      siti,2026-06-09T10:30:00+08:00,k1,phone,incoming\n\
                      siti,2026-06-09T10:00:00+07:00,k1,phone,incoming\n";
    let mut files = BTreeMap::from([
        (InputFile::Agents, AGENTS.as_bytes().to_vec()),
        (InputFile::Registrations, REGISTRATIONS.as_bytes().to_vec()),
        (InputFile::Encounters, encounters.as_bytes().to_vec()),
    ]);
    let rows = "siti,2026-06-09T10:00+07:00,k1,phone,\nbagus,2026-06-09T02:15:00Z,k1,phone,\n";
    files.insert(InputFile::Edits, format!("{EDITS}{rows}").into_bytes());
    let input = Input::from_files(&files).unwrap();
    let order: Vec<_> = input.captures.iter().map(|capture| (capture.kind, capture.row.line)).collect();
    let expected =
        [(CaptureKind::Edit, 3), (CaptureKind::Encounter, 2), (CaptureKind::Encounter, 3), (CaptureKind::Edit, 2)];
    assert_eq!(order, expected);
}

#[test]
fn columns_stand_in_any_order_and_blanks_around_a_cell_do_not_count() {
    let text = " value ,worker,field,captured_at,agent\n  0844 1100 ,k1, phone ,2026-06-09T10:00:00+07:00, siti\n";
    let input = with(InputFile::Edits, text).unwrap();
    let cells: Vec<_> = input.captures[0].row.cells().collect();
    assert_eq!(cells.len(), 5);
    assert_eq!(input.captures[0].row.get("value"), Some("0844 1100"));
    assert_eq!(input.captures[0].agent, "siti");
}

#[test]
fn an_empty_cell_and_an_absent_column_say_nothing() {
    let input = edits("siti,2026-06-09T10:00:00+07:00,k1,phone,\n");
    assert_eq!(input.captures[0].row.get("value"), None);
    assert_eq!(input.captures[0].row.get("acknowledge"), None);
}

#[test]
fn a_list_is_split_at_semicolons() {
    let input = with(InputFile::Agents, "agent,name,role,villages\nsiti,S,perisai_agent, a; b ;;c;\n").unwrap();
    assert_eq!(input.agents[0].list("villages"), ["a", "b", "c"]);
    assert_eq!(input.agents[0].list("wadah"), [""; 0]);
}

#[test]
fn lines_are_physical_through_quoted_cells_blank_lines_and_every_line_end() {
    for end in ["\n", "\r\n", "\r"] {
        let rows = [
            "agent,captured_at,worker,field,value",
            "siti,2026-06-09T10:00:00+07:00,k1,name,\"over\ntwo lines\"",
            "",
            "",
            "siti,2026-06-09T10:01:00+07:00,k1,name,x",
            ",,,,",
            "siti,2026-06-09T10:02:00+07:00,k1,name,\"a \"\"quoted\"\", comma\"",
        ];
        for last in [end, ""] {
            let text = rows.join("\n").replace('\n', end) + last;
            let input = with(InputFile::Edits, text).unwrap();
            let lines: Vec<_> = input.captures.iter().map(|capture| capture.row.line).collect();
            assert_eq!(lines, [2, 6, 8], "{end:?} {last:?}");
            assert_eq!(input.captures[2].row.get("value"), Some("a \"quoted\", comma"));
        }
    }
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let input = with(InputFile::Agents, format!("\u{feff}{AGENTS}")).unwrap();
    assert_eq!(input.agents.len(), 2);
    assert_eq!(input.agents[0].line, 2);
}

#[test]
fn rows_without_an_agent_or_an_instant_are_refused_and_the_rest_goes_on() {
    let input = edits(
        ",2026-06-09T10:00:00+07:00,k1,phone,x\nrini,2026-06-09T10:00:00+07:00,k1,phone,x\nsiti,,k1,phone,x\n\
         siti,2026-06-09T10:00:00,k1,phone,x\nsiti,2026-06-09T10:00:00+07:00,k1,phone,x\n",
    );
    let refused: Vec<_> = input.refused.iter().map(|row| (row.line, row.field.as_str(), row.rule)).collect();
    let expected = [
        (2, "agent", Rule::Required),
        (3, "agent", Rule::LabelUnknown),
        (4, "captured_at", Rule::Required),
        (5, "captured_at", Rule::Date),
    ];
    assert_eq!(refused, expected);
    assert_eq!(input.captures.len(), 1);
}

#[test]
fn an_agent_that_could_not_name_a_folder_is_refused() {
    let long = "a".repeat(41);
    let text = format!("agent,name,role,villages\n../x,A,b,c\n{long},A,b,c\n,A,b,c\nbu siti,A,b,c\nOk_-9,A,b,c\n");
    let input = with(InputFile::Agents, text).unwrap();
    let refused: Vec<_> = input.refused.iter().map(|row| (row.line, row.rule)).collect();
    assert_eq!(refused, [(2, Rule::Enum), (3, Rule::Enum), (4, Rule::Required), (5, Rule::Enum)]);
    assert_eq!(input.agents.len(), 1);
}

#[test]
fn a_label_defined_twice_is_an_error_with_both_lines() {
    let text = "worker,name,village\nk1,A,v\nk2,B,v\nk1,C,v\n";
    let error = with(InputFile::KnownWorkers, text).unwrap_err();
    assert_eq!(message(error), "known_workers.csv, line 4: the worker of line 2 again");
}

#[test]
fn a_header_is_held_against_the_columns_of_its_file() {
    let said = |text: &str| message(with(InputFile::Edits, text).unwrap_err());
    assert_eq!(said(&EDITS.replace("value", "value,religion")), "edits.csv: unknown column \"religion\"");
    assert_eq!(said(&EDITS.replace("value", "value,Acknowledge")), "edits.csv: unknown column \"Acknowledge\"");
    assert_eq!(said(&EDITS.replace("value", "value,")), "edits.csv: unknown column \"\"");
    assert_eq!(said(&EDITS.replace(",value", "")), "edits.csv: missing column value");
    assert_eq!(said(&EDITS.replace("value", "value,worker")), "edits.csv: column worker stands twice");
    for text in ["", "\n\n", "\u{feff}"] {
        assert!(said(text).starts_with("edits.csv: the first line is not a header"), "{text:?}");
    }
}

#[test]
fn every_required_column_is_missed_and_no_other() {
    for file in InputFile::all() {
        for (absent, need) in file.columns() {
            let header: Vec<_> = file.columns().map(|(column, _)| column).filter(|column| *column != absent).collect();
            let outcome = read_sheet(file, (header.join(",") + "\n").as_bytes());
            let expected = InputError::ColumnMissing { file, column: absent };
            assert_eq!(outcome.err(), need.then_some(expected), "{file} without {absent}");
        }
    }
}

#[test]
fn a_column_that_a_file_does_not_have_is_named_whichever_file_it_is() {
    for file in InputFile::all() {
        let header: Vec<_> = file.columns().map(|(column, _)| column).chain(["religion"]).collect();
        let outcome = read_sheet(file, (header.join(",") + "\n").as_bytes());
        assert_eq!(outcome.err(), Some(InputError::ColumnUnknown { file, column: "religion".into() }));
    }
}

#[test]
fn the_folder_of_the_office_holds_nothing_but_its_files() {
    let folder = tempfile::TempDir::new().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    std::fs::create_dir(folder.path().join("branch")).unwrap();
    write("agents.csv", AGENTS);
    write("registrations.csv", REGISTRATIONS);
    write("branch/targets.csv", "month,measure,target\n2026-01,cards,4\n");
    let input = Input::read(folder.path()).unwrap();
    assert_eq!(input.office[&OfficeFile::Targets][0].get("measure"), Some("cards"));
    write("branch/wages.csv", "agent\n");
    let said = message(Input::read(folder.path()).unwrap_err());
    assert!(said.starts_with("branch/wages.csv: unknown file"), "{said}");
}

#[test]
fn rows_of_the_office_wait_for_their_instant_or_for_the_evening() {
    let text = "registration,status,at\nsiti/r1,verified,2026-05-21T15:00:00+07:00\nsiti/r2,verified,\n\
                siti/r3,verified,2026-05-21T08:00:00Z\nsiti/r4,verified,soon\n";
    let input = with(InputFile::Office(OfficeFile::Statuses), text).unwrap();
    let lines = |rows: &OfficeRows| rows[&OfficeFile::Statuses].iter().map(|row| row.line).collect::<Vec<_>>();
    assert_eq!(lines(&input.office), [3]);
    let days: Vec<_> = input.office_days.iter().map(|(at_ms, rows)| (*at_ms, lines(rows))).collect();
    assert_eq!(days, [(1_779_350_400_000, vec![2, 4])]);
    assert_eq!(input.refused, [Refusal::new(InputFile::Office(OfficeFile::Statuses), 5, "at", Rule::Date)]);
}

#[test]
fn a_first_line_about_a_person_is_not_repeated() {
    let text = "Siti Aminah,3374054501900001,0844-1100-2201\n";
    let said = message(with(InputFile::KnownWorkers, text).unwrap_err());
    for part in ["Siti", "3374", "0844"] {
        assert!(!said.contains(part), "{said}");
    }
    // A sheet saved with another separator is one such line.
    let said = message(with(InputFile::Agents, AGENTS.replace(',', ";")).unwrap_err());
    assert!(said.contains("separated by commas"), "{said}");
}

#[test]
fn neither_rows_nor_captures_print_what_they_hold() {
    let input = edits("siti,2026-06-09T10:00:00+07:00,k1,name,Sutinah\n");
    let printed = format!("{:?}", input.captures[0].row);
    assert_eq!(printed, "Row(edits.csv, line 2, [\"agent\", \"captured_at\", \"field\", \"value\", \"worker\"])");
    assert!(!format!("{input:?}").contains("Sutinah"));
}

#[test]
fn ragged_rows_are_an_error_with_their_line() {
    let row = "siti,2026-06-09T10:00:00+07:00,k1,phone";
    let said = |row: &str| message(with(InputFile::Edits, format!("{EDITS}{row}\n")).unwrap_err());
    assert_eq!(said(row), "edits.csv, line 2: 4 cells under 5 columns");
    assert_eq!(said(&format!("{row},x,y")), "edits.csv, line 2: 6 cells under 5 columns");
}

#[test]
fn a_quotation_mark_left_open_is_an_error_where_it_opens() {
    let row = "siti,2026-06-09T10:00:00+07:00,k1,phone";
    let text = format!("{EDITS}{row},1\n{row},\"2\n{row},3\n{row},4\n");
    assert_eq!(message(with(InputFile::Edits, text).unwrap_err()), "edits.csv, line 3: a quotation mark is left open");
    let text = format!("{EDITS}{row},5\" pipe\n");
    assert_eq!(message(with(InputFile::Edits, text).unwrap_err()), "edits.csv, line 2: a quotation mark is left open");
}

#[test]
fn bytes_that_are_no_text_are_an_error_with_their_line() {
    let mut bytes = AGENTS.as_bytes().to_vec();
    bytes.extend(b"dewi,D\xe9wi,perisai_agent,v\n");
    assert_eq!(
        message(with(InputFile::Agents, bytes).unwrap_err()),
        "agents.csv, line 4: not UTF-8; save it as CSV UTF-8"
    );
    let utf16: Vec<u8> = [0xfeff].into_iter().chain(AGENTS.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert!(matches!(with(InputFile::Agents, utf16), Err(InputError::NotUtf8 { line: 1, .. })));
    let text = format!("{AGENTS}dewi,D\0wi,perisai_agent,v\n");
    assert!(matches!(with(InputFile::Agents, text), Err(InputError::NulByte { line: 4, .. })));
}

#[test]
fn a_cell_beyond_the_limit_refuses_its_row_alone() {
    let cell = "x".repeat(10 * 1024 * 1024);
    let row = "siti,2026-06-09T10:00:00+07:00,k1,name";
    let input = edits(&format!("{row},{cell}\n{row},x\n"));
    assert_eq!(input.refused, [Refusal::new(InputFile::Edits, 2, "value", Rule::TextLength)]);
    assert_eq!(input.captures.len(), 1);
    assert_eq!(edits(&format!("{row},{}\n", "x".repeat(CELL_BYTES_MAX))).captures.len(), 1);
    assert_eq!(edits(&format!("{row},{}\n", "x".repeat(CELL_BYTES_MAX + 1))).captures.len(), 0);
}

#[test]
fn a_file_beyond_the_limit_is_an_error() {
    let bytes = vec![b'\n'; FILE_BYTES_MAX + 1];
    assert_eq!(with(InputFile::Edits, bytes), Err(InputError::FileTooLong { file: InputFile::Edits }));
}

#[test]
fn a_folder_holds_the_files_of_an_input_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let said = || Input::read(folder.path()).map_err(message).map(|input| input.agents.len());

    write("agents.csv", AGENTS);
    assert_eq!(said(), Err("registrations.csv: missing".to_owned()));
    write("registrations.csv", REGISTRATIONS);
    assert_eq!(said(), Ok(2));
    for name in ["notes.txt", "Workers.csv", "bad\nname.csv"] {
        write(name, "");
        let error = said().unwrap_err();
        assert!(error.starts_with(&format!("{}: unknown file", name.escape_debug())), "{error}");
        assert!(!error.contains('\n'), "one line");
        std::fs::remove_file(folder.path().join(name)).unwrap();
    }
    std::fs::create_dir(folder.path().join("edits.csv")).unwrap();
    assert!(said().unwrap_err().starts_with("edits.csv: cannot be read"));
    let absent = Input::read(&folder.path().join("absent")).map_err(message);
    assert!(absent.unwrap_err().starts_with("the input folder cannot be read"));
}

#[test]
fn the_small_input_reads_whole() {
    let input = Input::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("field-day/small")).unwrap();
    assert_eq!((input.agents.len(), input.captures.len(), input.refused.len()), (2, 6, 0));
    assert_eq!(input.captures[4].row.line, 7, "after a cell that runs over two lines");
}

proptest! {
    #[test]
    fn any_bytes_are_rows_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for file in InputFile::all() {
            drop(read_sheet(file, &bytes));
        }
    }

    /// Rows made of what breaks readers, under a sound header: each ends in one list, on a line that begins it.
    #[test]
    fn any_row_is_taken_or_refused_or_an_error_on_its_line(
        row in "(siti|rini|,|,|,|,|\"|\r|\n|;|é|2026-06-09T10:00:00\\+07:00|\u{feff}| ){0,24}"
    ) {
        let text = format!("{EDITS}{row}");
        match with(InputFile::Edits, &text) {
            Ok(input) => {
                let lines: Vec<_> = input
                    .captures
                    .iter()
                    .map(|capture| capture.row.line)
                    .chain(input.refused.iter().map(|refusal| refusal.line))
                    .collect();
                let distinct: BTreeSet<_> = lines.iter().collect();
                prop_assert_eq!(distinct.len(), lines.len());
                let last = u64::try_from(text.replace("\r\n", "\n").replace('\r', "\n").split('\n').count()).unwrap();
                prop_assert!(lines.iter().all(|line| (2..=last).contains(line)));
            }
            Err(InputError::Ragged { line, .. } | InputError::QuoteOpen { line, .. }) => prop_assert!(line >= 2),
            Err(error) => prop_assert!(false, "{}", error),
        }
    }
}
