/* SPDX-License-Identifier: MIT
 *
 * The generated header of a component: its constants as macros.
 *
 * A macro replaces its name everywhere after the header, so a name that
 * means something already would break the program far from the cause. Such
 * names are refused here: the words of C, the names C keeps for itself, and
 * those of the interfaces that the program uses.
 */
#include "report/report.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "report/escape.h"
#include "report/view.h"

static const char *const words[] = {
    "alignas",  "alignof",   "asm",      "assert",   "auto",      "bool",
    "break",    "case",      "char",     "complex",  "const",     "continue",
    "default",  "do",        "double",   "else",     "enum",      "errno",
    "extern",   "false",     "fault",    "float",    "for",       "goto",
    "if",       "imaginary", "init",     "inline",   "int",       "long",
    "main",     "noreturn",  "notified", "offsetof", "protected", "register",
    "restrict", "return",    "run",      "short",    "signed",    "sizeof",
    "static",   "stderr",    "stdin",    "stdout",   "struct",    "switch",
    "true",     "typedef",   "typeof",   "union",    "unsigned",  "void",
    "volatile", "while",     "EOF",      "NULL",
};

static const char *const beginnings[] = {
    "_",         "seL4_",   "SEL4_",   "microkit_",
    "MICROKIT_", "camkes_", "CAMKES_", "CONFIG_",
};

static bool is_identifier(const char *name)
{
    if (!isalpha((unsigned char)*name) && *name != '_')
        return false;
    while (isalnum((unsigned char)*name) || *name == '_')
        name++;
    return *name == '\0';
}

static bool is_kept(const char *name)
{
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcmp(name, words[i]) == 0)
            return true;
    for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
        if (strncmp(name, beginnings[i], strlen(beginnings[i])) == 0)
            return true;
    return false;
}

/* The index of an earlier constant of the component with the same name, or
   its own. */
static uint64_t first_of_name(const struct report *r, uint64_t index)
{
    const struct plan_constant *c = VIEW_TABLE(r, constants, plan_constant);

    for (uint64_t i = 0; i < index; i++)
        if (c[i].component == c[index].component &&
            strcmp(view_text(r, c[i].name), view_text(r, c[index].name)) == 0)
            return i;
    return index;
}

static bool check(const struct report *r, uint32_t component,
                  struct diagnostics *d)
{
    const struct plan_constant *c = VIEW_TABLE(r, constants, plan_constant);
    bool fine = true;

    for (uint64_t i = 0; i < r->plan->constants.count; i++) {
        const char *name = view_text(r, c[i].name);
        const char *wrong = NULL;

        if (c[i].component != component)
            continue;
        if (!is_identifier(name))
            wrong = "is not a C identifier";
        else if (is_kept(name))
            wrong = "is reserved";
        else if (first_of_name(r, i) != i)
            wrong = "is defined twice";
        if (!wrong)
            continue;
        diagnostics_error(d, NULL, "header of '%s': name '%s' %s",
                          view_component(r, component), name, wrong);
        fine = false;
    }
    return fine;
}

/* Small numbers are counts and ids, large ones addresses and sizes. */
static void value(FILE *out, uint64_t number)
{
    if (number < 4096)
        fprintf(out, "%" PRIu64, number);
    else
        fprintf(out, "0x%" PRIx64, number);
    if (number > INT32_MAX)
        fputs("ul", out);
}

static void define(FILE *out, const struct report *r,
                   const struct plan_constant *c)
{
    const char *comment = view_text(r, c->comment);

    if (*comment) {
        fputs("\n/* ", out);
        escape_plain(out, comment);
        fputs(" */\n", out);
    }
    fprintf(out, "#define %s ", view_text(r, c->name));
    value(out, c->value);
    fputc('\n', out);
}

bool report_header(FILE *out, const struct report *r, uint32_t component,
                   struct diagnostics *d)
{
    const struct plan_constant *c = VIEW_TABLE(r, constants, plan_constant);

    if (!check(r, component, d))
        return false;
    fputs("/* Names of component ", out);
    escape_plain(out, view_component(r, component));
    fputs(" of system ", out);
    escape_plain(out, r->system);
    fputs(".\n * Generated from the system description; changes here are "
          "lost. */\n#pragma once\n",
          out);
    for (uint64_t i = 0; i < r->plan->constants.count; i++)
        if (c[i].component == component)
            define(out, r, &c[i]);
    return !ferror(out);
}
