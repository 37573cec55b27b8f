//! Connections as they come: let in, served, and laid aside while nothing is asked on them.

use super::KEEP_ALIVE;
use super::doors::{Doors, Entry, PATIENCE};
use crate::http::line::Line;
use actix_http::Protocol;
use actix_http::error::DispatchError;
use actix_server::GracefulShutdownSignal;
use actix_service::{Service, ServiceFactory};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// A connection, as the framework serves it.
type Served = (Line<TcpStream, Entry>, Protocol, Option<SocketAddr>);

/// For each worker: what serves HTTP, and who is let in.
pub struct Lines<H> {
    pub http: H,
    pub doors: Arc<Doors>,
    /// When all connections are to end.
    pub drains: GracefulShutdownSignal,
}

impl<H> ServiceFactory<TcpStream> for Lines<H>
where
    H: ServiceFactory<Served, Config = (), Response = (), Error = DispatchError> + 'static,
{
    type Response = ();
    type Error = DispatchError;
    type Config = ();
    type Service = Lines<Rc<H::Service>>;
    type InitError = H::InitError;
    type Future = LocalBoxFuture<'static, Result<Self::Service, Self::InitError>>;

    fn new_service(&self, (): ()) -> Self::Future {
        let (http, doors, drains) = (self.http.new_service(()), self.doors.clone(), self.drains.clone());
        async move { Ok(Lines { http: Rc::new(http.await?), doors, drains }) }.boxed_local()
    }
}

impl<H> Service<TcpStream> for Lines<Rc<H>>
where
    H: Service<Served, Response = (), Error = DispatchError> + 'static,
{
    type Response = ();
    type Error = DispatchError;
    type Future = LocalBoxFuture<'static, Result<(), DispatchError>>;

    fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<Result<(), DispatchError>> {
        self.http.poll_ready(cx)
    }

    fn call(&self, io: TcpStream) -> Self::Future {
        let (http, drains) = (self.http.clone(), self.drains.clone());
        let peer = io.peer_addr().ok();
        let line = self.doors.let_in(io).map_err(DispatchError::Io);
        async move { attend(line?, peer, &*http, &drains).await }.boxed_local()
    }
}

/// Serves a connection until it ends. What the framework keeps for it is given back whenever it is laid aside: of thousands that wait
/// for what they will ask next, little more is left than their sockets.
async fn attend<H>(
    mut line: Line<TcpStream, Entry>,
    peer: Option<SocketAddr>,
    http: &H,
    drains: &GracefulShutdownSignal,
) -> Result<(), DispatchError>
where
    H: Service<Served, Response = (), Error = DispatchError>,
{
    loop {
        let aside = line.aside();
        // By itself, so that nothing of it is held meanwhile.
        Box::pin(http.call((line, Protocol::Http1, peer))).await?;
        let Some((io, entry)) = aside.take() else { return Ok(()) };
        let is_asked = tokio::select! {
            biased;
            () = drains.notified() => false,
            asked = timeout(KEEP_ALIVE, io.readable()) => matches!(asked, Ok(Ok(()))),
        };
        if !is_asked {
            return Ok(());
        }
        line = Line::new(io, PATIENCE, entry);
    }
}
