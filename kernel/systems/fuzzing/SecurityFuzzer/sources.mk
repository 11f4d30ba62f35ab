SOURCES = $(wildcard kernel/tests/fuzzing/*.c) \
          $(addprefix kernel/systems/storage/Tester/,parcel.c sample.c)
