/* SPDX-License-Identifier: MIT
 *
 * The tester's tests, each in a function that leaves nothing behind.
 */
#pragma once

/* attach.c */
void test_attach_refuses(void);
void test_spaces_are_limited(void);
void test_add_refuses(void);
void test_map_refuses(void);

/* memory.c */
void test_lazy_touch_counts_frames(void);
void test_linear_maps_eagerly(void);
void test_linear_is_all_or_nothing(void);
void test_mmap_free_va_no_overlap(void);
void test_guard_page(void);
void test_unmap_in_the_middle(void);
void test_memory_is_zeroed(void);
void test_memory_comes_back(void);

/* files.c */
void test_mmap_file_bytes(void);
void test_mmap_private_vs_shared(void);
void test_one_frame_for_all(void);
void test_shared_within_a_bundle(void);
void test_package_is_executable(void);
void test_lost_file_is_reported(void);

/* faults.c */
void test_rights_are_kept(void);
void test_other_faults_are_reported(void);
void test_quota_is_reported(void);

/* vanishing.c */
void test_closed_account(void);
void test_closed_during_a_fault(void);
void test_detached_during_a_fault(void);
void test_old_endpoint_is_dead(void);
void test_two_threads_one_page(void);
void test_storm(void);
void test_many_lives(void);

/* cost.c */
void measure_faults(void);

/* fuzz.c: for ever, a line after each thousand requests of each interface */
_Noreturn void fuzz(void);
