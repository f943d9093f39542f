#pragma once
#include "conf/syntax.h"

/* An empty snapshot with one reference; only its builder may change it. */
DeskConf *desk_build_new(const char *path);

/*
 * Fills a snapshot from blocks: converts the values, sets the defaults, and notes what is
 * missing, wrong or there twice. objects gets the struct that each block became, in the
 * order of the blocks.
 */
void desk_build_fill(DeskConf *conf, DeskSource *source, GPtrArray *blocks, GPtrArray *objects);

/*
 * Notes what is sound by itself and wrong beside the rest: names that lead nowhere,
 * addresses that belong to two.
 */
void desk_build_check(DeskConf *conf, DeskSource *source, GPtrArray *blocks, GPtrArray *objects);

/* Fills conf->advice with what is odd in a configuration without a problem. */
void desk_build_advise(DeskConf *conf, DeskSource *source, GPtrArray *blocks, GPtrArray *objects);

/* What kind of section the values of a setting name; NULL: none. */
const char *desk_build_reference(const DeskBlock *block, const char *setting);

/* The token of a setting's first value in a block, or of the block when it has none. */
unsigned desk_build_where(const DeskBlock *block, const char *setting);
