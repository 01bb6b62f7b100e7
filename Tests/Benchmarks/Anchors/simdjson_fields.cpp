// The anchor of parsing: libsimdjson on demand reads every field of every record and adds it up.
//
//   simdjson_fields ordered|named FILE
//
// `ordered` walks the members of an object and expects each key behind the one before; a miss is
// looked for. `named` asks for each field by its name, which is what shuffled keys need.
#include <simdjson.h>

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <limits>
#include <string_view>
#include <vector>

using namespace simdjson;

namespace {

enum class Type : unsigned char { text, number, boolean, segment, usage, features };

struct Field {
  std::string_view name;
  Type type;
  int total;
};

struct Total {
  long numbers = 0, texts = 0, bytes = 0, trues = 0;
  double sum = 0, min = std::numeric_limits<double>::infinity(), max = -min;
};

const char *const names[] = {
    "time",         "id",       "model",         "version",     "provider",
    "conversation", "user",     "region",        "usage.input_tokens",
    "usage.output_tokens",      "usage.cache_read_tokens",      "duration",
    "ttft",         "status",   "finish_reason", "prediction",  "score",
    "amount",       "age",      "balance",       "channel",     "urgent",
    "input",        "output",   "kind",          "ref",         "name",
    "value"};
constexpr int count_of_totals = sizeof names / sizeof *names;
Total totals[count_of_totals];

const Field record_fields[] = {
    {"time", Type::text, 0},           {"id", Type::text, 1},
    {"model", Type::text, 2},          {"version", Type::text, 3},
    {"provider", Type::text, 4},       {"conversation", Type::text, 5},
    {"user", Type::text, 6},           {"segment", Type::segment, 0},
    {"usage", Type::usage, 0},         {"duration", Type::number, 11},
    {"ttft", Type::number, 12},        {"status", Type::text, 13},
    {"finish_reason", Type::text, 14}, {"prediction", Type::text, 15},
    {"score", Type::number, 16},       {"features", Type::features, 0},
    {"input", Type::text, 22},         {"output", Type::text, 23}};
// As above without the model, which is read first.
const Field named_fields[] = {
    {"time", Type::text, 0},        {"id", Type::text, 1},
    {"version", Type::text, 3},     {"provider", Type::text, 4},
    {"conversation", Type::text, 5}, {"user", Type::text, 6},
    {"segment", Type::segment, 0},  {"usage", Type::usage, 0},
    {"duration", Type::number, 11}, {"ttft", Type::number, 12},
    {"status", Type::text, 13},     {"finish_reason", Type::text, 14},
    {"prediction", Type::text, 15}, {"score", Type::number, 16},
    {"features", Type::features, 0}, {"input", Type::text, 22},
    {"output", Type::text, 23}};
const Field feedback_fields[] = {{"kind", Type::text, 24}, {"time", Type::text, 0},
                                 {"id", Type::text, 1},    {"ref", Type::text, 25},
                                 {"name", Type::text, 26}, {"value", Type::text, 27},
                                 {"user", Type::text, 6}};
const Field segment_fields[] = {{"region", Type::text, 7}};
const Field usage_fields[] = {{"input_tokens", Type::number, 8},
                              {"output_tokens", Type::number, 9},
                              {"cache_read_tokens", Type::number, 10}};
const Field feature_fields[] = {{"amount", Type::number, 17},
                                {"age", Type::number, 18},
                                {"balance", Type::number, 19},
                                {"channel", Type::text, 20},
                                {"urgent", Type::boolean, 21}};

template <bool named, int count>
void read_object(ondemand::object object, const Field (&fields)[count]);

template <bool named>
inline void read_value(ondemand::value value, const Field &field) {
  Total &total = totals[field.total];
  switch (field.type) {
  case Type::text: {
    std::string_view text = value.get_string();
    total.texts++;
    total.bytes += long(text.size());
    break;
  }
  case Type::number: {
    double number = value.get_double();
    total.numbers++;
    total.sum += number;
    if (number < total.min) total.min = number;
    if (number > total.max) total.max = number;
    break;
  }
  case Type::boolean:
    total.trues += bool(value.get_bool());
    break;
  case Type::segment:
    read_object<named>(value.get_object(), segment_fields);
    break;
  case Type::usage:
    read_object<named>(value.get_object(), usage_fields);
    break;
  case Type::features:
    read_object<named>(value.get_object(), feature_fields);
    break;
  }
}

inline bool equals(const char *key, std::string_view name) {
  return std::memcmp(key, name.data(), name.size()) == 0 && key[name.size()] == '"';
}

template <bool named, int count>
void read_object(ondemand::object object, const Field (&fields)[count]) {
  if (named) {
    for (const Field &field : fields) {
      ondemand::value value;
      if (!object.find_field_unordered(field.name).get(value)) read_value<named>(value, field);
    }
    return;
  }
  int expected = 0;
  for (auto member : object) {
    // The bytes are padded, so that a comparison never leaves them.
    const char *key = member.key().value().raw();
    for (int tries = 0; tries < count; tries++) {
      const Field &field = fields[expected];
      expected = expected + 1 == count ? 0 : expected + 1;
      if (equals(key, field.name)) {
        read_value<named>(member.value(), field);
        break;
      }
    }
  }
}

// Feedback lines of ordered data begin with their kind.
constexpr std::string_view feedback_start = "{\"kind\":\"feedback\"";

void read_record(ondemand::object object, const char *text, bool named) {
  if (!named) {
    if (std::memcmp(text, feedback_start.data(), feedback_start.size()) == 0) {
      read_object<false>(object, feedback_fields);
    } else {
      read_object<false>(object, record_fields);
    }
    return;
  }
  // Only records of inferences name a model.
  ondemand::value model;
  if (object.find_field_unordered("model").get(model)) {
    read_object<true>(object, feedback_fields);
  } else {
    read_value<true>(model, record_fields[2]);
    read_object<true>(object, named_fields);
  }
}

long read_block(ondemand::parser &parser, const char *data, size_t length, size_t capacity,
                bool named) {
  long records = 0;
  ondemand::document_stream stream = parser.iterate_many(data, length, capacity);
  for (auto at = stream.begin(); at != stream.end(); ++at) {
    ondemand::document_reference document = *at;
    read_record(document.get_object(), data + at.current_index(), named);
    records++;
  }
  return records;
}

void print(long records) {
  std::printf("{\"records\":%ld,\"columns\":{", records);
  for (int index = 0; index < count_of_totals; index++) {
    const Total &total = totals[index];
    std::printf("%s\"%s\":{\"numbers\":%ld,\"sum\":%.17g", index ? "," : "", names[index],
                total.numbers, total.sum);
    if (total.numbers) std::printf(",\"min\":%.17g,\"max\":%.17g", total.min, total.max);
    std::printf(",\"texts\":%ld,\"bytes\":%ld,\"true\":%ld}", total.texts, total.bytes,
                total.trues);
  }
  std::printf("}}\n");
}

long read_file(int descriptor, bool named) {
  // Larger blocks are slower here, smaller ones too.
  constexpr size_t block_bytes = 1 << 20;
  std::vector<char> block(2 * block_bytes + SIMDJSON_PADDING);
  ondemand::parser parser;
  size_t filled = 0;
  long records = 0;
  ssize_t count;
  while ((count = read(descriptor, block.data() + filled, block_bytes)) > 0) {
    filled += size_t(count);
    const char *last = static_cast<const char *>(memrchr(block.data(), '\n', filled));
    if (!last) continue;
    size_t length = size_t(last - block.data()) + 1;
    records += read_block(parser, block.data(), length, 2 * block_bytes, named);
    std::memmove(block.data(), block.data() + length, filled - length);
    filled -= length;
  }
  return records;
}

}  // namespace

int main(int argc, char **argv) {
  bool named = argc == 3 && std::strcmp(argv[1], "named") == 0;
  if (argc != 3 || (!named && std::strcmp(argv[1], "ordered") != 0)) {
    std::fputs("usage: simdjson_fields ordered|named FILE\n", stderr);
    return 64;
  }
  int descriptor = open(argv[2], O_RDONLY);
  if (descriptor < 0) {
    std::perror(argv[2]);
    return 66;
  }
  try {
    print(read_file(descriptor, named));
  } catch (const simdjson_error &error) {
    std::fprintf(stderr, "simdjson_fields: %s\n", error.what());
    return 65;
  }
  return 0;
}
