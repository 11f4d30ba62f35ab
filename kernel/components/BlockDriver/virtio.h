/* SPDX-License-Identifier: MIT
 *
 * A virtio device on MMIO with one split virtqueue, as the driver of a block
 * device sees it. Sections are those of the VIRTIO specification 1.1.
 *
 * Registers (4.2.2), of 32 bits each:
 *
 *   0x000 r   "virt"                    0x060 r   interrupts that are pending
 *   0x004 r   version: 2 (1: legacy)    0x064  w  interrupts that are done
 *   0x008 r   device: 2 is a block      0x070 rw  status
 *             device, 0 none            0x080  w  descriptors, low and high
 *   0x010 r   a word of features        0x090  w  available ring
 *   0x014  w  which word                0x0a0  w  used ring
 *   0x020  w  a word of features        0x0fc r   generation of what follows
 *   0x024  w  which word                0x100 r   the device's configuration
 *   0x030  w  queue that these are of:
 *   0x034 r   most entries
 *   0x038  w  entries
 *   0x044 rw  ready
 *   0x050  w  notify: number of the queue
 */
#pragma once

#include <stdint.h>

enum virtio_register {
    VIRTIO_MAGIC = 0x000,
    VIRTIO_VERSION = 0x004,
    VIRTIO_DEVICE = 0x008,
    VIRTIO_DEVICE_FEATURES = 0x010,
    VIRTIO_DEVICE_FEATURES_SELECT = 0x014,
    VIRTIO_DRIVER_FEATURES = 0x020,
    VIRTIO_DRIVER_FEATURES_SELECT = 0x024,
    VIRTIO_QUEUE_SELECT = 0x030,
    VIRTIO_QUEUE_MAX = 0x034,
    VIRTIO_QUEUE_SIZE = 0x038,
    VIRTIO_QUEUE_READY = 0x044,
    VIRTIO_QUEUE_NOTIFY = 0x050,
    VIRTIO_INTERRUPTS = 0x060,
    VIRTIO_INTERRUPTS_DONE = 0x064,
    VIRTIO_STATUS = 0x070,
    VIRTIO_QUEUE_DESCRIPTORS = 0x080,
    VIRTIO_QUEUE_AVAILABLE = 0x090,
    VIRTIO_QUEUE_USED = 0x0a0,
    VIRTIO_GENERATION = 0x0fc,
    VIRTIO_CAPACITY = 0x100, /* 5.2.4: sectors of 512 bytes, 64 bits */
};

enum {
    VIRTIO_MAGIC_VALUE = 0x74726976,
    VIRTIO_VERSION_VALUE = 2,
    VIRTIO_BLOCK_DEVICE = 2, /* 5.2.1 */
};

/* The status register, 2.1. Writing 0 resets the device. */
enum virtio_status {
    VIRTIO_ACKNOWLEDGE = 1,
    VIRTIO_DRIVER = 2,
    VIRTIO_DRIVER_OK = 4,
    VIRTIO_FEATURES_OK = 8,
    VIRTIO_NEEDS_RESET = 64,
    VIRTIO_FAILED = 128,
};

/* Features by their bits: 5.2.3, 6. */
enum virtio_feature {
    VIRTIO_BLK_F_RO = 5,
    VIRTIO_BLK_F_FLUSH = 9,
    VIRTIO_F_VERSION_1 = 32,
};

/* -- the queue, 2.6 -------------------------------------------------------- */

enum {
    VIRTIO_ENTRIES = 4, /* a power of 2; a request needs three */
    VIRTIO_NEXT = 1,    /* flags of a descriptor: another one follows */
    VIRTIO_WRITE = 2,   /* the device writes here */
};

struct virtio_descriptor { /* 2.6.5 */
    uint64_t address;
    uint32_t length;
    uint16_t flags;
    uint16_t next;
};

/* The head of a request, 5.2.6; data and a byte of status follow. */
struct virtio_request {
    uint32_t type;
    uint32_t reserved;
    uint64_t sector;
};

enum virtio_request_type {
    VIRTIO_BLK_T_IN = 0,
    VIRTIO_BLK_T_OUT = 1,
    VIRTIO_BLK_T_FLUSH = 4,
};

enum virtio_request_status {
    VIRTIO_BLK_S_OK = 0,
    VIRTIO_BLK_S_IOERR = 1,
    VIRTIO_BLK_S_UNSUPP = 2,
};

/* All that driver and device share beside the data. */
struct virtio_queue {
    struct virtio_descriptor descriptor[VIRTIO_ENTRIES]; /* aligned to 16 */
    struct {                                             /* 2.6.6; to 2 */
        uint16_t flags;
        uint16_t index; /* where the driver puts the next one */
        uint16_t ring[VIRTIO_ENTRIES];
    } available;
    struct { /* 2.6.8; to 4 */
        uint16_t flags;
        uint16_t index; /* where the device puts the next one */
        struct {
            uint32_t id;
            uint32_t length;
        } ring[VIRTIO_ENTRIES];
    } used;
    struct virtio_request request;
    uint8_t status;
};
