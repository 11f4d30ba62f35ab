/* SPDX-License-Identifier: MIT
 *
 * From libxml2's events to a tree with places: see element.h.
 *
 * Places. When libxml2 reports an element it stands at the end of its start
 * tag. In XML no `<` can be inside a tag, so the last one before is where the
 * element begins. Offsets only grow, so lines are counted in one pass.
 */
#define _GNU_SOURCE /* vasprintf, memmem */
#include "element.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct parse {
    struct obstack *memory;
    struct diagnostics *d;
    xmlParserCtxtPtr xml;
    const char *path;
    const char *text;
    size_t length;
    struct element *root;
    struct element *open;  /* the innermost one that is not closed */
    const char *namespace; /* to report the first of an element */
    bool failed;
    /* the last place asked for */
    size_t offset;
    int line;
    int column;
};

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

static struct place place_of(struct parse *p, size_t offset)
{
    if (offset < p->offset) {
        p->offset = 0;
        p->line = 1;
        p->column = 1;
    }
    for (; p->offset < offset; p->offset++) {
        if (p->text[p->offset] == '\n') {
            p->line++;
            p->column = 1;
        } else if (!is_continuation(p->text[p->offset])) {
            p->column++;
        }
    }
    return (struct place){ p->path, p->line, p->column };
}

/* Where libxml2 is, as an offset in the text. */
static size_t here(const struct parse *p)
{
    long at = xmlByteConsumed(p->xml);

    if (at < 0)
        return p->offset;
    return (size_t)at < p->length ? (size_t)at : p->length;
}

const char *element_shown(struct obstack *memory, const char *text)
{
    size_t length = strlen(text);
    size_t shown = length < SHOWN_BYTES ? length : SHOWN_BYTES;

    while (shown < length && shown > 0 && is_continuation(text[shown]))
        shown--;
    for (size_t i = 0; i < shown; i++) {
        unsigned char byte = (unsigned char)text[i];

        obstack_1grow(memory, byte < 0x20 || byte == 0x7f ? ' ' : text[i]);
    }
    if (shown < length)
        obstack_grow(memory, "...", 3);
    return obstack_copy0(memory, "", 0);
}

static void vreport(struct diagnostics *d, const struct element *e,
                    void (*report)(struct diagnostics *, const struct place *,
                                   const char *, ...),
                    const char *format, va_list arguments)
{
    char *text = NULL;

    if (vasprintf(&text, format, arguments) < 0)
        text = NULL;
    report(d, &e->at, "%s on element '%.*s'", text ? text : format, SHOWN_BYTES,
           e->tag);
    free(text);
}

void element_error(struct diagnostics *d, const struct element *e,
                   const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vreport(d, e, diagnostics_error, format, arguments);
    va_end(arguments);
}

void element_warning(struct diagnostics *d, const struct element *e,
                     const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vreport(d, e, diagnostics_warning, format, arguments);
    va_end(arguments);
}

const char *element_attribute(const struct element *e, const char *name)
{
    for (const struct attribute *a = e->attributes; a->name; a++) {
        if (strcmp(a->name, name) == 0)
            return a->value;
    }
    return NULL;
}

/* Reports that this is no XML, and ends the parse. */
static void fail(struct parse *p, size_t offset, const char *what)
{
    struct place at;

    if (p->failed)
        return;
    p->failed = true;
    at = place_of(p, offset);
    if (p->open)
        diagnostics_error(p->d, &at, "%s on element '%.*s'", what, SHOWN_BYTES,
                          p->open->tag);
    else
        diagnostics_error(p->d, &at, "%s", what);
    if (p->xml)
        xmlStopParser(p->xml);
}

static const char *copy(struct parse *p, const xmlChar *text, size_t length)
{
    return obstack_copy0(p->memory, text, length);
}

/* A tag or attribute as it was written, prefix and all. */
static const char *full_name(struct parse *p, const xmlChar *prefix,
                             const xmlChar *name)
{
    if (prefix) {
        obstack_grow(p->memory, prefix, strlen((const char *)prefix));
        obstack_1grow(p->memory, ':');
    }
    return copy(p, name, strlen((const char *)name));
}

/* libxml2 gives five pointers for each attribute. */
static const struct attribute *copy_attributes(struct parse *p, int count,
                                               const xmlChar **from)
{
    struct attribute *list =
        obstack_alloc(p->memory, ((size_t)count + 1) * sizeof *list);

    for (int i = 0; i < count; i++, from += 5) {
        list[i].name = full_name(p, from[1], from[0]);
        list[i].value = copy(p, from[3], (size_t)(from[4] - from[3]));
    }
    list[count] = (struct attribute){ NULL, NULL };
    return list;
}

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *uri, int namespaces,
                     const xmlChar **namespace, int attributes, int defaulted,
                     const xmlChar **attribute)
{
    struct parse *p = user;
    struct element *e = obstack_alloc(p->memory, sizeof *e);
    size_t start = here(p);

    (void)uri;
    (void)namespace;
    (void)defaulted;
    while (start > 0 && (start == p->length || p->text[start] != '<'))
        start--;
    *e = (struct element){
        .at = place_of(p, start),
        .parent = p->open,
    };
    e->tag = full_name(p, prefix, name);
    e->attributes = copy_attributes(p, attributes, attribute);
    if (!p->open)
        p->root = e;
    else if (p->open->last)
        p->open->last->next = e;
    else
        p->open->first = e;
    if (p->open)
        p->open->last = e;
    p->open = e;
    if (namespaces)
        element_error(p->d, e, "namespaces mean nothing here");
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix,
                   const xmlChar *uri)
{
    struct parse *p = user;

    (void)name;
    (void)prefix;
    (void)uri;
    p->open = p->open->parent;
}

static void on_text(void *user, const xmlChar *text, int length)
{
    struct parse *p = user;
    const char *start = (const char *)text;
    const char *end = start + length;
    const char *shown;

    while (start < end && strchr(" \t\r\n", *start))
        start++;
    while (end > start && strchr(" \t\r\n", end[-1]))
        end--;
    if (start == end || !p->open || p->open->stray)
        return;
    p->open->stray = true;
    shown = copy(p, (const xmlChar *)start, (size_t)(end - start));
    element_error(p->d, p->open, "text '%s' means nothing here",
                  element_shown(p->memory, shown));
}

static void on_instruction(void *user, const xmlChar *target,
                           const xmlChar *data)
{
    struct parse *p = user;
    struct place at = place_of(p, here(p));
    const char *shown = element_shown(p->memory, (const char *)target);

    (void)data;
    if (p->open)
        element_error(p->d, p->open,
                      "processing instruction '%s' means nothing here", shown);
    else
        diagnostics_error(
            p->d, &at, "processing instruction '%s' means nothing here", shown);
}

static void on_document_type(void *user, const xmlChar *name,
                             const xmlChar *external, const xmlChar *system)
{
    struct parse *p = user;

    (void)name;
    (void)external;
    (void)system;
    fail(p, here(p), "a document type (and so any entity) is not allowed");
}

static void on_error(void *user, xmlErrorPtr error)
{
    struct parse *p = user;
    const char *message = error->message ? error->message : "unknown error";
    int length = (int)strcspn(message, "\n");
    char what[200];

    if (error->level < XML_ERR_ERROR)
        return;
    if (strncmp(message, "Excessive depth", 15) == 0)
        snprintf(what, sizeof what, "elements are nested too deeply");
    else
        snprintf(what, sizeof what, "not well-formed: %.*s", length, message);
    length = (int)strlen(what);
    while (what[length - 1] == ' ')
        what[--length] = '\0';
    fail(p, here(p), what);
}

static void set_handlers(xmlSAXHandler *sax)
{
    memset(sax, 0, sizeof *sax);
    sax->initialized = XML_SAX2_MAGIC;
    sax->startElementNs = on_start;
    sax->endElementNs = on_end;
    sax->characters = on_text; /* CDATA sections, too */
    sax->processingInstruction = on_instruction;
    sax->internalSubset = on_document_type;
    sax->serror = on_error;
}

/* Whether the text is what libxml2 may see: UTF-8, with no NUL. Otherwise it
 * would guess another encoding, and offsets were not ours. */
static bool check_encoding(struct parse *p)
{
    size_t at = 0;

    while (at < p->length) {
        int left = p->length - at < 4 ? (int)(p->length - at) : 4;
        int code = xmlGetUTF8Char((const unsigned char *)p->text + at, &left);

        if (code <= 0) {
            fail(p, at, code == 0 ? "a NUL byte" : "not UTF-8");
            return false;
        }
        at += (size_t)left;
    }
    return true;
}

/* Where the text at `at` ends with `end`, or the whole text does. */
static size_t skip(const struct parse *p, size_t at, const char *end)
{
    const char *found = memmem(p->text + at, p->length - at, end, strlen(end));

    return found ? (size_t)(found - p->text) + strlen(end) : p->length;
}

/* Where a tag ends. In quotes, a `>` is a letter like any other. */
static size_t skip_tag(const struct parse *p, size_t at)
{
    while (at < p->length && p->text[at] != '>') {
        char c = p->text[at++];

        if (c == '"' || c == '\'')
            at = skip(p, at, (char[]){ c, '\0' });
    }
    return at;
}

static bool starts(const struct parse *p, size_t at, const char *what)
{
    size_t length = strlen(what);

    return p->length - at >= length && memcmp(p->text + at, what, length) == 0;
}

/* libxml2 compares every attribute of a tag with every other. */
static bool check_tags(struct parse *p)
{
    size_t at = skip(p, 0, "<");

    while (at < p->length) {
        size_t start = at;

        if (starts(p, at, "!--")) {
            at = skip(p, at + 3, "-->");
        } else if (starts(p, at, "![CDATA[")) {
            at = skip(p, at + 8, "]]>");
        } else {
            at = skip_tag(p, at);
            if (at - start > TAG_BYTES) {
                fail(p, start - 1, "a tag is longer than 16 KiB");
                return false;
            }
        }
        at = skip(p, at, "<");
    }
    return true;
}

static void run(struct parse *p)
{
    p->xml = xmlCreateMemoryParserCtxt(p->text, (int)p->length);
    if (!p->xml) {
        fail(p, 0, "not well-formed: the file is empty");
        return;
    }
    set_handlers(p->xml->sax);
    p->xml->userData = p;
    xmlCtxtUseOptions(p->xml, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    xmlParseDocument(p->xml);
    if (!p->failed && (!p->xml->wellFormed || !p->root))
        fail(p, p->length, "not well-formed");
    xmlFreeParserCtxt(p->xml);
}

struct element *element_parse(struct obstack *memory, struct diagnostics *d,
                              const char *path, const char *text, size_t length)
{
    struct parse p = {
        .memory = memory,
        .d = d,
        .path = path,
        .line = 1,
        .column = 1,
    };

    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3; /* a byte order mark */
        length -= 3;
    }
    p.text = text;
    p.length = length;
    if (length > DESCRIPTION_BYTES)
        fail(&p, 0, "the file is longer than 1 MiB");
    else if (check_encoding(&p) && check_tags(&p))
        run(&p);
    return p.failed ? NULL : p.root;
}
