# Two stages: one builds, the other carries the program and nothing else.

# A Rust toolchain with the C compiler that SQLite and aws-lc need.
FROM rust:1-bookworm AS build
WORKDIR /src
COPY . .
# One binary, and an empty data folder for the next stage.
RUN cargo build --release --locked --package latchkey \
    && install -D target/release/latchkey /out/latchkey \
    && install -d -m 0700 /out/data

# Debian for libc. The certificates of the outside world come along from the first stage, so that
# nothing is installed here.
FROM debian:bookworm-slim
RUN groupadd --gid 10001 latchkey \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data \
        --shell /usr/sbin/nologin latchkey
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/latchkey /usr/local/bin/latchkey
# The data folder: the embedded database, the master key made at the first start.
COPY --from=build --chown=10001:10001 /out/data /data
VOLUME /data
# A number, so that a cluster can see that it is not root.
USER 10001:10001
WORKDIR /data
# A container is reached from outside, so it wants TLS here (`[http.tls]`) or a trusted proxy in
# front; without either the program says so and does not start (docs/operating.md).
ENV LATCHKEY_DATA=/data \
    LATCHKEY_HTTP__LISTEN=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 \
    CMD ["latchkey", "health"]
ENTRYPOINT ["latchkey"]
CMD ["serve"]
