# Scripts, a text to map, and all applications.
ARCHIVE = $(wildcard kernel/systems/full/archive/*) \
          kernel/apps/mmap/motto.txt $(BUNDLES)
