# SPDX-License-Identifier: MIT
# Few applications of the reference, and the lab's own: `probe`, with each of
# its manifests; `torn` is one of which a byte is not what it was.
PROBE     = $(OWN)/probe
PROBE_INI = $(filter-out %/whole.ini,$(sort $(wildcard $(PROBE)/*.ini)))
$(S)/probe.elf: $(PROBE)/probe.c $(SDK_LIBS) $(SDK_LD)
	@echo "  LD    $@"
	@$(CC_RV) $(SDK_FLAGS) $(SDK_LINK) -Ikernel $< $(SDK_LIBS) -o $@

$(S)/%.tsr: $(PROBE)/%.ini $(S)/probe.elf $(BUNDLE)
	@echo "  BUNDLE $@"
	@$(BUNDLE) make $(S)/probe.elf $< -o $@

$(S)/torn.tsr: $(S)/whole.tsr
	@sed 's/priority = 90/priority = 91/' $< > $@

ARCHIVE = $(wildcard $(OWN)/archive/*) $(S)/torn.tsr \
          $(B)/apps/hello.tsr $(B)/apps/exiter.tsr \
          $(patsubst $(PROBE)/%.ini,$(S)/%.tsr,$(PROBE_INI))
