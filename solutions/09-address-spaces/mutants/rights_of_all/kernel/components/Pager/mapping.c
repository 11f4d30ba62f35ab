/* SPDX-License-Identifier: MIT */
/* Mutant rights_of_all: every page may be written. */

enum pager_error mapping_make(struct space *space, seL4_CPtr frame,
                              uint64_t address, uint8_t rights)
{
    seL4_Error refused =
        map(space, frame, address, rights | PAGER_READ | PAGER_WRITE);

    if (rights & PAGER_EXECUTE)
        renew_instructions();
    for (int i = 0; refused == seL4_FailedLookup && i < TABLES_MAX; i++) {
        enum pager_error error = add_table(space, address);

        if (error != PAGER_OK)
            return error;
        refused = map(space, frame, address, rights | PAGER_READ | PAGER_WRITE);
    }
    return refused ? PAGER_NO_SPACE : PAGER_OK;
}
