import KedgeControl
import KedgeEngine
import KedgeModel
import KedgeRules

/// What has to be done to answer a request.
enum RouterAnswer {
  /// The answer is there.
  case response(ControlResponse)
  /// The configuration has to be read again first.
  case reload
  /// A result has to be given to the engine first.
  case report(ActionReport)
}

/// Finds the answer to a request of the control socket: a pure function, run on the thread that
/// owns the engine.
struct ControlRouter {
  let request: ControlRequest
  let engine: Engine
  let facts: DaemonFacts

  static func answer(
    _ request: ControlRequest,
    engine: Engine,
    facts: DaemonFacts
  ) -> RouterAnswer {
    let router = ControlRouter(request: request, engine: engine, facts: facts)
    do throws(Problem) {
      return try router.route()
    } catch {
      return .response(ControlResponse(problem: error))
    }
  }

  private enum Route: String, CaseIterable {
    case status, models, indicators, rules, events, explain, baselines, actions, config, doctor
    case reload

    var takesName: Bool {
      switch self {
      case .events, .explain, .baselines, .rules: true
      case .status, .models, .indicators, .actions, .config, .doctor, .reload: false
      }
    }
  }

  private func route() throws(Problem) -> RouterAnswer {
    switch request.path.first {
    case "v1": return try routeInterface()
    case "metrics" where request.path.count == 1:
      try require("GET")
      return .response(
        ControlResponse(
          status: 200,
          contentType: "text/plain; version=0.0.4; charset=utf-8",
          body: MetricsText(engine: engine, facts: facts).text
        )
      )
    case "healthz" where request.path.count == 1, "readyz" where request.path.count == 1:
      try require("GET")
      return .response(health(isReadiness: request.path[0] == "readyz"))
    default: throw unknownRoute()
    }
  }

  private func health(isReadiness: Bool) -> ControlResponse {
    let isWell = facts.state == "ready" || (!isReadiness && facts.state == "degraded")
    let reason = facts.degraded.first ?? facts.state
    return ControlResponse(
      status: isWell ? 200 : 503,
      contentType: "text/plain; charset=utf-8",
      body: isWell ? "ok\n" : "\(reason)\n"
    )
  }

  private func routeInterface() throws(Problem) -> RouterAnswer {
    let path = request.path
    guard path.count >= 2, let route = Route(rawValue: path[1]) else { throw unknownRoute() }
    let name = path.count > 2 ? path[2] : nil
    if route == .actions, path.count == 4, path[3] == "report" { return try report(path[2]) }
    guard path.count == 2 || (path.count == 3 && route.takesName) else { throw unknownRoute() }
    guard route != .reload else {
      try require("POST")
      try requireOwner()
      return .reload
    }
    try require("GET")
    return .response(ControlResponse(document: try document(route, name)))
  }

  private func document(_ route: Route, _ name: String?) throws(Problem) -> JSONValue {
    switch route {
    case .status: return envelope("status", [StatusDocument(engine: engine, facts: facts).item])
    case .models:
      try requireSelected()
      return envelope("models", engine.modelViews(filter).map(\.document))
    case .indicators:
      try requireSelected()
      return try page("indicators", engine.seriesViews(filter).flatMap(\.indicatorDocuments))
    case .rules:
      guard let name else { return envelope("rules", engine.ruleViews.map(\.document)) }
      return envelope("rule", [try rule(name)])
    case .events:
      guard let name else { return try events() }
      return envelope("event", [try event(name).document])
    case .explain:
      guard let name else { throw unknownRoute() }
      return envelope("explain", [explanation(of: try event(name))])
    case .baselines:
      return envelope("baselines", try baselines(name).map(\.document))
    case .actions: return envelope("actions", engine.actionViews.map(\.document))
    case .config: return envelope("config", [configuration])
    case .doctor:
      return envelope("doctor", DoctorChecks(engine: engine, facts: facts).items)
    case .reload: throw unknownRoute()
    }
  }

  private var filter: SeriesFilter {
    SeriesFilter(
      model: request["model"],
      version: request["version"],
      segment: request["segment"]
    )
  }

  private func envelope(_ kind: String, _ items: [JSONValue], next: String? = nil) -> JSONValue {
    Envelope(
      kind: kind,
      time: facts.now.rfc3339,
      version: facts.version,
      state: facts.state,
      items: items,
      next: next
    ).document
  }
}

extension ControlRouter {
  private static let pageMax = 1_000

  private func number(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
    guard let text = request[name] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw Problem(
        code: "request.malformed",
        detail: "`\(name)` lies between \(range.lowerBound) and \(range.upperBound)"
      )
    }
    return number
  }

  private func page(_ kind: String, _ items: [JSONValue]) throws(Problem) -> JSONValue {
    let limit = try number("limit", in: 1...ControlRouter.pageMax) ?? ControlRouter.pageMax
    let start = min(try number("cursor", in: 0...Int(Int32.max)) ?? 0, items.count)
    let end = min(start + limit, items.count)
    return envelope(
      kind,
      Array(items[start..<end]),
      next: end < items.count ? String(end) : nil
    )
  }

  /// Events that were asked for: the newest of them, oldest first.
  private func events() throws(Problem) -> JSONValue {
    try requireSelected()
    let since = try instant("since")
    let until = try instant("until")
    if let kind = request["kind"], !Event.kinds.contains(kind) {
      throw Problem(
        code: "request.malformed",
        detail: "no kind of event \"\(kind)\"",
        hint: "one of \(Event.kinds.joined(separator: ", "))"
      )
    }
    let wanted = engine.keptEvents.filter { event in
      let key = event.series ?? SeriesKey(model: "", version: "")
      return filter.selects(key) && since.map { event.time >= $0 } ?? true
        && until.map { event.time < $0 } ?? true
        && request["kind"].map { event.kind == $0 } ?? true
    }
    let limit = try number("limit", in: 1...ControlRouter.pageMax) ?? ControlRouter.pageMax
    let skipped = min(try number("cursor", in: 0...Int(Int32.max)) ?? 0, wanted.count)
    let newest = wanted.dropLast(skipped).suffix(limit)
    let given = skipped + newest.count
    return envelope(
      "events",
      newest.map(\.document),
      next: given < wanted.count ? String(given) : nil
    )
  }

  /// An instant of the query, in nanoseconds since the epoch as the command line sends it.
  private func instant(_ name: String) throws(Problem) -> Timestamp? {
    guard let text = request[name] else { return nil }
    guard let instant = TimeText.instant(text, now: facts.now) else {
      throw Problem(
        code: "request.malformed",
        detail: "`\(name)` is no time: \"\(text)\"; write @SECONDS, RFC 3339 or `2h ago`"
      )
    }
    return instant
  }

  /// The event of an id, or of a prefix of one.
  private func event(_ id: String) throws(Problem) -> Event {
    let found = engine.keptEvents.filter { $0.id.hasPrefix(id) && !id.isEmpty }
    if let exact = found.last(where: { $0.id == id }) { return exact }
    let ids = Set(found.map(\.id)).sorted()
    guard ids.count < 2 else {
      throw Problem(
        code: "usage.ambiguous",
        detail: "several events begin with \(id)",
        hint: ids.prefix(8).joined(separator: " ")
      )
    }
    guard let event = found.last else {
      throw Problem(
        code: "not-found.event",
        detail: "no event \(id)",
        hint: NearestNames.hint(id, among: engine.keptEvents.map(\.id)),
        next: "kedgectl events"
      )
    }
    return event
  }

  private func baselines(_ model: String?) throws(Problem) -> [BaselineView] {
    let views = engine.baselineViews
    guard let model else {
      try requireSelected()
      return views.filter { filter.selects(model: $0.model, version: $0.version) }
    }
    let found = views.filter { $0.model == model }
    guard found.isEmpty else { return found }
    let known = Set(engine.modelViews().map(\.model)).sorted()
    if known.contains(model) {
      let reason = engine.modelViews().first { $0.model == model }?.baselineReason
      throw Problem(
        code: "not-found.baseline",
        detail: "\(model) has no baseline yet"
          + (reason.map { ": \($0)" } ?? ""),
        next: "kedgectl models"
      )
    }
    throw Problem(
      code: "not-found.model",
      detail: "no model \"\(model)\"",
      hint: NearestNames.hint(model, among: known),
      next: "kedgectl models"
    )
  }

  /// Refuses a filter that selects nothing at all: an empty list would look like good news.
  private func requireSelected() throws(Problem) {
    guard filter != SeriesFilter() else { return }
    let known = engine.seriesKeys
    guard !known.isEmpty, !known.contains(where: filter.selects) else { return }
    let models = Set(known.map(\.model)).sorted()
    if let model = request["model"], !models.contains(where: { Glob(model).matches($0) }) {
      throw Problem(
        code: "not-found.model",
        detail: "no model matches \"\(model)\"",
        hint: NearestNames.hint(model, among: models),
        next: "kedgectl models"
      )
    }
    throw Problem(
      code: "not-found.series",
      detail: "no version or segment of these models matches the filter",
      next: "kedgectl models"
    )
  }

  /// One rule with its alerts.
  private func rule(_ name: String) throws(Problem) -> JSONValue {
    guard let view = engine.ruleViews.first(where: { $0.name == name }) else {
      throw Problem(
        code: "not-found.rule",
        detail: "no rule \"\(name)\"",
        hint: NearestNames.hint(name, among: engine.ruleViews.map(\.name)),
        next: "kedgectl rules"
      )
    }
    let alerts = engine.alertViews(ofRule: name)
    return .object(
      view.document.members + [JSONMember("alerts", .array(alerts.map(\.document)))]
    )
  }

  private func unknownRoute() -> Problem {
    let path = "/" + request.path.joined(separator: "/")
    let known = Route.allCases.map { "/v1/\($0.rawValue)" } + ["/metrics", "/healthz", "/readyz"]
    return Problem(
      code: "not-found.route",
      detail: "nothing is served at \(path)",
      hint: NearestNames.hint(path, among: known)
    )
  }

  private func require(_ method: String) throws(Problem) {
    let isRead = method == "GET" && request.method == "HEAD"
    guard request.method == method || isRead else {
      throw Problem(
        code: "request.method",
        detail: "this is asked for with \(method), not \(request.method)"
      )
    }
  }

  /// Allows the members of the socket's group under a service manager, who reach the socket only
  /// so; without one the socket is its owner's alone.
  private func requireOwner() throws(Problem) {
    guard facts.isManaged || request.user == 0 || request.user == facts.user else {
      throw ControlRouter.denied
    }
  }

  private static let denied = Problem(
    code: "auth.denied",
    detail: "this user may not do that",
    next: "run it as root, or as a member of the group kedge-admin"
  )

  /// Takes what a unit says of the action of an event.
  private func report(_ id: String) throws(Problem) -> RouterAnswer {
    try require("POST")
    guard request.user == 0 || (!facts.isManaged && request.user == facts.user) else {
      throw ControlRouter.denied
    }
    guard let word = request.body?["result"]?.text, let result = ActionResult(word: word),
      result != .recorded, result != .requested
    else {
      throw Problem(
        code: "request.malformed",
        detail: "a report has a `result`: started, succeeded, failed, timeout or not_started"
      )
    }
    let event = try event(id)
    guard engine.actionViews.contains(where: { $0.event == event.id }) else {
      throw Problem(
        code: "state.conflict",
        detail: "no action of event \(event.id) is under way"
          + (event.action.map { ", it is \($0.word)" } ?? ""),
        next: "kedgectl explain \(event.id)"
      )
    }
    if result == .started, event.action == .started {
      throw Problem(
        code: "state.conflict",
        detail: "the action of event \(event.id) was started before",
        next: "kedgectl explain \(event.id)"
      )
    }
    let detail = String((request.body?["detail"]?.text ?? "").prefix(500))
    return .report(ActionReport(event: event.id, result: result, detail: detail))
  }

  private var configuration: JSONValue {
    [
      "path": .string(facts.configurationPath), "drop_ins": JSONValue(facts.dropInCount),
      "loaded": .string(facts.loadedAt.rfc3339), "problem": JSONValue(facts.reloadProblem),
      "discovering": .bool(facts.isDiscovering),
      "inputs": .array(facts.inputs.map { ["name": .string($0.name), "kind": .string($0.kind)] }),
      "rules": .array(engine.ruleViews.map { .string($0.name) }),
    ]
  }

  /// Why an event happened.
  private func explanation(of event: Event) -> JSONValue {
    var members = event.document.members
    members.append(JSONMember("evidence", event.evidence))
    if let running = engine.actionViews.first(where: { $0.event == event.id }) {
      members.append(JSONMember("running", running.document))
    }
    return .object(members)
  }
}
