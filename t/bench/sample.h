#pragma once
#include "base/base.h"

/* The middle one of some figures, which are put in order. */
double sample_median(double *values, size_t count);
