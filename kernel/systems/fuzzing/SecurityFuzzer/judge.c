/* SPDX-License-Identifier: MIT
 *
 * The judge: see judge.h. Of a request it finds out what it must come to
 * (struct expected); the same is asked before a spoilt one is sent, and when
 * the answer is there.
 */
#include "judge.h"

#include <bundle.h>
#include <camkes.h>
#include <stdlib.h>
#include <string.h>

enum {
    LENGTH_MAX = 8 << 20,      /* of a package */
    LENGTH_SURE = 2 << 20,     /* there is memory for it */
    LENGTH_TOO_MUCH = 4 << 20, /* above: there is none */
    PIECE = 2048,              /* of a file */
    TEXT_MAX = 3584,           /* bytes of a manifest in an answer */
    ROWS_MAX = 48,
};

struct fuzz_tally tally_security = { .name = "security" };
struct fuzz_tally tally_keys = { .name = "keys" };
struct fuzz_tally tally_files = { .name = "files" };

struct parcel parcel;
enum content content[PARCEL_SLOTS];

enum effect {
    NOTHING,
    KEY_SET,
    KEY_GONE,
    PACKAGE_SET,
    NOTE_SET,
    NOTE_GONE,
    PACKAGE_GONE
};

struct expected {
    enum component_status status;
    int answer;
    int or_else;    /* another answer that is as good; 0: none */
    bool is_anyone; /* the answer depends on what others do */
    enum effect effect;
    const char *id, *key; /* in the request; NULL: it has none */
    const uint8_t *bytes; /* to be kept */
    size_t length;
    uint32_t first, count;
};

/* -- values that others write, too ----------------------------------------- */

static uint8_t certified_byte(uint64_t seed, uint32_t at)
{
    return (uint8_t)(seed >> at % 8 * 8 ^ at * 7 ^ seed >> at % 56);
}

void certify(uint8_t *value, uint32_t length, uint64_t seed)
{
    memcpy(value, &seed, CERTIFIED_MIN);
    for (uint32_t i = CERTIFIED_MIN; i < length; i++)
        value[i] = certified_byte(seed, i);
}

bool is_certified(const uint8_t *value, size_t length)
{
    uint64_t seed;

    if (length < CERTIFIED_MIN)
        return false;
    memcpy(&seed, value, CERTIFIED_MIN);
    for (uint32_t i = CERTIFIED_MIN; i < length; i++)
        if (value[i] != certified_byte(seed, i))
            return false;
    return true;
}

/* -- what must come of a request ------------------------------------------- */

static bool is_id(const char *id)
{
    return bundle_id_valid(id, strnlen(id, SECURITY_ID_MAX + 1));
}

/* An id that belongs to others: whatever is there is right. */
static void expect_anyone(struct expected *e)
{
    e->is_anyone = model_owner(e->id) != MODEL_OURS;
}

static void expect_key(const struct fuzz_request *r, struct expected *e)
{
    size_t length = strnlen(e->key, SECURITY_KEY_MAX + 1);

    if (!is_id(e->id))
        e->answer = SECURITY_ID_INVALID;
    else if (length == 0 || length > SECURITY_KEY_MAX)
        e->answer = SECURITY_BAD_KEY;
    else if (r->method == KEY_WRITE && e->length > SECURITY_VALUE_MAX)
        e->answer = SECURITY_BAD_VALUE;
    if (e->answer)
        return;
    expect_anyone(e);
    e->answer = SECURITY_OK;
    if (r->method == KEY_WRITE)
        e->effect = KEY_SET;
    else if (!model_find_key(e->id, e->key))
        e->answer = SECURITY_NOT_FOUND;
    else if (r->method == KEY_REMOVE)
        e->effect = KEY_GONE;
}

static void expect_keys(const struct fuzz_request *r,
                        struct component_message *m, struct expected *e)
{
    e->id = component_get_string(m);
    e->key = component_get_string(m);
    if (r->method == KEY_WRITE)
        e->bytes = component_get_array(m, 1, &e->length);
    if (fuzz_status(m) == COMPONENT_OK)
        expect_key(r, e);
}

/* Whether a package of so many bytes can be copied from or to the parcel. */
static bool parcel_fits(struct component_message *m, uint32_t bits,
                        uint32_t length, enum content worst)
{
    uint32_t pages = (length + PARCEL_PAGE - 1) / PARCEL_PAGE;

    if (m->capability != parcel.cnode || bits != parcel.bits ||
        pages > PARCEL_SLOTS)
        return false;
    for (uint32_t i = 0; i < pages; i++)
        if (content[i] > worst)
            return false;
    return true;
}

/* What is to be kept under an id: the bundle's own, or another. */
static void expect_kept(struct expected *e, const char *id)
{
    e->id = id;
    expect_anyone(e);
    e->answer = model_find_package(id) ? SECURITY_FOUND : SECURITY_OK;
    if (e->answer == SECURITY_OK)
        e->effect = PACKAGE_SET;
}

static void expect_parcel(struct component_message *m, struct expected *e,
                          uint32_t bits, uint32_t length)
{
    static struct bundle bundle;
    unsigned where;

    if (length == 0 || length > LENGTH_MAX) {
        e->answer = SECURITY_LENGTH;
    } else if (length > LENGTH_SURE) {
        e->answer = SECURITY_MEMORY;
        if (length <= LENGTH_TOO_MUCH)
            e->or_else = SECURITY_BAD_FRAMES;
    } else if (!parcel_fits(m, bits, length, READ_ONLY)) {
        e->answer = SECURITY_BAD_FRAMES;
    } else {
        e->bytes = parcel.bytes;
        e->length = length;
        e->answer = (int)bundle_verify(e->bytes, length, &bundle, &where);
        if (e->answer)
            e->answer += SECURITY_BUNDLE;
        else
            expect_kept(e, e->id ? e->id : bundle.manifest.id);
    }
}

static void expect_install(const struct fuzz_request *r,
                           struct component_message *m, struct expected *e)
{
    uint32_t bits = 0, length = 0;

    if (r->method == INSTALL_APP)
        e->id = component_get_string(m);
    component_get(m, &bits, sizeof bits);
    component_get(m, &length, sizeof length);
    if (fuzz_status(m) != COMPONENT_OK)
        return;
    if (r->method == INSTALL_APP && !is_id(e->id))
        e->answer = SECURITY_ID_INVALID;
    else
        expect_parcel(m, e, bits, length);
}

/* Of a package that must be there. */
static void expect_package(const struct fuzz_request *r,
                           struct component_message *m, struct expected *e)
{
    struct model_bytes p = model_package(e->id);
    struct bundle bundle;
    uint32_t bits = 0, length = 0;
    unsigned where;

    e->answer = p.bytes ? SECURITY_OK : SECURITY_NOT_FOUND;
    if (e->answer == SECURITY_OK && r->method == GET_MANIFEST &&
        bundle_verify(p.bytes, p.length, &bundle, &where) == BUNDLE_OK &&
        bundle.manifest_length > TEXT_MAX)
        e->answer = SECURITY_ANSWER;
    if (r->method != LOAD_APPLICATION)
        return;
    component_get(m, &bits, sizeof bits);
    component_get(m, &length, sizeof length);
    if (e->answer != SECURITY_OK)
        return;
    if (length != p.length)
        e->answer = SECURITY_LENGTH;
    else if (!parcel_fits(m, bits, length, FRAME))
        e->answer = SECURITY_BAD_FRAMES;
}

static void expect_built_in(const struct fuzz_request *r, struct expected *e)
{
    const struct model_package *p = model_find_package(e->id);
    struct model_bytes b = model_built_in(e->id);
    bool installs = r->method == INSTALL_BUILTIN;

    e->bytes = b.bytes;
    e->length = b.length;
    e->answer = SECURITY_OK;
    if (installs && p)
        e->answer = SECURITY_FOUND;
    else if (installs ? !b.bytes : !p || !p->note)
        e->answer = SECURITY_NOT_FOUND;
    else
        e->effect = installs ? NOTE_SET : NOTE_GONE;
}

static void expect_uninstall(struct expected *e)
{
    e->answer = SECURITY_NOT_FOUND;
    if (!model_find_package(e->id))
        return;
    e->answer = SECURITY_OK;
    e->effect = PACKAGE_GONE;
}

static void expect_named(const struct fuzz_request *r,
                         struct component_message *m, struct expected *e)
{
    e->id = component_get_string(m);
    if (e->id && !is_id(e->id)) {
        e->answer = SECURITY_ID_INVALID;
        m->at += r->method == LOAD_APPLICATION ? 2 * COMPONENT_WORD : 0;
        m->error = m->at > m->size ? COMPONENT_BAD_PAYLOAD : m->error;
    } else if (e->id) {
        expect_anyone(e);
        if (r->method == INSTALL_BUILTIN || r->method == WITHDRAW_BUILTIN)
            expect_built_in(r, e);
        else if (r->method == UNINSTALL)
            expect_uninstall(e);
        else
            expect_package(r, m, e);
    }
}

/* Echo, and what has but a number. */
static void expect_other(const struct fuzz_request *r,
                         struct component_message *m, struct expected *e)
{
    if (r->method == ECHO)
        e->key = component_get_string(m);
    else
        component_get(m, &e->first, sizeof e->first);
    e->answer = SECURITY_OK;
}

static void expect_security(const struct fuzz_request *r,
                            struct component_message *m, struct expected *e)
{
    switch (r->method) {
    case INSTALL:
    case INSTALL_APP:
        expect_install(r, m, e);
        break;
    case ECHO:
    case GET_PACKAGES:
    case CAPSCAN:
        expect_other(r, m, e);
        break;
    default:
        expect_named(r, m, e);
    }
}

static void expect_files(const struct fuzz_request *r,
                         struct component_message *m, struct expected *e)
{
    e->id = component_get_string(m);
    if (r->method == FILE_READ) {
        component_get(m, &e->first, sizeof e->first);
        component_get(m, &e->count, sizeof e->count);
    }
    if (fuzz_status(m) != COMPONENT_OK)
        return;
    e->answer = SECURITY_ID_INVALID;
    if (!is_id(e->id))
        return;
    expect_anyone(e);
    e->answer = model_package(e->id).bytes ? SECURITY_OK : SECURITY_NOT_FOUND;
}

/* -- which interface ------------------------------------------------------- */

static const struct interface {
    const char *name;
    unsigned methods;
    void (*expect)(const struct fuzz_request *r, struct component_message *m,
                   struct expected *e);
    struct fuzz_tally *tally;
} interfaces[] = {
    { "security", SECURITY_METHODS, expect_security, &tally_security },
    { "keys", KEY_METHODS, expect_keys, &tally_keys },
    { "files", FILE_METHODS, expect_files, &tally_files },
};

static const struct interface *interface_of(const struct fuzz_request *r)
{
    for (unsigned i = 0; i < sizeof interfaces / sizeof *interfaces; i++)
        if (strcmp(interfaces[i].name, r->client->interface) == 0)
            return &interfaces[i];
    abort();
}

static struct expected expect(const struct fuzz_request *r)
{
    const struct interface *i = interface_of(r);
    struct component_message m = fuzz_parameters(r, i->methods);
    struct expected e = { 0 };

    if (m.error == COMPONENT_OK)
        i->expect(r, &m, &e);
    e.status = fuzz_status(&m);
    return e;
}

/* -- may it be sent? ------------------------------------------------------- */

/* What is changed must be ours, or made so that nobody can mistake it; and the
   model must have room for it. */
static bool allows(const struct fuzz_request *r)
{
    struct expected e = expect(r);
    enum model_owner owner =
        e.id && is_id(e.id) ? model_owner(e.id) : MODEL_OURS;

    if (e.status != COMPONENT_OK || owner == MODEL_OURS)
        switch (e.status == COMPONENT_OK ? e.effect : NOTHING) {
        case KEY_SET:
            return model_has_room();
        case PACKAGE_SET:
        case NOTE_SET:
            return model_package_count < MODEL_PACKAGES &&
                   e.length <= MODEL_PACKAGE_BYTES;
        default:
            return true;
        }
    if (strcmp(r->client->interface, "keys") == 0)
        return owner == MODEL_SHARED &&
               (r->method != KEY_WRITE || is_certified(e.bytes, e.length));
    return strcmp(r->client->interface, "files") == 0;
}

/* -- what is in an answer -------------------------------------------------- */

static void check_value(struct expected *e, struct component_message *m)
{
    const struct model_key *k = model_find_key(e->id, e->key);
    size_t length;
    const uint8_t *value = component_get_array(m, 1, &length);
    bool same;

    if (e->is_anyone)
        same = is_certified(value, length);
    else
        same = length == k->length && memcmp(value, k->value, length) == 0;
    if (!same)
        fuzz_count_wrong(&tally_keys, "value", (int64_t)length,
                         k ? k->length : 0);
}

static void check_piece(struct expected *e, struct component_message *m)
{
    struct model_bytes p = model_package(e->id);
    size_t length, wanted = e->count < PIECE ? e->count : PIECE;
    const uint8_t *bytes = component_get_array(m, 1, &length);

    if (e->first >= p.length)
        wanted = 0;
    else if (wanted > p.length - e->first)
        wanted = p.length - e->first;
    if (length != wanted || memcmp(bytes, p.bytes + e->first, wanted) != 0)
        fuzz_count_wrong(&tally_files, "piece", (int64_t)length,
                         (int64_t)wanted);
}

static void check_length(struct expected *e, struct component_message *m,
                         struct fuzz_tally *t)
{
    uint32_t length = 0;

    component_get(m, &length, sizeof length);
    if (length != model_package(e->id).length)
        fuzz_count_wrong(t, "length", length, model_package(e->id).length);
}

static void check_manifest(struct expected *e, struct component_message *m)
{
    struct model_bytes p = model_package(e->id);
    const char *text = component_get_string(m);
    struct bundle bundle;
    unsigned where;

    bundle_verify(p.bytes, p.length, &bundle, &where);
    if (!text || strlen(text) != bundle.manifest_length ||
        memcmp(text, bundle.manifest_text, bundle.manifest_length) != 0)
        fuzz_count_wrong(&tally_security, "manifest", text != NULL, 1);
}

static void check_loaded(struct expected *e)
{
    struct model_bytes p = model_package(e->id);

    if (memcmp(parcel.bytes, p.bytes, p.length) != 0)
        fuzz_count_wrong(&tally_security, "loaded", 0, 1);
}

/* A row of ours says what the model says. */
static bool is_row_right(const struct security_package *row)
{
    const struct model_package *p = model_find_package(row->id);

    if (model_owner(row->id) != MODEL_OURS)
        return true;
    return row->installed == (p != NULL) && row->copied == (p && !p->note) &&
           row->builtin == (model_built_in(row->id).bytes != NULL) &&
           row->length == model_package(row->id).length;
}

static unsigned ours_in_all(void)
{
    const char *built_in = number ? "panic" : "hello";

    return model_package_count + !model_find_package(built_in);
}

static void check_rows(struct expected *e, struct component_message *m)
{
    const struct security_package *rows;
    size_t count;
    unsigned ours = 0, wrong = 0;
    uint32_t next = 0;

    rows = component_get_array(m, sizeof *rows, &count);
    component_get(m, &next, sizeof next);
    for (size_t i = 0; i < count; i++) {
        ours += model_owner(rows[i].id) == MODEL_OURS;
        wrong += !is_row_right(&rows[i]);
        wrong += i > 0 && strcmp(rows[i - 1].id, rows[i].id) >= 0;
    }
    wrong += e->first == 0 && next == 0 && ours != ours_in_all();
    if (wrong || next != 0)
        fuzz_count_wrong(&tally_security, "rows", wrong, 0);
}

static void check_security(const struct fuzz_request *r, struct expected *e,
                           struct component_message *m)
{
    switch (r->method) {
    case GET_PACKAGES:
        check_rows(e, m);
        break;
    case SIZE_BUFFER:
        check_length(e, m, &tally_security);
        break;
    case GET_MANIFEST:
        check_manifest(e, m);
        break;
    case LOAD_APPLICATION:
        check_loaded(e);
        break;
    }
}

static void check_echo(struct expected *e, struct component_message *m)
{
    const char *text = component_get_string(m);

    fuzz_count_answer(&tally_security, SECURITY_OK);
    if (!text || strcmp(text, e->key) != 0)
        fuzz_count_wrong(&tally_security, "echo", 0, 1);
}

/* -- what happened --------------------------------------------------------- */

static void apply(struct expected *e)
{
    switch (e->effect) {
    case KEY_SET:
        model_set_key(e->id, e->key, e->bytes, (uint32_t)e->length);
        break;
    case KEY_GONE:
        model_remove_key(model_find_key(e->id, e->key));
        break;
    case PACKAGE_SET:
    case NOTE_SET:
        model_keep(e->id, e->bytes, (uint32_t)e->length, e->effect == NOTE_SET);
        break;
    case NOTE_GONE:
        model_withdraw(model_find_package(e->id));
        break;
    case PACKAGE_GONE:
        model_uninstall(model_find_package(e->id));
        break;
    default:
        break;
    }
}

static void check(const struct fuzz_request *r, const struct interface *i,
                  struct expected *e, struct component_message *m)
{
    if (i->tally == &tally_keys && r->method == KEY_READ)
        check_value(e, m);
    if (e->is_anyone)
        return;
    if (i->tally == &tally_files && r->method == FILE_SIZE)
        check_length(e, m, &tally_files);
    else if (i->tally == &tally_files)
        check_piece(e, m);
    else if (i->tally == &tally_security)
        check_security(r, e, m);
}

static bool is_as_good(const struct expected *e, int answer)
{
    if (e->is_anyone && e->effect != KEY_SET)
        return answer == SECURITY_OK || answer == SECURITY_NOT_FOUND;
    return answer == e->answer || (e->or_else && answer == e->or_else);
}

static void told(const struct fuzz_request *r, const struct fuzz_answer *a)
{
    const struct interface *i = interface_of(r);
    struct expected e = expect(r);
    struct component_message m = fuzz_results(a);
    int answer = 0;

    if (!fuzz_judge_status(i->tally, r, a, e.status))
        return;
    if (i->tally == &tally_security && r->method == ECHO) {
        check_echo(&e, &m);
        return;
    }
    component_get(&m, &answer, sizeof answer);
    fuzz_count_answer(i->tally, answer);
    if (!is_as_good(&e, answer))
        fuzz_count_wrong(i->tally, "answer", answer, e.answer);
    else if (answer == SECURITY_OK)
        check(r, i, &e, &m);
    if (answer == SECURITY_OK && !e.is_anyone)
        apply(&e);
}

const struct fuzz_judge judge = { allows, told };
