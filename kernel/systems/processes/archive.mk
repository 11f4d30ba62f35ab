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

# The same bundle under as many names as cannot run at once.
MANY = $(foreach n,a b c d e f g h i j k l m n o p q,$(S)/many.$(n).tsr)
$(S)/many.%.ini: $(PROBER)/prober.ini
	@sed 's/^id = .*/id = many.$*/' $< > $@

$(MANY): %.tsr: %.ini $(S)/prober.elf $(BUNDLE)
	@$(BUNDLE) make $(S)/prober.elf $< -o $@

# The same, each with a quota of so many pages that all together are thousands.
HOARDERS = $(foreach n,a b c d e f g h,$(S)/hoarder.$(n).tsr)
$(S)/hoarder.%.ini: $(PROBER)/hoarder.ini
	@sed 's/^id = .*/id = hoarder.$*/' $< > $@

$(HOARDERS): %.tsr: %.ini $(S)/prober.elf $(BUNDLE)
	@$(BUNDLE) make $(S)/prober.elf $< -o $@

# One that is no more than its first instruction.
FIRST = kernel/systems/processes/first
$(S)/first.elf: $(FIRST)/first.S
	@echo "  LD    $@"
	@$(CC_RV) $(SDK_FLAGS) -nostdlib -static -Wl,--build-id=none \
	  -Wl,-z,max-page-size=4096 -Wl,-Ttext-segment=0x10000 $< -o $@

$(S)/first.tsr: $(S)/first.elf $(FIRST)/manifest.ini $(BUNDLE)
	@$(BUNDLE) make $(S)/first.elf $(FIRST)/manifest.ini -o $@

ARCHIVE = $(BUNDLES) $(S)/first.tsr kernel/apps/mmap/motto.txt $(MANY) $(HOARDERS) \
          $(patsubst $(PROBER)/%.ini,$(S)/%.tsr,$(PROBER_INI))
