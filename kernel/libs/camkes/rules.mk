# The runtime of components: build/$(BUILD)/libcamkes.a. Included by build.mk.
# A component's program is its own sources and its generated glue, linked with
# nothing else but the C library, as protection domains are:
#
#   $(CC_RV) $(CAMKES_FLAGS) $(CAMKES_LINK) X.o glue.o $(CAMKES_LIBS) -o X.elf

CAMKES       = kernel/libs/camkes
CAMKES_LD    = $(CAMKES)/camkes.ld
CAMKES_LIBS  = $(B)/libcamkes.a
CAMKES_FLAGS = $(U_FLAGS) $(DEBUGGABLE) -Ikernel/interfaces
CAMKES_LINK  = -nostartfiles -static -Wl,--build-id=none \
               -Wl,-z,max-page-size=4096 -Wl,--no-warn-rwx-segments \
               -T $(CAMKES_LD)

# In the same archive lie the libraries that components may use: all but those
# of root tasks, protection domains and applications. The linker takes what a
# program names. Neither they nor the runtime know an instance.
CAMKES_OTHERS = start objects thread address_space microkit sdk
CAMKES_PARTS = $(filter-out $(CAMKES_OTHERS),$(notdir $(patsubst %/,%, \
                 $(wildcard kernel/libs/*/))))
CAMKES_SRC   = $(sort $(wildcard $(CAMKES)/*.S \
                 $(CAMKES_PARTS:%=kernel/libs/%/*.c)))
CAMKES_OBJ   = $(patsubst %,$(B)/%.o,$(basename $(CAMKES_SRC)))

$(CAMKES_OBJ): U_FLAGS += $(DEBUGGABLE) -Ikernel/interfaces \
                 -I$(CAMKES)/no_instance
# Digests, copies and zeroes are much of what a system does.
$(addprefix $(B)/kernel/libs/,bundle/sha256.o camkes/copy.o camkes/fill.o): \
                 U_FLAGS += -O2
$(CAMKES_LIBS): $(CAMKES_OBJ)
	@rm -f $@
	@$(CROSS)ar rcsD $@ $^

-include $(CAMKES_OBJ:.o=.d)
