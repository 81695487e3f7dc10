//! Test databases: a new one for each test, of either kind, gone afterwards. See [`db_test`](crate::db_test).
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot have its database must fail, and say why")]

use crate::Db;
use base::Clock;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Where the address of a throw-away server may be given; without it the tests start their own.
const VARIABLE: &str = "WAYMARK_TEST_POSTGRES";

/// Makes the server, keeps it while its standard input is open, and clears it away: it cannot outlive the tests, however they
/// end. Nothing in it need survive a power cut.
const SERVER: &str = r#"
set -e
dir=$(mktemp -d /tmp/waymark-postgres-XXXXXX)
trap 'rm -rf "$dir"' EXIT
"$1/initdb" -D "$dir/data" -U waymark -A trust -E UTF8 --locale=C --no-sync >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 1; }
"$1/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=off -c full_page_writes=off \
    -c synchronous_commit=off -c max_connections=300 -c max_locks_per_transaction=512 >"$dir/log" 2>&1 </dev/null &
server=$!
for _ in $(seq 300); do
    "$1/pg_isready" -q -h "$dir" -U waymark && break
    kill -0 $server || { cat "$dir/log" >&2; exit 1; }
    sleep 0.1
done
echo "$dir"
cat >/dev/null
kill -QUIT $server
wait $server || true
"#;

/// A folder that is removed when it is dropped.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// A new, empty folder in the system's temporary folder.
    ///
    /// # Panics
    /// When it cannot be made.
    #[must_use]
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(format!("waymark-test-{}", unique()));
        std::fs::create_dir_all(&path).expect("a temporary folder can be made");
        Self(path)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Default for Folder {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A schema's address that is free, and is dropped when this is.
#[derive(Debug)]
pub struct Schema {
    server: String,
    name: String,
}

impl Schema {
    /// The name of a schema that does not exist yet, on the throw-away server.
    ///
    /// # Panics
    /// When there is no server and none can be started: tests on PostgreSQL are never skipped.
    #[must_use]
    pub fn new() -> Self {
        Self { server: server().to_owned(), name: format!("test_{}", unique()) }
    }

    /// The address that opens it.
    #[must_use]
    pub fn url(&self) -> String {
        let mark = if self.server.contains('?') { '&' } else { '?' };
        format!("{}{mark}schema={}", self.server, self.name)
    }
}

impl Default for Schema {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        if let Ok(mut client) = postgres::Client::connect(&self.server, postgres::NoTls) {
            let _ = client.batch_execute(&format!("DROP SCHEMA IF EXISTS {} CASCADE", self.name));
        }
    }
}

/// Runs a test on an empty SQLite database in a temporary folder.
///
/// # Panics
/// When the database cannot be made, or the test panics.
pub fn sqlite<R>(test: impl FnOnce(Db) -> R) -> R {
    let folder = Folder::new();
    let url = format!("sqlite:{}", folder.path().join("test.db").display());
    test(Db::open(&url, Clock::System).expect("an SQLite test database opens"))
}

/// Runs a test on an empty schema of a PostgreSQL server.
///
/// # Panics
/// When there is no server and none can be started, or the test panics.
pub fn postgres<R>(test: impl FnOnce(Db) -> R) -> R {
    let schema = Schema::new();
    test(Db::open(&schema.url(), Clock::System).expect("a PostgreSQL test database opens"))
}

/// A name that no other test has, in this process or another.
fn unique() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{}_{count}_{:08x}", std::process::id(), fastrand::u32(..))
}

/// The throw-away server of these tests.
fn server() -> &'static str {
    static SERVER: OnceLock<(String, Option<ChildStdin>)> = OnceLock::new();
    let (url, _alive) = SERVER.get_or_init(|| match std::env::var(VARIABLE) {
        Ok(url) if !url.is_empty() => (url, None),
        _ => start(),
    });
    url
}

#[expect(clippy::zombie_processes, reason = "the server ends after the tests, when its standard input does")]
fn start() -> (String, Option<ChildStdin>) {
    let programs = programs().unwrap_or_else(|| {
        panic!("the tests need a PostgreSQL server: install it (Debian: apt-get install postgresql), or set {VARIABLE} to the address of one that may be thrown away")
    });
    let mut command = if is_root() {
        // PostgreSQL refuses to run as root; Debian's package makes this user.
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    let child = command
        .args(["-c", SERVER, "sh"])
        .arg(programs)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut child = child.expect("the program that starts PostgreSQL runs");
    let input = child.stdin.take();
    let mut folder = String::new();
    if let Some(output) = child.stdout.take() {
        let _ = BufReader::new(output).read_line(&mut folder);
    }
    let folder = folder.trim_end();
    assert!(!folder.is_empty(), "a throw-away PostgreSQL server could not be started; what it said is above");
    (format!("postgres://waymark@{}/postgres", folder.replace('/', "%2F")), input)
}

/// The folder of the newest server that is installed.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").exists())
        .collect();
    found.sort();
    let elsewhere = || {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
    };
    found.pop().map(|(_, bin)| bin).or_else(elsewhere)
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}
