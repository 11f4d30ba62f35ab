/* SPDX-License-Identifier: MIT
 *
 * Uses every function of the public API once. It is compiled, never run: it
 * proves that the headers stand on their own, that each function takes the
 * arguments that programs written for the API pass, and that none warns.
 * test_headers.py checks that none is missing here.
 */
#include <sel4/sel4.h>

#include <autoconf.h>
#include <sel4/gen_config.h>

void every_send(seL4_CPtr ep, seL4_Word *a);
void every_receive(seL4_CPtr ep, seL4_CPtr reply, seL4_Word *a);
void every_send_receive(seL4_CPtr ep, seL4_CPtr reply, seL4_Word *a);
seL4_Word every_buffer(seL4_IPCBuffer *buffer);
seL4_Word every_word_type(seL4_Word x);
seL4_Word every_fault(seL4_MessageInfo_t tag, seL4_UserContext regs);
void every_debug(seL4_CPtr cap);
seL4_Error every_untyped_and_cnode(seL4_CPtr a, seL4_CPtr b);
seL4_Error every_tcb(seL4_TCB tcb, seL4_CPtr cap, seL4_UserContext *regs);
seL4_Error every_irq_and_domain(seL4_CPtr a, seL4_CPtr b);
seL4_Time every_sched(seL4_CPtr a, seL4_CPtr b);
seL4_Word every_riscv(seL4_CPtr a, seL4_CPtr b);

#ifdef CONFIG_LIB_SEL4_USE_THREAD_LOCALS
__thread seL4_IPCBuffer *__sel4_ipc_buffer;
#else
seL4_IPCBuffer *__sel4_ipc_buffer;
#endif

void every_send(seL4_CPtr ep, seL4_Word *a)
{
    seL4_MessageInfo_t info = seL4_MessageInfo_new(1, 0, 0, 4);

    seL4_Send(ep, info);
    seL4_SendWithMRs(ep, info, &a[0], &a[1], &a[2], &a[3]);
    seL4_NBSend(ep, info);
    seL4_NBSendWithMRs(ep, info, &a[0], &a[1], &a[2], &a[3]);
    info = seL4_Call(ep, info);
    info = seL4_CallWithMRs(ep, info, &a[0], &a[1], SEL4_NULL, SEL4_NULL);
    seL4_Signal(ep);
    seL4_Yield();
}

void every_receive(seL4_CPtr ep, seL4_CPtr reply, seL4_Word *a)
{
    seL4_Word badge;

    seL4_Recv(ep, &badge, reply);
    seL4_RecvWithMRs(ep, &badge, &a[0], &a[1], &a[2], &a[3], reply);
    seL4_NBRecv(ep, &badge, reply);
    seL4_NBRecvWithMRs(ep, &badge, &a[0], &a[1], &a[2], &a[3], reply);
    seL4_Wait(ep, &badge);
    seL4_WaitWithMRs(ep, SEL4_NULL, &a[0], &a[1], &a[2], &a[3]);
    seL4_NBWait(ep, &badge);
    seL4_NBWaitWithMRs(ep, &badge, &a[0], &a[1], &a[2], &a[3]);
    seL4_Poll(ep, &badge);
}

void every_send_receive(seL4_CPtr ep, seL4_CPtr reply, seL4_Word *a)
{
    seL4_MessageInfo_t info = seL4_MessageInfo_new(1, 0, 0, 4);
    seL4_Word badge;

    info = seL4_ReplyRecv(ep, info, &badge, reply);
    info = seL4_ReplyRecvWithMRs(ep, info, &badge, &a[0], &a[1], &a[2], &a[3],
                                 reply);
    info = seL4_NBSendRecv(ep, info, ep, &badge, reply);
    info = seL4_NBSendRecvWithMRs(ep, info, ep, &badge, &a[0], &a[1], &a[2],
                                  &a[3], reply);
    info = seL4_NBSendWait(ep, info, ep, &badge);
    info = seL4_NBSendWaitWithMRs(ep, info, ep, &badge, &a[0], &a[1], &a[2],
                                  &a[3]);
}

seL4_Word every_buffer(seL4_IPCBuffer *buffer)
{
    seL4_CPtr cnode, index;
    seL4_Word depth;

    seL4_SetIPCBuffer(buffer);
    seL4_SetMR(0, seL4_GetMR(1));
    seL4_SetTag(seL4_GetTag());
    seL4_SetUserData(seL4_GetUserData());
    seL4_SetCap(0, seL4_GetCap(1));
    seL4_GetCapReceivePath(&cnode, &index, &depth);
    seL4_SetCapReceivePath(cnode, index, depth);
    return seL4_GetBadge(0) + seL4_GetIPCBuffer()->msg[5] +
           seL4_MappingFailedLookupLevel();
}

seL4_Word every_word_type(seL4_Word x)
{
    seL4_MessageInfo_t info = seL4_MessageInfo_new(x, x, x, x);
    seL4_CapRights_t rights = seL4_CapRights_new(1, 0, x, 0);
    seL4_CNode_CapData_t data = seL4_CNode_CapData_new(x, 9);

    info = seL4_MessageInfo_set_label(info, x);
    info = seL4_MessageInfo_set_capsUnwrapped(info, x);
    info = seL4_MessageInfo_set_extraCaps(info, x);
    info = seL4_MessageInfo_set_length(info, x);
    seL4_MessageInfo_ptr_set_length(&info, x);
    rights = seL4_CapRights_set_capAllowWrite(rights, 1);
    rights = seL4_CapRights_set_capAllowRead(rights, 1);
    rights = seL4_CapRights_set_capAllowGrant(rights, 1);
    rights = seL4_CapRights_set_capAllowGrantReply(rights, 1);
    data = seL4_CNode_CapData_set_guard(data, x);
    data = seL4_CNode_CapData_set_guardSize(data, x);
    return seL4_MessageInfo_get_label(info) +
           seL4_MessageInfo_get_capsUnwrapped(info) +
           seL4_MessageInfo_get_extraCaps(info) +
           seL4_MessageInfo_get_length(info) +
           seL4_MessageInfo_ptr_get_length(&info) +
           seL4_CapRights_get_capAllowWrite(rights) +
           seL4_CapRights_get_capAllowRead(rights) +
           seL4_CapRights_get_capAllowGrant(rights) +
           seL4_CapRights_get_capAllowGrantReply(rights) +
           seL4_CNode_CapData_get_guard(data) +
           seL4_CNode_CapData_get_guardSize(data) + seL4_MaxExtraRefills(8) +
           seL4_GetBootInfo()->numNodes;
}

seL4_Word every_fault(seL4_MessageInfo_t tag, seL4_UserContext regs)
{
    seL4_Fault_t f = seL4_getFault(tag);
    seL4_Word sum = 0;

    if (seL4_isNullFault_tag(tag))
        f = seL4_Fault_NullFault_new();
    if (seL4_isCapFault_tag(tag))
        sum = seL4_Fault_CapFault_get_IP(f) + seL4_Fault_CapFault_get_Addr(f) +
              seL4_Fault_CapFault_get_InRecvPhase(f) +
              seL4_Fault_CapFault_get_LookupFailureType(f) +
              seL4_Fault_CapFault_get_MR4(f) + seL4_Fault_CapFault_get_MR5(f) +
              seL4_Fault_CapFault_get_MR6(f);
    if (seL4_isUnknownSyscall_tag(tag))
        sum = seL4_Fault_UnknownSyscall_get_FaultIP(f) +
              seL4_Fault_UnknownSyscall_get_SP(f) +
              seL4_Fault_UnknownSyscall_get_RA(f) +
              seL4_Fault_UnknownSyscall_get_A0(f) +
              seL4_Fault_UnknownSyscall_get_A1(f) +
              seL4_Fault_UnknownSyscall_get_A2(f) +
              seL4_Fault_UnknownSyscall_get_A3(f) +
              seL4_Fault_UnknownSyscall_get_A4(f) +
              seL4_Fault_UnknownSyscall_get_A5(f) +
              seL4_Fault_UnknownSyscall_get_A6(f) +
              seL4_Fault_UnknownSyscall_get_Syscall(f);
    if (seL4_isUserException_tag(tag))
        sum = seL4_Fault_UserException_get_FaultIP(f) +
              seL4_Fault_UserException_get_SP(f) +
              seL4_Fault_UserException_get_Number(f) +
              seL4_Fault_UserException_get_Code(f);
    if (seL4_isVMFault_tag(tag))
        sum = seL4_Fault_VMFault_get_IP(f) + seL4_Fault_VMFault_get_Addr(f) +
              seL4_Fault_VMFault_get_PrefetchFault(f) +
              seL4_Fault_VMFault_get_FSR(f) +
              seL4_Fault_VMFault_ptr_get_FSR(&f);
    if (seL4_isTimeoutFault_tag(tag) || seL4_isTimeout_tag(tag))
        sum = seL4_Fault_Timeout_get_data(f) +
              seL4_Fault_Timeout_get_consumed(f) +
              seL4_TimeoutReply_new(1, regs, 32).words[0];
    return sum + seL4_Fault_get_seL4_FaultType(f) +
           seL4_Fault_ptr_get_seL4_FaultType(&f);
}

void every_debug(seL4_CPtr cap)
{
    (void)cap;
#ifdef CONFIG_PRINTING
    seL4_DebugPutChar('x');
    seL4_DebugPutString("text");
    seL4_DebugDumpScheduler();
#endif
#ifdef CONFIG_DEBUG_BUILD
    if (seL4_DebugCapIdentify(cap))
        seL4_DebugNameThread(cap, "name");
    seL4_DebugSnapshot();
    seL4_DebugHalt();
#endif
}

seL4_Error every_untyped_and_cnode(seL4_CPtr a, seL4_CPtr b)
{
    seL4_Error e = seL4_Untyped_Retype(a, seL4_TCBObject, 0, b, 0, 0, 1, 1);

    e |= seL4_CNode_Revoke(a, 1, 64);
    e |= seL4_CNode_Delete(a, 1, 64);
    e |= seL4_CNode_CancelBadgedSends(a, 1, 64);
    e |= seL4_CNode_Copy(a, 1, 64, b, 2, 64, seL4_AllRights);
    e |= seL4_CNode_Mint(a, 1, 64, b, 2, 64, seL4_ReadWrite, 5);
    e |= seL4_CNode_Move(a, 1, 64, b, 2, 64);
    e |= seL4_CNode_Mutate(a, 1, 64, b, 2, 64, 5);
    e |= seL4_CNode_Rotate(a, 1, 64, 5, b, 2, 64, 6, a, 3, 64);
    return e;
}

seL4_Error every_tcb(seL4_TCB tcb, seL4_CPtr cap, seL4_UserContext *regs)
{
    seL4_Error e = seL4_TCB_ReadRegisters(tcb, 1, 0, 32, regs);

    e |= seL4_TCB_WriteRegisters(tcb, 1, 0, 32, regs);
    e |= seL4_TCB_CopyRegisters(tcb, cap, 1, 1, 1, 1, 0);
    e |= seL4_TCB_Configure(tcb, cap, 0, cap, 0, 0x1000, cap);
    e |= seL4_TCB_SetPriority(tcb, cap, seL4_MaxPrio);
    e |= seL4_TCB_SetMCPriority(tcb, cap, seL4_MinPrio);
    e |= seL4_TCB_SetSchedParams(tcb, cap, 1, 2, cap, cap);
    e |= seL4_TCB_SetTimeoutEndpoint(tcb, cap);
    e |= seL4_TCB_SetIPCBuffer(tcb, 0x1000, cap);
    e |= seL4_TCB_SetSpace(tcb, cap, cap, 0, cap, 0);
    e |= seL4_TCB_Suspend(tcb);
    e |= seL4_TCB_Resume(tcb);
    e |= seL4_TCB_BindNotification(tcb, cap);
    e |= seL4_TCB_UnbindNotification(tcb);
    e |= seL4_TCB_SetTLSBase(tcb, 0x1000);
    return e | seL4_TCB_SetFlags(tcb, 0, seL4_TCBFlag_fpuDisabled).error;
}

seL4_Error every_irq_and_domain(seL4_CPtr a, seL4_CPtr b)
{
    seL4_Error e = seL4_IRQControl_Get(a, 10, b, 1, 64);

    e |= seL4_IRQControl_GetTrigger(a, 10, 0, b, 1, 64);
    e |= seL4_IRQHandler_Ack(a);
    e |= seL4_IRQHandler_SetNotification(a, b);
    e |= seL4_IRQHandler_Clear(a);
    e |= seL4_DomainSet_Set(a, 0, b);
    e |= seL4_DomainSet_ScheduleConfigure(a, 0, 0, 1000);
    e |= seL4_DomainSet_ScheduleSetStart(a, 0);
    return e;
}

seL4_Time every_sched(seL4_CPtr a, seL4_CPtr b)
{
    seL4_Error e = seL4_SchedControl_Configure(a, b, 100, 200, 0, 7);

    e |= seL4_SchedControl_ConfigureFlags(a, b, 100, 200, 0, 7,
                                          seL4_SchedContext_Sporadic);
    e |= seL4_SchedContext_Bind(a, b);
    e |= seL4_SchedContext_Unbind(a);
    e |= seL4_SchedContext_UnbindObject(a, b);
    return e + seL4_SchedContext_Consumed(a).consumed +
           seL4_SchedContext_YieldTo(a).consumed;
}

seL4_Word every_riscv(seL4_CPtr a, seL4_CPtr b)
{
    seL4_Error e =
        seL4_RISCV_PageTable_Map(a, b, 0x1000, seL4_RISCV_ExecuteNever);

    e |= seL4_RISCV_PageTable_Unmap(a);
    e |= seL4_RISCV_Page_Map(a, b, 0x1000, seL4_ReadWrite,
                             seL4_RISCV_Default_VMAttributes);
    e |= seL4_RISCV_Page_Unmap(a);
    e |= seL4_RISCV_ASIDControl_MakePool(a, b, b, 1, 64);
    e |= seL4_RISCV_ASIDPool_Assign(a, b);
    return e + seL4_RISCV_Page_GetAddress(a).paddr;
}
