/* SPDX-License-Identifier: MIT */
/*
 * Untyped memory and the making of objects.
 *
 * All memory that is not the kernel's own belongs to user level, as untyped
 * capabilities. Retype turns a piece of one into objects: the kernel never
 * allocates. An untyped is used from the bottom up; a *watermark* in its
 * capability says how far.
 *
 *     0          watermark   start                    end           2^n
 *     |  in use  |  padding  | object | object | ...  |    free     |
 *
 * Objects are aligned to their size. When the last object made from an untyped
 * is gone, that is when its capability has no children in the derivation tree,
 * the watermark counts as 0 and all of it can be used again.
 *
 * New objects must be cleared. It is done here, just before they are made,
 * for those bytes only, in chunks with a preemption point after each. How far
 * the clearing came is kept in the capability (`cleared`, in units of a chunk,
 * counted from the untyped's base), so that a preempted Retype goes on where
 * it stopped: the bytes from the watermark up to there are zero. That stays
 * true because nobody can reach memory above the watermark.
 *
 * Invariants: every child lies below the watermark; a device untyped is never
 * cleared and yields only frames and untypeds.
 *
 * Source: seL4 Reference Manual, "Retyping untyped memory".
 */
#include "object/untyped.h"
#include "cap/cdt.h"
#include "debug/invariants.h"
#include "machine.h"
#include "object/sched_context.h"
#include "sched/sched.h"

enum { CHUNK_BITS = 8 };
_Static_assert(CLEAR_CHUNK == BIT(CHUNK_BITS), "one chunk, one work unit");

/** What one Retype makes. */
struct request {
    word_t type;        /* enum object_type                    */
    word_t size_bits;   /* as given                            */
    word_t object_bits; /* log2 of one object's bytes          */
    word_t count;
    struct cte *slots; /* the first destination, all empty    */
    word_t start, end; /* of the objects, as offsets          */
};

void untyped_mark_full(struct cap *cap)
{
    cap->watermark = BIT(cap->size_bits - MIN_UNTYPED_BITS);
    cap->cleared = 0;
}

/* log2 of an object's bytes; `size_bits` matters for some types only. */
static word_t object_bits(word_t type, word_t size_bits)
{
    switch (type) {
    case OBJECT_UNTYPED:
    case OBJECT_SCHED_CONTEXT:
        return size_bits;
    case OBJECT_CNODE:
        return size_bits + SLOT_BITS;
    case OBJECT_TCB:
        return OBJECT_TCB_BITS;
    case OBJECT_ENDPOINT:
        return OBJECT_ENDPOINT_BITS;
    case OBJECT_NOTIFICATION:
        return OBJECT_NOTIFICATION_BITS;
    case OBJECT_REPLY:
        return OBJECT_REPLY_BITS;
    case OBJECT_GIGA_PAGE:
        return OBJECT_GIGA_PAGE_BITS;
    case OBJECT_MEGA_PAGE:
        return OBJECT_MEGA_PAGE_BITS;
    default:
        return OBJECT_PAGE_BITS; /* page, page table */
    }
}

static bool is_frame(word_t type)
{
    return type == OBJECT_PAGE || type == OBJECT_MEGA_PAGE ||
           type == OBJECT_GIGA_PAGE;
}

/* -- decoding ------------------------------------------------------------ */

/* What is to be made, and how big one of it is. */
static error_t decode_size(struct invocation *inv, struct request *req)
{
    req->type = inv_arg(inv, 0);
    req->size_bits = inv_arg(inv, 1);
    if (req->type >= OBJECT_TYPES)
        return error_argument(0);
    if (req->size_bits >= WORD_BITS ||
        object_bits(req->type, req->size_bits) > MAX_UNTYPED_BITS)
        return error_range(0, MAX_UNTYPED_BITS);
    req->object_bits = object_bits(req->type, req->size_bits);
    if ((req->type == OBJECT_CNODE && req->size_bits == 0) ||
        (req->type == OBJECT_UNTYPED && req->size_bits < MIN_UNTYPED_BITS) ||
        (req->type == OBJECT_SCHED_CONTEXT &&
         req->size_bits < OBJECT_SCHED_CONTEXT_MIN_BITS))
        return error_argument(1);
    return OK;
}

/* The CNode in which the new capabilities go. */
static error_t decode_node(struct invocation *inv, struct cap *node)
{
    struct cap root = inv->extra[0]->cap;
    word_t depth = inv_arg(inv, 3);
    struct cte *slot;
    error_t err;

    if (depth == 0) {
        *node = root;
    } else {
        err = inv_lookup_slot(root, inv_arg(inv, 2), depth, false, &slot);
        if (err != OK)
            return err;
        *node = slot->cap;
    }
    if (!cap_is(*node, CAP_CNODE))
        return error_lookup(
            false, (struct lookup_failure){ LOOKUP_MISSING_CAPABILITY, depth });
    return OK;
}

/* How many, and into which slots: all of them must be empty. */
static error_t decode_window(struct invocation *inv, struct cap node,
                             struct request *req)
{
    word_t slots = cnode_slots(node);
    word_t offset = inv_arg(inv, 4);

    req->count = inv_arg(inv, 5);
    if (offset > slots - 1)
        return error_range(0, slots - 1);
    if (req->count < 1 || req->count > RETYPE_FAN_OUT)
        return error_range(1, RETYPE_FAN_OUT);
    if (req->count > slots - offset)
        return error_range(1, slots - offset);
    req->slots = cap_cnode(node) + offset;
    for (word_t i = 0; i < req->count; i++)
        if (!cap_is(req->slots[i].cap, CAP_NULL))
            return ERR_DELETE_FIRST;
    return OK;
}

/* Where the objects go: from the watermark up, or from the bottom if there are
   no children. */
static error_t decode_room(const struct cte *slot, struct request *req)
{
    word_t size = BIT(slot->cap.size_bits);
    word_t used = cdt_has_children(slot) ? untyped_used(slot->cap) : 0;

    if (req->count > (size - used) >> req->object_bits)
        return error_memory(size - used);
    if (slot->cap.is_device && !is_frame(req->type) &&
        req->type != OBJECT_UNTYPED)
        return error_argument(1);
    req->start = ALIGN_UP(used, req->object_bits);
    req->end = req->start + (req->count << req->object_bits);
    return OK;
}

/* -- performing ---------------------------------------------------------- */

/* Clears the bytes of the objects, or what is left to be cleared of them.
   \return PREEMPTED with the progress recorded. */
static error_t clear(struct cte *slot, const struct request *req)
{
    char *base = cap_object(slot->cap);
    word_t start = req->start, end = req->end;
    word_t done = (word_t)slot->cap.cleared << CHUNK_BITS;
    word_t at = done > start ? done : start;

    while (at < end) {
        word_t next = ALIGN_DOWN(at, CHUNK_BITS) + CLEAR_CHUNK;

        if (next > end)
            next = end;
        memory_clear(base + at, next - at);
        at = next;
        if (at < end && sched_preemption_point() != OK) {
            slot->cap.watermark = start >> MIN_UNTYPED_BITS;
            slot->cap.cleared = at >> CHUNK_BITS;
            return PREEMPTED;
        }
    }
    return OK;
}

/* Takes the bytes of the objects into use, cleared if objects need that. */
static error_t occupy(struct cte *slot, const struct request *req)
{
    error_t err = OK;

    /* A reset: what was cleared before objects lay there is not clear now. */
    if (req->start < untyped_used(slot->cap))
        slot->cap.cleared = 0;
    if (!slot->cap.is_device && req->type != OBJECT_UNTYPED)
        err = clear(slot, req);
    if (err == OK)
        slot->cap.watermark = req->end >> MIN_UNTYPED_BITS;
    return err;
}

/* The capability of a new object at kernel address `address`. */
static struct cap new_cap(const struct request *req, word_t address,
                          bool is_device)
{
    static const uint8_t cap_types[OBJECT_TYPES] = {
        [OBJECT_UNTYPED] = CAP_UNTYPED,
        [OBJECT_TCB] = CAP_TCB,
        [OBJECT_ENDPOINT] = CAP_ENDPOINT,
        [OBJECT_NOTIFICATION] = CAP_NOTIFICATION,
        [OBJECT_CNODE] = CAP_CNODE,
        [OBJECT_SCHED_CONTEXT] = CAP_SCHED_CONTEXT,
        [OBJECT_REPLY] = CAP_REPLY,
        [OBJECT_GIGA_PAGE] = CAP_FRAME,
        [OBJECT_PAGE] = CAP_FRAME,
        [OBJECT_MEGA_PAGE] = CAP_FRAME,
        [OBJECT_PAGE_TABLE] = CAP_PAGE_TABLE,
    };
    struct cap cap = cap_make(cap_types[req->type], address);

    if (req->type == OBJECT_CNODE || req->type == OBJECT_UNTYPED ||
        req->type == OBJECT_SCHED_CONTEXT || is_frame(req->type))
        cap.size_bits = is_frame(req->type) ? req->object_bits : req->size_bits;
    if (req->type == OBJECT_ENDPOINT || req->type == OBJECT_REPLY)
        cap.rights = req->type == OBJECT_REPLY ? RIGHT_GRANT : RIGHTS_ALL;
    else if (req->type == OBJECT_NOTIFICATION || is_frame(req->type))
        cap.rights = RIGHT_READ | RIGHT_WRITE;
    if (is_device)
        cap.is_device = true;
    return cap;
}

/* Makes the objects, and their capabilities as children of the untyped's. */
static void make_objects(struct cte *slot, const struct request *req)
{
    bool is_device = slot->cap.is_device;

    for (word_t i = 0; i < req->count; i++) {
        word_t address =
            (word_t)slot->cap.address + req->start + (i << req->object_bits);
        struct cap cap = new_cap(req, address, is_device);

        if (req->type == OBJECT_TCB)
            tcb_init(cap_tcb(cap));
        cdt_insert_object(&req->slots[i], cap, slot);
    }
}

/* Untyped_Retype: every check, then the clearing, then the objects. */
static error_t retype(struct invocation *inv)
{
    struct cte *slot = inv->slot;
    struct request req;
    struct cap node;
    error_t err;

    if (inv->length < 6 || inv->extra_count < 1)
        return ERR_TRUNCATED_MESSAGE;
    err = decode_size(inv, &req);
    if (err == OK)
        err = decode_node(inv, &node);
    if (err == OK)
        err = decode_window(inv, node, &req);
    if (err == OK)
        err = decode_room(slot, &req);
    if (err == OK)
        err = occupy(slot, &req);
    if (err != OK)
        return err;
    invariants_note_change();
    make_objects(slot, &req);
    return OK;
}

error_t untyped_invoke(struct invocation *inv)
{
    if (inv->label != UNTYPED_RETYPE)
        return ERR_ILLEGAL_OPERATION;
    return retype(inv);
}
