# How the kernel, the loader, the user-level library and the root tasks are
# built. Included by the top Makefile; every path is relative to it.
#
#   build/$(BUILD)/kernel.elf    the privileged kernel alone
#   build/$(BUILD)/tessera.elf   loader with the kernel inside: QEMU's -kernel
#   build/$(BUILD)/tasks/X.elf   a root task: QEMU's -initrd
#   build/virt.dtb               the device tree of graded runs: QEMU's -dtb
#
# BUILD is debug (checks, console calls) or release. CNODE_BITS, DOMAINS and
# RAM are what a root task's build expects of the kernel; they are defaults
# that the loader may overwrite at boot (struct boot_config).

BUILD      ?= debug
CNODE_BITS ?= 13
DOMAINS    ?= 1
RAM        ?= 3072

CROSS  ?= riscv64-unknown-elf-
CC_RV   = $(CROSS)gcc
B       = build/$(BUILD)

ifeq ($(filter $(BUILD),debug release),)
$(error BUILD must be debug or release, not '$(BUILD)')
endif
DEBUG_FLAG = -DTESSERA_DEBUG=$(if $(filter debug,$(BUILD)),1,0)

# What a variable holds as one word of a shell's line, whatever is in it.
quoted  = '$(subst ','\'',$($(1)))'

# What every compilation shares. Paths in debug information and messages are
# relative to the tree, so that the same input gives the same bytes anywhere;
# the tree's own path can have spaces and quotes.
HERE   := $(call quoted,CURDIR)
WARN    = -Wall -Wextra -Werror -Wstrict-prototypes -Wmissing-prototypes \
          -Wno-missing-field-initializers
# On the cumulative track of the labs, what only missing functions use may wait.
-include kernel/track.mk
COMMON  = -std=gnu17 -O2 -g -MMD -MP -mcmodel=medany $(WARN) $(DEBUG_FLAG) \
          -ffile-prefix-map=$(HERE)=. -Xassembler --debug-prefix-map=$(HERE)=.

# -- kernel -----------------------------------------------------------------

MK      = kernel/microkernel
K_SRC   = $(sort $(wildcard $(MK)/boot/*.c $(MK)/cap/*.c $(MK)/object/*.c \
            $(MK)/ipc/*.c $(MK)/sched/*.c $(MK)/fault/*.c $(MK)/debug/*.c \
            $(MK)/arch/riscv/*.c $(MK)/arch/riscv/*.S))
K_OBJ   = $(patsubst %,$(B)/%.o,$(basename $(K_SRC)))
K_FLAGS = $(COMMON) -march=rv64imac_zicsr_zifencei -mabi=lp64 -ffreestanding \
          -fno-common -fno-pic -ffunction-sections -fdata-sections \
          $(if $(filter debug,$(BUILD)),-fno-omit-frame-pointer,-flto) \
          -I$(MK) -I$(MK)/arch/riscv
K_LD    = $(MK)/arch/riscv/kernel.ld

CONFIG  = cnode_bits=$(CNODE_BITS) domains=$(DOMAINS) ram=$(RAM)
$(B)/config.stamp: FORCE
	@mkdir -p $(@D)
	@echo '$(CONFIG)' | cmp -s - $@ || echo '$(CONFIG)' > $@

$(B)/$(MK)/%.o: $(MK)/%.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC_RV) $(K_FLAGS) -c $< -o $@

$(B)/$(MK)/%.o: $(MK)/%.S
	@mkdir -p $(@D)
	@echo "  AS    $<"
	@$(CC_RV) $(K_FLAGS) -c $< -o $@

# The compiler's own calls appear only after link-time optimisation.
$(B)/$(MK)/arch/riscv/freestanding.o: K_FLAGS += -fno-lto

# The one object that knows the boot defaults.
$(B)/$(MK)/boot/config.o: K_FLAGS += -DROOT_CNODE_BITS=$(CNODE_BITS) \
	-DNUM_DOMAINS=$(DOMAINS) -DRAM_MIB=$(RAM)
$(B)/$(MK)/boot/config.o: $(B)/config.stamp

# What the kernel's structures look like, for the oracles: types, no code.
LAYOUT_SRC = $(wildcard kernel/tests/proctor/layout/layout.c)
LAYOUT     = $(if $(LAYOUT_SRC),$(B)/layout.elf)
$(B)/layout.elf: $(LAYOUT_SRC)
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC_RV) $(filter-out -flto,$(K_FLAGS)) -fno-eliminate-unused-debug-types \
	  -nostdlib -static -Wl,-e,0 -Wl,--build-id=none -MF $(@:.elf=.d) $< -o $@

$(B)/kernel.elf: $(K_OBJ) $(K_LD) | $(LAYOUT)
	@echo "  LD    $@"
	@$(CC_RV) $(K_FLAGS) -nostdlib -static -Wl,--gc-sections \
	  -Wl,--build-id=none -Wl,-z,max-page-size=4096 -Wl,--no-warn-rwx-segments \
	  -T $(K_LD) $(K_OBJ) -o $@

# Facts for the tools of others: labels, configuration, memory map as JSON.
FACTS = $(addprefix $(B)/,invocations_all.json gen_config.json gen_config.h \
          gen_config.yaml platform_gen.json platform_gen.yaml)
$(firstword $(FACTS)): kernel/facts.py kernel/include/sel4/config.h \
                       kernel/include/sel4/invocation.h $(B)/config.stamp
	@echo "  FACTS $(B)/*.json"
	@/usr/bin/python3 kernel/facts.py $(B) $(RAM) $(CC_RV) $(DEBUG_FLAG) \
	  -DCONFIG_ROOT_CNODE_SIZE_BITS=$(CNODE_BITS) \
	  -DCONFIG_NUM_DOMAINS=$(DOMAINS) -DCONFIG_QEMU_MEMORY=$(RAM)
$(wordlist 2,6,$(FACTS)): $(firstword $(FACTS)) ;

# -- loader -----------------------------------------------------------------
# The loader carries a kernel's ELF file, without its symbols, in payload.o.

L       = kernel/loader
L_SRC   = $(sort $(wildcard $(L)/*.c $(L)/*.S))
L_OBJ   = $(filter-out %/payload.o,$(patsubst %,$(B)/%.o,$(basename $(L_SRC))))
L_LD    = $(L)/loader.ld
L_FLAGS = $(COMMON) -march=rv64imac_zicsr_zifencei -mabi=lp64 -ffreestanding \
          -fno-common -fno-pic -fno-tree-loop-distribute-patterns -I$(MK)

$(B)/$(L)/%.o: $(L)/%.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC_RV) $(L_FLAGS) -c $< -o $@

$(B)/$(L)/%.o: $(L)/%.S
	@mkdir -p $(@D)
	@echo "  AS    $<"
	@$(CC_RV) $(L_FLAGS) -c $< -o $@

# $(1): build folder of the result; $(2): the kernel's ELF file.
define LOADER
$(1)/payload.elf: $(2)
	@mkdir -p $$(@D)
	@$$(CROSS)strip -s -o $$@ $$<

$(1)/payload.o: $$(L)/payload.S $(1)/payload.elf
	@echo "  AS    $$<"
	@$$(CC_RV) $$(L_FLAGS) -DKERNEL_ELF='"$(1)/payload.elf"' -c $$< -o $$@

$(1)/tessera.elf: $$(L_OBJ) $(1)/payload.o $$(L_LD)
	@echo "  LD    $$@"
	@$$(CC_RV) $$(L_FLAGS) -nostdlib -static -Wl,--build-id=none \
	  -Wl,-z,max-page-size=4096 -Wl,--no-warn-rwx-segments \
	  -T $$(L_LD) $$(L_OBJ) $(1)/payload.o -lgcc -o $$@
endef
$(eval $(call LOADER,$(B),$(B)/kernel.elf))

# The loader with a kernel that only reports what it was handed over:
# kernel/tests/loader boots it.
PROBE     = kernel/tests/loader
PROBE_SRC = $(wildcard $(PROBE)/*.c $(PROBE)/*.S)
PROBE_OBJ = $(patsubst %,$(B)/%.o,$(basename $(PROBE_SRC)))
$(B)/$(PROBE)/%.o: K_FLAGS += -I$(L)
$(B)/$(PROBE)/%.o: $(PROBE)/%.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC_RV) $(K_FLAGS) -c $< -o $@

$(B)/$(PROBE)/%.o: $(PROBE)/%.S
	@mkdir -p $(@D)
	@echo "  AS    $<"
	@$(CC_RV) $(K_FLAGS) -c $< -o $@

$(B)/probe/kernel.elf: $(PROBE_OBJ) $(PROBE)/probe.ld
	@mkdir -p $(@D)
	@echo "  LD    $@"
	@$(CC_RV) $(K_FLAGS) -nostdlib -static -Wl,--build-id=none \
	  -Wl,-z,max-page-size=4096 -Wl,--no-warn-rwx-segments \
	  -T $(PROBE)/probe.ld $(PROBE_OBJ) -lgcc -o $@
$(eval $(call LOADER,$(B)/probe,$(B)/probe/kernel.elf))

# The fixed device tree that names N MiB of RAM: build/virt-N.dtb. Graded runs
# use build/virt.dtb, of 128 MiB.
build/virt-%.dtb: $(L)/virt.dts
	@mkdir -p $(@D)
	@echo "  DTC   $@"
	@$(CC_RV) -E -P -nostdinc -undef -x assembler-with-cpp -DRAM_MIB=$* \
	  $< -o $@.dts
	@dtc -q -I dts -O dtb -o $@ $@.dts
	@rm $@.dts

build/virt.dtb: build/virt-128.dtb
	@cp $< $@

# -- user level -------------------------------------------------------------
# kernel/include holds the public headers, kernel/libs/*/ the library that
# every root task links; a folder in TASK_DIRS is one root task. Protection
# domains and components have libraries of their own, kernel/libs/*/rules.mk.

U_FLAGS = $(COMMON) -march=rv64imafdc -mabi=lp64d --specs=picolibc.specs \
          -fno-common -ftls-model=local-exec -Ikernel/include \
          $(patsubst %,-I%,$(wildcard kernel/libs/*/include))
U_SRC   = $(filter-out kernel/libs/microkit/% kernel/libs/camkes/% \
            kernel/libs/logger/% kernel/libs/sdk/% kernel/libs/window/%, \
            $(sort $(wildcard kernel/libs/*/*.c kernel/libs/*/*.S)))
U_OBJ   = $(patsubst %,$(B)/%.o,$(basename $(U_SRC)))
U_LD    = kernel/libs/start/task.ld

# Protection domains, components and applications, and the initialiser. The
# monitor and the pager follow frame pointers when they report a fault. A debug
# build is compiled so that GDB can follow it line by line, which is quicker,
# too; what is measured is the release build.
DEBUGGABLE = -fno-omit-frame-pointer $(if $(filter debug,$(BUILD)),-Og)

TASK_DIRS = $(patsubst %/,%,$(wildcard kernel/components/tour/ \
              kernel/tests/bench/ kernel/tests/proctor/ \
              kernel/tests/user_library/ kernel/tests/root_slots/ \
              kernel/tests/abuse/ kernel/tests/conformance/))

$(B)/kernel/%.o: kernel/%.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC_RV) $(U_FLAGS) -I$(<D) -c $< -o $@

$(B)/kernel/%.o: kernel/%.S
	@mkdir -p $(@D)
	@echo "  AS    $<"
	@$(CC_RV) $(U_FLAGS) -c $< -o $@

# Tests of the labs are linked into proctor, which judges debug kernels.
$(B)/labs/%.o: labs/%.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC_RV) $(U_FLAGS) -Ikernel/tests/proctor -c $< -o $@

$(B)/libtessera.a: $(U_OBJ)
	@rm -f $@
	@$(CROSS)ar rcsD $@ $^

LAB_TESTS = $(if $(filter debug,$(BUILD)),$(sort $(wildcard labs/*/tests/*.c)))
proctor_EXTRA = $(patsubst %.c,$(B)/%.o,$(LAB_TESTS))

# Tests in composed systems (kernel/system.mk): the examiner, with the part of
# proctor that writes the log.
EXAMINER_SRC = $(sort $(wildcard kernel/tests/examiner/*.c) \
                 $(addprefix kernel/tests/proctor/,log.c siphash.c test.c))
EXAMINER_OBJ = $(patsubst %.c,$(B)/%.o,$(EXAMINER_SRC))
$(B)/libexaminer.a: $(EXAMINER_OBJ)
	@rm -f $@
	@$(CROSS)ar rcsD $@ $^

# The conformance suite is proctor with tests of its own.
CONFORMANCE   = kernel/tests/conformance
PROCTOR_FRAME = $(filter-out %/selftest.c,$(wildcard kernel/tests/proctor/*.c))
conformance_EXTRA = $(patsubst %.c,$(B)/%.o,$(sort $(PROCTOR_FRAME)))
$(B)/$(CONFORMANCE)/%.o: U_FLAGS += -Ikernel/tests/proctor

define TASK
$(1)_SRC = $$(sort $$(wildcard $(2)/*.c $(2)/*.S))
$(1)_OBJ = $$(patsubst %,$$(B)/%.o,$$(basename $$($(1)_SRC))) $$($(1)_EXTRA)
$$(B)/tasks/$(1).elf: $$($(1)_OBJ) $$(B)/libtessera.a $$(U_LD)
	@mkdir -p $$(@D)
	@echo "  LD    $$@"
	@$$(CC_RV) $$(U_FLAGS) -nostartfiles -static -Wl,--build-id=none \
	  -Wl,--no-warn-rwx-segments -T $$(U_LD) $$($(1)_OBJ) \
	  $$(B)/libtessera.a -o $$@
TASK_ELFS += $$(B)/tasks/$(1).elf
U_ALL_OBJ += $$($(1)_OBJ)
endef
$(foreach d,$(TASK_DIRS),$(eval $(call TASK,$(notdir $(d)),$(d))))

-include kernel/libs/microkit/rules.mk
-include kernel/libs/camkes/rules.mk

# -- systems ------------------------------------------------------------------
# Host tool, and one system made by it: build/$(BUILD)/systems/X.elf.

# A staged tree has no composer.
-include kernel/composer/composer.mk
-include kernel/tools/bundle/bundle.mk
-include kernel/libs/sdk/rules.mk

# What systems share is made before, by one make: theirs can run side by side.
# Tests are made for debug kernels only. An archive can hold applications: all
# $(BUNDLES), or $(B)/apps/NAME.tsr, whichever archive.mk says in these words.
# (Expanded a second time, a % in the prerequisites would be the stem.)
DESCRIBES = $(wildcard kernel/systems/$*.* labs/*/tests/$*.*)
ARCHIVED = $(foreach f,$(wildcard kernel/systems/$*/archive.mk \
             labs/*/tests/$*/archive.mk),$(file <$(f)))
.SECONDEXPANSION:
$(B)/systems/%.elf: FORCE | $(COMPOSE) $(B)/initialiser.elf $(B)/kernel.elf \
		$$(if $$(findstring .system,$$(DESCRIBES)),$(PD_LIBS),$(CAMKES_LIBS)) \
		$(if $(filter debug,$(BUILD)),$(B)/libexaminer.a) \
		$$(if $$(ARCHIVED),$(SDK_LIBS) $(BUNDLE)) \
		$$(if $$(findstring $$$$(BUNDLES),$$(ARCHIVED)),$(BUNDLES), \
		$$(filter $(BUNDLES),$$(subst $$$$(B),$(B),$$(ARCHIVED))))
	@$(MAKE) -s --no-print-directory -f kernel/system.mk SYSTEM=$*

# The initialiser: the root task of systems that the composer makes.
INITIALISER_SRC = $(sort $(wildcard kernel/initialiser/*.c))
INITIALISER_OBJ = $(patsubst %.c,$(B)/%.o,$(INITIALISER_SRC))
$(INITIALISER_OBJ): U_FLAGS += $(DEBUGGABLE)
$(B)/initialiser.elf: $(INITIALISER_OBJ) $(B)/libtessera.a $(U_LD)
	@echo "  LD    $@"
	@$(CC_RV) $(U_FLAGS) -nostartfiles -static -Wl,--build-id=none \
	  -Wl,--no-warn-rwx-segments -T $(U_LD) $(INITIALISER_OBJ) \
	  $(B)/libtessera.a -o $@

# What a lab builds beside kernel and tests.
-include $(sort $(wildcard labs/*/tests/*.mk))

# -- fuzz targets -------------------------------------------------------------
# A target, kernel/tests/fuzz/X.c, and the code it is about, X_CODE, on the host
# with sanitizers (X_FLAGS, X_LIBS: how to compile and link them; X_HEADERS:
# what they depend on): build/fuzz/X.replay gives it the same inputs each time
# (part of the tests), `make fuzz` lets libFuzzer look for new ones, TIME seconds
# for each target, and as long walks the kernel against the model of its
# capabilities, from other seeds than the tests do.

FUZZ         = kernel/tests/fuzz
FUZZ_TARGETS = loader_elf loader_fdt kernel_syscall plan bundle store \
               archive line_editor $(CO_FUZZ)
TIME         ?= 60
F_FLAGS      = -std=gnu17 -O1 -g -Wall -Wextra -Werror -I$(MK) -DTESSERA_DEBUG=1 \
               -fsanitize=address,undefined -fno-sanitize-recover=all
loader_elf_CODE = $(L)/elf.c $(L)/memory.c
loader_fdt_CODE = $(L)/fdt.c $(L)/bootargs.c
kernel_syscall_CODE = $(filter %.c,$(filter-out $(MK)/arch/riscv/% \
                        $(MK)/boot/config.c,$(K_SRC))) \
                      $(wildcard $(MK)/arch/host/*.c) kernel/tests/host/world.c
kernel_syscall_FLAGS = $(WARN) -Wno-gnu-variable-sized-type-not-at-end \
                       -I$(MK)/arch/host -Ikernel/tests/host \
                       -Dsched_yield=kernel_sched_yield
plan_CODE    = $(addprefix kernel/initialiser/,allocate.c backtrace.c check.c \
                 remaining.c rows.c) kernel/tests/host/sample_plan.c
plan_HEADERS = $(wildcard kernel/initialiser/*.h) kernel/tests/host/sample_plan.h

bundle_CODE    = $(wildcard kernel/libs/bundle/*.c)
bundle_HEADERS = $(wildcard kernel/libs/bundle/include/*.h)
bundle_FLAGS   = -Ikernel/libs/bundle/include
store_CODE     = $(wildcard kernel/libs/store/*.c)
store_HEADERS  = $(wildcard kernel/libs/store/*.h kernel/libs/store/include/*.h)
store_FLAGS    = -Ikernel/libs/store/include
archive_CODE    = kernel/libs/archive/archive.c
archive_HEADERS = kernel/libs/archive/include/archive.h
archive_FLAGS   = -Ikernel/libs/archive/include
line_editor_CODE    = $(wildcard kernel/libs/line_editor/*.c)
line_editor_HEADERS = $(wildcard kernel/libs/line_editor/*.h \
                        kernel/libs/line_editor/include/*.h)
line_editor_FLAGS   = -Ikernel/libs/line_editor/include

define FUZZ_TARGET
build/fuzz/$(1).replay: $(FUZZ)/$(1).c $(FUZZ)/replay.c $(FUZZ)/fuzz_target.h \
		$$($(1)_CODE) $$($(1)_HEADERS) \
		$$(wildcard $$(L)/*.h $$(MK)/*.h $$(MK)/*/*.h)
	@mkdir -p $$(@D)
	@echo "  HOSTCC $$@"
	@gcc $$(F_FLAGS) $$($(1)_FLAGS) $(FUZZ)/$(1).c $(FUZZ)/replay.c \
	  $$($(1)_CODE) $$($(1)_LIBS) -o $$@

build/fuzz/$(1): $(FUZZ)/$(1).c $(FUZZ)/fuzz_target.h \
		$$($(1)_CODE) $$($(1)_HEADERS) \
		$$(wildcard $$(L)/*.h $$(MK)/*.h $$(MK)/*/*.h)
	@mkdir -p $$(@D)
	@echo "  CLANG $$@"
	@clang -fsanitize=fuzzer $$(F_FLAGS) $$($(1)_FLAGS) $(FUZZ)/$(1).c \
	  $$($(1)_CODE) $$($(1)_LIBS) -o $$@

build/fuzz/$(1).run: build/fuzz/$(1) build/fuzz/seeds.stamp
	@mkdir -p build/fuzz/found/$(1)
	@$$< -max_total_time=$$(TIME) -max_len=16384 -print_final_stats=1 \
	  -verbosity=0 -artifact_prefix=build/fuzz/$(1)- \
	  build/fuzz/found/$(1) build/fuzz/seeds/$(1)
endef
$(foreach t,$(FUZZ_TARGETS),$(eval $(call FUZZ_TARGET,$(t))))

build/fuzz/seeds.stamp: $(FUZZ)/seeds.py kernel/tests/loader/programs.py \
		build/virt.dtb $(CO_SEEDS)
	@/usr/bin/python3 $(FUZZ)/seeds.py build/fuzz/seeds
	@touch $@

.PHONY: fuzz fuzz-replay $(FUZZ_TARGETS:%=build/fuzz/%.run) build/fuzz/model.run
fuzz: $(FUZZ_TARGETS:%=build/fuzz/%.run) build/fuzz/model.run

build/fuzz/model.run: build/unit/model
	@end=$$((SECONDS + $(TIME))); seed=1000000; \
	while [ $$SECONDS -lt $$end ]; do \
	  MODEL_SEED=$$seed $< > build/fuzz/model.log 2>&1 || \
	    { cat build/fuzz/model.log; exit 1; }; \
	  seed=$$((seed + 1)); done; \
	echo "model: $$((seed - 1000000)) walks of 4,000 operations agree"
fuzz-replay: $(FUZZ_TARGETS:%=build/fuzz/%.replay) build/fuzz/seeds.stamp

.PHONY: kernel tasks FORCE
kernel: $(B)/tessera.elf $(LAYOUT) build/virt.dtb $(if $(wildcard kernel/facts.py),$(FACTS))
tasks: $(TASK_ELFS)
.SECONDARY:

-include $(LAYOUT:.elf=.d)
-include $(patsubst %.o,%.d,$(K_OBJ) $(L_OBJ) $(PROBE_OBJ) $(U_OBJ) $(INITIALISER_OBJ) \
  $(EXAMINER_OBJ) \
  $(sort $(U_ALL_OBJ)))
