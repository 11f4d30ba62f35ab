/* SPDX-License-Identifier: MIT
 *
 * Functions and lines, from an image's symbols and debug information.
 *
 * Both are turned into marks, "from this address on", and sorted by address;
 * walking through them gives the rows. A function's end is a mark as well, so
 * that what lies behind it is not taken for it.
 */
#include "image/rows.h"

#include <elfutils/libdw.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "plan/table.h"

enum mark_kind { MARK_END, MARK_FUNCTION, MARK_LINE };

struct mark {
    uint64_t address;
    enum mark_kind kind;
    uint32_t text; /* function or file */
    int line;
    size_t order;
};

static int compare_marks(const void *left, const void *right)
{
    const struct mark *a = left, *b = right;

    if (a->address != b->address)
        return a->address < b->address ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

static void add_mark(struct table *marks, uint64_t address, enum mark_kind kind,
                     uint32_t text, int line)
{
    struct mark mark = { address, kind, text, line, marks->count };

    if (address <= UINT32_MAX)
        table_add(marks, &mark, 1);
}

static void add_functions(struct table *marks, struct builder *b, Elf *elf,
                          Elf_Scn *section, const GElf_Shdr *header)
{
    Elf_Data *data = elf_getdata(section, NULL);
    GElf_Sym s;

    for (int i = 0; data && gelf_getsym(data, i, &s); i++) {
        const char *name;

        if (GELF_ST_TYPE(s.st_info) != STT_FUNC || s.st_shndx == SHN_UNDEF)
            continue;
        name = elf_strptr(elf, header->sh_link, s.st_name);
        if (!name)
            continue;
        add_mark(marks, s.st_value, MARK_FUNCTION, builder_text(b, "%s", name),
                 0);
        if (s.st_size)
            add_mark(marks, s.st_value + s.st_size, MARK_END, 0, 0);
    }
}

static const char *without_dots(const char *path)
{
    while (strncmp(path, "./", 2) == 0)
        path += 2;
    return path;
}

static void add_unit_lines(struct table *marks, struct builder *b,
                           Dwarf_Die *unit)
{
    Dwarf_Lines *lines;
    size_t count;

    if (dwarf_getsrclines(unit, &lines, &count) != 0)
        return;
    for (size_t i = 0; i < count; i++) {
        Dwarf_Line *line = dwarf_onesrcline(lines, i);
        const char *file = dwarf_linesrc(line, NULL, NULL);
        Dwarf_Addr address;
        int number;
        bool end;

        if (dwarf_lineaddr(line, &address) != 0 ||
            dwarf_lineno(line, &number) != 0 ||
            dwarf_lineendsequence(line, &end) != 0 || end || !file)
            continue;
        add_mark(marks, address, MARK_LINE,
                 builder_text(b, "%s", without_dots(file)), number);
    }
}

static void add_lines(struct table *marks, struct builder *b, Elf *elf)
{
    Dwarf *dwarf = dwarf_begin_elf(elf, DWARF_C_READ, NULL);
    Dwarf_Off at = 0, next;
    size_t header = 0;

    if (!dwarf)
        return;
    while (dwarf_nextcu(dwarf, at, &next, &header, NULL, NULL, NULL) == 0) {
        Dwarf_Die unit;

        if (dwarf_offdie(dwarf, at + header, &unit))
            add_unit_lines(marks, b, &unit);
        at = next;
    }
    dwarf_end(dwarf);
}

static void add_rows(struct builder *b, const struct table *marks,
                     uint32_t component)
{
    struct plan_row row = { 0 }, last = { 0 };

    for (size_t i = 0; i < marks->count; i++) {
        const struct mark *m = table_at(marks, i);

        row.address = m->address;
        if (m->kind != MARK_LINE) {
            row.function = m->text;
        } else {
            row.file = m->text;
            row.line = m->line;
        }
        if (m->kind == MARK_END)
            row.file = row.line = 0;
        if (i + 1 < marks->count && m[1].address == m->address)
            continue;
        if (row.function == last.function && row.file == last.file &&
            row.line == last.line)
            continue;
        builder_row(b, component, row.address, row.function, row.file,
                    row.line);
        last = row;
    }
}

void rows_place(struct builder *b, Elf *elf, uint32_t component)
{
    struct table marks = { .size = sizeof(struct mark) };
    Elf_Scn *section = NULL;
    GElf_Shdr header;

    while ((section = elf_nextscn(elf, section)))
        if (gelf_getshdr(section, &header) && header.sh_type == SHT_SYMTAB)
            add_functions(&marks, b, elf, section, &header);
    add_lines(&marks, b, elf);
    if (marks.count)
        qsort(marks.records, marks.count, marks.size, compare_marks);
    add_rows(b, &marks, component);
    table_free(&marks);
}
