# SPDX-License-Identifier: MIT
#
# The commands of Tessera. `make` alone lists them.
#
# Each one first asks ci/need whether the programs that it calls are there,
# and names what is missing; only `make setup` installs anything. Nothing here
# runs a program while make reads the file, so that `make setup demo` works
# on a system on which nothing is installed yet.
#
# A staged lab (make lab) holds this same file, but not all of the tree: the
# targets whose parts are absent say so, and the list leaves them out. After
# a target, `## audience [part]: text` is its line in the list.

PYTHON = /usr/bin/python3
.DEFAULT_GOAL = help

include kernel/build.mk
-include kernel/tests/unit/unit.mk

# A target's first line: needs = the groups of ci/packages.txt it needs;
# part = a folder that it needs, and what that folder is.
needs = @ci/need $@ $(1)
part  = @test -e $(1) || { echo "make $@: this tree has no $(1) ($(2)); \
the full tree of Tessera has." >&2; exit 1; }

# `make setup X`: setup comes first, whatever X is.
ifneq ($(filter setup,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

# How a command builds what it needs: as many files at once as there are
# processors, unless `make -j` says how many.
QUIETLY = -s --no-print-directory \
          $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))

.PHONY: help
help: ## -
	@awk -f ci/help.awk $(firstword $(MAKEFILE_LIST))

# What is built is built with its programs checked first. (A build tree of
# the autograder has no ci/.)
ifneq ($(wildcard ci/need),)
.PHONY: need-build
need-build:
	@ci/need kernel build
$(K_OBJ) $(L_OBJ) $(U_OBJ) $(U_ALL_OBJ): | need-build
endif

# -- student ----------------------------------------------------------------

.PHONY: setup run demo lab grade gdb trace
setup: ## student: install the Debian packages that are missing
	@ci/setup

demo: ## student [solutions]: the main job on one screen: boot, stage, grade
	$(call part,solutions,reference solutions and mutants)
	$(call needs,build run grade)
	@$(PYTHON) ci/demo.py

# MEMORY is the guest's RAM in MiB. GDB=1 waits for `make gdb` elsewhere.
# Without SYSTEM the full system boots; in a student's tree, which has no
# solutions, the tour: it is built in no time, and needs little of the kernel.
GIVEN  := $(if $(filter command line environment,$(origin SYSTEM)),$(SYSTEM))
SYSTEM ?= $(if $(wildcard solutions),full,tour)
INITRD ?=
MEMORY ?= 128
# A system is described in kernel/systems, or by a lab, or is one root task.
DESCRIBED = $(wildcard $(foreach f,kernel/systems labs/*/tests,$(addprefix \
              $(f)/$(SYSTEM).,system camkes)))
TASK    = $(if $(INITRD),$(INITRD),$(B)/$(if \
            $(DESCRIBED),systems,tasks)/$(SYSTEM).elf)
QEMU    = qemu-system-riscv64 -M virt -cpu rv64 -smp 1 -m $(MEMORY) \
          -kernel $(B)/tessera.elf -initrd $(call quoted,TASK) \
          $(if $(DESCRIBED),-append domains=16) -rtc clock=vm
# The disk of a system that has a use for one is kept from run to run; `make disk`
# makes a new one, DISK= is none. The bus is where QEMU puts the first such device
# by itself: at 0x10008000.
DISK   ?= build/disk$(if $(filter-out full,$(SYSTEM)),-$(SYSTEM)).img
DISK_MIB = 16
DISK_WORDS = -drive file=$(DISK),format=raw,if=none,id=disk \
             -global virtio-mmio.force-legacy=false \
             -device virtio-blk-device,drive=disk,bus=virtio-mmio-bus.7
DISK_SYSTEMS = full block storage power_cut
HAS_DISK = $(and $(DISK),$(filter $(DISK_SYSTEMS),$(SYSTEM)),$(if $(INITRD),,1))
DRIVE   = $(if $(HAS_DISK),$(DISK_WORDS))
GDB_SOCKET = build/gdb.sock
GDB_WAIT   = -S -gdb unix:$(GDB_SOCKET),server=on,wait=off

# Through a pipe come lines to type; the shell's system ends with the last one.
run: ## student: boot to the shell (SYSTEM=name, INITRD=task.elf, GDB=1)
	$(call needs,build run)
	@ci/task-there $@ $(call quoted,INITRD) $(call quoted,SYSTEM)
	@$(MAKE) $(QUIETLY) kernel $(if $(INITRD),,$(TASK)) \
	  $(if $(HAS_DISK),$(DISK))
	@$(if $(GDB),echo "QEMU waits for 'make gdb' in another terminal.",:)
	@if [ -t 0 ]; then \
	  echo "Booting $(TASK). Ctrl-A X ends QEMU."; \
	  exec $(QEMU) $(DRIVE) -nographic $(if $(GDB),$(GDB_WAIT)); \
	else \
	  ci/typed | exec $(QEMU) $(DRIVE) -display none -monitor none \
	    -serial stdio $(if $(GDB),$(GDB_WAIT)); \
	fi

.PHONY: disk
disk: ## student [kernel/composer]: forget what `make run` kept: packages, keys
	$(call part,kernel/composer,the composer)
	@mkdir -p build && rm -f $(call quoted,DISK)
	@$(MAKE) $(QUIETLY) $(DISK)

build/%.img:
	@mkdir -p $(@D)
	@echo "  DISK  $@"
	@truncate -s $(DISK_MIB)M $@

DRAWN = $(if $(filter command line environment,$(origin SYSTEM)),$(SYSTEM),hello)
.PHONY: caps
caps: ## student [kernel/composer]: draw a system's capabilities (SYSTEM=hello)
	$(call part,kernel/composer,the composer)
	$(call needs,build caps)
	@$(MAKE) $(QUIETLY) $(B)/systems/$(DRAWN).elf
	@$(PYTHON) -m autograder.caps $(B)/systems/$(DRAWN)

gdb: ## student: GDB on the kernel (attaches to `make run GDB=1`)
	$(call needs,build run gdb)
	@ci/task-there $@ $(call quoted,INITRD) $(call quoted,SYSTEM)
	@$(MAKE) $(QUIETLY) kernel $(if $(INITRD),,$(TASK))
	@ci/gdb $(GDB_SOCKET) $(B)/kernel.elf $(call quoted,TASK) $(QEMU)

# FROM and TO, in guest instructions, choose a part of the run. Debug builds only.
FROM ?= 0
TO   ?= 18446744073709551615
trace: SYSTEM = $(or $(GIVEN),tour)
trace: ## student: threads and kernel events over time (SYSTEM=, FROM=, TO=)
	$(call needs,build run grade)
	@ci/task-there $@ $(call quoted,INITRD) $(call quoted,SYSTEM)
	@$(MAKE) $(QUIETLY) kernel build/virt.dtb \
	  $(if $(INITRD),,$(TASK))
	@$(PYTHON) -m autograder.timeline $(B) $(call quoted,TASK) build/trace \
	  --from $(FROM) --to $(TO)

# LAB is a lab's number or name, TEST one test's name; FORCE=1 stages anew where
# there are edits already, and keeps a copy of them.
LAB   ?=
TEST  ?=
lab: ## student [solutions]: stage a lab into a tree of your own (LAB=07, TO=dir)
	$(call part,solutions,the finished labs)
	$(call needs,build grade)
	@$(PYTHON) -m autograder lab $(call quoted,LAB) \
	  $(if $(filter-out 0,$(FORCE)),--force) \
	  $(if $(filter-out file,$(origin TO)),--to $(call quoted,TO))

grade: ## student: build, boot and judge your work (LAB=07 in the full tree)
	$(call needs,build grade)
	@$(PYTHON) -m autograder grade $(call quoted,LAB) \
	  $(if $(TEST),--test $(call quoted,TEST))

.PHONY: submit next
submit: ## student: pack what you hand in into one file, in build/submit
	$(call needs,build grade)
	@$(PYTHON) -m autograder submit $(call quoted,LAB)

next: ## student: on branch stage/NN: go on to the next with your own work
	$(call needs,build grade)
	@$(PYTHON) -m autograder next

# -- instructor -------------------------------------------------------------

# FILE was made by make submit; OUT is the folder of the results. SANDBOX=none is
# for where bubblewrap cannot work and the machine itself is the sandbox.
FILE    ?=
OUT     ?=
SANDBOX ?= bwrap
.PHONY: grade-submission
grade-submission: ## instructor [solutions]: grade a file handed in (FILE=, OUT=dir)
	$(call part,solutions,the finished labs)
	$(call needs,build grade submit)
	@test -n $(call quoted,FILE) || { echo "make $@: which submission? give \
	FILE=" >&2; exit 2; }
	@$(PYTHON) -m autograder grade-submission $(call quoted,FILE) \
	  --lab $(call quoted,LAB) --student $(call quoted,STUDENT) \
	  $(if $(OUT),--out $(call quoted,OUT)) \
	  --sandbox $(call quoted,SANDBOX)

# INBOX holds a folder per student, OUT gets the table. CHANGES is a CSV file.
INBOX   ?=
CHANGES ?=
.PHONY: grade-class
grade-class: ## instructor [solutions]: grade a class into a table (INBOX=, LAB=, OUT=dir)
	$(call part,solutions,the finished labs)
	$(call needs,build grade submit)
	@test -n $(call quoted,INBOX) -a -n $(call quoted,LAB) -a \
	  -n $(call quoted,OUT) || { echo "make $@: give INBOX=, the folder of \
	what was handed in, LAB= and OUT=" >&2; exit 2; }
	@$(PYTHON) -m autograder grade-class $(call quoted,INBOX) \
	  --lab $(call quoted,LAB) --out $(call quoted,OUT) \
	  $(if $(CHANGES),--changes $(call quoted,CHANGES)) \
	  --sandbox $(call quoted,SANDBOX)

# LABS chooses the labs to hand out ("02 03"; none: all), STUDENT, an ID, varies
# the parameters of the tests. SITE is the address of the course's site, for the
# READMEs and the like; not given, it is that of the publication in TO, if any.
LABS    ?=
STUDENT ?=
SITE    ?=
.PHONY: publish
publish: ## instructor [solutions]: write the repository that students clone (TO=dir)
	$(call part,solutions,the finished labs)
	$(call needs,build grade)
	@test '$(origin TO)' != file || { echo "make publish: where to? give \
	TO=dir" >&2; exit 2; }
	@$(PYTHON) -m autograder publish $(call quoted,TO) \
	  --student $(call quoted,STUDENT) --labs $(call quoted,LABS) \
	  $(if $(filter-out file,$(origin SITE)),--site $(call quoted,SITE))

.PHONY: prove-labs
prove-labs: ## instructor [solutions]: show that the labs' tests tell right from wrong
	$(call part,solutions,reference solutions and mutants)
	$(call needs,build grade)
	@$(PYTHON) -m autograder prove $(call quoted,LAB)

# -- developer --------------------------------------------------------------

.PHONY: test unit coverage conformance bench abuse docs serve lines format check-format clean
test: ## developer [ci/tests]: everything that proves that the kit works
	$(call part,ci/tests,the tests of the kit)
	$(call needs,build run grade docs unit lines format test)
	@$(MAKE) $(QUIETLY) kernel tasks fuzz-replay $(UNIT_PROGRAMS)
	@$(MAKE) $(QUIETLY) kernel tasks BUILD=release
	@$(PYTHON) -m pytest $(TESTS)

unit: ## developer [kernel/tests/unit]: only the kernel's unit tests
	$(call part,kernel/tests/unit,unit tests)
	$(call needs,unit test)
	@$(MAKE) $(QUIETLY) $(UNIT_PROGRAMS)
	@$(PYTHON) -m pytest kernel/tests/unit

# Of one system, if SYSTEM= says which; else of all.
AUDITED = $(if $(filter command line environment,$(origin SYSTEM)),$(SYSTEM),\
            $(sort $(basename $(notdir $(wildcard kernel/systems/*.system \
            kernel/systems/*.camkes)))))
.PHONY: audit
audit: ## developer [kernel/systems]: hold running systems against their plans (SYSTEM=)
	$(call part,kernel/systems,the systems)
	$(call needs,build run grade)
	@$(MAKE) $(QUIETLY) kernel $(AUDITED:%=$(B)/systems/%.elf)
	@$(PYTHON) -m autograder.audit --build $(BUILD) $(AUDITED)

# Of each application, and 100 requests of each interface for each of them.
CYCLES ?= 1000
.PHONY: cycles
cycles: ## developer [kernel/systems]: run each application CYCLES times
	$(call part,kernel/systems,the systems)
	$(call needs,build run)
	@$(PYTHON) -m kernel.tests.systems.endurance --cycles $(CYCLES)

# Of each interface.
REQUESTS ?= 100000
.PHONY: fuzz-services
fuzz-services: ## developer [kernel/systems]: ask the services for anything (REQUESTS=)
	$(call part,kernel/systems,the systems)
	$(call needs,build run)
	@$(PYTHON) -m kernel.tests.systems.fuzzing --requests $(REQUESTS)

# ONLY is the beginning of the tests' names, or several: s3_3 s5_3.
ONLY ?=
conformance: ## developer [kernel/tests/conformance]: hold the kernel against its interface
	$(call part,kernel/tests/conformance,the conformance tests)
	$(call needs,build run)
	@$(MAKE) $(QUIETLY) kernel $(B)/tasks/conformance.elf
	@$(PYTHON) -m kernel.tests.conformance.suite $(ONLY)

# Always the release build: checks would be measured too.
bench: ## developer [kernel/tests/bench]: the kernel's speed and size beside another's
	$(call part,kernel/tests/bench,the benchmark)
	$(call needs,build run grade)
	@$(MAKE) $(QUIETLY) BUILD=release kernel \
	  build/release/tasks/bench.elf
	@$(PYTHON) -m kernel.tests.bench.bench
	@test ! -e kernel/composer || $(PYTHON) -m kernel.tests.bench.calls
	@test ! -e kernel/composer || $(PYTHON) -m kernel.tests.bench.connectors
	@test ! -e kernel/systems/processes || $(PYTHON) -m kernel.tests.bench.start
	@test ! -e kernel/apps/cost || $(PYTHON) -m kernel.tests.bench.services
	@test ! -e kernel/systems/storage || $(PYTHON) -m kernel.tests.bench.throughput

# CALLS and SEED choose the run. WORDS may be --check (invariants: of threads at
# each kernel exit, of memory whenever an object came or went) or --fast (time
# passes as it will: quicker, never the same twice).
CALLS ?= 200000
SEED  ?= 1
WORDS ?=
abuse: ## developer [kernel/tests/abuse]: hostile threads against the kernel (CALLS=, SEED=)
	$(call part,kernel/tests/abuse,the hostile threads)
	$(call needs,build run)
	@$(MAKE) $(QUIETLY) kernel $(B)/tasks/abuse.elf
	@$(PYTHON) -m kernel.tests.abuse.abuse --build $(BUILD) --calls $(CALLS) \
	  --seed $(SEED) $(WORDS)

ifneq ($(wildcard ci/need),)
.PHONY: need-fuzz
need-fuzz:
	@ci/need fuzz fuzz
$(FUZZ_TARGETS:%=build/fuzz/%): | need-fuzz
endif
coverage: ## developer [kernel/tests/unit]: lines and branches that the host tests take
	$(call part,kernel/tests/unit,unit tests)
	$(call needs,unit coverage)
	@$(MAKE) $(QUIETLY) coverage-programs
	@$(PYTHON) -m kernel.tests.unit.coverage

fuzz: ## developer [kernel/tests/fuzz]: search inputs that break a parser or the kernel (TIME=60)

docs: ## developer [docs]: build the site into build/site, check every link
	$(call part,docs,the site)
	$(call needs,docs)
	@$(PYTHON) docs/build.py

serve: ## developer [docs]: the same, then serve it at http://127.0.0.1:8000
	$(call part,docs,the site)
	$(call needs,docs)
	@$(PYTHON) docs/build.py --serve

lines: ## developer: count the kernel's lines against the budget
	$(call needs,lines)
	@$(PYTHON) ci/lines.py

C_FILES = $(shell find kernel labs solutions -name '*.[ch]' 2> /dev/null)
format: ## developer: bring the C sources into shape (clang-format)
	$(call needs,format)
	@clang-format -i $(C_FILES)

check-format: ## developer: name the C sources that are not in shape
	$(call needs,format)
	@clang-format --dry-run -Werror $(C_FILES)

clean: ## developer: remove everything that was built
	rm -rf build
