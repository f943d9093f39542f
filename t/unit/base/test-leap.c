#include "base/clock.h"
#include "base/leap.h"

#include <criterion/criterion.h>

#define WALL (20000 * DESK_DAY)

/* Looks in a row; the moments are those of the steady clock. */
typedef struct {
    gint64 steady;
    gint64 ahead; /* of the wall clock, of what it would show by itself */
    DeskLeapState state;
} Look;

static void
expect(const char *name, const Look *looks, size_t count)
{
    DeskLeap leap = { 0 };
    for (size_t i = 0; i < count; i++) {
        gint64 steady = DESK_DAY + looks[i].steady;
        DeskLeapState state = desk_leap_look(&leap, WALL + steady + looks[i].ahead, steady);
        cr_expect_eq(state, looks[i].state, "%s: look %zu: %d", name, i, (int) state);
    }
}

#define EXPECT(name, ...)                                                                          \
    expect(name, (const Look[]){ __VA_ARGS__ },                                                    \
           sizeof((const Look[]){ __VA_ARGS__ }) / sizeof(Look))

Test(leap, i11_what_leaps_is_believed_after_ten_minutes)
{
    static const gint64 leaps[] = { 30 * DESK_DAY, -30 * DESK_DAY, 61 * DESK_MINUTE };
    for (size_t i = 0; i < G_N_ELEMENTS(leaps); i++)
        EXPECT("leap", { 0, 0, DESK_LEAP_NONE }, { DESK_SECOND, leaps[i], DESK_LEAP_SEEN },
               { 5 * DESK_MINUTE, leaps[i], DESK_LEAP_DOUBTED },
               { 10 * DESK_MINUTE, leaps[i], DESK_LEAP_DOUBTED },
               { 10 * DESK_MINUTE + DESK_SECOND, leaps[i], DESK_LEAP_BELIEVED },
               { 11 * DESK_MINUTE, leaps[i], DESK_LEAP_NONE });
}

Test(leap, i11_what_comes_back_is_believed_at_once)
{
    EXPECT("back", { 0, 0, DESK_LEAP_NONE }, { DESK_SECOND, DESK_DAY, DESK_LEAP_SEEN },
           { 2 * DESK_SECOND, DESK_MINUTE, DESK_LEAP_BELIEVED },
           { 3 * DESK_SECOND, 0, DESK_LEAP_NONE });
}

Test(leap, i11_another_leap_is_doubted_anew)
{
    EXPECT("twice", { 0, 0, DESK_LEAP_NONE }, { DESK_SECOND, DESK_DAY, DESK_LEAP_SEEN },
           { 6 * DESK_MINUTE, 2 * DESK_DAY, DESK_LEAP_SEEN },
           { 11 * DESK_MINUTE, 2 * DESK_DAY, DESK_LEAP_DOUBTED },
           { 16 * DESK_MINUTE, 2 * DESK_DAY, DESK_LEAP_BELIEVED });
}

Test(leap, small_steps_add_up_without_being_one)
{
    EXPECT("steps", { 0, 0, DESK_LEAP_NONE }, { DESK_SECOND, DESK_HOUR, DESK_LEAP_NONE },
           { 2 * DESK_SECOND, 2 * DESK_HOUR, DESK_LEAP_NONE },
           { 3 * DESK_SECOND, DESK_HOUR, DESK_LEAP_NONE });
}
