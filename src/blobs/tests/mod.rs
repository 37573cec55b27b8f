//! The store and the sniffer, tried with what may come in.

mod heads;
mod sniffing;
mod store;
