/* SPDX-License-Identifier: MIT */
/*
 * A plug-in for QEMU 7 that counts the instructions between two addresses: from
 * the first time that the one at `from` is executed, included, until the one
 * at `to` is executed after that, excluded. Then the machine is over.
 *
 * It sees what no program in the machine can: the kernel's way from its entry
 * to the first program.
 *
 * Arguments: from=ADDRESS to=ADDRESS report=FD. The count is written to
 * `report` as one line; nothing is if the machine ends before.
 *
 * QEMU's header is not packaged; what is used of it is declared here. Version
 * 1 of that interface.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_info;
enum { CALLBACK_NO_REGS = 0 };
enum { INLINE_ADD_U64 = 0 };

void qemu_plugin_register_vcpu_tb_trans_cb(
    qemu_plugin_id_t id,
    void (*translated)(qemu_plugin_id_t, struct qemu_plugin_tb *));
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *
qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t index);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
                                            void (*executed)(unsigned, void *),
                                            int flags, void *data);
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *insn,
                                                int operation, void *at,
                                                uint64_t addend);

int qemu_plugin_version = 1;
int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info,
                        int argc, char **argv);

static uint64_t from, to; /* addresses */
static int report;

static uint64_t count; /* instructions so far */
static uint64_t count_at_from;
static int begun;

/* Both are called before the instruction adds itself to the count. */
static void at_from(unsigned cpu, void *unused)
{
    (void)cpu;
    (void)unused;
    if (!begun)
        count_at_from = count;
    begun = 1;
}

static void at_to(unsigned cpu, void *unused)
{
    char line[32];
    int length;

    (void)cpu;
    (void)unused;
    if (!begun)
        return;
    length =
        snprintf(line, sizeof line, "%" PRIu64 "\n", count - count_at_from);
    _exit(write(report, line, (size_t)length) != length);
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    size_t n = qemu_plugin_tb_n_insns(tb);

    (void)id;
    for (size_t i = 0; i < n; i++) {
        struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
        uint64_t address = qemu_plugin_insn_vaddr(insn);

        if (address == from)
            qemu_plugin_register_vcpu_insn_exec_cb(insn, at_from,
                                                   CALLBACK_NO_REGS, NULL);
        if (address == to)
            qemu_plugin_register_vcpu_insn_exec_cb(insn, at_to,
                                                   CALLBACK_NO_REGS, NULL);
        qemu_plugin_register_vcpu_insn_exec_inline(insn, INLINE_ADD_U64, &count,
                                                   1);
    }
}

/* Finds NAME=number among the arguments; 0 if it is not there. */
static uint64_t argument(int argc, char **argv, const char *name)
{
    size_t length = strlen(name);

    for (int i = 0; i < argc; i++)
        if (!strncmp(argv[i], name, length) && argv[i][length] == '=')
            return strtoull(argv[i] + length + 1, NULL, 0);
    return 0;
}

int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info,
                        int argc, char **argv)
{
    (void)info;
    from = argument(argc, argv, "from");
    to = argument(argc, argv, "to");
    report = (int)argument(argc, argv, "report");
    qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
    return 0;
}
