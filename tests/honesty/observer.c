/*
 * A counter that knows nothing of the profiler. Preloaded, it stands in front of the allocator, of FFTW and of the
 * calls that format, open or write, and counts them: in all, by step, by stage, and by place in a call tree of its own.
 * At the end of the process it writes what it has counted, as JSON, to the file ISH_OBSERVER_FILE.
 *
 * ISH_OBSERVER_PERIOD=N samples, too: each N nanoseconds of processor time of the stepping thread it looks where that is.
 *
 * Without marks (a program that is not linked with marks.c) the whole process is one place. The lock is taken by
 * everything that is counted: this is slow and simple, and shares no idea with what it is to check.
 */
#define _GNU_SOURCE

#include "tests/honesty/observer.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fftw3.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name,misc-misplaced-const): the libraries' own prototypes */

enum { PLACES = 4096, STEPS = 4096, PLANS = 1024, PARENTS = 1024, DEPTH = 256, STAGES = 8, STEADY = 1 };

struct tally {
	long allocations, bytes, rounded, frees; /* rounded: aligned requests up to a multiple of their alignment */
	long transforms, formats, writes;
};

struct place { /* 0 is the run; "outside" holds what threads do that were never in a region */
	const char *name;
	int parent;
	long calls, samples;
	struct tally all, steady;
};

struct step {
	long number, calls;
	int kind;
	struct tally all, outside, stage[STAGES];
};

struct plan {
	const void *handle; /* NULL: destroyed */
	int rank, n[3], batch;
	bool forward, single;
	long executions;
};

static struct {
	pthread_mutex_t lock;
	bool open, closed; /* the window: pictures are made after it, with plans of their own */
	struct tally process, all, outside;
	int places, steps, plans, parents;
	struct place place[PLACES];
	struct step step[STEPS], *now;
	int stage;
	struct plan plan[PLANS];
	struct {
		int id, place;
	} parent[PARENTS];
	long strange; /* a function of FFTW that nobody here knows, a full table */
	bool written;
} seen = {.lock = PTHREAD_MUTEX_INITIALIZER, .places = 1, .place = {{.name = "run", .parent = -1}}};

static __thread struct {
	bool known;
	int place, depth;
	int saved[DEPTH];
} self __attribute__((tls_model("initial-exec")));

static void lock(void)
{
	(void)pthread_mutex_lock(&seen.lock);
}

static void unlock(void)
{
	(void)pthread_mutex_unlock(&seen.lock);
}

static void add(struct tally *to, const struct tally *what)
{
	to->allocations += what->allocations;
	to->bytes += what->bytes;
	to->rounded += what->rounded;
	to->frees += what->frees;
	to->transforms += what->transforms;
	to->formats += what->formats;
	to->writes += what->writes;
}

/* Books what happened where the calling thread is. */
static void book(struct tally what)
{
	const int before = errno;
	lock();
	add(&seen.process, &what);
	if (seen.open) {
		add(&seen.all, &what);
		add(self.known ? &seen.place[self.place].all : &seen.outside, &what);
		if (seen.now != NULL) {
			add(&seen.now->all, &what);
			if (self.known) {
				add(&seen.now->stage[seen.stage], &what);
			} else {
				add(&seen.now->outside, &what);
			}
			if (self.known && seen.now->kind == STEADY) {
				add(&seen.place[self.place].steady, &what);
			}
		}
	}
	unlock();
	errno = before;
}

/* ---- samples ---- */

static int sampler = -1;

static void on_sample(int number)
{
	(void)number;
	seen.place[self.place].samples++; /* one thread is sampled: this one */
}

/* A software clock of the kernel, which unlike interval timers is not bound to its ticks; each overflow is a signal. */
static void sample(bool on)
{
	const char *const period = getenv("ISH_OBSERVER_PERIOD");
	struct sigaction action = {.sa_handler = on_sample, .sa_flags = SA_RESTART};
	struct perf_event_attr clock = {
		.type = PERF_TYPE_SOFTWARE, .size = sizeof clock, .config = PERF_COUNT_SW_CPU_CLOCK};
	struct f_owner_ex owner = {F_OWNER_TID, (pid_t)syscall(SYS_gettid)};
	if (period == NULL) {
		return;
	}
	if (!on) {
		(void)ioctl(sampler, PERF_EVENT_IOC_DISABLE, 0);
		return;
	}
	clock.sample_period = strtoull(period, NULL, 10);
	clock.exclude_kernel = 1;
	clock.wakeup_events = 1;
	sampler = (int)syscall(SYS_perf_event_open, &clock, 0, -1, -1, 0ul);
	(void)sigaction(SIGPROF, &action, NULL);
	(void)fcntl(sampler, F_SETFL, O_ASYNC);
	(void)fcntl(sampler, F_SETSIG, SIGPROF);
	(void)fcntl(sampler, F_SETOWN_EX, &owner);
}

/* ---- marks ---- */

void observer_window(int open)
{
	sample(open != 0);
	lock();
	seen.open = open != 0;
	seen.closed = open == 0;
	unlock();
	self.known = true;
}

void observer_step_begin(long step, int kind)
{
	lock();
	if (seen.steps == STEPS) {
		seen.strange++;
	} else {
		seen.now = &seen.step[seen.steps++];
		seen.now->number = step;
		seen.now->kind = kind;
		seen.stage = 0;
	}
	unlock();
}

/* What was booked to steady steps so far is not taken back: the program says so before the step allocates. */
void observer_step_kind(int kind)
{
	lock();
	if (seen.now != NULL) {
		seen.now->kind = kind;
	}
	unlock();
}

void observer_step_end(void)
{
	lock();
	seen.now = NULL;
	seen.stage = 0;
	unlock();
}

void observer_stage(int stage)
{
	lock();
	seen.stage = stage < STAGES ? stage : STAGES - 1;
	unlock();
}

static int place_below(int parent, const char *name)
{
	for (int i = parent + 1; i < seen.places; i++) {
		if (seen.place[i].parent == parent && strcmp(seen.place[i].name, name) == 0) {
			return i;
		}
	}
	if (seen.places == PLACES) {
		seen.strange++;
		return parent;
	}
	seen.place[seen.places] = (struct place){.name = name, .parent = parent};
	return seen.places++;
}

static void enter(int place)
{
	self.known = true;
	if (self.depth < DEPTH) {
		self.saved[self.depth] = self.place;
	}
	self.depth++;
	self.place = place;
}

static void leave(void)
{
	self.depth--;
	self.place = self.depth >= 0 && self.depth < DEPTH ? self.saved[self.depth] : 0;
}

void observer_begin(const char *name)
{
	lock();
	enter(place_below(self.place, name));
	seen.place[self.place].calls += seen.open;
	if (seen.now != NULL) {
		seen.now->calls++;
	}
	unlock();
}

void observer_end(void)
{
	leave();
}

void observer_parent(int id)
{
	lock();
	int i = 0;
	while (i < seen.parents && seen.parent[i].id != id) {
		i++;
	}
	if (i == PARENTS) {
		seen.strange++;
	} else {
		seen.parents = i < seen.parents ? seen.parents : i + 1;
		seen.parent[i].id = id;
		seen.parent[i].place = self.place;
	}
	unlock();
}

void observer_worker_begin(int id)
{
	lock();
	int place = 0;
	for (int i = 0; i < seen.parents; i++) {
		place = seen.parent[i].id == id ? seen.parent[i].place : place;
	}
	enter(place);
	unlock();
}

void observer_worker_end(void)
{
	leave();
}

/* ---- the libraries behind ---- */

/* dlsym gives a void pointer; ISO C has no cast to a function pointer, POSIX says the bits may be copied. */
static void find(void *function, const char *name)
{
	void *const address = dlsym(RTLD_NEXT, name);
	memcpy(function, &address, sizeof address);
}

#define NEXT(type, name, ...)                                                                                          \
	static type (*next)(__VA_ARGS__);                                                                              \
	if (next == NULL) {                                                                                            \
		find(&next, name);                                                                                     \
	}

/* ---- the allocator ---- */

void *memalign(size_t alignment, size_t size);

static void book_new(size_t alignment, size_t size)
{
	book((struct tally){.allocations = 1,
	                    .bytes = (long)size,
	                    .rounded = (long)((size + alignment - 1) / alignment * alignment)});
}

void *malloc(size_t size)
{
	NEXT(void *, "malloc", size_t)
	book_new(1, size);
	return next(size);
}

void *calloc(size_t number, size_t size)
{
	NEXT(void *, "calloc", size_t, size_t)
	book_new(1, number * size);
	return next(number, size);
}

void *realloc(void *old, size_t size)
{
	NEXT(void *, "realloc", void *, size_t)
	if (old != NULL) {
		book((struct tally){.frees = 1});
	}
	if (old == NULL || size > 0) {
		book_new(1, size);
	}
	return next(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	NEXT(void *, "aligned_alloc", size_t, size_t)
	book_new(alignment, size);
	return next(alignment, size);
}

void *memalign(size_t alignment, size_t size)
{
	NEXT(void *, "memalign", size_t, size_t)
	book_new(alignment, size);
	return next(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
	NEXT(int, "posix_memalign", void **, size_t, size_t)
	book_new(alignment, size);
	return next(out, alignment, size);
}

void free(void *old)
{
	NEXT(void, "free", void *)
	if (old != NULL) {
		book((struct tally){.frees = 1});
	}
	next(old);
}

/* ---- FFTW ---- */

static void plan_made(const void *handle, int rank, const int *n, int batch, bool forward, bool single)
{
	lock();
	if (handle != NULL && !seen.closed && seen.plans == PLANS) {
		seen.strange++;
	} else if (handle != NULL && !seen.closed) {
		struct plan *const plan = &seen.plan[seen.plans++];
		*plan = (struct plan){handle, rank, {1, 1, 1}, batch, forward, single, 0};
		for (int i = 0; i < rank && i < 3; i++) {
			plan->n[i] = n[rank - 1 - i]; /* slowest first there, fastest first here */
		}
	}
	unlock();
}

static void plan_destroyed(const void *handle)
{
	lock();
	for (int i = 0; i < seen.plans; i++) {
		if (seen.plan[i].handle == handle && seen.open) {
			seen.plan[i].handle = NULL;
		}
	}
	unlock();
}

static void plan_executed(const void *handle)
{
	int found = -1;
	lock();
	for (int i = 0; i < seen.plans; i++) {
		found = seen.plan[i].handle == handle ? i : found;
	}
	if (found < 0) {
		seen.strange += seen.open;
	}
	/* The first execution of a plan is the planner's: it asks whether it allocates (spectral/plan_fftw.c). */
	const bool first = found >= 0 && seen.plan[found].executions++ == 0;
	unlock();
	if (!first) {
		book((struct tally){.transforms = 1});
	}
}

/* The prefix makes names: NOLINTBEGIN(bugprone-macro-parentheses) */
#define FFTW_IN(x, real, single)                                                                                       \
	x##plan x##plan_many_dft(int rank, const int *n, int howmany, x##complex *in, const int *inembed, int istride, \
	                         int idist, x##complex *out, const int *onembed, int ostride, int odist, int sign,     \
	                         unsigned flags)                                                                       \
	{                                                                                                              \
		NEXT(x##plan, #x "plan_many_dft", int, const int *, int, x##complex *, const int *, int, int,          \
		     x##complex *, const int *, int, int, int, unsigned)                                               \
		const x##plan plan = next(rank, n, howmany, in, inembed, istride, idist, out, onembed, ostride, odist, \
		                          sign, flags);                                                                \
		plan_made(plan, rank, n, howmany, sign == FFTW_FORWARD, single);                                       \
		return plan;                                                                                           \
	}                                                                                                              \
	x##plan x##plan_dft_r2c(int rank, const int *n, real *in, x##complex *out, unsigned flags)                     \
	{                                                                                                              \
		NEXT(x##plan, #x "plan_dft_r2c", int, const int *, real *, x##complex *, unsigned)                     \
		const x##plan plan = next(rank, n, in, out, flags);                                                    \
		plan_made(plan, rank, n, 1, true, single);                                                             \
		return plan;                                                                                           \
	}                                                                                                              \
	x##plan x##plan_dft_c2r(int rank, const int *n, x##complex *in, real *out, unsigned flags)                     \
	{                                                                                                              \
		NEXT(x##plan, #x "plan_dft_c2r", int, const int *, x##complex *, real *, unsigned)                     \
		const x##plan plan = next(rank, n, in, out, flags);                                                    \
		plan_made(plan, rank, n, 1, false, single);                                                            \
		return plan;                                                                                           \
	}                                                                                                              \
	void x##destroy_plan(x##plan plan)                                                                             \
	{                                                                                                              \
		NEXT(void, #x "destroy_plan", x##plan)                                                                 \
		plan_destroyed(plan);                                                                                  \
		next(plan);                                                                                            \
	}                                                                                                              \
	void x##execute_dft(const x##plan plan, x##complex *in, x##complex *out)                                       \
	{                                                                                                              \
		NEXT(void, #x "execute_dft", const x##plan, x##complex *, x##complex *)                                \
		plan_executed(plan);                                                                                   \
		next(plan, in, out);                                                                                   \
	}                                                                                                              \
	void x##execute_dft_r2c(const x##plan plan, real *in, x##complex *out)                                         \
	{                                                                                                              \
		NEXT(void, #x "execute_dft_r2c", const x##plan, real *, x##complex *)                                  \
		plan_executed(plan);                                                                                   \
		next(plan, in, out);                                                                                   \
	}                                                                                                              \
	void x##execute_dft_c2r(const x##plan plan, x##complex *in, real *out)                                         \
	{                                                                                                              \
		NEXT(void, #x "execute_dft_c2r", const x##plan, x##complex *, real *)                                  \
		plan_executed(plan);                                                                                   \
		next(plan, in, out);                                                                                   \
	}                                                                                                              \
	/* What the solver does not use: if it begins to, this counter must learn it. Pictures of fields do. */        \
	void x##execute(const x##plan plan)                                                                            \
	{                                                                                                              \
		NEXT(void, #x "execute", const x##plan)                                                                \
		seen.strange += seen.open;                                                                             \
		next(plan);                                                                                            \
	}                                                                                                              \
	void x##execute_r2r(const x##plan plan, real *in, real *out)                                                   \
	{                                                                                                              \
		NEXT(void, #x "execute_r2r", const x##plan, real *, real *)                                            \
		seen.strange += seen.open;                                                                             \
		next(plan, in, out);                                                                                   \
	}                                                                                                              \
	void x##execute_split_dft(const x##plan plan, real *ri, real *ii, real *ro, real *io)                          \
	{                                                                                                              \
		NEXT(void, #x "execute_split_dft", const x##plan, real *, real *, real *, real *)                      \
		seen.strange += seen.open;                                                                             \
		next(plan, ri, ii, ro, io);                                                                            \
	}

FFTW_IN(fftw_, double, false)
FFTW_IN(fftwf_, float, true)
/* NOLINTEND(bugprone-macro-parentheses) */

/* ---- what formats, opens or writes ---- */

#define FORMATS book((struct tally){.formats = 1})
#define WRITES book((struct tally){.writes = 1})

int vsnprintf(char *restrict out, size_t size, const char *restrict format, va_list list)
{
	NEXT(int, "vsnprintf", char *, size_t, const char *, va_list)
	FORMATS;
	return next(out, size, format, list);
}

int snprintf(char *restrict out, size_t size, const char *restrict format, ...)
{
	NEXT(int, "vsnprintf", char *, size_t, const char *, va_list)
	va_list list;
	FORMATS;
	va_start(list, format);
	const int length = next(out, size, format, list);
	va_end(list);
	return length;
}

int vfprintf(FILE *restrict out, const char *restrict format, va_list list)
{
	NEXT(int, "vfprintf", FILE *, const char *, va_list)
	FORMATS;
	return next(out, format, list);
}

int fprintf(FILE *restrict out, const char *restrict format, ...)
{
	NEXT(int, "vfprintf", FILE *, const char *, va_list)
	va_list list;
	FORMATS;
	va_start(list, format);
	const int length = next(out, format, list);
	va_end(list);
	return length;
}

int printf(const char *restrict format, ...)
{
	NEXT(int, "vfprintf", FILE *, const char *, va_list)
	va_list list;
	FORMATS;
	va_start(list, format);
	const int length = next(stdout, format, list);
	va_end(list);
	return length;
}

size_t fwrite(const void *restrict data, size_t size, size_t number, FILE *restrict out)
{
	NEXT(size_t, "fwrite", const void *, size_t, size_t, FILE *)
	WRITES;
	return next(data, size, number, out);
}

int fputs(const char *restrict text, FILE *restrict out)
{
	NEXT(int, "fputs", const char *, FILE *)
	WRITES;
	return next(text, out);
}

FILE *fopen(const char *restrict path, const char *restrict mode)
{
	NEXT(FILE *, "fopen", const char *, const char *)
	WRITES;
	return next(path, mode);
}

int fflush(FILE *out)
{
	NEXT(int, "fflush", FILE *)
	WRITES;
	return next(out);
}

ssize_t write(int file, const void *data, size_t size)
{
	NEXT(ssize_t, "write", int, const void *, size_t)
	WRITES;
	return next(file, data, size);
}

ssize_t pwrite(int file, const void *data, size_t size, off_t offset)
{
	NEXT(ssize_t, "pwrite", int, const void *, size_t, off_t)
	WRITES;
	return next(file, data, size, offset);
}

int open(const char *path, int flags, ...)
{
	NEXT(int, "open", const char *, int, ...)
	va_list list;
	WRITES;
	va_start(list, flags);
	const int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, int) : 0;
	va_end(list);
	return next(path, flags, mode);
}

/* ---- the account ---- */

static FILE *out;

static void put_tally(const char *key, const struct tally *t)
{
	(void)fprintf(out,
	              "\"%s\": {\"allocations\": %ld, \"bytes\": %ld, \"rounded\": %ld, \"frees\": %ld, "
	              "\"transforms\": %ld, \"formats\": %ld, \"writes\": %ld}",
	              key, t->allocations, t->bytes, t->rounded, t->frees, t->transforms, t->formats, t->writes);
}

static void put_steps(void)
{
	for (int i = 0; i < seen.steps; i++) {
		const struct step *const s = &seen.step[i];
		(void)fprintf(out, "%s{\"step\": %ld, \"kind\": %d, \"calls\": %ld, ", i > 0 ? ",\n" : "", s->number,
		              s->kind, s->calls);
		put_tally("all", &s->all);
		(void)fputs(", ", out);
		put_tally("outside", &s->outside);
		for (int k = 0; k < STAGES; k++) {
			char key[16];
			(void)snprintf(key, sizeof key, "stage%d", k - 1);
			(void)fputs(", ", out);
			put_tally(key, &s->stage[k]);
		}
		(void)fputs("}", out);
	}
}

static void put_path(int place)
{
	if (seen.place[place].parent >= 0) {
		put_path(seen.place[place].parent);
		(void)fputs(";", out);
	}
	(void)fputs(seen.place[place].name, out);
}

static void put_places(void)
{
	for (int i = 0; i < seen.places; i++) {
		(void)fprintf(out, "%s{\"path\": \"", i > 0 ? ",\n" : "");
		put_path(i);
		(void)fprintf(out, "\", \"calls\": %ld, \"samples\": %ld, ", seen.place[i].calls,
		              seen.place[i].samples);
		put_tally("all", &seen.place[i].all);
		(void)fputs(", ", out);
		put_tally("steady", &seen.place[i].steady);
		(void)fputs("}", out);
	}
}

static void put_plans(void)
{
	for (int i = 0; i < seen.plans; i++) {
		const struct plan *const p = &seen.plan[i];
		(void)fprintf(out,
		              "%s{\"n\": [%d, %d, %d], \"batch\": %d, \"forward\": %s, \"single\": %s, \"kept\": %s, "
		              "\"executions\": %ld}",
		              i > 0 ? ",\n" : "", p->n[0], p->n[1], p->n[2], p->batch, p->forward ? "true" : "false",
		              p->single ? "true" : "false", p->handle != NULL ? "true" : "false",
		              p->executions > 0 ? p->executions - 1 : 0);
	}
}

__attribute__((destructor)) static void write_account(void)
{
	const char *const path = getenv("ISH_OBSERVER_FILE");
	const struct tally process = seen.process, all = seen.all, outside = seen.outside;
	if (path == NULL || seen.written || (out = fopen(path, "w")) == NULL) {
		return;
	}
	seen.written = true;
	(void)fprintf(out, "{\"strange\": %ld,\n", seen.strange);
	put_tally("process", &process);
	(void)fputs(",\n", out);
	put_tally("all", &all);
	(void)fputs(",\n", out);
	put_tally("outside", &outside);
	(void)fputs(",\n\"steps\": [", out);
	put_steps();
	(void)fputs("],\n\"places\": [", out);
	put_places();
	(void)fputs("],\n\"plans\": [", out);
	put_plans();
	(void)fputs("]}\n", out);
	(void)fclose(out);
}
/* NOLINTEND(readability-inconsistent-declaration-parameter-name,misc-misplaced-const) */
