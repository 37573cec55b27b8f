# Two stages: build with the toolchain, run with nothing but the program and what it links to.
FROM rust:1.95-slim-bookworm AS build
WORKDIR /source
# The crates of others alone, before our own code is there: this layer stays until Cargo.lock changes.
COPY Cargo.toml Cargo.lock ./
COPY src/build.rs src/build.rs
RUN touch src/lib.rs && echo 'fn main() {}' > src/main.rs && cargo build --release --locked --bin pubdok
COPY migrations migrations
COPY openapi openapi
COPY src src
# A copy keeps its files' times, and cargo believes those: what is older than the empty program would not be built.
RUN touch src/lib.rs src/main.rs && cargo build --release --locked --bin pubdok

FROM debian:bookworm-slim
# The authorities that a bucket over https:// is trusted by.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /var/lib/pubdok --create-home pubdok
COPY --from=build /source/target/release/pubdok /usr/local/bin/pubdok
USER 10001
WORKDIR /var/lib/pubdok
ENV PUBDOK_BIND=0.0.0.0:8080 PUBDOK_BLOB_STORE=file:///var/lib/pubdok/blobs
VOLUME /var/lib/pubdok
EXPOSE 8080
# The production profile: DATABASE_URL, PUBDOK_JWT_ISSUER and one key source must be given.
ENTRYPOINT ["pubdok"]
CMD ["serve"]
