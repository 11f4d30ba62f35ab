# SPDX-License-Identifier: MIT
# One program under four names.
NAMES = probe twin quick faulty
$(S)/tenant.elf: $(OWN)/tenant/tenant.c $(SDK_LIBS) $(SDK_LD)
	@echo "  LD    $@"
	@$(CC_RV) $(SDK_FLAGS) $(SDK_LINK) -Ikernel $< $(SDK_LIBS) -o $@

$(NAMES:%=$(S)/%.ini): $(S)/%.ini: $(OWN)/tenant/tenant.ini
	@sed 's/^id = .*/id = $*/' $< > $@

$(S)/%.tsr: $(S)/%.ini $(S)/tenant.elf $(BUNDLE)
	@echo "  BUNDLE $@"
	@$(BUNDLE) make $(S)/tenant.elf $< -o $@

ARCHIVE = $(NAMES:%=$(S)/%.tsr)
