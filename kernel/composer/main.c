/* SPDX-License-Identifier: MIT
 *
 * compose: from a system description to a bootable image.
 *
 *     description --front end--> plan --back ends--> image, reports, headers
 *
 * The front end is chosen by the file's name: `.system` is Microkit's XML,
 * `.camkes` is CAmkES' ADL. Everything that is made is made after the plan
 * has been found good; a description with an error leaves no new file.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "diagnostics.h"
#include "frontend.h"
#include "initialiser/check.h"
#include "options.h"
#include "output/boot_image.h"
#include "output/simulate.h"
#include "report/report.h"

enum { EXIT_REFUSED = 1, EXIT_USAGE = 2 };

static const char usage[] =
    "compose: from a system description to a bootable image\n"
    "\n"
    "  compose check FILE            says what is wrong with a description\n"
    "  compose headers FILE -o DIR   writes a header for each component, and\n"
    "                                programs.mk: what must be compiled\n"
    "  compose image FILE -o OUT --initialiser ELF --kernel ELF\n"
    "                                writes the bootable image\n"
    "  compose dump FILE.camkes      prints the model of a description\n"
    "  compose limits                prints the limits of descriptions\n"
    "\n"
    "  -I DIR           looks for images, prefills and imports there, too\n"
    "  --report DIR     writes report.json, report.txt and two pictures\n"
    "  --ram MIB        the machine's memory (128)\n"
    "  --tree BYTES     size of the device tree at boot (8192)\n"
    "  --cnode-bits N   radix of the root CNode (13)\n"
    "  --domains N      scheduling domains of the kernel (16)\n";

/* -- command line ---------------------------------------------------------- */

enum {
    OPTION_INITIALISER = 256,
    OPTION_KERNEL,
    OPTION_REPORT,
    OPTION_RAM,
    OPTION_TREE,
    OPTION_CNODE_BITS,
    OPTION_DOMAINS
};

static const struct option long_options[] = {
    { "initialiser", required_argument, NULL, OPTION_INITIALISER },
    { "kernel", required_argument, NULL, OPTION_KERNEL },
    { "report", required_argument, NULL, OPTION_REPORT },
    { "ram", required_argument, NULL, OPTION_RAM },
    { "tree", required_argument, NULL, OPTION_TREE },
    { "cnode-bits", required_argument, NULL, OPTION_CNODE_BITS },
    { "domains", required_argument, NULL, OPTION_DOMAINS },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 },
};

static uint64_t number(const char *option, const char *text, uint64_t low,
                       uint64_t high)
{
    char *end;
    uint64_t value;

    errno = 0;
    value = strtoull(text, &end, 0);
    if (errno || *end || end == text || *text == '-' || value < low ||
        value > high)
        errx(EXIT_USAGE, "%s: '%s' is not a number from %llu to %llu", option,
             text, (unsigned long long)low, (unsigned long long)high);
    return value;
}

static void search_in(struct options *o, const char *folder)
{
    if (o->searches == OPTIONS_PATHS)
        errx(EXIT_USAGE, "-I: at most %d folders", OPTIONS_PATHS);
    o->search[o->searches++] = folder;
}

static void set_option(struct options *o, int option, const char *value)
{
    switch (option) {
    case 'I':
        search_in(o, value);
        break;
    case 'o':
        o->output = value;
        break;
    case OPTION_INITIALISER:
        o->initialiser = value;
        break;
    case OPTION_KERNEL:
        o->kernel = value;
        break;
    case OPTION_REPORT:
        o->report = value;
        break;
    case OPTION_RAM:
        o->ram_mib = number("--ram", value, 4, 1 << 20);
        break;
    case OPTION_TREE:
        o->tree_bytes = number("--tree", value, 0, 2 << 20);
        break;
    case OPTION_CNODE_BITS:
        o->cnode_bits = number("--cnode-bits", value, 12, 20);
        break;
    case OPTION_DOMAINS:
        o->domains = number("--domains", value, 1, 16);
        break;
    default:
        fputs(usage, option == 'h' ? stdout : stderr);
        exit(option == 'h' ? 0 : EXIT_USAGE);
    }
}

/* -- making ---------------------------------------------------------------- */

static bool make_folder(struct diagnostics *d, const char *path)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return true;
    diagnostics_error(d, NULL, "cannot make folder %s: %s", path,
                      strerror(errno));
    return false;
}

/* Writes one file through a function of the report; none if it fails. */
static bool write_report(struct diagnostics *d, const struct report *r,
                         const char *folder, const char *name,
                         bool (*print)(FILE *, const struct report *))
{
    char *path;
    bool done;
    FILE *f;

    if (asprintf(&path, "%s/%s", folder, name) < 0)
        err(EXIT_REFUSED, "compose");
    f = fopen(path, "w");
    done = f && print(f, r);
    if (f && fclose(f) != 0)
        done = false;
    if (!done)
        diagnostics_error(d, NULL, "cannot write %s: %s", path,
                          strerror(errno));
    free(path);
    return done;
}

static bool write_reports(struct diagnostics *d, const struct report *r,
                          const char *folder)
{
    return make_folder(d, folder) &&
           write_report(d, r, folder, "report.json", report_json) &&
           write_report(d, r, folder, "report.txt", report_text) &&
           write_report(d, r, folder, "component.dot",
                        report_component_picture) &&
           write_report(d, r, folder, "capabilities.dot",
                        report_capability_picture);
}

static bool check_plan(struct diagnostics *d, const struct plan *plan)
{
    struct plan_refusal why;

    if (plan_check(plan, plan->size, &why))
        return true;
    diagnostics_error(
        d, NULL, "the plan is broken (a bug of compose): %s %llu, %s: %s",
        why.record, (unsigned long long)why.index, why.field, why.why);
    return false;
}

/* The image and the reports: both come from the plan and where it will lie. */
static bool make_image(struct diagnostics *d, const struct plan *plan,
                       const struct options *o)
{
    struct machine m = { .ram_mib = o->ram_mib,
                         .cnode_bits = o->cnode_bits,
                         .tree_bytes = o->tree_bytes };
    uint64_t *paddr = calloc(plan->objects.count + 1, sizeof *paddr);
    struct report r = { plan, paddr, options_system(o) };
    struct boot_image image = { 0 };
    bool done;

    done = boot_image_kernel_ends(d, o->kernel, &m.kernel_boot_end,
                                  &m.kernel_end) &&
           boot_image_read(&image, d, o->initialiser);
    if (done) {
        m.image_start = image.start;
        m.image_end = boot_image_end(&image, plan);
    }
    done = done && simulate(d, plan, &m, paddr) &&
           (!o->report || write_reports(d, &r, o->report)) &&
           boot_image_write(&image, d, plan, o->output);
    boot_image_free(&image);
    free(paddr);
    return done;
}

/* -- commands -------------------------------------------------------------- */

static bool make_plan(struct builder *b, struct diagnostics *d,
                      const struct options *o, const struct plan **plan)
{
    *plan = NULL;
    if (!frontend_read(b, d, o) || d->errors)
        return false;
    *plan = builder_finish(b, d);
    return *plan && check_plan(d, *plan);
}

static bool run(struct diagnostics *d, struct options *o, const char *command)
{
    struct builder *b = builder_new();
    const struct plan *plan;
    bool done;

    o->headers_only = strcmp(command, "image") != 0;
    done = make_plan(b, d, o, &plan);
    if (done && strcmp(command, "headers") == 0)
        done = make_folder(d, o->output) && frontend_write(d, plan, o);
    if (done && strcmp(command, "image") == 0)
        done = make_image(d, plan, o);
    builder_free(b);
    return done;
}

static void require(const char *command, const char *option, const char *value)
{
    if (!value)
        errx(EXIT_USAGE, "%s: %s is missing; see compose --help", command,
             option);
}

int main(int count, char **arguments)
{
    struct diagnostics d = { .out = stderr };
    struct options o = {
        .ram_mib = 128, .tree_bytes = 8192, .cnode_bits = 13, .domains = 16
    };
    const char *command;
    int option;

    while ((option = getopt_long(count, arguments, "I:o:h", long_options,
                                 NULL)) != -1)
        set_option(&o, option, optarg);
    command = optind < count ? arguments[optind] : NULL;
    if (!command)
        set_option(&o, '?', NULL);
    if (strcmp(command, "limits") == 0)
        return frontend_limits(stdout) ? 0 : EXIT_REFUSED;
    o.description = optind + 1 < count ? arguments[optind + 1] : NULL;
    require(command, "the description", o.description);
    if (strcmp(command, "dump") == 0)
        return frontend_dump(&d, &o, stdout) ? 0 : EXIT_REFUSED;
    if (strcmp(command, "check") != 0)
        require(command, "-o", o.output);
    if (strcmp(command, "image") == 0) {
        require(command, "--initialiser", o.initialiser);
        require(command, "--kernel", o.kernel);
    } else if (strcmp(command, "check") != 0 &&
               strcmp(command, "headers") != 0) {
        errx(EXIT_USAGE, "there is no command '%s'; see compose --help",
             command);
    }
    return run(&d, &o, command) ? 0 : EXIT_REFUSED;
}
