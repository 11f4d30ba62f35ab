# A kernel that traps itself at the first system call that takes the ordinary
# way: build/$(BUILD)/nested/tessera.elf.
$(B)/nested/trap.o: labs/01-traps/tests/nested/trap.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC_RV) $(K_FLAGS) -c $< -o $@

$(B)/nested/kernel.elf: $(K_OBJ) $(B)/nested/trap.o $(K_LD)
	@echo "  LD    $@"
	@$(CC_RV) $(K_FLAGS) -nostdlib -static -Wl,--gc-sections \
	  -Wl,--build-id=none -Wl,-z,max-page-size=4096 \
	  -Wl,--no-warn-rwx-segments -Wl,--wrap=kernel_syscall -T $(K_LD) \
	  $(K_OBJ) $(B)/nested/trap.o -o $@
$(eval $(call LOADER,$(B)/nested,$(B)/nested/kernel.elf))
