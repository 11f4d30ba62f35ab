/* SPDX-License-Identifier: MIT */
/*
 * The program files that the loader takes: ELF64, RISC-V, EXEC.
 *
 * elf_read() believes nothing in the file. What it accepts satisfies:
 *
 *   - start <= segment[0].vaddr, the segments ascend and do not overlap, and
 *     the last one ends at or before `end`;
 *   - start and end are page aligned, start < end <= the limit asked for;
 *   - every segment's bytes in the file lie inside the file, and filesz is
 *     at most memsz;
 *   - entry is even and lies among the bytes of a segment that the file holds.
 *
 * The program is one flat block of end - start bytes: elf_lay_out() writes
 * all of it, zero where the file says nothing. p_align, p_flags and sections
 * are of no concern, and p_paddr only to who loads the kernel.
 */
#pragma once

#include "refusal.h"

enum { ELF_MAX_SEGMENTS = 16 };

struct elf_segment {
    uint64_t offset; /* of its bytes in the file     */
    uint64_t vaddr;
    uint64_t paddr;
    uint64_t filesz; /* bytes from the file          */
    uint64_t memsz;  /* bytes in memory, rest zero   */
};

struct elf_image {
    uint64_t entry;
    uint64_t start;    /* virtual, page aligned                       */
    uint64_t end;      /* virtual, page aligned, exclusive            */
    uint64_t file_end; /* the file is not looked at from here on      */
    unsigned count;
    struct elf_segment segment[ELF_MAX_SEGMENTS]; /* PT_LOAD, ascending */
};

/**
 * Reads and checks the program file of `size` bytes at `file`.
 *
 * @param limit  first address that the image must not reach, page aligned.
 * @param image  filled in on success, else undefined.
 * @param why    filled in on failure.
 * @return true if `image` satisfies all that is said above.
 */
bool elf_read(const void *file, uint64_t size, uint64_t limit,
              struct elf_image *image, struct refusal *why);

/**
 * Writes the flat block of `image`, all of its end - start bytes, to `to`,
 * which must not overlap the file.
 */
void elf_lay_out(const struct elf_image *image, const void *file, void *to);
