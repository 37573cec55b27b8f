//! Being told to stop: first gently, so that nobody notices, then at once.

use super::Outcome;
use crate::server::Service;
use std::sync::atomic::Ordering;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// SIGTERM and Ctrl-C; from here on neither ends the program by itself.
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    pub fn new() -> Result<Self, String> {
        let listen = |kind| signal(kind).map_err(|error| format!("cannot listen to signals: {error}"));
        Ok(Self { terminate: listen(SignalKind::terminate())?, interrupt: listen(SignalKind::interrupt())? })
    }

    async fn next(&mut self) {
        tokio::select! { _ = self.terminate.recv() => {}, _ = self.interrupt.recv() => {} }
    }

    /// Serves until told to stop: `/readyz` says so for the grace, in which requests are still taken; then the port is closed and
    /// what runs is finished. A second signal ends at once. Until `opening` is done nothing is served; if it fails, that is the end.
    pub async fn run_until_told(mut self, service: Service, opening: impl Future<Output = Outcome>) -> Outcome {
        let handle = service.server.handle();
        let grace = service.shared.config.drain_grace;
        let draining = service.shared.draining;
        let told = async {
            self.next().await;
            draining.store(true, Ordering::Relaxed);
            tracing::info!(target: "pubdok", grace_seconds = grace.as_secs(), "draining");
            let gently = async {
                tokio::time::sleep(grace).await;
                handle.stop(true).await;
            };
            tokio::select! { () = gently => {}, () = self.next() => {} }
        };
        let watch = service.shared.watch;
        let closed = async {
            match opening.await {
                Ok(()) => std::future::pending().await,
                Err(reason) => reason,
            }
        };
        let done = tokio::select! {
            reason = closed => Err(reason),
            ended = service.server => ended.map_err(|error| format!("the server stopped: {error}")),
            () = told => Ok(()),
        };
        watch.flush().await;
        done
    }
}
