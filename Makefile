.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help deps deps-test build install test tests fuzz check-hooks lint format lab release lab-up lab-down demo bench \
	reference clean

PREFIX ?= /usr/local
DESTDIR ?=
# The lab's images: small (under 60 MB) or full (with a layer of 300 MB).
LAB_IMAGES ?= full

RELEASE := swift build -c release --static-swift-stdlib
PROGRESS := .ci/progress
BIN := .build/release
SOURCES := Package.swift Sources Tests

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## Install the Debian packages that the build needs.
	.ci/install-packages

deps-test: ## Install those of the tests and the lab too.
	.ci/install-packages test

build: ## Build blobgate for release, with the Swift runtime in it.
	@$(PROGRESS) "build blobgate" $(RELEASE) --product blobgate

install: ## Copy what was built to $(DESTDIR)$(PREFIX)/bin.
	@test -x $(BIN)/blobgate || { echo "run make build first" >&2; exit 1; }
	install -D -s -m 755 $(BIN)/blobgate $(DESTDIR)$(PREFIX)/bin/blobgate

test: deps-test lint tests ## Lint, build with the tests, and run them all: the unit ring, then the one on real parts.
	@.ci/ring unit --skip IntegrationTests
	@.ci/ring integration --filter IntegrationTests

fuzz: deps-test tests ## Feed each parser with inputs made by chance, a minute each.
	@BLOBGATE_FUZZ_SECONDS=$${BLOBGATE_FUZZ_SECONDS:-60} .ci/ring fuzz --filter FuzzTests

# The tests run the blobgate that is built with them: one for release has no part in them.
tests:
	@$(PROGRESS) "build the tests" swift build --build-tests

check-hooks: ## Hold the files under hooks/ against the schemas of what reads them; needs python3 and the network once.
	.ci/check-hooks

lint: ## Check the format of all Swift files.
	@$(PROGRESS) lint swift format lint --strict --parallel --recursive $(SOURCES)

format: ## Format all Swift files.
	swift format --in-place --parallel --recursive $(SOURCES)

lab: deps-test
	@$(PROGRESS) "build the lab" $(RELEASE) --product blobgate-lab

# One build of both: what they share is compiled once, and both cores have work to the end.
release: deps-test
	@$(PROGRESS) "build blobgate and the lab" $(RELEASE)

lab-up: lab ## Start a registry behind three nginx backends, with images; LAB_IMAGES=small or full.
	$(BIN)/blobgate-lab up --images $(LAB_IMAGES)

lab-down: ## Stop that lab.
	$(BIN)/blobgate-lab down

demo: release ## Show a good release pass, a corrupted one refused, a healed one pass.
	.ci/demo

bench: release ## Measure verified GB/s and peak memory beside curl | openssl dgst.
	.ci/bench

reference: ## Write docs/reference.md, docs/findings.md and the schemas from the tables of the program.
	swift build --product blobgate
	.build/debug/blobgate tables >docs/reference.md
	.build/debug/blobgate tables --findings >docs/findings.md
	.build/debug/blobgate tables --schema >docs/report-schema.md
	.build/debug/blobgate tables --schema-json >docs/report.schema.json
	.build/debug/blobgate tables --early-schema-json >docs/ended-early.schema.json

clean: ## Stop the lab, remove what was built and the lab's files.
	@if [ -f .lab/lab/lab.json ] && [ -x $(BIN)/blobgate-lab ]; then $(BIN)/blobgate-lab down; fi
	rm -rf .build .lab
