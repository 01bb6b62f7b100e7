import KedgeModel
import KedgeReport
import Testing

@Suite struct ScreenTests {
  private let style = TextStyle(
    clock: ReaderClock(now: Timestamp(nanoseconds: 1_795_436_071_000_000_000))
  )

  private var plain: TextStyle {
    var style = style
    style.unicode = false
    return style
  }

  private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: text.utf8) }

  @Test func `status is one screen`() throws {
    let item = try json(
      """
      {"version":"0.1.0","state":"ready","since":"2026-11-23T09:12:04Z","pid":812,
       "config":{"path":"/etc/kedge/kedge.yaml","drop_ins":2,"loaded":"2026-11-23T09:12:04Z",
        "problem":null},
       "inputs":[{"name":"a","in":4182331,"counted":4181893,"duplicate":402,
        "rejected":{"not_json":29},
        "late":7,"expired":0,"pending":0,"kind":"file","state":"ok","lag_bytes":0,
        "warning":"29 of 900 lines rejected, most as not_json"},
        {"name":"b","in":0,"counted":0,"duplicate":0,"rejected":{},"late":0,"expired":0,"pending":0,
         "kind":"socket","state":"ok","lag_bytes":0}],
       "records_per_second":412,"memory":{"bytes":61400000,"limit":512000000},
       "storage":{"path":"/var/lib/kedge","state_bytes":118000000},
       "budget":{"alarms":1,"per_seconds":2592000,"pairs":412,"reserved":1024,"tests":90112,
        "level":3.391e-8,"spent":0.3055},
       "models":[{"state":"ok"},{"state":"firing"}],
       "alerts":[{"rule":"r","model":"fraud-clf","version":"v12","segment":{},"state":"firing",
        "since":"2026-11-23T11:58:03Z","message":"psi(amount) 0.31, limit 0.25",
         "event":"7k3mqaaaaa",
        "kind":"retrain","action":"succeeded","suppressed":null}],"degraded":[]}
      """
    )
    let screen = StatusScreen(item, style)
    #expect(screen.needsAttention)
    #expect(
      screen.lines.joined(separator: "\n") == """
        ● kedged 0.1.0 — ready since Mon 2026-11-23 09:12:04 UTC (3h 2min ago), pid 812
             config: /etc/kedge/kedge.yaml +2 drop-ins, loaded 09:12 (ok)
             inputs: 2 (1 file, 1 socket)   412 records/s, lag 0 B, 0 stale
             counts: in 4 182 331 = counted 4 181 893 + duplicate 402 + rejected 29 + late 7
             memory: 61 MB of 512 MB      state: 118 MB /var/lib/kedge
             models: 2 — 1 ok, 1 firing
             budget: 1 false alarm / 30d, 412 pairs, level 3.4e-8, spent 0.306
             ▲ input a: 29 of 900 lines rejected, most as not_json
             ✖ fraud-clf v12  psi(amount) 0.31, limit 0.25, since 11:58 → retrain 7k3mqa succeeded
        Next: kedgectl explain 7k3mqa
        """
    )
  }

  @Test func `a daemon that does not run is one line`() {
    #expect(
      StatusScreen.notRunning("no socket", plain)
        == ["- kedged - not running (no socket)", "Next: systemctl start kedged"]
    )
  }

  @Test func `indicators are a table`() throws {
    let items = [
      try json(
        """
        {"model":"f","version":"1","segment":{},"indicator":"psi","feature":"amount","value":0.31,
         "lower":0.27,"upper":null,"baseline":0.02,"limit":0.25,"n":48012,"verdict":"breach"}
        """
      ),
      try json(
        """
        {"model":"f","version":"1","segment":{"k":"\\u001b"},"indicator":"refusal_rate",
         "feature":null,
         "value":null,"baseline":0.012,"limit":null,"n":88,"verdict":"insufficient",
          "reason":"needs 412 more"}
        """
      ),
      try json(
        """
        {"model":"f","version":"1","segment":{},"indicator":"p95","feature":"duration",
         "value":1.84,"lower":1.7,"upper":2,"baseline":null,"limit":null,"n":88,"verdict":"ok","unit":"s"}
        """
      ),
    ]
    #expect(
      Lists.indicators(items, plain).joined(separator: "\n") == """
        INDICATOR      SEGMENT      NOW  BOUNDS  BASELINE  LIMIT     N  VERDICT
        psi(amount)    *           0.31  >=0.27      0.02   0.25  48 k  X breach
        refusal_rate   k=\\u{1b}       -       -     0.012      -    88  ~ insufficient, needs 412 more
        p95(duration)  *         1.84 s  1.7..2         -      -    88  -
        3 indicators
        """
    )
  }

  @Test func `a rule is shown with its alerts`() throws {
    let item = try json(
      """
      {"rule":"slow","description":"answers are slow","model":"*","when":"latency(0.95).rose(0.5)",
       "clear":"latency(0.95).value < 1.0","for":"2","keep":"1","cooldown":"6h","max_per_day":2,
       "action":"rollback","mode":"record","default":true,"alerts":[
        {"rule":"slow","model":"f","version":"1","segment":{},"state":"pending","held":1,"hold":2,
         "sees":[{"indicator":"error_rate","effect":0.0123,"delay":600}]},
        {"rule":"slow","model":"f","version":"2","segment":{"k":"v"},"state":"inactive","held":0,
         "hold":2,"unknown":"needs 25 more"}]}
      """
    )
    #expect(
      RuleScreen(item, plain).lines.joined(separator: "\n") == """
        slow  answers are slow
          Models: *, came with Kedge
          When: latency(0.95).rose(0.5), for 2 windows
          Clear: latency(0.95).value < 1.0, for 1 window
          Then: rollback, only recorded; at most 2 in 24 h, 6h apart
          ! f 1  pending, held 1 of 2 windows, sees 0.0123 of error_rate in 10 min, power 0.9
          - f 2 k=v  inactive, unknown: needs 25 more
        """
    )
  }

  @Test func `events are a table, held back ones say why`() throws {
    let items = [
      try json(
        """
        {"id":"7k3mqaxyz","time":"2026-11-23T11:58:03Z","kind":"retrain","model":"fraud-clf",
         "version":"v12",
         "rule":"r","message":"psi(amount) 0.26","action":"succeeded","suppressed":null}
        """
      ),
      try json(
        """
        {"id":"q2d5xexyz","time":"2026-11-23T09:31:40Z","kind":"resolved","model":"m","version":"",
         "rule":"r","message":"rule r is clear again","action":null,"suppressed":"cooldown"}
        """
      ),
    ]
    #expect(
      Lists.events(items, plain).joined(separator: "\n") == """
        TIME          EVENT   KIND      MODEL          CAUSE                  ACTION    RESULT
        Mon 11:58:03  7k3mqa  retrain   fraud-clf v12  psi(amount) 0.26       retrain@  succeeded
        Mon 09:31:40  q2d5xe  resolved  m              rule r is clear again  -         held \
        back (cooldown)
        2 events
        """
    )
  }

  @Test func `a narrow terminal cuts names in the middle, states never`() throws {
    var narrow = style
    narrow.width = 60
    let item = try json(
      """
      {"id":"7k3mqaxyz","time":"2026-11-23T11:58:03Z","kind":"retrain",
       "model":"a-model-with-a-long-name",
       "version":"v12","rule":"r",
        "message":"a cause that is much longer than the terminal is wide","action":"succeeded"}
      """
    )
    let lines = Lists.events([item], narrow)
    #expect(lines.allSatisfy { SafeText.width($0) <= 66 })
    #expect(lines[1].contains("…"))
    #expect(lines[1].hasSuffix("succeeded"))
  }

  @Test func `colour is never the only carrier`() throws {
    var coloured = style
    coloured.colours = true
    let item = try json(
      "{\"model\":\"m\",\"version\":\"1\",\"role\":\"stable\",\"segments\":0,"
        + "\"records\":1,\"state\":\"firing\"}"
    )
    let line = Lists.models([item], coloured)[1]
    #expect(line.contains("\u{1B}[31m✖ firing\u{1B}[0m"))
  }

  @Test func `findings say how to mend them`() throws {
    let items = [
      try json("{\"result\":\"ok\",\"detail\":\"fine\",\"fix\":null}"),
      try json("{\"result\":\"FAIL\",\"detail\":\"broken\",\"fix\":\"mend it\"}"),
    ]
    #expect(
      Lists.findings(items, plain) == [
        "ok    fine", "FAIL  broken", "        fix: mend it", "2 checks, 1 failed, 0 warnings",
      ]
    )
  }

  @Test func `an explanation has cause, numbers, action and journal`() throws {
    let item = try json(
      """
      {"id":"7k3mqaxyz","time":"2026-11-23T11:58:03Z","kind":"retrain","model":"m","version":"1",
       "segment":{},
       "rule":"drift","mode":"act","message":"psi moved","action":"succeeded","suppressed":null,
       "evidence":{"results":[{"indicator":"psi","feature":"amount","value":0.26,"baseline":0.02,
        "lower":0.2,
        "upper":0.3,"n":46210,"limit":0.25,"verdict":"breach"}],
         "window":{"start":"2026-11-23T11:00:00Z",
        "end":"2026-11-23T11:58:00Z","records":500},"baseline_id":"b","hash":"ff"}}
      """
    )
    #expect(
      ExplainScreen(item, style).lines.joined(separator: "\n") == """
        Why: rule drift fired for m 1 at Mon 2026-11-23 11:58:03 UTC
          psi moved
          ✖ psi(amount) 0.02 → 0.26 (n=46 210, between 0.2 and 0.3, limit 0.25)
          Window: Mon 11:00:00 to Mon 11:58:00, 500 records
          Baseline: b
          Checks: none held it back
          Action: kedge-retrain@7k3mqaxyz.service succeeded
          Evidence: sha256:ff
          Journal: journalctl KEDGE_EVENT=7k3mqaxyz
        """
    )
  }
}
