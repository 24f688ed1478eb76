# What one can do here. `make demo` and `make test` install what they need; a second run does no work twice.

BIN := $(or $(CARGO_TARGET_DIR),target)/debug
# What the fault tests of this run tell, a line each.
export KUEMMERER_FIGURES := $(CURDIR)/.cache/figures.jsonl

.PHONY: help demo test test-all lint doc tests browser screens web office desktop shells bench deny clean fuzz coverage mutants

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

demo: setup web office ## a city's day from phone to department and back; then it serves on http://127.0.0.1:8080 (ONCE=1: ends; PUBLIC_URL=https://… for phones)
	@echo "Building (a cold build takes some minutes, a warm one seconds) …"
	cargo build --locked --bin sync-server --bin phone
	$(BIN)/sync-server demo $(if $(ONCE),--once) $(if $(PUBLIC_URL),--public-url $(PUBLIC_URL))

test: setup web office lint doc tests browser shells ## every check that CI runs

test-all: lint doc ## the long forms: many kills, all faults, fuzzing
	KUEMMERER_LONG=1 $(MAKE) tests
	$(MAKE) browser fuzz

lint: ## formatting and lints
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	cargo clippy --locked --workspace --features app/ui -- -D warnings
# The fuzz targets have a lock file of their own, which would fall behind unnoticed.
	cargo metadata --locked --format-version 1 --manifest-path tests/fuzz/Cargo.toml > /dev/null

doc: ## the documentation of all crates, without warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps

tests: setup ## unit tests, stories, property tests, faults; ends with the table of faults
	cargo build --locked --bin sync-server --bin phone
	rm -f $(KUEMMERER_FIGURES)
	cargo test --locked --workspace
	$(BIN)/faults $(KUEMMERER_FIGURES)

web: setup ## the phone's app for browsers, into .cache/web; the server hands it out at /app/
	@echo "Building the app for browsers (a cold build takes some minutes, a warm one seconds) …"
	cargo run --locked --quiet -p pack -- .cache/web --release

office: .cache/office/office.js ## what makes the office's pages quick, into .cache/office
.cache/office/office.js: .cache/ready $(wildcard sync-server/web/src/*) sync-server/web/build.js sync-server/web/package-lock.json
	cd sync-server/web && npm run --silent build

desktop: ## the phone's app in a window; installs WebKitGTK
	.ci/desktop

shells: setup ## the app in a window on a screen that nobody sees; that it compiles for Android
	cargo build --locked --bin sync-server --bin phone
	.ci/desktop --check
	.ci/android

browser: setup web office ## the app in Chromium, against the real server
	cargo build --locked --bin sync-server
	cd tests/browser && npm test --silent

screens: setup web office ## pictures of every screen of the app, page of the office and kind of mail, into .cache/screens
	cargo build --locked --bin sync-server --bin phone
	cd tests/browser && node screens.js && node screens_office.js && node screens_mails.js

bench: office ## our speed and size beside a ceiling of the same run, as ratios (release build; wants a quiet machine)
	cargo build --locked --release --bin sync-server
	cargo bench --locked -p tests --bench table $(if $(ROWS),-- $(ROWS))

deny: ## licences and sources of all dependencies (needs cargo-deny)
	cargo deny --locked check bans licenses sources

setup: .cache/ready
.cache/ready: .ci/setup tests/requirements.txt tests/browser/package-lock.json sync-server/web/package-lock.json
	.ci/setup

clean: ## everything that was built or made
	cargo clean
	rm -rf .cache demo-data

# How it is proven, beside the tests: ARCHITECTURE.md says what each finds.

fuzz: setup ## feeds readers of strangers' bytes with made-up ones, FUZZ_SECONDS (60) each; needs a C++ compiler
	.ci/fuzz

coverage: setup ## line coverage of shared and both sync sides; fails below 95 %
	.ci/coverage

mutants: ## breaks merge, engine, states and ledger in every way; fails where tests notice less than 90 %
	.ci/mutants
