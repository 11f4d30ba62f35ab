/* SPDX-License-Identifier: MIT */
/*
 * Lays a bundle out: header, table, manifest, segments' bytes, digests last.
 * What a bundle may be is bundle.h's to say and the verifier's to check; this
 * refuses only what it cannot lay out.
 */
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "bundle.h"
#include "from_elf.h"

struct plan {
    GElf_Phdr load[BUNDLE_SEGMENTS_MAX];
    uint32_t segments;
    uint64_t entry;
};

static void put(uint8_t *p, uint64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        p[i] = (uint8_t)(value >> 8 * i);
}

/* Bytes of a page that stand before a segment. */
static uint64_t lead(const GElf_Phdr *p)
{
    return p->p_vaddr % BUNDLE_PAGE;
}

/* What is stored; a segment of zeros alone stores nothing. */
static uint64_t stored(const GElf_Phdr *p)
{
    return p->p_filesz > 0 ? lead(p) + p->p_filesz : 0;
}

static uint32_t rights(const GElf_Phdr *p)
{
    return (p->p_flags & PF_R ? BUNDLE_READ : 0) |
           (p->p_flags & PF_W ? BUNDLE_WRITE : 0) |
           (p->p_flags & PF_X ? BUNDLE_EXECUTE : 0);
}

static const char *read_segments(Elf *e, size_t length, struct plan *plan)
{
    size_t count;
    GElf_Phdr p;

    if (elf_getphdrnum(e, &count) != 0)
        return "has no readable program headers";
    for (size_t i = 0; i < count; i++) {
        if (!gelf_getphdr(e, (int)i, &p))
            return "has no readable program headers";
        if (p.p_type != PT_LOAD || p.p_memsz == 0)
            continue;
        if (p.p_offset > length || p.p_filesz > length - p.p_offset ||
            p.p_filesz > BUNDLE_BYTES_MAX)
            return "has a segment beyond its end, or a huge one";
        if (plan->segments == BUNDLE_SEGMENTS_MAX)
            return "has more than 16 segments";
        plan->load[plan->segments++] = p;
    }
    return plan->segments > 0 ? NULL : "has no segments to load";
}

static const char *read_elf(Elf *e, size_t length, struct plan *plan)
{
    GElf_Ehdr header;

    if (!e || elf_kind(e) != ELF_K_ELF || !gelf_getehdr(e, &header))
        return "is not an ELF file";
    if (gelf_getclass(e) != ELFCLASS64 || header.e_machine != EM_RISCV ||
        header.e_type != ET_EXEC || header.e_ident[EI_DATA] != ELFDATA2LSB)
        return "is not an executable for 64-bit RISC-V";
    plan->entry = header.e_entry;
    return read_segments(e, length, plan);
}

static void write_segment(const GElf_Phdr *p, const uint8_t *elf, uint8_t *row,
                          uint8_t *bundle, uint64_t offset)
{
    uint8_t *to = bundle + offset;

    if (p->p_filesz > 0)
        memcpy(to + lead(p), elf + p->p_offset, p->p_filesz);
    put(row, p->p_vaddr - lead(p), 8);
    put(row + 8, lead(p) + p->p_memsz, 8);
    put(row + 16, offset, 4);
    put(row + 20, stored(p), 4);
    put(row + 24, rights(p), 4);
    sha256(to, stored(p), row + 32);
}

static void write_header(const struct plan *plan, uint32_t manifest_at,
                         uint64_t manifest_length, struct bytes b)
{
    struct sha256 s;

    memcpy(b.bytes, bundle_magic, BUNDLE_MAGIC_BYTES);
    put(b.bytes + 8, BUNDLE_VERSION, 2);
    put(b.bytes + 10, BUNDLE_HEADER_BYTES, 2);
    put(b.bytes + 12, b.length, 4);
    put(b.bytes + 16, manifest_at, 4);
    put(b.bytes + 20, manifest_length, 4);
    put(b.bytes + 24, plan->segments, 4);
    put(b.bytes + 32, plan->entry, 8);
    sha256(b.bytes + manifest_at, manifest_length, b.bytes + 40);
    sha256_init(&s);
    sha256_update(&s, b.bytes, BUNDLE_SIGNED_BYTES);
    sha256_update(&s, b.bytes + BUNDLE_HEADER_BYTES,
                  plan->segments * BUNDLE_SEGMENT_BYTES);
    sha256_final(&s, b.bytes + BUNDLE_SIGNED_BYTES);
}

static const char *lay_out(const struct plan *plan, struct bytes elf,
                           struct bytes manifest, struct bytes *out)
{
    uint32_t table_end =
        BUNDLE_HEADER_BYTES + plan->segments * BUNDLE_SEGMENT_BYTES;
    uint64_t at = table_end + manifest.length;

    out->length = at;
    for (uint32_t i = 0; i < plan->segments; i++)
        out->length += stored(&plan->load[i]);
    if (out->length > BUNDLE_BYTES_MAX)
        return "makes a bundle above 8 MiB";
    out->bytes = calloc(1, out->length);
    if (!out->bytes)
        return "needs more memory than there is";
    memcpy(out->bytes + table_end, manifest.bytes, manifest.length);
    for (uint32_t i = 0; i < plan->segments; i++) {
        write_segment(&plan->load[i], elf.bytes,
                      out->bytes + BUNDLE_HEADER_BYTES +
                          i * BUNDLE_SEGMENT_BYTES,
                      out->bytes, at);
        at += stored(&plan->load[i]);
    }
    write_header(plan, table_end, manifest.length, *out);
    return NULL;
}

const char *bundle_from_elf(struct bytes elf, struct bytes manifest,
                            struct bytes *out)
{
    struct plan plan = { .segments = 0 };
    const char *why;
    Elf *e;

    elf_version(EV_CURRENT);
    e = elf_memory((char *)elf.bytes, elf.length);
    why = read_elf(e, elf.length, &plan);
    elf_end(e);
    return why ? why : lay_out(&plan, elf, manifest, out);
}
