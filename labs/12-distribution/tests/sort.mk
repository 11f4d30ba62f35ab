# A qsort that the composer can be run with: build/host/reversing_sort.so.
build/host/reversing_sort.so: labs/12-distribution/tests/sort/reversing.c
	@mkdir -p $(@D)
	@echo "  HOSTCC $<"
	@gcc -std=c17 -O2 $(WARN) -shared -fPIC $< -o $@
