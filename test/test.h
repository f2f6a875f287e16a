/* What every unit test includes: cmocka with the headers it wants before it, and a few helpers. */
#ifndef DIAODU_TEST_H
#define DIAODU_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"

/* Fails the test with the message of an error that was not expected. */
#define assert_ok(call)                                                                                                \
    do {                                                                                                               \
        err got_ = (call);                                                                                             \
        if (got_) {                                                                                                    \
            struct arena *a_ = arena_new(1 << 20);                                                                     \
            print_error("%s:%d: %s: %s\n", got_->file, got_->line, got_->word->key,                                    \
                        text_z(a_, error_whole(a_, got_, LANG_EN)));                                                    \
            arena_free(a_);                                                                                            \
            fail();                                                                                                    \
        }                                                                                                              \
    } while (0)

/* Fails unless the call is refused with that word. */
#define assert_refused(call, word_)                                                                                    \
    do {                                                                                                               \
        err got_ = (call);                                                                                             \
        assert_non_null(got_);                                                                                         \
        assert_string_equal(got_->word->key, (word_).key);                                                             \
    } while (0)

#define assert_text(got, literal)                                                                                      \
    do {                                                                                                               \
        text got_ = (got);                                                                                             \
        if (!text_eq(got_, T(literal)))                                                                                \
            fail_msg("%s:%d: got \"%.*s\", want \"%s\"", __FILE__, __LINE__, TEXT_ARG(got_), literal);                 \
    } while (0)

#endif
