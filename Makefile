# Kedge. `make help` lists the targets.
#
#   PREFIX=/usr             where programs and units go
#   DESTDIR=                a root folder to install into
#   SYSTEMD_VERSION=        version on the target; found there by default
#   KEDGE_BUILD=            folder with kedged and kedgectl (default: .build/release)

SHELL = /bin/bash
SWIFT ?= swift
PREFIX ?= /usr
DESTDIR ?=
KEDGE_BUILD ?= .build/release
# -s strips the installed programs; STRIP= keeps their symbols.
STRIP ?= -s

RELEASE = -c release --static-swift-stdlib
CHECKED = --explicit-target-dependency-import-check error
SOURCES = Sources Tests Package.swift

# The shared library of systemd names its version, also below a root that cannot be entered.
FIND_SYSTEMD = ls -d $(DESTDIR)/lib/*/systemd/libsystemd-shared-*.so \
  $(DESTDIR)/usr/lib/*/systemd/libsystemd-shared-*.so \
  $(DESTDIR)/usr/lib*/systemd/libsystemd-shared-*.so $(DESTDIR)/lib/systemd/libsystemd-shared-*.so
SYSTEMD_VERSION ?= $(shell $(FIND_SYSTEMD) 2>/dev/null | sed -n 's/.*-shared-\([0-9]*\).*/\1/p' | head -n 1)

UNITS = $(wildcard systemd/units/*)
RULES = $(wildcard config/rules/*.yaml)
SCENARIOS = $(wildcard config/scenarios/*.yaml)
EXAMPLES = $(wildcard systemd/examples/*)
UNIT_DIR = $(DESTDIR)$(PREFIX)/lib/systemd/system
SHARE = $(DESTDIR)$(PREFIX)/share
DOC = $(SHARE)/doc/kedge
ETC = $(DESTDIR)/etc

.PHONY: help demo test build install uninstall bench oracle lint setup

help: ## List the targets
	@echo 'Kedge: watches models in production. Targets:'
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

demo: ## See it work: installs what is missing, builds, runs two scenes
	@.ci/setup demo
	@$(MAKE) --no-print-directory build
	@echo '==> Demo: two scenes with the release build in $(KEDGE_BUILD)'
	@KEDGE_BUILD='$(KEDGE_BUILD)' Tests/Demo/run

test: ## Run every test: installs what is missing, lint, unit tests, booted system
	@.ci/setup test
	@$(MAKE) --no-print-directory lint
	@echo '==> Building all targets and tests (some minutes the first time)'
	@$(SWIFT) build --build-tests $(CHECKED)
	@echo '==> Running the tests of all targets'
	@$(SWIFT) test $(CHECKED)
	@$(MAKE) --no-print-directory build
	@echo '==> Running the system tests with the programs in $(KEDGE_BUILD)'
	@KEDGE_BUILD='$(KEDGE_BUILD)' Tests/System/run

build: ## Build the release programs into .build/release
	@.ci/setup build
	@echo '==> Building kedged for release (some minutes the first time)'
	@$(SWIFT) build $(RELEASE) --product kedged
	@echo '==> Building kedgectl for release'
	@$(SWIFT) build $(RELEASE) --product kedgectl

lint: ## Check format, file sizes and function sizes
	@echo '==> Checking format and sizes'
	@$(SWIFT) format lint --strict -r -p $(SOURCES)
	@.ci/size Sources

bench: ## Measure speed against the anchors
	@.ci/setup bench
	@$(MAKE) --no-print-directory build
	@echo '==> Measuring; rounds are interleaved, so this takes a while'
	@KEDGE_BUILD='$(KEDGE_BUILD)' Tests/Benchmarks/run $(if $(filter gate,$(BENCH)),--gate)

oracle: ## Compare the statistics with scipy, river and other independent tools
	@.ci/setup oracle
	@Tests/Oracle/run

setup: ## Install the missing Debian packages, check for a Swift toolchain
	@.ci/setup test
	@echo 'setup: everything is there'

# Two users install: root into the system, a packager into DESTDIR. Nothing is built here.
install: ## Install programs, units, rules and configuration (DESTDIR, PREFIX, SYSTEMD_VERSION)
	@for program in kedged kedgectl; do test -x '$(KEDGE_BUILD)'/$$program || \
	  { echo "install: no $(KEDGE_BUILD)/$$program; run make build first" >&2; exit 66; }; done
	install -d -m 755 '$(UNIT_DIR)' '$(SHARE)/kedge/rules' '$(SHARE)/kedge/scenarios' '$(DOC)/examples' \
	  '$(ETC)/kedge/kedge.d' '$(ETC)/kedge/actions'
	install -D -m 755 $(STRIP) '$(KEDGE_BUILD)/kedged' '$(DESTDIR)$(PREFIX)/sbin/kedged'
	install -D -m 755 $(STRIP) '$(KEDGE_BUILD)/kedgectl' '$(DESTDIR)$(PREFIX)/bin/kedgectl'
	install -m 644 $(UNITS) '$(UNIT_DIR)'
	@if [ '$(PREFIX)' != /usr ]; then echo 'units name $(PREFIX) in place of /usr'; \
	  sed -i -e 's,/usr/sbin/kedged,$(PREFIX)/sbin/kedged,g' -e 's,/usr/bin/kedgectl,$(PREFIX)/bin/kedgectl,g' \
	    -e 's,/usr/share/doc,$(PREFIX)/share/doc,g' $(patsubst systemd/units/%,'$(UNIT_DIR)/%',$(UNITS)); fi
	@for version in 254 257; do if [ '$(or $(SYSTEMD_VERSION),0)' -ge $$version ]; then \
	  install -v -D -m 644 systemd/drop-ins/50-systemd$$version.conf \
	    '$(UNIT_DIR)'/kedged.service.d/50-systemd$$version.conf; fi; done
	install -D -m 644 systemd/system-preset/60-kedge.preset '$(DESTDIR)$(PREFIX)/lib/systemd/system-preset/60-kedge.preset'
	install -D -m 644 systemd/sysusers.d/kedge.conf '$(DESTDIR)$(PREFIX)/lib/sysusers.d/kedge.conf'
	install -D -m 644 systemd/tmpfiles.d/kedge.conf '$(DESTDIR)$(PREFIX)/lib/tmpfiles.d/kedge.conf'
	install -D -m 644 systemd/catalog/kedge.catalog '$(DESTDIR)$(PREFIX)/lib/systemd/catalog/kedge.catalog'
	install -m 644 $(RULES) '$(SHARE)/kedge/rules'
	install -m 644 $(SCENARIOS) '$(SHARE)/kedge/scenarios'
	install -m 644 $(EXAMPLES) '$(DOC)/examples'
	install -m 644 LICENSE README.md '$(DOC)'
	@if [ -e '$(ETC)/kedge/kedge.yaml' ]; then echo 'kept $(ETC)/kedge/kedge.yaml'; \
	  else install -v -m 644 config/kedge.yaml '$(ETC)/kedge/kedge.yaml'; fi
	@if [ -z '$(DESTDIR)' ]; then printf '%s\n' 'Installed. To start it:' \
	  '  systemd-sysusers && systemd-tmpfiles --create && journalctl --update-catalog' \
	  '  systemctl daemon-reload && systemctl enable --now kedged.service kedge-dispatch.path'; fi

uninstall: ## Remove what install placed; keeps /etc/kedge, /var/lib/kedge and the users
	@if [ -z '$(DESTDIR)' ] && [ -d /run/systemd/system ]; then \
	  echo 'stopping and disabling the units'; \
	  systemctl disable --now kedge-dispatch.path kedge-ingest.socket kedge-control.socket \
	    kedged.service || true; fi
	rm -f '$(DESTDIR)$(PREFIX)/sbin/kedged' '$(DESTDIR)$(PREFIX)/bin/kedgectl'
	rm -f $(patsubst systemd/units/%,'$(UNIT_DIR)/%',$(UNITS))
	rm -f '$(UNIT_DIR)'/kedged.service.d/50-systemd25{4,7}.conf
	rm -f '$(DESTDIR)$(PREFIX)/lib/systemd/system-preset/60-kedge.preset' \
	  '$(DESTDIR)$(PREFIX)/lib/sysusers.d/kedge.conf' '$(DESTDIR)$(PREFIX)/lib/tmpfiles.d/kedge.conf' \
	  '$(DESTDIR)$(PREFIX)/lib/systemd/catalog/kedge.catalog'
	rm -rf '$(SHARE)/kedge' '$(DOC)'
	@rmdir '$(UNIT_DIR)/kedged.service.d' 2>/dev/null || true
	@if [ -z '$(DESTDIR)' ] && [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
	@echo 'Kept $(ETC)/kedge and $(DESTDIR)/var/lib/kedge: configuration and state are yours to remove.'
