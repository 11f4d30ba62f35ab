/* SPDX-License-Identifier: MIT
 *
 * Attributes and children of elements, with their rules: see attributes.h.
 */
#include "attributes.h"
#include "numbers.h"

#include <inttypes.h>
#include <string.h>

const char *attribute_shown(struct model *m, const char *text)
{
    return element_shown(&m->memory, text);
}

/* -- attributes ------------------------------------------------------------ */

/* `names` is a list, each name followed by a blank. */
static bool listed(const char *names, const char *name)
{
    size_t length = strlen(name);

    for (const char *at = names; *at; at = strchr(at, ' ') + 1) {
        if (strncmp(at, name, length) == 0 && at[length] == ' ')
            return true;
    }
    return false;
}

void only_attributes(struct model *m, const struct element *e,
                     const char *names)
{
    for (const struct attribute *a = e->attributes; a->name; a++) {
        if (!listed(names, a->name))
            element_error(m->d, e, "unknown attribute '%s'",
                          attribute_shown(m, a->name));
    }
}

void only_children(struct model *m, const struct element *e, const char *names)
{
    for (const struct element *c = e->first; c; c = c->next) {
        if (!listed(names, c->tag))
            element_error(m->d, c, "unknown element inside '%s'",
                          attribute_shown(m, e->tag));
    }
}

const char *attribute_optional(struct model *m, const struct element *e,
                               const char *name)
{
    const char *value = element_attribute(e, name);

    if (value && !*value) {
        element_error(m->d, e, "attribute '%s' is empty", name);
        return NULL;
    }
    return value;
}

const char *attribute_required(struct model *m, const struct element *e,
                               const char *name)
{
    if (!element_attribute(e, name))
        element_error(m->d, e, "missing attribute '%s'", name);
    return attribute_optional(m, e, name);
}

static bool read_number(struct model *m, const struct element *e,
                        const char *name, const char *text, uint64_t *value)
{
    switch (number_read(text, value)) {
    case NUMBER_OK:
        return true;
    case NUMBER_HUGE:
        element_error(m->d, e,
                      "attribute '%s' is '%s', which needs more than 64 bits",
                      name, attribute_shown(m, text));
        return false;
    default:
        element_error(m->d, e, "attribute '%s' is '%s', which is not a number",
                      name, attribute_shown(m, text));
        return false;
    }
}

/* The attribute's number, or `otherwise` where there is none or it is
 * wrong. Limits are shown in the base in which the value was written. */
uint64_t attribute_number(struct model *m, const struct element *e,
                          const char *name, struct range range,
                          uint64_t otherwise)
{
    const char *text = attribute_optional(m, e, name);
    uint64_t value;

    if (!text || !read_number(m, e, name, text, &value))
        return otherwise;
    if (value >= range.low && value <= range.high)
        return value;
    if (range.low == range.high)
        element_error(m->d, e, "attribute '%s' is %s; it must be %" PRIu64,
                      name, attribute_shown(m, text), range.low);
    else if (number_is_hex(text))
        element_error(m->d, e,
                      "attribute '%s' is %s; it must be 0x%" PRIx64
                      " to 0x%" PRIx64,
                      name, attribute_shown(m, text), range.low, range.high);
    else
        element_error(
            m->d, e, "attribute '%s' is %s; it must be %" PRIu64 " to %" PRIu64,
            name, attribute_shown(m, text), range.low, range.high);
    return otherwise;
}

uint64_t attribute_required_number(struct model *m, const struct element *e,
                                   const char *name, struct range range)
{
    if (!element_attribute(e, name))
        element_error(m->d, e, "missing attribute '%s'", name);
    return attribute_number(m, e, name, range, NONE);
}

/* One of two words. */
bool attribute_choice(struct model *m, const struct element *e,
                      const char *name, const char *yes, const char *no,
                      bool otherwise)
{
    const char *text = attribute_optional(m, e, name);

    if (!text)
        return otherwise;
    if (strcmp(text, yes) == 0)
        return true;
    if (strcmp(text, no) == 0)
        return false;
    element_error(m->d, e, "attribute '%s' is '%s'; it must be '%s' or '%s'",
                  name, attribute_shown(m, text), yes, no);
    return otherwise;
}

bool attribute_boolean(struct model *m, const struct element *e,
                       const char *name, bool otherwise)
{
    return attribute_choice(m, e, name, "true", "false", otherwise);
}

/* A name of a protection domain, a region or a domain: it becomes the name of
 * a file and part of texts. */
const char *attribute_name(struct model *m, const struct element *e)
{
    const char *name = attribute_required(m, e, "name");

    if (!name)
        return NULL;
    if (strlen(name) > NAME_BYTES_MAX) {
        element_error(m->d, e,
                      "attribute 'name' is '%s', %zu bytes long; at most %d "
                      "are allowed",
                      attribute_shown(m, name), strlen(name),
                      (int)NAME_BYTES_MAX);
        return NULL;
    }
    for (const unsigned char *c = (const unsigned char *)name; *c; c++) {
        bool good = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                    (*c >= '0' && *c <= '9') || *c == '_' || *c >= 0x80 ||
                    ((*c == '-' || *c == '.') && (const char *)c != name);

        if (good)
            continue;
        element_error(m->d, e,
                      "attribute 'name' is '%s'; a name holds letters, "
                      "digits, '_', and, but for its start, '-' and '.'",
                      attribute_shown(m, name));
        return NULL;
    }
    return name;
}

/* A name of which a C identifier is made. */
const char *attribute_identifier(struct model *m, const struct element *e,
                                 const char *attribute)
{
    const char *name = attribute_optional(m, e, attribute);

    for (const char *c = name; c && *c; c++) {
        bool letter =
            (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || *c == '_';
        bool digit = *c >= '0' && *c <= '9' && c != name;

        if (letter || digit)
            continue;
        element_error(m->d, e,
                      "attribute '%s' is '%s', which is not a C identifier",
                      attribute, attribute_shown(m, name));
        return NULL;
    }
    return name;
}

bool element_is(const struct element *e, const char *tag)
{
    return strcmp(e->tag, tag) == 0;
}

size_t count_children(const struct element *e, const char *tag)
{
    size_t count = 0;

    for (const struct element *c = e->first; c; c = c->next)
        count += element_is(c, tag);
    return count;
}

/* The only child of that tag, or NULL; a second one is an error. */
const struct element *only_child(struct model *m, const struct element *e,
                                 const char *tag)
{
    const struct element *found = NULL;

    for (const struct element *c = e->first; c; c = c->next) {
        if (!element_is(c, tag))
            continue;
        if (found)
            element_error(m->d, c, "a second '%s' inside '%s'", tag, e->tag);
        else
            found = c;
    }
    return found;
}
