# Everything a person or CI does with the project. Each target does its own set-up; `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
CARGO ?= cargo
# Further options of the demonstration, such as RTS_DEMO_ARGS='--loss 0.5 --seed 7'.
RTS_DEMO_ARGS ?=
# What the targets cross-* do: build, test or clippy.
DO ?= build
DESTDIR ?=
PREFIX ?= /usr

.PHONY: help demo test check bench soak night fuzz fmt lint audit units docs install verify-page cross-armhf cross-arm64 boot-armhf boot-arm64 image-arm64 container slots deb-armhf deb-arm64 powercut install-files yocto-check yocto-crates

help: ## this list
	@echo "rts: the result transmission terminal of an election"
	@grep -hE '^[a-z0-9 -]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9 -]+):.*## (.*)$$/  make \1\t\2/' | expand -t 32

demo: ## a whole election day: center, satellite, stations; leaves target/demo
	$(CARGO) build --locked --profile fast --bins
	target/fast/rts-lab demo --out target/demo $(RTS_DEMO_ARGS)

test: ## every test, with other people's programs as peers (installed under target)
	tests/peers/setup.sh
	tests/page/setup.sh
	tests/center/setup.sh
	$(CARGO) test --locked --workspace

check: fmt lint audit units yocto-check test ## what CI runs: format, lints, dependency audit, unit files, layer, tests

fmt:
	$(CARGO) fmt --all --check

# The strict lints hold for everything that ships; tests may unwrap and index.
lint:
	$(CARGO) clippy --locked --workspace --lib --bins -- -D warnings
	$(CARGO) clippy --locked -p rts --lib --bins --no-default-features --features device -- -D warnings
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings -A missing_docs -A unreachable_pub \
	  -A clippy::unwrap_used -A clippy::expect_used -A clippy::panic -A clippy::indexing_slicing \
	  -A clippy::arithmetic_side_effects -A clippy::cast_possible_truncation -A clippy::cast_sign_loss \
	  -A clippy::cast_possible_wrap -A clippy::wildcard_enum_match_arm -A clippy::too_many_lines

audit:
	tests/audit.sh

units:
	tests/units.sh

bench: ## figures side by side into target/bench/summary.json (DATA=DIR for other stations, RECORDS=n for the center)
	$(CARGO) bench --locked -p rts-core --bench coder
	tests/center/setup.sh
	$(CARGO) build --locked --release --bins
	target/release/rts-lab bench --out target/bench $(if $(DATA),--data $(DATA)) $(if $(RECORDS),--records $(RECORDS))

soak: ## simulated election days with every fault against a reference model (SEEDS=n FROM=s)
	$(CARGO) build --locked --profile fast --bin rts-lab
	target/fast/rts-lab soak --seeds $(or $(SEEDS),2000) --from $(or $(FROM),1)

night: ## 40,000 stations report in one night, with spread and without
	$(CARGO) build --locked --profile fast --bin rts-lab
	target/fast/rts-lab night

fuzz: ## every reader of foreign bytes against LLVM's fuzzer, T seconds each
	tests/fuzz/run.sh $(or $(T),60)

verify-page: ## docs/verify/index.html again from its sources
	docs/verify/build.sh

cross-armhf cross-arm64: cross-%: ## for a box with that processor: DO=build, test (under emulation) or clippy
	tests/cross/run.sh $* $(DO)

boot-armhf boot-arm64: boot-%: ## an election day inside an emulated box, kernel and all, to the center's receipt
	tests/boot/run.sh $*

image-arm64: ## a whole Debian with the box's package, emulated: READY, killed, hung, and a day to the receipt (root)
	tests/boot/whole.sh arm64

container: ## the same in a container on this machine, quicker (root)
	tests/boot/whole.sh amd64

slots: ## an update of an image and the ways back, with U-Boot on an emulated board and RAUC (root)
	tests/boot/slots.sh

deb-armhf deb-arm64: deb-%: ## the Debian package of a box, judged by lintian, installed and removed
	tests/deb/run.sh $*

yocto-check: ## the Yocto layer, read by BitBake's own parser, linted, and compared with Cargo.lock
	tests/yocto/run.sh

yocto-crates: ## the crates of the Yocto layer again from Cargo.lock
	tests/yocto/crates.py

powercut: ## the power cut below the file system at any write of a day, at POINTS of them (root)
	tests/boot/powercut.sh $(or $(POINTS),300)

install: install-files ## the box's programs and units into DESTDIR
	$(CARGO) build --locked --profile image --no-default-features --features device --bins
	install -Dsm755 -t $(DESTDIR)$(PREFIX)/bin target/image/rts
	install -Dsm755 -t $(DESTDIR)$(PREFIX)/libexec/rts target/image/rtsd

# Everything of a box but its two programs.
install-files:
	install -Dm755 -t $(DESTDIR)$(PREFIX)/libexec/rts systemd/show-failure
	install -Dm644 -t $(DESTDIR)$(PREFIX)/lib/systemd/system systemd/rtsd.service systemd/rts-console.service \
	  systemd/rts-failure.service 'systemd/media-rts\x2dcard.mount'
	install -Dm644 -t $(DESTDIR)$(PREFIX)/lib/sysusers.d systemd/sysusers.d/rts.conf
	install -Dm644 -t $(DESTDIR)$(PREFIX)/lib/tmpfiles.d systemd/tmpfiles.d/rts.conf
	install -Dm644 -t $(DESTDIR)$(PREFIX)/lib/udev/rules.d systemd/udev/*.rules
	install -Dm644 -t $(DESTDIR)$(PREFIX)/lib/sysctl.d systemd/sysctl.d/rts.conf
	install -Dm644 -t $(DESTDIR)$(PREFIX)/lib/systemd/system.conf.d systemd/system.conf.d/rts.conf
	install -Dm644 -t $(DESTDIR)$(PREFIX)/lib/systemd/journald.conf.d systemd/journald.conf.d/rts.conf
	install -Dm644 systemd/rts.toml $(DESTDIR)$(PREFIX)/lib/rts/config.d/00-rts.toml
