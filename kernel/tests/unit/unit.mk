# Unit tests: parts of the kernel on the host, with sanitizers.
#
# kernel/tests/unit/X.c is a cmocka program; X_CODE are the kernel's sources
# that it is about, UNIT_TESTS names all of them. What they call beyond that,
# the test provides. /conftest.py counts each of their tests.

UNIT       = kernel/tests/unit
UNIT_TESTS = refill
UNIT_FLAGS = -std=gnu17 -O1 -g $(WARN) -DTESSERA_DEBUG=1 -I$(MK) \
             -fsanitize=address,undefined -fno-sanitize-recover=all

UNIT_HEADERS := $(wildcard $(MK)/*.h $(MK)/*/*.h)

refill_CODE = $(MK)/sched/refill.c

define UNIT_TEST
build/unit/$(1): $(UNIT)/$(1).c $$($(1)_CODE) $(UNIT)/unit.mk $(UNIT_HEADERS)
	@mkdir -p $$(@D)
	@echo "  HOSTCC $$@"
	@gcc $$(UNIT_FLAGS) $(UNIT)/$(1).c $$($(1)_CODE) -lcmocka -o $$@
UNIT_PROGRAMS += build/unit/$(1)
endef
$(foreach t,$(UNIT_TESTS),$(eval $(call UNIT_TEST,$(t))))
