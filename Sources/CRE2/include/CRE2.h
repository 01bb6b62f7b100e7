// A C interface to the few operations of RE2 that Kedge needs, because RE2 itself has none.
#ifndef KEDGE_CRE2_H
#define KEDGE_CRE2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// A compiled pattern. It never changes after its creation and may be shared between threads.
typedef struct CRE2Pattern CRE2Pattern;

// Compiles `length` bytes of UTF-8 at `pattern` with at most `memory_bytes` of memory.
// Answers NULL when RE2 refuses the pattern; `message` (of `message_capacity` > 0 bytes) then holds
// the reason, cut to the capacity and ended by a zero byte. The caller frees the answer.
CRE2Pattern *_Nullable cre2_compile(
    const char *_Nullable pattern, size_t length, int64_t memory_bytes,
    char *_Nonnull message, size_t message_capacity);

// Gives back the memory of a pattern.
void cre2_free(CRE2Pattern *_Nonnull pattern);

// The number of instructions of the compiled program.
int32_t cre2_program_size(const CRE2Pattern *_Nonnull pattern);

// Whether the pattern is found anywhere in `length` bytes of UTF-8 at `text`, in linear time.
bool cre2_finds(const CRE2Pattern *_Nonnull pattern, const char *_Nullable text, size_t length);

#ifdef __cplusplus
}
#endif

#endif
