#include "base/spool.h"

#include <criterion/criterion.h>

/* Appends size bytes of a pattern in uneven pieces, and compares the view with it. */
static void
check_size(size_t size)
{
    g_autofree char *bytes = g_malloc(size + 1);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char) (i * 7 + i / 251);

    g_autoptr(DeskSpool) spool = desk_spool_new(g_get_tmp_dir(), size);
    for (size_t i = 0, step = 1; i < size; i += step, step = step * 3 % 65535 + 1)
        cr_assert(desk_spool_append(spool, bytes + i, MIN(step, size - i)));

    DeskBytes view;
    cr_assert_not(desk_spool_is_over(spool));
    cr_assert(desk_spool_view(spool, &view));
    cr_assert_eq(view.size, size);
    cr_expect(size == 0 || memcmp(view.data, bytes, size) == 0, "size %zu", size);
}

Test(spool, gives_back_what_was_appended)
{
    static const size_t sizes[] = { 0,
                                    1,
                                    8192,
                                    8193,
                                    DESK_SPOOL_MEMORY - 1,
                                    DESK_SPOOL_MEMORY,
                                    DESK_SPOOL_MEMORY + 1,
                                    3 * DESK_SPOOL_MEMORY };
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++)
        check_size(sizes[i]);
}

Test(spool, knows_when_it_is_over)
{
    g_autoptr(DeskSpool) spool = desk_spool_new(g_get_tmp_dir(), 10);
    cr_expect(desk_spool_append(spool, "0123456789", 10));
    cr_expect_not(desk_spool_is_over(spool));
    cr_expect(desk_spool_append(spool, "x", 1));
    cr_expect(desk_spool_is_over(spool));
}

Test(spool, a_missing_folder_is_an_error)
{
    g_autoptr(DeskSpool) spool = desk_spool_new("/nonexistent", 4 * DESK_SPOOL_MEMORY);
    g_autofree char *bytes = g_malloc0(DESK_SPOOL_MEMORY + 1);
    cr_expect_not(desk_spool_append(spool, bytes, DESK_SPOOL_MEMORY + 1));
}
