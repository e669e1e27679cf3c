#include "solver/operation.h"

#include <stdlib.h>

#include "solver/solver_impl.h"

enum { WHOLE, EACH_AXIS };
enum { ISH_REGION_NONE, ISH_REGION_OF_ITS_OWN };

static const struct {
	const char *name;
	int each, region;
	const char *sentence;
} rows[ISH_OPERATIONS] = {
#define ISH_OPERATION(id, name, each, region, sentence) {name, each, region, sentence},
#include "solver/operation.def"
#undef ISH_OPERATION
};

struct ish_operations {
	const struct ish_core_calls *calls;
	struct ish_core_operations *core;
};

const char *ish_operation_name(enum ish_operation operation)
{
	return rows[operation].name;
}

const char *ish_operation_sentence(enum ish_operation operation)
{
	return rows[operation].sentence;
}

bool ish_operation_is_region(enum ish_operation operation)
{
	return rows[operation].region == ISH_REGION_OF_ITS_OWN;
}

bool ish_operation_is_of_axis(enum ish_operation operation)
{
	return rows[operation].each == EACH_AXIS;
}

static bool is_same(const char *a, const char *b)
{
	while (*a != '\0' && (*a == *b || (*a == ' ' && *b == '-') || (*a == '-' && *b == ' '))) {
		a++;
		b++;
	}
	return *a == *b;
}

int ish_operation_find(const char *name)
{
	for (int i = 0; i < ISH_OPERATIONS; i++) {
		if (is_same(rows[i].name, name)) {
			return i;
		}
	}
	return -1;
}

enum ish_status ish_operations_create(struct ish_operations **operations_out, struct ish_solver *solver,
                                      enum ish_operations_plans plans)
{
	struct ish_operations *operations = calloc(1, sizeof *operations);
	*operations_out = NULL;
	if (operations == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "no memory for the operations of a solver");
	}
	operations->calls = solver->calls;
	const enum ish_status status = solver->calls->operations_create(&operations->core, solver->core, plans);
	if (status != ISH_OK) {
		free(operations);
		return status;
	}
	*operations_out = operations;
	return ISH_OK;
}

size_t ish_operations_bytes(const struct ish_operations *operations)
{
	return operations->calls->operations_bytes(operations->core);
}

bool ish_operation_exists(const struct ish_operations *operations, enum ish_operation operation, int axis)
{
	return operations->calls->operation_exists(operations->core, operation, axis);
}

int ish_operation_uses(const struct ish_operations *operations, enum ish_operation operation, int axis)
{
	return operations->calls->operation_uses(operations->core, operation, axis);
}

enum ish_status ish_operation_prepare(struct ish_operations *operations, enum ish_operation operation, int axis)
{
	return operations->calls->operation_prepare(operations->core, operation, axis);
}

enum ish_status ish_operation_run(struct ish_operations *operations, enum ish_operation operation, int axis,
                                  struct ish_operation_time *time_out)
{
	return operations->calls->operation_run(operations->core, operation, axis, time_out);
}

void ish_operations_destroy(struct ish_operations *operations)
{
	if (operations != NULL) {
		operations->calls->operations_destroy(operations->core);
		free(operations);
	}
}
