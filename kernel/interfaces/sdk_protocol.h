/* SPDX-License-Identifier: MIT
 *
 * How an application asks the SDK runtime: the agreement between libs/sdk,
 * which asks, and the component SdkRuntime, which answers.
 *
 * The application calls its one endpoint, APPLICATION_REQUESTS. The label is
 * enum sdk_request on the way in. On the way out it is SDK_ANSWER plus enum
 * sdk_error (sdk.h), which is above all errors of the kernel's own: those come
 * when the capability has been taken away. In both directions message register
 * 0 is the size in bytes of a message (component_message.h) that lies at the
 * beginning of the page which both sides see: parameters on the way in, results
 * on the way out; after an error there are none. Message register 1 of a
 * request is its serial number. No capability ever travels.
 *
 *     request          parameters                         results
 *     PING
 *     LOG              int32 level, string text
 *     READ_KEY         string key                         uint8 value[]
 *     WRITE_KEY        string key, uint8 value[]
 *     DELETE_KEY       string key
 *     ONESHOT_TIMER    uint32 timer, uint64 us
 *     PERIODIC_TIMER   uint32 timer, uint64 us
 *     CANCEL_TIMER     uint32 timer
 *     WAIT_FOR_TIMERS                                     uint32 ended
 *     POLL_FOR_TIMERS                                     uint32 ended
 *     EXIT             int32 code                         (never answered)
 *     MMAP             uint64 length, uint32 rights,      uint64 address
 *                      uint32 flags, string file,
 *                      uint64 offset
 *     MUNMAP           uint64 address, uint64 length
 *
 * An application has one request at a time under way: its page holds one
 * message. The runtime reads a copy, so it does not matter what the
 * application does to the page meanwhile.
 *
 * The serial number is another than that of the request before. When a thread
 * is suspended in the middle of a call and then resumed, the kernel has it
 * make the same call again, and the answer to the first may have been lost. By
 * the number the runtime knows that it is the same request: it answers it
 * once more, and does not do it twice.
 */
#pragma once

/* Added to an error: the label of an answer. */
enum { SDK_ANSWER = 256 };

/* Words of a request. */
enum { SDK_SIZE, SDK_SERIAL, SDK_WORDS };

enum sdk_request {
    SDK_PING,
    SDK_LOG,
    SDK_READ_KEY,
    SDK_WRITE_KEY,
    SDK_DELETE_KEY,
    SDK_ONESHOT_TIMER,
    SDK_PERIODIC_TIMER,
    SDK_CANCEL_TIMER,
    SDK_WAIT_FOR_TIMERS,
    SDK_POLL_FOR_TIMERS,
    SDK_EXIT,
    SDK_MMAP,
    SDK_MUNMAP,
    SDK_REQUESTS
};
