/* SPDX-License-Identifier: MIT
 *
 * Bundles: an application in one file, `.tsr`.
 *
 * A bundle is a header, a table of segments, a manifest, and the bytes of the
 * segments, one behind the other without a gap, so that each of its bytes is
 * covered by a check. Numbers are little-endian; nothing is aligned.
 *
 *   header    offset size
 *                  0    8  magic 8f 'T' 'S' 'R' 0d 0a 1a 0a
 *                  8    2  version of the format, 1
 *                 10    2  length of the header, 104
 *                 12    4  length of the bundle
 *                 16    4  offset of the manifest: right behind the table
 *                 20    4  length of the manifest, 1..4096
 *                 24    4  number of segments, 1..16
 *                 28    4  0
 *                 32    8  entry point, a virtual address
 *                 40   32  SHA-256 of the manifest
 *                 72   32  SHA-256 of bytes 0..71 and of the table; through
 *                          the digests therein it names the whole bundle
 *
 *   segment   offset size
 *                  0    8  virtual address, on a page boundary
 *                  8    8  bytes in memory, at least 1
 *                 16    4  offset of its bytes in the bundle
 *                 20    4  number of them, at most the bytes in memory;
 *                          zeros follow in memory
 *                 24    4  rights: 1 read, 2 write, 4 execute
 *                 28    4  0
 *                 32   32  SHA-256 of its bytes in the bundle
 *
 * Segments ascend by address, share no page, and lie in BUNDLE_VADDR_MIN up
 * to BUNDLE_VADDR_END; what is above is the process manager's to use. Their
 * rights are r, rw or rx. The entry is in the stored bytes of an rx segment.
 *
 * The manifest is text, see manifest.c for its grammar:
 *
 *   section  key       value                                   default
 *   bundle   id        1..64 of a-z 0-9 . _ -, a letter first  (required)
 *            version   1..32 of letters, digits, . + -         (required)
 *   memory   stack     4 KiB..16 MiB, whole pages              16 KiB
 *            heap      0..256 MiB, whole pages                 0
 *            quota     4 KiB..1 GiB, whole pages               1 MiB
 *   thread   priority  0..254                                  100
 *            budget    20..1,000,000 us                        1000
 *            period    20..1,000,000 us, not below the budget  the budget
 *   services use       of log, keys, timers, mmap              none
 *
 * The quota must hold image, stack and heap.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sha256.h"

enum {
    BUNDLE_MAGIC_BYTES = 8,
    BUNDLE_VERSION = 1,
    BUNDLE_HEADER_BYTES = 104,
    BUNDLE_SIGNED_BYTES = 72, /* of the header, by its digest */
    BUNDLE_SEGMENT_BYTES = 64,
    BUNDLE_SEGMENTS_MAX = 16,
    BUNDLE_MANIFEST_MAX = 4096,
    BUNDLE_BYTES_MAX = 8 << 20,
    BUNDLE_PAGE = 4096,
    BUNDLE_ID_MAX = 64,
    BUNDLE_VERSION_MAX = 32,
    BUNDLE_VADDR_MIN = 0x1000,
    BUNDLE_VADDR_END = 1 << 30,
};

/** The first bytes of a bundle. */
extern const uint8_t bundle_magic[BUNDLE_MAGIC_BYTES];

enum bundle_right { BUNDLE_READ = 1, BUNDLE_WRITE = 2, BUNDLE_EXECUTE = 4 };

enum bundle_service {
    BUNDLE_USES_LOG = 1,
    BUNDLE_USES_KEYS = 2,
    BUNDLE_USES_TIMERS = 4,
    BUNDLE_USES_MMAP = 8,
};

/* Why a bundle is refused. Each check has its own. */
enum bundle_error {
    BUNDLE_OK,
    BUNDLE_TRUNCATED, /* the range ends inside of header or table */
    BUNDLE_BAD_MAGIC,
    BUNDLE_BAD_VERSION,
    BUNDLE_BAD_HEADER_LENGTH,
    BUNDLE_BAD_LENGTH, /* not that of the range, or above the limit */
    BUNDLE_BAD_MANIFEST_OFFSET,
    BUNDLE_BAD_MANIFEST_LENGTH,
    BUNDLE_BAD_SEGMENT_COUNT,
    BUNDLE_BAD_RESERVED, /* a reserved field is not 0 */
    BUNDLE_SEGMENT_MISALIGNED,
    BUNDLE_SEGMENT_EMPTY,
    BUNDLE_SEGMENT_SIZE,  /* more bytes stored than in memory */
    BUNDLE_SEGMENT_RANGE, /* outside of what a bundle may use */
    BUNDLE_SEGMENT_ORDER,
    BUNDLE_SEGMENT_OVERLAP, /* shares a page with the one before */
    BUNDLE_SEGMENT_RIGHTS,  /* not one of r, rw, rx */
    BUNDLE_WRITABLE_EXECUTABLE,
    BUNDLE_DATA_OVERLAP, /* stored bytes begin in those before */
    BUNDLE_DATA_GAP,     /* stored bytes begin behind a gap */
    BUNDLE_DATA_END,     /* stored bytes do not end with the bundle */
    BUNDLE_BAD_ENTRY,
    BUNDLE_HEADER_DIGEST,
    BUNDLE_MANIFEST_DIGEST,
    BUNDLE_SEGMENT_DIGEST,
    BUNDLE_MANIFEST_SYNTAX,
    BUNDLE_MANIFEST_SECTION, /* unknown section */
    BUNDLE_MANIFEST_KEY,     /* unknown key */
    BUNDLE_MANIFEST_TWICE,   /* a key again */
    BUNDLE_MANIFEST_MISSING, /* a required key is not there */
    BUNDLE_MANIFEST_TEXT,    /* characters or length of a text */
    BUNDLE_MANIFEST_NUMBER,  /* not a number */
    BUNDLE_MANIFEST_RANGE,   /* a number out of its range */
    BUNDLE_MANIFEST_PAGES,   /* a size not of whole pages */
    BUNDLE_MANIFEST_SERVICE, /* unknown service, or one named twice */
    BUNDLE_MANIFEST_PERIOD,  /* period below budget */
    BUNDLE_MANIFEST_QUOTA,   /* image, stack and heap exceed the quota */
    BUNDLE_ERRORS
};

struct bundle_manifest {
    char id[BUNDLE_ID_MAX + 1];
    char version[BUNDLE_VERSION_MAX + 1];
    uint64_t stack, heap, quota; /* bytes, whole pages */
    uint64_t priority;
    uint64_t budget, period; /* microseconds */
    uint64_t services;       /* set of enum bundle_service */
};

struct bundle_segment {
    uint64_t vaddr;
    uint64_t memory_size;
    const uint8_t *bytes; /* in the verified range */
    uint32_t size;
    uint32_t rights; /* set of enum bundle_right */
};

/* What a verified bundle says. `segment[i].bytes` point into the range. */
struct bundle {
    uint64_t entry;
    uint32_t segments;
    struct bundle_segment segment[BUNDLE_SEGMENTS_MAX];
    struct bundle_manifest manifest;
    const char *manifest_text; /* not terminated */
    uint32_t manifest_length;
    uint8_t digest[SHA256_BYTES]; /* the header's: it names the bundle */
};

/**
 * Checks a bundle and reads it. Allocates nothing, writes nothing but its
 * results, and looks at nothing outside of the range. The range must not
 * change meanwhile or afterwards: memory that another can write is to be
 * copied first.
 *
 * @param bytes   the bundle; any alignment
 * @param length  of the range, in bytes; it must be the bundle's own
 * @param bundle  receives what it says; to be used only after BUNDLE_OK
 * @param where   receives the number, from 0, of the segment refused, or the
 *                line, from 1, of the manifest (0: it as a whole); else 0
 * @return BUNDLE_OK, or the first defect in the order of enum bundle_error,
 *         except that a segment is checked whole before the next
 */
enum bundle_error bundle_verify(const void *bytes, size_t length,
                                struct bundle *bundle, unsigned *where);

/**
 * Reads the text of a manifest; the part of bundle_verify that a tool needs
 * before there is a bundle. Does not look at the quota's use.
 *
 * @param text    `length` bytes, not terminated
 * @param line    receives the line of the first defect, from 1; 0 if it is
 *                about the whole
 * @return BUNDLE_OK or one of BUNDLE_MANIFEST_*
 */
enum bundle_error bundle_manifest_read(const char *text, size_t length,
                                       struct bundle_manifest *manifest,
                                       unsigned *line);

/** What is wrong, in a few words without a full stop, for people. */
const char *bundle_error_text(enum bundle_error error);

/** The name of a service as a manifest has it; `bit` is one of the enum. */
const char *bundle_service_name(enum bundle_service bit);

/** Whether `text` of `length` bytes can be the id of a bundle. */
bool bundle_id_valid(const char *text, size_t length);
