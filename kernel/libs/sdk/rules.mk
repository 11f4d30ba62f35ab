# Applications: build/$(BUILD)/libsdk.a, and for each folder NAME of
# kernel/apps the program build/$(BUILD)/apps/NAME.elf and the bundle
# build/$(BUILD)/apps/NAME.tsr, of the manifest NAME/manifest.ini. Included by
# build.mk. `make apps` makes all of them.

SDK        = kernel/libs/sdk
SDK_LD     = $(SDK)/sdk.ld
SDK_LIBS   = $(B)/libsdk.a
SDK_FLAGS  = $(U_FLAGS) $(DEBUGGABLE) -Ikernel/interfaces
SDK_LINK   = -nostartfiles -static -Wl,--build-id=none \
             -Wl,-z,max-page-size=4096 -Wl,--no-warn-rwx-segments -T $(SDK_LD)
SDK_SRC    = $(sort $(wildcard $(SDK)/*.c $(SDK)/*.S))
SDK_OBJ    = $(patsubst %,$(B)/%.o,$(basename $(SDK_SRC)))

APPS       = $(patsubst kernel/apps/%/manifest.ini,%,$(sort \
               $(wildcard kernel/apps/*/manifest.ini)))
BUNDLES    = $(APPS:%=$(B)/apps/%.tsr)

$(SDK_OBJ): U_FLAGS += $(DEBUGGABLE) -Ikernel/interfaces
$(SDK_LIBS): $(SDK_OBJ)
	@rm -f $@
	@$(CROSS)ar rcsD $@ $^

$(B)/kernel/apps/%.o: U_FLAGS += $(DEBUGGABLE)
define APP
$(1)_APP_OBJ = $$(patsubst %.c,$$(B)/%.o,$$(sort \
                 $$(wildcard kernel/apps/$(1)/*.c)))
$$(B)/apps/$(1).elf: $$($(1)_APP_OBJ) $$(SDK_LIBS) $$(SDK_LD)
	@mkdir -p $$(@D)
	@echo "  LD    $$@"
	@$$(CC_RV) $$(SDK_FLAGS) $$(SDK_LINK) $$($(1)_APP_OBJ) $$(SDK_LIBS) -o $$@
APP_OBJ += $$($(1)_APP_OBJ)
endef
$(foreach a,$(APPS),$(eval $(call APP,$(a))))

$(B)/apps/%.tsr: $(B)/apps/%.elf kernel/apps/%/manifest.ini $(BUNDLE)
	@echo "  BUNDLE $@"
	@$(BUNDLE) make $< kernel/apps/$*/manifest.ini -o $@

.PHONY: apps
apps: $(BUNDLES)

-include $(SDK_OBJ:.o=.d) $(APP_OBJ:.o=.d)
