# The boot archive is that of the system `paging`.
ARCHIVE = $(wildcard kernel/systems/paging/archive/*)
