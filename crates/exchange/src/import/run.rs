//! Running an import: one transaction over all the rows of all the files.

use super::Kind;
use super::interactions::Interactions;
use super::outcomes::Outcomes;
use super::people::People;
use super::resolve::{Own, Resolve};
use super::row::{Columns, Reader};
use super::saver::{Saver, beside};
use crate::{Fault, FileFault, HeaderFault, Kept, Mapping, Reading, Rejects, Source, To, WriteFault};
use base::{Actor, Date, Id, Scope};
use db::Tx;
use definition::{ProgrammeKind, Vocabulary};
use records::imports::Import;
use records::programmes::Entry;
use records::{Workspace, imports};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// How many faults are listed; the rest are counted, and stand in the file of rejected rows.
const LISTED: usize = 500;
/// How many rows pass between two reports of progress.
const STEP: u64 = 2000;

/// How an import is to go.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Do everything and keep nothing.
    pub dry_run: bool,
    /// Keep the good rows even if others are rejected.
    pub accept_good: bool,
    /// Where the rejected rows are written, with their reasons.
    pub rejects: Option<PathBuf>,
    /// Which heading is which field, where somebody has chosen. What was chosen for the last such file counts besides.
    pub chosen: Kept,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Progress {
    /// Rows read.
    pub rows: u64,
    /// Rows rejected among them.
    pub rejected: u64,
}

/// What came of an import, or would come of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// What each file was taken for, and how its headings were understood.
    pub files: Vec<FileSummary>,
    /// Rows that made a new record.
    pub created: u64,
    /// Rows that changed a record.
    pub changed: u64,
    /// Rows that said nothing new.
    pub unchanged: u64,
    /// Rows that were rejected.
    pub rejected: u64,
    /// What is wrong, row by row; at most the first 500.
    pub faults: Vec<Fault>,
    /// How many faults there are in all.
    pub faults_in_all: u64,
    /// Whether it was kept.
    pub saved: bool,
}

/// What one file was taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSummary {
    /// Its name.
    pub name: String,
    /// What it was recognised as.
    pub described: String,
    /// The sheet that was read, of a workbook with several.
    pub sheet: Option<String>,
    /// How its headings were understood.
    pub mapping: Mapping,
    /// Rows read.
    pub rows: u64,
}

impl Summary {
    fn new() -> Self {
        Self {
            files: Vec::new(),
            created: 0,
            changed: 0,
            unchanged: 0,
            rejected: 0,
            faults: Vec::new(),
            faults_in_all: 0,
            saved: false,
        }
    }

    /// Rows read.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.created + self.changed + self.unchanged + self.rejected
    }
}

/// Why an import could not be carried through. The database is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ImportFault {
    /// A file cannot be read, or not further.
    #[error("{name}: {fault}")]
    File {
        /// The file's name.
        name: String,
        /// What is wrong with it.
        fault: FileFault,
    },
    /// The headings of a file will not do.
    #[error("{}: {}", .0.name, headings(&.0.mapping))]
    Headings(Box<FileSummary>),
    /// The file holds another kind of record.
    #[error(
        "{name}: this looks like a file of {holds} and not of {wanted}, since it has a column \u{201c}{heading}\u{201d}; bring it in as what it is, or take that column out"
    )]
    OtherKind {
        /// The file's name.
        name: String,
        /// What it seems to hold.
        holds: &'static str,
        /// What it was brought in as.
        wanted: &'static str,
        /// The heading that says so.
        heading: String,
    },
    /// Rejected rows of files with different headings cannot stand in one file.
    #[error(
        "{name}: some rows are rejected, and their headings are not those of {first}, so that they cannot stand in one file of rejected rows; bring in {name} by itself"
    )]
    OtherHeadings {
        /// The file's name.
        name: String,
        /// The file under whose headings rejected rows are written.
        first: String,
    },
    /// Nobody is enrolled in an umbrella itself.
    #[error("{name} is an umbrella and enrols nobody itself: bring the file in to one of {beneath}")]
    Umbrella {
        /// Its name.
        name: String,
        /// The keys of the programmes under it.
        beneath: String,
    },
    /// The rejected rows could not be written out.
    #[error("the file of rejected rows: {0}")]
    Rejects(#[from] WriteFault),
    /// The records refuse, or the database fails.
    #[error(transparent)]
    Records(#[from] records::Error),
}

impl From<db::Error> for ImportFault {
    fn from(fault: db::Error) -> Self {
        Self::Records(fault.into())
    }
}

fn headings(mapping: &Mapping) -> String {
    let told = mapping.faults.iter().map(|fault| match fault {
        HeaderFault::Missing { label, perhaps: Some(heading) } => {
            format!("no column is \u{201c}{label}\u{201d}, which every row needs; is it \u{201c}{heading}\u{201d}?")
        }
        HeaderFault::Missing { label, perhaps: None } => {
            format!("no column is \u{201c}{label}\u{201d}, which every row needs; add it, or rename the column that holds it")
        }
        HeaderFault::Twice { label, headings } => {
            let headings = headings.join("\u{201d} and \u{201c}");
            format!("\u{201c}{headings}\u{201d} would both be \u{201c}{label}\u{201d}; rename the one that is not")
        }
    });
    told.collect::<Vec<_>>().join("; ")
}

/// What came of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    Created,
    Changed,
    Unchanged,
    Rejected,
}

/// How many new records are gathered before they are saved together. The more they are, the less an index's pages are
/// gone over again, since each block is saved in the order of people.
pub(super) const BLOCK: usize = 1 << 16;

/// One kind of record on its way in.
pub(super) trait Importer: Send {
    /// Takes one row. A rejected one has told its faults to `row` and changed nothing.
    fn row(&mut self, row: &mut Reader<'_, '_>, saver: &Saver) -> Result<Came, Stop>;

    /// Saves what was gathered.
    fn flush(&mut self, saver: &Saver) -> Result<(), Stop>;
}

/// Into which programme, as of which day, seen by whom.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub programme: Id,
    pub register: Id,
    pub scope: Scope,
    pub own: Own,
    pub today: Date,
}

/// Why the transaction is rolled back.
pub(super) enum Stop {
    /// As it should be: it was a dry run, or some rows were rejected.
    Told(Box<Summary>),
    Fault(ImportFault),
    /// The records cannot be saved, for a reason that the thread that saves them tells.
    Saving,
}

impl<F: Into<ImportFault>> From<F> for Stop {
    fn from(fault: F) -> Self {
        Self::Fault(fault.into())
    }
}

/// Brings the rows of `files` (each with its name) into a programme: all of them, or none if any is rejected, unless
/// `options` say otherwise. `progress` is told now and then how far it is. Whoever acts for a partner brings in that partner's rows
/// only, and a row about somebody out of their sight is rejected without saying whose they are.
///
/// # Errors
/// When a file cannot be read or its headings will not do, and when the database fails; then nothing has changed.
/// Rows that are rejected are no error: the [`Summary`] lists them, and says whether anything was saved.
pub fn run(
    workspace: &Workspace,
    actor: &Actor,
    programme: &str,
    kind: Kind,
    files: &mut [(String, Source)],
    options: &Options,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Summary, ImportFault> {
    let catalogue = workspace.catalogue();
    let entry = catalogue.programme(programme)?;
    if entry.definition.programme.kind == ProgrammeKind::Umbrella {
        let beneath: Vec<&str> = catalogue.children(entry.programme.id).map(|one| one.programme.key.as_str()).collect();
        return Err(ImportFault::Umbrella { name: entry.programme.name.clone(), beneath: beneath.join(", ") });
    }
    let place = Place {
        programme: entry.programme.id,
        register: catalogue.register(entry.programme.id),
        scope: actor.scope(),
        own: Own::of(&catalogue, entry, &actor.scope())?,
        today: workspace.clock().today(),
    };
    let kept = kept(workspace, &place, kind, &options.chosen)?;
    let mut rejects = None;
    let outcome = workspace.db().write(actor, |tx| {
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        tx.because(format!("import of {}", names.join(", ")));
        let resolve = Resolve::new(&catalogue, entry);
        let mut importer: Box<dyn Importer> = match kind {
            Kind::People => Box::new(People::new(tx, place.clone(), resolve, workspace.db())?),
            Kind::Interactions => Box::new(Interactions::new(tx, place.clone(), resolve)?),
            Kind::Outcomes => Box::new(Outcomes::new(tx, place.clone(), resolve, once(entry))?),
        };
        let mut running = Running {
            kind,
            kept: &kept,
            options,
            progress: &mut *progress,
            summary: Summary::new(),
            rejects: None,
            headings: Vec::new(),
        };
        let mut summary = beside(tx, |saver| {
            for (name, source) in files.iter_mut() {
                running.file(name, source, place.today, importer.as_mut(), saver)?;
            }
            importer.flush(saver)?;
            let (summary, written) = running.finish()?;
            rejects = written;
            Ok(summary)
        })?;
        if options.dry_run || (summary.rejected > 0 && !options.accept_good) {
            return Err(Stop::Told(Box::new(summary)));
        }
        if summary.created + summary.changed > 0 {
            record(tx, workspace, &place, kind, &kept, &summary)?;
        }
        summary.saved = true;
        Ok(summary)
    });
    let summary = match outcome {
        Ok(summary) => summary,
        Err(Stop::Told(summary)) => *summary,
        Err(Stop::Fault(fault)) => return Err(fault),
        Err(Stop::Saving) => return Err(db::Error::Busy("the import was broken off".to_owned()).into()),
    };
    // Only now: it may take the place of a file that was read.
    if let (Some(written), Some(path)) = (rejects, &options.rejects) {
        written.persist(path).map_err(|fault| WriteFault::Io(fault.error))?;
    }
    Ok(summary)
}

/// A file of rejected rows, to be, in the end, the one at `path`.
fn beginning(path: &Path) -> Result<NamedTempFile, WriteFault> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(NamedTempFile::new_in(folder)?)
}

/// A left-out heading that shows that a file of interactions is one of outcomes: the two are alike but for it, and an
/// outcome saved as an interaction would be lost without a word.
fn outcomes_instead(kind: Kind, mapping: &Mapping) -> Option<String> {
    let left_out: Vec<String> = mapping.ignored().map(|column| column.heading.clone()).collect();
    if kind != Kind::Interactions || left_out.is_empty() {
        return None;
    }
    let as_outcomes = Mapping::new(&left_out, &Kind::Outcomes.fields(), &Kept::default());
    let named = |column: &crate::Column| matches!(&column.to, To::Field { name, .. } if name == "outcome_id");
    as_outcomes.columns.into_iter().find(named).map(|column| column.heading)
}

/// The outcomes that a person can have once only.
fn once(entry: &Entry) -> HashSet<Id> {
    entry.terms(Vocabulary::Outcome).filter(|term| term.repeatable == Some(false)).map(|term| term.id).collect()
}

/// What was chosen for headings: for the last file of this kind, and now.
fn kept(workspace: &Workspace, place: &Place, kind: Kind, chosen: &Kept) -> Result<Kept, ImportFault> {
    let last = workspace.read(|reader| imports::last(reader, &place.scope, place.programme, kind.key()))?;
    let mut kept = last.and_then(|last| serde_json::from_str(&last.mapping).ok()).unwrap_or_default();
    Kept::add(&mut kept, chosen);
    Ok(kept)
}

fn record(
    tx: &mut Tx<'_>,
    workspace: &Workspace,
    place: &Place,
    kind: Kind,
    kept: &Kept,
    summary: &Summary,
) -> records::Result<()> {
    let mapping = summary.files.iter().fold(kept.clone(), |kept, file| file.mapping.kept(&kept));
    let names: Vec<&str> = summary.files.iter().map(|file| file.name.as_str()).collect();
    let count = |rows: u64| i64::try_from(rows).unwrap_or(i64::MAX);
    tx.insert(&Import {
        id: tx.new_id(),
        programme: place.programme,
        user: place.scope.user(),
        kind: kind.key().to_owned(),
        file_name: names.join(", "),
        mapping: serde_json::to_string(&mapping).unwrap_or_default(),
        imported_at: workspace.clock().now(),
        created: count(summary.created),
        changed: count(summary.changed),
        unchanged: count(summary.unchanged),
        rejected: count(summary.rejected),
    })?;
    Ok(())
}

/// An import under way.
struct Running<'a> {
    kind: Kind,
    kept: &'a Kept,
    options: &'a Options,
    progress: &'a mut (dyn FnMut(Progress) + Send),
    summary: Summary,
    rejects: Option<Rejects<BufWriter<NamedTempFile>>>,
    /// The headings under which rejected rows are written.
    headings: Vec<String>,
}

impl Running<'_> {
    fn file(
        &mut self,
        name: &str,
        source: &mut Source,
        today: Date,
        importer: &mut dyn Importer,
        saver: &Saver,
    ) -> Result<(), Stop> {
        let fault = |fault: FileFault| ImportFault::File { name: name.to_owned(), fault };
        let fields = self.kind.fields();
        let sheet = self.kind.sheet(source.sheets());
        let header = source.header(sheet, &fields, self.kept).map_err(fault)?;
        let mapping = Mapping::new(&header.names, &fields, self.kept);
        self.summary.files.push(FileSummary {
            name: name.to_owned(),
            described: source.described(),
            sheet: source.sheets().get(sheet).filter(|_| source.sheets().len() > 1).cloned(),
            mapping: mapping.clone(),
            rows: 0,
        });
        if !mapping.faults.is_empty() {
            return Err(match self.summary.files.pop() {
                Some(file) => ImportFault::Headings(Box::new(file)).into(),
                None => Stop::Told(Box::new(self.summary.clone())),
            });
        }
        if let Some(heading) = outcomes_instead(self.kind, &mapping) {
            let (holds, wanted) = (Kind::Outcomes.key(), self.kind.key());
            return Err(ImportFault::OtherKind { name: name.to_owned(), holds, wanted, heading }.into());
        }
        if let (None, Some(path)) = (&self.rejects, &self.options.rejects) {
            self.rejects = Some(Rejects::new(BufWriter::new(beginning(path)?), &header)?);
            self.headings.clone_from(&header.names);
        }
        let columns = Columns::new(fields, &mapping, Reading::new(today, source.dates()));
        let mut rows = source.rows(sheet, header.row).map_err(fault)?;
        let mut count = 0;
        while let Some(row) = rows.next_row().map_err(fault)? {
            count += 1;
            let mut reader = Reader::new(&row, &columns);
            if let Err(invalid) = header.check(&row) {
                reader.refuse(invalid);
            }
            let came = if reader.is_good() { importer.row(&mut reader, saver)? } else { Came::Rejected };
            match came {
                Came::Created => self.summary.created += 1,
                Came::Changed => self.summary.changed += 1,
                Came::Unchanged => self.summary.unchanged += 1,
                Came::Rejected if self.rejects.is_some() && header.names != self.headings => {
                    let first = self.summary.files.first().map(|first| first.name.clone()).unwrap_or_default();
                    return Err(ImportFault::OtherHeadings { name: name.to_owned(), first }.into());
                }
                Came::Rejected => self.reject(reader)?,
            }
            if count % STEP == 0 {
                self.tell();
            }
        }
        if let Some(file) = self.summary.files.last_mut() {
            file.rows = count;
        }
        self.tell();
        Ok(())
    }

    fn reject(&mut self, reader: Reader<'_, '_>) -> Result<(), Stop> {
        self.summary.rejected += 1;
        let row = reader.row;
        let faults = reader.into_faults();
        self.summary.faults_in_all += faults.len() as u64;
        if let Some(rejects) = &mut self.rejects {
            let reasons: Vec<String> =
                faults.iter().map(|fault| format!("{}: {}", fault.column, fault.reason)).collect();
            rejects.add(row, reasons.iter().map(String::as_str))?;
        }
        let room = LISTED.saturating_sub(self.summary.faults.len());
        self.summary.faults.extend(faults.into_iter().take(room));
        Ok(())
    }

    fn tell(&mut self) {
        (self.progress)(Progress { rows: self.summary.rows(), rejected: self.summary.rejected });
    }

    /// What came of it, and the file of rejected rows, which has no place yet.
    fn finish(self) -> Result<(Summary, Option<NamedTempFile>), Stop> {
        let written = self.rejects.map(|rejects| -> Result<_, WriteFault> {
            rejects.finish()?.into_inner().map_err(|fault| WriteFault::Io(fault.into_error()))
        });
        Ok((self.summary, written.transpose()?))
    }
}
