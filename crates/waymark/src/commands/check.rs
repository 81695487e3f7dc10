//! `waymark check`: definitions checked without touching any database.

use crate::said::{Done, Failure, note, print};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub fn check(files: &[PathBuf]) -> Done {
    let mut faults = 0;
    for file in files {
        let name = file.display().to_string();
        match definition::parse(&name, &text(file)?) {
            Ok(definition) => {
                let programme = &definition.programme;
                let (partners, outcomes) =
                    (definition.partners.len(), definition.terms(definition::Vocabulary::Outcome).count());
                let figures = definition.figures.len();
                let title = &programme.name;
                print(&format!(
                    "{name}: {title}: {partners} partners, {outcomes} outcomes, {figures} figures; no faults\n"
                ))?;
            }
            Err(found) => {
                faults += found.len();
                for fault in found {
                    note(&fault.to_string());
                }
            }
        }
    }
    if faults == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    Err(Failure::Said(if faults == 1 { "1 fault to mend".to_owned() } else { format!("{faults} faults to mend") }))
}

/// The file that is meant: `-` is what comes through a pipe.
pub fn in_a_pipe(file: &Path) -> &Path {
    if file == Path::new("-") { Path::new("/dev/stdin") } else { file }
}

/// The text of a definition file.
pub fn text(file: &Path) -> Result<String, Failure> {
    let name = file.display();
    let bytes = std::fs::read(in_a_pipe(file)).map_err(|fault| format!("cannot read {name}: {fault}"))?;
    String::from_utf8(bytes).map_err(|_| format!("{name} is not text in UTF-8: save it as UTF-8 and try again").into())
}
