/* SPDX-License-Identifier: MIT */
/*
 * Lab 04, visible tests: entries that move and entries that go, and what
 * becomes of their relatives.
 */
#include "tree.h"

/* Wherever a capability goes, its children stay its children, and it stays a
   child of its parent. */
TEST(move_keeps_children)
{
    enum { RADIX = 3 };
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_CPtr cnode = test_object(seL4_CapTableObject, RADIX);
    seL4_CPtr before = badged(endpoint, 1);
    seL4_CPtr parent = badged(endpoint, 2);
    seL4_CPtr after = badged(endpoint, 3);
    const seL4_CPtr others[] = { copy_of(before), copy_of(after), before,
                                 after };
    const seL4_CPtr children[] = { copy_of(parent), copy_of(parent),
                                   copy_of(parent) };
    seL4_CPtr moved = test_slot(), moved_child = test_slot();
    seL4_Word index = test_pick("index", 0, (1 << RADIX) - 1);

    test_step("move a parent to another CNode and back");
    move_into(cnode, RADIX, index, parent);
    record_value("left behind", is_filled(parent));
    CHECK_OK(seL4_CNode_Move(TEST_CNODE, moved, DEPTH, cnode, index, RADIX));
    test_step("move one of its children");
    CHECK_OK(move(moved_child, children[test_pick("child", 0, 2)]));
    record_value("children", FILLED(children));

    test_step("revoke the parent");
    test_revoke(moved);
    record_value("children, revoked", FILLED(children));
    record_value("moved child", is_filled(moved_child));
    record_value("parent", is_filled(moved));
    record_value("others", FILLED(others));
    test_step("revoke the original");
    test_revoke(endpoint);
    record_value("parent, revoked", is_filled(moved));
    record_value("others, revoked", FILLED(others));
}

/* What is deleted leaves the tree, and nobody else does; the children of a
   deleted parent go to their grandparent. */
TEST(delete_leaf_keeps_siblings)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_CPtr parent = badged(endpoint, test_pick("badge", 1, 1000));
    const seL4_CPtr leaves[] = { copy_of(parent), copy_of(parent),
                                 copy_of(parent), copy_of(parent),
                                 copy_of(parent) };
    seL4_CPtr aunt = copy_of(endpoint);
    seL4_CPtr orphans[2], foster;

    test_step("delete one leaf in the middle");
    test_delete(leaves[test_pick("leaf", 1, 3)]);
    record_value("leaves", FILLED(leaves));
    test_step("revoke their parent");
    test_revoke(parent);
    record_value("leaves, revoked", FILLED(leaves));
    record_value("parent", is_filled(parent));
    record_value("aunt", is_filled(aunt));

    test_step("delete a parent");
    orphans[0] = copy_of(parent);
    orphans[1] = copy_of(parent);
    test_delete(parent);
    record_value("orphans", FILLED(orphans));
    foster = copy_of(orphans[0]);
    test_revoke(orphans[0]);
    record_value("orphan without children", is_filled(foster));
    test_step("revoke their grandparent");
    test_revoke(endpoint);
    record_value("orphans, revoked", FILLED(orphans));
    record_value("aunt, revoked", is_filled(aunt));
    record_value("original", is_filled(endpoint));
}
