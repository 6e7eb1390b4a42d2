//! `holdfast-server`: the centre and its admin commands.

use std::io::Read;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use catalog::Limited;
use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand};
use sync_server::{
    Authority, Config, DataFolder, Error, HandedOver, Invitation, NewOrganization, Opened,
    Operator, Placement, PlanInUse, Reach, start,
};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;
use uuid::Uuid;
use zeroize::Zeroizing;

/// Keeps every PC of a clinic one record.
#[derive(Parser)]
#[command(name = "holdfast-server", version)]
struct Arguments {
    /// The server's folder.
    #[arg(long, global = true, default_value = "/var/lib/holdfast-server")]
    data: PathBuf,
    /// A Postgres that somebody else runs; without it the server manages its own.
    #[arg(long, global = true, env = "HOLDFAST_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// The certificate authority (PEM) of a Postgres on another machine.
    #[arg(long, global = true, requires = "database_url")]
    database_ca: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes the server's folder with its certificate authority, and a first organization.
    Init(Init),
    /// Answers devices until it is told to stop.
    Serve {
        /// Where devices connect.
        #[arg(long)]
        listen: Option<SocketAddr>,
        /// Where health and metrics are read; a loopback address.
        #[arg(long)]
        operations: Option<SocketAddr>,
    },
    /// Brings the database up to date.
    Migrate,
    /// Prints a link that enrols one PC.
    Enrol {
        /// What people will call the PC.
        #[arg(long)]
        device: String,
        /// The code of the site where it stands.
        #[arg(long)]
        site: Option<String>,
        /// Which tables it may ever hold.
        #[arg(long, default_value = "whole", value_parser = PROFILES)]
        profile: String,
        /// For how many hours the link is good.
        #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(i64).range(1..=720))]
        valid_hours: i64,
        /// The administrator's name at sign-in who does this, for the security log.
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// Lists the devices.
    Devices,
    /// Says what a device is for, where it stands and whose it is; it then holds what belongs there
    /// and nothing else.
    Place {
        /// The device's id or name.
        device: String,
        /// Which tables it may hold.
        #[arg(long, value_parser = PROFILES)]
        profile: Option<String>,
        /// The code of the site where it stands.
        #[arg(long)]
        site: Option<String>,
        /// The name at sign-in of the person whose own PC it is.
        #[arg(long, conflicts_with = "nobodys")]
        person: Option<String>,
        /// It is nobody's own PC.
        #[arg(long)]
        nobodys: bool,
        /// The administrator's name at sign-in who does this, for the security log.
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// Takes note of a backup of the database that has been tried out. PCs keep what they have sent
    /// until then, so that a centre restored from an older backup gets it again.
    BackedUp {
        /// When that backup was begun, such as 2027-03-01T02:00:00Z.
        #[arg(long)]
        begun_at: DateTime<Utc>,
    },
    /// Lists the changes that revoked devices had not sent before and handed over since.
    HandedOver,
    /// Applies such changes, as if their device sent them now.
    TakeUp {
        /// Their ids, as `handed-over` lists them, in that order.
        #[arg(required = true)]
        changes: Vec<Uuid>,
        /// The administrator's name at sign-in who does this, for the security log.
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// Sets for how many days a PC goes on without having heard from the centre. It then locks
    /// itself until it does.
    Lease {
        /// Days.
        #[arg(value_parser = clap::value_parser!(u16).range(1..=3650))]
        days: u16,
    },
    /// Shows the organization's plan and how much of it is in use, or puts it on another one. What is
    /// in use beyond a smaller plan stays; what is added after it is not.
    Plan {
        /// The plan from now on; `none` limits nothing.
        #[arg(value_parser = PLANS)]
        plan: Option<String>,
        /// The administrator's name at sign-in who does this, for the security log.
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// Revokes a device; it acts on the device's next request.
    Revoke {
        /// The device's id or name.
        device: String,
        /// The administrator's name at sign-in who does this, for the security log.
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
}

const PROFILES: [&str; 8] = [
    "whole",
    "front_desk",
    "clinical",
    "pharmacy",
    "laboratory",
    "imaging",
    "finance",
    "administration",
];

const PLANS: [&str; 5] = ["none", "free", "basic", "professional", "enterprise"];

#[derive(Args)]
struct Init {
    /// Where devices connect.
    #[arg(long, default_value = "127.0.0.1:8443")]
    listen: SocketAddr,
    /// Where health and metrics are read; a loopback address.
    #[arg(long, default_value = "127.0.0.1:8444")]
    operations: SocketAddr,
    /// What devices call the server, such as https://clinic.example:8443.
    #[arg(long)]
    public_url: Option<String>,
    /// A further host name or address for the certificate.
    #[arg(long = "name")]
    names: Vec<String>,
    /// The clinic's name; without it the organization of the first enrolled PC is adopted.
    #[arg(long, requires_all = ["site", "time_zone", "currency", "admin", "password_stdin"])]
    organization: Option<String>,
    /// The first site's name.
    #[arg(long)]
    site: Option<String>,
    /// The site's IANA time zone.
    #[arg(long)]
    time_zone: Option<String>,
    /// The site's currency, ISO 4217.
    #[arg(long)]
    currency: Option<String>,
    /// The administrator's name at sign-in.
    #[arg(long)]
    admin: Option<String>,
    /// Reads the administrator's first password from standard input.
    #[arg(long)]
    password_stdin: bool,
}

/// At their finer levels these write what they carry, which may be a patient's or a key.
const QUIET: &str = "tokio_postgres=warn,postgres_protocol=warn,refinery_core=warn,hyper=warn,\
                     hyper_util=warn,h2=warn,rustls=warn,tungstenite=warn";

#[tokio::main]
async fn main() -> ExitCode {
    let wanted = std::env::var("HOLDFAST_LOG").unwrap_or_else(|_| "info".to_owned());
    let filter = EnvFilter::new(format!("{wanted},{QUIET}"));
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&mut std::io::stderr(), &format!("holdfast-server: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Error> {
    let mut config = Config::new(arguments.data);
    config.database_url = arguments.database_url;
    config.database_ca = arguments.database_ca;
    match arguments.command {
        Command::Init(init) => initialize(&config, init).await,
        Command::Serve { listen, operations } => {
            DataFolder::open(&config.data)?;
            config.listen = listen;
            config.operations = operations;
            serve(config).await
        }
        Command::Migrate => {
            with(&config, async |_| {
                tell("The database is up to date.");
                Ok(())
            })
            .await
        }
        Command::Enrol { device, site, profile, valid_hours, by } => {
            let operator = Operator::at_the_console(by);
            let invitation =
                Invitation { device_name: device, site, profile, valid_hours, operator };
            with(&config, async |opened| {
                tell(&opened.invite(&invitation).await?);
                Ok(())
            })
            .await
        }
        Command::Devices => with(&config, list).await,
        Command::Place { device, profile, site, person, nobodys, by } => {
            let operator = Operator::at_the_console(by);
            let placement = Placement { profile, site, person, nobodys };
            with(&config, async |opened| {
                let placed = opened.place(&device, &placement, &operator).await?;
                tell(&format!("{} ({}) is {}.", placed.name, placed.id, placed.profile));
                Ok(())
            })
            .await
        }
        Command::BackedUp { begun_at } => {
            with(&config, async |opened| {
                let held = opened.backed_up(begun_at).await?;
                tell(&format!("{held} changes are safe in a backup; PCs let go of their copies."));
                Ok(())
            })
            .await
        }
        Command::HandedOver => with(&config, list_handed_over).await,
        Command::TakeUp { changes, by } => {
            let operator = Operator::at_the_console(by);
            with(&config, async |opened| take_up(opened, &changes, &operator).await).await
        }
        Command::Lease { days } => {
            with(&config, async |opened| {
                opened.set_lease(days).await?;
                tell(&format!("PCs go on for {days} days without the centre, then they lock."));
                Ok(())
            })
            .await
        }
        Command::Plan { plan, by } => {
            let operator = Operator::at_the_console(by);
            with(&config, async |opened| {
                let in_use = match plan.as_deref() {
                    None => opened.plan().await?,
                    Some(plan) => {
                        let plan = Some(plan).filter(|plan| *plan != "none");
                        opened.set_plan(plan, &operator).await?
                    }
                };
                tell_plan(&in_use);
                Ok(())
            })
            .await
        }
        Command::Revoke { device, by } => {
            let operator = Operator::at_the_console(by);
            with(&config, async |opened| {
                let revoked = opened.revoke(&device, &operator).await?;
                tell(&format!("{} ({}) is revoked.", revoked.name, revoked.id));
                Ok(())
            })
            .await
        }
    }
}

/// Runs an admin command on an existing server's folder, and leaves Postgres as it was found.
async fn with(
    config: &Config,
    work: impl AsyncFnOnce(&Opened) -> Result<(), Error>,
) -> Result<(), Error> {
    DataFolder::open(&config.data)?;
    let opened = Opened::open(config).await?;
    let worked = work(&opened).await;
    opened.close().await?;
    worked
}

async fn initialize(config: &Config, init: Init) -> Result<(), Error> {
    let folder = DataFolder::create(&config.data)?;
    folder.set_reach(&Reach {
        listen: init.listen,
        operations: init.operations,
        public_url: init.public_url,
        names: init.names,
    })?;
    let authority = Authority::open(&folder)?;
    tell(&format!("Server folder: {}", folder.path().display()));
    tell(&format!("Certificate authority: {}", authority.fingerprint()));
    let new = match (init.organization, init.site, init.time_zone, init.currency, init.admin) {
        (Some(name), Some(site), Some(time_zone), Some(currency), Some(admin)) => {
            let password = read_password()?;
            NewOrganization { name, site, time_zone, currency, admin, password }
        }
        _ => {
            tell("The organization of the first enrolled PC will be adopted.");
            return Ok(());
        }
    };
    let opened = Opened::open(config).await?;
    let founded = opened.found(&new).await;
    opened.close().await?;
    founded?;
    tell(&format!("{} is set up; {} signs in with the given password.", new.name, new.admin));
    Ok(())
}

fn read_password() -> Result<Zeroizing<String>, Error> {
    let mut text = Zeroizing::new(String::new());
    std::io::stdin().take(4_096).read_to_string(&mut text).map_err(|source| Error::Io {
        what: "cannot read the password from standard input".to_owned(),
        source,
    })?;
    Ok(Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned()))
}

async fn serve(config: Config) -> Result<(), Error> {
    let listen = |kind| {
        signal(kind)
            .map_err(|source| Error::Io { what: "cannot listen for signals".to_owned(), source })
    };
    let (mut terminate, mut interrupt) =
        (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    let running = start(config).await?;
    tell(&format!("Devices connect to {} ({})", running.public_url, running.address));
    tell(&format!("Health and metrics: http://{}", running.operations));
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    running.stop().await
}

async fn list(opened: &Opened) -> Result<(), Error> {
    for device in opened.devices().await? {
        let moment = |at: Option<chrono::DateTime<chrono::Utc>>| {
            at.map_or_else(|| "never".to_owned(), |at| at.format("%Y-%m-%d %H:%M UTC").to_string())
        };
        let state = match device.revoked_at {
            Some(at) => format!("revoked {}", moment(Some(at))),
            None => format!("last seen {}", moment(device.last_seen_at)),
        };
        tell(&format!("{}  {}  {}  {state}", device.id, device.name, device.profile));
    }
    Ok(())
}

fn tell_plan(in_use: &PlanInUse) {
    tell(&format!("Plan: {}", in_use.plan.as_deref().unwrap_or("none")));
    for (what, count, most) in &in_use.counted {
        let what = match what {
            Limited::Devices => "PCs",
            Limited::People => "People who sign in",
            Limited::Sites => "Sites in use",
        };
        let most = most.map_or_else(|| "any number".to_owned(), |most| most.to_string());
        tell(&format!("{what}: {count} of {most}"));
    }
}

async fn list_handed_over(opened: &Opened) -> Result<(), Error> {
    for changes in opened.handed_over().await? {
        let HandedOver { id, device, author, made_at, command } = changes;
        let author = author.as_deref().unwrap_or("?");
        let made_at = made_at.format("%Y-%m-%d %H:%M UTC");
        tell(&format!("{id}  {device}  {made_at}  {author}  {command}"));
    }
    Ok(())
}

/// Takes up one after the other; what may not be applied stays, and the rest goes on.
async fn take_up(opened: &Opened, changes: &[Uuid], operator: &Operator) -> Result<(), Error> {
    let mut refused = 0;
    for id in changes {
        match opened.take_up(*id, operator).await? {
            None => tell(&format!("{id}  applied")),
            Some(reason) => {
                refused += 1;
                tell(&format!("{id}  not applied: {reason}"));
            }
        }
    }
    if refused == 0 { Ok(()) } else { Err(Error::Broken(format!("{refused} were not applied"))) }
}

fn tell(line: &str) {
    say(&mut std::io::stdout(), line);
}

/// A reader that went away (`| head`) is no fault of ours.
fn say(to: &mut impl std::io::Write, line: &str) {
    let _ = writeln!(to, "{line}");
    let _ = to.flush();
}
