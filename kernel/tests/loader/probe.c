/* SPDX-License-Identifier: MIT */
/*
 * A kernel that only reports what the loader handed over, one fact a line:
 *
 *   a0 VALUE ... a7 VALUE           the argument registers
 *   instret VALUE                   instructions executed up to the entry
 *   satp VALUE, sie VALUE, sstatus VALUE
 *   config I VALUE                  word I of struct boot_config
 *   dirty I VALUE                   a word of bss that is not zero
 *   data VALUE                      a word of .data, as initialised
 *   map VIRTUAL PHYSICAL SIZE FLAGS a range of leaf entries of the page tables
 *   end
 *
 * All numbers are hexadecimal. The test compares them with the contract and
 * with RAM, which it reads itself.
 */
#include <stdint.h>

enum { HANDED_OVER = 9, CONFIG_WORDS = 5, BSS_WORDS = 2048, ENTRIES = 512 };

void probe_main(void);

uint64_t handed_over[HANDED_OVER] = { 1 }; /* in .data: not cleared */
extern const uint64_t boot_config[CONFIG_WORDS];
static uint64_t bss[BSS_WORDS];
static volatile uint64_t data = 0x5eed;

struct range {
    uint64_t virtual, physical, size, flags;
};

static uint64_t sbi_call(uint64_t call, uint64_t argument)
{
    register uint64_t a0 __asm__("a0") = argument;
    register uint64_t a7 __asm__("a7") = call;

    __asm__ volatile("ecall" : "+r"(a0) : "r"(a7) : "a1", "memory");
    return a0;
}

static void print(const char *text)
{
    while (*text != '\0')
        sbi_call(1, (uint8_t)*text++);
}

static void print_number(uint64_t number)
{
    print(" 0x");
    for (int shift = 60; shift >= 0; shift -= 4)
        sbi_call(1, (uint8_t) "0123456789abcdef"[number >> shift & 15]);
}

static void report(const char *name, uint64_t number)
{
    print(name);
    print_number(number);
    print("\n");
}

static void report_range(const struct range *r)
{
    if (r->size == 0)
        return;
    print("map");
    print_number(r->virtual);
    print_number(r->physical);
    print_number(r->size);
    report("", r->flags);
}

/* Adds a leaf to the range if it goes on there, else begins a new range. */
static void add_leaf(struct range *r, const struct range *leaf)
{
    if (r->size > 0 && leaf->virtual == r->virtual + r->size &&
        leaf->physical == r->physical + r->size && leaf->flags == r->flags) {
        r->size += leaf->size;
        return;
    }
    report_range(r);
    *r = *leaf;
}

/* Tables are reached at their physical address: the loader's identity map. */
static void walk(uint64_t table, int level, uint64_t base, struct range *r)
{
    const uint64_t *entry = (const uint64_t *)table;
    uint64_t size = 4096ul << 9 * level;

    for (uint64_t i = 0; i < ENTRIES; i++) {
        uint64_t virtual = base + i * size;
        uint64_t physical = entry[i] >> 10 << 12;

        if (level == 2 && i >= ENTRIES / 2)
            virtual |= ~0ul << 39; /* Sv39 sign extension */
        if ((entry[i] & 1) == 0)
            continue;
        if ((entry[i] & 0xe) == 0 && level > 0)
            walk(physical, level - 1, virtual, r);
        else
            add_leaf(
                r, &(struct range){ virtual, physical, size, entry[i] & 0xff });
    }
}

static void report_registers(void)
{
    char name[] = "a0";
    uint64_t sie, sstatus;

    for (int i = 0; i < 8; i++, name[1]++)
        report(name, handed_over[i]);
    report("instret", handed_over[8]);
    __asm__ volatile("csrr %0, sie" : "=r"(sie));
    __asm__ volatile("csrr %0, sstatus" : "=r"(sstatus));
    report("sie", sie);
    report("sstatus", sstatus);
}

void probe_main(void)
{
    struct range range = { 0 };
    uint64_t satp;

    report_registers();
    for (int i = 0; i < CONFIG_WORDS; i++) {
        print("config");
        print_number((uint64_t)i);
        report("", boot_config[i]);
    }
    for (int i = 0; i < BSS_WORDS; i++) {
        if (((volatile uint64_t *)bss)[i] != 0)
            report("dirty", (uint64_t)i);
    }
    report("data", data);
    __asm__ volatile("csrr %0, satp" : "=r"(satp));
    report("satp", satp);
    walk(satp << 20 >> 8, 2, 0, &range);
    report_range(&range);
    print("end\n");
    sbi_call(8, 0);
    for (;;)
        __asm__ volatile("wfi");
}
