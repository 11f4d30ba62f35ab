/* SPDX-License-Identifier: MIT
 *
 * Reading, changing and placing a program's ELF image: see image.h.
 *
 * Each segment's memory is copied out of the file, zeroes included, so that
 * symbols in zeroed memory can be overwritten like any other.
 */
#include "image/image.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "image/rows.h"
#include "interfaces/protection_domain.h"
#include "plan/table.h"

enum { PAGE = 4096, SEGMENTS = 16 };
#define IMAGE_END   (1ull << 32)
#define IMAGE_BYTES (64ull << 20)

struct patch {
    uint64_t address;
    uint64_t length;
};

struct image {
    Elf *elf;
    int file;
    uint64_t entry;
    size_t segments;
    struct image_segment segment[SEGMENTS];
    unsigned char *bytes[SEGMENTS]; /* from segment[i].start on */
    struct table patches;           /* of struct patch */
};

/* -- reading --------------------------------------------------------------- */

static bool check_header(struct diagnostics *d, const struct place *at,
                         const char *path, Elf *elf, GElf_Ehdr *header)
{
    if (!elf || elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, header)) {
        diagnostics_error(d, at, "%s is not an ELF file", path);
        return false;
    }
    if (header->e_ident[EI_CLASS] != ELFCLASS64 ||
        header->e_ident[EI_DATA] != ELFDATA2LSB ||
        header->e_machine != EM_RISCV || header->e_type != ET_EXEC) {
        diagnostics_error(
            d, at, "%s is not a 64-bit little-endian RISC-V executable", path);
        return false;
    }
    return true;
}

/* What is wrong with a segment, or NULL. */
static const char *segment_fault(const struct image *image, const GElf_Phdr *s,
                                 size_t file_size)
{
    size_t n = image->segments;

    if (n == SEGMENTS)
        return "it has more than 16 segments";
    if (s->p_filesz > s->p_memsz)
        return "a segment is larger in the file than in memory";
    if (s->p_offset > file_size || s->p_filesz > file_size - s->p_offset)
        return "a segment lies beyond the end of the file";
    if (s->p_vaddr < PAGE)
        return "a segment lies in the page at address 0";
    if (s->p_vaddr > IMAGE_END || s->p_memsz > IMAGE_END - s->p_vaddr)
        return "a segment lies beyond 4 GiB";
    if (s->p_memsz > IMAGE_BYTES)
        return "a segment is larger than 64 MiB";
    if (!(s->p_flags & PF_R))
        return "a segment is not readable";
    if ((s->p_flags & PF_W) && (s->p_flags & PF_X))
        return "a segment is both writable and executable";
    if (n > 0 && s->p_vaddr < image->segment[n - 1].end)
        return "two segments share a page, or are not in ascending order";
    return NULL;
}

static void add_segment(struct image *image, const GElf_Phdr *s,
                        const char *file)
{
    struct image_segment *segment = &image->segment[image->segments];
    unsigned char *bytes;

    segment->start = s->p_vaddr & ~(PAGE - 1ull);
    segment->end = (s->p_vaddr + s->p_memsz + PAGE - 1) & ~(PAGE - 1ull);
    segment->rights = PLAN_READ | (s->p_flags & PF_W ? PLAN_WRITE : 0);
    segment->flags = s->p_flags & PF_X ? PLAN_MAP_EXECUTE : 0;
    bytes = calloc(1, segment->end - segment->start);
    if (!bytes)
        err(1, "compose");
    memcpy(bytes + (s->p_vaddr - segment->start), file + s->p_offset,
           s->p_filesz);
    image->bytes[image->segments++] = bytes;
}

static bool read_segments(struct image *image, struct diagnostics *d,
                          const struct place *at, const char *path)
{
    size_t count = 0, size = 0;
    const char *file = elf_rawfile(image->elf, &size);

    if (!file || elf_getphdrnum(image->elf, &count) != 0)
        count = 0;
    for (size_t i = 0; i < count; i++) {
        const char *fault;
        GElf_Phdr s;

        if (!gelf_getphdr(image->elf, i, &s) || s.p_type != PT_LOAD ||
            s.p_memsz == 0)
            continue;
        fault = segment_fault(image, &s, size);
        if (fault) {
            diagnostics_error(d, at, "%s: %s", path, fault);
            return false;
        }
        add_segment(image, &s, file);
    }
    if (image->segments == 0) {
        diagnostics_error(d, at, "%s has nothing to load", path);
        return false;
    }
    return true;
}

static bool check_entry(const struct image *image, struct diagnostics *d,
                        const struct place *at, const char *path)
{
    for (size_t i = 0; i < image->segments; i++) {
        const struct image_segment *s = &image->segment[i];

        if ((s->flags & PLAN_MAP_EXECUTE) && s->start <= image->entry &&
            image->entry < s->end)
            return true;
    }
    diagnostics_error(
        d, at, "%s: the entry point 0x%" PRIx64 " is in no executable segment",
        path, image->entry);
    return false;
}

struct image *image_open(struct diagnostics *d, const struct place *at,
                         const char *path)
{
    struct image *image = calloc(1, sizeof *image);
    GElf_Ehdr header;

    if (!image)
        err(1, "compose");
    image->patches.size = sizeof(struct patch);
    image->file = open(path, O_RDONLY | O_CLOEXEC);
    if (image->file < 0) {
        diagnostics_error(d, at, "cannot read %s: %s", path, strerror(errno));
        image_close(image);
        return NULL;
    }
    elf_version(EV_CURRENT);
    image->elf = elf_begin(image->file, ELF_C_READ, NULL);
    if (!check_header(d, at, path, image->elf, &header) ||
        !read_segments(image, d, at, path)) {
        image_close(image);
        return NULL;
    }
    image->entry = header.e_entry;
    if (!check_entry(image, d, at, path)) {
        image_close(image);
        return NULL;
    }
    return image;
}

void image_close(struct image *image)
{
    if (!image)
        return;
    for (size_t i = 0; i < image->segments; i++)
        free(image->bytes[i]);
    table_free(&image->patches);
    elf_end(image->elf);
    if (image->file >= 0)
        close(image->file);
    free(image);
}

uint64_t image_entry(const struct image *image)
{
    return image->entry;
}

size_t image_segments(const struct image *image,
                      const struct image_segment **segments)
{
    *segments = image->segment;
    return image->segments;
}

/* -- symbols --------------------------------------------------------------- */

static Elf_Scn *symbol_table(Elf *elf, GElf_Shdr *header)
{
    Elf_Scn *section = NULL;

    while ((section = elf_nextscn(elf, section)))
        if (gelf_getshdr(section, header) && header->sh_type == SHT_SYMTAB)
            return section;
    return NULL;
}

bool image_symbol(const struct image *image, const char *name,
                  uint64_t *address, uint64_t *size)
{
    GElf_Shdr header;
    Elf_Scn *section = symbol_table(image->elf, &header);
    Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;
    GElf_Sym symbol;

    if (!data)
        return false;
    for (int i = 0; gelf_getsym(data, i, &symbol); i++) {
        const char *text;

        if (symbol.st_shndx == SHN_UNDEF ||
            GELF_ST_BIND(symbol.st_info) == STB_LOCAL)
            continue;
        text = elf_strptr(image->elf, header.sh_link, symbol.st_name);
        if (!text || strcmp(text, name) != 0)
            continue;
        *address = symbol.st_value;
        *size = symbol.st_size;
        return true;
    }
    return false;
}

/* The memory of [address, address + length), or NULL. */
static unsigned char *bytes_at(const struct image *image, uint64_t address,
                               uint64_t length)
{
    for (size_t i = 0; i < image->segments; i++) {
        const struct image_segment *s = &image->segment[i];

        if (s->start <= address && address <= s->end &&
            length <= s->end - address)
            return image->bytes[i] + (address - s->start);
    }
    return NULL;
}

bool image_write(struct image *image, uint64_t address, const void *bytes,
                 size_t length)
{
    unsigned char *to = bytes_at(image, address, length);
    struct patch patch = { address, length };

    if (!to)
        return false;
    memcpy(to, bytes, length);
    for (size_t i = 0; i < image->patches.count; i++) {
        const struct patch *p = table_at(&image->patches, i);

        if (p->address == address && p->length == length)
            return true;
    }
    table_add(&image->patches, &patch, 1);
    return true;
}

/* -- restart --------------------------------------------------------------- */

static void add_record(struct table *out, const struct image *image,
                       uint64_t address, uint64_t length, bool zero)
{
    struct pd_restore record = { address, length, zero };
    const unsigned char *bytes = bytes_at(image, address, length);

    if (!bytes || length == 0)
        return;
    table_add(out, &record, sizeof record);
    if (zero)
        return;
    table_add(out, bytes, length);
    table_add(out, NULL, -length & 7);
}

static bool is_restored(const struct image *image, const GElf_Shdr *section)
{
    const char *name;
    size_t names;

    if (!(section->sh_flags & SHF_WRITE) || !(section->sh_flags & SHF_ALLOC) ||
        (section->sh_flags & SHF_TLS))
        return false;
    if (elf_getshdrstrndx(image->elf, &names) != 0)
        return false;
    name = elf_strptr(image->elf, names, section->sh_name);
    return name && strncmp(name, ".persistent", strlen(".persistent")) != 0;
}

static void add_patches(struct table *out, const struct image *image,
                        const GElf_Shdr *section)
{
    for (size_t i = 0; i < image->patches.count; i++) {
        const struct patch *p = table_at(&image->patches, i);

        if (section->sh_addr <= p->address &&
            p->address < section->sh_addr + section->sh_size)
            add_record(out, image, p->address, p->length, false);
    }
}

void *image_restore(const struct image *image, size_t *length)
{
    struct table out = { .size = 1 };
    Elf_Scn *section = NULL;
    GElf_Shdr header;

    while ((section = elf_nextscn(image->elf, section))) {
        bool zero;

        if (!gelf_getshdr(section, &header) || !is_restored(image, &header))
            continue;
        zero = header.sh_type == SHT_NOBITS;
        add_record(&out, image, header.sh_addr, header.sh_size, zero);
        if (zero)
            add_patches(&out, image, &header);
    }
    *length = out.count;
    return out.records;
}

/* -- placing --------------------------------------------------------------- */

/* The bytes of a page without the zeroes at both ends. */
static void fill_page(struct builder *b, uint32_t frame,
                      const unsigned char *page)
{
    uint32_t first = 0, last = PAGE;

    while (last > 0 && page[last - 1] == 0)
        last--;
    while (first < last && page[first] == 0)
        first++;
    first &= ~7u;
    last = (last + 7) & ~7u;
    if (first < last)
        builder_fill(b, frame, first, page + first, last - first);
}

static const char *segment_name(const struct image_segment *s)
{
    if (s->flags & PLAN_MAP_EXECUTE)
        return "text";
    return s->rights & PLAN_WRITE ? "data" : "rodata";
}

static void place_segment(struct builder *b, const struct image *image,
                          size_t i, uint32_t component)
{
    const struct image_segment *s = &image->segment[i];
    struct plan_component c = *builder_component_at(b, component);

    for (uint64_t at = s->start; at < s->end; at += PAGE) {
        uint32_t name =
            builder_text(b, "%s %s[%" PRIu64 "]", builder_string(b, c.name),
                         segment_name(s), (at - s->start) / PAGE);
        uint32_t frame = builder_make(b, PLAN_FRAME, 12, component, name);

        builder_map(b, c.vspace, frame, at, s->rights, s->flags);
        fill_page(b, frame, image->bytes[i] + (at - s->start));
    }
}

void image_place(struct builder *b, const struct image *image,
                 uint32_t component)
{
    for (size_t i = 0; i < image->segments; i++)
        place_segment(b, image, i, component);
    rows_place(b, image->elf, component);
}
