#pragma once
#include "conf/table.h"

/* What a type is called in the manual: "size", "list of addresses". */
const char *desk_value_type_name(DeskType type);

bool desk_value_is_list(DeskType type);

/* What a setting expects, with its range, as the end of a message. The caller's. */
char *desk_value_expected(const DeskSetting *setting);

/* What is wrong with a text that was refused, as the rest of a message that begins with the name of
 * the setting: "is \"x\", expected yes or no". The caller's. */
char *desk_value_refusal(const DeskSetting *setting, const char *text);

/* Puts the default into the field, or an empty list. The field holds nothing before. */
void desk_value_init(const DeskSetting *setting, void *object);

/*
 * Checks and converts text and puts it into the field of object that belongs to the setting.
 * A list grows by one element. False when the text is not what the setting expects.
 */
bool desk_value_set(const DeskSetting *setting, void *object, const char *text);

/* Frees what the field holds. */
void desk_value_clear(const DeskSetting *setting, void *object);

/* Two objects of one section have the same value. */
bool desk_value_equal(const DeskSetting *setting, const void *a, const void *b);
