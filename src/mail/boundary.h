#pragma once
#include "base/base.h"

/*
 * Whether a line, with or without its end, divides or closes the multipart of that boundary, which
 * may be empty (RFC 2046 section 5.1.1). What follows the boundary behind a blank does not matter;
 * *closes tells the last one. The guard and the reader of the structure must agree in this.
 */
bool desk_boundary_is(DeskBytes line, const char *boundary, size_t size, bool *closes);
