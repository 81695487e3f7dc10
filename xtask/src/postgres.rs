//! A PostgreSQL server of the test run's own: made in a temporary folder, thrown away at the end.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::machine::{on_path, root};

/// The variable in which the tests look for the server's address.
pub const VARIABLE: &str = "WAYMARK_TEST_POSTGRES";

/// The keeper of the server, a shell whose input is a pipe from us. When the pipe closes, the keeper ends the server by its process id and
/// removes the folder. So the server ends with the test run however that ends: passed, failed, interrupted or killed.
///
/// Nothing in it need outlive the run, so nothing is written through to the disk. Text sorts by its bytes, as in SQLite.
const KEEPER: &str = r#"
trap '' INT TERM HUP
programs=$1 port=$2
folder=$(mktemp -d "${TMPDIR:-/tmp}/waymark-postgres-XXXXXX" 2>/dev/null || mktemp -d /tmp/waymark-postgres-XXXXXX) || exit 1
cd "$folder" || exit 1
server=
end() {
  [ -z "$server" ] || { kill -INT "$server"; wait "$server"; }
  cd / && rm -rf "$folder"
}
"$programs/initdb" --pgdata=data --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >log 2>&1 ||
  { cat log >&2; end; exit 1; }
"$programs/postgres" -D data -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
  -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
  -c max_connections=300 -c max_locks_per_transaction=512 >log 2>&1 &
server=$!
until "$programs/pg_isready" --quiet --host=127.0.0.1 --port="$port"; do
  kill -0 "$server" 2>/dev/null || { cat log >&2; end; exit 1; }
  sleep 0.1
done
echo ready
read -r line
end
"#;

/// A running server. It ends when this is dropped.
pub struct Server {
    keeper: Child,
    port: u16,
    programs: PathBuf,
}

impl Server {
    /// Makes and starts one on a free loopback port.
    pub fn start() -> Result<Self, String> {
        let programs = programs().ok_or("no PostgreSQL server programs (Debian: apt-get install postgresql)")?;
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .map_err(|e| format!("no free port: {e}"))?
            .port();
        // PostgreSQL refuses to run as root; its own account comes with its package.
        let mut command = if root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--", "sh"]);
            command
        } else {
            Command::new("sh")
        };
        let mut keeper = command
            .args(["-c", KEEPER, "keeper"])
            .arg(&programs)
            .arg(port.to_string())
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // A group of its own: an interrupt at the terminal is for the test run, and reaches the keeper as the end of its input.
            .process_group(0)
            .spawn()
            .map_err(|e| format!("{command:?}: {e}"))?;
        let mut line = String::new();
        if let Some(output) = keeper.stdout.take() {
            drop(BufReader::new(output).read_line(&mut line));
        }
        let server = Self { keeper, port, programs };
        if line == "ready\n" { Ok(server) } else { Err("the PostgreSQL server did not start".to_owned()) }
    }

    /// Where the tests find it.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// The folder of its programs, which names its version.
    pub fn programs(&self) -> &Path {
        &self.programs
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        drop(self.keeper.wait());
    }
}

/// The folder of the newest server programs: Debian keeps them off the path, by version.
pub fn programs() -> Option<PathBuf> {
    let version = |folder: &PathBuf| folder.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path());
    let newest = installed.filter(|folder| folder.join("bin/initdb").is_file()).max_by_key(version);
    newest.map(|folder| folder.join("bin")).or_else(|| on_path("initdb")?.parent().map(Path::to_path_buf))
}
