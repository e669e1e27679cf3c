/* Pieces of the JSON report. Private to the room. Each returns a new reference, or NULL without memory. */
#ifndef ISH_REPORTS_JSON_IMPL_H
#define ISH_REPORTS_JSON_IMPL_H

#include <jansson.h>
#include <stdbool.h>

#include "reports/report_impl.h"

json_t *ish_json_real(double value);      /* null for NaN and infinities, which JSON cannot hold */
json_t *ish_json_count(long value);       /* null for -1 */
json_t *ish_json_text(const char *value); /* null for NULL */

/* Puts a new value under a key and takes its reference; "incomplete": true where there was no memory for it. */
void ish_json_put(json_t *object, const char *key, json_t *value);

json_t *ish_json_run(const struct ish_report *report);
json_t *ish_json_summary(const struct ish_report *report);
json_t *ish_json_regions(const struct ish_report *report);
json_t *ish_json_hot_spots(const struct ish_report *report);
json_t *ish_json_stages(const struct ish_step_stage *stage);
json_t *ish_json_kinds(const struct ish_report *report);
json_t *ish_json_transforms(const struct ish_report *report);
json_t *ish_json_caches(const struct ish_report *report);
json_t *ish_json_statistics(const struct ish_report *report);
json_t *ish_json_allocations(const struct ish_report *report);
json_t *ish_json_owners(const struct ish_report_context *context);
json_t *ish_json_method(const struct ish_report *report);
json_t *ish_json_environment(const struct ish_report *report);
json_t *ish_json_targets(const struct ish_report *report);
json_t *ish_json_limits(const struct ish_report_context *context); /* null: not measured */
json_t *ish_json_bound(const struct ish_report *report);
void ish_json_put_work(json_t *object, const struct ish_work *work); /* the details of a region's flops and traffic */
json_t *ish_json_parts(const struct ish_report *report); /* null: not asked for */
json_t *ish_json_step_quantiles(const struct ish_report *report);
json_t *ish_json_region_quantiles(const struct ish_report *report);
json_t *ish_json_outliers(const struct ish_report *report);
json_t *ish_json_roles(const struct ish_report *report);
json_t *ish_json_largest(const struct ish_report *report);
json_t *ish_json_by_stage(const double stage[ISH_PROFILE_STAGES]);
json_t *ish_json_hardware(const double count[ISH_HARDWARE_COUNT]); /* null: nothing was counted */
json_t *ish_json_warnings(const struct ish_report *report);

#endif
