#pragma once
/* Compiler attributes and the few macros that a function cannot replace. Nothing here depends on a project type. */

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#define NODISCARD __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_at, args_at) __attribute__((format(printf, format_at, args_at)))
#define RETURNS_NONNULL __attribute__((returns_nonnull))
#define UNUSED __attribute__((unused))

/* Tells gcc which function releases what this one returns; clang 14 only knows the plain form. */
#if defined(__clang__)
#define MALLOC_BY(release) __attribute__((malloc))
#else
#define MALLOC_BY(release) __attribute__((malloc, malloc(release, 1)))
#endif
