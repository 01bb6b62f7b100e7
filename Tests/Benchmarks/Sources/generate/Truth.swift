/// What has really been written: exact counts, sums and extremes.
///
/// Sums are in millionths, so that they are whole numbers and no order of adding matters.
struct Truth {
  struct Numbers {
    var count = 0
    var sumMillionths = 0
    var min = Int.max
    var max = Int.min

    mutating func add(_ millionths: Int) {
      count += 1
      sumMillionths += millionths
      min = Swift.min(min, millionths)
      max = Swift.max(max, millionths)
    }

    var json: String {
      "{\"count\":\(count),\"sum\":\(sumMillionths),\"min\":\(min),\"max\":\(max)}"
    }
  }

  struct Texts {
    var count = 0
    var bytes = 0
    var characters = 0

    mutating func add(bytes: Int, characters: Int) {
      count += 1
      self.bytes += bytes
      self.characters += characters
    }
  }

  struct Series {
    var records = 0
    var errors = 0
    var feedback = 0
    var up = 0
    var numbers: [Numbers]
  }

  /// Names of the numeric fields, in the order of their columns.
  static let numberNames = [
    "usage.input_tokens", "usage.output_tokens", "usage.cache_read_tokens", "duration", "ttft",
    "score", "amount", "age", "balance",
  ]
  /// Names of the texts of which the length is kept.
  static let textNames = ["input", "output", "id", "user", "conversation", "prediction", "channel"]

  var lines = 0
  var bytes = 0
  var urgent = 0
  var texts = Array(repeating: Texts(), count: Truth.textNames.count)
  var series: [Series]

  init(series count: Int) {
    let empty = Array(repeating: Numbers(), count: Truth.numberNames.count)
    series = Array(repeating: Series(numbers: empty), count: count)
  }

  func json(settings: GeneratorSettings, name: (Int) -> (model: String, version: String)) -> String
  {
    let members = series.indices.map { index in
      let (model, version) = name(index)
      let numbers = Truth.numberNames.indices.map {
        "\"\(Truth.numberNames[$0])\":\(series[index].numbers[$0].json)"
      }
      let own = series[index]
      return "{\"model\":\"\(model)\",\"version\":\"\(version)\",\"records\":\(own.records),"
        + "\"errors\":\(own.errors),\"feedback\":\(own.feedback),\"up\":\(own.up),"
        + "\"numbers\":{\(numbers.joined(separator: ","))}}"
    }
    let lengths = Truth.textNames.indices.map { index in
      let text = texts[index]
      return "\"\(Truth.textNames[index])\":{\"count\":\(text.count),\"bytes\":\(text.bytes),"
        + "\"characters\":\(text.characters)}"
    }
    return "{\"seed\":\(settings.seed),\"profile\":\"\(settings.profile.rawValue)\","
      + "\"lines\":\(lines),\"bytes\":\(bytes),\"records\":\(settings.count),"
      + "\"urgent\":\(urgent),\"texts\":{\(lengths.joined(separator: ","))},"
      + "\"series\":[\(members.joined(separator: ",\n"))]}\n"
  }
}
