/* SPDX-License-Identifier: MIT */
/*
 * A plug-in for QEMU 7 that counts guest instructions and stops the machine
 * when it has executed too many: exactly at the same place in every run.
 *
 * Two limits: `total` for the whole run, and `step` between two changes of the
 * progress word that the guest keeps in its RAM
 * (kernel/tests/proctor/region.h).
 * The guest's checkpoint word stops the clock: when it changes, the virtual
 * CPU waits until the host has looked at the machine. Since time is counted in
 * instructions, the guest cannot tell.
 *
 * Instructions are counted by translation block, when a block is entered. A
 * count may so be a few instructions ahead, but always by as many.
 *
 * Arguments: total=N step=N report=FD count=FD; with a status area also ram=FD
 * offset=N resume=FD. In the first word of `count`, a shared file, the host can
 * see at any time how many instructions have been executed. What is written to
 * `report`, one line each:
 *
 *   checkpoint C N   the checkpoint word became C; waits for a byte on `resume`
 *   stop total N     the limit of the run was reached
 *   stop step A N    no progress; A is the address, in hexadecimal, of the
 *                    block of instructions that is executed
 *   exit N           QEMU ended for another reason
 *
 * with N the instructions executed so far.
 *
 * QEMU's header is not packaged; what is used of it is declared here. Version
 * 1 of that interface.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_info;
enum { CALLBACK_NO_REGS = 0 };

void qemu_plugin_register_vcpu_tb_trans_cb(
    qemu_plugin_id_t id,
    void (*translated)(qemu_plugin_id_t, struct qemu_plugin_tb *));
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *tb);
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb,
                                          void (*entered)(unsigned, void *),
                                          int flags, void *data);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id,
                                    void (*ended)(qemu_plugin_id_t, void *),
                                    void *data);

int qemu_plugin_version = 1;
int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info,
                        int argc, char **argv);

struct status {
    volatile uint64_t progress;
    volatile uint64_t checkpoint;
};

static struct status no_status;
static uint64_t no_count;

static struct {
    uint64_t total, step; /* limits                        */
    uint64_t executed;    /* instructions so far           */
    uint64_t step_start;  /* executed at the last progress */
    uint64_t progress, checkpoint;
    struct status *status;
    volatile uint64_t *count; /* executed, for the host */
    int report, resume;
} state = {
    .status = &no_status, .count = &no_count, .report = -1, .resume = -1
};

static void report(const char *what, uint64_t number)
{
    char line[80];
    int length = snprintf(line, sizeof line, "%s %" PRIu64 "\n", what, number);

    if (write(state.report, line, (size_t)length) != length)
        _exit(1);
}

static void stop(const char *why)
{
    report(why, state.executed);
    _exit(0);
}

static void at_checkpoint(void)
{
    char what[48];
    char byte;

    state.checkpoint = state.status->checkpoint;
    snprintf(what, sizeof what, "checkpoint %" PRIu64, state.checkpoint);
    report(what, state.executed);
    if (state.resume >= 0 && read(state.resume, &byte, 1) != 1)
        _exit(1);
}

/* A block in one word: its address, of 39 significant bits, and in the low
   bits how many instructions it has. */
enum { COUNT_BITS = 10 }; /* QEMU makes blocks of at most 512 */

static void *block_pack(const struct qemu_plugin_tb *tb)
{
    return (void *)(qemu_plugin_tb_vaddr(tb) << COUNT_BITS |
                    qemu_plugin_tb_n_insns(tb));
}

static void entered(unsigned cpu, void *block)
{
    char what[48];

    (void)cpu;
    state.executed += (uintptr_t)block & ((1 << COUNT_BITS) - 1);
    *state.count = state.executed;
    if (state.status->progress != state.progress) {
        state.progress = state.status->progress;
        state.step_start = state.executed;
    }
    if (state.status->checkpoint != state.checkpoint)
        at_checkpoint();
    if (state.executed > state.total)
        stop("stop total");
    if (state.executed - state.step_start > state.step) {
        snprintf(what, sizeof what, "stop step %" PRIx64,
                 (uint64_t)((intptr_t)block >> COUNT_BITS));
        stop(what);
    }
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    (void)id;
    qemu_plugin_register_vcpu_tb_exec_cb(tb, entered, CALLBACK_NO_REGS,
                                         block_pack(tb));
}

static void ended(qemu_plugin_id_t id, void *data)
{
    (void)id;
    (void)data;
    report("exit", state.executed);
}

/* Finds NAME=number among the arguments. */
static uint64_t argument(int argc, char **argv, const char *name,
                         uint64_t otherwise)
{
    size_t length = strlen(name);

    for (int i = 0; i < argc; i++)
        if (!strncmp(argv[i], name, length) && argv[i][length] == '=')
            return strtoull(argv[i] + length + 1, NULL, 10);
    return otherwise;
}

int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info,
                        int argc, char **argv)
{
    int ram = (int)argument(argc, argv, "ram", (uint64_t)-1);
    int count = (int)argument(argc, argv, "count", (uint64_t)-1);
    void *at;

    (void)info;
    state.total = argument(argc, argv, "total", UINT64_MAX);
    state.step = argument(argc, argv, "step", UINT64_MAX);
    state.report = (int)argument(argc, argv, "report", 2);
    state.resume = (int)argument(argc, argv, "resume", (uint64_t)-1);
    if (ram >= 0) {
        at = mmap(NULL, 4096, PROT_READ, MAP_SHARED, ram,
                  (off_t)argument(argc, argv, "offset", 0));
        if (at == MAP_FAILED)
            return -1;
        state.status = at;
    }
    if (count >= 0) {
        at = mmap(NULL, sizeof *state.count, PROT_READ | PROT_WRITE, MAP_SHARED,
                  count, 0);
        if (at == MAP_FAILED)
            return -1;
        state.count = at;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
    qemu_plugin_register_atexit_cb(id, ended, NULL);
    return 0;
}
