/* The memory lent to FFTW: who gets it, who gets the heap, and that transforms do not care. */
#include <criterion/criterion.h>
#include <fftw3.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "spectral/fftw_memory_impl.h"
#include "spectral/plan_impl.h"

enum { PRIME = 1259, LINES = 3, POINTS = PRIME * LINES };

static void *aligned(size_t bytes)
{
	void *const memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
	cr_assert_not_null(memory);
	return memory;
}

static int lies_in(const void *block, const void *memory, size_t bytes)
{
	return (uintptr_t)block >= (uintptr_t)memory && (uintptr_t)block < (uintptr_t)memory + bytes;
}

Test(fftw_memory, is_the_heap_where_nothing_is_lent)
{
	void *const block = fftw_kernel_malloc(100);
	cr_assert_not_null(block);
	memset(block, 1, 100);
	fftw_kernel_free(block);
	fftw_kernel_free(NULL);
}

Test(fftw_memory, that_is_lent_is_used_again_and_again_in_any_order_of_giving_back)
{
	enum { BYTES = 1024 };
	char *const memory = aligned(BYTES);
	ish_fftw_memory_begin(memory, BYTES);
	for (int round = 0; round < 100; round++) {
		char *const a = fftw_kernel_malloc(100), *const b = fftwf_kernel_malloc(200),
			   *const c = fftw_kernel_malloc(0);
		char *const all[] = {a, b, c};
		for (int i = 0; i < 3; i++) {
			cr_assert(lies_in(all[i], memory, BYTES), "round %d, block %d", round, i);
			cr_assert_eq((uintptr_t)all[i] % 64, 0);
		}
		cr_assert(b - a >= 100 && c - b >= 200);
		memset(a, 1, 100);
		memset(b, 2, 200);
		fftw_kernel_free(all[round % 3]);
		fftw_kernel_free(all[(round + 1 + round / 3 % 2) % 3]);
		fftw_kernel_free(all[(round + 2 - round / 3 % 2) % 3]);
	}
	ish_fftw_memory_end();
	free(memory);
}

Test(fftw_memory, beyond_what_is_lent_is_the_heap)
{
	enum { BYTES = 256 };
	char *const memory = aligned(BYTES);
	ish_fftw_memory_begin(memory, BYTES);
	char *const small = fftw_kernel_malloc(64), *const large = fftw_kernel_malloc(1000);
	cr_assert(lies_in(small, memory, BYTES));
	cr_assert_not(lies_in(large, memory, BYTES));
	memset(large, 1, 1000);
	fftw_kernel_free(small);
	fftw_kernel_free(large);
	cr_assert_null(fftw_kernel_malloc(SIZE_MAX - 10));
	ish_fftw_memory_end();
	free(memory);
}

struct execution {
	fftw_plan plan;
	fftw_complex *in, *out;
	void *memory;
	size_t bytes;
};

static void execute(void *data)
{
	const struct execution *const e = data;
	ish_fftw_memory_begin(e->memory, e->bytes);
	fftw_execute_dft(e->plan, e->in, e->out);
	ish_fftw_memory_end();
}

static struct execution prime_lines(void)
{
	const int n = PRIME;
	struct execution e = {.in = aligned(POINTS * sizeof *e.in), .out = aligned(POINTS * sizeof *e.out)};
	e.plan = fftw_plan_many_dft(1, &n, LINES, e.in, NULL, 1, n, e.out, NULL, 1, n, FFTW_FORWARD, FFTW_ESTIMATE);
	e.bytes = ish_fftw_memory_bytes(n, sizeof *e.in);
	e.memory = aligned(e.bytes);
	for (int i = 0; i < POINTS; i++) {
		e.in[i][0] = i % 17 - 8;
		e.in[i][1] = i % 5;
	}
	return e;
}

static void free_lines(struct execution *e)
{
	fftw_destroy_plan(e->plan);
	free(e->in);
	free(e->out);
	free(e->memory);
}

/* That FFTW comes here for its memory at all: with the heap of this length it allocates, with a loan it does not. */
Test(fftw_memory, keeps_a_transform_of_prime_length_from_allocating)
{
	struct execution lent = prime_lines(), heap = lent;
	heap.bytes = 0;
	const long with_heap = ish_plan_count_allocations(execute, &heap);
	const long with_loan = ish_plan_count_allocations(execute, &lent);
	if (with_heap < 0) {
		cr_skip_test("no allocation hooks: nothing can be counted");
	}
	cr_assert_gt(with_heap, 0, "this length shows nothing");
	cr_assert_eq(with_loan, 0);
	free_lines(&lent);
}

Test(fftw_memory, does_not_change_a_bit_of_the_result)
{
	struct execution lent = prime_lines(), heap = lent;
	fftw_complex *const first = aligned(POINTS * sizeof *first);
	heap.bytes = 0;
	execute(&heap);
	memcpy(first, lent.out, POINTS * sizeof *first);
	memset(lent.out, 0, POINTS * sizeof *first);
	execute(&lent);
	cr_assert_eq(memcmp(first, lent.out, POINTS * sizeof *first), 0);
	free(first);
	free_lines(&lent);
}

Test(fftw_memory, is_asked_for_only_where_a_large_prime_divides_the_length)
{
	static const int small[] = {1, 2, 4, 16, 45, 96, 1001, 4096}, large[] = {17, 34, 211, 1009, 2018};
	for (size_t i = 0; i < sizeof small / sizeof small[0]; i++) {
		cr_assert_eq(ish_fftw_memory_bytes(small[i], 16), 0, "%d", small[i]);
	}
	for (size_t i = 0; i < sizeof large / sizeof large[0]; i++) {
		cr_assert_eq(ish_fftw_memory_bytes(large[i], 16) % 64, 0);
		cr_assert_gt(ish_fftw_memory_bytes(large[i], 16), (size_t)large[i] * 16);
	}
}
