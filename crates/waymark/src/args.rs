//! The command line: what can be asked for, and how.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Runs, evidences and evaluates community programmes.
#[derive(Debug, Parser)]
#[command(name = "waymark", version, about, long_about = None, propagate_version = true, arg_required_else_help = true)]
pub struct Arguments {
    /// Where the workspace is.
    #[command(flatten)]
    pub place: Place,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Where the workspace is: a folder on this machine, or a database server.
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// The folder that holds the workspace (a SQLite file in it)
    #[arg(long, global = true, value_name = "DIR", env = "WAYMARK_DATA", conflicts_with = "database")]
    pub data: Option<PathBuf>,
    /// The database, as `sqlite:FILE` or `postgres://USER@HOST/NAME?schema=WORKSPACE`
    #[arg(long, global = true, value_name = "URL", env = "WAYMARK_DATABASE")]
    pub database: Option<String>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show Waymark with six made-up programmes, at once and with nothing installed
    #[command(after_help = "Example:\n  waymark demo --people 100000")]
    Demo {
        /// How many people in all, for trials of size; left out, the published totals are met exactly
        #[arg(long)]
        people: Option<u64>,
        #[command(flatten)]
        listen: Listen,
    },
    /// Serve the workspace's pages: to this machine, or encrypted to everybody who may sign in
    #[command(
        after_help = "Examples:\n  waymark serve --data ./waymark-data\n  waymark serve --listen 0.0.0.0:443 --address https://waymark.example.org --tls-cert chain.pem --tls-key key.pem\n  waymark serve --address https://waymark.example.org --behind-proxy"
    )]
    Serve(Serve),
    /// Check programme definitions, and say line by line what to mend
    #[command(after_help = "Example:\n  waymark check programmes/positive-communities.toml")]
    Check {
        /// Definition files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Put a programme definition in force, having shown what would change
    #[command(after_help = "Example:\n  waymark apply our-programme.toml")]
    Apply {
        /// The definition file
        file: PathBuf,
        /// Apply without asking
        #[arg(long)]
        yes: bool,
    },
    /// Print a spreadsheet to fill in: one heading to a column, with a line of help
    #[command(after_help = "Example:\n  waymark template people > people.csv")]
    Template {
        /// What kind of record it is for
        kind: ImportKind,
    },
    /// Bring in records from CSV or Excel files: all of them or none, unless told otherwise
    #[command(
        after_help = "Examples:\n  waymark import our-programme people people.xlsx --dry-run\n  waymark import our-programme outcomes outcomes.csv --accept-good --rejects to-mend.csv"
    )]
    Import(Import),
    /// Say who may sign in: add, invite, switch off, let in again
    #[command(
        subcommand,
        after_help = "Example:\n  waymark user invite joan@example.org --name \"Joan Adeyemi\" --role manager --organisation north-plot --programme our-programme"
    )]
    User(User),
    /// Restricted records of which nobody is left who sees them: list and lift
    #[command(subcommand)]
    Restriction(Restriction),
    /// Compare a register with itself, and keep the pairs of people who may be one for those who may merge them
    #[command(after_help = "Example:\n  waymark duplicates positive-communities")]
    Duplicates {
        /// The key of a programme in the register
        programme: String,
    },
    /// Ask for a figure by name, or put any question of your own
    #[command(
        after_help = "Examples:\n  waymark report positive-communities\n  waymark report positive-communities gender --format csv\n  waymark report positive-communities --of outcome --by outcome,partner --count people --over 2021/22"
    )]
    Report(Report),
    /// Copy a whole workspace from one database to another, either way
    #[command(
        after_help = "Example:\n  waymark copy --from sqlite:waymark.sqlite --to postgres://waymark@localhost/waymark"
    )]
    Copy {
        /// Where from
        #[arg(long, value_name = "URL")]
        from: String,
        /// Where to: it must be empty
        #[arg(long, value_name = "URL")]
        to: String,
    },
    /// Write the whole workspace to one file while it is in use, and check that it can be read back
    #[command(after_help = "Example:\n  waymark backup monday.sqlite")]
    Backup {
        /// The file to write; it must not exist yet
        file: PathBuf,
    },
    /// Fill an empty workspace from a backup
    #[command(after_help = "Example:\n  waymark restore monday.sqlite --data ./waymark-data")]
    Restore {
        /// The backup
        file: PathBuf,
    },
    /// Check the workspace: schema, audit chain, and that every figure comes out the same by two ways of counting
    #[command(after_help = "Example:\n  waymark doctor --data ./waymark-data")]
    Doctor,
}

/// Where to listen.
#[derive(Debug, Clone, Copy, Args)]
pub struct Listen {
    /// Address and port to listen on; port 0 takes any that is free
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8750")]
    pub listen: SocketAddr,
}

/// How the workspace is served.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    pub listen: Listen,
    /// The address that browsers use, such as https://waymark.example.org; with it, others than this machine may be answered
    #[arg(long, value_name = "URL", env = "WAYMARK_ADDRESS")]
    pub address: Option<String>,
    /// The server's certificate, and those it rests on, in PEM
    #[arg(long, value_name = "FILE", requires_all = ["tls_key", "address"])]
    pub tls_cert: Option<PathBuf>,
    /// The certificate's private key, in PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// A proxy in front encrypts, and says in X-Forwarded-For who asks
    #[arg(long, requires = "address", conflicts_with = "tls_cert")]
    pub behind_proxy: bool,
    /// How letters are sent: smtps://USER:PASSWORD@HOST:465?from=ADDRESS, or file:FOLDER to try it; without it, whoever invites is
    /// shown the link to hand over
    #[arg(long, value_name = "URL", env = "WAYMARK_MAIL", hide_env_values = true)]
    pub mail: Option<String>,
    /// An organisation's own sign-on (OpenID Connect), as NAME=https://ISSUER; its client id and secret are read from
    /// WAYMARK_SIGN_ON_<NAME>_CLIENT and WAYMARK_SIGN_ON_<NAME>_SECRET (or …_SECRET_FILE). May be given again
    #[arg(long, value_name = "NAME=URL")]
    pub sign_on: Vec<String>,
}

/// How letters are sent, and where their links lead.
#[derive(Debug, Clone, Args)]
pub struct Letters {
    /// How letters are sent: smtps://USER:PASSWORD@HOST:465?from=ADDRESS, or file:FOLDER to try it; without it, links are printed
    #[arg(long, value_name = "URL", env = "WAYMARK_MAIL", hide_env_values = true)]
    pub mail: Option<String>,
    /// The address that browsers use, to which links lead
    #[arg(long, value_name = "URL", env = "WAYMARK_ADDRESS", default_value = "http://127.0.0.1:8750")]
    pub address: String,
}

/// What is done about users.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Add a user with a role, who cannot sign in before they are invited
    #[command(
        after_help = "Example:\n  waymark user add joan@example.org --name \"Joan Adeyemi\" --role worker --organisation north-plot --programme our-programme"
    )]
    Add {
        /// E-mail address, which they sign in with
        email: String,
        #[command(flatten)]
        part: NewPart,
    },
    /// Send a link to set a password, valid for seven days; with a name and role, the user is added first
    #[command(
        after_help = "Examples:\n  waymark user invite joan@example.org\n  waymark user invite joan@example.org --name \"Joan Adeyemi\" --role manager --organisation north-plot --programme our-programme"
    )]
    Invite {
        /// E-mail address, which they sign in with
        email: String,
        /// Name, as colleagues know them: adds the user first
        #[arg(long, requires_all = ["role", "organisation"])]
        name: Option<String>,
        /// Role: administrator, lead, manager, worker, evaluator or funder
        #[arg(long, requires = "name")]
        role: Option<String>,
        /// The key of their organisation
        #[arg(long, value_name = "KEY", requires = "name")]
        organisation: Option<String>,
        /// The key of the programme, and those under it; every role but administrator needs one
        #[arg(long, value_name = "KEY", requires = "name")]
        programme: Option<String>,
        #[command(flatten)]
        letters: Letters,
    },
    /// Switch a user off: they are signed out everywhere at once
    #[command(after_help = "Example:\n  waymark user disable joan@example.org")]
    Disable {
        /// E-mail address
        email: String,
    },
    /// Print a link to a new password, valid for one hour; with --second-factor, to a new authenticator too
    #[command(after_help = "Example:\n  waymark user reset joan@example.org --second-factor")]
    Reset {
        /// E-mail address
        email: String,
        /// Take the authenticator and the recovery codes away: for somebody who has lost both, and is known to be who they say
        #[arg(long)]
        second_factor: bool,
        /// The address that browsers use, to which the link leads
        #[arg(long, value_name = "URL", env = "WAYMARK_ADDRESS", default_value = "http://127.0.0.1:8750")]
        address: String,
    },
    /// List the users with their roles
    #[command(after_help = "Example:\n  waymark user list")]
    List,
}

/// What is done about restricted records.
#[derive(Debug, Subcommand)]
pub enum Restriction {
    /// List the restricted records, and who still sees them
    #[command(after_help = "Example:\n  waymark restriction list")]
    List,
    /// Lift the restriction of a record, so that whoever may see the person otherwise sees them again
    #[command(after_help = "Example:\n  waymark restriction lift PC-0042")]
    Lift {
        /// The person's reference or id, as `waymark restriction list` shows them
        person: String,
    },
}

/// Who somebody new is, and what they are to be.
#[derive(Debug, Clone, Args)]
pub struct NewPart {
    /// Name, as colleagues know them
    #[arg(long)]
    pub name: String,
    /// Role: administrator, lead, manager, worker, evaluator or funder
    #[arg(long)]
    pub role: String,
    /// The key of their organisation
    #[arg(long, value_name = "KEY")]
    pub organisation: String,
    /// The key of the programme, and those under it; every role but administrator needs one
    #[arg(long, value_name = "KEY")]
    pub programme: Option<String>,
}

/// Kinds of record that can be brought in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImportKind {
    /// People, with their enrolment in the programme
    People,
    /// One-to-one support given
    Interactions,
    /// Improvements achieved
    Outcomes,
}

/// Files to bring in.
#[derive(Debug, Args)]
pub struct Import {
    /// The programme's key
    pub programme: String,
    /// What kind of record the files hold
    pub kind: ImportKind,
    /// The files: CSV, xlsx or ods
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Check and show what would be done, and save nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Save the good rows even if others are rejected
    #[arg(long, requires = "rejects")]
    pub accept_good: bool,
    /// Where to write the rejected rows, with their reasons, to be mended and brought in again
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
}

impl From<ImportKind> for exchange::import::Kind {
    fn from(kind: ImportKind) -> Self {
        match kind {
            ImportKind::People => Self::People,
            ImportKind::Interactions => Self::Interactions,
            ImportKind::Outcomes => Self::Outcomes,
        }
    }
}

/// A question for the counting engine.
#[derive(Debug, Args)]
pub struct Report {
    /// The programme's key
    pub programme: String,
    /// A figure or report that the programme's definition names; left out, the overview, or your own question
    pub figure: Option<String>,
    /// What to break the count down by: one or two dimensions, such as gender or outcome,partner
    #[arg(long, value_name = "DIM[,DIM]", value_delimiter = ',')]
    pub by: Vec<String>,
    /// What to count
    #[arg(long, value_name = "WHAT", value_parser = ["people", "records", "total", "mean"])]
    pub count: Option<String>,
    /// Which facts to count: enrolment, leaving, interaction or outcome
    #[arg(long, value_name = "KIND")]
    pub of: Option<String>,
    /// Only where a dimension has a value; may be given again
    #[arg(long = "where", value_name = "DIM=VALUE")]
    pub filters: Vec<String>,
    /// Only within a period: 2021-06, 2021-Q2, 2021/22, 2021, or 2021-06-01..2022-03-31
    #[arg(long, value_name = "PERIOD")]
    pub over: Option<String>,
    /// Count everything up to the end of each period
    #[arg(long)]
    pub cumulative: bool,
    /// How to print it
    #[arg(long, default_value = "text")]
    pub format: Format,
}

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns for reading
    Text,
    /// Comma-separated values
    Csv,
    /// An Excel workbook
    Xlsx,
    /// JSON, in the one shape that the web interface uses too
    Json,
}
