# Two applications, a package that is none, and a file that is not meant to be.
ARCHIVE = $(B)/apps/exiter.tsr $(B)/apps/hello.tsr \
          $(wildcard kernel/systems/storage/archive/*)
