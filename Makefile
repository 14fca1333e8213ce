# The commands of the house. CI has none of its own: it calls `make ci`.
.PHONY: test test-% check fmt lint docs assets ci bench

test:                  ## install what tests need and pass them all
	scripts/test

test-%:                ## the tests of one slice: make test-requests
	cargo test -p $*

check:
	cargo check --workspace --all-targets

fmt:
	cargo fmt --all

assets:                ## styles, scripts and fonts, built once into assets/dist
	scripts/assets

lint:
	cargo fmt --all --check
	cargo test -q -p tidy
	cargo clippy --workspace --all-targets -- -D warnings

docs:
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items

bench:
	cargo bench --workspace

ci:
	scripts/ci
