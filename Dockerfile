# Ringwall in a container: nothing in it but the server, its Node and the C and C++ libraries. No shell, no package
# manager, not root; the root file system is never written to. docs/containers.md tells how to run it.
#
# The two images it starts from are named by tag. Their digests change with each security update of Debian, and a digest
# that nobody looks after is a server that misses them. Whoever releases pins them, and says so with the release:
#   docker build --build-arg BUILD_IMAGE=…@sha256:… --build-arg BASE_IMAGE=…@sha256:… .
# What decides what runs is pinned here in any case: packages by the SHA-512 in package-lock.json, Node by the SHA-512 in
# bin/pinned-node.mjs.
ARG BUILD_IMAGE=docker.io/library/node:26.10.0-trixie-slim
ARG BASE_IMAGE=gcr.io/distroless/cc-debian13:nonroot

FROM ${BUILD_IMAGE} AS build
# Node needs libatomic, which the base lacks; bin/image-tree.ts takes it from here.
RUN apt-get update && apt-get install -y --no-install-recommends libatomic1 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
# No script of anybody's package runs. dev.mjs builds the console, fetches the pinned Node and writes the tree.
RUN npm ci --ignore-scripts && node bin/dev.mjs image --out /out && chown 65532:65532 /out/data && chmod 0700 /out/data

FROM ${BASE_IMAGE}
COPY --from=build /out/ /
USER 65532:65532
# ringwall.config.yaml is looked for here.
WORKDIR /etc/ringwall
ENV RINGWALL_DATA=/data \
    XDG_CACHE_HOME=/tmp
VOLUME /data
EXPOSE 7070 7071
ENTRYPOINT ["/usr/bin/ringwall"]
CMD ["start"]
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["/usr/bin/ringwall", "healthcheck"]
