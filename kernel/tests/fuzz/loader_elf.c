/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: the loader's reading of program files (kernel/loader/elf.c).
 *
 * For any file: no access outside of it, and if it is accepted then all
 * that elf.h promises holds, and the flat block that is laid out is the one
 * that this file computes by itself, byte by byte, from the ELF headers.
 */
#include <elf.h>
#include <string.h>

#include "../../loader/elf.h"
#include "config.h"
#include "fuzz_target.h"

#define LAID_OUT_MAX (1ul << 20) /* larger images are only checked */

static void check_promises(const struct elf_image *image, size_t size)
{
    const struct elf_segment *s = image->segment;
    uint64_t at = image->start;
    bool entry_found = false;

    PROMISED(image->count >= 1 && image->count <= ELF_MAX_SEGMENTS);
    PROMISED(image->start % 4096 == 0 && image->end % 4096 == 0);
    PROMISED(image->start < image->end && image->end <= USER_TOP);
    PROMISED(image->file_end <= size);
    for (unsigned i = 0; i < image->count; i++, s++) {
        PROMISED(s->vaddr >= at && s->filesz <= s->memsz);
        PROMISED(s->memsz <= image->end - s->vaddr);
        PROMISED(s->offset <= image->file_end);
        PROMISED(s->filesz <= image->file_end - s->offset);
        at = s->vaddr + s->memsz;
        if (image->entry >= s->vaddr && image->entry < s->vaddr + s->filesz)
            entry_found = true;
    }
    PROMISED(at > image->end - 4096);
    PROMISED(image->segment[0].vaddr - image->start < 4096);
    PROMISED(entry_found && image->entry % 2 == 0);
}

/* What the program's memory is, by the host's own definition of ELF. */
static uint8_t *expected_block(const uint8_t *file,
                               const struct elf_image *image)
{
    uint8_t *block = calloc(1, image->end - image->start);
    Elf64_Ehdr header;
    Elf64_Phdr p;

    memcpy(&header, file, sizeof header);
    for (unsigned i = 0; i < header.e_phnum; i++) {
        memcpy(&p, file + header.e_phoff + i * sizeof p, sizeof p);
        if (p.p_type != PT_LOAD)
            continue;
        for (uint64_t byte = 0; byte < p.p_filesz; byte++)
            block[p.p_vaddr - image->start + byte] = file[p.p_offset + byte];
    }
    return block;
}

static void check_layout(const uint8_t *file, const struct elf_image *image)
{
    uint64_t size = image->end - image->start;
    uint8_t *block, *expected;

    if (size > LAID_OUT_MAX)
        return;
    block = malloc(size);
    expected = expected_block(file, image);
    memset(block, 0xa5, size);
    elf_lay_out(image, file, block);
    PROMISED(memcmp(block, expected, size) == 0);
    free(block);
    free(expected);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct elf_image image;
    struct refusal why = { 0 };

    if (elf_read(data, size, USER_TOP, &image, &why)) {
        check_promises(&image, size);
        check_layout(data, &image);
    } else {
        PROMISED(why.text != NULL);
    }
    return 0;
}
