# The runtime of protection domains: build/$(BUILD)/libmicrokit.a. Included by
# build.mk. A program is linked with nothing else but the C library:
#
#   $(CC_RV) $(PD_FLAGS) -c X.c -o X.o
#   $(CC_RV) $(PD_FLAGS) $(PD_LINK) X.o $(PD_LIBS) -o X.elf
#
# and depends on $(PD_LIBS) and $(PD_LD). Frame pointers are kept: the monitor
# follows them when it reports a fault.

PD       = kernel/libs/microkit
PD_LD    = $(PD)/microkit.ld
PD_LIBS  = $(B)/libmicrokit.a
PD_FLAGS = $(U_FLAGS) $(DEBUGGABLE)
PD_LINK  = -nostartfiles -static -Wl,--build-id=none -Wl,-z,max-page-size=4096 \
           -Wl,--no-warn-rwx-segments -T $(PD_LD)

PD_SRC   = $(sort $(wildcard $(PD)/*.c $(PD)/*.S \
                 kernel/libs/console/*.c))
PD_OBJ   = $(patsubst %,$(B)/%.o,$(basename $(PD_SRC)))

$(PD_OBJ): U_FLAGS += $(DEBUGGABLE)
$(PD_LIBS): $(PD_OBJ)
	@rm -f $@
	@$(CROSS)ar rcsD $@ $^

-include $(PD_OBJ:.o=.d)
