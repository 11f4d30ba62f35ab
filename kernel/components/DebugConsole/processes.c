/* SPDX-License-Identifier: MIT
 *
 * Bundles that run: commands for the process manager.
 */
#include <camkes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell.h"
#include "terminal.h"

/* -- words for states ------------------------------------------------------ */

static const char *state_name(uint32_t state)
{
    static const char *const names[] = {
        [PROCESS_STOPPED] = "Stopped",     [PROCESS_RUNNING] = "Running",
        [PROCESS_SUSPENDED] = "Suspended", [PROCESS_EXITED] = "Exited",
        [PROCESS_FAULTED] = "Faulted",
    };

    return state < sizeof names / sizeof *names ? names[state] : "Unknown";
}

/* A VM fault's status: see the API, 7.1. */
static const char *access_name(uint64_t status)
{
    return status == 1   ? "execution"
           : status == 5 ? "read"
           : status == 7 ? "write"
                         : "access";
}

static void print_fault(const struct process_fault *f)
{
    switch (f->cause) {
    case seL4_Fault_VMFault:
        printf("%s at 0x%lx", access_name(f->status), f->address);
        break;
    case seL4_Fault_CapFault:
        printf("capability fault at 0x%lx", f->address);
        break;
    case seL4_Fault_UnknownSyscall:
        printf("unknown system call %ld", (long)f->address);
        break;
    case seL4_Fault_UserException:
        printf("exception %lu", f->address);
        break;
    case seL4_Fault_Timeout:
        printf("budget used up");
        break;
    case PROCESS_OUT_OF_MEMORY:
        printf("no memory for the page at 0x%lx", f->address);
        break;
    case PROCESS_FILE_GONE:
        printf("the file mapped at 0x%lx is gone", f->address);
        break;
    case PROCESS_MEMORY_GONE:
        printf("the memory at 0x%lx is gone", f->address);
        break;
    default:
        printf("fault %lu at 0x%lx", f->cause, f->address);
    }
    printf(", pc 0x%lx", f->pc);
}

static bool has_ended(const struct process_status *s)
{
    return s->state == PROCESS_EXITED || s->state == PROCESS_FAULTED;
}

/* How it ended, if it did. */
static void print_end(const struct process_status *s)
{
    if (s->state == PROCESS_EXITED)
        printf("code %d", (int)s->code);
    if (s->state == PROCESS_FAULTED)
        print_fault(&s->fault);
}

static void print_state(const char *id, const struct process_status *s)
{
    printf("%s: %s%s", id, state_name(s->state), has_ended(s) ? ", " : "");
    print_end(s);
    printf("\n");
}

/* -- commands -------------------------------------------------------------- */

enum result command_ps(const struct arguments *a)
{
    struct process_entry *entries = NULL;
    size_t count = 0;
    int error = processes_get_running_bundles(&count, &entries);

    if (error != PROCESS_SUCCESS)
        fail_with(a, "bundles", process_error_text(error));
    else if (count == 0)
        printf("No bundle runs; 'bundles' lists what can be started.\n");
    else
        printf("%-24s %-10s %6s  %s\n", "BUNDLE", "STATE", "STARTS", "END");
    for (size_t i = 0; error == PROCESS_SUCCESS && i < count; i++) {
        const struct process_entry *e = &entries[i];

        printf("%-24.64s %-10s %6lu", e->id, state_name(e->status.state),
               e->status.starts);
        if (has_ended(&e->status))
            printf("  ");
        print_end(&e->status);
        printf("\n");
    }
    free(entries);
    return error == PROCESS_SUCCESS ? DONE : FAILED;
}

/* Does something with a bundle, and shows its state then. */
static enum result change(const struct arguments *a, int (*how)(const char *id))
{
    struct process_status status;
    int error;

    terminal_flush();
    error = how(a->word[0]);
    if (error != PROCESS_SUCCESS)
        return fail_process(a, a->word[0], error);
    error = processes_get_bundle_state(a->word[0], &status);
    if (error != PROCESS_SUCCESS)
        return fail_process(a, a->word[0], error);
    print_state(a->word[0], &status);
    return DONE;
}

enum result command_start(const struct arguments *a)
{
    return change(a, processes_start);
}

enum result command_stop(const struct arguments *a)
{
    return change(a, processes_stop);
}

enum result command_suspend(const struct arguments *a)
{
    return change(a, processes_suspend);
}

enum result command_resume(const struct arguments *a)
{
    return change(a, processes_resume);
}

enum result command_wait(const struct arguments *a)
{
    struct process_status status;
    int error;

    while ((error = processes_wait(a->word[0], &status)) ==
           PROCESS_BUNDLE_RUNNING) {
        if (terminal_interrupted())
            return INTERRUPTED;
        terminal_wait();
    }
    if (error != PROCESS_SUCCESS)
        return fail_process(a, a->word[0], error);
    print_state(a->word[0], &status);
    return DONE;
}

enum result command_status(const struct arguments *a)
{
    struct process_status s;
    int error;

    if (a->count == 0)
        return command_ps(a);
    error = processes_get_bundle_state(a->word[0], &s);
    if (error != PROCESS_SUCCESS)
        return fail_process(a, a->word[0], error);
    print_state(a->word[0], &s);
    printf("    started %lu time%s since boot\n", s.starts,
           s.starts == 1 ? "" : "s");
    if (s.state == PROCESS_FAULTED)
        printf("    pc 0x%lx  ra 0x%lx  sp 0x%lx\n", s.fault.pc, s.fault.ra,
               s.fault.sp);
    return DONE;
}
