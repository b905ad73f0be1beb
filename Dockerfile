# kigo as a container: one static binary, no shell, no root, nothing to write but /data.
# Build it with the version it should say it is:
#
#   docker build --build-arg VERSION="$(git describe --tags --always)" \
#                --build-arg REVISION="$(git rev-parse HEAD)" -t kigo .

ARG GO_VERSION=1.26.8

FROM --platform=$BUILDPLATFORM golang:${GO_VERSION} AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
ARG REVISION=
# For another processor (docker build --platform linux/arm64) Go builds across.
ARG TARGETOS TARGETARCH
RUN GOOS="$TARGETOS" GOARCH="$TARGETARCH" make build
# What the last stage has besides the binary. Time zones are in the binary.
RUN mkdir -p /image/root/etc/ssl/certs /image/root/tmp /image/own/data \
 && cp /etc/ssl/certs/ca-certificates.crt /image/root/etc/ssl/certs/ \
 && printf 'kigo:x:65532:65532:kigo:/data:/sbin/nologin\n' > /image/root/etc/passwd \
 && printf 'kigo:x:65532:\n' > /image/root/etc/group \
 && chmod 1777 /image/root/tmp && chmod 0700 /image/own/data

FROM scratch
ARG VERSION=dev
ARG REVISION=
LABEL org.opencontainers.image.title="kigo" \
      org.opencontainers.image.description="The chat bot of Ki:GO: event sign-ups, questions, reminders and anonymous surveys in Mattermost and Slack" \
      org.opencontainers.image.licenses="EUPL-1.2" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /image/root/ /
COPY --from=build --chown=65532:65532 /image/own/ /
COPY --from=build /src/LICENSE /LICENSE
COPY --from=build /src/bin/kigo /kigo
USER 65532:65532
ENV KIGO_DATA_DIR=/data \
    KIGO_LISTEN=:8080
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 CMD ["/kigo", "health"]
ENTRYPOINT ["/kigo"]
CMD ["serve"]
