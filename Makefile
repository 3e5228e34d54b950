.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help deps deps-test build install deb tarball image check-deb check-tarball check-image test tests fuzz model oracle \
	check-hooks lint format lab release lab-up lab-down demo bench bench-page reference clean

PREFIX ?= /usr/local
DESTDIR ?=
# The number of whole runs with random faults. The seed of the first is $BLOBGATE_FUZZ_SEED, or 1.
FUZZ_CASES ?= 10000
# The lab's images: small (under 60 MB) or full (with a 300 MB layer).
LAB_IMAGES ?= full
# The cases of make bench, separated by commas; empty for all. Each round measures every program once.
CASES ?=
BENCH_ROUNDS ?= 5
# full, or quick for a smoke run that says nothing about speed.
BENCH_SIZE ?= full

RELEASE := swift build -c release --static-swift-stdlib
PROGRESS := .ci/progress
BIN := .build/release
# What deb, tarball and image package, and where they put it.
PROGRAM ?= $(BIN)/blobgate
SHIP ?= .build/ship
# The blobgate that the tests run.
TESTED := .build/tests/release/blobgate
SOURCES := Package.swift Sources Tests

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## Install the Debian packages for the build.
	.ci/install-packages

deps-test: ## Install the Debian packages for the build, the tests and the lab.
	.ci/install-packages test

build: ## Build blobgate for release, with the Swift runtime linked in.
	@$(PROGRESS) "build blobgate" .ci/ship/stamp $(RELEASE) --product blobgate

install: ## Install the release build in $(DESTDIR)$(PREFIX), with man pages and completions.
	@test -x $(PROGRAM) || { echo "run make build first" >&2; exit 1; }
	.ci/ship/stage $(PROGRAM) $(DESTDIR)$(PREFIX)

# These package a finished program: that of make build, or PROGRAM=PATH.
deb: ## Make the Debian package of the release build.
	.ci/ship/deb $(PROGRAM) $(SHIP)

tarball: ## Make the release tarball, its bill of materials (SPDX) and SHA256SUMS.
	.ci/ship/tarball $(PROGRAM) $(SHIP)

image: ## Make the OCI image for the hooks, as a layout.
	.ci/ship/image $(PROGRAM) $(SHIP)

check-deb: ## Install, upgrade and purge the package in a root directory of its own; needs root and the network.
	.ci/check-deb $(PROGRAM)

check-tarball: ## Compare two tarballs; validate the bill of materials, man pages and completions; needs the network once.
	.ci/check-tarball $(PROGRAM)

check-image: ## Let the image prove itself in a registry on loopback.
	.ci/check-image $(PROGRAM)

test: deps-test lint tests ## Lint, build and run all tests: the unit ring, then the integration ring.
	@.ci/ring unit --skip IntegrationTests
	@.ci/ring integration --filter IntegrationTests

fuzz: deps-test tests ## Random inputs for each parser, a minute each; whole runs with random faults, FUZZ_CASES of them.
	@BLOBGATE_FUZZ_SECONDS=$${BLOBGATE_FUZZ_SECONDS:-60} BLOBGATE_FUZZ_CASES=$(FUZZ_CASES) .ci/ring fuzz --filter FuzzTests

model: deps-test ## Check the model of leases and schedule with spin; MODEL=full checks more of it.
	@.ci/model $(MODEL)

oracle: tests ## Compare the gate with containerd, skopeo and dockerd of Debian testing; RECORD=1 rewrites docs/nodes.md.
	@BLOBGATE_RECORD_ORACLE=$(RECORD) .ci/oracle

# The tests run the blobgate that is built with them, not the release build.
tests:
	@$(PROGRESS) "build the tests" .ci/tests build

check-hooks: ## Check the files under hooks/ against their schemas; needs python3, and the network once.
	.ci/check-hooks

lint: ## Check the formatting of all Swift files.
	@$(PROGRESS) lint swift format lint --strict --parallel --recursive $(SOURCES)

format: ## Format all Swift files.
	swift format --in-place --parallel --recursive $(SOURCES)

lab: deps-test
	@$(PROGRESS) "build the lab" $(RELEASE) --product blobgate-lab

# Builds both together: shared code is compiled once, and all cores stay busy.
release: deps-test
	@$(PROGRESS) "build blobgate and the lab" .ci/ship/stamp $(RELEASE)

lab-up: lab ## Start a registry with images behind three nginx backends; LAB_IMAGES=small or full.
	$(BIN)/blobgate-lab up --images $(LAB_IMAGES)

lab-down: ## Stop the lab.
	$(BIN)/blobgate-lab down

demo: release ## Show a good release pass, a corrupted one refused, and a healed one pass.
	.ci/demo

bench: release ## Measure the gate next to other programs; CASES=repeat,shared selects, BENCH_SIZE=quick is a smoke run.
	$(BIN)/blobgate-bench run --cases '$(CASES)' --rounds $(BENCH_ROUNDS) --size $(BENCH_SIZE)

bench-page: release ## Write the results of the last make bench into docs/performance.md.
	$(BIN)/blobgate-bench page

reference: tests ## Generate docs/reference.md, docs/findings.md and the schemas from the sources.
	$(TESTED) tables >docs/reference.md
	$(TESTED) tables --findings >docs/findings.md
	$(TESTED) tables --schema >docs/report-schema.md
	$(TESTED) tables --schema-json >docs/report.schema.json
	$(TESTED) tables --early-schema-json >docs/ended-early.schema.json

clean: ## Stop the lab; remove build output and the lab's files.
	@if [ -f .lab/lab/lab.json ] && [ -x $(BIN)/blobgate-lab ]; then $(BIN)/blobgate-lab down; fi
	rm -rf .build .lab
