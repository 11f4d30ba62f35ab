/* SPDX-License-Identifier: MIT
 *
 * The grammar of component descriptions (.camkes) and procedure interfaces
 * (.idl4).
 *
 * An action hands one declaration to declare.h and keeps nothing. After a
 * syntax error the parser goes on behind the next `;` or `}`; whatever it
 * finds then is still parsed, for the sake of further syntax errors, but no
 * longer checked. Within a block the next error is reported at once (yyerrok);
 * outside of all blocks only after three good tokens, since a brace too many
 * leaves the rest of its block there.
 */
%require "3.8"
%define api.pure full
%define api.prefix {adl_}
%define api.token.prefix {T_}
%define api.location.type {struct place}
%define parse.error custom
%define parse.lac full
%locations
%param { void *scanner }
%parse-param { struct reader *r }
%initial-action { @$ = (struct place){ r->source->path, 1, 1 }; }

%code requires {
#include "adl/declare.h"
}

%code {
#include <stdlib.h>

#define YYLLOC_DEFAULT(current, right, count) \
    ((current) = (count) ? YYRHSLOC(right, 1) : YYRHSLOC(right, 0))

/** The scanner: see scan.l. */
int adl_lex(ADL_STYPE *value, struct place *at, void *scanner);
static void adl_error(const struct place *at, void *scanner, struct reader *r,
                      const char *what);

#define WORD(text, at) ((struct word){ NULL, (text).name, (at) })
}

%union {
    struct token_text text;
    int64_t integer;
    double real;
    struct adl_value *value;
    struct adl_item *items;
    struct word *words;
    struct path path;
    enum adl_direction direction;
    enum adl_interface_kind interface;
    enum adl_lock_kind lock;
    bool flag;
}

%token END 0 "end of file"
%token <text> NAME "name" STRING "string" SYSTEM_FILE "file name in <>"
%token <integer> INTEGER "number" BOOLEAN "true or false"
%token <real> REAL "real number"
%token ASSEMBLY "'assembly'" ATTRIBUTE "'attribute'"
%token BINARY_SEMAPHORE "'binary_semaphore'" COMPONENT "'component'"
%token COMPOSITION "'composition'" CONFIGURATION "'configuration'"
%token CONNECTION "'connection'" CONNECTOR "'connector'"
%token CONSUMES "'consumes'" CONTROL "'control'" DATAPORT "'dataport'"
%token EMITS "'emits'" EXPORT "'export'" FROM "'from'" GROUP "'group'"
%token HARDWARE "'hardware'" HAS "'has'" IMPORT "'import'" IN "'in'"
%token INCLUDE "'include'" INOUT "'inout'" MAYBE "'maybe'" MUTEX "'mutex'"
%token OUT "'out'" PROCEDURE "'procedure'" PROVIDES "'provides'"
%token REFIN "'refin'" SEMAPHORE "'semaphore'" TO "'to'" USES "'uses'"
%token WITH "'with'" ARROW "'->'" REFER "'<-'" LEFT "'<<'" RIGHT "'>>'"

%type <words> words
%type <path> path
%type <flag> array maybe hardware
%type <direction> direction
%type <interface> interface_kind
%type <lock> lock_kind
%type <value> value
%type <items> items entries item entry
%type <integer> number
%type <text> key

%left '|'
%left '^'
%left '&'
%left LEFT RIGHT
%left '+' '-'
%left '*' '/' '%'
%precedence SIGN

%%

/* -- files --------------------------------------------------------------- */

file:
    %empty
  | file declaration
  | file error ';'
  | file error '}'
  ;

declaration:
    IMPORT STRING ';' { source_import(r, $2.name, false, @2); }
  | IMPORT SYSTEM_FILE ';' { source_import(r, $2.name, true, @2); }
  | procedure
  | component
  | connector
  | assembly
  | ';'
  ;

/* The end of a block, or of what could not be read of it. */
close:
    '}'
  | error '}'
  ;

/* -- procedures ---------------------------------------------------------- */

procedure:
    PROCEDURE NAME { declare_procedure(r, WORD($2, @2)); }
    '{' procedure_members close
  ;

procedure_members:
    %empty
  | procedure_members INCLUDE STRING ';' {
        declare_include(r, &r->procedure->includes, WORD($3, @3), false);
    }
  | procedure_members INCLUDE SYSTEM_FILE ';' {
        declare_include(r, &r->procedure->includes, WORD($3, @3), true);
    }
  | procedure_members words '(' { declare_method(r, $2); }
    parameters ')' ';'
  | procedure_members ';'
  | procedure_members error ';' { yyerrok; }
  ;

parameters:
    %empty
  | some_parameters
  ;

some_parameters:
    parameter
  | some_parameters ',' parameter
  ;

parameter:
    direction words array { declare_parameter(r, $1, $2, $3); }
  ;

direction:
    %empty { $$ = ADL_IN; }
  | IN     { $$ = ADL_IN; }
  | OUT    { $$ = ADL_OUT; }
  | INOUT  { $$ = ADL_INOUT; }
  | REFIN  { $$ = ADL_REFIN; }
  ;

array:
    %empty  { $$ = false; }
  | '[' ']' { $$ = true; }
  ;

words:
    NAME       { $$ = word_new(r, WORD($1, @1)); }
  | words NAME { $$ = $1; LIST_ADD($$, word_new(r, WORD($2, @2))); }
  ;

/* -- components ---------------------------------------------------------- */

component:
    COMPONENT NAME { declare_component(r, WORD($2, @2)); }
    '{' component_members close { close_component(r); }
  ;

component_members:
    %empty
  | component_members component_member
  | component_members error ';' { yyerrok; }
  ;

component_member:
    CONTROL ';'  { declare_control(r, @1); }
  | HARDWARE ';' { declare_hardware(r, @1); }
  | maybe interface_kind NAME NAME ';' {
        declare_interface(r, $1, $2, WORD($3, @3), WORD($4, @4));
    }
  | maybe DATAPORT NAME NAME ';' {
        declare_dataport(r, $1, WORD($3, @3), ADL_PAGE, @3, WORD($4, @4));
    }
  | maybe DATAPORT NAME '(' number ')' NAME ';' {
        declare_buffer(r, $1, WORD($3, @3), $5, @5, WORD($7, @7));
    }
  | HAS lock_kind NAME ';' { declare_lock(r, $2, WORD($3, @3)); }
  | INCLUDE STRING ';' {
        declare_include(r, &r->component->includes, WORD($2, @2), false);
    }
  | INCLUDE SYSTEM_FILE ';' {
        declare_include(r, &r->component->includes, WORD($2, @2), true);
    }
  | attribute
  | composition
  | configuration
  | ';'
  ;

maybe:
    %empty { $$ = false; }
  | MAYBE  { $$ = true; }
  ;

interface_kind:
    PROVIDES { $$ = ADL_PROVIDES; }
  | USES     { $$ = ADL_USES; }
  | EMITS    { $$ = ADL_EMITS; }
  | CONSUMES { $$ = ADL_CONSUMES; }
  ;

lock_kind:
    MUTEX            { $$ = ADL_MUTEX; }
  | SEMAPHORE        { $$ = ADL_SEMAPHORE; }
  | BINARY_SEMAPHORE { $$ = ADL_BINARY_SEMAPHORE; }
  ;

attribute:
    ATTRIBUTE words array ';' { declare_attribute(r, $2, $3, NULL); }
  | ATTRIBUTE words array '=' value ';' { declare_attribute(r, $2, $3, $5); }
  ;

/* -- connectors ---------------------------------------------------------- */

connector:
    CONNECTOR NAME { declare_connector(r, WORD($2, @2)); }
    '{' connector_members close { close_connector(r); }
  ;

connector_members:
    %empty
  | connector_members FROM hardware NAME threads ';' {
        declare_side(r, true, $3, WORD($4, @4));
    }
  | connector_members TO hardware NAME threads ';' {
        declare_side(r, false, $3, WORD($4, @4));
    }
  | connector_members attribute
  | connector_members ';'
  | connector_members error ';' { yyerrok; }
  ;

hardware:
    %empty   { $$ = false; }
  | HARDWARE { $$ = true; }
  ;

/* How many threads a side has follows from its kind; it may be said. */
threads:
    %empty
  | WITH INTEGER NAME { check_threads(r, WORD($3, @3)); }
  ;

/* -- assemblies ---------------------------------------------------------- */

assembly:
    ASSEMBLY name { open_assembly(r); } '{' assembly_members close
  ;

assembly_members:
    %empty
  | assembly_members composition
  | assembly_members configuration
  | assembly_members ';'
  | assembly_members error ';' { yyerrok; }
  ;

/* A name that CAmkES allows and nothing refers to. */
name:
    %empty
  | NAME
  ;

composition:
    COMPOSITION name { open_scope(r); } '{' composition_members close
  ;

composition_members:
    %empty
  | composition_members instance
  | composition_members group
  | composition_members CONNECTION NAME NAME {
        declare_connection(r, WORD($3, @3), WORD($4, @4));
    } '(' ends ')' ';'
  | composition_members EXPORT path ARROW NAME ';' {
        declare_export(r, $3, WORD($5, @5));
    }
  | composition_members ';'
  | composition_members error ';' { yyerrok; }
  ;

instance:
    COMPONENT NAME NAME ';' { declare_instance(r, WORD($2, @2), WORD($3, @3)); }
  ;

group:
    GROUP NAME { declare_group(r, WORD($2, @2)); }
    '{' group_members close { r->group = NULL; }
  ;

group_members:
    %empty
  | group_members instance
  | group_members ';'
  | group_members error ';' { yyerrok; }
  ;

ends:
    end
  | ends ',' end
  ;

end:
    FROM path { declare_end(r, false, $2); }
  | TO path   { declare_end(r, true, $2); }
  ;

path:
    NAME { $$ = path_new(r, WORD($1, @1)); }
  | path '.' NAME { $$ = path_more(r, $1, WORD($3, @3)); }
  ;

/* -- configurations ------------------------------------------------------ */

configuration:
    CONFIGURATION name { open_scope(r); } '{' settings close
  ;

settings:
    %empty
  | settings path '=' value ';'  { declare_setting(r, $2, $4, NULL); }
  | settings path REFER path ';' { declare_setting(r, $2, NULL, &$4); }
  | settings ';'
  | settings error ';' { yyerrok; }
  ;

/* -- values -------------------------------------------------------------- */

value:
    number   { $$ = value_integer(r, $1, @1); }
  | REAL     { $$ = value_real(r, $1, @1); }
  | '-' REAL { $$ = value_real(r, -$2, @1); }
  | BOOLEAN  { $$ = value_boolean(r, $1, @1); }
  | STRING   { $$ = value_string(r, $1, @1); }
  | '[' items ']'   { $$ = value_list(r, $2, @1); }
  | '{' entries '}' { $$ = value_dict(r, $2, @1); }
  | '[' error ']'   { $$ = value_list(r, NULL, @1); }
  | '{' error '}'   { $$ = value_dict(r, NULL, @1); }
  ;

items:
    %empty    { $$ = NULL; }
  | item
  | item ','
  ;

item:
    value { $$ = item_new(r, NULL, $1, @1); }
  | item ',' value { $$ = $1; LIST_ADD($$, item_new(r, NULL, $3, @3)); }
  ;

entries:
    %empty      { $$ = NULL; }
  | entry
  | entry ','
  ;

entry:
    key ':' value { $$ = item_new(r, $1.name, $3, @1); }
  | entry ',' key ':' value {
        check_key(r, $1, $3.name, @3);
        $$ = $1;
        LIST_ADD($$, item_new(r, $3.name, $5, @3));
    }
  ;

key:
    STRING
  | NAME
  ;

number:
    INTEGER
  | '(' number ')'       { $$ = $2; }
  | '-' number %prec SIGN { $$ = compute(r, 0, '-', $2, @1); }
  | '~' number %prec SIGN { $$ = ~$2; }
  | number '+' number    { $$ = compute(r, $1, '+', $3, @2); }
  | number '-' number    { $$ = compute(r, $1, '-', $3, @2); }
  | number '*' number    { $$ = compute(r, $1, '*', $3, @2); }
  | number '/' number    { $$ = compute(r, $1, '/', $3, @2); }
  | number '%' number    { $$ = compute(r, $1, '%', $3, @2); }
  | number LEFT number   { $$ = compute(r, $1, '<', $3, @2); }
  | number RIGHT number  { $$ = compute(r, $1, '>', $3, @2); }
  | number '&' number    { $$ = $1 & $3; }
  | number '^' number    { $$ = $1 ^ $3; }
  | number '|' number    { $$ = $1 | $3; }
  ;

%%

/* "unexpected 'x', expected A or B": at most three are listed. */
static int yyreport_syntax_error(const yypcontext_t *context, void *scanner,
                                 struct reader *r)
{
    enum { LISTED = 3 };
    yysymbol_kind_t expected[LISTED];
    yysymbol_kind_t found = yypcontext_token(context);
    int count = yypcontext_expected_tokens(context, expected, LISTED);
    const char *names[LISTED] = { NULL };

    (void)scanner;
    for (int i = 0; i < count; i++)
        names[i] = yysymbol_name(expected[i]);
    report_unexpected(r, yypcontext_location(context),
                      found == YYSYMBOL_YYEOF ? NULL : r->token,
                      r->token_length, names, count < 0 ? 0 : count);
    return 0;
}

/* Only for what is no syntax error: the parser's stack is full. */
static void adl_error(const struct place *at, void *scanner, struct reader *r,
                      const char *what)
{
    (void)scanner;
    r->broken = true;
    diagnostics_error(r->d, at, "nested too deeply (%s)", what);
}
