# The commands of the house. CI has none of its own: it calls `make ci`.
.DEFAULT_GOAL := help
.PHONY: help run test check lint tidy fmt bless docs assets bench ci
.SHELLFLAGS := -eu -c

# An optimised build without the last, slowest passes: see CONTRIBUTING.md.
run: export CARGO_PROFILE_RELEASE_OPT_LEVEL := 1
run: export CARGO_PROFILE_RELEASE_LTO := off
run: export CARGO_PROFILE_RELEASE_DEBUG := false

help: ## these lines
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: assets ## build, load the fictional city once, serve it on http://127.0.0.1:8311
	cargo build --locked --release --target-dir $${CARGO_TARGET_DIR:-target}/run --bin riverain
	$${CARGO_TARGET_DIR:-target}/run/release/riverain demo load
	exec $${CARGO_TARGET_DIR:-target}/run/release/riverain serve

test: ## install what the tests need and pass them all, on SQLite and PostgreSQL
	scripts/test

test-%: ## the tests of one slice: make test-requests
	cargo test -p $*

check: ## does it compile?
	cargo check --workspace --all-targets

lint: tidy ## format, rules of the house, clippy
	cargo clippy --workspace --all-targets -- -D warnings

tidy: ## format and rules of the house
	cargo fmt --all --check
	cargo test -q -p tidy

fmt: ## write every file as rustfmt wants it
	cargo fmt --all

bless: ## accept the snapshots as they are now; read them before you commit them
	INSTA_UPDATE=always INSTA_FORCE_PASS=1 cargo test --workspace

docs: ## the documentation of the code, private items included
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items

assets: ## styles, scripts and fonts, built into assets/dist when a source is newer
	scripts/assets

bench: ## the benches, printed as ratios
	scripts/bench

ci: ## everything that must pass before a change lands
	scripts/ci
