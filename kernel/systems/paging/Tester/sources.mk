SOURCES = $(wildcard kernel/tests/fuzzing/*.c)
