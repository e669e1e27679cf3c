/* Lookups in the JSON files of a run, and pieces of HTML that several parts print. */
#ifndef ISH_CLI_PAGE_FACTS_H
#define ISH_CLI_PAGE_FACTS_H

#include <jansson.h>
#include <stdio.h>

/* A member of a member: "summary.trust.text"; NULL where there is none. Borrowed. */
const json_t *ish_fact(const json_t *root, const char *path);
const char *ish_fact_text(const json_t *root, const char *path); /* "" where there is none */
double ish_fact_number(const json_t *root, const char *path);    /* NaN */

enum ish_card { ISH_CARD_PLAIN, ISH_CARD_GOOD, ISH_CARD_BAD };

/* <div class="card">name <b>text</b></div>; `value` with all its digits where it is finite. */
void ish_write_card(FILE *out, const char *name, const char *text, double value, enum ish_card state);

/* <dt>name</dt><dd>text</dd> */
void ish_write_term(FILE *out, const char *name, const char *text);

#endif
