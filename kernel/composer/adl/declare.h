/* SPDX-License-Identifier: MIT
 *
 * What the grammar does with each thing that it recognised: it is checked as
 * far as that needs nothing else, and put into the lists of syntax.h and
 * model.h. Called by grammar.y only.
 *
 * Names are held against the keywords of C and against the names that the
 * same block has already: a second one is reported and left out.
 */
#pragma once

#include "adl/syntax.h"

/** A name, a string or a file name as the scanner gives it. */
struct token_text {
    const char *name;
    size_t length;
};

/** Reports a token that fits nowhere; `token` NULL: the end of the file. */
void report_unexpected(struct reader *r, const struct place *at,
                       const char *token, size_t length,
                       const char *const *expected, int count);

/** @return a word for a list of words */
struct word *word_new(struct reader *r, struct word word);

/** @return a path of one word */
struct path path_new(struct reader *r, struct word word);

/** @return the path with one word more; too many words are an error */
struct path path_more(struct reader *r, struct path path, struct word word);

/** Opens a procedure; what follows goes into it. */
void declare_procedure(struct reader *r, struct word name);

/** Opens a method; the last of the words is its name, the others its type. */
void declare_method(struct reader *r, struct word *words);

/** Adds a parameter to the last method: `void` alone is none. */
void declare_parameter(struct reader *r, enum adl_direction direction,
                       struct word *words, bool array);

/** Adds a header to a procedure or component. */
void declare_include(struct reader *r, struct adl_include **includes,
                     struct word name, bool system);

/** Opens a component; what follows goes into it. */
void declare_component(struct reader *r, struct word name);

/** Ends a component. */
void close_component(struct reader *r);

/** `control;` */
void declare_control(struct reader *r, struct place at);

/** `hardware;` */
void declare_hardware(struct reader *r, struct place at);

/** Adds provides, uses, emits or consumes. */
void declare_interface(struct reader *r, bool optional,
                       enum adl_interface_kind kind, struct word type,
                       struct word name);

/** Adds a dataport of any type; `Buf` has `size` bytes. */
void declare_dataport(struct reader *r, bool optional, struct word type,
                      uint64_t size, struct place size_at, struct word name);

/** Adds a dataport Buf(size). */
void declare_buffer(struct reader *r, bool optional, struct word type,
                    int64_t size, struct place size_at, struct word name);

/** Adds a mutex or semaphore. */
void declare_lock(struct reader *r, enum adl_lock_kind kind, struct word name);

/** Adds an attribute to the open component or connector. */
void declare_attribute(struct reader *r, struct word *words, bool array,
                       struct adl_value *value);

/** Opens a connector. */
void declare_connector(struct reader *r, struct word name);

/** Says what one side of the open connector is. */
void declare_side(struct reader *r, bool from, bool hardware, struct word kind);

/** The word behind `with N`: "threads" or "thread". */
void check_threads(struct reader *r, struct word word);

/** Ends a connector: it must have both sides. */
void close_connector(struct reader *r);

/** Opens an assembly: what follows goes into the system's scope. */
void open_assembly(struct reader *r);

/** Opens the composition or configuration of the component or assembly. */
void open_scope(struct reader *r);

/** `component T name;` */
void declare_instance(struct reader *r, struct word type, struct word name);

/** Opens a group. */
void declare_group(struct reader *r, struct word name);

/** Opens a connection. */
void declare_connection(struct reader *r, struct word type, struct word name);

/** Adds an end to the open connection. */
void declare_end(struct reader *r, bool to, struct path path);

/** `export path -> name;` */
void declare_export(struct reader *r, struct path path, struct word name);

/** `path = value;`, or if value is NULL, `path <- reference;` */
void declare_setting(struct reader *r, struct path path,
                     struct adl_value *value, const struct path *reference);

/** @return a value of one kind, at a place */
struct adl_value *value_integer(struct reader *r, int64_t number,
                                struct place at);
/** The same for a real number. */
struct adl_value *value_real(struct reader *r, double number, struct place at);
/** The same for true and false. */
struct adl_value *value_boolean(struct reader *r, int64_t truth,
                                struct place at);
/** The same for a string. */
struct adl_value *value_string(struct reader *r, struct token_text text,
                               struct place at);
/** The same for a list; one that is nested too deeply is an error. */
struct adl_value *value_list(struct reader *r, struct adl_item *items,
                             struct place at);
/** The same for a dictionary. */
struct adl_value *value_dict(struct reader *r, struct adl_item *items,
                             struct place at);

/** @return an entry of a list, or with a key, of a dictionary */
struct adl_item *item_new(struct reader *r, const char *key,
                          struct adl_value *value, struct place at);

/** Reports a key that a dictionary has already. */
void check_key(struct reader *r, const struct adl_item *items, const char *key,
               struct place at);

/**
 * Computes with 64-bit signed numbers.
 *
 * @param op  one of + - * / %, or < and > for shifts
 * @param at  for messages: overflow, division by zero, a shift beyond 63
 * @return 0 after an error
 */
int64_t compute(struct reader *r, int64_t a, char op, int64_t b,
                struct place at);
