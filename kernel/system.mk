# One system, described in kernel/systems/$(SYSTEM).system or .camkes, or beside
# the tests of a lab, into
# build/$(BUILD)/systems/$(SYSTEM).elf, which QEMU boots as -initrd. Called by
# the top Makefile with SYSTEM set; not included, because what must be
# compiled is known only after the description has been read.
#
#   build/$(BUILD)/systems/X.elf       initialiser and plan
#   build/$(BUILD)/systems/X/          headers, programs, reports
#
# In a lab's folder, programs can use the examiner (kernel/tests/examiner).
#
# A program NAME is compiled from all sources in kernel/systems/X/NAME/, or in
# kernel/components/NAME/ if there is no such folder.
#
# The program of a component instance is compiled for it alone, together with
# the C in build/$(BUILD)/systems/X/INSTANCE/, from *.c and src/*.c of the
# folder of its type T, which is the first that is there of
#   kernel/systems/X/T/
#   T/ beside the description that declares T
#   kernel/components/T/
#   the folder of that description itself
# and from what a file sources.mk in that folder adds to SOURCES: paths of C files
# that lie elsewhere, relative to the tree. Their folders are looked through for
# headers.
#
# A system with files of its own has a folder X beside its description, and in it
# archive.mk, which sets ARCHIVE to their paths (BUNDLES are those of all
# applications). They make
# build/$(BUILD)/systems/X/archive.cpio: `IF_prefill = "archive.cpio"`.

.DEFAULT_GOAL = system

include kernel/build.mk

DESCRIPTION = $(firstword $(wildcard $(foreach f,kernel/systems labs/*/tests,\
                $(f)/$(SYSTEM).system $(f)/$(SYSTEM).camkes)))
ifeq ($(DESCRIPTION),)
$(error There is no system '$(SYSTEM)': kernel/systems has neither \
$(SYSTEM).system nor $(SYSTEM).camkes, and no lab has)
endif

S    = $(B)/systems/$(SYSTEM)
OWN  = $(basename $(DESCRIPTION))
TREE = build/virt-128.dtb

COMPOSE_PATHS = -I kernel/interfaces -I kernel/components -I kernel

$(S)/programs.mk: $(DESCRIPTION) $(COMPOSE)
	@mkdir -p $(@D)
	@echo "  COMPOSE $<"
	@$(COMPOSE) headers $< $(COMPOSE_PATHS) -o $(@D)

include $(S)/programs.mk

# What it imports; a file that is gone is found out by compose.
$(S)/programs.mk: $(wildcard $(DESCRIPTIONS))

# The systems of labs hold tests.
ifneq ($(filter labs/%,$(DESCRIPTION)),)
EXAMINER     = $(B)/libexaminer.a
PD_FLAGS     += -Ikernel -Ikernel/tests/examiner
CAMKES_FLAGS += -Ikernel -Ikernel/tests/examiner
endif

define PROGRAM
$(1)_DIR = $(firstword $(wildcard $(OWN)/$(1) \
             kernel/components/$(1)))
$(1)_SRC = $$(sort $$(wildcard $$($(1)_DIR)/*.c $$($(1)_DIR)/*.S))
$(1)_OBJ = $$(patsubst %,$(S)/%.o,$$(basename $$($(1)_SRC)))
$(S)/$(1).elf: $$($(1)_OBJ) $$(EXAMINER) $$(PD_LIBS) $$(PD_LD)
	@test -n "$$($(1)_SRC)" || { echo "$(DESCRIPTION): program $(1).elf has \
no sources: neither $(OWN)/$(1)/ nor \
kernel/components/$(1)/" >&2; exit 1; }
	@mkdir -p $$(@D)
	@echo "  LD    $$@"
	@$$(CC_RV) $$(PD_FLAGS) $$(PD_LINK) $$($(1)_OBJ) $$(EXAMINER) \
	  $$(PD_LIBS) -o $$@
ELFS += $(S)/$(1).elf
OBJS += $$($(1)_OBJ)
endef
$(foreach p,$(PROGRAMS),$(eval $(call PROGRAM,$(p))))

# $(1): the instance; its objects lie in a folder of its own.
define COMPONENT
$(1)_DIR = $(firstword $(wildcard $(OWN)/$($(1)_TYPE) \
             $($(1)_FOLDER)/$($(1)_TYPE) kernel/components/$($(1)_TYPE)) \
             $($(1)_FOLDER))
SOURCES :=
-include $$(strip $$($(1)_DIR))/sources.mk
$(1)_MORE := $$(SOURCES)
$(1)_SRC = $$(sort $$(wildcard $$($(1)_DIR)/*.c $$($(1)_DIR)/src/*.c) \
             $$($(1)_MORE))
$(1)_OBJ = $$(patsubst %.c,$(S)/$(1)/%.o,$$($(1)_SRC)) $(S)/$(1)/glue.o
$(1)_FLAGS = $$(CAMKES_FLAGS) -I$(S)/$(1) -I$$($(1)_DIR) \
             -I$$($(1)_DIR)/include -Ikernel $$(patsubst %,-I%,$$($(1)_INCLUDE)) \
             $$(addprefix -I,$$(sort $$(dir $$($(1)_MORE))))
$(S)/$(1)/%.o: %.c $(S)/programs.mk
	@mkdir -p $$(@D)
	@echo "  CC    $$< for $(1)"
	@$$(CC_RV) $$($(1)_FLAGS) -c $$< -o $$@
$(S)/$(1)/glue.o: $(S)/programs.mk
	@echo "  CC    $(S)/$(1)/glue.c"
	@$$(CC_RV) $$($(1)_FLAGS) -c $(S)/$(1)/glue.c -o $$@
$(S)/$(1).elf: $$($(1)_OBJ) $$(EXAMINER) $$(CAMKES_LIBS) $$(CAMKES_LD)
	@test -n "$$($(1)_SRC)" || { echo "$(DESCRIPTION): component \
$($(1)_TYPE) has no sources in $$($(1)_DIR)/" >&2; exit 1; }
	@echo "  LD    $$@"
	@$$(CC_RV) $$(CAMKES_FLAGS) $$(CAMKES_LINK) $$($(1)_OBJ) \
	  $$(patsubst %,-Wl$$(,)--defsym=camkes_heap_size=%,$$($(1)_HEAP)) \
	  $$(EXAMINER) $$(CAMKES_LIBS) -o $$@
ELFS += $(S)/$(1).elf
OBJS += $$($(1)_OBJ)
endef
, := ,
$(foreach c,$(COMPONENTS),$(eval $(call COMPONENT,$(c))))

$(S)/kernel/%.o: kernel/%.c $(S)/programs.mk
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC_RV) $(PD_FLAGS) -I$(<D) -I$(S)/include -c $< -o $@

$(S)/labs/%.o: labs/%.c $(S)/programs.mk
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC_RV) $(PD_FLAGS) -I$(<D) -I$(S)/include -c $< -o $@

$(S)/kernel/%.o: kernel/%.S
	@mkdir -p $(@D)
	@echo "  AS    $<"
	@$(CC_RV) $(PD_FLAGS) -c $< -o $@

# Copies with the same times, owner and rights everywhere, sorted by name.
-include $(OWN)/archive.mk
ifdef ARCHIVE
ARCHIVE_FILE = $(S)/archive.cpio
$(ARCHIVE_FILE): $(ARCHIVE) $(OWN)/archive.mk
	@echo "  CPIO  $@"
	@rm -rf $(S)/archive && mkdir -p $(S)/archive
	@cp $(ARCHIVE) $(S)/archive
	@chmod 644 $(S)/archive/* && touch -d @0 $(S)/archive/*
	@cd $(S)/archive && printf '%s\n' * | LC_ALL=C sort | \
	  cpio --create --format=newc --reproducible --owner=+0:+0 --quiet \
	  > ../archive.tmp && mv ../archive.tmp ../archive.cpio
endif

$(S).elf: $(DESCRIPTION) $(ARCHIVE_FILE) $(PREFILLS) $(ELFS) $(COMPOSE) $(B)/initialiser.elf \
		$(B)/kernel.elf
	@echo "  COMPOSE $@"
	@$(COMPOSE) image $< -I $(S) $(COMPOSE_PATHS) -o $@ \
	  --initialiser $(B)/initialiser.elf --kernel $(B)/kernel.elf \
	  --cnode-bits $(CNODE_BITS) --report $(S) $(COMPOSE_WORDS)

.PHONY: system
system: $(S).elf

-include $(sort $(OBJS:.o=.d))
