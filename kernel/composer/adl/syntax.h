/* SPDX-License-Identifier: MIT
 *
 * A description as it was written, while it is read and checked: what the
 * front end keeps to itself. model.h is what it comes to.
 *
 * The way of a description:
 *   1. source.c    opens files and imports, each once; scan.l and grammar.y
 *                  take them apart and call declare.h for each declaration
 *   2. resolve.c   finds what names mean, holds every declaration against
 *                  the rules; each error is reported once, however often a
 *                  component is used
 *   3. flatten.c   makes instances and connections, settings.c their settings
 *
 * A syntax error ends it after step 1, and any other error after step 2: what
 * is missing then would only bring forth errors that are none.
 *
 * A scope is what lies between the braces of a composition and of a
 * configuration: that of the system (all assemblies together) or that of a
 * compound component. Its records name things; the fields marked "resolved"
 * are filled in by step 2.
 */
#pragma once

#include "adl/arena.h"
#include "adl/model.h"

enum {
    SYNTAX_FILE_MAX = 256 * 1024, /* bytes of a file */
    SYNTAX_FILES_MAX = 200,       /* files of a description */
    SYNTAX_RECORDS_MAX = 20000,   /* declarations of a description */
    SYNTAX_PATH_MAX = 4096,       /* bytes of a file's name */
    SYNTAX_BUFFER_MAX = 1 << 30,  /* bytes of a dataport */
    SYNTAX_IRQS = 96,             /* interrupt numbers of the machine: 1..95 */
};

/* A name where it stands. */
struct word {
    struct word *next;
    const char *name;
    struct place at;
};

/* "a.b.c", and how many words it has. */
struct path {
    struct word *words;
    unsigned count;
    struct place at;
};

/* `component T name;`, in a group or not. */
struct declared_instance {
    struct declared_instance *next;
    const char *name;
    const char *group; /* or NULL */
    struct place at;
    struct word component;
    struct adl_component *type; /* resolved; NULL: unknown */
    struct use *uses;           /* resolved: by the interface's index */
};

/* Where an interface of a declared instance is connected or exported. */
struct use {
    bool used;
    struct place at;
};

struct declared_group {
    struct declared_group *next;
    const char *name;
    struct place at;
};

struct declared_end {
    struct declared_end *next;
    bool to;
    struct path path;
    struct declared_instance *instance; /* resolved; NULL: unknown */
    struct adl_interface *interface;    /* resolved */
};

struct declared_connection {
    struct declared_connection *next;
    const char *name;
    struct place at;
    struct word type;
    struct declared_end *ends;
    struct adl_connector *connector; /* resolved; NULL: unknown */
};

/* `export a.b -> c;` */
struct declared_export {
    struct declared_export *next;
    const char *name; /* c */
    struct place at;
    struct path path;
    struct declared_instance *instance; /* resolved; NULL: unknown */
    struct adl_interface *interface;    /* resolved */
};

/* `path.attribute = value;` or `path.attribute <- reference;` */
struct declared_setting {
    struct declared_setting *next;
    struct path path;        /* of what has the attribute; may be empty */
    struct word attribute;   /* its name */
    struct adl_value *value; /* or NULL, then: */
    struct path reference;
    struct word referred; /* the attribute that the reference ends in */
    bool reported;        /* its value was found bad */
};

struct adl_scope {
    struct declared_instance *instances;
    struct declared_group *groups;
    struct declared_connection *connections;
    struct declared_export *exports;
    struct declared_setting *settings;
    bool doubtful; /* some end or export is wrong: what is unconnected is not
                      known */
};

/* One file that is to be read or was. */
struct source {
    struct source *next;
    const char *path;   /* as messages name it */
    const char *folder; /* of it, "." if the path has none */
    const char *real;   /* which file that is */
};

/* Whether the parser looks for a place to go on after a syntax error; IN_BLOCK:
 * the token that fitted nowhere opened a block. */
enum recovery { RECOVERY_NONE, RECOVERY, RECOVERY_IN_BLOCK };

/* The state of reading one description. */
struct reader {
    struct adl_model *m;
    struct diagnostics *d;
    const struct options *o;
    struct arena *arena;
    struct source *sources;
    struct source *source; /* the one being parsed */
    unsigned source_count;
    unsigned records;
    bool broken; /* a syntax error was reported */
    bool full;   /* SYNTAX_RECORDS_MAX is reached */
    unsigned assemblies;
    struct adl_scope *top;

    /* the scanner: the token that the parser looks at, where it begins,
     * what is behind it, where the open comment began */
    const char *token;
    size_t token_length;
    struct place before;
    struct place next;
    struct place comment;
    enum recovery recovery;

    /* the declarations that are open */
    struct adl_procedure *procedure;
    struct adl_method *method;
    struct adl_component *component;
    struct adl_connector *connector;
    struct adl_scope *scope;
    struct declared_connection *connection;
    struct declared_group *group;
    bool from_given;
    bool to_given;
};

/** Text of the connectors that are always there, and what messages call it. */
extern const char prelude_text[];
extern const char prelude_name[];

/** @return whether `import <name>;` means the prelude */
bool prelude_is_named(const char *name);

/** @return the kind of a connector that the composer can build, or OTHER */
enum adl_connector_kind prelude_kind(const char *connector);

/** Reads and parses `path` and all it imports, or the text if it is given. */
void source_read(struct reader *r, const char *path, const char *text,
                 size_t length);

/** Remembers a file to read; `system`: it stood in angle brackets. */
void source_import(struct reader *r, const char *name, bool system,
                   struct place at);

/** Parses a text as the file r->source. */
void source_parse(struct reader *r, const char *text, size_t length);

/** Finds what names mean, and reports every error of the declarations. */
void resolve(struct reader *r);

/** Finds the instance that the first `parts` words of a path name. */
struct declared_instance *resolve_instance(const struct adl_scope *scope,
                                           const struct path *path,
                                           const struct word **rest);

/** Makes the instances and connections of the model, and their settings. */
void flatten(struct reader *r);
