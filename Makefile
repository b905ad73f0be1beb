# What one does with kigo day by day. `make` alone lists it.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

GO ?= go
# Stamped into the binary; where there is no git, as in a container, both can be given.
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
REVISION ?= $(shell git rev-parse --short=12 HEAD 2>/dev/null)
# The date of what is in a release: the same source makes the same archive.
RELEASED ?= $(or $(shell git log -1 --format=%cI 2>/dev/null),2026-01-01)
# Leaves PostgreSQL out of the embedded store: 6 MB less.
TAGS ?= ferretdb_no_postgresql
# More flags for go test, for example TESTFLAGS='-run Rush -v'.
TESTFLAGS ?=

SOURCES := adapters bot cmd commands scheduler
# FerretDB's debug build, which the race detector switches on, makes the store's own
# tests take many minutes; `make race` leaves that one package out.
RACED = $(shell $(GO) list ./... | grep -v -e /adapters/mongodb/embedded$$)

# Tools that are no libraries of kigo's, each at an exact version, made by Go itself.
GOLANGCI_LINT := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
GOVULNCHECK   := golang.org/x/vuln/cmd/govulncheck@v1.9.0
CYCLONEDX     := github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0
PLATFORMS     := linux/amd64 linux/arm64
# How long `make fuzz` makes up input for each of the tests, and where those are.
FUZZTIME ?= 5s
FUZZED   ?= $(SOURCES)

.PHONY: help demo build release test chromium fmt vet lint vuln race fuzz long bench clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | while IFS=$$'\t' read -r target what; do printf '  make %-9s %s\n' "$$target" "$$what"; done

demo: ## Try kigo in the browser, with example people and events
	$(GO) run ./cmd/kigo demo

BUILD = CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=false -tags '$(TAGS)' -ldflags '-s -w -X main.version=$(VERSION) -X main.revision=$(REVISION)'

build: ## Build the static binary bin/kigo
	$(BUILD) -o bin/kigo ./cmd/kigo

release: ## Build dist/: an archive for each platform, what is in it (SBOM), checksums
	rm -rf dist && mkdir -p dist
	for platform in $(PLATFORMS); do \
		name="kigo-$(VERSION)-$${platform%/*}-$${platform#*/}"; mkdir "dist/$$name"; \
		GOOS="$${platform%/*}" GOARCH="$${platform#*/}" $(BUILD) -o "dist/$$name/kigo" ./cmd/kigo; \
		$(GO) run $(CYCLONEDX) bin -json -licenses -std -version "$(VERSION)" -output "dist/$$name.sbom.json" "dist/$$name/kigo"; \
		mkdir "dist/$$name/docs" && cp docs/*.md "dist/$$name/docs/" && cp -r LICENSE README.md publiccode.yml deploy "dist/$$name/"; \
		tar -C dist --sort=name --owner=0 --group=0 --numeric-owner --mode='u=rwX,go=rX' --mtime="$(RELEASED)" -cf - "$$name" | gzip -9n > "dist/$$name.tar.gz"; \
		rm -r "dist/$$name"; \
	done
	cd dist && sha256sum * > SHA256SUMS && cat SHA256SUMS

test: fmt vet chromium ## Check and test everything, in the browser too (installs Debian's chromium if there is none)
	$(GO) test -vet=off -timeout 10m -tags browser $(TESTFLAGS) ./...

chromium: # what the browser tests drive
	@if command -v chromium >/dev/null; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then \
		echo 'The browser tests need chromium, and there is no apt-get to install it with.' >&2; \
		echo 'Install a chromium that is found as "chromium" in PATH, or run "go test ./..." for everything but those tests.' >&2; \
		exit 1; \
	fi; \
	sudo=; if [ "$$(id -u)" != 0 ]; then sudo=sudo; fi; \
	echo 'Installing chromium for the browser tests …'; \
	$$sudo apt-get -qq -o Acquire::Retries=3 update && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 install -y --no-install-recommends chromium >/dev/null

fmt: ## Check that the code is formatted
	@bad="$$(gofmt -l $(SOURCES))"; if [ -n "$$bad" ]; then echo "Not formatted, run gofmt -w on:" >&2; echo "$$bad" >&2; exit 1; fi

vet: ## Let the compiler's companion look for mistakes, in the browser tests too
	$(GO) vet ./...
	$(GO) vet -tags browser ./...

lint: ## Run golangci-lint (the first time it is built, which takes some minutes)
	$(GO) run $(GOLANGCI_LINT) run ./...

vuln: ## Look for known vulnerabilities; needs the database at vuln.go.dev
	@mkdir -p bin && GOBIN='$(CURDIR)/bin' $(GO) install $(GOVULNCHECK)
	@# 3 is a finding; anything else that fails is no answer, as where the database can't be reached.
	@bin/govulncheck -tags '$(TAGS)' ./... || { code=$$?; \
		if [ "$$code" = 3 ] || [ -z '$(VULN_OPTIONAL)' ]; then exit "$$code"; fi; \
		echo 'make vuln: no answer, so nothing was looked for.' >&2; }

# Killing at the right moment needs the speed of the real binary.
race: ## Test with the race detector (all but the embedded server)
	$(GO) test -race -vet=off -timeout 20m -skip '^TestKilled' $(TESTFLAGS) $(RACED)

fuzz: ## Make up input for FUZZTIME for everything that reads what others wrote
	grep -rlE '^func Fuzz' --include='*_test.go' $(FUZZED) | while read -r file; do \
		grep -oE '^func Fuzz[A-Za-z]+' "$$file" | while read -r _ name; do \
			$(GO) test -vet=off -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) "./$$(dirname "$$file")"; \
		done; \
	done

long: ## Run the long forms of the tests, on MongoDB if KIGO_TEST_MONGODB_URI names one
	KIGO_LONG=1 $(GO) test -vet=off -count=1 -timeout 90m $(TESTFLAGS) ./...

bench: ## Measure sign-up against the bare database driver
	$(GO) test -run '^$$' -bench . -benchmem $(TESTFLAGS) ./cmd/kigo

clean: ## Remove what was built
	rm -rf bin dist
