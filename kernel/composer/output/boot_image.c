/* SPDX-License-Identifier: MIT
 *
 * The bootable image. It is the initialiser's file, unchanged but for one
 * variable, and behind it:
 *
 *     | initialiser.elf | pad | plan | program headers |
 *
 * The program headers are those of the initialiser and one more, which loads
 * the plan at the first page behind the initialiser's memory. The variable,
 * plan_location, gets that address.
 */
#include "output/boot_image.h"

#include <elf.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PAGE = 4096 };
#define KERNEL_OFFSET 0xffffffff00000000ull /* virtual - physical */

static uint64_t page_up(uint64_t at)
{
    return (at + PAGE - 1) & ~(PAGE - 1ull);
}

/* -- reading --------------------------------------------------------------- */

static bool read_file(struct diagnostics *d, const char *path, char **bytes,
                      uint64_t *size)
{
    FILE *f = fopen(path, "rb");
    long ended = -1;

    if (f && fseek(f, 0, SEEK_END) == 0)
        ended = ftell(f);
    if (ended < 0 || fseek(f, 0, SEEK_SET) != 0) {
        diagnostics_error(d, NULL, "cannot read %s: %s", path, strerror(errno));
        if (f)
            fclose(f);
        return false;
    }
    *size = ended;
    *bytes = malloc(ended + 1);
    if (!*bytes)
        err(1, "compose");
    if (fread(*bytes, 1, ended, f) != (size_t)ended) {
        diagnostics_error(d, NULL, "cannot read %s: it ends too early", path);
        fclose(f);
        return false;
    }
    fclose(f);
    return true;
}

/* Our own files are trusted to be well formed behind this check. */
static bool is_ours(const char *bytes, uint64_t size)
{
    const Elf64_Ehdr *e = (const void *)bytes;

    return size >= sizeof *e && memcmp(e->e_ident, ELFMAG, SELFMAG) == 0 &&
           e->e_ident[EI_CLASS] == ELFCLASS64 && e->e_machine == EM_RISCV &&
           e->e_phentsize == sizeof(Elf64_Phdr) &&
           e->e_shentsize == sizeof(Elf64_Shdr) && e->e_phoff <= size &&
           e->e_phnum <= (size - e->e_phoff) / sizeof(Elf64_Phdr) &&
           e->e_shoff <= size &&
           e->e_shnum <= (size - e->e_shoff) / sizeof(Elf64_Shdr);
}

static const Elf64_Phdr *headers(const char *bytes)
{
    return (const void *)(bytes +
                          ((const Elf64_Ehdr *)(const void *)bytes)->e_phoff);
}

static const Elf64_Sym *find_symbol(const char *bytes, const char *name)
{
    const Elf64_Ehdr *e = (const void *)bytes;
    const Elf64_Shdr *s = (const void *)(bytes + e->e_shoff);

    for (unsigned i = 0; i < e->e_shnum; i++) {
        const Elf64_Sym *symbols = (const void *)(bytes + s[i].sh_offset);
        const char *texts;

        if (s[i].sh_type != SHT_SYMTAB)
            continue;
        texts = bytes + s[s[i].sh_link].sh_offset;
        for (uint64_t k = 0; k < s[i].sh_size / sizeof *symbols; k++)
            if (strcmp(texts + symbols[k].st_name, name) == 0)
                return &symbols[k];
    }
    return NULL;
}

/* The place in the file of an address; 0: it is in no segment's bytes. */
static uint64_t file_offset(const char *bytes, uint64_t address)
{
    const Elf64_Ehdr *e = (const void *)bytes;

    for (unsigned i = 0; i < e->e_phnum; i++) {
        const Elf64_Phdr *s = &headers(bytes)[i];

        if (s->p_type == PT_LOAD && s->p_vaddr <= address &&
            address + sizeof(uint64_t) <= s->p_vaddr + s->p_filesz)
            return s->p_offset + (address - s->p_vaddr);
    }
    return 0;
}

static void find_ends(struct boot_image *image)
{
    const Elf64_Ehdr *e = (const void *)image->bytes;

    image->start = UINT64_MAX;
    for (unsigned i = 0; i < e->e_phnum; i++) {
        const Elf64_Phdr *s = &headers(image->bytes)[i];

        if (s->p_type != PT_LOAD || s->p_memsz == 0)
            continue;
        if (s->p_vaddr < image->start)
            image->start = s->p_vaddr & ~(PAGE - 1ull);
        if (page_up(s->p_vaddr + s->p_memsz) > image->end)
            image->end = page_up(s->p_vaddr + s->p_memsz);
    }
}

bool boot_image_read(struct boot_image *image, struct diagnostics *d,
                     const char *path)
{
    const Elf64_Sym *symbol;

    *image = (struct boot_image){ 0 };
    if (!read_file(d, path, &image->bytes, &image->size))
        return false;
    if (!is_ours(image->bytes, image->size)) {
        diagnostics_error(d, NULL, "%s is not a RISC-V ELF file", path);
        return false;
    }
    symbol = find_symbol(image->bytes, "plan_location");
    if (symbol)
        image->location = file_offset(image->bytes, symbol->st_value);
    if (!image->location) {
        diagnostics_error(d, NULL,
                          "%s has no initialised variable plan_location", path);
        return false;
    }
    find_ends(image);
    return true;
}

void boot_image_free(struct boot_image *image)
{
    free(image->bytes);
    image->bytes = NULL;
}

bool boot_image_kernel_ends(struct diagnostics *d, const char *path,
                            uint64_t *boot_end, uint64_t *end)
{
    const Elf64_Sym *first = NULL, *last = NULL;
    uint64_t size;
    char *bytes = NULL;

    if (read_file(d, path, &bytes, &size) && is_ours(bytes, size)) {
        first = find_symbol(bytes, "ki_boot_end");
        last = find_symbol(bytes, "ki_end");
    }
    if (first && last) {
        *boot_end = first->st_value - KERNEL_OFFSET;
        *end = last->st_value - KERNEL_OFFSET;
    } else {
        diagnostics_error(d, NULL, "%s is not a kernel: it has no ki_end",
                          path);
    }
    free(bytes);
    return first && last;
}

/* -- writing --------------------------------------------------------------- */

uint64_t boot_image_end(const struct boot_image *image, const struct plan *plan)
{
    return image->end + page_up(plan->size);
}

static char *assemble(const struct boot_image *image, const struct plan *plan,
                      uint64_t *size)
{
    uint64_t plan_at = page_up(image->size);
    uint64_t headers_at = plan_at + ((plan->size + 7) & ~7ull);
    Elf64_Ehdr e = *(const Elf64_Ehdr *)(const void *)image->bytes;
    Elf64_Phdr segment = {
        .p_type = PT_LOAD,
        .p_flags = PF_R,
        .p_offset = plan_at,
        .p_vaddr = image->end,
        .p_paddr = image->end,
        .p_filesz = plan->size,
        .p_memsz = plan->size,
        .p_align = PAGE,
    };
    uint64_t old = e.e_phnum * sizeof segment;
    char *out;

    *size = headers_at + old + sizeof segment;
    out = calloc(1, *size);
    if (!out)
        err(1, "compose");
    memcpy(out, image->bytes, image->size);
    memcpy(out + image->location, &image->end, sizeof image->end);
    memcpy(out + plan_at, plan, plan->size);
    memcpy(out + headers_at, headers(image->bytes), old);
    memcpy(out + headers_at + old, &segment, sizeof segment);
    e.e_phoff = headers_at;
    e.e_phnum++;
    memcpy(out, &e, sizeof e);
    return out;
}

bool boot_image_write(const struct boot_image *image, struct diagnostics *d,
                      const struct plan *plan, const char *path)
{
    uint64_t size;
    char *out = assemble(image, plan, &size);
    FILE *f = fopen(path, "wb");
    bool done = f && fwrite(out, 1, size, f) == size;

    free(out);
    if (f && fclose(f) != 0)
        done = false;
    if (!done) {
        diagnostics_error(d, NULL, "cannot write %s: %s", path,
                          strerror(errno));
        unlink(path);
    }
    return done;
}
