//! How the program is linked.

fn main() {
    println!("cargo::rerun-if-changed=src/build.rs");
    let of_target = |name: &str| std::env::var(name).unwrap_or_default();
    // What is moved to its address at the start is told packed (RELR, glibc 2.36 or later): 6 MiB that every start read and kept.
    if of_target("CARGO_CFG_TARGET_OS") == "linux" && of_target("CARGO_CFG_TARGET_ENV") == "gnu" {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}
