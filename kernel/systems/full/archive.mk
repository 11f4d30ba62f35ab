# Scripts, a text to map, and all applications; `cost` is for the benchmark,
# which measures the release build.
ARCHIVE = $(wildcard kernel/systems/full/archive/*) \
          kernel/apps/mmap/motto.txt \
          $(if $(filter release,$(BUILD)),$(BUNDLES), \
            $(filter-out %/cost.tsr,$(BUNDLES)))
