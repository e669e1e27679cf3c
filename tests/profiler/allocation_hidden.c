/*
 * Preloaded, it puts an allocator of its own in front of the one that is linked: tcmalloc's hooks are there but dead, as
 * under valgrind. The profiler must notice. The pool is handed out from front to back and nothing is taken back: enough
 * for a test.
 */
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { POOL = 1 << 28, HEADER = 16 }; /* bytes; only touched pages count */

static _Alignas(4096) unsigned char pool[POOL];
static atomic_size_t used;

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *old, size_t size);
void *memalign(size_t alignment, size_t size);
void *aligned_alloc(size_t alignment, size_t size);
int posix_memalign(void **out, size_t alignment, size_t size);
size_t malloc_usable_size(void *pointer);
void free(void *pointer);

/* The size stands before the piece. */
void *memalign(size_t alignment, size_t size)
{
	const size_t whole = size + alignment + HEADER;
	const size_t offset = whole < POOL ? atomic_fetch_add(&used, whole) : POOL;
	if (offset + whole > POOL) {
		errno = ENOMEM;
		return NULL;
	}
	const uintptr_t piece = ((uintptr_t)&pool[offset] + HEADER + alignment - 1) / alignment * alignment;
	memcpy((void *)(piece - HEADER), &size, sizeof size);
	return (void *)piece;
}

size_t malloc_usable_size(void *pointer)
{
	size_t size = 0;
	if (pointer != NULL) {
		memcpy(&size, (unsigned char *)pointer - HEADER, sizeof size);
	}
	return size;
}

void *malloc(size_t size)
{
	return memalign(HEADER, size);
}

void *calloc(size_t count, size_t size)
{
	return size == 0 || count <= POOL / size ? memalign(HEADER, count * size) : NULL; /* fresh pages are zero */
}

void *realloc(void *old, size_t size)
{
	void *const piece = memalign(HEADER, size);
	const size_t before = malloc_usable_size(old);
	if (piece != NULL && old != NULL) {
		memcpy(piece, old, before < size ? before : size);
	}
	return piece;
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
	*out = memalign(alignment, size);
	return *out == NULL ? ENOMEM : 0;
}

void free(void *pointer)
{
	(void)pointer;
}
