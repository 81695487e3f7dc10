//! `waymark serve`: the workspace's pages.

use crate::args::{Place, Serve};
use crate::said::{Done, Failure, note, print};
use crate::sign_on::providers;
use std::net::SocketAddr;
use std::process::ExitCode;
use web::{App, Carried, Mail, Settings};

pub fn serve(place: &Place, serve: Serve) -> Done {
    let workspace = place.open()?;
    if workspace.catalogue().entries().is_empty() {
        note("There is no programme yet: `waymark apply FILE` puts one in place.");
    }
    let listen = serve.listen.listen;
    pages(App::with(workspace, "Waymark", settings(serve)?), listen)
}

fn settings(serve: Serve) -> Result<Settings, Failure> {
    let mail = serve.mail.as_deref().map(Mail::open).transpose()?;
    let sign_on = providers(&serve.sign_on, |name| std::env::var(name).ok())?;
    let carried = match (serve.tls_cert, serve.tls_key) {
        (Some(certificate), Some(key)) => Carried::Tls { certificate, key },
        _ if serve.behind_proxy => Carried::Proxy,
        _ => Carried::Here,
    };
    let address = serve.address.map(|address| address.trim_end_matches('/').to_owned());
    Ok(Settings { address, carried, mail, sign_on, ..Settings::default() })
}

/// Serves a workspace's pages until the program is asked to stop.
pub fn pages(app: App, listen: SocketAddr) -> Done {
    let workspace = app.workspace().clone();
    workspace.follow_others();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let listener = runtime.block_on(web::listen(listen, app.settings()))?;
    let listening = listener.local_addr()?;
    match &app.settings().address {
        Some(address) => print(&format!("Waymark is at {address}, and listens on {listening}\n"))?,
        None => print(&format!("Waymark is at http://{listening}\n"))?,
    }
    app.listens_at(listening);
    // The database is asked, and in the end left, outside the runtime, whose threads it must not keep waiting.
    if let Some(welcome) = app.welcome()? {
        print(&format!("Nobody can sign in yet. The first administrator begins here, once:\n  {welcome}\n"))?;
    }
    note("Stop it with Ctrl+C.");
    // The first question would otherwise wait for every fact to be read.
    let reads = workspace.clone();
    runtime.spawn_blocking(move || reads.engine().map(|_| ()));
    let served = runtime.block_on(web::serve(app, listener));
    drop(runtime);
    drop(workspace);
    served?;
    Ok(ExitCode::SUCCESS)
}
