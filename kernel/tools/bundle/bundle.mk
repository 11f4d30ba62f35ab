# The host tool for bundles, build/host/bundle. Included by build.mk.

BUNDLE     = build/host/bundle
BUNDLE_SRC = $(wildcard kernel/tools/bundle/*.c kernel/libs/bundle/*.c)
BUNDLE_HEADERS = $(wildcard kernel/tools/bundle/*.h \
                   kernel/libs/bundle/include/*.h)

$(BUNDLE): $(BUNDLE_SRC) $(BUNDLE_HEADERS)
	@mkdir -p $(@D)
	@echo "  HOSTCC $@"
	@gcc -std=gnu17 -Og -g $(WARN) -Ikernel/libs/bundle/include \
	  $(BUNDLE_SRC) -lelf -o $@
