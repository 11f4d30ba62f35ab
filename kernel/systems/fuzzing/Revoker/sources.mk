SOURCES = $(addprefix kernel/tests/fuzzing/,random.c tally.c) \
          $(addprefix kernel/systems/storage/Tester/,parcel.c sample.c)
