/* SPDX-License-Identifier: MIT
 *
 * Asks the security coordinator for anything, in rounds: as many requests of
 * each of its procedures. Another instance does the same at the same time, of
 * the same priority, so that the two come between one another anywhere. Each
 * has ids of its own, of which it knows what must be there, and some that both
 * write.
 *
 * Packages travel in a parcel, of which any slot may for a while hold something
 * else than a frame. At the end of a round all keys and packages are read.
 */
#include <bundle.h>
#include <camkes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "impostors.h"
#include "judge.h"
#include "sample.h"

enum { PAGES = 8, BITS = 4, KEYS_MANY = 64, MANIFEST_LONG = 3700 };

/* -- ids, keys, values ----------------------------------------------------- */

static const char *any_id(void)
{
    static const char *const ids[][8] = {
        { "a", "hello", "alpha.one", "b-2", "s", "shared", "k_9", "m" },
        { "z", "panic", "web.two", "n-2", "s", "shared", "r_9", "n" },
    };
    static const char *const bad[] = { "", "A", "../x", "1", "a b", "a/b" };

    switch (fuzz_below(16)) {
    case 0:
        return bad[fuzz_below(sizeof bad / sizeof *bad)];
    case 1:
        return fuzz_text(200);
    case 2:
        return fuzz_letters(number ? 'p' : 'c', 63 + fuzz_below(4));
    default:
        return ids[number][fuzz_below(8)];
    }
}

/* One that is not everybody's: no package has that. */
static const char *own_id(void)
{
    const char *id;

    do {
        id = any_id();
    } while (bundle_id_valid(id, strlen(id)) && model_owner(id) != MODEL_OURS);
    return id;
}

static const char *any_key(void)
{
    static char key[4];

    switch (fuzz_below(12)) {
    case 0:
        return "";
    case 1:
        return fuzz_text(fuzz_below(2) ? 70 : 200);
    case 2:
        return fuzz_letters('k', 62 + fuzz_below(6));
    default:
        sprintf(key, "k%u", (unsigned)fuzz_below(16));
        return key;
    }
}

static uint32_t any_length(void)
{
    static const uint32_t odd[] = { 0,    1,    7,    8,    9,    1016, 1023,
                                    1024, 1025, 1026, 1500, 2000, 3000 };

    return fuzz_below(5) ? fuzz_below(100)
                         : odd[fuzz_below(sizeof odd / sizeof *odd)];
}

/* -- requests -------------------------------------------------------------- */

static void write_key(const char *id)
{
    static uint8_t value[3000];
    uint32_t length = any_length();

    if (id[0] == 's' && length < CERTIFIED_MIN)
        length = CERTIFIED_MIN;
    certify(value, length < CERTIFIED_MIN ? CERTIFIED_MIN : length,
            fuzz_word());
    keys_write(id, any_key(), length, value);
}

/* Some key that is there, or has just gone. */
static void remove_one(void)
{
    static char id[SECURITY_ID_MAX + 1], key[SECURITY_KEY_MAX + 1];
    const struct model_key *k = model_keys;

    if (model_key_count > 0)
        k = &model_keys[fuzz_below(model_key_count)];
    strcpy(id, k->id);
    strcpy(key, k->key);
    keys_remove(id, key);
}

static void ask_keys(void)
{
    static char id[256];
    uint8_t *value = NULL;
    size_t length;

    strcpy(id, any_id());
    switch (model_key_count > KEYS_MANY ? 3 : fuzz_below(8)) {
    case 0 ... 2:
        write_key(id);
        break;
    case 3:
        remove_one();
        break;
    case 4:
        keys_remove(id, any_key());
        break;
    default:
        keys_read(id, any_key(), &length, &value);
        free(value);
    }
}

static void ask_files(void)
{
    uint8_t *bytes = NULL;
    size_t count;
    uint32_t length;

    if (fuzz_below(3) == 0) {
        files_size(any_id(), &length);
        return;
    }
    files_read(any_id(), fuzz_below(2) ? 0 : (uint32_t)fuzz_odd(),
               fuzz_below(2) ? UINT32_MAX : (uint32_t)fuzz_odd(), &count,
               &bytes);
    free(bytes);
}

/* -- parcels --------------------------------------------------------------- */

static seL4_CPtr impostors;

static void put(uint32_t slot, enum content what)
{
    const seL4_CapRights_t rights[] = { [FRAME] = seL4_AllRights,
                                        [READ_ONLY] = seL4_CanRead,
                                        [NO_RIGHTS] = seL4_NoRights,
                                        [NO_FRAME] = seL4_AllRights };
    uint32_t other = fuzz_below(IMPOSTORS + 1); /* the last: nothing */
    seL4_CPtr from =
        what == NO_FRAME ? impostors + other : parcel.frames + slot;

    content[slot] = what;
    seL4_CNode_Delete(parcel.cnode, slot, BITS);
    if (what != NO_FRAME || other < IMPOSTORS)
        seL4_CNode_Copy(parcel.cnode, slot, BITS, CAMKES_OWN_CNODE, from,
                        seL4_WordBits, rights[what]);
}

static void change_parcel(void)
{
    uint32_t slot = fuzz_below(3);

    if (fuzz_one_in(16))
        put(slot, 1 + fuzz_below(3));
    else if (content[slot] != FRAME && fuzz_one_in(3))
        put(slot, FRAME);
}

/* A bundle in the parcel: as a rule a good one; its length. */
static uint32_t fill_parcel(void)
{
    uint32_t code = 1 + fuzz_below(fuzz_one_in(8) ? 2 * PARCEL_PAGE : 500);
    uint32_t comment = fuzz_one_in(10) ? MANIFEST_LONG : 0, length;
    const char *id = own_id();

    length = sample_make_with(parcel.bytes, id, code, comment);
    if (fuzz_one_in(4))
        parcel.bytes[fuzz_below(length)] ^= (uint8_t)(1 << fuzz_below(8));
    if (fuzz_one_in(8)) {
        parcel.bytes[fuzz_below(BUNDLE_HEADER_BYTES + BUNDLE_SEGMENT_BYTES)] ^=
            1;
        sample_sign(parcel.bytes, length);
    }
    if (fuzz_one_in(16))
        return (uint32_t)fuzz_odd();
    return fuzz_one_in(40) ? (uint32_t)(fuzz_word() >> 40) : length;
}

static seL4_CPtr any_cnode(void)
{
    return fuzz_below(8) ? parcel.cnode : fuzz_below(1 << CAMKES_CNODE_BITS);
}

static uint32_t any_bits(void)
{
    return fuzz_below(12) ? BITS : (uint32_t)fuzz_odd();
}

static void install(void)
{
    uint32_t length = fill_parcel();
    char *id = NULL;

    if (model_package_count >= MODEL_PACKAGES - 1) {
        security_uninstall(model_packages[fuzz_below(model_package_count)].id);
    } else if (fuzz_below(2)) {
        security_install(any_cnode(), any_bits(), length, &id);
        free(id);
    } else {
        security_install_app(own_id(), any_cnode(), any_bits(), length);
    }
}

static void load(void)
{
    const char *id = own_id();
    uint32_t length = model_package(id).length;

    if (fuzz_one_in(8))
        length = (uint32_t)fuzz_odd();
    memset(parcel.bytes, 0xee, 2 * PARCEL_PAGE);
    security_load_application(id, any_cnode(), any_bits(), length);
}

static void ask_what_there_is(void)
{
    struct security_package *rows = NULL;
    uint32_t length, next;
    char *text = NULL;
    size_t count;

    switch (fuzz_below(5)) {
    case 0:
        security_get_packages(fuzz_below(2) ? 0 : (uint32_t)fuzz_odd(), &count,
                              &rows, &next);
        break;
    case 1:
        security_size_buffer(own_id(), &length);
        break;
    case 2:
        security_get_manifest(own_id(), &text);
        break;
    case 3:
        text = security_echo(fuzz_text(256));
        break;
    default:
        if (fuzz_one_in(8))
            security_capscan((uint32_t)fuzz_odd(), &text, &next);
        else if (fuzz_below(2))
            security_install_builtin(own_id());
        else
            security_withdraw_builtin(own_id());
    }
    free(text);
    free(rows);
}

static void ask_security(void)
{
    change_parcel();
    switch (fuzz_below(8)) {
    case 0 ... 2:
        install();
        break;
    case 3:
        security_uninstall(own_id());
        break;
    case 4:
        load();
        break;
    default:
        ask_what_there_is();
    }
}

/* -- rounds ---------------------------------------------------------------- */

/* All that must be there, is. */
static void look_at_all(void)
{
    for (unsigned i = 0; i < model_key_count; i++) {
        const struct model_key *k = &model_keys[i];
        uint8_t *value = NULL;
        size_t length = 0;
        int answer = keys_read(k->id, k->key, &length, &value);

        if (answer != SECURITY_OK || length != k->length ||
            memcmp(value, k->value, length) != 0)
            fuzz_count_wrong(&tally_keys, "what is there", answer, 1);
        free(value);
    }
    for (unsigned i = 0; i < model_package_count; i++) {
        uint32_t length = 0;
        int answer = files_size(model_packages[i].id, &length);

        if (answer != SECURITY_OK || length != model_packages[i].length)
            fuzz_count_wrong(&tally_files, "what is there", answer, 1);
    }
}

/* A capability for the endpoint itself, and behind it the parcel's: of the
   first the coordinator gets the badge only, and the second is in its way if it
   leaves it where it is. Then nobody's parcel arrives any more. */
static void send_two_capabilities(void)
{
    char *id = NULL;
    int answer;

    for (uint32_t i = 0; i < 2; i++) {
        parcel.bytes[0] = 0; /* no bundle begins like this */
        fuzz_names_itself = i == 0;
        answer = security_install(parcel.cnode, BITS, PARCEL_PAGE, &id);
        free(id);
        if (answer !=
            (i == 0 ? SECURITY_BAD_FRAMES : SECURITY_BUNDLE + BUNDLE_BAD_MAGIC))
            fuzz_count_wrong(&tally_security, "a capability", answer, 1);
    }
}

static bool start(void)
{
    fuzz_seed((uint64_t)number);
    if (!parcel_make(&parcel, PAGES, BITS))
        return false;
    impostors = impostors_make();
    if (!impostors)
        return false;
    for (uint32_t i = PAGES; i < PARCEL_SLOTS; i++)
        content[i] = NO_FRAME;
    send_two_capabilities();
    return true;
}

static void ask(void)
{
    ask_keys();
    ask_security();
    ask_files();
}

int run(void)
{
    static char report[3 * FUZZ_TEXT];

    if (!start())
        return 1;
    for (;;) {
        turn_wait();
        look_at_all();
        fuzz_turn(&judge, ask, (unsigned)requests);
        look_at_all();
        strcpy(report, fuzz_report(&tally_security));
        strcat(strcat(report, "\n"), fuzz_report(&tally_keys));
        strcat(strcat(report, "\n"), fuzz_report(&tally_files));
        referee_round(report);
    }
}
