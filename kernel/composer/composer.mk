# The composer, on the host: build/host/compose. Included by build.mk.
#
# COMPOSE_CODE is all of it but main.c: what tests and fuzz targets link.

CO         = kernel/composer
COMPOSE    = build/host/compose
CO_GEN     = build/host/generated/adl
ADL_GEN    = grammar scan
CO_SRC     = $(sort $(wildcard $(CO)/*.c $(CO)/*/*.c)) \
             kernel/initialiser/allocate.c kernel/initialiser/check.c \
             $(MK)/boot/memory.c
CO_OBJ     = $(patsubst %.c,build/host/compose.d/%.o,$(CO_SRC)) \
             $(patsubst %,build/host/compose.d/%.o,$(ADL_GEN))
CO_INCLUDE = -Ikernel -I$(CO) -I$(CO_GEN) -I$(MK) -I$(MK)/arch/host \
             -I/usr/include/libxml2
CO_LIBS    = -lxml2 -ldw -lelf
# What is used before it has a value has the same one in every run. It is
# compiled far longer than it ever runs, so nothing is optimised.
CO_FLAGS   = -std=gnu17 -O0 -g $(WARN) $(CO_INCLUDE) -MMD -MP \
             -ftrivial-auto-var-init=pattern

build/host/compose.d/%.o: %.c
	@mkdir -p $(@D)
	@echo "  HOSTCC $<"
	@gcc $(CO_FLAGS) -c $< -o $@

# The scanner and the parser of component descriptions.
$(CO_GEN)/grammar.c $(CO_GEN)/grammar.h &: $(CO)/adl/grammar.y
	@mkdir -p $(@D)
	@echo "  BISON $<"
	@bison -Wall -Werror --header=$(CO_GEN)/grammar.h \
	  -o $(CO_GEN)/grammar.c $<

$(CO_GEN)/scan.c: $(CO)/adl/scan.l $(CO_GEN)/grammar.h
	@mkdir -p $(@D)
	@echo "  FLEX  $<"
	@flex -o $@ $<

build/host/compose.d/grammar.o build/host/compose.d/scan.o: \
build/host/compose.d/%.o: $(CO_GEN)/%.c
	@mkdir -p $(@D)
	@echo "  HOSTCC $<"
	@gcc $(CO_FLAGS) -c $< -o $@

$(COMPOSE): $(CO_OBJ)
	@echo "  HOSTLD $@"
	@gcc $(CO_FLAGS) $^ $(CO_LIBS) -o $@

# Fuzz targets: a front end each, with everything behind it.
CO_FUZZ  = composer_system composer_adl
CO_SEEDS = $(wildcard kernel/tests/composer/system/cases/*.system \
             kernel/tests/composer/adl/cases/*.camkes)

composer_system_CODE    = $(filter-out $(CO)/main.c $(CO)/frontend.c \
                            $(CO)/adl/% $(CO)/connectors/%,$(CO_SRC))
composer_system_HEADERS = $(wildcard $(CO)/*.h $(CO)/*/*.h \
                            kernel/initialiser/*.h kernel/interfaces/*.h)
# (obstack.h aligns pointers by their distance to a null pointer.)
composer_system_FLAGS   = $(CO_INCLUDE) -fno-sanitize=pointer-overflow
composer_system_LIBS    = $(CO_LIBS)

composer_adl_CODE    = $(filter-out $(CO)/main.c $(CO)/frontend.c \
                         $(CO)/system/%,$(CO_SRC)) $(ADL_GEN:%=$(CO_GEN)/%.c)
composer_adl_HEADERS = $(composer_system_HEADERS)
composer_adl_FLAGS   = $(composer_system_FLAGS)
composer_adl_LIBS    = $(CO_LIBS)

-include $(CO_OBJ:.o=.d)
