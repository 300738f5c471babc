# Two stages: one builds, the other carries the program and nothing else.

# A Rust toolchain with the C compiler that SQLite and aws-lc need.
FROM rust:1-bookworm AS build
WORKDIR /src
COPY . .
# One binary; the cache mounts keep crates and objects between builds.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --package latchkey \
    && install -D target/release/latchkey /out/latchkey \
    && install -d -m 0700 /out/data

# Debian for libc and for the certificates of the outside world.
FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 latchkey \
    && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /data latchkey
COPY --from=build /out/latchkey /usr/local/bin/latchkey
# The data folder: the embedded database, the master key made at the first start.
COPY --from=build --chown=10001:10001 /out/data /data
VOLUME /data
# A number, so that a cluster can see that it is not root.
USER 10001:10001
WORKDIR /data
# Inside a container the listener must be reachable; TLS is the proxy's or `[http.tls]`.
ENV LATCHKEY_DATA=/data \
    LATCHKEY_HTTP__LISTEN=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
    CMD ["latchkey", "health"]
ENTRYPOINT ["latchkey"]
CMD ["serve"]
