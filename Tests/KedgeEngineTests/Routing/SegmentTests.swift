import KedgeEngine
import KedgeModel
import KedgeRules
import KedgeSimulation
import KedgeTestSupport
import Testing

struct SegmentTests {
  private func line(_ index: Int, language: String?, version: String? = nil) -> RecordLine {
    var line = RecordLine(time: origin + Int64(index) * second, id: "i\(index)")
    line.version = version
    line.segment["language"] = language.map { "\"\($0)\"" }
    line.fields["prediction"] = "1"
    return line
  }

  private func counts(_ evaluations: [Evaluated]) -> [String: Int] {
    evaluations.reduce(into: [:]) { counts, evaluated in
      counts[evaluated.series.segmentText, default: 0] += evaluated.window.records
    }
  }

  @Test("segments stand beside the total", arguments: 0..<UInt64(20))
  func besideTotal(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let languages = (0..<200).map { _ in random.pick(["de", "en", "fr", nil]) }
    var feed = try Feed(
      settings {
        $0.window = plainWindow()
        $0.groupings = [["language"]]
      }
    )

    var effects = feed.push(languages.enumerated().map { line($0.offset, language: $0.element) })
    effects += feed.finish()

    var expected = ["*": 200]
    for language in languages.compactMap(\.self) {
      expected["language=\(language)", default: 0] += 1
    }
    #expect(counts(effects.evaluations) == expected)
  }

  @Test("values beyond the limit share one series")
  func overflow() throws {
    var settings = settings {
      $0.window = plainWindow()
      $0.groupings = [["language"]]
    }
    settings.limits.segmentValues = 3
    settings.limits.versions = 2
    var feed = try Feed(settings)

    let lines = (0..<60).map { index in
      line(index, language: "l\(index % 10)", version: "v\(index % 4)")
    }
    var effects = feed.push(lines)
    effects += feed.finish()

    let evaluations = effects.evaluations
    let segments = counts(evaluations)
    #expect(segments["*"] == 60)
    #expect(segments["language=__other__"] == 42)
    #expect(
      Set(segments.keys) == [
        "*", "language=l0", "language=l1", "language=l2", "language=__other__",
      ]
    )
    let totals = evaluations.filter { $0.series.segment.isEmpty }
    #expect(totals.map(\.series.version) == ["__other__", "v0", "v1"])
    #expect(totals.map(\.window.records) == [30, 15, 15])
  }

  @Test("spellings of one character are names of their own, whatever the blocks")
  func spellings() throws {
    let lines = (0..<80).map { index in
      let name = index % 4 == 0 ? "e\u{301}" : "\u{E9}"
      var line = line(index, language: name, version: name)
      line.features[name] = "\(index)"
      return line
    }
    let settings = settings {
      $0.window = plainWindow()
      $0.groupings = [["language"]]
    }
    var whole = try Feed(settings)
    var single = try Feed(settings)

    let found = (whole.push(lines) + whole.finish()).evaluations

    #expect(found == (single.pushEach(lines) + single.finish()).evaluations)
    let totals = found.filter { $0.series.segment.isEmpty }
    // 45 of each 60 seconds are of the composed spelling, which comes after the other by bytes.
    #expect(totals.map(\.window.records) == [15, 45, 5, 15])
    #expect(totals.first?["count", "e\u{301}"]?.value == 15)
    #expect(totals.first?["count", "\u{E9}"]?.value == 0)
    #expect(whole.engine.modelViews().map(\.records) == [5, 15])
  }

  @Test("labels reach the segment's own window where records are counted")
  func labelsOfCountedSegments() throws {
    var feed = try Feed(
      settings {
        $0.window = countWindow(60)
        $0.groupings = [["language"]]
      }
    )
    let languages = (0..<180).map { $0 % 3 == 0 ? "de" : "en" }
    _ = feed.push(languages.enumerated().map { line($0.offset, language: $0.element) })

    var labels: [RecordLine] = []
    for index in 0..<180 {
      labels.append(.label(languages[index] == "de" ? "1" : "0", of: "i\(index)", time: origin))
    }
    _ = feed.push(labels)
    let found = feed.finish().evaluations.filter { $0.series.segmentText == "language=de" }

    #expect(found.map { $0["accuracy"]?.value } == [1])
    #expect(found.map { $0["accuracy"]?.count } == [60])
    #expect(found.map { $0["labelled_share"]?.value } == [1])
  }
}
