/* SPDX-License-Identifier: MIT
 *
 * Memory on demand: zeroes, a file of the boot archive, the value of a key.
 *
 * A page is filled when it is first touched. What is written to a private
 * mapping stays in it; the file is not changed.
 */
#include <sdk.h>
#include <stdio.h>
#include <string.h>

enum { PAGES = 4 };

static void *map(const char *what, const char *file, unsigned rights)
{
    void *address = NULL;
    enum sdk_error error =
        sdk_mmap(file, 0, PAGES * SDK_PAGE, rights, SDK_PRIVATE, &address);

    printf("%s: %s\n", what, sdk_error_text(error));
    return address;
}

static void zeroes(void)
{
    unsigned char *bytes = map("zeroes", NULL, SDK_READ | SDK_WRITE);
    unsigned sum = 0;

    if (!bytes)
        return;
    for (size_t i = 0; i < PAGES * SDK_PAGE; i++)
        sum += bytes[i];
    memset(bytes, 1, PAGES * SDK_PAGE);
    for (size_t i = 0; i < PAGES * SDK_PAGE; i++)
        sum += bytes[i];
    printf("sum of %d bytes: %u\n", PAGES * SDK_PAGE, sum);
    printf("unmap: %s\n", sdk_error_text(sdk_munmap(bytes, PAGES * SDK_PAGE)));
}

/* Its first line, and what becomes of a change to it. */
static void file_of_the_archive(void)
{
    char *text =
        map("archive:motto.txt", "archive:motto.txt", SDK_READ | SDK_WRITE);

    if (!text)
        return;
    printf("it says: %.*s\n", (int)strcspn(text, "\n"), text);
    text[0] = '*';
    printf("changed: %.*s\n", (int)strcspn(text, "\n"), text);
    text = map("once more", "archive:motto.txt", SDK_READ);
    if (text)
        printf("still:   %.*s\n", (int)strcspn(text, "\n"), text);
}

static void value_of_a_key(void)
{
    static const char value[] = "the value of a key, as memory";
    const char *text;

    sdk_write_key("page", value, sizeof value);
    text = map("key:page", "key:page", SDK_READ);
    if (text)
        printf("it says: %s\n", text);
    sdk_delete_key("page");
}

int main(void)
{
    zeroes();
    file_of_the_archive();
    value_of_a_key();
    map("a file that is not there", "archive:nothing", SDK_READ);
    map("writable and executable", NULL, SDK_WRITE | SDK_EXECUTE);
    map("write only", NULL, SDK_WRITE);
    return 0;
}
