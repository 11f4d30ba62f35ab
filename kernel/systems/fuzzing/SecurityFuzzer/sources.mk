SOURCES = $(wildcard kernel/tests/fuzzing/*.c) \
          $(addprefix kernel/systems/storage/Tester/,impostors.c parcel.c sample.c)
