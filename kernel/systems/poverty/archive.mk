# A bundle that is built in.
ARCHIVE = $(B)/apps/hello.tsr
