/* SPDX-License-Identifier: MIT
 *
 * The driver of a virtio block device (virtio.h says where the sections are
 * from that the comments name).
 *
 * Model. One request at a time: the procedure's thread writes it, tells the
 * device, and sleeps until the device's interrupt. The data are in the
 * dataport that the client sees, the request is in memory that only driver and
 * device see: so a client can spoil its data, and nothing else.
 *
 *     absent --init--> ready --a request--> asked --interrupt--> ready
 *                                             |
 *                                             '--> broken: the device wants a
 *                                                  reset; requests fail
 *
 * QEMU's machine `virt` has eight places for such devices, and each of them
 * answers with the number 0 if it is empty. The description says which place
 * this is. If there is nothing, or something else, the device has no sectors.
 */
#include "virtio.h"

#include <camkes.h>
#include <stddef.h>
#include <stdio.h>

enum { SECTOR_BYTES = 512 };

static uint64_t capacity; /* sectors; 0: no device */
static bool read_only, can_flush, broken;

static struct virtio_queue *shared(void)
{
    return (struct virtio_queue *)(uintptr_t)queue;
}

/* -- registers ------------------------------------------------------------- */

static uint32_t get(unsigned offset)
{
    return *(volatile uint32_t *)((uintptr_t)registers + offset);
}

static void put(unsigned offset, uint32_t value)
{
    *(volatile uint32_t *)((uintptr_t)registers + offset) = value;
}

static void put_address(unsigned offset, uint64_t address)
{
    put(offset, (uint32_t)address);
    put(offset + 4, (uint32_t)(address >> 32));
}

/* Orders memory and registers, for the device as for us. */
static void barrier(void)
{
    __asm__ volatile("fence iorw, iorw" ::: "memory");
}

/* -- start: 3.1.1 ---------------------------------------------------------- */

static const char *refuse_device(void)
{
    if (get(VIRTIO_MAGIC) != VIRTIO_MAGIC_VALUE)
        return "no virtio device";
    if (get(VIRTIO_DEVICE) == 0)
        return "no device";
    if (get(VIRTIO_VERSION) != VIRTIO_VERSION_VALUE)
        return "a legacy device (force-legacy=false makes it a modern one)";
    if (get(VIRTIO_DEVICE) != VIRTIO_BLOCK_DEVICE)
        return "no block device";
    return NULL;
}

static uint64_t offered_features(void)
{
    uint64_t features = 0;

    for (uint32_t i = 0; i < 2; i++) {
        put(VIRTIO_DEVICE_FEATURES_SELECT, i);
        features |= (uint64_t)get(VIRTIO_DEVICE_FEATURES) << 32 * i;
    }
    return features;
}

/* Takes what it knows of what is offered: 2.2. */
static const char *agree_on_features(void)
{
    const uint64_t version = 1ull << VIRTIO_F_VERSION_1;
    const uint64_t known =
        version | 1ull << VIRTIO_BLK_F_RO | 1ull << VIRTIO_BLK_F_FLUSH;
    uint64_t features = offered_features() & known;

    if (!(features & version))
        return "a device of before version 1";
    for (uint32_t i = 0; i < 2; i++) {
        put(VIRTIO_DRIVER_FEATURES_SELECT, i);
        put(VIRTIO_DRIVER_FEATURES, (uint32_t)(features >> 32 * i));
    }
    put(VIRTIO_STATUS, get(VIRTIO_STATUS) | VIRTIO_FEATURES_OK);
    if (!(get(VIRTIO_STATUS) & VIRTIO_FEATURES_OK))
        return "a device that wants other features";
    read_only = features >> VIRTIO_BLK_F_RO & 1;
    can_flush = features >> VIRTIO_BLK_F_FLUSH & 1;
    return NULL;
}

/* 4.2.3.2 */
static const char *start_queue(void)
{
    uint64_t at = queue_get_paddr();

    put(VIRTIO_QUEUE_SELECT, 0);
    if (get(VIRTIO_QUEUE_READY) != 0 || get(VIRTIO_QUEUE_MAX) < VIRTIO_ENTRIES)
        return "a device without a queue of four entries";
    put(VIRTIO_QUEUE_SIZE, VIRTIO_ENTRIES);
    put_address(VIRTIO_QUEUE_DESCRIPTORS,
                at + offsetof(struct virtio_queue, descriptor));
    put_address(VIRTIO_QUEUE_AVAILABLE,
                at + offsetof(struct virtio_queue, available));
    put_address(VIRTIO_QUEUE_USED, at + offsetof(struct virtio_queue, used));
    barrier();
    put(VIRTIO_QUEUE_READY, 1);
    return NULL;
}

/* The two halves are of one moment if the generation is the same before and
 * after: 2.4.1. */
static uint64_t read_capacity(void)
{
    uint64_t sectors;
    uint32_t generation;

    do {
        generation = get(VIRTIO_GENERATION);
        sectors = get(VIRTIO_CAPACITY);
        sectors |= (uint64_t)get(VIRTIO_CAPACITY + 4) << 32;
    } while (get(VIRTIO_GENERATION) != generation);
    return sectors;
}

static const char *start_device(void)
{
    const char *why = refuse_device();

    if (why)
        return why;
    put(VIRTIO_STATUS, 0);
    put(VIRTIO_STATUS, VIRTIO_ACKNOWLEDGE);
    put(VIRTIO_STATUS, VIRTIO_ACKNOWLEDGE | VIRTIO_DRIVER);
    why = agree_on_features();
    if (!why)
        why = start_queue();
    if (why) {
        put(VIRTIO_STATUS, get(VIRTIO_STATUS) | VIRTIO_FAILED);
        return why;
    }
    put(VIRTIO_STATUS, get(VIRTIO_STATUS) | VIRTIO_DRIVER_OK);
    capacity = read_capacity();
    return NULL;
}

void pre_init(void)
{
    const char *why = start_device();

    if (why)
        printf("%s: here is %s\n", get_instance_name(), why);
}

/* -- requests: 5.2.6 ------------------------------------------------------- */

static uint64_t address_of(size_t offset)
{
    return queue_get_paddr() + offset;
}

static void describe(unsigned number, uint64_t address, uint32_t length,
                     unsigned flags)
{
    shared()->descriptor[number] = (struct virtio_descriptor){
        .address = address,
        .length = length,
        .flags = (uint16_t)flags,
        .next = (uint16_t)(number + 1),
    };
}

/* Head, data if there are any, status: 2.6.13. */
static void write_request(enum virtio_request_type type, uint64_t first,
                          uint32_t bytes)
{
    struct virtio_queue *q = shared();
    unsigned n = 0;

    q->request = (struct virtio_request){ .type = type, .sector = first };
    q->status = UINT8_MAX;
    describe(n++, address_of(offsetof(struct virtio_queue, request)),
             sizeof q->request, VIRTIO_NEXT);
    if (bytes)
        describe(n++, data_get_paddr(), bytes,
                 VIRTIO_NEXT | (type == VIRTIO_BLK_T_IN ? VIRTIO_WRITE : 0));
    describe(n, address_of(offsetof(struct virtio_queue, status)),
             sizeof q->status, VIRTIO_WRITE);
    q->available.ring[q->available.index % VIRTIO_ENTRIES] = 0;
}

static uint16_t used_index(void)
{
    return *(volatile uint16_t *)&shared()->used.index;
}

/* Sleeps until the device is through with the request: 2.6.14, 4.2.3.4. */
static bool wait_for_device(void)
{
    uint16_t asked = shared()->available.index;

    while (used_index() != asked) {
        interrupt_wait();
        put(VIRTIO_INTERRUPTS_DONE, get(VIRTIO_INTERRUPTS));
        interrupt_acknowledge();
        barrier();
        if (get(VIRTIO_STATUS) & VIRTIO_NEEDS_RESET)
            broken = true;
        if (broken)
            return false;
    }
    return true;
}

/* Has one request done. */
static bool ask(enum virtio_request_type type, uint64_t first, uint32_t bytes)
{
    struct virtio_queue *q = shared();

    if (broken)
        return false;
    write_request(type, first, bytes);
    barrier();
    *(volatile uint16_t *)&q->available.index = q->available.index + 1;
    barrier();
    put(VIRTIO_QUEUE_NOTIFY, 0);
    if (!wait_for_device()) {
        printf("%s: the device wants a reset\n", get_instance_name());
        return false;
    }
    if (*(volatile uint8_t *)&q->status == VIRTIO_BLK_S_OK)
        return true;
    printf("%s: request %u of sector %llu failed: status %u\n",
           get_instance_name(), type, (unsigned long long)first, q->status);
    return false;
}

/* -- the procedure --------------------------------------------------------- */

/* Whether the range is on the device and its data in the dataport. */
static bool in_range(uint64_t first, uint32_t count)
{
    return count >= 1 && count <= data_get_size() / SECTOR_BYTES &&
           first < capacity && count <= capacity - first;
}

uint64_t block_sectors(void)
{
    return capacity;
}

int block_read(uint64_t first, uint32_t count)
{
    return in_range(first, count) &&
           ask(VIRTIO_BLK_T_IN, first, count * SECTOR_BYTES);
}

int block_write(uint64_t first, uint32_t count)
{
    return !read_only && in_range(first, count) &&
           ask(VIRTIO_BLK_T_OUT, first, count * SECTOR_BYTES);
}

/* A device that cannot flush says nothing of when data are safe: then nobody
 * shall believe that they are. */
int block_flush(void)
{
    return capacity > 0 && can_flush && ask(VIRTIO_BLK_T_FLUSH, 0, 0);
}
