/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: the loader's reading of device trees (kernel/loader/fdt.c) and
 * of the boot arguments in them (kernel/loader/bootargs.c).
 *
 * For any bytes: no access outside of them, and if they are accepted, then all
 * that fdt.h and bootargs.h promise holds.
 */
#include <string.h>

#include "../../loader/bootargs.h"
#include "../../loader/fdt.h"
#include "boot/config.h"
#include "config.h"
#include "fuzz_target.h"

enum { HEADER_SIZE = 40 };

static void check_words(const char *args)
{
    struct boot_words words;
    struct refusal why = { 0 };

    if (!bootargs_read(args, &words, &why)) {
        PROMISED(why.text != NULL && why.length > 0);
        PROMISED(why.word >= args);
        PROMISED(why.word + why.length <= args + strlen(args));
        return;
    }
    PROMISED((words.flags & ~(uint64_t)(BOOT_CHECK | BOOT_TRACE)) == 0);
    PROMISED(words.domains <= MAX_DOMAINS);
    PROMISED(words.cnode_bits == 0 ||
             (words.cnode_bits >= BOOT_CNODE_BITS_MIN &&
              words.cnode_bits <= BOOT_CNODE_BITS_MAX));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct machine machine;
    struct refusal why = { 0 };
    const char *args;

    if (size < HEADER_SIZE) /* the loader reads that much unasked */
        return 0;
    if (!fdt_read(data, size, RAM_BASE, &machine, &why)) {
        PROMISED(why.text != NULL);
        return 0;
    }
    PROMISED(machine.tree_size >= HEADER_SIZE && machine.tree_size <= size);
    PROMISED(machine.ram_start <= RAM_BASE && machine.ram_end > RAM_BASE);
    PROMISED(machine.initrd_start <= machine.initrd_end);
    args = machine.bootargs;
    if (args != NULL) {
        size_t at = (size_t)(args - (const char *)data);

        PROMISED(args >= (const char *)data && at < machine.tree_size);
        PROMISED(memchr(args, 0, machine.tree_size - at) != NULL);
        check_words(args);
    }
    return 0;
}
