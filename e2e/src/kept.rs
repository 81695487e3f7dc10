//! A child process that ends when its test does, however that ends.

use std::ffi::OsStr;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};

/// A shell between us and the program, whose input is a pipe from us. When the pipe closes, because we let go of it or because the test
/// run was interrupted or killed, the shell ends the program by its process id and removes its folder.
const KEEPER: &str = r#"
folder=$1
shift
"$@" </dev/null &
program=$!
exec >&- 2>&-
read -r line
kill -KILL "$program"
wait "$program"
[ -n "$folder" ] || exit
rm -rf "$folder"
# What the program itself had started may have written a last time.
{ sleep 2; rm -rf "$folder"; } &
"#;

/// A running program with its output in pipes. It is ended when this is dropped.
#[derive(Debug)]
pub(crate) struct Kept {
    keeper: Child,
}

impl Kept {
    /// Starts a program in a folder. With it goes the folder that is `its_own`, if it has one.
    pub(crate) fn start(
        program: &OsStr,
        arguments: &[&OsStr],
        in_folder: &Path,
        its_own: Option<&Path>,
    ) -> io::Result<Self> {
        let keeper = Command::new("sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(its_own.unwrap_or(Path::new("")))
            .arg(program)
            .args(arguments)
            .current_dir(in_folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // A group of its own: an interrupt at the terminal reaches it as the end of its input.
            .process_group(0)
            .spawn()?;
        Ok(Self { keeper })
    }

    /// The pipes from the program, once.
    pub(crate) fn output(&mut self) -> Option<(ChildStdout, ChildStderr)> {
        self.keeper.stdout.take().zip(self.keeper.stderr.take())
    }

    /// The process id of the keeper, which outlives the program.
    pub(crate) fn id(&self) -> u32 {
        self.keeper.id()
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        drop(self.keeper.wait());
    }
}
