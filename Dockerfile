# Two stages: build with the toolchain, run with nothing but the program and what it links to.
FROM rust:1.95-slim-bookworm AS build
WORKDIR /source
RUN apt-get update && apt-get install -y --no-install-recommends cmake g++ && rm -rf /var/lib/apt/lists/*
COPY Cargo.toml Cargo.lock ./
COPY src src
COPY migrations migrations
RUN cargo build --release --locked --bin pubdok

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
