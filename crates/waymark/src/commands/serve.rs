//! `waymark serve`: the workspace's pages.

use crate::args::Place;
use crate::said::{Done, Failure, note, print};
use records::Workspace;
use std::net::SocketAddr;
use std::process::ExitCode;

pub fn serve(place: &Place, listen: SocketAddr) -> Done {
    let workspace = place.open()?;
    if workspace.catalogue().entries().is_empty() {
        note("There is no programme yet: `waymark apply FILE` puts one in place.");
    }
    pages(workspace, "Waymark", listen)
}

/// Serves a workspace's pages until the program is asked to stop.
pub fn pages(workspace: Workspace, name: &str, listen: SocketAddr) -> Done {
    workspace.follow_others();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = web::listen(listen).await?;
        let address = listener.local_addr()?;
        print(&format!("Waymark is at http://{address}\n"))?;
        note("Stop it with Ctrl+C.");
        // The first question would otherwise wait for every fact to be read.
        let warming = workspace.clone();
        tokio::task::spawn_blocking(move || warming.engine().map(|_| ()));
        web::serve(web::App::new(workspace, name), listener).await?;
        Ok::<_, Failure>(ExitCode::SUCCESS)
    })
}
