/* SPDX-License-Identifier: MIT */
/*
 * The manifest of a bundle.
 *
 *   manifest = { line newline } [ line ]
 *   line     = blanks [ comment | "[" section "]" | key "=" value ] blanks
 *   comment  = ( "#" | ";" ) anything
 *   number   = ( decimal | "0x" hexadecimal ) [ " " ] [ "KiB" | "MiB" ]
 *   list     = name { blanks [ "," ] blanks name }
 *
 * Blanks are spaces and tabs; a carriage return before the newline counts as
 * one. A key stands in its section, once; which there are, and what they
 * may be, is the table `keys`. Units are for sizes only. Lines are read one
 * after the other; the first defect ends it.
 */
#include <string.h>

#include "bundle.h"

enum kind { ID, VERSION, NUMBER, SIZE, SERVICES };

struct key {
    const char *section, *name;
    enum kind kind;
    size_t field; /* offset in struct bundle_manifest */
    uint64_t min, max, otherwise;
};

enum { KIB = 1 << 10, MIB = 1 << 20, SECOND_US = 1000000, MIN_BUDGET_US = 20 };
enum { DEFAULT_PRIORITY = 100, MAX_PRIORITY = 254, DEFAULT_BUDGET_US = 1000 };

#define FIELD(name) offsetof(struct bundle_manifest, name)

/* clang-format off */
static const struct key keys[] = {
    { "bundle",   "id",       ID,       FIELD(id),       0, 0, 0 },
    { "bundle",   "version",  VERSION,  FIELD(version),  0, 0, 0 },
    { "memory",   "stack",    SIZE,     FIELD(stack),
      4 * KIB, 16 * MIB, 16 * KIB },
    { "memory",   "heap",     SIZE,     FIELD(heap),     0, 256 * MIB, 0 },
    { "memory",   "quota",    SIZE,     FIELD(quota),
      4 * KIB, 1024 * MIB, MIB },
    { "thread",   "priority", NUMBER,   FIELD(priority),
      0, MAX_PRIORITY, DEFAULT_PRIORITY },
    { "thread",   "budget",   NUMBER,   FIELD(budget),
      MIN_BUDGET_US, SECOND_US, DEFAULT_BUDGET_US },
    { "thread",   "period",   NUMBER,   FIELD(period),
      MIN_BUDGET_US, SECOND_US, 0 /* the budget */ },
    { "services", "use",      SERVICES, FIELD(services), 0, 0, 0 },
};
/* clang-format on */

enum { KEYS = sizeof keys / sizeof keys[0], SERVICE_COUNT = 4 };
enum { REQUIRED = 1 << 0 | 1 << 1 }; /* id and version: first in the table */

static const char *const services[SERVICE_COUNT] = { "log", "keys", "timers",
                                                     "mmap" };

/* A piece of the manifest; nothing in it is terminated. */
struct text {
    const char *at;
    size_t length;
};

struct reader {
    struct bundle_manifest *manifest;
    struct text section;
    unsigned seen; /* bit i: keys[i] has had its value */
};

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct text trim(struct text t)
{
    while (t.length > 0 && blank(t.at[0]))
        t = (struct text){ t.at + 1, t.length - 1 };
    while (t.length > 0 && blank(t.at[t.length - 1]))
        t.length--;
    return t;
}

/* Takes what is before the first of the `stops` off `t`, and the stop. */
static struct text split(struct text *t, const char *stops)
{
    struct text first = { t->at, 0 };

    while (first.length < t->length &&
           (t->at[first.length] == 0 || !strchr(stops, t->at[first.length])))
        first.length++;
    if (first.length < t->length)
        *t = (struct text){ t->at + first.length + 1,
                            t->length - first.length - 1 };
    else
        *t = (struct text){ t->at + t->length, 0 };
    return first;
}

static bool same(struct text t, const char *word)
{
    return t.length == strlen(word) && memcmp(t.at, word, t.length) == 0;
}

static bool lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

bool bundle_id_valid(const char *text, size_t length)
{
    if (length < 1 || length > BUNDLE_ID_MAX || !lower(text[0]))
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];

        if (!lower(c) && !digit(c) && c != '.' && c != '_' && c != '-')
            return false;
    }
    return true;
}

static bool version_valid(struct text t)
{
    if (t.length < 1 || t.length > BUNDLE_VERSION_MAX)
        return false;
    for (size_t i = 0; i < t.length; i++) {
        char c = t.at[i];

        if (!lower(c) && !(c >= 'A' && c <= 'Z') && !digit(c) && c != '.' &&
            c != '+' && c != '-')
            return false;
    }
    return true;
}

static enum bundle_error read_text(bool valid, struct text t, char *field)
{
    if (!valid)
        return BUNDLE_MANIFEST_TEXT;
    memcpy(field, t.at, t.length);
    field[t.length] = '\0';
    return BUNDLE_OK;
}

/* The value of a digit in either base; `base` and more if it is none. */
static unsigned digit_value(char c, unsigned base)
{
    if (digit(c))
        return (unsigned)(c - '0');
    if (base == 16 && c >= 'a' && c <= 'f')
        return (unsigned)(c - 'a') + 10;
    if (base == 16 && c >= 'A' && c <= 'F')
        return (unsigned)(c - 'A') + 10;
    return base;
}

/* Takes a unit off the end of a size. */
static uint64_t unit(struct text *t)
{
    static const struct {
        char name[4];
        uint64_t bytes;
    } units[] = { { "KiB", KIB }, { "MiB", MIB } };

    for (unsigned i = 0; i < 2; i++) {
        if (t->length > 3 &&
            memcmp(t->at + t->length - 3, units[i].name, 3) == 0) {
            *t = trim((struct text){ t->at, t->length - 3 });
            return units[i].bytes;
        }
    }
    return 1;
}

static enum bundle_error read_number(struct text t, const struct key *key,
                                     uint64_t *field)
{
    uint64_t scale = key->kind == SIZE ? unit(&t) : 1, value = 0;
    unsigned base = 10;

    if (t.length > 2 && t.at[0] == '0' && t.at[1] == 'x') {
        base = 16;
        t = (struct text){ t.at + 2, t.length - 2 };
    }
    if (t.length == 0)
        return BUNDLE_MANIFEST_NUMBER;
    for (size_t i = 0; i < t.length; i++) {
        unsigned d = digit_value(t.at[i], base);

        if (d >= base)
            return BUNDLE_MANIFEST_NUMBER;
        /* stays just above the largest range: no overflow, still refused */
        if (value <= UINT32_MAX)
            value = value * base + d;
    }
    value *= scale;
    if (value < key->min || value > key->max)
        return BUNDLE_MANIFEST_RANGE;
    if (key->kind == SIZE && value % BUNDLE_PAGE != 0)
        return BUNDLE_MANIFEST_PAGES;
    *field = value;
    return BUNDLE_OK;
}

static enum bundle_error read_services(struct text t, uint64_t *set)
{
    while (t.length > 0) {
        struct text name = split(&t, ", \t");
        unsigned i = 0;

        if (name.length == 0)
            continue;
        while (i < SERVICE_COUNT && !same(name, services[i]))
            i++;
        if (i == SERVICE_COUNT || (*set >> i & 1))
            return BUNDLE_MANIFEST_SERVICE;
        *set |= 1u << i;
    }
    return BUNDLE_OK;
}

static enum bundle_error read_value(const struct key *key, struct text t,
                                    struct bundle_manifest *manifest)
{
    void *field = (char *)manifest + key->field;

    switch (key->kind) {
    case ID:
        return read_text(bundle_id_valid(t.at, t.length), t, field);
    case VERSION:
        return read_text(version_valid(t), t, field);
    case SERVICES:
        return read_services(t, field);
    default:
        return read_number(t, key, field);
    }
}

static enum bundle_error read_section(struct reader *r, struct text line)
{
    if (line.length < 2 || line.at[line.length - 1] != ']')
        return BUNDLE_MANIFEST_SYNTAX;
    r->section = trim((struct text){ line.at + 1, line.length - 2 });
    for (unsigned i = 0; i < KEYS; i++) {
        if (same(r->section, keys[i].section))
            return BUNDLE_OK;
    }
    return BUNDLE_MANIFEST_SECTION;
}

static enum bundle_error read_key(struct reader *r, struct text line)
{
    struct text name, value = line;
    unsigned i = 0;

    if (!memchr(line.at, '=', line.length))
        return BUNDLE_MANIFEST_SYNTAX;
    name = trim(split(&value, "="));
    while (i < KEYS &&
           !(same(r->section, keys[i].section) && same(name, keys[i].name)))
        i++;
    if (i == KEYS)
        return BUNDLE_MANIFEST_KEY;
    if (r->seen >> i & 1)
        return BUNDLE_MANIFEST_TWICE;
    r->seen |= 1u << i;
    return read_value(&keys[i], trim(value), r->manifest);
}

static enum bundle_error read_line(struct reader *r, struct text line)
{
    if (line.length == 0 || line.at[0] == '#' || line.at[0] == ';')
        return BUNDLE_OK;
    return line.at[0] == '[' ? read_section(r, line) : read_key(r, line);
}

static void set_defaults(struct bundle_manifest *manifest)
{
    memset(manifest, 0, sizeof *manifest);
    for (unsigned i = 0; i < KEYS; i++) {
        if (keys[i].kind == NUMBER || keys[i].kind == SIZE)
            *(uint64_t *)((char *)manifest + keys[i].field) = keys[i].otherwise;
    }
}

enum bundle_error bundle_manifest_read(const char *text, size_t length,
                                       struct bundle_manifest *manifest,
                                       unsigned *line)
{
    struct reader r = { manifest, { "", 0 }, 0 };
    struct text rest = { text, length };
    enum bundle_error error;

    set_defaults(manifest);
    for (*line = 1; rest.length > 0; ++*line) {
        error = read_line(&r, trim(split(&rest, "\n")));
        if (error != BUNDLE_OK)
            return error;
    }
    *line = 0;
    if ((r.seen & REQUIRED) != REQUIRED)
        return BUNDLE_MANIFEST_MISSING;
    if (manifest->period == 0)
        manifest->period = manifest->budget;
    if (manifest->period < manifest->budget)
        return BUNDLE_MANIFEST_PERIOD;
    return BUNDLE_OK;
}

const char *bundle_service_name(enum bundle_service bit)
{
    for (unsigned i = 0; i < SERVICE_COUNT; i++) {
        if (bit == 1u << i)
            return services[i];
    }
    return "unknown";
}
