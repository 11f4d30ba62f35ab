/* SPDX-License-Identifier: MIT
 *
 * Says which step runs. The threads have different priorities, which decides
 * the order within a step.
 */
#include <camkes.h>
#include <stdio.h>

static int steps;

static void step(const char *name)
{
    __atomic_add_fetch(&steps, 1, __ATOMIC_SEQ_CST);
    printf("stages: %s\n", name);
}

__attribute__((constructor)) static void construct(void)
{
    step("a constructor");
}

void pre_init(void)
{
    printf("stages: %s, %d of %zu numbers is %d\n", greeting, 3, numbers_count,
           numbers[2]);
    step("pre_init");
}

void one__init(void)
{
    step("one__init");
}

void two__init(void)
{
    step("two__init");
}

void three__init(void)
{
    step("three__init");
}

void post_init(void)
{
    step("post_init");
}

void one__run(void)
{
    step("one__run");
}

void two__run(void)
{
    step("two__run");
}

void three__run(void)
{
    step("three__run");
}

int run(void)
{
    step("run");
    return 0;
}

int one_steps(void)
{
    return steps;
}

int two_steps(void)
{
    return -steps;
}
