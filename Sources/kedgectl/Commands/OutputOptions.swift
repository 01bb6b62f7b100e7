import ArgumentParser
import KedgeControl
import KedgeModel
import KedgePlatform
import KedgeReport

/// The forms of machine output.
enum JSONForm: String, ExpressibleByArgument, CaseIterable {
  case pretty, short, lines
  /// Pretty on a terminal, else short.
  case detected

  static var allValueStrings: [String] { ["pretty", "short", "lines"] }

  var isPretty: Bool {
    switch self {
    case .pretty: true
    case .short, .lines: false
    case .detected: Terminal.isOutput
    }
  }
}

/// How a verb writes.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Machine output: --json alone (pretty on a terminal, else short), or --json=FORM.",
      valueName: "pretty|short|lines"
    )
  )
  var json: JSONForm?

  @Flag(help: "Times in UTC.")
  var utc = false

  @Option(help: "Whether to write in colour.")
  var color = Color.auto

  @Flag(name: .customLong("no-legend"), help: "No header and footer.")
  var noLegend = false

  @Flag(name: .shortAndLong, help: "Only errors.")
  var quiet = false

  enum Color: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
  }

  /// The style of text, from the options, the terminal and the environment.
  var style: TextStyle {
    let now = SystemClock.now
    let zone = utc ? (offsetSeconds: 0, name: "UTC") : LocalTime.zone(at: now)
    let columns =
      Terminal.isOutput
      ? Terminal.columns ?? ProcessEnvironment.variable("COLUMNS").flatMap { Int($0) } ?? 80 : nil
    return TextStyle(
      colours: hasColours,
      unicode: isUnicode,
      width: columns,
      legend: !noLegend,
      clock: ReaderClock(now: now, offsetSeconds: zone.offsetSeconds, zone: zone.name)
    )
  }

  private var hasColours: Bool {
    switch color {
    case .always: true
    case .never: false
    case .auto:
      Terminal.isOutput && ProcessEnvironment.variable("TERM") != "dumb"
        && ProcessEnvironment.variable("NO_COLOR")?.isEmpty ?? true
    }
  }

  /// Whether the locale is of UTF-8; a locale that nobody set is taken as one.
  private var isUnicode: Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { ProcessEnvironment.variable($0) }
      .first { !$0.isEmpty }
    guard let locale else { return true }
    let name = locale.lowercased()
    return name.hasSuffix("utf-8") || name.hasSuffix("utf8") || name.contains("utf-8@")
  }

  /// Writes an answer: as JSON, or as the lines that are made of its items.
  func show(_ envelope: Envelope, _ text: ([JSONValue], TextStyle) -> [String]) {
    guard !quiet || json != nil else { return }
    var output = OutputBuffer()
    switch json {
    case nil:
      for line in text(envelope.items, style) { output.writeLine(line) }
    case .lines:
      for item in envelope.items { output.writeLine(item.compact) }
    case .pretty, .short, .detected:
      let document = envelope.document
      output.writeLine(json?.isPretty == true ? document.pretty : document.compact)
    }
  }

  /// Writes what a verb without items has done.
  func show(_ document: JSONValue, text: String) {
    guard !quiet || json != nil else { return }
    var output = OutputBuffer()
    if let json {
      output.writeLine(json.isPretty ? document.pretty : document.compact)
    } else {
      output.writeLine(text)
    }
  }
}

/// Where the daemon is asked.
struct DaemonOptions: ParsableArguments {
  @Option(help: "Control socket (KEDGE_SOCKET, default /run/kedge/control.sock).")
  var socket: String?

  var path: String {
    socket ?? ProcessEnvironment.variable("KEDGE_SOCKET") ?? "/run/kedge/control.sock"
  }

  /// The folder of the socket, in which the ingest socket and the actions lie too.
  var folder: String { ConfigurationFiles.folder(of: path) }

  var client: ControlClient { ControlClient(path: path) }

  /// Asks for a list, all its pages.
  func list(_ path: [String], _ query: [ControlQueryItem] = []) throws -> Envelope {
    var whole: Envelope?
    var cursor: String?
    repeat {
      let page = query + (cursor.map { [ControlQueryItem(name: "cursor", value: $0)] } ?? [])
      let document = try client.document("GET", ControlRequest.target(["v1"] + path, page))
      guard let envelope = Envelope(document: document) else {
        throw Failure(ExitCode(69), "the answer of \(self.path) is not one of this version")
      }
      cursor = envelope.next
      if whole == nil { whole = envelope } else { whole?.items += envelope.items }
    } while cursor != nil
    guard var whole else { preconditionFailure("one page was asked for") }
    whole.next = nil
    return whole
  }
}

/// Which versions a verb is about.
struct VersionOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "Models, by glob.")
  var model: String?

  @Option(name: [.customShort("V"), .customLong("model-version")], help: "Versions, by glob.")
  var version: String?

  var query: [ControlQueryItem] {
    [("model", model), ("version", version)].compactMap { name, value in
      value.map { ControlQueryItem(name: name, value: $0) }
    }
  }
}

/// Which series a verb is about.
struct FilterOptions: ParsableArguments {
  @OptionGroup var versions: VersionOptions

  @Option(help: "Segment: KEY=GLOB, or * for the total only.")
  var segment: String?

  var query: [ControlQueryItem] {
    versions.query + (segment.map { [ControlQueryItem(name: "segment", value: $0)] } ?? [])
  }
}
