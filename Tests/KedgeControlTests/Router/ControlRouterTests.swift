import KedgeControl
import KedgeEngine
import KedgeModel
import Testing

@testable import KedgePlatform

@Suite struct ControlRouterTests {
  private let drifting: Drifting
  private var facts = DaemonFacts(version: "0.1.0")

  init() throws {
    drifting = try Drifting()
    facts.now = Timestamp(nanoseconds: 1_767_600_000_000_000_000)
    facts.user = 1_000
    facts.inputs = [
      DaemonFacts.Input(
        name: "app",
        kind: "socket",
        state: "ok",
        openFiles: 0,
        lagBytes: 0,
        problems: []
      )
    ]
  }

  private func answer(
    _ method: String,
    _ target: String,
    user: UInt32 = 1_000,
    body: JSONValue? = nil
  ) throws -> RouterAnswer {
    var request = try ControlRequest(method: method, target: target)
    request.user = user
    request.body = body
    return ControlRouter.answer(request, engine: drifting.engine, facts: facts)
  }

  private func response(_ method: String, _ target: String) throws -> ControlResponse {
    guard case .response(let response) = try answer(method, target) else {
      throw Drifting.Missing()
    }
    return response
  }

  private func items(_ target: String) throws -> [JSONValue] {
    let response = try response("GET", target)
    #expect(response.status == 200, "\(response.body)")
    let document = try JSONValue(parsing: response.body.utf8)
    return try #require(Envelope(document: document)).items
  }

  private func problem(_ method: String, _ target: String) throws -> Problem {
    let document = try JSONValue(parsing: try response(method, target).body.utf8)
    return try #require(Problem(document: document))
  }

  @Test func `status has the accounting of each input`() throws {
    let status = try #require(try items("/v1/status").first)
    let input = try #require(status["inputs"]?.elements.first)
    #expect(input["name"]?.text == "app")
    #expect(input["in"]?.integer == 401)
    #expect(input["counted"]?.integer == 400)
    #expect(input["rejected"]?["not_json"]?.integer == 1)
    #expect(input["kind"]?.text == "socket")
    #expect(status["alerts"]?.elements.first?["event"]?.text == drifting.event.id)
    #expect(status["models"]?.elements.first?["state"]?.text == "firing")
  }

  @Test func `indicators have the members of the design`() throws {
    let found = try items("/v1/indicators?model=sh*").first { $0["indicator"]?.text == "psi" }
    let psi = try #require(found)
    #expect(
      psi.members.prefix(12).map(\.name) == [
        "model", "version", "segment", "indicator", "feature", "value", "lower", "upper", "n",
        "baseline", "verdict", "limit",
      ]
    )
    #expect(psi["feature"]?.text == "amount")
    #expect(try #require(psi["value"]?.number) > 0.25)
    let unknown = try problem("GET", "/v1/indicators?model=shpo")
    #expect(unknown.code == "not-found.model")
    #expect(unknown.hint == "did you mean \"shop\"?")
    #expect(try problem("GET", "/v1/models?version=none").code == "not-found.series")
  }

  @Test func `a page ends at its limit and names the next`() throws {
    let all = try items("/v1/indicators")
    let document = try JSONValue(
      parsing: try response("GET", "/v1/indicators?limit=2&cursor=1").body.utf8
    )
    let page = try #require(Envelope(document: document))
    #expect(page.items == Array(all[1..<3]))
    #expect(page.next == "3")
  }

  @Test func `an event is found by a prefix, with its evidence`() throws {
    let id = drifting.event.id
    let explained = try #require(try items("/v1/explain/\(id.prefix(6))").first)
    #expect(explained["id"]?.text == id)
    #expect(explained["kind"]?.text == "retrain")
    #expect(explained["action"]?.text == "requested")
    #expect(explained["evidence"]?["rule"]?["name"]?.text == "amount-drift")
    #expect(try items("/v1/events/\(id)").count == 1)
    #expect(try items("/v1/events?kind=retrain").count == 1)
    #expect(try items("/v1/events?until=@1").isEmpty)
  }

  @Test func `rules, models, baselines and actions are listed`() throws {
    let rule = try #require(try items("/v1/rules").first)
    #expect(rule["state"]?.text == "firing")
    #expect(rule["mode"]?.text == "act")
    let shown = try #require(try items("/v1/rules/amount-drift").first)
    #expect(shown["alerts"]?.elements.map { $0["state"]?.text } == ["firing"])
    #expect(shown["when"]?.text == rule["when"]?.text)
    #expect(try items("/v1/models").first?["baseline"]?["records"]?.integer == 200)
    #expect(try items("/v1/baselines/shop").first?["fields"]?.elements.isEmpty == false)
    #expect(try items("/v1/actions").first?["event"]?.text == drifting.event.id)
    #expect(try items("/v1/doctor").allSatisfy { $0["result"]?.text != "FAIL" })
  }

  @Test func `unknown names are answered with near ones`() throws {
    #expect(try problem("GET", "/v1/baselines/shup").hint == "did you mean \"shop\"?")
    #expect(try problem("GET", "/v1/rules/amount-drfit").hint == "did you mean \"amount-drift\"?")
    #expect(try problem("GET", "/v1/modelz").hint == "did you mean \"/v1/models\"?")
    #expect(try problem("GET", "/v1/explain/zzzz").code == "not-found.event")
    #expect(try response("GET", "/nothing").status == 404)
    #expect(try problem("GET", "/v1/events?kind=typo").hint?.contains("resolved") == true)
    #expect(try response("GET", "/v1/events?kind=resolved").status == 200)
  }

  @Test func `a method that a route does not have is refused`() throws {
    #expect(try response("POST", "/v1/status").status == 405)
    #expect(try response("GET", "/v1/reload").status == 405)
  }

  @Test(arguments: ["/v1/events?limit=0", "/v1/events?limit=x", "/v1/events?since=soon"])
  func `a query that means nothing is refused`(target: String) throws {
    #expect(try problem("GET", target).code == "request.malformed")
  }

  @Test func `a report is taken from root, and from the daemon's user without a manager`() throws {
    let target = "/v1/actions/\(drifting.event.id)/report"
    let body: JSONValue = ["result": "succeeded", "detail": "exit status 0"]
    let wanted = ActionReport(
      event: drifting.event.id,
      result: .succeeded,
      detail: "exit status 0"
    )
    for user: UInt32 in [0, 1_000] {
      guard case .report(let report) = try answer("POST", target, user: user, body: body) else {
        Issue.record("a report of user \(user) was refused")
        continue
      }
      #expect(report == wanted)
    }
    guard case .response(let refused) = try answer("POST", target, user: 1_001, body: body) else {
      throw Drifting.Missing()
    }
    #expect(refused.status == 403)
  }

  @Test func `a report of an action that is not under way is a conflict`() throws {
    var engine = drifting.engine
    _ = engine.apply(
      .report(ActionReport(event: drifting.event.id, result: .succeeded)),
      at: nil
    )
    var request = try ControlRequest(
      method: "POST",
      target: "/v1/actions/\(drifting.event.id)/report"
    )
    request.user = 0
    request.body = ["result": "started"]
    guard
      case .response(let response) = ControlRouter.answer(request, engine: engine, facts: facts)
    else { throw Drifting.Missing() }
    #expect(response.status == 409)
  }

  @Test func `a reload is handed on`() throws {
    guard case .reload = try answer("POST", "/v1/reload") else { throw Drifting.Missing() }
  }

  @Test func `metrics name each sample's metric and type once`() throws {
    let lines = try response("GET", "/metrics").body.split(separator: "\n")
    let types = lines.filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
    #expect(Set(types).count == types.count)
    let names = Set(
      lines.filter { !$0.hasPrefix("#") }.map { $0.prefix { $0 != "{" && $0 != " " } }
    )
    #expect(names == Set(types))
    #expect(lines.contains("kedge_records_total{source=\"app\",outcome=\"counted\"} 400"))
    #expect(lines.contains("kedge_rejected_total{source=\"app\",reason=\"not_json\"} 1"))
  }

  @Test func `health is told with a reason`() throws {
    #expect(try response("GET", "/readyz").body == "ok\n")
    var degraded = facts
    degraded.state = "degraded"
    degraded.degraded = ["disk full"]
    let request = try ControlRequest(method: "GET", target: "/readyz")
    guard
      case .response(let response) = ControlRouter.answer(
        request,
        engine: drifting.engine,
        facts: degraded
      )
    else { throw Drifting.Missing() }
    #expect(response.status == 503)
    #expect(response.body == "disk full\n")
  }
}
