import KedgeDecoding
import KedgeModel
import Testing

@Suite struct MappingTests {
  private func settings(
    _ fields: [String: String],
    _ edit: (inout DecoderSettings) throws -> Void = { _ in }
  ) throws -> DecoderSettings {
    var settings = DecoderSettings()
    settings.fields = try fields.sorted { $0.key < $1.key }.map {
      FieldMapping(target: $0.key, source: .path(try FieldPath($0.value)))
    }
    try edit(&settings)
    return settings
  }

  @Test func `fields are read from their paths and no longer from their own place`() throws {
    let settings = try settings([
      "model": "$.req.model", "id": #"$.meta["x-id"]"#, "usage.input_tokens": "$.tokens[1].n",
      "conversation": #"$.meta["x-id"]"#,
    ])
    let text =
      #"{"time":1795460037,"model":"no","req":{"model":"yes","n":1},"meta":{"x-id":"7"},"#
      + #""tokens":[{"n":1},{"n":42}],"duration":2}"#
    let decoded = try decode(text, settings)
    let row = try #require(decoded.rows.first)
    #expect(row.model == "yes" && row.id == "7")
    #expect(row.cells["usage.input_tokens"] == 42 && row.cells["duration"] == 2)
    #expect(row.cells["conversation"] == "7")
    #expect(decoded.unknown == ["model": 1, "req.n": 1])
  }

  @Test func `values are replaced, scaled and defaulted`() throws {
    var duration = ValueChange()
    (duration.scale, duration.offset) = (0.001, 1)
    var status = ValueChange()
    status.replacements = [ValueReplacement(from: "200", to: .text("ok"))]
    status.defaultValue = .text("incomplete")
    let settings = try settings(["time": "$.ts"]) { settings in
      settings.timeUnit = .milliseconds
      settings.fields += [
        FieldMapping(target: "duration", source: .path(try FieldPath("$.ms")), change: duration),
        FieldMapping(target: "status", source: .path(try FieldPath("$.code")), change: status),
      ]
      settings.constants = [FieldConstant(name: "model", value: .text("größe"))]
    }
    let text = #"{"ts":978307200000,"ms":1500,"code":200}"# + "\n" + #"{"ts":978307200000}"#
    let rows = try decode(text, settings).rows
    #expect(rows.map { $0.cells["duration"] } == [2.5, nil])
    #expect(rows.map { $0.cells["status"] } == ["ok", "incomplete"])
    #expect(
      rows.allSatisfy { $0.model == "größe" && $0.time.nanoseconds == 978_307_200_000_000_000 }
    )
  }

  @Test func `features and segments have places of their own`() throws {
    var tier = ValueChange()
    tier.defaultValue = .text("free")
    let settings = try settings([:]) { settings in
      settings.features.others = .object(try FieldPath("$.tx.all"))
      settings.features.named = [
        FeatureSource(name: "amount", source: .path(try FieldPath("$.tx.amount")))
      ]
      settings.segment = [
        SegmentMapping(key: "region", source: .path(try FieldPath("$.meta.region"))),
        SegmentMapping(key: "tier", source: .path(try FieldPath("$.plan")), change: tier),
      ]
    }
    let text = line(
      #""tx":{"amount":5,"all":{"a":1,"amount":9,"model":"x"}},"meta":{"region":"eu"},"#
        + #""segment":{"region":"us","big":true,"n":3}"#
    )
    let cells = try #require(try decode(text, settings).rows.first).cells
    #expect(cells["amount"] == 5 && cells["a"] == 1 && cells["features.model"] == "x")
    #expect(cells["segment.region"] == "eu" && cells["segment.tier"] == "free")
    #expect(cells["segment.big"] == "true" && cells["segment.n"] == "3")
  }

  @Test func `settings that cannot be carried out say why`() throws {
    func error(_ settings: DecoderSettings) -> DecoderSettingsError? {
      do {
        _ = try RecordDecoder(settings)
        return nil
      } catch { return error }
    }
    #expect(error(try settings(["durration": "$.a"])) == .unknownField("durration"))
    #expect(error(try settings(["usage": "$.a"])) == .notAValue("usage"))
    var unit = try settings(["duration": "$.a"])
    unit.fields[0].change.unit = .milliseconds
    #expect(error(unit) == .unitOfNoTime("duration"))
    var scaled = try settings(["time": "$.a"])
    scaled.fields[0].change.scale = 0.001
    #expect(error(scaled) == .scaledTime)
    var twice = try settings(["duration": "$.a"])
    twice.constants = [FieldConstant(name: "duration", value: .number(1))]
    #expect(error(twice) == .mappedTwice("duration"))
    var column = DecoderSettings()
    column.fields = [FieldMapping(target: "id", source: .column("a"))]
    #expect(error(column) == .wrongSource("id"))
    column.fields = []
    column.features.others = .rest
    #expect(error(column) == .wrongSource("features"))
  }
}
