/* SPDX-License-Identifier: MIT */
/* Mutant one_table: only one page table is added. */

enum pager_error mapping_make(struct space *space, seL4_CPtr frame,
                              uint64_t address, uint8_t rights)
{
    seL4_Error refused = map(space, frame, address, rights);

    if (rights & PAGER_EXECUTE)
        renew_instructions();
    for (int i = 0; refused == seL4_FailedLookup && i < 1; i++) {
        enum pager_error error = add_table(space, address);

        if (error != PAGER_OK)
            return error;
        refused = map(space, frame, address, rights);
    }
    return refused ? PAGER_NO_SPACE : PAGER_OK;
}
