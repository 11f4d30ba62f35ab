/* SPDX-License-Identifier: MIT */
/*
 * Checking an ELF file and laying it out. See elf.h for what is promised.
 *
 * Order of checks: identification, header, program header table, each
 * segment by itself, then the segments among each other, then the entry. All
 * sums are checked before they are made, by comparing with what is left.
 */
#include "elf.h"
#include "memory.h"

enum {
    ELF_MAGIC = 0x464c457f, /* 7f 'E' 'L' 'F' */
    ELF_CLASS_64 = 2,
    ELF_LITTLE_ENDIAN = 1,
    ELF_TYPE_EXEC = 2,
    ELF_MACHINE_RISCV = 243,
    PT_LOAD = 1,
    PT_INTERP = 3,
};

/* The file's structures, as the ELF specification lays them out. */

struct file_header {
    uint32_t magic;
    uint8_t class;
    uint8_t data;
    uint8_t ident_version;
    uint8_t ident_rest[9];
    uint16_t type;
    uint16_t machine;
    uint32_t version;
    uint64_t entry;
    uint64_t phoff;
    uint64_t shoff;
    uint32_t flags;
    uint16_t ehsize;
    uint16_t phentsize;
    uint16_t phnum;
    uint16_t shentsize;
    uint16_t shnum;
    uint16_t shstrndx;
};

struct program_header {
    uint32_t type;
    uint32_t flags;
    uint64_t offset;
    uint64_t vaddr;
    uint64_t paddr;
    uint64_t filesz;
    uint64_t memsz;
    uint64_t align;
};

_Static_assert(sizeof(struct file_header) == 64, "ELF64 file header");
_Static_assert(sizeof(struct program_header) == 56, "ELF64 program header");

static bool check_ident(const struct file_header *h, struct refusal *why)
{
    if (h->magic != ELF_MAGIC)
        return REFUSE(why,
                      "not an ELF file: it starts with %x, not %x; give an "
                      "ELF program with -initrd",
                      h->magic, ELF_MAGIC);
    if (h->class != ELF_CLASS_64)
        return REFUSE(why,
                      "wrong ELF class %u, not 2 (64 bit); build it for "
                      "64-bit RISC-V",
                      h->class);
    if (h->data != ELF_LITTLE_ENDIAN)
        return REFUSE(why,
                      "wrong ELF byte order %u, not 1 (little endian); build "
                      "it for 64-bit RISC-V",
                      h->data);
    if (h->ident_version != 1)
        return REFUSE(why, "unknown ELF version %u, not 1; build it again",
                      h->ident_version);
    return true;
}

static bool check_header(const struct file_header *h, uint64_t size,
                         struct refusal *why)
{
    uint64_t table = (uint64_t)h->phnum * sizeof(struct program_header);

    if (h->machine != ELF_MACHINE_RISCV)
        return REFUSE(why,
                      "wrong machine %u, not 243 (RISC-V); build it for "
                      "64-bit RISC-V",
                      h->machine);
    if (h->type != ELF_TYPE_EXEC)
        return REFUSE(why,
                      "not executable: ELF type %u, not 2 (EXEC); link it "
                      "statically, without -pie and -r",
                      h->type);
    if (h->version != 1)
        return REFUSE(why, "unknown ELF version %u, not 1; build it again",
                      h->version);
    if (h->ehsize != sizeof *h || h->phentsize != sizeof(struct program_header))
        return REFUSE(why,
                      "broken ELF header: sizes %u and %u, not 64 and 56; "
                      "build it again",
                      h->ehsize, h->phentsize);
    if (h->phnum == 0)
        return REFUSE(why, "no program headers; link it as a program");
    if (h->phoff > size || table > size - h->phoff)
        return REFUSE(why,
                      "truncated ELF file: %u program headers at offset %u, "
                      "but it has %u bytes; build or copy it again",
                      h->phnum, h->phoff, size);
    return true;
}

static bool check_segment(const struct program_header *p, uint64_t size,
                          uint64_t limit, struct refusal *why)
{
    if (p->offset > size || p->filesz > size - p->offset)
        return REFUSE(why,
                      "truncated ELF file: segment of %u bytes at offset %u, "
                      "but it has %u bytes; build or copy it again",
                      p->filesz, p->offset, size);
    if (p->filesz > p->memsz)
        return REFUSE(why,
                      "broken segment at %x: %u bytes in the file, only %u in "
                      "memory; build it again",
                      p->vaddr, p->filesz, p->memsz);
    if (p->vaddr > limit || p->memsz > limit - p->vaddr)
        return REFUSE(why,
                      "segment of %u bytes at virtual address %x overlaps the "
                      "kernel's space: it must end below %x; link it lower",
                      p->memsz, p->vaddr, limit);
    return true;
}

/* Puts a segment in its place among those already there, by address. */
static void insert(struct elf_image *image, const struct program_header *p)
{
    unsigned i = image->count++;

    for (; i > 0 && image->segment[i - 1].vaddr > p->vaddr; i--)
        image->segment[i] = image->segment[i - 1];
    image->segment[i] = (struct elf_segment){
        .offset = p->offset,
        .vaddr = p->vaddr,
        .paddr = p->paddr,
        .filesz = p->filesz,
        .memsz = p->memsz,
    };
}

static bool read_segments(const uint8_t *file, uint64_t size, uint64_t limit,
                          const struct file_header *h, struct elf_image *image,
                          struct refusal *why)
{
    struct program_header p;

    for (unsigned i = 0; i < h->phnum; i++) {
        copy_bytes(&p, file + h->phoff + i * sizeof p, sizeof p);
        if (p.type == PT_INTERP)
            return REFUSE(why,
                          "it asks for a dynamic linker; link it statically");
        if (p.type != PT_LOAD)
            continue;
        if (!check_segment(&p, size, limit, why))
            return false;
        if (p.memsz == 0)
            continue;
        if (image->count == ELF_MAX_SEGMENTS)
            return REFUSE(why,
                          "more than %u segments to load; link it with fewer",
                          ELF_MAX_SEGMENTS);
        insert(image, &p);
        if (p.offset + p.filesz > image->file_end)
            image->file_end = p.offset + p.filesz;
    }
    if (image->count == 0)
        return REFUSE(why,
                      "no segment to load: it is empty; link it as a program");
    return true;
}

static bool check_overlap(const struct elf_image *image, struct refusal *why)
{
    for (unsigned i = 1; i < image->count; i++) {
        const struct elf_segment *a = &image->segment[i - 1];
        const struct elf_segment *b = &image->segment[i];

        if (b->vaddr - a->vaddr < a->memsz)
            return REFUSE(why,
                          "segments overlap: %u bytes at %x reach into the "
                          "one at %x; correct its linker script",
                          a->memsz, a->vaddr, b->vaddr);
    }
    return true;
}

static bool check_entry(const struct elf_image *image, struct refusal *why)
{
    for (unsigned i = 0; i < image->count; i++) {
        const struct elf_segment *s = &image->segment[i];

        if (image->entry >= s->vaddr && image->entry - s->vaddr < s->filesz &&
            image->entry % 2 == 0)
            return true;
    }
    return REFUSE(why,
                  "entry point %x is not an instruction in the file; set it "
                  "with ENTRY() or -e",
                  image->entry);
}

bool elf_read(const void *file, uint64_t size, uint64_t limit,
              struct elf_image *image, struct refusal *why)
{
    struct file_header h = { 0 };
    struct elf_segment *last;

    *image = (struct elf_image){ 0 };
    copy_bytes(&h, file, size < sizeof h ? size : sizeof h);
    if (size >= 16 && !check_ident(&h, why))
        return false;
    if (size < sizeof h)
        return REFUSE(why,
                      "truncated ELF file: %u bytes, the header alone has "
                      "%u; build or copy it again",
                      size, sizeof h);
    if (!check_header(&h, size, why) ||
        !read_segments(file, size, limit, &h, image, why) ||
        !check_overlap(image, why))
        return false;

    last = &image->segment[image->count - 1];
    image->entry = h.entry;
    image->start = page_down(image->segment[0].vaddr);
    image->end = page_up(last->vaddr + last->memsz);
    return check_entry(image, why);
}

void elf_lay_out(const struct elf_image *image, const void *file, void *to)
{
    uint8_t *out = to;
    uint64_t at = image->start; /* all below it is written */

    for (unsigned i = 0; i < image->count; i++) {
        const struct elf_segment *s = &image->segment[i];

        zero_bytes(out + (at - image->start), s->vaddr - at);
        copy_bytes(out + (s->vaddr - image->start),
                   (const uint8_t *)file + s->offset, s->filesz);
        at = s->vaddr + s->filesz;
    }
    zero_bytes(out + (at - image->start), image->end - at);
}
