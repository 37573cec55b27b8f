//! The operator's own address: what the monitoring reads is nobody else's.

use super::{Shared, StartError, app};
use crate::features::monitoring;
use actix_web::dev::Server;
use actix_web::{App, HttpServer, web};
use std::net::{SocketAddr, TcpListener};

/// Binds and answers until the program ends.
pub fn serve(shared: &Shared, bind: SocketAddr) -> Result<(Server, SocketAddr), StartError> {
    let failed = |error| StartError::AdminBind { address: bind, error };
    let listener = TcpListener::bind(bind).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let parts = shared.clone();
    let server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(app::of(&parts)))
            .app_data(web::Data::new(parts.pools.clone()))
            .app_data(web::Data::from(parts.workshop.clone()))
            .configure(monitoring::routes)
    })
    .workers(1)
    .disable_signals()
    .listen(listener)
    .map_err(failed)?
    .run();
    Ok((server, address))
}
