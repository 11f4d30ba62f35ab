/* SPDX-License-Identifier: MIT
 *
 * The compiler attributes and compile-time checks that the other public
 * headers are written with.
 */
#pragma once

#define LIBSEL4_INLINE      __attribute__((unused)) static inline
#define LIBSEL4_INLINE_FUNC __attribute__((unused)) static inline
#define LIBSEL4_ALWAYS_INLINE \
    __attribute__((unused, always_inline)) static inline
#define LIBSEL4_UNUSED __attribute__((unused))

#define LIBSEL4_BIT(n)              (1ul << (n))
#define SEL4_PACKED                 __attribute__((packed))
#define SEL4_DEPRECATED(x)          __attribute__((deprecated(x)))
#define SEL4_OFFSETOF(type, member) __builtin_offsetof(type, member)

/** Fails the build when `expr` is false; `name` says which rule broke. */
#define SEL4_COMPILE_ASSERT(name, expr) _Static_assert(expr, #name);

/** Makes an enumeration as wide as a machine word, as the ABI has it. */
#define SEL4_FORCE_LONG_ENUM(type) \
    _enum_pad_##type = ((1ULL << ((sizeof(long) * 8) - 1)) - 1)

/** A mask of the `count` lowest bits; `count` is 1..64. */
#define SEL4_LOW_BITS(count) (~0ul >> (64 - (count)))

/**
 * Accessors of one bit field in word 0 of a type NAME_t: `low` is its lowest
 * bit, `count` its width. A value wider than the field is cut. Defines
 * NAME_get_FIELD(v), NAME_set_FIELD(v, x), which returns the changed value,
 * and both again as NAME_ptr_... for a pointer.
 */
#define SEL4_FIELD(name, field, low, count)                                 \
    LIBSEL4_INLINE_FUNC seL4_Word name##_ptr_get_##field(const name##_t *p) \
    {                                                                       \
        return (p->words[0] >> (low)) & SEL4_LOW_BITS(count);               \
    }                                                                       \
    LIBSEL4_INLINE_FUNC void name##_ptr_set_##field(name##_t *p,            \
                                                    seL4_Word value)        \
    {                                                                       \
        p->words[0] &= ~(SEL4_LOW_BITS(count) << (low));                    \
        p->words[0] |= (value & SEL4_LOW_BITS(count)) << (low);             \
    }                                                                       \
    LIBSEL4_INLINE_FUNC seL4_Word name##_get_##field(name##_t v)            \
    {                                                                       \
        return name##_ptr_get_##field(&v);                                  \
    }                                                                       \
    LIBSEL4_INLINE_FUNC name##_t name##_set_##field(name##_t v,             \
                                                    seL4_Word value)        \
    {                                                                       \
        name##_ptr_set_##field(&v, value);                                  \
        return v;                                                           \
    }
