# SPDX-License-Identifier: EUPL-1.2
# urpd. Two commands need nothing but make and git on a bare Debian 12:
#
#   make run     installs what is missing, builds, serves an invented body on http://127.0.0.1:8080
#   make test    everything, ending in one line "N passed, N failed"
#
#   make         builds $(BUILD)/urpd (what is missing must be there: etc/install-deps.sh build)
#   make unit    the unit tests                  make check   the same under sanitizers, and more
#   make bench   speed as ratios                 make lighthouse   what Lighthouse says of the citizen's pages
#                                                make install PREFIX=/usr/local DESTDIR=
#   make deb     a Debian package                make clean
#
# BUILD=build CC=gcc SAN= (asan, tsan or fuzz: with a BUILD of its own)
# While one area is being worked on:  make unit AREAS="base db" TESTS="test_db_%"  builds these alone.

BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
SAN ?=
AREAS ?=
TESTS ?= test_%
# What is made at build time may come from another build, and the library hold only these objects: tests/needed.sh.
FROM ?= $(BUILD)
NEEDED ?=
ifeq ($(origin CC),default)
CC := gcc
endif

MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
SHELL := /bin/bash

# ---- flags ----------------------------------------------------------------------------------------------------------

# pkg-config runs once and only when something is compiled: on a bare machine it comes later than this file is read.
once = $(eval $1 := $(shell $2))$($1)
PKGS := libmicrohttpd sqlite3 jansson libcurl gmime-3.0 glib-2.0 gobject-2.0 libsodium gdk-pixbuf-2.0 libwebp expat libcrypto zlib libqrencode pangocairo cairo-pdf fontconfig
LIB_CFLAGS = $(call once,LIB_CFLAGS,pkg-config --cflags $(PKGS))
PKG_LIBS = $(call once,PKG_LIBS,pkg-config --libs $(PKGS))
LIB_LIBS = $(PKG_LIBS) -lmagic -lm
TOOL_LIBS = $(call once,TOOL_LIBS,pkg-config --libs glib-2.0 sqlite3 zlib libbrotlienc)
TEST_LIBS = $(call once,TEST_LIBS,pkg-config --libs cmocka zlib libbrotlidec)

WARN := -Wall -Wextra -Wconversion -Wshadow -Werror
OPT := -O2 -g
HARDEN := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fPIE
LINK := -pie -Wl,-z,relro,-z,now
# Lines are what a report of a sanitizer names: -g1 has them.
ifeq ($(SAN),asan)
HARDEN := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -fPIE -DURP_OPERATIONS_TWICE
OPT := -O1 -g1
LINK := -pie -Wl,-z,relro,-z,now -fsanitize=address,undefined
else ifeq ($(SAN),tsan)
HARDEN := -fsanitize=thread -fPIE
OPT := -O1 -g1
LINK := -pie -fsanitize=thread
else ifeq ($(SAN),fuzz)
HARDEN := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
OPT := -O1 -g1
LINK := -fsanitize=fuzzer,address,undefined
else ifneq ($(SAN),)
$(error SAN is asan, tsan, fuzz or empty)
endif
ifneq ($(findstring clang,$(CC)),)
WARN += -Wno-string-conversion # assume(!"what is wrong")
else ifneq ($(SAN),)
# gcc sees paths that are not there once it has put its checks in.
WARN += -Wno-maybe-uninitialized
endif

VERSION := 1.0.0
CPPFLAGS = -D_GNU_SOURCE -DURP_VERSION='"$(VERSION)"' -include include/base/banned.h -Iinclude -Isrc -I$(FROM)/gen
CFLAGS = -std=gnu17 $(OPT) $(WARN) $(HARDEN) -pthread
COMPILE = $(CC) $(CPPFLAGS) $(CFLAGS) $(LIB_CFLAGS) -MMD -MP -c
Q = @

# ---- files ----------------------------------------------------------------------------------------------------------

SRC := $(filter-out src/build/%,$(wildcard src/*/*.c src/*/*/*.c))
MAIN := $(wildcard src/*.c)
TEMPLATES := $(wildcard src/*/*.t src/*/*/*.t)
ifneq ($(AREAS),)
SRC := $(filter $(AREAS:%=src/%/%),$(SRC))
TEMPLATES := $(filter $(AREAS:%=src/%/%),$(TEMPLATES))
MAIN :=
endif
SQL := $(sort $(wildcard sql/q/*.sql))
GEN := $(FROM)/gen
Q_C := $(SQL:sql/%.sql=$(GEN)/%.c) $(GEN)/q/q_all.c
T_C := $(TEMPLATES:src/%.t=$(GEN)/t/%.c)
GEN_C := $(Q_C) $(T_C) $(GEN)/migrations.c $(GEN)/static_data.c $(GEN)/tr_data.c
GEN_STAMPS := $(GEN)/q.stamp $(T_C:.c=.stamp) $(T_TEST_C:.c=.stamp)
OBJ := $(SRC:%.c=$(BUILD)/obj/%.o) $(GEN_C:$(GEN)/%.c=$(BUILD)/obj/gen/%.o)
ifneq ($(NEEDED),)
OBJ := $(NEEDED:%=$(BUILD)/obj/%)
MAIN :=
endif
MAIN_OBJ := $(MAIN:%.c=$(BUILD)/obj/%.o)
LIB := $(BUILD)/liburp.a
UNIT := $(patsubst %,$(BUILD)/tests/%,$(filter $(TESTS),$(basename $(notdir $(wildcard tests/unit/test_*.c)))))
UNIT_BUILD := $(patsubst %,$(BUILD)/tests/build/%,$(filter $(TESTS),$(basename $(notdir $(wildcard tests/build/test_*.c)))))
T_TEST_C := $(patsubst tests/build/%.t,$(GEN)/t/tests/%.c,$(wildcard tests/build/*.t))
FUZZ := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
TOOLS := $(addprefix $(FROM)/tools/,sqlgen sqlembed tmplc embed depcheck po)

# ---- the daemon -----------------------------------------------------------------------------------------------------

.PHONY: all objects syntax tools unit unit-build thread-build fuzz-build bench-build depcheck
ifneq ($(MAIN),)
all: $(BUILD)/urpd
else
all: objects
endif
objects: $(OBJ) $(MAIN_OBJ)
# What a compiler says of the sources. Its code is not wanted, which is half of the time.
syntax: $(patsubst $(BUILD)/obj/%.o,$(BUILD)/syntax/%,$(OBJ) $(MAIN_OBJ))
tools: $(TOOLS)

$(BUILD)/urpd: $(MAIN_OBJ) $(LIB)
	@echo "link $@"
	$(Q)$(CC) $(CFLAGS) $(LINK) -o $@ $(MAIN_OBJ) $(LIB) $(LIB_LIBS)

# Anew each time: a member whose source is gone must not stay.
$(LIB): $(OBJ)
	$(Q)rm -f $@
	$(Q)ar rcs $@ $(OBJ)

$(BUILD)/obj/%.o: %.c | $(GEN_STAMPS)
	@echo "cc $<"
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -o $@ $<
$(BUILD)/syntax/%: %.c | $(GEN_STAMPS)
	@echo "read $<"
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LIB_CFLAGS) -fsyntax-only $<
	@touch $@
$(BUILD)/syntax/gen/%: $(GEN)/%.c | $(GEN_STAMPS)
	@echo "read $<"
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LIB_CFLAGS) -fsyntax-only $<
	@touch $@
# Sums over rows of a model, at each look at a new request: only -O3 takes eight numbers at a time.
$(BUILD)/obj/src/dispatch/suggest_model.o: OPT += -O3
$(BUILD)/obj/gen/%.o: $(GEN)/%.c | $(GEN_STAMPS)
	@echo "cc $<"
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -o $@ $<

# ---- made at build time ---------------------------------------------------------------------------------------------

# The tools leave their memory to the end of the process.
RUN_TOOL := ASAN_OPTIONS=detect_leaks=0

$(FROM)/tools/sqlgen $(FROM)/tools/tmplc $(FROM)/tools/embed $(FROM)/tools/depcheck $(FROM)/tools/po: $(FROM)/tools/%: src/build/buildfile.c
.SECONDEXPANSION:
$(TOOLS): $(FROM)/tools/%: $$(wildcard src/build/%.c src/build/%_*.c) $(wildcard src/build/*.h)
	@echo "tool $*"
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LIB_CFLAGS) $(LINK_TOOL) -o $@ $(filter %.c,$^) $(TOOL_LIBS)
LINK_TOOL = $(filter-out -fsanitize=fuzzer%,$(LINK))

# The generators leave files alone whose content stays; so the stamp carries the time, and only what changed is compiled.
# Headers have a rule, too: make would look at their age before they are made.
$(GEN)/q.stamp: $(SQL) sql/schema.sql $(FROM)/tools/sqlgen
	@echo "sqlgen"
	@mkdir -p $(@D)
	$(Q)$(RUN_TOOL) $(FROM)/tools/sqlgen sql/schema.sql $(GEN)/q $(SQL)
	@touch $@
$(Q_C) $(Q_C:.c=.h): $(GEN)/q.stamp ; @:

$(GEN)/t/%.stamp: src/%.t $(FROM)/tools/tmplc
	@echo "tmplc $<"
	@mkdir -p $(@D)
	$(Q)$(RUN_TOOL) $(FROM)/tools/tmplc $< $(GEN)/t/$* $(if $(filter $<,$(TR_TEMPLATES)),translated)
	@touch $@
$(GEN)/t/tests/%.stamp: tests/build/%.t $(FROM)/tools/tmplc
	@mkdir -p $(@D)
	$(Q)$(RUN_TOOL) $(FROM)/tools/tmplc $< $(GEN)/t/tests/$*
	@touch $@
$(T_C) $(T_TEST_C): %.c: %.stamp ; @:
$(T_C:.c=.h) $(T_TEST_C:.c=.h): %.h: %.stamp ; @:

# The languages (base/tr.h). A new file of the citizen's side with texts in C belongs in TR_C; templates below citizen/ are taken by themselves.
# In all other files only what is in tr() and N_() is taken, and what the citizen's operations say when they refuse (FAIL), wherever it stands
# (src/build/po_reach.c). After a change of texts: make po, and translate what is empty in po/*.po.
CATALOGUES := $(addprefix po/,$(addsuffix .po,en de fr ro ar es zh uk))
TR_TEMPLATES := $(wildcard src/web/*.html.t src/web/citizen/*.html.t)
TR_C := $(wildcard src/web/citizen/*.c) $(addprefix src/,web/error.c web/questions.c web/taken.c web/story_words.c web/story_facts.c http/form.c intake/rows.c \
	intake/draft.c mail/notice.c mail/join_letter.c mail/own_letter.c ticket/start.c ticket/citizen_link.c ticket/type.c ticket/outcome.c ticket/state.c ticket/remedy.c ticket/channel.c ticket/adesione.c ticket/person.c)
TR_MARKED := $(filter-out $(TR_C),$(SRC))
$(GEN)/urp.pot: $(GEN)/pot.stamp ; @:
$(GEN)/pot.stamp: $(TR_TEMPLATES:src/%.t=$(GEN)/t/%.stamp) $(TR_C) $(TR_MARKED) $(FROM)/tools/po
	$(Q)$(RUN_TOOL) $(FROM)/tools/po collect $(GEN)/urp.pot $(TR_TEMPLATES:src/%.t=$(GEN)/t/%.msg) --whole $(TR_C) --marked $(TR_MARKED) --from src/web/citizen/
	@touch $@
$(GEN)/tr.stamp: $(GEN)/pot.stamp $(CATALOGUES) $(FROM)/tools/po
	@echo "po"
	$(Q)$(RUN_TOOL) $(FROM)/tools/po table $(GEN)/urp.pot $(GEN)/tr_data.c $(CATALOGUES)
	@touch $@
$(GEN)/tr_data.c: $(GEN)/tr.stamp ; @:
.PHONY: po po-check
po: $(GEN)/urp.pot
	$(Q)cp $(GEN)/urp.pot po/urp.pot
	$(Q)$(FROM)/tools/po merge $(GEN)/urp.pot $(CATALOGUES)
	@$(FROM)/tools/po check $(GEN)/urp.pot $(CATALOGUES) | wc -l
po-check: $(GEN)/urp.pot
	@$(FROM)/tools/po check $(GEN)/urp.pot $(CATALOGUES)

# The sample statements of the tests of sqlgen.
SAMPLE := $(GEN)/tests/q
$(SAMPLE)/sample.c: tests/build/sample/schema.sql tests/build/sample/sample.sql $(FROM)/tools/sqlgen
	$(Q)$(RUN_TOOL) $(FROM)/tools/sqlgen tests/build/sample/schema.sql $(SAMPLE) tests/build/sample/sample.sql
	@touch $@
$(BUILD)/obj/tests/build/test_queries.o $(BUILD)/obj/gen/tests/q/sample.o: CPPFLAGS += -I$(GEN)/tests
$(BUILD)/obj/tests/build/test_queries.o: | $(SAMPLE)/sample.c

$(GEN)/migrations.c: sql/schema.sql $(wildcard sql/migrations/*.sql) $(FROM)/tools/sqlembed
	@mkdir -p $(@D)
	$(Q)$(RUN_TOOL) $(FROM)/tools/sqlembed sql/schema.sql sql/migrations >$@

# What the suggestions know before they have read a request of the body: a model, made from our own texts by the code that
# will read it. Compiled apart: LIB holds the model, and under a sanitizer the training would take a minute.
SEED := etc/seed.it.txt
SEED_SRC := $(patsubst %,src/%.c,build/seedmodel $(addprefix dispatch/suggest_,words model train seed) \
	ticket/idle_word $(addprefix base/,arena sv err text rnd sha256 file log clock))
$(FROM)/tools/seedmodel: $(SEED_SRC) $(wildcard src/dispatch/suggest_*.h)
	@echo "tool seedmodel"
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) -std=gnu17 -O3 $(WARN) -fPIE -pie -pthread $(LIB_CFLAGS) -o $@ $(SEED_SRC) $(LIB_LIBS)
$(GEN)/seed.model: $(SEED) $(FROM)/tools/seedmodel
	@echo "seedmodel"
	$(Q)$(FROM)/tools/seedmodel $< >$@
$(BUILD)/obj/src/dispatch/suggest_embed.o $(BUILD)/syntax/src/dispatch/suggest_embed: $(SEED) $(GEN)/seed.model
$(BUILD)/obj/src/dispatch/suggest_embed.o $(BUILD)/syntax/src/dispatch/suggest_embed: CPPFLAGS += -DSEED_TEXT='"$(SEED)"' -DSEED_MODEL='"$(GEN)/seed.model"'

# What browsers load: ours, and what node takes from its packages. The style sheet holds what the pages use, so it
# depends on them.
STATIC_IN := $(wildcard static/*.* static/office/* static/map/* src/build/static.mjs package-lock.json) $(filter src/web/%,$(TEMPLATES) $(SRC))
$(GEN)/static.stamp: $(STATIC_IN)
	@rm -rf $(FROM)/static
	@mkdir -p $(FROM)/static $(@D)
ifneq ($(wildcard src/build/static.mjs),)
	@echo "static.mjs"
	$(Q)node src/build/static.mjs $(FROM)/static
else
	$(Q)cp -r static/. $(FROM)/static/
endif
	@touch $@
$(GEN)/embed.stamp: $(GEN)/static.stamp $(FROM)/tools/embed
	@echo "embed"
	$(Q)$(RUN_TOOL) $(FROM)/tools/embed $(FROM)/static $(GEN)/static_data.c
	@touch $@
$(GEN)/static_data.c: $(GEN)/embed.stamp ; @:

# ---- tests ----------------------------------------------------------------------------------------------------------

$(BUILD)/obj/tests/%.o: CPPFLAGS += -Itests/unit
$(UNIT): $(BUILD)/tests/%: $(BUILD)/obj/tests/unit/%.o $(LIB)
	@echo "link $@"
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LINK) -o $@ $< $(LIB) $(LIB_LIBS) $(TEST_LIBS)
# The tests of the build tools; they run the tools, and the templates beside them are compiled in.
$(BUILD)/tests/build/test_queries: $(BUILD)/obj/gen/tests/q/sample.o
$(UNIT_BUILD): $(BUILD)/tests/build/%: $(BUILD)/obj/tests/build/%.o $(T_TEST_C:$(GEN)/%.c=$(BUILD)/obj/gen/%.o) $(LIB)
	@echo "link $@"
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LINK) -o $@ $(filter %.o,$^) $(LIB) $(LIB_LIBS) $(TEST_LIBS)
unit-build: $(UNIT) $(UNIT_BUILD) $(TOOLS)
thread-build: $(filter $(BUILD)/tests/test_thread_%,$(UNIT))
unit: unit-build
	@tests/run-unit.sh $(BUILD) unit '$(TESTS)'

$(FUZZ): $(BUILD)/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(LIB)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LINK) -o $@ $< $(LIB) $(LIB_LIBS)
fuzz-build: $(FUZZ)

# What measures is compiled with the tests, so that it is never behind the program.
BENCH := $(addprefix $(BUILD)/bench/,bare ldg seed gmime_parse)
$(BUILD)/bench/bare: $(BUILD)/obj/tests/bench/bare.o $(BUILD)/obj/tests/bench/gen.o
$(BUILD)/bench/ldg: $(addprefix $(BUILD)/obj/tests/bench/,ldg.o template.o gen.o)
$(BUILD)/bench/gmime_parse: $(BUILD)/obj/tests/bench/gmime_parse.o
$(BUILD)/bench/seed: $(addprefix $(BUILD)/obj/tests/bench/,seed.o shape.o gen.o) $(LIB)
$(BENCH):
	@echo "link $@"
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LINK) -o $@ $^ $(LIB_LIBS)
bench-build: $(BENCH)

depcheck: $(FROM)/tools/depcheck
	@$(FROM)/tools/depcheck .

# ---- the commands ---------------------------------------------------------------------------------------------------

# Each installs first and reads this file anew afterwards: only then pkg-config, node and the headers are there.
JOBS = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))
.PHONY: run check test bench install deb clean
run:
	@etc/install-deps.sh build
	@$(MAKE) --no-print-directory $(JOBS) all
	@BUILD=$(BUILD) etc/run-demo.sh $(BUILD)

test:
	@MAKE="$(MAKE)" tests/run-all.sh test $(BUILD)

check:
	@MAKE="$(MAKE)" tests/run-all.sh check $(BUILD)

bench:
	@etc/install-deps.sh build
	@$(MAKE) --no-print-directory $(JOBS) all bench-build
	@tests/bench/run.sh $(BUILD)
	@tests/bench/mail.sh $(BUILD)

# What Lighthouse says of the citizen's pages. It has a folder of its own: a hundred packages that nobody needs to build or to test.
.PHONY: lighthouse
lighthouse: all
	@etc/install-deps.sh test
	@cd tests/bench/lighthouse && { [ node_modules/.package-lock.json -nt package-lock.json ] || { npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch node_modules/.package-lock.json; }; }
	@node tests/bench/lighthouse/scores.mjs $(BUILD)

# All that the package holds. A configuration that is already there is its owner's.
TO = $(DESTDIR)$(PREFIX)
install: all
	install -D -m 755 $(BUILD)/urpd $(TO)/bin/urpd
	sed 's|/usr/bin/|$(PREFIX)/bin/|' etc/urp.service | install -D -m 644 /dev/stdin $(TO)/lib/systemd/system/urp.service
	gzip -9nc etc/urpd.8 | install -D -m 644 /dev/stdin $(TO)/share/man/man8/urpd.8.gz
	install -D -m 644 etc/nginx.conf $(TO)/share/doc/urpd/examples/nginx.conf
	install -D -m 644 etc/ente.example.json $(TO)/share/doc/urpd/examples/ente.example.json
	install -D -m 644 README.md $(TO)/share/doc/urpd/README.md
	install -D -m 644 LICENSE $(TO)/share/doc/urpd/copyright
	[ -e $(DESTDIR)/etc/urp/urp.conf ] || sed 's|^#data_dir = .*|data_dir = /var/lib/urp|' etc/urp.conf | \
		install -D -m 640 /dev/stdin $(DESTDIR)/etc/urp/urp.conf

deb:
	@etc/install-deps.sh build
	@$(MAKE) --no-print-directory $(JOBS) all
	@MAKE="$(MAKE)" etc/make-deb.sh $(BUILD)

clean:
	rm -rf $(BUILD) $(BUILD)-asan $(BUILD)-tsan $(BUILD)-clang $(BUILD)-fuzz

ifneq ($(filter-out run test check bench deb clean,$(or $(MAKECMDGOALS),all)),)
-include $(OBJ:.o=.d) $(MAIN_OBJ:.o=.d) $(T_TEST_C:$(GEN)/%.c=$(BUILD)/obj/gen/%.d) $(UNIT:$(BUILD)/tests/%=$(BUILD)/obj/tests/unit/%.d) $(UNIT_BUILD:$(BUILD)/tests/build/%=$(BUILD)/obj/tests/build/%.d) $(FUZZ:$(BUILD)/fuzz/%=$(BUILD)/obj/tests/fuzz/%.d)
endif
