# A package for each of the two fuzzers of the security coordinator.
ARCHIVE = $(B)/apps/hello.tsr $(B)/apps/panic.tsr
