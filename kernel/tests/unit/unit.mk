# Unit tests: the kernel on the host, with sanitizers.
#
#   build/host/libkernel.a   the kernel with arch/host: a library
#   build/unit/X             kernel/tests/unit/X.c, a cmocka program
#
# A test in UNIT_TESTS is linked with what it names in X_CODE and, unless it
# says X_CODE alone is enough (X_ALONE = 1) and provides the rest itself, with
# the library. kernel/tests/host/ is what several of them share. /conftest.py
# counts each of their tests.

UNIT       = kernel/tests/unit
UNIT_TESTS = refill model boot queue capability fastpath message finalise \
             invariants methods runtime initialiser interleavings server bundle \
             store archive uart timer_queue sdk process pager copying
HOST       = build/host
HT         = kernel/tests/host
# The C library has a function of this name, which the sanitizers call.
HOST_NAMES = -Dsched_yield=kernel_sched_yield
UNIT_FLAGS = -std=gnu17 -O1 -g $(WARN) -DTESSERA_DEBUG=1 -I$(MK) \
             -I$(MK)/arch/host -I$(HT) -MMD -MP $(HOST_NAMES) \
             -fsanitize=address,undefined -fno-sanitize-recover=all

HOST_SRC = $(filter-out $(MK)/arch/riscv/% $(MK)/boot/config.c, \
             $(filter %.c,$(K_SRC))) $(wildcard $(MK)/arch/host/*.c)
HOST_OBJ = $(patsubst %.c,$(HOST)/%.o,$(HOST_SRC) $(wildcard $(HT)/*.c))

$(HOST)/%.o: %.c $(UNIT)/unit.mk
	@mkdir -p $(@D)
	@echo "  HOSTCC $@"
	@gcc $(UNIT_FLAGS) -c $< -o $@

$(HOST)/libkernel.a: $(HOST_OBJ)
	@rm -f $@
	@ar rcsD $@ $^

refill_CODE  = $(MK)/sched/refill.c
refill_ALONE = 1

# The initialiser's parts that touch no kernel object.
initialiser_CODE  = $(addprefix kernel/initialiser/,allocate.c check.c rows.c \
                      backtrace.c remaining.c) $(HT)/sample_plan.c
initialiser_ALONE = 1

# User-level code, with the trap as functions of the test; those that it has
# not are in TRAPS, and fail it.
TRAPS = $(HT)/microkit/traps.c
$(HOST)/$(HT)/microkit/traps.o: \
	UNIT_FLAGS := -I$(HT)/microkit -Ikernel/include $(UNIT_FLAGS)

runtime_CODE  = $(addprefix kernel/libs/microkit/,loop.c channels.c \
                  children.c message.c complain.c)
runtime_ALONE = 1
$(HOST)/kernel/libs/microkit/%.o $(HOST)/$(UNIT)/runtime.o: \
	UNIT_FLAGS := -I$(HT)/microkit -Ikernel/include -Ikernel \
	              -Ikernel/libs/console/include $(UNIT_FLAGS)

# Components: semaphores and events, and copying by words, in programs that
# include what they test; the server's loop.
interleavings_ALONE = 1
copying_ALONE       = 1
server_CODE  = $(addprefix kernel/libs/camkes/,serve.c errors.c) $(TRAPS)
server_ALONE = 1
$(patsubst %.c,$(HOST)/%.o,$(server_CODE)) $(HOST)/$(UNIT)/server.o \
	$(HOST)/$(UNIT)/interleavings.o: UNIT_FLAGS := -I$(HT)/microkit \
	-Ikernel/include -Ikernel -Ikernel/libs/console/include \
	-Ikernel/libs/camkes -Ikernel/libs/camkes/no_instance $(UNIT_FLAGS)

# Cores of the security coordinator.
bundle_CODE  = $(wildcard kernel/libs/bundle/*.c)
bundle_ALONE = 1
store_CODE   = $(wildcard kernel/libs/store/*.c)
store_ALONE  = 1
$(HOST)/kernel/libs/bundle/%.o $(HOST)/$(UNIT)/bundle.o: \
	UNIT_FLAGS := -Ikernel/libs/bundle/include $(UNIT_FLAGS)
$(HOST)/kernel/libs/store/%.o $(HOST)/$(UNIT)/store.o: \
	UNIT_FLAGS := -Ikernel/libs/store/include $(UNIT_FLAGS)

archive_CODE  = kernel/libs/archive/archive.c
archive_ALONE = 1
$(HOST)/kernel/libs/archive/%.o $(HOST)/$(UNIT)/archive.o: \
	UNIT_FLAGS := -Ikernel/libs/archive/include $(UNIT_FLAGS)

# The timer service and the SDK runtime.
timer_queue_CODE  = kernel/libs/timer_queue/timer_queue.c
timer_queue_ALONE = 1
$(HOST)/kernel/libs/timer_queue/%.o $(HOST)/$(UNIT)/timer_queue.o: \
	UNIT_FLAGS := -Ikernel/libs/timer_queue/include $(UNIT_FLAGS)

SDK_RUNTIME = kernel/components/SdkRuntime
sdk_CODE  = $(addprefix kernel/libs/sdk/,requests.c errors.c) \
            $(addprefix $(SDK_RUNTIME)/,applications.c application_timers.c \
              requests.c) $(timer_queue_CODE) kernel/libs/bundle/manifest.c \
            $(TRAPS)
sdk_ALONE = 1
$(HOST)/kernel/libs/sdk/%.o $(HOST)/$(SDK_RUNTIME)/%.o $(HOST)/$(UNIT)/sdk.o: \
	UNIT_FLAGS := -I$(HT)/microkit -I$(HT)/sdk_runtime -Ikernel/include \
	-Ikernel/interfaces -Ikernel/components -Ikernel/libs/sdk \
	$(patsubst %,-Ikernel/libs/%/include,sdk bundle logger timer_queue) \
	$(UNIT_FLAGS)

# The process manager.
PROCESS       = kernel/components/ProcessManager
process_CODE  = $(addprefix $(PROCESS)/,layout.c reports.c table.c)
process_ALONE = 1
$(patsubst %.c,$(HOST)/%.o,$(process_CODE)) $(HOST)/$(UNIT)/process.o: \
	UNIT_FLAGS := -I$(PROCESS) -Ikernel -Ikernel/interfaces \
	              -Ikernel/libs/bundle/include -I$(HT)/microkit \
	              -Ikernel/include $(UNIT_FLAGS)

UNIT_TESTS += line_editor
line_editor_CODE  = $(wildcard kernel/libs/line_editor/*.c)
line_editor_ALONE = 1
$(HOST)/kernel/libs/line_editor/%.o $(HOST)/$(UNIT)/line_editor.o: \
	UNIT_FLAGS := -Ikernel/libs/line_editor/include $(UNIT_FLAGS)

UNIT_TESTS += words
words_CODE  = kernel/components/DebugConsole/words.c
words_ALONE = 1
$(HOST)/$(UNIT)/words.o: UNIT_FLAGS := -Ikernel/components $(UNIT_FLAGS)

# The driver, with the test as its device.
uart_CODE  = kernel/components/UartDriver/uart_driver.c
uart_ALONE = 1
$(HOST)/kernel/components/UartDriver/%.o $(HOST)/$(UNIT)/uart.o: \
	UNIT_FLAGS := -I$(HT)/microkit -I$(HT)/uart -Ikernel/include \
	-Ikernel/interfaces -Ikernel/components $(UNIT_FLAGS)

# The memory manager, with the kernel as functions of the test; the libraries
# of slots.
UNIT_TESTS += memory slots
MEMORY_MANAGER = kernel/components/MemoryManager
memory_CODE  = $(addprefix $(MEMORY_MANAGER)/,blocks.c accounts.c \
                 request.c batches.c invariants.c)
memory_ALONE = 1
slots_CODE   = kernel/libs/slots/slots.c kernel/libs/capscan/capscan.c
slots_ALONE  = 1
$(HOST)/$(MEMORY_MANAGER)/%.o $(patsubst %.c,$(HOST)/%.o,$(slots_CODE)) \
	$(HOST)/$(UNIT)/memory.o $(HOST)/$(UNIT)/slots.o: \
	UNIT_FLAGS := -I$(MEMORY_MANAGER) -Ikernel/interfaces -I$(HT)/microkit \
	              -Ikernel/include -Ikernel/libs/slots/include \
	              -Ikernel/libs/capscan/include $(UNIT_FLAGS)

# The window, which the test includes.
UNIT_TESTS += window
window_CODE  = kernel/libs/slots/slots.c $(TRAPS)
window_ALONE = 1
$(HOST)/$(UNIT)/window.o: UNIT_FLAGS := -I$(HT)/microkit -Ikernel/include \
	-Ikernel/interfaces -Ikernel/libs/slots/include \
	-Ikernel/libs/window/include $(UNIT_FLAGS)

# The pager's tables.
pager_CODE  = $(addprefix kernel/components/Pager/,regions.c pages.c)
pager_ALONE = 1
$(patsubst %.c,$(HOST)/%.o,$(pager_CODE)) $(HOST)/$(UNIT)/pager.o: \
	UNIT_FLAGS := -Ikernel/interfaces -Ikernel/components/Pager $(UNIT_FLAGS)

define UNIT_TEST
build/unit/$(1): $(HOST)/$(UNIT)/$(1).o \
		$$(patsubst %.c,$(HOST)/%.o,$$($(1)_CODE)) \
		$(if $($(1)_ALONE),,$(HOST)/libkernel.a)
	@mkdir -p $$(@D)
	@echo "  HOSTLD $$@"
	@gcc $$(UNIT_FLAGS) $$^ -lcmocka -o $$@
UNIT_PROGRAMS += build/unit/$(1)
endef
$(foreach t,$(UNIT_TESTS),$(eval $(call UNIT_TEST,$(t))))

-include $(HOST_OBJ:.o=.d) $(UNIT_TESTS:%=$(HOST)/$(UNIT)/%.d) \
  $(sort $(foreach t,$(UNIT_TESTS),$(patsubst %.c,$(HOST)/%.d,$($(t)_CODE))))

# -- coverage ---------------------------------------------------------------
# The same kernel, unit tests and fuzz replay once more, without sanitizers and
# optimisation but with counters: build/coverage/. See coverage.py.

COV       = build/coverage
COV_FLAGS = $(filter-out -O1 -fsanitize=% -fno-sanitize-recover=%, \
              $(UNIT_FLAGS)) -O0 --coverage -fprofile-update=single
COV_LIB   = $(patsubst %.c,$(COV)/%.o,$(HOST_SRC) $(wildcard $(HT)/*.c))
# Those that are about the kernel; refill stands alone, see above.
COV_TESTS = model boot queue capability fastpath message finalise invariants \
            methods

$(COV)/%.o: %.c $(UNIT)/unit.mk
	@mkdir -p $(@D)
	@echo "  COVCC $@"
	@gcc $(COV_FLAGS) -c $< -o $@

$(COV)/libkernel.a: $(COV_LIB)
	@rm -f $@
	@ar rcsD $@ $^

$(COV)/refill: $(COV)/$(UNIT)/refill.o $(COV)/$(refill_CODE:.c=.o)
	@gcc $(COV_FLAGS) $^ -lcmocka -o $@

$(COV_TESTS:%=$(COV)/%): $(COV)/%: $(COV)/$(UNIT)/%.o $(COV)/libkernel.a
	@gcc $(COV_FLAGS) $^ -lcmocka -o $@

$(COV)/kernel_syscall: $(COV)/$(FUZZ)/kernel_syscall.o \
		$(COV)/$(FUZZ)/replay.o $(COV)/libkernel.a
	@gcc $(COV_FLAGS) $^ -o $@

.PHONY: coverage-programs
coverage-programs: $(COV)/refill $(COV_TESTS:%=$(COV)/%) \
		$(COV)/kernel_syscall build/fuzz/seeds.stamp

-include $(COV_LIB:.o=.d)
