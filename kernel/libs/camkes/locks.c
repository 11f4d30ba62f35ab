/* SPDX-License-Identifier: MIT
 *
 * The C library's own locks, so that malloc and the streams work with several
 * threads. The library asks for them as recursive mutexes.
 *
 * There is one lock for all: the library holds it for moments only, and one
 * notification is all that a component must be given for it. `owner` is
 * compared by the thread that asks only: if it is that thread, nobody else
 * changes it.
 */
#include "runtime.h"

#include <sys/lock.h>

struct __lock {
    char unused;
};

struct __lock __lock___libc_recursive_mutex;

static void *owner;
static unsigned depth;

static void *self(void)
{
    return __builtin_thread_pointer();
}

static void lock(void)
{
    if (!component.libc)
        return;
    if (__atomic_load_n(&owner, __ATOMIC_SEQ_CST) != self()) {
        component_wait(component.libc);
        __atomic_store_n(&owner, self(), __ATOMIC_SEQ_CST);
    }
    depth++;
}

static void unlock(void)
{
    if (!component.libc || --depth > 0)
        return;
    __atomic_store_n(&owner, NULL, __ATOMIC_SEQ_CST);
    component_post(component.libc);
}

/** Of the C library's interface: there is nothing to prepare. */
void __retarget_lock_init(_LOCK_T *lock_of)
{
    *lock_of = &__lock___libc_recursive_mutex;
}

/** The same for a recursive lock. */
void __retarget_lock_init_recursive(_LOCK_T *lock_of)
{
    *lock_of = &__lock___libc_recursive_mutex;
}

/** There is nothing to give back. */
void __retarget_lock_close(_LOCK_T lock_of)
{
    (void)lock_of;
}

/** The same for a recursive lock. */
void __retarget_lock_close_recursive(_LOCK_T lock_of)
{
    (void)lock_of;
}

/** Waits until the library is the calling thread's. */
void __retarget_lock_acquire(_LOCK_T lock_of)
{
    (void)lock_of;
    lock();
}

/** The same for a recursive lock. */
void __retarget_lock_acquire_recursive(_LOCK_T lock_of)
{
    (void)lock_of;
    lock();
}

/** Gives the library back. */
void __retarget_lock_release(_LOCK_T lock_of)
{
    (void)lock_of;
    unlock();
}

/** The same for a recursive lock. */
void __retarget_lock_release_recursive(_LOCK_T lock_of)
{
    (void)lock_of;
    unlock();
}
