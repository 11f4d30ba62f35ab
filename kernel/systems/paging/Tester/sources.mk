SOURCES = $(wildcard kernel/tests/fuzzing/*.c) \
          kernel/systems/block/Tester/serial_console.c
