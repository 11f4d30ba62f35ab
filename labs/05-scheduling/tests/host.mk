# Parts of the scheduler as host programs, each with a script of its own or
# from its standard input: build/host/lab05/{queues,charging,refills}.
LAB05_HOST  = labs/05-scheduling/tests/host
LAB05_FLAGS = -std=gnu17 -O1 -g $(WARN) -DTESSERA_DEBUG=1 -I$(MK) \
              -I$(MK)/arch/host -Dsched_yield=kernel_sched_yield \
              -ftrivial-auto-var-init=pattern -ffunction-sections \
              -Wl,--gc-sections

define LAB05_PART
build/host/lab05/$(1): $(LAB05_HOST)/$(1).c $(LAB05_HOST)/alone.h \
		$(MK)/sched/$(2)
	@mkdir -p $$(@D)
	@echo "  HOSTCC $$@"
	@gcc $$(LAB05_FLAGS) $(LAB05_HOST)/$(1).c $(MK)/sched/$(2) -o $$@
endef
$(eval $(call LAB05_PART,queues,queue.c))
$(eval $(call LAB05_PART,charging,sched.c))
$(eval $(call LAB05_PART,refills,refill.c))
