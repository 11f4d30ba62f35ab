SOURCES = kernel/systems/block/Tester/serial_console.c
