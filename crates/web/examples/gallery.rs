//! Serves the gallery of components: `cargo run -p web --example gallery -- 127.0.0.1:8090`.

use axum::Router;
use axum::routing::get;

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8090".to_owned());
    let listener = tokio::net::TcpListener::bind(address).await?;
    let router = Router::new().route("/", get(|| async { web::ui::gallery() })).merge(web::assets::router());
    axum::serve(listener, router).await
}
