# devctl's migrations as an image, for Jobs, init containers and pipelines: make image
# Everything is in /opt/devctl, its own small Java included, so that COPY --from=devctl /opt/devctl /opt/devctl is all that an
# image of yours needs to run /opt/devctl/bin/dev.
ARG BASE=debian:bookworm-slim
ARG JDK=debian:bookworm-slim

FROM ${JDK} AS build
RUN command -v jlink >/dev/null || { apt-get update && \
    apt-get install -y --no-install-recommends openjdk-17-jdk-headless && rm -rf /var/lib/apt/lists/*; }
# What migrating needs: no Postgres of its own, no Testcontainers.
COPY devctl-*/bin /opt/devctl/bin
COPY devctl-*/share /opt/devctl/share
COPY devctl-*/devctl.jar devctl-*/VERSION /opt/devctl/
COPY devctl-*/lib/picocli-*.jar devctl-*/lib/gson-*.jar devctl-*/lib/snakeyaml-*.jar devctl-*/lib/postgresql-*.jar \
    devctl-*/lib/jline-*.jar /opt/devctl/lib/
# java.naming: names in TLS certificates; jdk.unsupported: signals; jdk.crypto.ec: TLS; the rest is the driver's.
RUN jdk=$(dirname "$(dirname "$(readlink -f "$(command -v jlink)")")") && \
    jlink --add-modules java.sql,java.naming,java.management,java.security.jgss,jdk.unsupported,jdk.crypto.ec \
      --strip-java-debug-attributes --no-header-files --no-man-pages --compress=2 --output /opt/devctl/runtime && \
    grep '^JAVA_RUNTIME_VERSION=' "$jdk/release" >>/opt/devctl/runtime/release && \
    /opt/devctl/bin/dev --version && test -s /opt/devctl/devctl.jsa

FROM ${BASE}
COPY --from=build /opt/devctl /opt/devctl
RUN ln -s /opt/devctl/bin/dev /usr/local/bin/dev && mkdir -p /app
# The schema of migrations that come without a services.yaml, as other runners have it.
ENV DEVCTL_SCHEMA=public LANG=C.UTF-8
WORKDIR /app
USER 65532:65532
ENTRYPOINT ["dev"]
CMD ["migrate", "--json-lines"]
