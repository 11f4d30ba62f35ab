/* SPDX-License-Identifier: MIT
 *
 * What a component description (.camkes, .idl4) says, checked and flattened:
 * all that the lowering to the capability plan reads of it.
 *
 * Model. Declarations are procedures, component types and connector types, as
 * they were written. An instance is one component of the running system: a
 * compound component leaves none, only those inside it, under dotted names
 * ("net.driver"). A connection joins ends; an end is an interface of an
 * instance, exports followed. Every setting has found its attribute and has a
 * value of the right type, references (`<-`) followed.
 *
 *   adl_model -> instances   -> type: component -> interfaces, locks
 *             |              |                       -> procedure -> methods
 *             |              |                            -> parameters
 *             |              -> settings
 *             -> connections -> connector
 *                            -> from, to: end -> instance, interface
 *
 * Everything is a list in the order of the description, chained by `next`,
 * and numbered by `index` from 0. All of it, texts too, lives until
 * adl_model_free. Each record has the place where it was declared, for the
 * messages of later steps.
 *
 * Invariants, once adl_read has returned true:
 *   - names are C identifiers and no C keywords, dotted for instances
 *   - two instances have different names, also with '_' for each '.'
 *   - every interface of an instance is in one connection, or in none and
 *     `optional`
 *   - the ends of a connection have the kinds, the number, the side of the
 *     hardware and the types that its connector asks for
 *   - a hardware interface that is connected has its address or its number
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../diagnostics.h"
#include "../options.h"

enum {
    ADL_NAME_MAX = 64,       /* bytes of one part of a name */
    ADL_NESTING_MAX = 16,    /* parts of a dotted name; depth of a value */
    ADL_INSTANCES_MAX = 512, /* of a whole system */
    ADL_PAGE = 4096,
};

/* -- values -------------------------------------------------------------- */

enum adl_value_kind {
    ADL_INTEGER,
    ADL_REAL,
    ADL_BOOLEAN,
    ADL_STRING,
    ADL_LIST,
    ADL_DICT,
};

/* An entry of a list (key is NULL) or of a dictionary. */
struct adl_item {
    struct adl_item *next;
    const char *key;
    const struct adl_value *value;
};

struct adl_value {
    enum adl_value_kind kind;
    struct place at;
    int64_t integer; /* INTEGER; BOOLEAN: 0 or 1 */
    double real;     /* REAL */
    const char *text;
    size_t length; /* of the text, without the NUL that ends it */
    const struct adl_item *items;
    unsigned depth; /* 1, or one more than the deepest item */
};

/* -- declarations -------------------------------------------------------- */

enum adl_type_kind {
    ADL_TYPE_VOID,
    ADL_TYPE_NUMBER,  /* integers, char, bool, float: a fixed size */
    ADL_TYPE_STRING,  /* char *, ends with NUL */
    ADL_TYPE_FOREIGN, /* from an included header; sizeof tells its size */
    ADL_TYPE_LIST,    /* only attributes */
    ADL_TYPE_DICT,    /* only attributes */
};

struct adl_type {
    enum adl_type_kind kind;
    const char *name; /* as the description says it */
    const char *c;    /* as C says it: "unsigned int", "uint8_t", "char *" */
    unsigned bytes;   /* NUMBER: its size on RV64, else 0 */
    bool is_signed;
    bool real;  /* float and double */
    bool array; /* `in int xs[]`: elements of this type, and their count */
};

/* `include <x.h>;` (system) or `include "x.h";`. */
struct adl_include {
    struct adl_include *next;
    const char *name;
    bool system;
    struct place at;
};

enum adl_direction { ADL_IN, ADL_OUT, ADL_INOUT, ADL_REFIN };

struct adl_parameter {
    struct adl_parameter *next;
    unsigned index;
    const char *name;
    enum adl_direction direction;
    struct adl_type type;
    struct place at;
};

struct adl_method {
    struct adl_method *next;
    unsigned index; /* its number in messages */
    const char *name;
    struct adl_type result;
    struct adl_parameter *parameters;
    unsigned parameter_count;
    struct place at;
};

struct adl_procedure {
    struct adl_procedure *next;
    unsigned index;
    const char *name;
    struct adl_include *includes;
    struct adl_method *methods;
    unsigned method_count;
    const char *folder; /* of its file, where "x.h" may lie */
    struct place at;
};

enum adl_interface_kind {
    ADL_PROVIDES,
    ADL_USES,
    ADL_EMITS,
    ADL_CONSUMES,
    ADL_DATAPORT,
};

struct adl_interface {
    struct adl_interface *next;
    unsigned index;
    enum adl_interface_kind kind;
    const char *name;
    const char *type; /* name of the procedure, event or dataport type */
    const struct adl_procedure *procedure; /* PROVIDES, USES; else NULL */
    uint64_t size;                         /* DATAPORT Buf: bytes, else 0 */
    bool optional;                         /* maybe */
    struct place at;
    struct place type_at;
};

enum adl_lock_kind { ADL_MUTEX, ADL_SEMAPHORE, ADL_BINARY_SEMAPHORE };

struct adl_lock {
    struct adl_lock *next;
    unsigned index;
    enum adl_lock_kind kind;
    const char *name;
    struct place at;
};

struct adl_attribute {
    struct adl_attribute *next;
    const char *name;
    struct adl_type type;
    const struct adl_value *value; /* default, or NULL */
    struct place at;
};

struct adl_component {
    struct adl_component *next;
    unsigned index;
    const char *name;
    const char *folder; /* of the file that declares it: its sources' home */
    bool control;       /* its run() has a thread */
    bool hardware;      /* a device: no program */
    struct adl_interface *interfaces;
    unsigned interface_count;
    struct adl_lock *locks;
    struct adl_attribute *attributes;
    struct adl_include *includes;
    struct adl_scope *scope; /* compound: what is inside; else NULL */
    struct place at;
};

/* What the composer knows how to build. Several names give the same kind. */
enum adl_connector_kind {
    ADL_RPC_CALL,
    ADL_RPC_SHARED,
    ADL_RPC_SIGNAL,
    ADL_NOTIFICATION,
    ADL_SHARED_DATA,
    ADL_MMIO,
    ADL_INTERRUPT,
    ADL_OTHER, /* declared by the description, never used in a connection */
};

enum adl_end_kind { ADL_END_PROCEDURE, ADL_END_EVENT, ADL_END_DATAPORT };

/* What a connector says of one of its sides. */
struct adl_side {
    enum adl_end_kind kind;
    bool many;     /* Procedures, Events, Dataports */
    bool hardware; /* hardware Event, hardware Dataport */
    struct place at;
};

struct adl_connector {
    struct adl_connector *next;
    const char *name;
    enum adl_connector_kind kind;
    struct adl_side from;
    struct adl_side to;
    struct adl_attribute *attributes;
    struct place at;
};

/* -- the system ---------------------------------------------------------- */

/* A value that the configuration gives, or an attribute's default. */
struct adl_setting {
    struct adl_setting *next;
    const char *name; /* of the attribute: "priority", "mem_paddr" */
    const struct adl_value *value;
    bool is_default;
    struct place at;
};

/*
 * One component of the running system. What it is made of (interfaces, locks)
 * stands in its type; `ends` has, by the interface's index, the connection
 * that the interface is in, or NULL.
 */
struct adl_instance {
    struct adl_instance *next;
    unsigned index;
    const char *name;   /* "a", "net.driver" */
    const char *symbol; /* the same as a C identifier: "net_driver" */
    const char *group;  /* instances of one group share an address space;
                           NULL: none */
    const struct adl_component *type;
    struct adl_setting *settings;
    struct adl_connection **connections;
    struct place at;
};

struct adl_end {
    struct adl_end *next;
    unsigned index; /* in its list */
    const struct adl_instance *instance;
    const struct adl_interface *interface;
    struct place at;
};

struct adl_connection {
    struct adl_connection *next;
    unsigned index;
    const char *name; /* dotted as instances are */
    const char *symbol;
    const struct adl_connector *connector;
    struct adl_end *from;
    struct adl_end *to;
    unsigned from_count;
    unsigned to_count;
    struct adl_setting *settings;
    struct place at;
};

/* A file that was read, for the build's dependencies. */
struct adl_file {
    struct adl_file *next;
    const char *path;
};

struct arena;

struct adl_model {
    struct arena *arena;
    struct adl_file *files;
    struct adl_procedure *procedures;
    struct adl_component *components;
    struct adl_connector *connectors;
    struct adl_instance *instances;
    struct adl_connection *connections;
    unsigned procedure_count;
    unsigned component_count;
    unsigned instance_count;
    unsigned connection_count;
};

/**
 * Reads a description and all that it imports, checks and flattens it.
 *
 * @param m     filled; the caller frees it with adl_model_free whatever is
 *              returned
 * @param d     gets every error and warning
 * @param path  the .camkes file
 * @param o     its search paths are where imports are looked for
 * @return true if there was no error; else only adl_model_free may use m
 */
bool adl_read(struct adl_model *m, struct diagnostics *d, const char *path,
              const struct options *o);

/**
 * The same for a text in memory.
 *
 * @param path    what messages call it; imports are looked for beside it
 * @param text    any bytes; need not end with NUL
 * @param length  their number
 */
bool adl_read_text(struct adl_model *m, struct diagnostics *d, const char *path,
                   const char *text, size_t length, const struct options *o);

/** Frees all that a model holds; it may be all zero. */
void adl_model_free(struct adl_model *m);

/**
 * The value of an instance's attribute: the one set, else the default.
 *
 * @param prefix  name of an interface or a lock of it, or "" for the instance
 * @param name    "priority", "_stack_size": the attribute is prefix + name
 * @return NULL if it is neither set nor has a default
 */
const struct adl_value *adl_value_of(const struct adl_instance *instance,
                                     const char *prefix, const char *name);

/**
 * The same for an integer; adl_read has checked that it is one.
 *
 * @param otherwise  what it is if nobody set it
 */
int64_t adl_integer_of(const struct adl_instance *instance, const char *prefix,
                       const char *name, int64_t otherwise);

/** The same for a string; `otherwise` may be NULL. */
const char *adl_string_of(const struct adl_instance *instance,
                          const char *prefix, const char *name,
                          const char *otherwise);

/**
 * Writes the model as JSON: instances, connections and what they refer to.
 * The same model gives the same bytes.
 *
 * @return false if `out` could not be written
 */
bool adl_dump(const struct adl_model *m, FILE *out);
