/* SPDX-License-Identifier: MIT */
/*
 * The host tool `bundle`: makes, verifies and inspects bundles.
 *
 *   bundle make PROGRAM.elf MANIFEST -o BUNDLE.tsr
 *   bundle verify BUNDLE.tsr...
 *   bundle inspect BUNDLE.tsr
 *
 * Exit status: 0 all well; 1 a file was refused, the reason on standard
 * error; 2 the command line is wrong. What `make` writes has passed the same
 * verifier as on the machine; when it is refused, no file is written.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle.h"
#include "from_elf.h"

enum { FILE_MAX = 64 << 20, REFUSED = 1, USAGE = 2 };

static int usage(void)
{
    fputs("usage: bundle make PROGRAM.elf MANIFEST -o BUNDLE.tsr\n"
          "       bundle verify BUNDLE.tsr...\n"
          "       bundle inspect BUNDLE.tsr\n",
          stderr);
    return USAGE;
}

static int refuse(const char *path, const char *why)
{
    fprintf(stderr, "error: %s: %s\n", path, why);
    return REFUSED;
}

/* Says where in the bundle or manifest it is that the verifier refuses. */
static int refuse_at(const char *path, enum bundle_error error, unsigned where)
{
    if (error >= BUNDLE_MANIFEST_SYNTAX && where > 0)
        fprintf(stderr, "error: %s: manifest, line %u: %s\n", path, where,
                bundle_error_text(error));
    else if ((error >= BUNDLE_SEGMENT_MISALIGNED && error <= BUNDLE_DATA_END) ||
             error == BUNDLE_SEGMENT_DIGEST)
        fprintf(stderr, "error: %s: segment %u: %s\n", path, where,
                bundle_error_text(error));
    else
        return refuse(path, bundle_error_text(error));
    return REFUSED;
}

static bool read_file(const char *path, struct bytes *b)
{
    FILE *file = fopen(path, "rb");

    b->bytes = malloc(FILE_MAX);
    b->length = 0;
    if (!file || !b->bytes) {
        perror(path);
        if (file)
            fclose(file);
        return false;
    }
    b->length = fread(b->bytes, 1, FILE_MAX, file);
    if (ferror(file) || !feof(file)) {
        refuse(path, ferror(file) ? "cannot be read" : "is too large");
        fclose(file);
        return false;
    }
    fclose(file);
    return true;
}

static bool write_file(const char *path, struct bytes b)
{
    FILE *file = fopen(path, "wb");
    bool whole = file && fwrite(b.bytes, 1, b.length, file) == b.length;

    if (file && fclose(file) != 0)
        whole = false;
    if (!whole)
        perror(path);
    return whole;
}

/* Refuses a manifest before it is in a bundle: its lines are the author's. */
static int make_bundle(const char *elf_path, const char *manifest_path,
                       const char *path)
{
    static struct bundle bundle;
    struct bytes elf, manifest, out = { NULL, 0 };
    enum bundle_error error;
    const char *why;
    unsigned where;

    if (!read_file(elf_path, &elf) || !read_file(manifest_path, &manifest))
        return REFUSED;
    if (manifest.length > BUNDLE_MANIFEST_MAX)
        return refuse(manifest_path, "is longer than 4096 bytes");
    error = bundle_manifest_read((char *)manifest.bytes, manifest.length,
                                 &bundle.manifest, &where);
    if (error != BUNDLE_OK)
        return refuse_at(manifest_path, error, where);
    why = bundle_from_elf(elf, manifest, &out);
    if (why)
        return refuse(elf_path, why);
    error = bundle_verify(out.bytes, out.length, &bundle, &where);
    if (error != BUNDLE_OK)
        return refuse_at(elf_path, error, where);
    if (!write_file(path, out))
        return REFUSED;
    free(out.bytes);
    free(manifest.bytes);
    free(elf.bytes);
    return 0;
}

static int verify(const char *path, struct bytes *b, struct bundle *bundle)
{
    enum bundle_error error;
    unsigned where;

    if (!read_file(path, b))
        return REFUSED;
    error = bundle_verify(b->bytes, b->length, bundle, &where);
    return error == BUNDLE_OK ? 0 : refuse_at(path, error, where);
}

static void print_manifest(const struct bundle_manifest *m)
{
    printf("id        %s\nversion   %s\n", m->id, m->version);
    printf("stack     %" PRIu64 " KiB\nheap      %" PRIu64 " KiB\n",
           m->stack / 1024, m->heap / 1024);
    printf("quota     %" PRIu64 " KiB\npriority  %" PRIu64 "\n",
           m->quota / 1024, m->priority);
    printf("budget    %" PRIu64 " us\nperiod    %" PRIu64 " us\nservices ",
           m->budget, m->period);
    for (unsigned bit = 1; bit <= BUNDLE_USES_MMAP; bit <<= 1) {
        if (m->services & bit)
            printf(" %s", bundle_service_name(bit));
    }
    printf("\n");
}

static void print_bundle(const struct bundle *b)
{
    print_manifest(&b->manifest);
    printf("entry     0x%" PRIx64 "\n", b->entry);
    for (unsigned i = 0; i < b->segments; i++) {
        const struct bundle_segment *s = &b->segment[i];

        printf("segment   %u: 0x%" PRIx64 ", %" PRIu64
               " bytes, %u stored, %s%s%s\n",
               i, s->vaddr, s->memory_size, s->size,
               s->rights & BUNDLE_READ ? "r" : "",
               s->rights & BUNDLE_WRITE ? "w" : "",
               s->rights & BUNDLE_EXECUTE ? "x" : "");
    }
    printf("digest    ");
    for (unsigned i = 0; i < SHA256_BYTES; i++)
        printf("%02x", b->digest[i]);
    printf("\n");
}

int main(int argc, char **argv)
{
    static struct bundle bundle;
    struct bytes b;
    int status = 0;

    if (argc == 6 && strcmp(argv[1], "make") == 0 && strcmp(argv[4], "-o") == 0)
        return make_bundle(argv[2], argv[3], argv[5]);
    if (argc == 3 && strcmp(argv[1], "inspect") == 0) {
        status = verify(argv[2], &b, &bundle);
        if (status == 0)
            print_bundle(&bundle);
        return status;
    }
    if (argc < 3 || strcmp(argv[1], "verify") != 0)
        return usage();
    for (int i = 2; i < argc; i++) {
        status |= verify(argv[i], &b, &bundle);
        free(b.bytes);
    }
    return status;
}
