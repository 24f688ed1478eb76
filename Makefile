# What one can do here. `make demo` and `make test` install what they need; a second run does no work twice.

BIN := $(or $(CARGO_TARGET_DIR),target)/debug

.PHONY: help demo test test-all lint doc tests bench deny clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

demo: setup ## a city's day from phone to department and back; then it serves on http://127.0.0.1:8080 (ONCE=1: ends)
	@echo "Building (a cold build takes some minutes, a warm one seconds) …"
	cargo build --locked --bin sync-server --bin phone
	$(BIN)/sync-server demo $(if $(ONCE),--once)

test: setup lint doc tests ## every check that CI runs

test-all: test ## the long forms too
	KUEMMERER_LONG=1 cargo test --locked --package tests

lint: ## formatting and lints
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings

doc: ## the documentation of all crates, without warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps

tests: ## unit tests, stories, property tests
	cargo build --locked --bin sync-server --bin phone
	cargo test --locked --workspace

deny: ## licences and sources of all dependencies (needs cargo-deny)
	cargo deny --locked check bans licenses sources

setup: .cache/ready
.cache/ready: .ci/setup tests/requirements.txt
	.ci/setup

clean: ## everything that was built or made
	cargo clean
	rm -rf .cache demo-data
