#include "CRE2.h"

#include <re2/re2.h>
#include <re2/stringpiece.h>

#include <cstring>
#include <memory>
#include <new>

struct CRE2Pattern {
  CRE2Pattern(const re2::StringPiece &pattern, const RE2::Options &options)
      : expression(pattern, options) {}

  RE2 expression;
};

namespace {

void copy_message(const char *text, size_t length, char *message, size_t capacity) {
  if (capacity == 0) {
    return;
  }
  const size_t count = length < capacity - 1 ? length : capacity - 1;
  std::memcpy(message, text, count);
  message[count] = '\0';
}

}  // namespace

extern "C" CRE2Pattern *cre2_compile(
    const char *pattern, size_t length, int64_t memory_bytes,
    char *message, size_t message_capacity) {
  RE2::Options options;
  // RE2 would write refused patterns to standard error; the caller reports them instead.
  options.set_log_errors(false);
  options.set_max_mem(memory_bytes);

  std::unique_ptr<CRE2Pattern> compiled(
      new (std::nothrow) CRE2Pattern(re2::StringPiece(pattern, length), options));
  if (compiled == nullptr) {
    const char text[] = "out of memory";
    copy_message(text, sizeof text - 1, message, message_capacity);
    return nullptr;
  }
  if (!compiled->expression.ok()) {
    const std::string &error = compiled->expression.error();
    copy_message(error.data(), error.size(), message, message_capacity);
    return nullptr;
  }
  return compiled.release();
}

extern "C" void cre2_free(CRE2Pattern *pattern) { delete pattern; }

extern "C" int32_t cre2_program_size(const CRE2Pattern *pattern) {
  return pattern->expression.ProgramSize();
}

extern "C" bool cre2_finds(const CRE2Pattern *pattern, const char *text, size_t length) {
  const re2::StringPiece piece(text, length);
  return pattern->expression.Match(piece, 0, length, RE2::UNANCHORED, nullptr, 0);
}
