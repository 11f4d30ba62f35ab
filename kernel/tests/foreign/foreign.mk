# The foreign root task and loader, and kernels with other boot defaults.
#
#   make -f kernel/tests/foreign/foreign.mk [BUILD=release] TARGET...
#
#   build/$(BUILD)/foreign/loader.elf          see loader.S
#   build/$(BUILD)/foreign/kernel-R-M.elf      CNODE_BITS=R, RAM=M
#   build/$(BUILD)/foreign/task-LINK-SIZE.elf  a root task, see task.ld
#
# A kernel with other defaults is the kernel's own objects, but for the one
# that holds the defaults.

include kernel/build.mk

F = $(B)/foreign
FOREIGN = kernel/tests/foreign
dash = $(word $(1),$(subst -, ,$(2)))

$(F)/config-%.o: $(MK)/boot/config.c
	@mkdir -p $(@D)
	@echo "  CC    $@"
	@$(CC_RV) $(filter-out -M%,$(K_FLAGS)) -DNUM_DOMAINS=1 \
	  -DROOT_CNODE_BITS=$(call dash,1,$*) -DRAM_MIB=$(call dash,2,$*) \
	  -c $< -o $@

K_OTHERS = $(filter-out %/boot/config.o,$(K_OBJ))
$(F)/kernel-%.elf: $(F)/config-%.o $(K_OTHERS) $(K_LD)
	@echo "  LD    $@"
	@$(CC_RV) $(K_FLAGS) -nostdlib -static -Wl,--gc-sections \
	  -Wl,--build-id=none -Wl,-z,max-page-size=4096 -Wl,--no-warn-rwx-segments \
	  -T $(K_LD) $(K_OTHERS) $< -o $@

$(F)/loader.elf: $(FOREIGN)/loader.S $(FOREIGN)/loader.ld
	@mkdir -p $(@D)
	@echo "  LD    $@"
	@$(CC_RV) -march=rv64imac_zicsr_zifencei -mabi=lp64 -mcmodel=medany \
	  -nostdlib -static -Wl,--build-id=none -Wl,--no-warn-rwx-segments \
	  -T $(FOREIGN)/loader.ld $< -o $@

# Nothing of kernel/libs and nothing of a C library.
T_SRC = $(sort $(wildcard $(FOREIGN)/*.c)) $(FOREIGN)/start.S
T_OBJ = $(patsubst $(FOREIGN)/%,$(F)/task/%.o,$(basename $(T_SRC)))
T_FLAGS = $(COMMON) -march=rv64imafdc -mabi=lp64d -ffreestanding \
          -fno-tree-loop-distribute-patterns -fno-common -msmall-data-limit=0 \
          -Ikernel/include -DCONFIG_LIB_SEL4_NO_THREAD_LOCALS

$(F)/task/%.o: $(FOREIGN)/%.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC_RV) $(T_FLAGS) -c $< -o $@

$(F)/task/%.o: $(FOREIGN)/%.S
	@mkdir -p $(@D)
	@echo "  AS    $<"
	@$(CC_RV) $(T_FLAGS) -c $< -o $@

$(F)/task-%.elf: $(T_OBJ) $(FOREIGN)/task.ld
	@echo "  LD    $@"
	@$(CC_RV) $(T_FLAGS) -nostdlib -static -Wl,--build-id=none \
	  -Wl,--no-relax -Wl,-z,max-page-size=4096 -Wl,--no-warn-rwx-segments \
	  -Wl,--defsym=LINK=$(call dash,1,$*) -Wl,--defsym=SIZE=$(call dash,2,$*) \
	  -T $(FOREIGN)/task.ld $(T_OBJ) -lgcc -o $@

-include $(T_OBJ:.o=.d)
