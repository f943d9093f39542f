#pragma once
#include "base/base.h"

/*
 * Inputs of any size for stages of the mail reading, each made to cost a careless reader the
 * square of its size. An input is head, so many units as fit, tail. With a form feed in it, unit
 * is two: one for the first half of the input and one for the second.
 */
typedef void (*LinearStage)(DeskBytes bytes);

typedef struct {
    const char *name;
    LinearStage stage;
    const char *head;
    const char *unit; /* %u in it becomes the number of the unit */
    const char *tail;
    size_t max; /* bytes, where a limit of the desk makes larger ones cheap; 0: there is none */
} LinearCase;

/* The last one has no name. */
extern const LinearCase linear_cases[];

/* An input of about that size. Free the string. */
GString *linear_make(const LinearCase *linear, size_t size);
