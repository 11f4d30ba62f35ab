/* SPDX-License-Identifier: MIT */
/*
 * A booted kernel in a test's own process. See world.h.
 */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boot/boot.h"
#include "debug/invariants.h"
#include "ipc/message.h"

#define IMAGE_START (RAM_BASE + 0x10000)
#define IMAGE_BYTES 0x1000
#define IMAGE_VADDR 0x10000ul
#define RAM_BYTES   (WORLD_RAM_END - RAM_BASE)

extern const struct boot_config boot_defaults;
const struct boot_config boot_defaults = {
    .magic = BOOT_CONFIG_MAGIC,
    .cnode_bits = WORLD_CNODE_BITS,
    .domains = 1,
    .ram_end = WORLD_RAM_END,
    .flags = BOOT_CHECK,
};

static struct tcb *root;
static struct {
    struct kernel_state ks;
    struct host_machine host;
    uint8_t ram[RAM_BYTES];
} saved;

void world_boot(void)
{
    invariants_period = 1;
    host_ram_map(WORLD_RAM_END);
    host_reset();
    boot_kernel(IMAGE_START, IMAGE_START + IMAGE_BYTES,
                IMAGE_START - IMAGE_VADDR, IMAGE_VADDR, 0, 0);
    root = ks.current;
}

const struct boot_info *world_info(void)
{
    struct cap frame = world_slot(SLOT_BOOT_INFO)->cap;

    return cap_object(frame);
}

struct cte *world_slot(word_t cptr)
{
    struct cap cnode = root->slots[TCB_CSPACE].cap;

    return cap_cnode(cnode) + cptr;
}

word_t world_free_slots(word_t from, word_t n)
{
    for (word_t slot = from, found = 0; slot < WORLD_SLOTS; slot++) {
        found = cap_is(world_slot(slot)->cap, CAP_NULL) ? found + 1 : 0;
        if (found == n)
            return slot - n + 1;
    }
    fprintf(stderr, "the root CNode has no %lu free slots\n", n);
    abort();
}

void world_prepare(long syscall, word_t cptr, const struct message *m)
{
    struct tcb *t = ks.current;
    word_t *buffer = tcb_ipc_buffer(t, true);

    tcb_set_reg(t, REG_SYSCALL, (word_t)syscall);
    tcb_set_reg(t, REG_CAP, cptr);
    tcb_set_reg(t, REG_INFO, info_make(m->label, 0, m->cap_count, m->length));
    for (word_t i = 0; i < m->length && i < MSG_MAX_LENGTH; i++)
        message_set(t, buffer, i, m->words[i]);
    for (word_t i = 0; buffer && i < m->cap_count; i++)
        buffer[BUFFER_CAPS + i] = m->caps[i];
}

static struct answer read_answer(const struct tcb *t)
{
    const word_t *buffer = tcb_ipc_buffer(t, false);
    word_t info = tcb_reg(t, REG_INFO);
    struct answer answer = { info_label(info), info_length(info), { 0 } };

    for (word_t i = 0; i < answer.length && i < WORLD_ANSWER_WORDS; i++)
        answer.words[i] = message_get(t, buffer, i);
    return answer;
}

struct answer world_invoke(long syscall, word_t cptr, const struct message *m)
{
    struct tcb *t = ks.current;
    word_t pc = tcb_reg(t, REG_PC);

    world_prepare(syscall, cptr, m);
    do {
        host_ecall();
    } while (ks.current == t && tcb_reg(t, REG_PC) == pc);
    return read_answer(t);
}

void world_do(word_t cptr, word_t label, const word_t *words, word_t length,
              const word_t *caps)
{
    struct message m = { .label = label, .length = length };
    struct answer answer;

    for (word_t i = 0; i < length; i++)
        m.words[i] = words[i];
    while (caps && m.cap_count < MSG_MAX_CAPS && caps[m.cap_count]) {
        m.caps[m.cap_count] = caps[m.cap_count];
        m.cap_count++;
    }
    answer = world_invoke(SYS_CALL, cptr, &m);
    if (answer.error != OK) {
        fprintf(stderr, "method %lu of capability %lu: error %lu, %lu %lu\n",
                label, cptr, answer.error, answer.words[0], answer.words[1]);
        abort();
    }
}

void world_retype(word_t from, word_t type, word_t size_bits, word_t slot,
                  word_t count)
{
    const word_t words[] = { type, size_bits, 0, 0, slot, count };

    world_do(from, UNTYPED_RETYPE, words, 6, (word_t[]){ SLOT_CNODE, 0 });
}

word_t world_untyped(word_t size_bits)
{
    const struct boot_info *info = world_info();

    for (word_t slot = info->untyped.start; slot < info->untyped.end; slot++) {
        struct cap cap = world_slot(slot)->cap;

        if (!cap.is_device && cap.size_bits >= size_bits)
            return slot;
    }
    fprintf(stderr, "no untyped of 2^%lu bytes\n", size_bits);
    abort();
}

void world_save(void)
{
    saved.ks = ks;
    saved.host = host;
    memcpy(saved.ram, phys_to_ptr(RAM_BASE), RAM_BYTES);
}

void world_restore(void)
{
    ks = saved.ks;
    host = saved.host;
    memcpy(phys_to_ptr(RAM_BASE), saved.ram, RAM_BYTES);
}
