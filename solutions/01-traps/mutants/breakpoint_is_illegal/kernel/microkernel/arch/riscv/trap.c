/* SPDX-License-Identifier: MIT */

static void exception(word_t cause)
{
    switch (cause) {
    case CAUSE_FETCH_PAGE:
        vm_fault(CAUSE_FETCH_ACCESS);
        break;
    case CAUSE_LOAD_PAGE:
        vm_fault(CAUSE_LOAD_ACCESS);
        break;
    case CAUSE_STORE_PAGE:
        vm_fault(CAUSE_STORE_ACCESS);
        break;
    case CAUSE_FETCH_ACCESS:
    case CAUSE_LOAD_ACCESS:
    case CAUSE_STORE_ACCESS:
        vm_fault(cause);
        break;
    case CAUSE_ILLEGAL:
        if (fpu_acquire(ks.current))
            break;
        /* fall through */
    default:
        kernel_fault((struct fault){ .type = FAULT_USER_EXCEPTION,
                                     .address = CAUSE_ILLEGAL });
        break;
    }
}
