# SPDX-License-Identifier: MIT
# The applications, and one of this system's own: a bundle with each of its
# manifests, of which most ask for too much.
PROBER       = kernel/systems/processes/prober
PROBER_INI   = $(sort $(wildcard $(PROBER)/*.ini))
$(S)/prober.elf: $(PROBER)/prober.c $(SDK_LIBS) $(SDK_LD)
	@echo "  LD    $@"
	@$(CC_RV) $(SDK_FLAGS) $(SDK_LINK) -Ikernel $< $(SDK_LIBS) -o $@

$(S)/%.tsr: $(PROBER)/%.ini $(S)/prober.elf $(BUNDLE)
	@echo "  BUNDLE $@"
	@$(BUNDLE) make $(S)/prober.elf $< -o $@

ARCHIVE = $(BUNDLES) kernel/apps/mmap/motto.txt \
          $(patsubst $(PROBER)/%.ini,$(S)/%.tsr,$(PROBER_INI))
