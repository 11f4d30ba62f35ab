# One system, described in kernel/systems/$(SYSTEM).system or .camkes, into
# build/$(BUILD)/systems/$(SYSTEM).elf, which QEMU boots as -initrd. Called by
# the top Makefile with SYSTEM set; not included, because what must be
# compiled is known only after the description has been read.
#
#   build/$(BUILD)/systems/X.elf       initialiser and plan
#   build/$(BUILD)/systems/X/          headers, programs, reports
#
# A program NAME is compiled from all sources in kernel/systems/X/NAME/, or in
# kernel/components/NAME/ if there is no such folder.

SHELL = /bin/bash
.DEFAULT_GOAL = system

include kernel/build.mk

DESCRIPTION = $(firstword $(wildcard kernel/systems/$(SYSTEM).system \
                kernel/systems/$(SYSTEM).camkes))
ifeq ($(DESCRIPTION),)
$(error There is no system '$(SYSTEM)': kernel/systems has neither \
$(SYSTEM).system nor $(SYSTEM).camkes)
endif

S    = $(B)/systems/$(SYSTEM)
TREE = build/virt-128.dtb

$(S)/programs.mk: $(DESCRIPTION) $(COMPOSE)
	@mkdir -p $(@D)
	@echo "  COMPOSE $<"
	@$(COMPOSE) headers $< -I kernel/interfaces -o $(@D)

include $(S)/programs.mk

define PROGRAM
$(1)_DIR = $(firstword $(wildcard kernel/systems/$(SYSTEM)/$(1) \
             kernel/components/$(1)))
$(1)_SRC = $$(sort $$(wildcard $$($(1)_DIR)/*.c $$($(1)_DIR)/*.S))
$(1)_OBJ = $$(patsubst %,$(S)/%.o,$$(basename $$($(1)_SRC)))
$(S)/$(1).elf: $$($(1)_OBJ) $$(PD_LIBS) $$(PD_LD)
	@test -n "$$($(1)_SRC)" || { echo "$(DESCRIPTION): program $(1).elf has \
no sources: neither kernel/systems/$(SYSTEM)/$(1)/ nor \
kernel/components/$(1)/" >&2; exit 1; }
	@mkdir -p $$(@D)
	@echo "  LD    $$@"
	@$$(CC_RV) $$(PD_FLAGS) $$(PD_LINK) $$($(1)_OBJ) $$(PD_LIBS) -o $$@
ELFS += $(S)/$(1).elf
OBJS += $$($(1)_OBJ)
endef
$(foreach p,$(PROGRAMS),$(eval $(call PROGRAM,$(p))))

$(S)/kernel/%.o: kernel/%.c $(S)/programs.mk
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC_RV) $(PD_FLAGS) -I$(<D) -I$(S)/include -c $< -o $@

$(S)/kernel/%.o: kernel/%.S
	@mkdir -p $(@D)
	@echo "  AS    $<"
	@$(CC_RV) $(PD_FLAGS) -c $< -o $@

$(S).elf: $(DESCRIPTION) $(ELFS) $(COMPOSE) $(B)/initialiser.elf \
		$(B)/kernel.elf
	@echo "  COMPOSE $@"
	@$(COMPOSE) image $< -I $(S) -I kernel/interfaces -o $@ \
	  --initialiser $(B)/initialiser.elf --kernel $(B)/kernel.elf \
	  --cnode-bits $(CNODE_BITS) --report $(S) $(COMPOSE_WORDS)

.PHONY: system
system: $(S).elf

-include $(sort $(OBJS:.o=.d))
