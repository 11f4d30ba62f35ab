# Files for the boot archive of the system `paging`.
ARCHIVE = $(wildcard kernel/systems/paging/archive/*)
