ARCHIVE = $(wildcard kernel/systems/shell/archive/*)
