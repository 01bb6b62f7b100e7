import KedgeDecoding
import KedgeModel
import KedgeTestSupport
import Testing

@Suite struct CSVTests {
  private func settings(
    _ csv: CSVSettings = CSVSettings(),
    fields: [String: String] = [:],
    model: String? = "m"
  ) -> DecoderSettings {
    var settings = DecoderSettings(format: .csv(csv))
    settings.features.others = .rest
    settings.fields = fields.sorted { $0.key < $1.key }.map {
      FieldMapping(target: $0.key, source: .column($0.value))
    }
    if let model { settings.constants = [FieldConstant(name: "model", value: .text(model))] }
    return settings
  }

  // Each row as list(csv.reader(io.StringIO(text))) of Python 3.11 has it.
  @Test(arguments: [
    ("1,\"a,b\"\n", ["a,b"]), ("1,\"a\"\"b\"\n", ["a\"b"]), ("1,a\"b\"\n", ["a\"b\""]),
    ("1,\"a\"b\n", ["ab"]), ("1,\"a\nb\"\n", ["a\nb"]), ("1,\"a\r\nb\"\r\n", ["a\r\nb"]),
    ("1,\"\"\"\"\n", ["\""]), ("1, \"a\"\n", [" \"a\""]), ("1,\"a\"\"\"\n2,b", ["a\"", "b"]),
    ("1,\"a\" \"b\"\n", ["a \"b\""]), ("1,a\n\n\n2,b\n", ["a", "b"]), ("1,\"é\"\"ü\"\n", ["é\"ü"]),
    ("1,a'b\n", ["a'b"]), ("1,\"a\"\"\n\"\"b\"\n", ["a\"\n\"b"]),
  ])
  func `cells are read as Python reads them`(text: String, notes: [String]) throws {
    var settings = settings()
    settings.timeIsArrival = true
    let decoded = try decode("id,note\n" + text, settings, startsStream: true)
    #expect(decoded.rejects.isEmpty)
    #expect(decoded.rows.map { $0.cells["note"] } == notes.map { .text($0) })
  }

  @Test func `cells are numbers, texts or missing, ids are texts`() throws {
    let text = "id;time;a;b;c;d;usage.input_tokens\n007;1795460037;1e3;+1;NA;;5\n"
    let csv = CSVSettings(delimiter: .semicolon)
    let row = try #require(try decode(text, settings(csv), startsStream: true).rows.first)
    #expect(row.id == "007")
    #expect(row.cells["a"] == 1_000 && row.cells["b"] == "+1")
    #expect(row.cells["c"] == nil && row.cells["d"] == nil)
    #expect(row.cells["usage.input_tokens"] == 5)
  }

  @Test func `columns may be named by the settings, and null values as well`() throws {
    let csv = CSVSettings(delimiter: .tab, columns: ["time", "score", "x"], nullValues: ["-"])
    let decoded = try decode("1795460037\t0.5\t-\n1795460037\tbad\t\n", settings(csv))
    #expect(decoded.rows.map { $0.cells["score"] } == [0.5, .rejected(.type)])
    #expect(decoded.rows.map { $0.cells["x"] } == [nil, ""])
  }

  @Test func `a row of another length is a reject of type columns`() throws {
    let decoded = try decode("id,time\n1\n2,1795460037\n3,4,5\n", settings(), startsStream: true)
    #expect(decoded.rejects.map(\.reason) == [.type, .type])
    #expect(decoded.rejects.map(\.field) == ["columns", "columns"])
    #expect(decoded.rows.count == 1)
  }

  @Test func `a quote that is never closed costs one line`() throws {
    let tail = String(repeating: "2,1795460037\n", count: 10_000)
    let decoded = try decode("id,time\n1,\"x\n" + tail, settings(), startsStream: true)
    #expect(decoded.rejects.map(\.reason) == [.tooLong])
    #expect(decoded.rows.count == 10_000)
  }

  @Test func `invalid UTF-8 rejects the row`() throws {
    let bytes = Array("id,time\n1".utf8) + [0xFF] + Array(",1795460037\n2,1795460037\n".utf8)
    let decoded = try decode(bytes, settings(), startsStream: true)
    #expect(decoded.rejects.map(\.reason) == [.badUTF8])
    #expect(decoded.rows.map(\.id) == ["2"])
  }

  @Test func `labels may stand in a file without times`() throws {
    var labels = settings(fields: ["ref": "id", "truth": "clf_target"], model: nil)
    labels.features.others = .canonical
    labels.timeIsArrival = true
    labels.constants = [FieldConstant(name: "kind", value: .text("label"))]
    let decoded = try decode("id,clf_target\n5832,0\n5833,1\n", labels, startsStream: true)
    #expect(decoded.rows.map(\.ref) == ["5832", "5833"])
    #expect(decoded.rows.map { $0.cells["truth"] } == [0, 1])
    #expect(decoded.rows.allSatisfy { $0.kind == .label && $0.cells["final"] == true })
  }

  // Sums by Python: sum(int(row[1]) ...) over the file.
  @Test(.enabled(if: SharedData.has("llm-traces/azure2023_conv.csv")))
  func `the Azure trace decodes without a reject`() throws {
    let bytes = try SharedData.bytes("llm-traces/azure2023_conv.csv")
    let fields = [
      "time": "TIMESTAMP", "usage.input_tokens": "ContextTokens",
      "usage.output_tokens": "GeneratedTokens",
    ]
    let decoded = try decodeStream([bytes], settings(fields: fields, model: "azure"))
    #expect(decoded.rows.count == 19_366 && decoded.rejects.isEmpty)
    #expect(sum("usage.input_tokens", decoded) == 22_361_870)
    #expect(sum("usage.output_tokens", decoded) == 4_088_665)
    #expect(decoded.rows.first?.time.nanoseconds == 1_700_158_546_680_590_000)
    #expect(decoded.rows.allSatisfy { $0.model == "azure" && $0.cells["operation"] == "chat" })
  }

  @Test(.enabled(if: SharedData.has("tabular/california_housing_analysis.csv")))
  func `the housing file decodes without a reject`() throws {
    let bytes = try SharedData.bytes("tabular/california_housing_analysis.csv")
    let fields = [
      "id": "id", "time": "timestamp", "score": "y_pred_proba", "prediction": "y_pred",
    ]
    let decoded = try decodeStream([bytes], settings(fields: fields))
    #expect(decoded.rows.count == 8_232 && decoded.rejects.isEmpty)
    #expect(sum("prediction", decoded) == 961)
    #expect(abs(sum("MedInc", decoded) - 31849.584399999883) < 1e-6)
    #expect(abs(sum("Longitude", decoded) - -988982.2799999926) < 1e-6)
    #expect(decoded.rows.first?.id == "5832")
  }

  private func sum(_ column: String, _ decoded: Decoded) -> Double {
    decoded.rows.reduce(0) { sum, row in
      guard case .number(let value) = row.cells[column] else { return sum }
      return sum + value
    }
  }
}
