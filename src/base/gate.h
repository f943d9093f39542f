#pragma once
#include "base/base.h"

/*
 * Lets no more than so many bytes of work in at once; who comes first goes in first. A piece
 * that is larger than all goes in alone. Any thread.
 */
typedef struct DeskGate DeskGate;

DeskGate *desk_gate_new(size_t max);

/* Nobody may be inside or waiting. NULL is fine. */
void desk_gate_free(DeskGate *gate);

/* Waits until there is room. */
void desk_gate_enter(DeskGate *gate, size_t bytes);

/* The same number of bytes as was entered with. */
void desk_gate_leave(DeskGate *gate, size_t bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskGate, desk_gate_free)
