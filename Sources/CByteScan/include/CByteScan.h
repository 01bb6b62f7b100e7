// Comparisons of 16 bytes at a time for the scanner.
//
// Every function has a scalar form that gives the same answer; the vector forms exist where the
// processor has them. All of them read up to 16 bytes from each position they look at, so the
// caller pads its bytes.
#ifndef KEDGE_BYTE_SCAN_H
#define KEDGE_BYTE_SCAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#define KEDGE_SSE2 1
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#define KEDGE_NEON 1
#endif

/// Where the plain part of a string ends.
typedef struct {
  /// Bytes before the first quote, backslash or control byte.
  size_t length;
  /// Not 0 where one of those bytes is 0x7F or more.
  uint32_t high;
} kedge_plain_run;

/// The scalar form of `kedge_plain_string`.
static inline kedge_plain_run kedge_plain_string_scalar(const uint8_t *text) {
  kedge_plain_run run = {0, 0};
  for (;;) {
    uint8_t byte = text[run.length];
    if (byte == '"' || byte == '\\' || byte < 0x20) return run;
    run.high |= byte >= 0x7F;
    run.length += 1;
  }
}

/// The scalar form of `kedge_key_equal`.
static inline int kedge_key_equal_scalar(const uint8_t *text, const uint8_t *head_and_mask) {
  for (int index = 0; index < 16; index += 1) {
    if ((text[index] & head_and_mask[16 + index]) != head_and_mask[index]) return 0;
  }
  return 1;
}

/// The scalar form of `kedge_ascii_prefix`.
static inline size_t kedge_ascii_prefix_scalar(const uint8_t *text, size_t length) {
  size_t index = 0;
  while (index < length && text[index] < 0x80) index += 1;
  return index;
}

#if defined(KEDGE_SSE2)

/// A bit for each of 16 bytes that ends the plain part of a string.
static inline uint32_t kedge_special_mask(__m128i bytes) {
  __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
  __m128i slash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
  __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
  return (uint32_t)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, slash), control));
}

static inline kedge_plain_run kedge_plain_string(const uint8_t *text) {
  kedge_plain_run run = {0, 0};
  for (;;) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)(text + run.length));
    uint32_t special = kedge_special_mask(bytes);
    // Adding 1 sets the highest bit from 0x7F on; 0xFF stays as it is.
    uint32_t high = (uint32_t)_mm_movemask_epi8(_mm_adds_epu8(bytes, _mm_set1_epi8(1)));
    if (special != 0) {
      // The bits below the lowest special one.
      run.high |= high & (special - 1) & ~special;
      run.length += (size_t)__builtin_ctz(special);
      return run;
    }
    run.high |= high;
    run.length += 16;
  }
}

static inline int kedge_key_equal(const uint8_t *text, const uint8_t *head_and_mask) {
  __m128i bytes = _mm_loadu_si128((const __m128i *)text);
  __m128i head = _mm_loadu_si128((const __m128i *)head_and_mask);
  __m128i mask = _mm_loadu_si128((const __m128i *)(head_and_mask + 16));
  return _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_and_si128(bytes, mask), head)) == 0xFFFF;
}

static inline size_t kedge_ascii_prefix(const uint8_t *text, size_t length) {
  size_t index = 0;
  while (index + 16 <= length) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)(text + index));
    uint32_t high = (uint32_t)_mm_movemask_epi8(bytes);
    if (high != 0) return index + (size_t)__builtin_ctz(high);
    index += 16;
  }
  return index + kedge_ascii_prefix_scalar(text + index, length - index);
}

#elif defined(KEDGE_NEON)

/// Four bits for each of 16 bytes of a comparison's result.
static inline uint64_t kedge_nibble_mask(uint8x16_t matches) {
  uint8x8_t nibbles = vshrn_n_u16(vreinterpretq_u16_u8(matches), 4);
  return vget_lane_u64(vreinterpret_u64_u8(nibbles), 0);
}

static inline kedge_plain_run kedge_plain_string(const uint8_t *text) {
  kedge_plain_run run = {0, 0};
  for (;;) {
    uint8x16_t bytes = vld1q_u8(text + run.length);
    uint8x16_t marks = vorrq_u8(vceqq_u8(bytes, vdupq_n_u8('"')), vceqq_u8(bytes, vdupq_n_u8('\\')));
    uint64_t special = kedge_nibble_mask(vorrq_u8(marks, vcltq_u8(bytes, vdupq_n_u8(0x20))));
    uint64_t high = kedge_nibble_mask(vcgeq_u8(bytes, vdupq_n_u8(0x7F)));
    if (special != 0) {
      // The bits below the lowest special one.
      run.high |= (high & (special - 1) & ~special) != 0;
      run.length += (size_t)__builtin_ctzll(special) / 4;
      return run;
    }
    run.high |= high != 0;
    run.length += 16;
  }
}

static inline int kedge_key_equal(const uint8_t *text, const uint8_t *head_and_mask) {
  uint8x16_t masked = vandq_u8(vld1q_u8(text), vld1q_u8(head_and_mask + 16));
  return vminvq_u8(vceqq_u8(masked, vld1q_u8(head_and_mask))) == 0xFF;
}

static inline size_t kedge_ascii_prefix(const uint8_t *text, size_t length) {
  size_t index = 0;
  while (index + 16 <= length && vmaxvq_u8(vld1q_u8(text + index)) < 0x80) index += 16;
  return index + kedge_ascii_prefix_scalar(text + index, length - index);
}

#else

/// Measures the bytes before the first quote, backslash or control byte, one of which must follow.
static inline kedge_plain_run kedge_plain_string(const uint8_t *text) {
  return kedge_plain_string_scalar(text);
}

/// Whether 16 bytes of text, masked, equal the head; `head_and_mask` is 16 bytes of each.
static inline int kedge_key_equal(const uint8_t *text, const uint8_t *head_and_mask) {
  return kedge_key_equal_scalar(text, head_and_mask);
}

/// The number of bytes below 0x80 with which the text begins.
static inline size_t kedge_ascii_prefix(const uint8_t *text, size_t length) {
  return kedge_ascii_prefix_scalar(text, length);
}

#endif

/// 10 to the power of `exponent`, exactly; `exponent` is 0 to 22.
static inline double kedge_power_of_ten(size_t exponent) {
  static const double powers[23] = {1,    1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  return powers[exponent];
}

/// The index of the first `byte` among `length` bytes, or `length`.
static inline size_t kedge_find_byte(const uint8_t *text, size_t length, uint8_t byte) {
  const uint8_t *found = length == 0 ? NULL : (const uint8_t *)memchr(text, byte, length);
  return found == NULL ? length : (size_t)(found - text);
}

#endif
